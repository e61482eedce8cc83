"""Days: months and their ends, working days, days on which euros move.

A due date agreed in a contract stays where it is, Sunday or not: no rule of law moves
it, and interest runs from the day after. What moves is what *we* do about it.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from datetime import date, timedelta

from ardoise.law.holidays import french_holidays, target_closing_days

SATURDAY = 5


def add_months(day: date, months: int) -> date:
    """The same day number months later, else the last day of that month (CPC 641 al. 2)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return on_day(date(year, month + 1, 1), day.day)


def end_of_month(day: date) -> date:
    """The last day of its month."""
    return on_day(day, 31)


def on_day(month: date, number: int) -> date:
    """That day of the month a date is in; the last day where the month is shorter."""
    return month.replace(day=min(number, monthrange(month.year, month.month)[1]))


def is_leap(day: date) -> bool:
    """Has its year 366 days?"""
    return isleap(day.year)


def is_working_day(day: date, postcode: str = "") -> bool:
    """Monday to Friday and no French public holiday, nor one of the place the postcode names."""
    return day.weekday() < SATURDAY and day not in french_holidays(day.year, postcode)


def next_working_day(day: date, postcode: str = "") -> date:
    """The day itself when it is a working day, else the first one after: when we act on what falls that day."""
    while not is_working_day(day, postcode):
        day += timedelta(1)
    return day


def previous_working_day(day: date, postcode: str = "") -> date:
    """The day itself when it is a working day, else the last one before."""
    while not is_working_day(day, postcode):
        day -= timedelta(1)
    return day


def add_working_days(day: date, days: int, postcode: str = "") -> date:
    """The working day that many working days after it; the day itself does not count."""
    for _ in range(days):
        day = next_working_day(day + timedelta(1), postcode)
    return day


def is_target_day(day: date) -> bool:
    """Does TARGET settle euros that day?"""
    return day.weekday() < SATURDAY and day not in target_closing_days(day.year)


def collection_day(due_on: date) -> date:
    """The day a SEPA direct debit due that day is collected: it, or the next TARGET day. The due date stays."""
    while not is_target_day(due_on):
        due_on += timedelta(1)
    return due_on
