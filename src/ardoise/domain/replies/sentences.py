"""A text as sentences with their places, and folded for the rules: no accents, no capitals, hurried words in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ardoise.domain.folding import fold
from ardoise.domain.replies.days import MONTHS
from ardoise.domain.replies.spellings import spelled

END = re.compile(
    r"(?<=[.!?;])\s+(?=[^\W\d_]|\d|[«“\"(\-])|\n+"
    r"|,\s+(?:et|and|mais|but|puis|then)\s+(?=(?:(?:the|la|le|invoice|facture)\s+)?(?:[a-z]{1,6}[-/]?)?\d{3,})"
    r"|(?:,|;| et| and| puis| then)\s+"
    r"(?=(?:the |le |la |l['’])?(?:rest|reste|solde|balance|remainder|autre moiti[ée]|other half)\b)"
)
"""Where a sentence ends: after its stop and before another word, at the end of a line, or before *the rest …*."""
ABBREVIATION = re.compile(r"(?:\b(?:m|mr|mrs|mme|mlle|n|no|nr|art|inv|fact|ref|tel|cf|st|dr|fr|approx|env)|\b[a-z])\.$")
DAY_BEFORE = re.compile(r"\b\d{1,2}\.$")
MONTH_AFTER = re.compile(rf"(?:{'|'.join(MONTHS)})\b")
APOSTROPHES = str.maketrans("’‘ʼ`\u00a0\u202f", "''''  ")


class Sentence(NamedTuple):
    """A sentence as written, the same folded, and where it stands in the text."""

    text: str
    folded: str
    start: int


def sentences(text: str) -> Iterator[Sentence]:
    """Each sentence of the text in order; one broken over two lines in mid-phrase is read as two."""
    start = 0
    for stop in [*END.finditer(text), None]:
        end = stop.start() if stop else len(text)
        if stop and "\n" not in stop[0] and goes_on(text, start, stop):
            continue
        written = text[start:end]
        bare = written.strip()
        if bare:
            place = start + written.index(bare)
            yield Sentence(bare, spelled(plain(bare)), place)
        start = stop.end() if stop else end


def goes_on(text: str, start: int, stop: re.Match[str]) -> bool:
    """Is it the stop of an abbreviation, or of a day before its month (*the 18. March*), and not of the sentence?"""
    before, after = plain(text[max(start, stop.start() - 12) : stop.start()]), plain(text[stop.end() :][:12])
    is_day = DAY_BEFORE.search(before) is not None and MONTH_AFTER.match(after) is not None
    return is_day or ABBREVIATION.search(before) is not None


def plain(text: str) -> str:
    """Folded, with one kind of apostrophe and of blank: places in it are places in the text."""
    return fold(text.translate(APOSTROPHES))


def unwrapped(text: str) -> str:
    """The text with the line ends of hard-wrapped mail as spaces, at the same places.

    A line end stays one where the line is short, where the next one begins like a new phrase, or is empty.
    """
    lines = text.split("\n")
    joined = lines[0]
    for before, line in pairwise(lines):
        goes_on = len(before) >= 50 and line[:1].islower() and not before.rstrip().endswith((".", "!", "?", ":", ";"))
        joined += (" " if goes_on else "\n") + line
    return joined
