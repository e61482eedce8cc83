"""The company's own day: each lives in its time zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from ardoise.domain.reasons import day_written
from ardoise.records.models import Company


def business_date(company: Company, at: datetime) -> date:
    """The company's own date at that instant."""
    return at.astimezone(ZoneInfo(company.time_zone)).date()


def moment_written(company: Company, at: datetime) -> str:
    """An instant as the clocks of the company show it, in the language of the screen."""
    here = at.astimezone(ZoneInfo(company.time_zone))
    return f"{day_written(here.date(), get_language() or 'fr')} {here:%H:%M}"
