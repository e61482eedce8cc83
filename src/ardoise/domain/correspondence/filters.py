"""What a value may be put through before it is written: from a text to a text, never longer than twice the value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

SHORT = 40  # characters


def one_line(text: str) -> str:
    """Lines joined by commas."""
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())


def capital(text: str) -> str:
    """Its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def short(text: str) -> str:
    """At most forty characters, the cut shown by an ellipsis."""
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"


def plain(text: str) -> str:
    """Without accents, for old machines."""
    bare = unicodedata.normalize("NFKD", re.sub("[\u0153\u0152]", "oe", text).replace("\u2019", "'"))
    return "".join(character for character in bare if not unicodedata.combining(character))


FILTERS: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "capital": capital,
    "one_line": one_line,
    "short": short,
    "plain": plain,
}

LABELS: dict[str, dict[str, str]] = {
    "fr": {
        "upper": "en majuscules",
        "lower": "en minuscules",
        "capital": "première lettre en majuscule",
        "one_line": "sur une seule ligne",
        "short": "quarante caractères au plus",
        "plain": "sans accents",
    },
    "en": {
        "upper": "in capitals",
        "lower": "in small letters",
        "capital": "first letter a capital",
        "one_line": "on one line",
        "short": "forty characters at most",
        "plain": "without accents",
    },
}
