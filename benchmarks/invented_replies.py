"""Sentences as customers write them, invented, for the model that reads replies: `reply_corpus/*.txt` written out.

A line there is a sentence, or a short mail, of the situation that the head above it names (`[fr dispute price]`,
`[en none]`). `(a|b|)` is one of these, `{d+}` a day to come, `{d-}` one that is past, `{bare+}` and `{bare-}` such a
day as figures, `{€}` an amount, `{n}` a number, `{doc}` the number of a document; the others name themselves. A line
with choices is written out several times, by a seed; one in eight with a slip of the fingers.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

CORPUS = Path(__file__).parent / "reply_corpus"
HEAD = re.compile(r"\[(fr|en) (\w+)(?: (\w+))?\]")
CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
SLOT = re.compile(r"\{([^{}]+)\}")
MOST = 8
"""How often a line with choices is written out at most."""

MONTHS = {
    "fr": [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ],
    "en": [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ],
}  # fmt: skip
DAYS = {
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
NUMERALS = {"fr": ["deux", "trois", "quatre", "cinq", "six", "dix"], "en": ["two", "three", "four", "five", "six"]}
PERSONS = {
    "fr": ["Mme Roche", "M. Lambert", "Sophie", "Julien Marchal", "Mme Da Silva", "Karim", "Nathalie Péron"],
    "en": ["Mr Barnes", "Lucy", "Tom Atkins", "Mrs Doyle", "Priya", "Janet", "Sean Murphy", "Claire"],
}
FIRMS = ["Dubreuil SARL", "Metalco", "Les Jardins de Flore", "Harper Ltd", "Castel", "Brightside", "la SCI Tilleul"]
AHEAD = {
    "fr": "le {bare}|le {bare}|le {bare}|{day}|{day} prochain|demain|ce soir|en fin de mois|à la fin du mois"
    "|fin {month}|sous huitaine|sous 48h|la semaine prochaine|d'ici {day}|avant le {nr}|début {month}|mi-{month}"
    "|cette semaine|d'ici la fin de la semaine|dans la semaine|en début de semaine|au plus tard le {bare}|demain matin"
    "|courant {month}|dans quinze jours|dès {day}|pour le {nr}|vers le {nr}|le mois prochain",
    "en": "on {bare}|on {bare}|by {bare}|on {day}|next {day}|tomorrow|tonight|at the end of the month|by month end"
    "|end of {month}|within a week|next week|by {day}|before {bare}|in early {month}|mid-{month}|this week|{day}"
    "|by the end of the week|tomorrow morning|within 10 days|{bare}|this afternoon|in two weeks|next month",
}
PAST = {
    "fr": "le {bare}|le {bare}|le {bare}|{day}|{day} dernier|hier|avant-hier|ce matin|la semaine dernière|fin {month}"
    "|il y a dix jours|début {month}|le mois dernier|vendredi soir|en date du {bare}|il y a deux semaines",
    "en": "on {bare}|on {bare}|on {bare}|on {day}|last {day}|yesterday|this morning|last week|ten days ago|{bare}"
    "|at the end of {month}|last month|two weeks ago|the day before yesterday",
}
BARE = {
    "fr": "{nr} {month}|{00}/{mm}|{nr}/{mm}/{year}|{day} {nr} {month}|{nr}|{00}.{mm}.{year}",
    "en": "{nr} {month}|{month} {nr}|{00}/{mm}|the {nth}|{day} {nth} {month}|{nr} {mon} {year}",
}


@dataclass(frozen=True)
class Example:
    """A sentence, the day it came, what it says, for a dispute why, and which line of the corpus it is."""

    text: str
    received_on: date
    situation: str  # "" for none
    reason: str
    line: int


def examples(seed: int) -> Iterator[Example]:
    """The whole corpus written out, the same for the same seed."""
    by_chance = random.Random(seed)
    language, situation, reason = "fr", "", ""
    for number, line in enumerate(lines()):
        if head := HEAD.fullmatch(line):
            language, situation, reason = head[1], head[2].replace("none", ""), head[3] or ""
            continue
        for text, received_on in written_out(line, language, by_chance):
            yield Example(text, received_on, situation, reason, number)


def lines() -> Iterator[str]:
    for file in sorted(CORPUS.glob("*.txt")):
        yield from (line.strip() for line in file.read_text("utf-8").splitlines() if line.strip())


def written_out(line: str, language: str, by_chance: random.Random) -> Iterator[tuple[str, date]]:
    """The line as several people would have written it, each only once."""
    ways = math.prod(len(choice.split("|")) for choice in CHOICE.findall(line)) * (3 if "{" in line else 1)
    seen: set[str] = set()
    for _ in range(min(MOST, ways)):
        received_on = date(2026, 1, 1) + timedelta(by_chance.randrange(365))
        text = filled(line, language, received_on, by_chance)
        if text in seen:
            continue
        seen.add(text)
        if by_chance.random() < 0.12:
            text = slipped(text, by_chance)
        yield (text.rstrip(".") if by_chance.random() < 0.3 else text), received_on


def filled(line: str, language: str, today: date, by_chance: random.Random) -> str:
    """The line with its choices made and its places filled."""
    while CHOICE.search(line):
        line = CHOICE.sub(lambda found: by_chance.choice(found[1].split("|")), line)
    return SLOT.sub(lambda found: filling(found[1], language, today, by_chance), line)


def filling(name: str, language: str, today: date, by_chance: random.Random) -> str:
    """What stands in a place of that name."""
    some = by_chance.randint
    of: dict[str, Callable[[], str]] = {
        "d+": lambda: told(AHEAD, language, today + timedelta(some(1, 40)), by_chance),
        "d-": lambda: told(PAST, language, today - timedelta(some(1, 40)), by_chance),
        "bare+": lambda: told(BARE, language, today + timedelta(some(1, 30)), by_chance),
        "bare-": lambda: told(BARE, language, today - timedelta(some(1, 60)), by_chance),
        "€": lambda: amount(language, by_chance),
        "n": lambda: by_chance.choice([str(some(2, 60)), by_chance.choice(NUMERALS[language])]),
        "doc": lambda: by_chance.choice(["FA-2026-", "F", "", "INV-"]) + str(some(100, 99999)),
        "num": lambda: str(some(10000, 9999999)),
        "mail": lambda: by_chance.choice(["compta", "accounts", "ap", "j.roux"]) + "@orbis.example",
        "tel": lambda: f"0{some(1, 6)} " + " ".join(str(some(10, 99)) for _ in range(4)),
        "p": lambda: by_chance.choice(PERSONS[language]),
        "firm": lambda: by_chance.choice(FIRMS),
        "mois": lambda: by_chance.choice(MONTHS["fr"]),
        "month": lambda: by_chance.choice(MONTHS["en"]),
        "host": lambda: "mx.example",
    }  # fmt: skip
    return of[name]()


def told(ways: dict[str, str], language: str, on: date, by_chance: random.Random) -> str:
    """A day in one of the ways of the language."""
    way = by_chance.choice(ways[language].split("|"))
    if "{bare}" in way:
        way = way.replace("{bare}", by_chance.choice(BARE[language].split("|")))
    month = MONTHS[language][on.month - 1]
    parts = {
        "nr": str(on.day), "00": f"{on.day:02d}", "mm": f"{on.month:02d}", "year": str(on.year), "month": month,
        "mon": month[:3], "day": DAYS[language][on.weekday()], "nth": ordinal(on.day),
    }  # fmt: skip
    return SLOT.sub(lambda found: parts[found[1]], way)


def ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 <= number % 100 <= 20 else ending}"


def amount(language: str, by_chance: random.Random) -> str:
    """An amount as the language writes it, with its currency."""
    whole = by_chance.choice([by_chance.randint(20, 900), by_chance.randint(900, 9000)])
    cents = f"{by_chance.randint(0, 99):02d}" if by_chance.random() < 0.35 else ""
    if language == "fr":
        figures = f"{whole:,}".replace(",", by_chance.choice([" ", " ", "", "", "."]))
        return (
            figures + (f",{cents}" if cents else "") + by_chance.choice([" €", "€", " euros", " EUR", " eur", " euro"])
        )
    figures = (f"{whole:,}" if by_chance.random() < 0.6 else str(whole)) + (f".{cents}" if cents else "")
    if by_chance.random() < 0.8:
        return by_chance.choice(["£", "€", "$", "EUR ", "GBP "]) + figures
    return figures + by_chance.choice([" euros", " EUR", " pounds"])


def slipped(text: str, by_chance: random.Random) -> str:
    """A slip of the fingers in a word or two: a letter left out, doubled, or before its neighbour."""
    words = text.split(" ")
    for _ in range(by_chance.choice([1, 1, 2])):
        place = by_chance.randrange(len(words))
        word = words[place]
        if len(word) > 4 and word.isalpha():
            at = by_chance.randrange(1, len(word) - 1)
            before, after = word[:at], word[at + 1 :]
            swapped = before + after[:1] + word[at] + after[1:]
            words[place] = by_chance.choice([before + after, swapped, before + word[at] * 2 + after])
    return " ".join(words)
