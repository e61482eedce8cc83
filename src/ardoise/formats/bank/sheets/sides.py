"""On which side an amount of a table stands: by its sign, its column or its mark, proved by the running balance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

CREDIT_MARKS = frozenset({"C", "CR", "CREDIT", "CRÉDIT", "CRDT", "H", "HABEN", "+", "IN", "ENTREE", "BIJ"})
DEBIT_MARKS = frozenset({"D", "DR", "DEBIT", "DÉBIT", "DBIT", "S", "SOLL", "-", "OUT", "SORTIE", "AF"})

Cents = Sequence[int | None]


class Sides:
    """The running balance of a table, if it has one, and what it proves of the amounts."""

    WORDS = ("amount", "debit", "credit", "balance")

    def __init__(self, balances: Cents | None, kept: Sequence[int]) -> None:
        self.balances = balances
        self.kept = kept

    def fit(self, cents: Cents) -> int:
        """How many steps of the balance the amounts explain, whichever way the table runs."""
        return max(self._steps(cents, self.kept), self._steps(cents, self.kept[::-1]))

    def broken(self, cents: Cents) -> int | None:
        """The first row whose amount does not lead from one balance to the next; None when all do, or none is told."""
        rows = self._running(cents)
        if self.balances is None or self._steps(cents, rows) == 0:
            return None
        return next((after for before, after in self._pairs(rows) if not self._holds(cents, before, after)), None)

    def ends(self, rows: Sequence[int], cents: Cents) -> tuple[int | None, int | None]:
        """(opening, closing) of the rows of one account, where every step of the balance holds."""
        if self.balances is None or not rows or any(self.balances[index] is None for index in rows):
            return None, None
        if any(cents[index] is None for index in rows):
            return None, None
        ahead = self._steps(cents, rows) >= self._steps(cents, rows[::-1])
        ordered = rows if ahead else rows[::-1]
        if self._steps(cents, ordered) < len(rows) - 1:
            return None, None
        first, last = self.balances[ordered[0]], self.balances[ordered[-1]]
        amount = cents[ordered[0]]
        return (first - amount, last) if first is not None and amount is not None else (None, last)

    def _running(self, cents: Cents) -> Sequence[int]:
        backwards = self.kept[::-1]
        return self.kept if self._steps(cents, self.kept) >= self._steps(cents, backwards) else backwards

    def _steps(self, cents: Cents, rows: Sequence[int]) -> int:
        return sum(self._holds(cents, before, after) for before, after in self._pairs(rows))

    def _pairs(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        balances = self.balances
        told = [] if balances is None else [index for index in rows if balances[index] is not None]
        return list(pairwise(told))

    def _holds(self, cents: Cents, before: int, after: int) -> bool:
        balances = self.balances or ()
        amount, first, last = cents[after], balances[before], balances[after]
        return None not in (amount, first, last) and (first or 0) + (amount or 0) == last


def signed(columns: Mapping[str, Cents], marks: Sequence[str] | None, sides: Sides, size: int) -> list[int | None]:
    """Every row's amount, positive when money came in; the reading that the balances prove best, else the usual one."""
    if "debit" in columns or "credit" in columns:
        nothing: Cents = [None] * size
        debit, credit = columns.get("debit", nothing), columns.get("credit", nothing)
        found = max(_readings(debit, credit), key=sides.fit)
        if any(value is not None for value in found) or "amount" not in columns:
            return found
        return list(columns["amount"])
    amounts = list(columns["amount"])
    if marks and any(_side(mark) for mark in marks):
        return [_marked(cents, _side(mark)) for cents, mark in zip(amounts, marks, strict=True)]
    return amounts


def _readings(debit: Cents, credit: Cents) -> Iterator[list[int | None]]:
    """What two columns may mean, the likeliest first: debits may be written negative, and so may credits where each of
    them is, and not one alone, which may be taken back."""
    for of_credit in (-1, 1) if _are_negative(credit, 2) else (1,):
        for of_debit in (-1, 1) if _are_negative(debit, 1) else (1, -1):
            yield [
                _difference(None if d is None else of_debit * d, None if c is None else of_credit * c)
                for d, c in zip(debit, credit, strict=True)
            ]


def _are_negative(cents: Cents, least: int) -> bool:
    told = [one for one in cents if one]
    return len(told) >= least and max(told) < 0


def _difference(debit: int | None, credit: int | None) -> int | None:
    return None if debit is None and credit is None else (credit or 0) - (debit or 0)


def _side(mark: str) -> int:
    word = mark.strip().upper()
    return 1 if word in CREDIT_MARKS else -1 if word in DEBIT_MARKS else 0


def _marked(cents: int | None, side: int) -> int | None:
    return cents if cents is None or side == 0 else side * abs(cents)
