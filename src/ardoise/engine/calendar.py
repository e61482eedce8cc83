"""Working days where a customer is: in France by our own tables of law, elsewhere by those of `holidays`.

Abroad no postcode tells us the region: where regions make holidays by law, a day counts on which any of them rests. A
message then waits a working day too long for some, and disturbs nobody's Good Friday.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from ardoise.domain import calendar

FRANCE = ("", "FR")
OTHER_CODES = {"UK": "GB", "EL": "GR"}
OF_REGIONS = ("AT", "AU", "CA", "CH", "DE", "ES", "GB")
"""Countries most of whose places rest on days that the country itself does not know, for cantons, Länder and the like.
Not those that have a day for the saint of each town (IT, PT), nor those whose states close their own offices (US)."""
SATURDAY_AND_SUNDAY = frozenset({5, 6})


def is_working_day(day: date, country: str = "FR", postcode: str = "") -> bool:
    """Do people work there that day? `country`: two letters (ISO 3166); one we do not know rests at week-ends only."""
    code = country.strip().upper()
    if code in FRANCE:
        return calendar.is_working_day(day, postcode)
    holidays, weekend = days_off(OTHER_CODES.get(code, code), day.year)
    return day.weekday() not in weekend and day not in holidays


def next_working_day(day: date, country: str = "FR", postcode: str = "") -> date:
    """The day itself when people work there, else the first one after."""
    while not is_working_day(day, country, postcode):
        day += timedelta(1)
    return day


@lru_cache(maxsize=512)
def days_off(country: str, year: int) -> tuple[frozenset[date], frozenset[int]]:
    """The public holidays of a country, those of its regions among them, and the weekdays it rests (Monday is 0)."""
    # a third of a second, which a firm with French customers never pays
    from holidays import country_holidays, list_supported_countries

    countries = list_supported_countries()
    if country not in countries:
        return frozenset(), SATURDAY_AND_SUNDAY
    known = country_holidays(country, years=year)
    regions = countries[country] if country in OF_REGIONS else ()
    theirs = (country_holidays(country, subdiv=region, years=year) for region in regions)
    return frozenset(known).union(*theirs), frozenset(known.weekend)
