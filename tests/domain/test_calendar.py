"""Working days, procedural periods and the days on which euros move."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from tests.cast import LEGAL

from ardoise.domain import calendar


def read_oracles(name):
    path = LEGAL / name
    if not path.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"{name} is not beside this checkout"))]
    return list(csv.DictReader(path.open(encoding="utf-8")))


@pytest.mark.parametrize("oracle", read_oracles("oracles_procedural_deadlines.csv"))
def test_a_procedural_period_ends_on_a_working_day(oracle):
    start, months = date.fromisoformat(oracle["start"]), int(oracle["months"])
    assert calendar.add_months(start, months).isoformat() == oracle["raw_expiry"]
    expiry = calendar.next_working_day(calendar.add_months(start, months))
    assert expiry.isoformat() == oracle["expiry_after_642"]
    if oracle["pv_non_contestation_earliest"]:
        assert (expiry + timedelta(8)).isoformat() == oracle["pv_non_contestation_earliest"]


@pytest.mark.parametrize("oracle", read_oracles("oracles_collection_date.csv"))
def test_a_collection_waits_for_target_but_the_due_date_stays(oracle):
    due_on = date.fromisoformat(oracle["due_date"])
    assert calendar.collection_day(due_on).isoformat() == oracle["sepa_collection_date"]
    assert oracle["due_date_for_interest"] == oracle["due_date"]


def test_fourteen_july_rests_france_but_not_target():
    day = date(2026, 7, 14)
    assert not calendar.is_working_day(day) and calendar.is_target_day(day)
    assert calendar.next_working_day(day) == date(2026, 7, 15)
    assert calendar.previous_working_day(day) == date(2026, 7, 13)


def test_good_friday_rests_strasbourg_only():
    day = date(2026, 4, 3)
    assert calendar.is_working_day(day)
    assert calendar.next_working_day(day, postcode="67000") == date(2026, 4, 7)


def test_working_days_are_counted_from_the_day_after():
    assert calendar.add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 28)
    assert calendar.add_working_days(date(2026, 11, 20), 5) == date(2026, 11, 27)
