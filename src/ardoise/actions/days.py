"""The company's own day: each lives in its time zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from ardoise.records.models import Company


def business_date(company: Company, at: datetime) -> date:
    """The company's own date at that instant."""
    return at.astimezone(ZoneInfo(company.time_zone)).date()
