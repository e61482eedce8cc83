"""How a payment that is less than all that is owed is spread: the debtor's word, else the law's order, else one agreed.

C. civ. art. 1342-10 and 1343-1; the texts are in `law/imputation.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

Order = Literal["legal", "principal_first", "oldest_first"]
ORDERS: tuple[Order, ...] = ("legal", "principal_first", "oldest_first")
"""`legal`; the same with the principal before the interest (agreed, or a judge's: art. 1343-5); the oldest due
first whatever it bears (agreed)."""


@dataclass(frozen=True)
class Debt:
    """One debt on the day of payment: what is left of it, its interest so far, when it fell due, what it bears."""

    key: str
    principal_cents: int
    due_on: date
    interest_cents: int = 0
    rate_bp: int = 0  # yearly, in hundredths of a percent: what the debtor gains by discharging it

    @property
    def cents(self) -> int:
        return self.principal_cents + self.interest_cents


@dataclass(frozen=True)
class Imputed:
    """What of a payment goes to one debt, and by which rules."""

    key: str
    interest_cents: int
    principal_cents: int
    rules: tuple[str, ...]  # keys of law/imputation.py

    @property
    def cents(self) -> int:
        return self.interest_cents + self.principal_cents


def impute(
    debts: Iterable[Debt], cents: int, paid_on: date, designated: Sequence[str] = (), order: Order = "legal"
) -> tuple[list[Imputed], int]:
    """What of a payment goes to each debt, in the order in which they are served; and what is left when all is paid.

    Σ imputed + left = the payment, and no debt gets more than it asks.
    """
    if order not in ORDERS:
        raise ValueError(f"{order!r} is no order of imputation: give one of {', '.join(ORDERS)}")
    left, imputed = cents, []
    for rules, rank in ranks(list(debts), paid_on, designated, order):
        for debt, part in zip(rank, shares(rank, min(left, sum(d.cents for d in rank))), strict=True):
            left -= part
            if part:
                imputed.append(within(debt, part, rules, order))
    return imputed, left


def ranks(
    debts: list[Debt], paid_on: date, designated: Sequence[str], order: Order
) -> Iterable[tuple[tuple[str, ...], list[Debt]]]:
    """The debts in the order in which they are served; those of one rank are served together."""
    by_key = {debt.key: debt for debt in debts}
    for key in dict.fromkeys(designated):
        if key in by_key:
            yield ("designated",), [by_key[key]]
    rest = [debt for debt in debts if debt.key not in set(designated)]
    legal = LEGAL if len({debt.rate_bp for debt in rest}) > 1 else ("due_first", "oldest")
    for _, rank in groupby(
        sorted(rest, key=lambda d: (place(d, paid_on, order), d.key)), lambda d: place(d, paid_on, order)
    ):
        together = list(rank)
        yield (("oldest",) if order == "oldest_first" else legal) + ("pro_rata",) * (len(together) > 1), together


LEGAL = ("due_first", "most_interest", "oldest")


def place(debt: Debt, paid_on: date, order: Order) -> tuple[bool, int, date]:
    """Where a debt stands: due before not due, the dearest first, then the oldest."""
    if order == "oldest_first":
        return (False, 0, debt.due_on)
    return (debt.due_on > paid_on, -debt.rate_bp, debt.due_on)


def shares(rank: Sequence[Debt], cents: int) -> list[int]:
    """So much spread over debts of one rank in proportion; the cents that don't divide go to the largest remainders."""
    total = sum(debt.cents for debt in rank)
    if not total:
        return [0] * len(rank)
    parts = [cents * debt.cents // total for debt in rank]
    by_rest = sorted(range(len(rank)), key=lambda n: (-(cents * rank[n].cents % total), rank[n].key))
    for n in by_rest[: cents - sum(parts)]:
        parts[n] += 1
    return parts


def within(debt: Debt, cents: int, rules: tuple[str, ...], order: Order) -> Imputed:
    """A debt's part, interest before principal unless agreed otherwise."""
    if order == "principal_first":
        principal = min(cents, debt.principal_cents)
        return Imputed(debt.key, cents - principal, principal, (*rules, "principal_first"))
    interest = min(cents, debt.interest_cents)
    return Imputed(debt.key, interest, cents - interest, (*rules, "interest_first") if debt.interest_cents else rules)
