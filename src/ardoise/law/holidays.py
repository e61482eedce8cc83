"""Days on which France or the euro payment system rests."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

ALSACE_MOSELLE = ("57", "67", "68")
"""Postcodes whose places rest two days more (C. trav. L3134-13): Good Friday, at least where there is a Protestant
church, and 26 December."""

ABOLITION = {  # of slavery: day and month (C. trav. L3422-2)
    "97133": (9, 10),  # Saint-Barthélemy
    "97150": (28, 5),  # Saint-Martin
    "971": (27, 5),
    "972": (22, 5),
    "973": (10, 6),
    "974": (20, 12),
    "976": (27, 4),
}
"""Postcodes overseas, the longer first, and the day on which they remember."""


def french_holidays(year: int, postcode: str = "") -> dict[date, str]:
    """Public holidays of France (C. trav. L3133-1), with those of the place the postcode names.

    The answer is shared between callers: read it, do not change it.
    """
    return _holidays(year, region_of(postcode))


def region_of(postcode: str) -> str:
    """The first digits that tell a place with holidays of its own (67, 974, …); empty elsewhere in France."""
    digits = "".join(filter(str.isdigit, postcode))
    places = (*ALSACE_MOSELLE, *ABOLITION) if len(digits) == 5 else ()
    return next((place for place in places if digits.startswith(place)), "")


@lru_cache(maxsize=1024)
def _holidays(year: int, region: str) -> dict[date, str]:
    easter = easter_sunday(year)
    days = {
        date(year, 1, 1): "1er janvier",
        easter + timedelta(1): "lundi de Pâques",
        date(year, 5, 1): "1er mai",
        date(year, 5, 8): "8 mai",
        easter + timedelta(39): "Ascension",
        easter + timedelta(50): "lundi de Pentecôte",
        date(year, 7, 14): "14 juillet",
        date(year, 8, 15): "Assomption",
        date(year, 11, 1): "Toussaint",
        date(year, 11, 11): "11 novembre",
        date(year, 12, 25): "Noël",
    }
    if region in ALSACE_MOSELLE:
        days |= {easter - timedelta(2): "Vendredi saint", date(year, 12, 26): "Saint-Étienne"}
    if region in ABOLITION:
        day, month = ABOLITION[region]
        days[date(year, month, day)] = "abolition de l’esclavage"
    return days


@lru_cache(maxsize=256)
def target_closing_days(year: int) -> dict[date, str]:
    """Days on which TARGET is closed besides Saturdays and Sundays (decision of the ECB's Governing Council)."""
    easter = easter_sunday(year)
    return {
        date(year, 1, 1): "New Year",
        easter - timedelta(2): "Good Friday",
        easter + timedelta(1): "Easter Monday",
        date(year, 5, 1): "1 May",
        date(year, 12, 25): "Christmas",
        date(year, 12, 26): "26 December",
    }


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar, by the anonymous algorithm (Nature, 1876; Meeus)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)
