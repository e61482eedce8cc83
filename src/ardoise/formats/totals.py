"""Which rows of a list only add up others: a customer may be called Total too."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

WORD = re.compile(r"(?i)(?:(?:sous|sub)[- ]?totaux|(?:sous|sub|grand)?[- ]?totals?|totaux)\b(?P<rest>.*)", re.S)
STARS = re.compile(r"[*Σ∑]+")
"""How SAP marks its totals."""
PART = re.compile(r"(?i)(?:sous|sub)[- ]?tota")
ALONE = re.compile(
    r"(?i)[\s:.=*-]*(?:(?:g[ée]n[ée]r(?:al|aux)|global|clients?|factures?|ttc|eur|€|d[ûu]|solde|balance|open|due|amount)"
    r"[\s:.=*-]*)*"
)


@dataclass(frozen=True)
class Row:
    """What a row of a list says, as far as totals go."""

    first: str  # its first cell that is not empty
    names: tuple[str, ...]  # the customer's code and name, where that cell is neither
    has_document: bool
    has_date: bool
    cents: int | None  # None: no amount, or a row that is no item


def found(rows: Iterable[Row]) -> set[int]:
    """The places of the rows of totals."""
    places = set()
    sums = Sums()
    for place, row in enumerate(rows):
        if is_total(row, sums):
            places.add(place)
            sums.close()
        else:
            sums.add(row)
    return places


class Sums:
    """What the rows so far add up to: since the last total, and in all."""

    def __init__(self) -> None:
        self.since_cents = self.all_cents = self.since = self.all = 0
        self.names: set[str] = set()

    def add(self, row: Row) -> None:
        if row.cents is not None:
            self.since_cents, self.all_cents = self.since_cents + row.cents, self.all_cents + row.cents
            self.since, self.all = self.since + 1, self.all + 1
        self.names |= {name.casefold() for name in (row.first, *row.names)}

    def close(self) -> None:
        self.since_cents = self.since = 0
        self.names = set()

    def holds(self, cents: int | None, fewest: int) -> bool:
        """Is that amount the sum of at least so many rows?"""
        sums = ((self.since_cents, self.since), (self.all_cents, self.all))
        return any(cents == total and count >= fewest for total, count in sums)


def is_total(row: Row, sums: Sums) -> bool:
    """Does the row only add up others?

    It begins with the word and names no other customer. The word alone (Total général), or Sous-total, is a total
    unless a document or a date makes it an item; then, as behind any other name (Total Énergies), the amount
    decides: it is the sum of the rows above. One row is sum enough where the total bears its customer's name.
    """
    if STARS.fullmatch(row.first):
        return not row.has_document and not row.has_date and sums.holds(row.cents, 1)
    word = WORD.match(row.first)
    if word is None or row.names:
        return False
    rest = word["rest"].strip(" :-")
    is_plain = bool(PART.match(row.first) or ALONE.fullmatch(rest))
    if is_plain:
        return not (row.has_document or row.has_date) or sums.holds(row.cents, 2)
    is_own = rest.casefold() in sums.names
    return not row.has_document and not row.has_date and sums.holds(row.cents, 1 if is_own else 2)
