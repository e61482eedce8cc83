"""Which items each receipt pays: payers told, explanations found, weighed, and given to the receipts in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from ardoise.domain.reconciliation import ALLOCATIONS, MATCHES, PROPOSED_MAX, TOLERANCES, Tolerances
from ardoise.engine.reconciliation.accounts import Book
from ardoise.engine.reconciliation.advising import Advice, Advices
from ardoise.engine.reconciliation.choosing import Asked, choose
from ardoise.engine.reconciliation.confidence import Weighed
from ardoise.engine.reconciliation.documents import Documents
from ardoise.engine.reconciliation.payers import CANDIDATES, Names, learned_of, payers_of
from ardoise.engine.reconciliation.receipts import Payer, Receipt, receipt_of

MATCHES_SCHEMA = pl.Schema(MATCHES | {"evidence": pl.List(pl.String)})
ALLOCATIONS_SCHEMA = pl.Schema(ALLOCATIONS)
OWED_MAX = 5  # amounts of an advice whose debtors are looked at


@dataclass(frozen=True)
class Matching:
    """MATCHES and ALLOCATIONS, by receipt and rank."""

    matches: pl.DataFrame
    allocations: pl.DataFrame


def match(
    receipts: pl.DataFrame,
    items: pl.DataFrame,
    customers: pl.DataFrame,
    payers: pl.DataFrame,
    habits: pl.DataFrame,
    tolerances: Tolerances = TOLERANCES,
    advices: pl.DataFrame | None = None,
) -> Matching:
    """Up to five explanations of each of RECEIPTS by open ITEMS; the same whatever the order of the rows.

    The first explanations of all receipts together never settle more of an item than is open of it.
    """
    book = Book(items, groups_of(customers))
    asked = list(questions(receipts, items, customers, payers, Advices(advices)))
    return told(choose(asked, book, tolerances), tolerances)


def questions(
    receipts: pl.DataFrame, items: pl.DataFrame, customers: pl.DataFrame, payers: pl.DataFrame, advices: Advices
) -> Iterable[Asked]:
    """Each receipt with who may have paid it and the advice that speaks of it."""
    learned, names = learned_of(payers), Names(names_of(items, customers))
    documents = Documents(items)
    for row in receipts.iter_rows(named=True):
        receipt = receipt_of(row)
        advice = advices.of(receipt)
        found = payers_of(row, learned, names)
        if not row["customer"]:
            found = merged(found, by_documents(receipt, advice, documents, names))
            found = found or documents.payers_by_amount(receipt.cents, receipt.currency)
        yield Asked(receipt, found, advice)


def by_documents(receipt: Receipt, advice: Advice | None, documents: Documents, names: Names) -> list[Payer]:
    """Who is named by a document, or owes one of the amounts told and has a name not unlike the payer's."""
    told = {receipt.cents} | ({line.cents for line in advice.lines} if advice else set())
    numbers, tails = receipt.numbers, frozenset[str]()
    if advice:
        numbers, tails = numbers | advice.numbers, advice.tails
    owing = {c for cents in sorted(told)[:OWED_MAX] for c in documents.owing_to_the_cent(cents, receipt.currency)}
    alike = names.among(receipt.counterparty, sorted(owing)) if receipt.counterparty else []
    return [*documents.payers(numbers), *documents.payers_by_tail(tails), *alike]


def merged(found: list[Payer], named: list[Payer]) -> list[Payer]:
    """Who pays, by name and by the documents named: where both agree it is surer, and the stronger is told."""
    best: dict[str, Payer] = {}
    for payer in (*found, *named):
        known = best.get(payer.customer)
        if known is None or known.evidence == payer.evidence:
            best[payer.customer] = max(known or payer, payer, key=lambda p: p.score)
        else:
            stronger = max(known, payer, key=lambda p: p.score)
            best[payer.customer] = Payer(payer.customer, stronger.score + 0.5, stronger.evidence)
    return sorted(best.values(), key=lambda p: (-p.score, p.customer))[: 2 * CANDIDATES]


def told(chosen: dict[int, list[Weighed]], tolerances: Tolerances) -> Matching:
    """The explanations as columns."""
    matches: list[tuple[Any, ...]] = []
    allocations: list[tuple[Any, ...]] = []
    for receipt, weighed in sorted(chosen.items()):
        for rank, one in enumerate(weighed[:PROPOSED_MAX], 1):
            matches.append(match_row(receipt, rank, one, tolerances))
            allocations += [
                (receipt, rank, item.entry, item.line, item.document or None, item.customer, cents)
                for item, cents in one.explanation.taken
            ]
    return Matching(
        pl.DataFrame(matches, MATCHES_SCHEMA, orient="row"), pl.DataFrame(allocations, ALLOCATIONS_SCHEMA, orient="row")
    )


def match_row(receipt: int, rank: int, weighed: Weighed, tolerances: Tolerances) -> tuple[Any, ...]:
    """A row of MATCHES."""
    found = weighed.explanation
    by_customer: dict[str, int] = defaultdict(int)
    for item, cents in found.taken:
        by_customer[item.customer] += abs(cents)
    whose = min(by_customer, key=lambda c: (-by_customer[c], c)) if by_customer else found.payer.customer
    is_automatic = rank == 1 and weighed.is_automatic(tolerances)
    return (
        receipt, rank, whose, round(weighed.chance, 4), is_automatic, list(weighed.evidence),
        sum(cents for _, cents in found.taken), found.difference_cents, found.difference, found.unapplied_cents,
    )  # fmt: skip


def groups_of(customers: pl.DataFrame) -> dict[str, str]:
    """Customer → the group he belongs to."""
    grouped = customers.select("customer", "group").drop_nulls().filter(pl.col("group") != "")
    return dict(grouped.iter_rows())


def names_of(items: pl.DataFrame, customers: pl.DataFrame) -> dict[str, str]:
    """Customer → name, as the customers' list says it, else the ledger."""
    known: dict[str, str] = {}
    for frame in (items, customers):
        named = frame.select("customer", "customer_name").drop_nulls().unique().sort("customer", "customer_name")
        known |= dict(named.iter_rows())
    return known
