"""The only place where the desk reads the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from ardoise.records.models import Company


def now() -> datetime:
    """The instant, aware, in UTC; on another day when settings.TODAY says so, around its noon."""
    instant = datetime.now(UTC)
    if not settings.TODAY:
        return instant
    return datetime.combine(date.fromisoformat(settings.TODAY), instant.timetz()).replace(hour=12)


def machine_now() -> datetime:
    """The machine's own instant, whatever day settings.TODAY says: for what is about the machine, not the trade."""
    return datetime.now(UTC)


def today(company: Company) -> date:
    """The business date of a company: the day it is in its own time zone."""
    return now().astimezone(zone(company)).date()


def zone(company: Company) -> ZoneInfo:
    """The time zone in which a company reads its instants."""
    return ZoneInfo(company.time_zone)
