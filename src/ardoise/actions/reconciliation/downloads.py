"""What earlier downloads for the accounting told, by the numbers of the trail and not by instants.

A long run of the worker's, and whoever waited for it, bears the instant it began.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ardoise.records.models import Company, Event

LONGEST = timedelta(days=7)  # between the instant a run bears and its last act


@dataclass(frozen=True)
class Since:
    """From when on a download tells: a day, its first instant, and the download of that day or later (its number in
    the trail) after which all that is accepted is accepted since, whatever instant it bears."""

    on: date
    at: datetime
    after: int | None = None


@dataclass(frozen=True)
class Told:
    """A download: its number in the trail, and from when on it tells."""

    seq: int
    since: Since


def start_of(company: Company, day: date) -> datetime:
    """The first instant of a day of the company's."""
    return datetime.combine(day, time.min, ZoneInfo(company.time_zone))


def downloads(company: Company) -> list[tuple[int, datetime]]:
    """The earlier exports: number in the trail, and when."""
    made = Event.objects.filter(company=company, verb="exported_reconciliations")
    return list(made.order_by("seq").values_list("seq", "at"))


def since_of(company: Company, day: date, made: Sequence[tuple[int, datetime]]) -> Since:
    """From that day on, after these downloads."""
    start = start_of(company, day)
    return Since(day, start, next((seq for seq, at in made if at >= start), None))


def told_before(company: Company) -> list[Told]:
    """The earlier exports."""
    made, contents = downloads(company), Event.objects.filter(company=company, verb="exported_reconciliations")
    days = {one.seq: date.fromisoformat(json.loads(bytes(one.content))["after"]["since_on"]) for one in contents}
    return [Told(seq, since_of(company, days[seq], [one for one in made if one[0] < seq])) for seq, _at in made]


@dataclass(frozen=True)
class Trail:
    """The numbers of what was done since the first download; what is not in it was done before.

    By number and not by instant: a long run of the worker's, and whoever waited for it, bears the instant it began.
    """

    accepted: dict[int, int] = field(default_factory=dict)  # act → the event that tells it
    undone: dict[int, int] = field(default_factory=dict)  # act → the same of its being taken back
    approved: dict[int, int] = field(default_factory=dict)  # difference → the same of its being let go


def trail_of(company: Company, known: Sequence[Told]) -> Trail:
    """What happened to reconciliations since the first of these downloads."""
    trail = Trail()
    if not known:
        return trail
    later = Event.objects.filter(
        company=company, object_kind__in=("reconciliation", "difference"), seq__gt=min(one.seq for one in known)
    )
    for seq, verb, kind, key in later.order_by("seq").values_list("seq", "verb", "object_kind", "object_id"):
        if key is None:
            continue
        if verb == "approved_write_off":
            trail.approved[key] = seq
        elif verb == "unreconciled":
            trail.undone[key] = seq
        elif kind == "reconciliation":
            trail.accepted.setdefault(key, seq)
    return trail
