"""Receipts and items as the search sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

RUN = re.compile(r"\d+")
COMPACT = re.compile(r"[^0-9A-Z]+")


@dataclass(frozen=True)
class Item:
    """An open item."""

    entry: int
    line: int
    customer: str
    document: str
    cents: int
    on: int  # day of the document, as an ordinal
    due: int
    currency: str

    @cached_property
    def numbers(self) -> frozenset[str]:
        """What names it: its whole document, its digits, its last run of digits."""
        return numbers_of(self.document)


@dataclass(frozen=True)
class Receipt:
    """Money that came in."""

    receipt: int
    on: int
    cents: int
    currency: str
    kind: str
    texts: tuple[str, ...]
    counterparty: str
    label: str

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers its texts name."""
        return frozenset().union(*(numbers_in(text) for text in self.texts))


@dataclass(frozen=True)
class Payer:
    """Who may have paid, how sure, and why."""

    customer: str
    chance: float
    evidence: str


@dataclass
class Account:
    """The open items of one customer, or one group, in one currency, oldest first."""

    items: list[Item]
    by_cents: dict[int, list[Item]] = field(default_factory=dict)
    by_number: dict[str, list[Item]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item in self.items:
            self.by_cents.setdefault(item.cents, []).append(item)
            for number in item.numbers:
                self.by_number.setdefault(number, []).append(item)


def numbers_of(document: str) -> frozenset[str]:
    """What may be written for a document: all of it, its digits, its last run of digits of four or more."""
    whole = COMPACT.sub("", document.upper())
    runs = RUN.findall(document)
    found = {whole, "".join(runs).lstrip("0")} | {run.lstrip("0") for run in runs[-1:]}
    return frozenset(number for number in found if len(number) > 3)


def numbers_in(text: str) -> frozenset[str]:
    """What a text may name: its words, its runs of digits, and two neighbouring ones put together."""
    words = re.findall(r"[0-9A-Z]+", text.upper())
    joined = [one + other for one, other in pairwise(words)]
    threes = [one + other for one, other in zip(joined, words[2:], strict=False)]
    runs = [run.lstrip("0") for word in [*words, *joined, *threes] for run in (word, *RUN.findall(word))]
    return frozenset(number for number in runs if len(number) > 3 and any(sign.isdigit() for sign in number))


def item_of(row: dict[str, Any]) -> Item:
    """An item from a row of ITEMS."""
    on = ordinal(row["document_on"] or row["booked_on"] or row["due_on"])
    return Item(
        row["entry"], row["line"], row["customer"], row["document"] or "", row["open_cents"], on,
        ordinal(row["due_on"]) or on, row["currency"] or "",
    )  # fmt: skip


def receipt_of(row: dict[str, Any]) -> Receipt:
    """A receipt from a row of RECEIPTS."""
    told = (row["creditor_reference"], row["end_to_end_id"], row["reference"], row["label"])
    return Receipt(
        row["receipt"], ordinal(row["received_on"]), row["amount_cents"], row["currency"] or "", row["kind"] or "other",
        tuple(text for text in told if text), row["counterparty"] or "", row["label"] or "",
    )  # fmt: skip


def ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def oldest_first(items: Iterable[Item]) -> list[Item]:
    """The items in the order in which they fall due."""
    return sorted(items, key=lambda item: (item.due, item.on, item.line or 0, item.entry))
