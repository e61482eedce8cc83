"""The only place where the desk reads the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from ardoise.records.models import Company

NOON = time(12, tzinfo=UTC)
SLOWER = 24  # times: a day of this process lasts an hour there, and its hour is never over
BEGUN = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
"""The day on which this process began."""


def now() -> datetime:
    """The instant, aware, in UTC; on another day when settings.TODAY says so, after its noon, and never earlier than
    it was a moment ago."""
    instant = datetime.now(UTC)
    if not settings.TODAY:
        return instant
    return datetime.combine(date.fromisoformat(settings.TODAY), NOON) + (instant - BEGUN) / SLOWER


def machine_now() -> datetime:
    """The machine's own instant, whatever day settings.TODAY says: for what is about the machine, not the trade."""
    return datetime.now(UTC)


def today(company: Company) -> date:
    """The business date of a company: the day it is in its own time zone."""
    return now().astimezone(zone(company)).date()


def zone(company: Company) -> ZoneInfo:
    """The time zone in which a company reads its instants."""
    return ZoneInfo(company.time_zone)
