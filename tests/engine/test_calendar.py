"""Nobody is written to on a day on which their country rests."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from holidays import country_holidays

from ardoise.engine.calendar import OF_REGIONS, is_working_day, next_working_day
from ardoise.law.holidays import french_holidays

GOOD_FRIDAY, BOXING_DAY = date(2026, 4, 3), date(2025, 12, 26)


@pytest.mark.parametrize("postcode", ["57000", "67 000", "68100", "F-67000"])
def test_alsace_and_moselle_rest_on_good_friday_and_26_december(postcode):
    assert not is_working_day(GOOD_FRIDAY, "FR", postcode)
    assert not is_working_day(BOXING_DAY, "FR", postcode)
    assert next_working_day(GOOD_FRIDAY, "FR", postcode) == date(2026, 4, 7)


@pytest.mark.parametrize("postcode", ["75001", "54000", "", "67", "670000", "inconnu"])
def test_elsewhere_in_france_people_work_then(postcode):
    assert is_working_day(GOOD_FRIDAY, "FR", postcode)
    assert is_working_day(BOXING_DAY, "fr", postcode)


@pytest.mark.parametrize(
    ("place", "postcode"),
    [
        ("GP", "97110"), ("BL", "97133"), ("MF", "97150"), ("MQ", "97200"), ("973", "97300"), ("RE", "97400"),
        ("YT", "97600"), ("57", "57000"), ("6AE", "67000"), ("6AE", "68000"),
    ],
)  # fmt: skip
def test_the_library_knows_the_days_of_each_place_too(place, postcode):
    """It adds customary days, such as Mi-Carême, which are no holidays in law."""
    for year in range(2024, 2030):
        ours = set(french_holidays(year, postcode))
        assert len(ours) == 12 + (place in ("57", "6AE"))
        assert ours <= set(country_holidays("FR", years=year, subdiv=place))


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("BE", date(2026, 7, 21)),
        ("LU", date(2026, 6, 23)),
        ("CH", date(2025, 8, 1)),
        ("DE", date(2025, 10, 3)),
        ("ES", date(2026, 10, 12)),
        ("IT", date(2026, 6, 2)),
        ("NL", date(2026, 4, 27)),
        ("GB", date(2026, 5, 4)),
        ("UK", date(2026, 5, 4)),
        ("be", date(2026, 7, 21)),
    ],
)
def test_a_country_rests_on_its_own_day_and_france_works(country, day):
    assert not is_working_day(day, country)
    assert is_working_day(day, "FR")
    assert next_working_day(day, country) > day


def test_fourteen_july_is_a_working_day_in_belgium():
    assert is_working_day(date(2026, 7, 14), "BE") and not is_working_day(date(2026, 7, 14), "FR")


def test_a_french_postcode_says_nothing_of_a_foreign_place():
    assert is_working_day(date(2025, 12, 26), "BE", "67000")


def test_a_country_we_do_not_know_rests_at_week_ends():
    assert is_working_day(date(2026, 7, 14), "XX")
    assert not is_working_day(date(2026, 7, 18), "XX")
    assert next_working_day(date(2026, 7, 18), "XX") == date(2026, 7, 20)


def test_a_country_without_a_name_is_france():
    assert not is_working_day(date(2026, 7, 14), "")


@pytest.mark.parametrize(
    ("country", "day"),
    [
        ("CH", GOOD_FRIDAY),
        ("CH", date(2026, 4, 6)),  # Easter Monday
        ("CH", date(2026, 9, 10)),  # Geneva's fast, and nobody else's
        ("CH", date(2025, 12, 31)),
        ("DE", date(2026, 6, 4)),  # Corpus Christi
        ("DE", date(2026, 1, 6)),
        ("ES", date(2026, 9, 11)),  # Catalonia's
        ("GB", date(2026, 7, 13)),  # Northern Ireland's
    ],
)
def test_where_regions_make_holidays_a_day_of_any_of_them_counts(country, day):
    assert day.weekday() < 5 and day not in country_holidays(country, years=day.year)
    assert not is_working_day(day, country)


def test_the_saint_of_a_town_stops_no_country():
    assert is_working_day(date(2026, 12, 7), "IT")  # Saint Ambrose's, in Milan
    assert is_working_day(date(2026, 6, 24), "PT")  # Saint John's, in Porto


@pytest.mark.parametrize("country", OF_REGIONS)
def test_what_regions_add_leaves_the_year_to_work_in(country):
    year = (date(2026, 1, 1) + timedelta(n) for n in range(365))
    assert sum(is_working_day(day, country) for day in year) >= 225
