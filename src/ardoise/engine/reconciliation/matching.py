"""Which items each receipt pays: payers told, explanations found, weighed, and given to the receipts in order."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from math import floor
from typing import Any

import polars as pl

from ardoise.domain.matching_odds import probability
from ardoise.domain.reconciliation import ALLOCATIONS, MATCHES, PROPOSED_MAX, TOLERANCES, Tolerances
from ardoise.engine.reconciliation.accounts import Book
from ardoise.engine.reconciliation.advising import Advices
from ardoise.engine.reconciliation.choosing import Asked, Setting, choose
from ardoise.engine.reconciliation.confidence import Weighed
from ardoise.engine.reconciliation.documents import Documents
from ardoise.engine.reconciliation.exact import exactly_named, unadvised, undoubted, undoubtedly_his
from ardoise.engine.reconciliation.habits import habits_of
from ardoise.engine.reconciliation.names import name_known
from ardoise.engine.reconciliation.payers import (
    CALLED_SO,
    CANDIDATES,
    KNOWN,
    SCORES,
    Learned,
    Names,
    best_of,
    by_learning,
    by_name,
    learned_of,
    pays_for_others,
    text_of_name,
)  # fmt: skip
from ardoise.engine.reconciliation.plain import plainly_owed
from ardoise.engine.reconciliation.purposes import purpose_of
from ardoise.engine.reconciliation.quoting import codes_of, in_own_numbers, without_codes
from ardoise.engine.reconciliation.receipts import Payer, Receipt, receipt_of

TOLD_SCHEMA = pl.Schema(MATCHES | {"evidence": pl.String})  # evidence in one string: lists are slow to take in
ALLOCATIONS_SCHEMA = pl.Schema(ALLOCATIONS)


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

    What is automatic, with whatever else is at all likely, never settles more of an item than is open of it.
    """
    with unswept():
        return matched(receipts, items, customers, payers, habits, tolerances, advices)


@contextmanager
def unswept() -> Iterator[None]:
    """Without sweeps for rings of objects: none are made here, and to walk all that is held takes a fifth more time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def matched(
    receipts: pl.DataFrame,
    items: pl.DataFrame,
    customers: pl.DataFrame,
    payers: pl.DataFrame,
    habits: pl.DataFrame,
    tolerances: Tolerances,
    advices: pl.DataFrame | None,
) -> Matching:
    """The numbers written in full first, then questions one by one."""
    exact = undoubted(exactly_named(unadvised(receipts, advices), items), receipts, payers)
    called = cache(partial(named_customers, items, customers))  # asked for where a name is
    exact = undoubtedly_his(exact, receipts, called)
    found = [plainly_told(exact.pipe(surely_named), tolerances)]
    rest = receipts.join(exact, on="receipt", how="anti")
    if not rest.is_empty():
        asked = questions(rest, items, called(), payers, Advices(advices))
        book = Book(items, groups_of(customers))
        found += answers(asked, exact, items, Setting(book, tolerances, habits_of(habits)))
    return Matching(
        pl.concat([part.matches for part in found]).sort("receipt", "rank"),
        pl.concat([part.allocations for part in found]).sort("receipt", "rank", maintain_order=True),
    )


def answers(asked: list[Asked], exact: pl.DataFrame, items: pl.DataFrame, setting: Setting) -> list[Matching]:
    """What is left after the numbers written in full: the plain amounts by columns, the rest by search."""
    book, tolerances = setting.book, setting.tolerances
    plain = plainly_owed(asked, items, exact, frozenset({*book.groups, *book.groups.values()}))
    done = set(plain.get_column("receipt").to_list())
    book.close([*exact.get_column("entry").to_list(), *plain.get_column("entry").to_list()])
    waiting = [one for one in asked if one.receipt.receipt not in done]
    book.open_for(payer.customer for one in waiting for payer in one.payers)
    return [plainly_told(plain, tolerances), told(choose(waiting, setting), tolerances)]


def surely_named(exact: pl.DataFrame) -> pl.DataFrame:
    """NAMED with its evidence and how sure it is."""
    evidence = pl.when("is_structured").then(pl.lit("creditor_reference")).otherwise(pl.lit("reference"))
    sure = {f"{main} {payer}": told_share(probability(main, (payer,), 1.0)) for main in EXACT for payer in EXACT_PAYERS}
    told = pl.concat_str(evidence, "payer", separator=" ").replace_strict(sure, return_dtype=pl.Float64)
    return exact.with_columns(evidence=evidence, confidence=told, apart=pl.lit(1.0), doubt=pl.lit(None, pl.String))


EXACT, EXACT_PAYERS = ("creditor_reference", "reference"), ("payer_iban", "payer_document")


def told_share(chance: float) -> float:
    """A probability as it is told: to the hundredth of a percent, never more than it is."""
    return floor(chance * 10_000) / 10_000


def plainly_told(rows: pl.DataFrame, tolerances: Tolerances) -> Matching:
    """Receipts with their only explanation, as columns: rows of NAMED or PLAIN with evidence and confidence."""
    firsts = [pl.col(column).first() for column in ("customer", "confidence", "evidence", "payer", "apart", "doubt")]
    by = rows.group_by("receipt", maintain_order=True).agg(*firsts, allocated_cents=pl.col("amount_cents").sum())
    matches = by.with_columns(
        rank=pl.lit(1).cast(pl.Int64),
        is_automatic=pl.col("confidence") >= tolerances.automatic_from,
        evidence=pl.concat_list("evidence", "payer", "doubt").list.drop_nulls(),
        difference_cents=pl.lit(0).cast(pl.Int64), difference=pl.lit(None, pl.String),
        unapplied_cents=pl.lit(0).cast(pl.Int64),
    )  # fmt: skip
    allocations = rows.with_columns(rank=pl.lit(1).cast(pl.Int64)).select(list(ALLOCATIONS))
    return Matching(matches.select(list(MATCHES)), allocations)


def questions(
    receipts: pl.DataFrame, items: pl.DataFrame, named: pl.DataFrame, payers: pl.DataFrame, advices: Advices
) -> list[Asked]:
    """Each receipt with who may have paid it and the advice that speaks of it; `named`: what customers are called."""
    written = receipts.to_dicts()
    codes = codes_of(named.get_column("customer"), items.get_column("document"), written)
    kept = in_own_numbers(items, codes.values())
    rows, quoting = zip(*(without_codes(row, codes, kept) for row in map(without_nobody, written)), strict=True)
    asked = [Asked(receipt, (), advices.of(receipt)) for receipt in map(receipt_of, rows)]
    documents = Documents(
        items, (n for one in asked for n in one.numbers), (t for one in asked for t in one.tails),
        (cents for one in asked for cents in one.amounts),
    )  # fmt: skip
    learned, called = learned_of(payers), Names(named, map(text_of_name, rows))
    for one, row, told in zip(asked, rows, quoting, strict=True):
        one.payers = payers_of(row, one, learned, called, documents, told)
        one.strange = frozenset(p.customer for p in one.payers if is_strange(one.receipt, p, learned, called))
    return asked


def without_nobody(row: dict[str, Any]) -> dict[str, Any]:
    """A row of RECEIPTS without a counterparty that names nobody: NOTPROVIDED, or empty."""
    return row if name_known(row["counterparty"] or "") else row | {"counterparty": None}


def is_strange(receipt: Receipt, payer: Payer, learned: Learned, names: Names) -> bool:
    """The receipt says what it is for in words that nobody confirmed for this payer; our own debits, and what
    a person or the ledger said is his, need no word."""
    if payer.evidence in ("payer_mandate", "payer_told"):
        return False
    texts, told = receipt.free, receipt.counterparty
    purpose = purpose_of(texts, told, names.names.get(payer.customer, ""))
    if not purpose or learned.is_known("purpose", purpose, payer.customer):
        return False
    return payer.evidence != "payer_learned" or bool(purpose_of(texts, told, told))


def payers_of(
    row: dict[str, Any], one: Asked, learned: Learned, names: Names, documents: Documents, quoting: list[Payer]
) -> list[Payer]:
    """Who may have paid: as told, else by what was learned, by name, by documents or code; or who alone owes it."""
    if row["customer"]:
        return [Payer(row["customer"], SCORES["payer_told"], "payer_told")]
    found = best_of(by_learning(row, learned))
    one.known = frozenset(payer.customer for payer in found if payer.score >= KNOWN)
    if not one.known:
        found = best_of([*found, *by_names(row, one, names, documents)])
    named = [*quoting, *documents.payers(one.numbers), *documents.payers_by_tail(one.tails)]
    if not one.known:
        one.called = called_so(row, found, named, names)
    is_label, text = text_of_name(row)
    one.is_for_others = pays_for_others(text) and not names.called(text, is_label)
    found = merged(found, named)
    return found or documents.payers_by_amount(one.receipt.cents, one.receipt.currency)


def called_so(row: dict[str, Any], found: list[Payer], named: list[Payer], names: Names) -> frozenset[str]:
    """Who bears the payer's name: the very one, else one like it; a branch is called like the firm, and more."""
    is_label, written = text_of_name(row)
    very = names.called(written, is_label)
    if very and is_label:
        return very | {p.customer for p in named if names.tells_more(written, p.customer, very)}
    like = very or frozenset(payer.customer for payer in found if payer.score >= CALLED_SO)
    if like and not very:
        like |= {payer.customer for payer in named if names.is_like(row["counterparty"], payer.customer)}
    return like


def by_names(row: dict[str, Any], one: Asked, names: Names, documents: Documents) -> list[Payer]:
    """By name: among those who owe the very amount where one of them is called so, else among all."""
    written, currency = row["counterparty"], one.receipt.currency
    owing = {c for cents in one.amounts for c in documents.owing_to_the_cent(cents, currency)}
    if not written:
        return [*by_name(row, names), *names.present(row["label"] or "", sorted(owing))]
    owing = owing & names.called(written, False) or owing
    alike = names.among(written, sorted(owing))
    if any(payer.score >= CALLED_SO for payer in alike) and not names.is_called(written):
        return alike
    others = [] if alike else names.paid_for(row["label"] or "", written, sorted(owing))
    return [*by_name(row, names), *alike, *others]


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
    frame = pl.DataFrame(columns_of(matches, TOLD_SCHEMA), TOLD_SCHEMA)
    return Matching(
        frame.with_columns(pl.col("evidence").str.split(" ")),
        pl.DataFrame(columns_of(allocations, ALLOCATIONS_SCHEMA), ALLOCATIONS_SCHEMA),
    )


def columns_of(rows: list[tuple[Any, ...]], schema: pl.Schema) -> dict[str, Any]:
    """Rows as columns: polars takes those in faster."""
    return dict(zip(schema, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(schema, ())


def match_row(receipt: int, rank: int, weighed: Weighed, tolerances: Tolerances) -> tuple[Any, ...]:
    """A row of MATCHES."""
    found = weighed.explanation
    by_customer: dict[str, int] = defaultdict(int)
    for item, cents in found.taken:
        by_customer[item.customer] += abs(cents)
    whose = min(by_customer, key=lambda c: (-by_customer[c], c)) if by_customer else found.payer.customer
    is_automatic = rank == 1 and weighed.is_automatic(tolerances)
    return (
        receipt, rank, whose, told_share(weighed.chance), is_automatic, " ".join(weighed.evidence),
        sum(cents for _, cents in found.taken), found.difference_cents, found.difference, found.unapplied_cents,
        weighed.apart,
    )  # fmt: skip


def groups_of(customers: pl.DataFrame) -> dict[str, str]:
    """Customer → the group he belongs to."""
    grouped = customers.select("customer", "group").drop_nulls().filter(pl.col("group") != "")
    return dict(grouped.iter_rows())


def named_customers(items: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """customer and `customer_name`, once each: as the customers' list says it, the ledger for those it lacks."""
    listed = customers.select("customer", "customer_name").drop_nulls()
    lacking = items.join(listed, on="customer", how="anti").select("customer", "customer_name").drop_nulls()
    names = pl.concat([part.group_by("customer").agg(pl.col("customer_name").max()) for part in (listed, lacking)])
    return names.sort("customer")
