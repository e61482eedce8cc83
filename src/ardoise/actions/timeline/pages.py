"""Pages of the timeline, latest first: a page asks each source once, wherever it stands and however long it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from ardoise.actions import ledger
from ardoise.actions.timeline.sources import SOURCES, Place
from ardoise.actions.timeline.steps import Reader, Step
from ardoise.records.models import Customer

PAGE = 40
BATCH = 200
SCANNED_MAX = 2_000
"""Steps a search looks through for one page; the next page goes on from there."""


@dataclass(frozen=True)
class Page:
    """Steps, and the place after which the next page begins; "": there is no more."""

    steps: tuple[Step, ...]
    after: str


def page(
    customer: Customer,
    as_of: date,
    language: str,
    after: str = "",
    kind: str = "",
    search: str = "",
    size: int = PAGE,
    told: ledger.Told | None = None,
) -> Page:
    """The steps that follow a place, of one kind or all, those that hold every word searched or all.

    Within the company's scope. A search looks through SCANNED_MAX steps at most. `told`: the customer's ledger, where
    it has been read.
    """
    reader, place = Reader(customer, as_of, language, told), place_of(after)
    if not search.strip():
        steps = batch(reader, place, kind, size + 1)
        return Page(tuple(steps[:size]), written(steps[size - 1]) if len(steps) > size else "")
    found: list[Step] = []
    last, seen = None, 0
    wanted = folded(search).split()
    for step in walk(reader, place, kind):
        if len(found) == size or seen == SCANNED_MAX:
            return Page(tuple(found), written(last) if last else "")
        last, seen = step, seen + 1
        if holds(step, wanted):
            found.append(step)
    return Page(tuple(found), "")


def everything(customer: Customer, as_of: date, language: str) -> Iterator[Step]:
    """The whole timeline, latest first."""
    return walk(Reader(customer, as_of, language), None, "")


def walk(reader: Reader, place: Place | None, kind: str) -> Iterator[Step]:
    """The steps after a place, batch by batch."""
    while steps := batch(reader, place, kind, BATCH):
        yield from steps
        if len(steps) < BATCH:
            return
        place = Place(steps[-1].at, steps[-1].rank, steps[-1].row)


def batch(reader: Reader, place: Place | None, kind: str, size: int) -> list[Step]:
    """The next steps: each source gives its own, the latest of all are told."""
    drawn = [
        (at, -rank, row.pk, row)
        for rank, source in enumerate(SOURCES)
        if not kind or kind in source.kinds
        for at, row in source.rows(reader.customer, place, rank, kind, size)
    ]
    latest = sorted(drawn, key=lambda one: one[:3], reverse=True)[:size]
    told: dict[tuple[int, int], Step] = {}
    for rank, source in enumerate(SOURCES):
        mine = [(at, row) for at, backwards, _key, row in latest if -backwards == rank]
        for (_at, row), step in zip(mine, source.tell(reader, mine, rank), strict=True) if mine else ():
            told[rank, row.pk] = step
    return [told[-backwards, key] for _at, backwards, key, _row in latest]


def holds(step: Step, wanted: list[str]) -> bool:
    """Does it hold every word?"""
    text = folded(" ".join((step.words, step.detail, step.by, step.more)))
    return all(word in text for word in wanted)


def folded(text: str) -> str:
    """Without case, accents and odd spaces."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(letter for letter in bare if not unicodedata.combining(letter)).split())


def written(step: Step) -> str:
    """A place as an address holds it."""
    return f"{step.at.isoformat()}~{step.rank}~{step.row}"


def place_of(text: str) -> Place | None:
    """The place an address holds; None where it holds none: the beginning."""
    try:
        at, rank, row = text.split("~")
        place = Place(datetime.fromisoformat(at), int(rank), int(row))
    except ValueError:
        return None
    return place if place.at.tzinfo and abs(place.row) < 2**63 else None
