"""The day a sentence names, absolute or counted from the day the reply came, French and English."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from ardoise.domain.replies.phrases import either

WEEKDAYS = {
    word: n
    for n, words in enumerate(
        ("lundi monday mon", "mardi tuesday tue", "mercredi wednesday wed", "jeudi thursday thu",
         "vendredi friday fri", "samedi saturday", "dimanche sunday")
    )
    for word in words.split()
}  # fmt: skip
MONTHS = {
    word: n
    for n, words in enumerate(
        ("janvier january jan janv", "fevrier february feb fev fevr", "mars march mar", "avril april apr avr",
         "mai may", "juin june jun", "juillet july jul juil", "aout august aug", "septembre september sept sep",
         "octobre october oct", "novembre november nov", "decembre december dec"), 1
    )
    for word in words.split()
}  # fmt: skip
NUMBERS = {
    word: n
    for n, words in enumerate(
        ("un une one a", "deux two", "trois three", "quatre four", "cinq five", "six", "sept seven", "huit eight",
         "neuf nine", "dix ten"), 1
    )
    for word in words.split()
} | {"quinze": 15, "fifteen": 15, "vingt": 20, "trente": 30, "thirty": 30}  # fmt: skip
WORD = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY_NAME = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
COUNT = rf"\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))}"

ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
FIGURES = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})(?:[/.-](20\d\d|\d\d))?(?![\d/-]|[.,]\d)")
DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:er|st|nd|rd|th)?\.?(?:\s+of)?\s+({WORD})\b\.?(?:,?\s+(20\d\d))?")
MONTH_DAY = re.compile(rf"\b({WORD})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(20\d\d))?")
DAY_ALONE = re.compile(
    r"\b(?:(?:pour|avant|au plus tard) le|le|on the|by the|the)\s+(\d{1,2})(?:er|st|nd|rd|th)?\b"
    r"(?!\s*(?:[/.:%€$]|\d|jours?|days?|heures?|euros?|eur\b))"
)
LATER = "en huit|prochain|next week|de la semaine prochaine"
WEEKDAY = re.compile(rf"\b(?:next |this |coming |ce )?({DAY_NAME})\b(?: ({LATER}))?")
IN_DAYS = re.compile(
    rf"\b(?:sous|dans(?: les)?|d'ici|en|in|within|sous un delai de|avant)\s+(?:the next\s+)?({COUNT})\s*"
    r"(jours?|days?|semaines?|weeks?|mois|months?|working days|business days|jours ouvres|jours ouvrables)\b"
)
Spoken = tuple[re.Pattern[str], Callable[[date], date]]
SPOKEN: tuple[Spoken, ...] = (
    (either("apres-demain", "apres demain", "day after tomorrow"), lambda on: on + timedelta(2)),
    (either("demain", "tomorrow"), lambda on: on + timedelta(1)),
    (either("aujourd hui|aujourd'hui", "ce jour|matin|soir|apres-midi", "today|tonight", "this morning|afternoon"),
     lambda on: on),
    (either("avant-hier", "avant hier", "day before yesterday"), lambda on: on - timedelta(2)),
    (either("hier", "yesterday"), lambda on: on - timedelta(1)),
    (either("semaine derniere|passee", "last week"), lambda on: on - timedelta(7)),
    (either("semaine prochaine", "end of next week", "next week"), lambda on: friday(on) + timedelta(7)),
    (either("fin ?de ?la|cette semaine", "end of ?the|this week", "courant de semaine", "dans la semaine",
            "cette semaine", "this week"), lambda on: friday(on)),
    (either("fin du|de mois prochain", "end of next month"), lambda on: month_end(month_end(on) + timedelta(1))),
    (either("fin du|de|ce ?ce mois", "fin mois", "month-end", "month end", "end of ?the|this month"),
     lambda on: month_end(on)),
    (either("debut du mois prochain", "debut de mois", "beginning of next month", "early next month"),
     lambda on: month_end(on) + timedelta(5)),
    (either("le mois prochain", "mois prochain", "next month"), lambda on: month_end(month_end(on) + timedelta(1))),
)  # fmt: skip
"""What is said without figures, the longer first: the last day it may mean."""
END_OF_MONTH = re.compile(rf"\b(?:fin|(?:the )?end of)\s+({WORD})\b")


def day_in(folded: str, received_on: date) -> date | None:
    """The day the words name, None when they name none; a day without year is the nearest one that makes sense."""
    readers: tuple[Callable[[str, date], date | None], ...] = (
        iso, end_of_month, day_and_month, figures, spoken, counted, weekday, alone,
    )  # fmt: skip
    return next((day for reader in readers if (day := reader(folded, received_on)) is not None), None)


def iso(folded: str, received_on: date) -> date | None:
    found = ISO.search(folded)
    return made(int(found[1]), int(found[2]), int(found[3])) if found else None


def end_of_month(folded: str, received_on: date) -> date | None:
    found = END_OF_MONTH.search(folded)
    first = nearest(1, MONTHS[found[1]], None, received_on) if found else None
    return month_end(first) if first else None


def day_and_month(folded: str, received_on: date) -> date | None:
    if found := DAY_MONTH.search(folded):
        return nearest(int(found[1]), MONTHS[found[2]], found[3], received_on)
    if found := MONTH_DAY.search(folded):
        return nearest(int(found[2]), MONTHS[found[1]], found[3], received_on)
    return None


def figures(folded: str, received_on: date) -> date | None:
    """Day before month, as all Europe writes; the other way round only where there is no other reading."""
    for found in FIGURES.finditer(folded):
        first, second = int(found[1]), int(found[2])
        day = nearest(first, second, found[3], received_on) or nearest(second, first, found[3], received_on)
        if day:
            return day
    return None


def spoken(folded: str, received_on: date) -> date | None:
    return next((say(received_on) for pattern, say in SPOKEN if pattern.search(folded)), None)


def counted(folded: str, received_on: date) -> date | None:
    found = IN_DAYS.search(folded)
    if not found:
        return None
    n = int(found[1]) if found[1].isdigit() else NUMBERS[found[1]]
    unit = found[2]
    if unit.startswith(("semaine", "week")):
        return received_on + timedelta(7 * n)
    if unit.startswith(("mois", "month")):
        return received_on + timedelta(30 * n)
    is_worked = unit.startswith(("working", "business")) or "ouvr" in unit
    return received_on + timedelta(n * 7 // 5 if is_worked else n)


def weekday(folded: str, received_on: date) -> date | None:
    found = WEEKDAY.search(folded)
    if not found:
        return None
    ahead = (WEEKDAYS[found[1]] - received_on.weekday()) % 7 or 7
    is_later = found[2] is not None and found[2].strip() != "prochain"
    return received_on + timedelta(ahead + (7 if is_later and ahead < 7 else 0))


def alone(folded: str, received_on: date) -> date | None:
    """A day of this month, or of the next one where it is past."""
    found = DAY_ALONE.search(folded)
    if not found:
        return None
    day = made(received_on.year, received_on.month, int(found[1]))
    if day and day >= received_on:
        return day
    after = month_end(received_on) + timedelta(1)
    return made(after.year, after.month, int(found[1]))


def nearest(day: int, month: int, year: str | None, received_on: date) -> date | None:
    """The day in the year given, else in the year that brings it closest to the reply, the future preferred."""
    if year:
        return made(int(year) + (2000 if len(year) == 2 else 0), month, day)
    years = (received_on.year, received_on.year + 1, received_on.year - 1)
    days = [found for y in years if (found := made(y, month, day))]
    return min(days, key=lambda found: abs((found - received_on).days - 30), default=None)


def made(year: int, month: int, day: int) -> date | None:
    """The date, None where the calendar has none."""
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def month_end(on: date) -> date:
    """The last day of its month."""
    return on.replace(day=monthrange(on.year, on.month)[1])


def friday(on: date) -> date:
    """The Friday of its week; of the next one on a weekend."""
    return on + timedelta((4 - on.weekday()) % 7)
