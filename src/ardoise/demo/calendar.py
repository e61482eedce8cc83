"""The days on which the invented firm and its customers move."""

from __future__ import annotations

from datetime import date, timedelta


def workday_from(day: date) -> date:
    """That day, or the Monday after its weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def workday_to(day: date) -> date:
    """That day, or the Friday before its weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def month_end(day: date) -> date:
    """The last day of that month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def quarter_end(day: date) -> date:
    """The last day of that quarter."""
    return month_end(day.replace(day=1, month=(day.month + 2) // 3 * 3))


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months back."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def due_date(issued_on: date, terms: str) -> date:
    """When the firm expects its money, for the few terms it grants ("30 days", "45 days end of month")."""
    day = issued_on + timedelta(days=int(terms.split()[0]))
    return month_end(day) if terms.endswith("end of month") else day
