"""A paper told by its name: which invoice it is a copy of. Never guessed: one number, of one customer, or nobody's."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

PAPER_BYTES_MAX = 10 * 1024 * 1024  # of one paper, and of all that go with one message
SAID = re.compile(r"^(?:copie|copy|duplicata|duplicate|facture|invoice|avoir|credit ?note|no|n)(?: (?:de|du|of))? +")
"""Words people put before the number in the name of a file."""


def number_of(name: str) -> str:
    """The file's name as a number is compared: without folder, ending, accents, case and signs."""
    stem = name.replace("\\", "/").rpartition("/")[2]
    stem = stem[:-4] if stem.lower().endswith(".pdf") else stem
    return comparable(stem)


def comparable(text: str) -> str:
    """Letters and figures in small, anything else a single blank: "FA-2026/017 " → "fa 2026 017"."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def candidates(name: str) -> tuple[str, ...]:
    """What the number may be, as it stands and without the words before it; each without its blanks too."""
    told = number_of(name)
    bare = told
    while (shorter := SAID.sub("", bare)) != bare and shorter:
        bare = shorter
    return tuple(dict.fromkeys(part for part in (told, bare) if part))


def key_of(number: str) -> str:
    """What makes two ways of writing a number the same: "FA-2026/017" and "fa2026017"."""
    return comparable(number).replace(" ", "")


def are_same(one: str, other: str) -> bool:
    """Are these two ways of writing one number? Signs may be left out, but where they part figures they part the same:
    F26-11 is F2611 and F26/11, and not F2-611, which may be another customer's."""
    if key_of(one) != key_of(other):
        return False
    here, there = _parted(one), _parted(other)
    return here <= there or there <= here


def _parted(number: str) -> set[int]:
    """Behind how many letters and figures a sign stands between two figures."""
    told = comparable(number)
    return {found.start() + 1 - told.count(" ", 0, found.start()) for found in PARTED.finditer(told)}


PARTED = re.compile(r"\d(?= \d)")
RUNS = re.compile(r"\d+")
RUNNING = r"(\d+)[/.-](?:20[23]\d|[23]\d)\D*$"  # a running number before its year: FC-114/26
YEAR_BEFORE = r"^(?:20[23]\d|[23]\d)$"


@lru_cache(maxsize=131_072)
def running_of(document: str) -> str:
    """The running number of a document: its last digits, or those before the year it ends with; "" for none."""
    before = re.search(RUNNING, document)
    if before and not re.match(YEAR_BEFORE, before[1]):
        return before[1]
    runs = RUNS.findall(document)
    return runs[-1] if runs else ""
