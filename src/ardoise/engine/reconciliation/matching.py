"""Which items each receipt pays: payers told, explanations found, the best of them weighed and kept apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from ardoise.domain.reconciliation import ALLOCATIONS, MATCHES, PROPOSED_MAX, TOLERANCES, Tolerances
from ardoise.engine.reconciliation.explaining import Explanation, explain
from ardoise.engine.reconciliation.payers import Learned, Names, learned_of, payers_of
from ardoise.engine.reconciliation.receipts import Account, Item, Payer, item_of, oldest_first, receipt_of

MATCHES_SCHEMA = pl.Schema(MATCHES | {"evidence": pl.List(pl.String)})
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

    No item is allocated to two automatic matches beyond what is open of it.
    """
    book = Book.of(items, customers)
    learned, names = learned_of(payers), Names(names_of(items, customers))
    matches: list[tuple[Any, ...]] = []
    allocations: list[tuple[Any, ...]] = []
    for row in receipts.sort("received_on", "receipt", nulls_last=True).iter_rows(named=True):
        found = list(explanations(row, book, learned, names, tolerances))
        for rank, explanation in enumerate(found[:PROPOSED_MAX], 1):
            matches.append(match_row(row["receipt"], rank, explanation, found, tolerances))
            allocations += [
                (row["receipt"], rank, i.entry, i.line, i.document, i.customer, cents) for i, cents in explanation.taken
            ]
        if found and found[0].chance >= 0.5:
            book.take(found[0])
    return Matching(
        pl.DataFrame(matches, MATCHES_SCHEMA, orient="row").sort("receipt", "rank"),
        pl.DataFrame(allocations, ALLOCATIONS_SCHEMA, orient="row").sort("receipt", "rank", maintain_order=True),
    )


@dataclass
class Book:
    """The open items by customer and currency; what is taken of them goes."""

    items: dict[tuple[str, str], dict[int, Item]]

    @classmethod
    def of(cls, items: pl.DataFrame, customers: pl.DataFrame) -> Book:
        found: dict[tuple[str, str], dict[int, Item]] = {}
        for row in items.iter_rows(named=True):
            item = item_of(row)
            found.setdefault((item.customer, item.currency), {})[item.entry] = item
        return cls(found)

    def account(self, customer: str, currency: str) -> Account:
        """What the customer owes in that currency."""
        return Account(oldest_first(self.items.get((customer, currency), {}).values()))

    def take(self, explanation: Explanation) -> None:
        """What the explanation settles is open no more."""
        for item, cents in explanation.taken:
            own = self.items[item.customer, item.currency]
            rest = own.pop(item.entry).cents - cents
            if rest:
                own[item.entry] = replace(item, cents=rest)


def explanations(
    row: dict[str, Any], book: Book, learned: Learned, names: Names, tolerances: Tolerances
) -> Iterator[Explanation]:
    """The explanations of one receipt, the best first."""
    receipt = receipt_of(row)
    found: list[Explanation] = []
    for payer in payers_of(row, learned, names) or named_payers(receipt.numbers, book):
        found += explain(receipt, payer, book.account(payer.customer, receipt.currency), tolerances)
    yield from sorted(found, key=lambda e: (-e.chance, e.payer.customer, e.key))


def named_payers(numbers: frozenset[str], book: Book) -> list[Payer]:
    """The customers one of whose documents is named."""
    named = {item.customer for own in book.items.values() for item in own.values() if item.numbers & numbers}
    return [Payer(customer, 0.99 / len(named), "payer_document") for customer in sorted(named)][:6]


def match_row(
    receipt: int, rank: int, explanation: Explanation, found: list[Explanation], tolerances: Tolerances
) -> tuple[Any, ...]:
    """A row of MATCHES."""
    rivals = [other for other in found[1:] if other.chance > 0.5 * explanation.chance and other.taken]
    is_sure = rank == 1 and explanation.chance >= tolerances.automatic_from and not rivals and explanation.taken
    allocated = sum(cents for _, cents in explanation.taken)
    return (
        receipt, rank, explanation.payer.customer, round(explanation.chance, 4), bool(is_sure),
        [explanation.evidence, explanation.payer.evidence], allocated, explanation.difference_cents,
        explanation.difference, explanation.unapplied_cents,
    )  # fmt: skip


def names_of(items: pl.DataFrame, customers: pl.DataFrame) -> dict[str, str]:
    """Customer → name, as the customers' list says it, else the ledger."""
    known: dict[str, str] = {}
    for frame in (items, customers):
        named = frame.select("customer", "customer_name").drop_nulls().unique().sort("customer", "customer_name")
        known |= dict(named.iter_rows())
    return known
