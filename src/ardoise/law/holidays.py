"""Days on which France or the euro payment system rests."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=256)
def french_holidays(year: int, alsace_moselle: bool = False) -> dict[date, str]:
    """Public holidays of metropolitan France (C. trav. L3133-1), with the two of Alsace-Moselle (L3134-13) on request.

    The answer is shared between callers: read it, do not change it.
    """
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
    if alsace_moselle:
        days |= {easter - timedelta(2): "Vendredi saint", date(year, 12, 26): "Saint-Étienne"}
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
