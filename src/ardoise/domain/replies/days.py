"""The day a sentence names, absolute or counted from the day the reply came, French and English."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Literal

from ardoise.domain.replies.phrases import either

WEEKDAYS = {
    word: n
    for n, words in enumerate(
        ("lundi monday", "mardi tuesday tue tues", "mercredi wednesday wed weds", "jeudi thursday thu thurs thur",
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
FIGURES = re.compile(
    r"(?<![\d/.,$£€-])(\d{1,2})[/.-](\d{1,2})(?:[/.-](20\d\d|\d\d))?(?![\d/-]|[.,]\d|\s*(?:[€$£%]|eur|h\b))"
)
DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:er|st|nd|rd|th)?\.?(?:\s+of)?[\s/-]+({WORD})\b\.?(?:,?[\s/-]+(20\d\d))?")
MONTH_DAY = re.compile(rf"\b({WORD})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(20\d\d))?")
DAY_ALONE = re.compile(
    rf"\b(?:(?:le|au|du|vers le|pour le)\s+(\d{{1,2}})(?:er)?|(?:the|by|on)\s+(\d{{1,2}})(?:st|nd|rd|th))\b"
    rf"(?!\s*(?:[/.:%€$-]\s*\d|\d|(?:of\s+)?(?:{WORD})\b|[%€$]|jours?|days?|heures?|hours?|euros?|eur\b))"
)
NAMED_DAY = re.compile(
    rf"\b({DAY_NAME})\s+(\d{{1,2}})(?:er|st|nd|rd|th)?\b(?!\s*(?:[/.:%€$h-]\s*\d|h\b|\d|(?:of\s+)?(?:{WORD})\b|[%€$]))"
)
MID_MONTH = re.compile(rf"\b(?:mi|mid|milieu|middle of)[\s-]+({WORD})\b")
END_OF_MONTH = re.compile(rf"\b(?:fin|(?:the )?end of)\s+({WORD})\b")
WEEKDAY = re.compile(
    rf"\b(?:(last) |(next) |(?:this|coming|ce) )?({DAY_NAME})s?\b(?!,?\s+(?:le |the )?\d)"
    r"(?: (en huit|week|next week|de la semaine prochaine)| (dernier|passe|last)| (prochain))?"
)
WEEK = re.compile(r"\b(?:(?:semaine|sem\.?|week|wk)\s*(?:n[o°]?\s*)?|s|w)(\d{1,2})\b")
A_WEEK_FROM = re.compile(rf"\ba week (?:on|from|next|this)\s+(?:coming\s+)?({DAY_NAME})\b")
LOTS = {"huitaine": 8, "dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "fortnight": 14}
IN_A_LOT = re.compile(
    rf"\b(?:sous|dans|d'ici|in|within|avant|before)\s+(?:une?\s+|la\s+|a\s+|the\s+)?({'|'.join(LOTS)})\b"
)
IN_DAYS = re.compile(
    rf"\b(?:sous|dans(?: les)?|d'ici|en|in|within|sous un delai de|avant|sous|comptez|compter|allow)\s+"
    rf"(?:the next\s+|about\s+|around\s+|roughly\s+|environ\s+|une?\s+)?({COUNT})(?:aine)?\s*(?:de\s+)?"
    r"(jours?|j\b|days?|heures?|h\b|hours?|semaines?|weeks?|mois|months?|working days|business days"
    r"|jours ouvres|jours ouvrables)"
)
DAYS_AGO = re.compile(rf"\b(?:il y a\s+({COUNT})\s*(jours?|semaines?)|({COUNT})\s+(days?|weeks?) ago)\b")
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth"
    " twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
)
CARDINALS = (
    "premier deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit"
    " dix-neuf vingt vingt_et_un vingt-deux vingt-trois vingt-quatre vingt-cinq vingt-six vingt-sept vingt-huit"
    " vingt-neuf trente trente_et_un"
)
IN_FIGURES = {word.replace("_", " "): n for words in (ORDINALS, CARDINALS) for n, word in enumerate(words.split(), 1)}
SAID = "|".join(sorted(IN_FIGURES, key=len, reverse=True))
IN_WORDS = re.compile(rf"\b(le|au|du|the)\s+({SAID})(?=\s+(?:of\s+)?(?:{WORD})\b|\W*$|[,.;)])")
Spoken = tuple[re.Pattern[str], Callable[[date], date]]
SPOKEN: tuple[Spoken, ...] = (
    (either("apres-demain", "apres demain", "day after tomorrow"), lambda on: on + timedelta(2)),
    (either("demain", "tomorrow|tmrw|tomorow|tommorow"), lambda on: on + timedelta(1)),
    (either("aujourd hui|aujourd'hui", "ce jour|matin|soir|apres-midi|midi", "today|tonight",
            "this morning|afternoon|evening", "jour meme", "dans|ds la journee",
            "end|close of ?the day|business"), lambda on: on),
    (either("avant-hier", "avant hier", "day before yesterday"), lambda on: on - timedelta(2)),
    (either("hier", "yesterday", "last night"), lambda on: on - timedelta(1)),
    (either("week-end|weekend|we prochain", "next weekend"), lambda on: friday(on) + timedelta(9)),
    (either("ce|le|du week-end|weekend", "at|this|over|by the|this ?coming weekend", "this|the weekend"),
     lambda on: friday(on) + timedelta(2)),
    (either("toussaint"), lambda on: nearest(1, 11, None, on, False) or on),
    (either("avant|pour|d'ici noel", "before|by christmas|xmas"), lambda on: date(on.year, 12, 24)),
    (either("semaine derniere|passee", "last week"), lambda on: on - timedelta(7)),
    (either("debut ?de ?la semaine prochaine", "debut ?de semaine", "early next week",
            "beginning|start of ?the|next week"),
     lambda on: friday(on) + timedelta(4)),
    (either("milieu|mi ?de ?la semaine prochaine", "middle of next week", "mid next week"),
     lambda on: friday(on) + timedelta(5)),
    (either("semaine prochaine", "semaine qui vient", "semaine a venir", "coming week", "end of next week",
            "next week"), lambda on: friday(on) + timedelta(7)),
    (either("fin ?de ?la|cette semaine", "end of ?the|this week", "courant de semaine", "dans la semaine",
            "cette semaine", "this week", "courant semaine"), lambda on: friday(on)),
    (either("fin du|de mois prochain", "end of next month"), lambda on: month_end(month_end(on) + timedelta(1))),
    (either("fin du|de|ce ?ce mois", "fin mois", "month-end", "month end", "end of ?the|this month",
            "month is out"),
     lambda on: month_end(on)),
    (either("debut du mois prochain", "debut de mois", "beginning of next month", "early next month"),
     lambda on: month_end(on) + timedelta(5)),
    (either("le mois prochain", "mois prochain", "next month"), lambda on: month_end(month_end(on) + timedelta(1))),
)  # fmt: skip
"""What is said without figures, the longer first: the last day it may mean."""
JUST_NOW = either("a l instant", "viens|venons|vient ?juste de", "just", "a minute|moment|second ago", "moments ago")

Reading = Literal["first_to_come", "last_to_come", "past"]


def day_in(folded: str, received_on: date, reading: Reading) -> date | None:
    """The day the words name: the first or the last to come, or the first that is past; None where there is none.

    A day of the calendar goes before one counted from today (*tomorrow*, *end of month*), and today comes last.
    """
    is_past = reading == "past"
    named = [day for day in days_in(folded, received_on, is_past) if (day <= received_on) == is_past]
    if reading == "last_to_come":
        return max(named, default=None)
    is_today = is_today_said(folded, received_on) or (is_past and JUST_NOW.search(folded) is not None)
    return named[0] if named else received_on if is_today else None


def days_in(folded: str, received_on: date, is_past: bool) -> Iterator[date]:
    """Every day named, those of the calendar first; one without a year is the nearest that makes sense."""
    told = in_figures(folded)
    for readers in (
        (iso, part_of_month, day_and_month, figures),
        (spoken, counted, ago, named_day, weekday, week, alone),
    ):
        named = [found for reader in readers for found in reader(told, received_on, is_past)]
        yield from (day for _, day in sorted(named))


def in_figures(folded: str) -> str:
    """A day of the month said in words (*le quinze*, *the fifteenth of May*) in figures, as long as no noun follows."""
    return IN_WORDS.sub(lambda found: f"{found[1]} {IN_FIGURES[found[2]]}{'th' * (found[1] == 'the')}", folded)


def is_today_said(folded: str, received_on: date) -> bool:
    """Do the words name the day itself?"""
    return received_on in days_in(folded, received_on, is_past=False)


def iso(folded: str, received_on: date, is_past: bool) -> Iterator[tuple[int, date]]:
    for found in ISO.finditer(folded):
        if day := made(int(found[1]), int(found[2]), int(found[3])):
            yield found.start(), day


def part_of_month(folded: str, received_on: date, is_past: bool) -> Iterator[tuple[int, date]]:
    """Its last day, or its fifteenth."""
    for found in END_OF_MONTH.finditer(folded):
        if first := nearest(1, MONTHS[found[1]], None, received_on, is_past):
            yield found.start(), month_end(first)
    for found in MID_MONTH.finditer(folded):
        if middle := nearest(15, MONTHS[found[1]], None, received_on, is_past):
            yield found.start(), middle


def day_and_month(folded: str, received_on: date, is_past: bool) -> Iterator[tuple[int, date]]:
    for found in DAY_MONTH.finditer(folded):
        if day := nearest(int(found[1]), MONTHS[found[2]], found[3], received_on, is_past):
            yield found.start(), day
    for found in MONTH_DAY.finditer(folded):
        if day := nearest(int(found[2]), MONTHS[found[1]], found[3], received_on, is_past):
            yield found.start(), day


def figures(folded: str, received_on: date, is_past: bool) -> Iterator[tuple[int, date]]:
    """Day before month, as all Europe writes; the other way round only where there is no other reading."""
    for found in FIGURES.finditer(folded):
        first, second, year = int(found[1]), int(found[2]), found[3]
        straight = nearest(first, second, year, received_on, is_past)
        if day := straight or nearest(second, first, year, received_on, is_past):
            yield found.start(), day


def spoken(folded: str, received_on: date, is_past: bool) -> Iterator[tuple[int, date]]:
    """The longest of those that fit at a place comes first, and hides the others."""
    seen: list[re.Match[str]] = []
    for pattern, say in SPOKEN:
        for found in pattern.finditer(folded):
            if not any(found.start() < other.end() and other.start() < found.end() for other in seen):
                seen.append(found)
                yield found.start(), say(received_on)


def counted(folded: str, received_on: date, is_past: bool) -> Iterator[tuple[int, date]]:
    for found in IN_DAYS.finditer(folded):
        yield found.start(), received_on + lasting(found[1], found[2])
    for found in IN_A_LOT.finditer(folded):
        yield found.start(), received_on + timedelta(LOTS[found[1]])


def ago(folded: str, received_on: date, is_past: bool) -> Iterator[tuple[int, date]]:
    for found in DAYS_AGO.finditer(folded):
        yield found.start(), received_on - lasting(found[1] or found[3], found[2] or found[4])


def weekday(folded: str, received_on: date, is_past: bool) -> Iterator[tuple[int, date]]:
    for found in A_WEEK_FROM.finditer(folded):
        yield found.start(), received_on + timedelta((WEEKDAYS[found[1]] - received_on.weekday()) % 7 + 7)
    for found in WEEKDAY.finditer(folded):
        ahead = (WEEKDAYS[found[3]] - received_on.weekday()) % 7 or 7
        is_week_after = found[4] or ((found[2] or found[6]) and ahead == 1)  # nobody calls tomorrow *next Friday*
        if is_past or found[1] or found[5]:
            yield found.start(), received_on - timedelta(7 - ahead or 7)
        else:
            yield found.start(), received_on + timedelta(ahead + (7 if is_week_after and ahead < 7 else 0))


def week(folded: str, received_on: date, is_past: bool) -> Iterator[tuple[int, date]]:
    """The Friday of a numbered week of the year."""
    for found in WEEK.finditer(folded):
        if 1 <= int(found[1]) <= 52:
            yield found.start(), date.fromisocalendar(received_on.year, int(found[1]), 5)


def named_day(folded: str, received_on: date, is_past: bool) -> Iterator[tuple[int, date]]:
    """*Friday 30*: the nearest thirtieth that is a Friday."""
    for found in NAMED_DAY.finditer(folded):
        month, number = received_on.replace(day=1), int(found[2])
        months = (month - timedelta(45), month - timedelta(15), month, month + timedelta(45), month + timedelta(75))
        days = [day for m in months if (day := made(m.year, m.month, number)) and day.weekday() == WEEKDAYS[found[1]]]
        if days:
            yield found.start(), min(days, key=lambda day: abs(day - received_on))


def alone(folded: str, received_on: date, is_past: bool) -> Iterator[tuple[int, date]]:
    """A day of this month, or of the next one where it is past; of a past one, the other way round."""
    for found in DAY_ALONE.finditer(folded):
        number = int(found[1] or found[2])
        before, after = received_on.replace(day=1) - timedelta(1), month_end(received_on) + timedelta(1)
        day = made(received_on.year, received_on.month, number)
        if is_past and (day is None or day > received_on):
            day = made(before.year, before.month, number)
        elif not is_past and (day is None or day < received_on):
            day = made(after.year, after.month, number)
        if day:
            yield found.start(), day


def lasting(count: str, unit: str) -> timedelta:
    """So many days, weeks or months, hours as whole days; worked days as days of the calendar."""
    n = int(count) if count.isdigit() else NUMBERS[count]
    if unit.startswith("h"):
        return timedelta(-(-n // 24))
    if unit.startswith(("semaine", "week")):
        return timedelta(7 * n)
    if unit.startswith(("mois", "month")):
        return timedelta(30 * n)
    is_worked = unit.startswith(("working", "business")) or "ouvr" in unit
    return timedelta(n * 7 // 5 if is_worked else n)


def nearest(day: int, month: int, year: str | None, received_on: date, is_past: bool) -> date | None:
    """The day in the year given, else in the year that brings it closest to the reply, before it or after."""
    if year:
        return made(int(year) + (2000 if len(year) == 2 else 0), month, day)
    years = (received_on.year, received_on.year + 1, received_on.year - 1)
    days = [found for y in years if (found := made(y, month, day))]
    middle = -90 if is_past else 60
    return min(days, key=lambda found: abs((found - received_on).days - middle), default=None)


def made(year: int, month: int, day: int) -> date | None:
    """The date, None where the calendar has none."""
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def month_end(on: date) -> date:
    """The last day of its month."""
    return on.replace(day=monthrange(on.year, on.month)[1])


def friday(on: date) -> date:
    """The Friday of its week; of the next one on a weekend."""
    return on + timedelta((4 - on.weekday()) % 7)
