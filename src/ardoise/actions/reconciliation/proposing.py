"""What the engine makes of the receipts: stored with its reasons, until they are applied or asked again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.db.models import Max
from django_scopes import scope

from ardoise.actions import events, ledger
from ardoise.actions.reconciliation import advising, ourselves, receipts, replaying
from ardoise.actions.reconciliation.tolerances import tolerances_of
from ardoise.engine import reconciliation as engine
from ardoise.engine.reconciliation import paid_twice
from ardoise.records import book as records
from ardoise.records import settled
from ardoise.records.models import Company, MatchProposal, Movement, User

TOLD = (
    "movement_id", "rank", "customer_id", "confidence_bp", "is_automatic", "evidence", "allocations",
    "allocated_cents", "difference_cents", "difference", "unapplied_cents",
)  # fmt: skip
AT_ONCE = 2_000
AHEAD = timedelta(7)  # on a Friday evening, banks tell what they book on Monday


def propose(company: Company, as_of: date, at: datetime, by: User | None = None) -> int:
    """Explains every receipt that waits, by what is open on the day; how many have an explanation now.

    What was proposed before is replaced; where nothing differs nothing is written.
    """
    with scope(company=company):
        if not Movement.objects.filter(company=company).exists():
            return 0
        found = explained(company, reached(company, as_of), today=as_of)
    with events.act(company):
        before = list(MatchProposal.objects.filter(company=company).order_by("movement", "rank").values(*TOLD))
        if before == found:
            return len({row["movement_id"] for row in found})
        MatchProposal.objects.filter(company=company).delete()
        made = (MatchProposal(company=company, as_of=as_of, at=at, **row) for row in found)
        MatchProposal.objects.bulk_create(made, batch_size=AT_ONCE)
        first = [row for row in found if row["rank"] == 1]
        after = {"receipts": len(first), "automatic": sum(row["is_automatic"] for row in first)}
        events.record(company, "proposed_matches", by, at, MatchProposal(), after=after)
    return len(first)


def reached(company: Company, as_of: date) -> date:
    """The day by which receipts are explained: the last one booked a few days ahead counts, or nobody would be known to
    have paid by it until the next import."""
    ahead = Movement.objects.filter(company=company, booked_on__gt=as_of, booked_on__lte=as_of + AHEAD)
    return ahead.aggregate(last=Max("booked_on"))["last"] or as_of


def explained(
    company: Company, as_of: date, movements: Collection[int] | None = None, whose: Collection[int] | None = None,
    today: date | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The rows to store, by movement and rank; of some receipts alone, by the items of some customers alone.

    `today`: what is booked after it is not there to be paid yet, though receipts reach further.
    """
    waiting = receipts.waiting(company, as_of)
    if movements is not None:
        waiting = waiting.filter(pl.col("receipt").is_in(list(movements)))
    if waiting.is_empty():
        return []
    own = settled.posted(company.pk)  # payments of ours pay as receipts, not as credits
    items = ledger.items(company, as_of, whose).join(own, on="entry", how="anti")
    items = items.filter((pl.col("booked_on") <= (today or as_of)).fill_null(True))
    ours = ourselves.from_ourselves(company, waiting)
    is_own = pl.col("receipt").is_in(list(ours))
    parts = [waiting.filter(~is_own), waiting.filter(is_own)]  # what is ours takes no item from who pays it
    rows = [row for part in parts if not part.is_empty() for row in matched(company, part, items, as_of, whose)]
    rows = [ourselves.for_a_person(row) if row["movement_id"] in ours else row for row in rows]
    return replaying.left_to_a_person(sorted(rows, key=lambda row: (row["movement_id"], row["rank"])), company)


def matched(
    company: Company, waiting: pl.DataFrame, items: pl.DataFrame, as_of: date, whose: Collection[int] | None
) -> list[dict[str, Any]]:
    """What the engine says of these RECEIPTS, as it is stored."""
    matching = engine.match(
        waiting,
        items,
        records.customers(company.pk, whose),
        settled.payers(company.pk),
        settled.habits(company.pk),
        tolerances_of(company),
        advising.advices(company, as_of),
    )
    named = settled.documents(company.pk, paid_twice.mistyped(matching)["customer"].unique().to_list())
    matching = paid_twice.left_to_a_person(matching, waiting, named)
    matching = without_exchanges(matching, waiting, items)
    customers = {code: key for key, code, _name in records.names(company.pk).iter_rows()}
    taken = allocations(matching.allocations, customers)
    return [row_of(match, customers, taken) for match in matching.matches.sort("receipt", "rank").to_dicts()]


def without_exchanges(found: engine.Matching, waiting: pl.DataFrame, items: pl.DataFrame) -> engine.Matching:
    """The explanations but for those of documents that are kept in another currency: nobody could accept them, since
    what an exchange came to is known by the books alone."""
    kept_in = items.select("entry", its="currency")
    told = found.allocations.join(kept_in, on="entry").join(waiting.select("receipt", "currency"), on="receipt")
    others = told.filter(pl.col("its") != pl.col("currency")).select("receipt", "rank").unique()
    if others.is_empty():
        return found
    kept = found.matches.join(others, on=["receipt", "rank"], how="anti").sort("receipt", "rank")
    ranked = kept.with_columns(new=pl.int_range(1, pl.len() + 1).over("receipt").cast(kept.schema["rank"]))
    ranks = ranked.select("receipt", "rank", "new")
    moved = found.allocations.join(ranks, on=["receipt", "rank"], maintain_order="left")
    return engine.Matching(*(frame.with_columns(rank="new").drop("new") for frame in (ranked, moved)))


def allocations(told: pl.DataFrame, customers: dict[str, int]) -> dict[tuple[int, int], list[dict[str, Any]]]:
    """(receipt, rank) → what it pays."""
    found: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    columns = told.select("receipt", "rank", "entry", "document", "customer", "amount_cents")
    for receipt, rank, entry, document, customer, cents in columns.iter_rows():
        row = {"entry": entry, "document": document or "", "customer": customers.get(customer), "cents": cents}
        found[receipt, rank].append(row)
    return found


def row_of(
    match: dict[str, Any], customers: dict[str, int], taken: dict[tuple[int, int], list[dict[str, Any]]]
) -> dict[str, Any]:
    """A match as it is stored."""
    return {
        "movement_id": match["receipt"],
        "rank": match["rank"],
        "customer_id": customers.get(match["customer"]),
        "confidence_bp": round(match["confidence"] * 10_000),
        "is_automatic": bool(match["is_automatic"]),
        "evidence": list(match["evidence"] or []),
        "allocations": taken.get((match["receipt"], match["rank"]), []),
        "allocated_cents": match["allocated_cents"] or 0,
        "difference_cents": match["difference_cents"] or 0,
        "difference": match["difference"] or "",
        "unapplied_cents": match["unapplied_cents"] or 0,
    }
