"""What a model is told of a sentence: its words, their senses, what stands beside what, and which days it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

from ardoise.domain.replies import amounts, days

SENSES = Path(__file__).parent / "senses.txt"
STEM = 5
WORDS_MAX = 80  # of a sentence; what is longer is a list or no sentence
MAILBOX = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
TELEPHONE = re.compile(r"(?:\+\d{2}|\b0)[\d .-]{8,14}\d\b")
CALENDAR = (days.ISO, days.DAY_MONTH, days.MONTH_DAY, days.NAMED_DAY, days.FIGURES)
LONG = re.compile(r"\b(?=[\w/.-]*\d)[\w/.-]*\w")
TOKEN = re.compile(r"[a-z~]+(?:'[a-z]+)?|[?!]")
ELISION = re.compile(r"\b(j|l|d|n|s|c|m|t|qu|jusqu)'")
COUNTS = {word for word in days.NUMBERS if word not in ("un", "une", "a", "one")}


def features_of(folded: str, received_on: date) -> set[str]:
    """The features of a folded sentence: a set, since how often a word stands there says little."""
    words = words_of(folded)
    senses = [sense(word) for word in words]
    found = {f"w {word}" for word in words}
    found |= {f"s {word[:STEM]}" for word in words if len(word) > STEM}
    found |= {f"w {one} {two}" for one, two in pairwise(words)}
    found |= set(patterns(["^", *senses, "$"]))
    found |= {f"day {kind}" for kind in kinds_of_days(folded, received_on)}
    return found


def words_of(folded: str) -> list[str]:
    """The words, with signs for what they may be: `~mail`, `~day`, `~sum`, `~nr`, `~n`."""
    told = TELEPHONE.sub(" ~tel ", MAILBOX.sub(" ~mail ", folded))
    for pattern in CALENDAR[:3]:
        told = pattern.sub(" ~day ", told)
    told = amounts.AMOUNT.sub(" ~sum ", told)
    for pattern in CALENDAR[3:]:
        told = pattern.sub(" ~day ", told)
    told = LONG.sub(lambda found: " ~n " if found[0].isdigit() and len(found[0]) < 3 else " ~nr ", told)
    words = TOKEN.findall(ELISION.sub(r"\1 ", told))[:WORDS_MAX]
    return ["~n" if word in COUNTS else word for word in words]


def patterns(senses: list[str]) -> Iterator[str]:
    """Each sense alone, with its neighbours, and with what follows within four words."""
    for place, one in enumerate(senses):
        yield f"c {one}"
        if len(after := senses[place + 1 : place + 5]) > 0:
            yield f"c {one} {after[0]}"
            yield from (f"g {one} {other}" for other in after)
        if len(after) > 1:
            yield f"c {one} {after[0]} {after[1]}"


def kinds_of_days(folded: str, received_on: date) -> Iterable[str]:
    """Does it name a day to come, today, a day that is past?"""
    if any(day > received_on for day in days.days_in(folded, received_on, is_past=False)):
        yield "ahead"
    if any(day < received_on for day in days.days_in(folded, received_on, is_past=True)):
        yield "past"
    if days.is_today_said(folded, received_on):
        yield "today"


def sense(word: str) -> str:
    """The name of the word's sense; of a word without one, its first letters."""
    if word.startswith("~"):
        return word
    whole, beginnings = senses()
    if found := whole.get(word):
        return found
    for end in range(min(len(word), 12), 2, -1):
        if found := beginnings.get(word[:end]):
            return found
    return word[:STEM]


@cache
def senses() -> tuple[dict[str, str], dict[str, str]]:
    """The senses of whole words and those of beginnings."""
    whole: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    for line in SENSES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, listed = line.split(" = ")
        for word in listed.split():
            target, key = (beginnings, word[:-1]) if word.endswith("*") else (whole, word)
            target.setdefault(key, name.upper())
    return whole, beginnings
