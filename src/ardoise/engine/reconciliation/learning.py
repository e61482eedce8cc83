"""What confirmed and undone matches teach: who pays for whom, and how a customer pays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from ardoise.domain.payment_references import bare
from ardoise.domain.reconciliation import HABITS
from ardoise.engine.reconciliation.accounts import columns_of
from ardoise.engine.reconciliation.combining import month_of
from ardoise.engine.reconciliation.names import name_known
from ardoise.engine.reconciliation.purposes import purpose_of
from ardoise.engine.reconciliation.quoting import without_codes
from ardoise.engine.reconciliation.receipts import Item, normal, numbers_of, receipt_of


def marks_of(counterparty: str | None, iban: str | None, mandate: str | None) -> dict[str, str]:
    """By what a payer is known again: kind → value, as PAYERS has them and the matching compares them."""
    told = {"iban": normal(iban), "mandate": normal(mandate), "name": name_known(counterparty or "")}
    return {kind: value for kind, value in told.items() if value}


def purpose_mark(row: Mapping[str, Any], customer: str, name: str, paid: Iterable[str] = ()) -> dict[str, str]:
    """What a row of RECEIPTS says it is for, in words unknown before, beside the customer's name and code: a mark as
    above. None where it names one of the documents `paid`: then its other words were not what a person went by."""
    told, _ = without_codes({**row, "customer": None}, {bare(customer): customer}, frozenset())
    receipt = receipt_of(told)
    if any(receipt.numbers & numbers_of(document) for document in paid):
        return {}
    purpose = purpose_of(receipt.free, receipt.counterparty, name)
    return {"purpose": purpose} if purpose else {}


def learn_habits(
    habits: pl.DataFrame, receipts: pl.DataFrame, matches: pl.DataFrame, allocations: pl.DataFrame, items: pl.DataFrame
) -> pl.DataFrame:
    """HABITS with what confirmed MATCHES and their ALLOCATIONS show, given the ITEMS open before them.

    Each habit that a receipt could have shown counts for it or against it; where there was no choice, nothing counts.
    """
    owed: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in map(Item._make, columns_of(items).rows()):
        owed[item.customer, item.currency].append(item)
    paid: dict[int, set[int]] = defaultdict(set)
    for receipt, entry in allocations.select("receipt", "entry").iter_rows():
        paid[receipt].add(entry)
    confirmed = receipts.drop("customer").join(matches.select("receipt", "customer", "difference"), on="receipt")
    rows = []
    for row in confirmed.sort("received_on", "receipt").iter_rows(named=True):
        receipt = receipt_of(row | {"customer": None})
        account = owed[row["customer"], receipt.currency]
        shown = habits_shown(receipt.numbers, account, paid[receipt.receipt], row["difference"])
        rows += [(row["customer"], habit, int(is_so), int(not is_so)) for habit, is_so in shown.items()]
        owed[row["customer"], receipt.currency] = [i for i in account if i.entry not in paid[receipt.receipt]]
    every = pl.concat([habits.select(list(HABITS)), pl.DataFrame(rows, schema=HABITS, orient="row")])
    return (
        every.group_by("customer", "habit")
        .agg(pl.col("times").sum(), pl.col("against").sum())
        .sort("customer", "habit")
    )


def habits_shown(
    numbers: frozenset[str], account: Sequence[Item], paid: set[int], difference: str | None
) -> Mapping[str, bool]:
    """Which habits a payment of these entries shows, or contradicts, of an account whose items are oldest first."""
    taken = [item for item in account if item.entry in paid]
    if not taken:
        return {}
    shown = {"deducts_discount": difference == "discount"} if difference in (None, "discount") else {}
    shown["by_reference"] = all(numbers & numbers_of(item.document) for item in taken)
    if len(account) > 1:
        shown["whole_balance"] = len(taken) == len(account)
        shown["oldest_first"] = [i.entry for i in account[: len(taken)]] == [i.entry for i in taken]
        shown["by_month"] = len(taken) > 1 and is_a_month(taken, account)
    return shown


def is_a_month(taken: Iterable[Item], account: Iterable[Item]) -> bool:
    """All documents of one month, and no other."""
    months = {month_of(item.on) for item in taken}
    return len(months) == 1 and {i.entry for i in account if month_of(i.on) in months} == {i.entry for i in taken}
