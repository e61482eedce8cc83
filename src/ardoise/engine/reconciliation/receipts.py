"""Receipts and items as the search sees them, and the numbers that name documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl

from ardoise.domain.creditor_references import numbers_issued
from ardoise.domain.documents import running_of
from ardoise.domain.reconciliation import RECEIPTS
from ardoise.engine.reconciliation import wording
from ardoise.engine.reconciliation.names import label_words_of

RUN = re.compile(r"\d+")
WORD = re.compile(r"[0-9A-Z]+")
NOT_WORD = re.compile(r"[^0-9A-Z]+")
NOTHING: frozenset[str] = frozenset()
BEGINS = 4  # digits with which the numbers of one series in digits alone begin, half of a shorter one
LONG = 4  # signs from which a number may name a document by itself
YEAR_ALONE = re.compile(r"(?:19[89]|20[0-4])\d")
STRUCTURED_START = r"^RF\d\d"
STRUCTURED = re.compile(STRUCTURED_START + r"(?=[0-9A-Z])")


class Item(NamedTuple):
    """An open item; its amount is what is left of it."""

    entry: int
    line: int
    customer: str
    document: str
    cents: int
    on: int  # day of the document, as an ordinal
    due: int
    currency: str
    is_payment: bool = False  # money already received and not applied: counted in a balance, netted with nothing else
    foreign_cents: int = 0  # made out for so much of another currency, of which `cents` is the value


@dataclass(frozen=True)
class Receipt:
    """Money that came in."""

    receipt: int
    on: int
    cents: int
    currency: str
    kind: str
    creditor_reference: str
    reference: str  # the bank's, which names no document of ours
    texts: tuple[str, ...]
    counterparty: str
    label: str
    iban: str = ""

    @cached_property
    def has_digits(self) -> bool:
        """Without one nothing in it can be a number."""
        return any(map(RUN.search, self.texts))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers its texts name, long enough to name a document by themselves; a year alone is none."""
        if not self.has_digits:
            return NOTHING
        found = self.structured.union(*map(numbers_in, self.texts))
        return frozenset(n for n in found if not YEAR_ALONE.fullmatch(n) or n in self.announced)

    @cached_property
    def structured(self) -> frozenset[str]:
        """What its structured reference names: all of it, or what its check digits leave."""
        told = self.creditor_reference
        return frozenset({told, *(n for n in numbers_issued(told) if len(n) >= LONG)}) if told else NOTHING

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words that hold a digit, and each with the letters before it."""
        told = [WORD.findall(wording.without_other_numbers(text.upper())) for text in self.texts]
        joined = {
            "".join(words[place : place + many])
            for words in told for place, word in enumerate(words[:-1]) if word[0].isalpha() for many in (2, 3)
        }  # fmt: skip
        return frozenset(w for w in {*joined, *(w for words in told for w in words)} if w[-1].isdigit())

    @cached_property
    def shorts(self) -> frozenset[str]:
        """Its runs of two or three digits: the ends of document numbers, perhaps."""
        if not self.has_digits:
            return NOTHING
        words = {w for text in self.texts for w in WORD.findall(wording.without_other_numbers(text.upper()))}
        told = {w: w.lstrip("0") for w in words if w.isdigit() and 1 < len(w) < LONG}
        return frozenset(bare if len(bare) > 1 else w for w, bare in told.items() if bare)  # 05 is no 5

    @property
    def free(self) -> tuple[str, ...]:
        """Its texts in people's own words."""
        return tuple(text for text in self.texts if text != self.creditor_reference)

    @cached_property
    def announced(self) -> frozenset[str]:
        """The digits of the documents that a word announces, *facture* or another."""
        return wording.announced(self.texts) if self.has_digits else NOTHING

    @cached_property
    def years(self) -> Mapping[str, frozenset[int]]:
        """The years that are written before a number."""
        return wording.years_written(self.texts) if self.has_digits else {}

    @cached_property
    def years_after(self) -> Mapping[str, frozenset[int]]:
        """The years that are written after a number."""
        return wording.years_after(self.texts) if self.has_digits else {}

    @cached_property
    def times(self) -> tuple[frozenset[int], frozenset[int]]:
        """The years it tells, and the months whose invoice it speaks of."""
        return wording.times_told(self.texts)

    @cached_property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """First and last of the documents it names as a range."""
        return tuple(wording.ranges(self.texts)) if self.has_digits else ()

    @cached_property
    def dashes(self) -> tuple[tuple[int, int], ...]:
        """First and last of what may be a range, or two documents."""
        return tuple(wording.dashes(self.texts)) if self.has_digits else ()

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """The doubts that its own words raise."""
        return wording.doubts_raised(self.texts)

    @cached_property
    def is_somebodys(self) -> bool:
        """It tells a payer: the bank does, or its label has words of a name."""
        return bool(self.counterparty) or any(len(w) > 2 and w.isalpha() for w in label_words_of(self.label))

    @property
    def is_silent(self) -> bool:
        """Nothing in it speaks of a document, of its month, of a part, or of money given back."""
        return not (self.numbers or self.shorts or self.announced or self.warnings or any(self.times))


@dataclass(frozen=True)
class Payer:
    """Who may have paid, how sure (the logarithm, base ten, of the odds), and why."""

    customer: str
    score: float
    evidence: str
    is_named_only: bool = False  # nothing but the documents named tells who it is


@lru_cache(maxsize=131_072)
def numbers_of(document: str) -> frozenset[str]:
    """What may be written for a document: all of it, its digits, its running number; with and without zeros."""
    whole = normal(document)
    found = {whole, "".join(RUN.findall(document)), running_of(document), whole.lstrip("0")}
    return frozenset(n for number in found for n in (number, number.lstrip("0")) if len(n) >= LONG)


@lru_cache(maxsize=131_072)
def digits_of(document: str) -> tuple[str, ...]:
    """The runs of digits of a document's number, zeros kept: what typing errors are sought in."""
    told = "".join(RUN.findall(document)), running_of(document)
    return tuple(dict.fromkeys(run for run in told if len(run) >= LONG))


def numbers_in(text: str) -> frozenset[str]:
    """What a text may name: its words, its runs of digits, and two or three neighbouring ones put together.

    Numbers of other things (a cheque, an order) and sums name no document.
    """
    if not RUN.search(text):
        return NOTHING
    words = WORD.findall(wording.without_other_numbers(text.upper()))
    joined = [one + other for one, other in pairwise(words)]
    threes = [one + other for one, other in zip(joined, words[2:], strict=False)]
    runs = {
        n for word in [*words, *joined, *threes] for run in (word, *RUN.findall(word)) for n in (run, run.lstrip("0"))
    }
    return frozenset(number for number in runs if len(number) >= LONG and any(sign.isdigit() for sign in number))


def receipts_of(movements: pl.DataFrame) -> pl.DataFrame:
    """RECEIPTS: what came in of MOVEMENTS, numbered by their place from 0; returns are none."""
    told = movements.with_row_index("receipt").with_columns(
        pl.col("receipt").cast(pl.Int64), received_on=pl.coalesce("booked_on", "value_on"),
        customer=pl.lit(None, pl.String),
    )  # fmt: skip
    came_in = told.filter(pl.col("amount_cents") > 0, (pl.col("kind") != "return").fill_null(True))
    return pl.concat([pl.DataFrame(schema=RECEIPTS), came_in.select(list(RECEIPTS))])


def receipt_of(row: dict[str, Any]) -> Receipt:
    """A receipt from a row of RECEIPTS."""
    structured = unstructured(normal(row["creditor_reference"]))
    told = (structured, row["end_to_end_id"], row["label"])
    return Receipt(
        row["receipt"], ordinal(row["received_on"]), row["amount_cents"], row["currency"] or "", row["kind"] or "other",
        structured, normal(row["reference"]), tuple(text for text in told if text), row["counterparty"] or "",
        row["label"] or "", normal(row["counterparty_iban"]),
    )  # fmt: skip


def normal(value: str | None) -> str:
    """A number or reference as it is compared: capitals and digits alone."""
    return NOT_WORD.sub("", value.upper()) if value else ""


def kind_of(document: str) -> tuple[str, int]:
    """How a number is made, given in capitals and digits alone: the letters in front, and how many signs; where there
    are none, the digits that a long one begins with."""
    letters = document.rstrip("0123456789")
    return letters or (document[: min(BEGINS, len(document) // 2)] if len(document) > LONG else ""), len(document)


def unstructured(reference: str) -> str:
    """What an ISO 11649 reference is made of: without RF and its two check digits."""
    return STRUCTURED.sub("", reference)


def ordinal(day: date | None) -> int:
    return day.toordinal() if day else 0


def oldest_first(items: Iterable[Item]) -> list[Item]:
    """The items in the order in which they fall due."""
    return sorted(items, key=lambda item: (item.due, item.on, item.line or 0, item.entry))
