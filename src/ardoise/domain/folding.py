"""Texts without case and accents, for whoever looks for a word."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from functools import cache

ONE_FOR_ONE = "".join(map(chr, range(0xC0, 0x180)))
"""The letters with accents of European languages, for where no Python folds them."""


def fold(text: str) -> str:
    """Lower case without accents, one character for one: places in it are places in the text."""
    if text.isascii():
        return text.lower()
    if MICRO not in text:
        with suppress(UnicodeEncodeError):  # a tenth of the time, for nearly every text of ours
            return text.encode("latin-1").translate(LATIN).decode("latin-1")
    return "".join(map(bare, text))


@cache
def bare(character: str) -> str:
    """One character of the alphabet for one as written; a ligature keeps its first letter."""
    return unicodedata.normalize("NFKD", character)[:1].lower()[:1] or character


MICRO = "\u00b5"
"""The only sign of Latin-1 whose letter is none of it."""
LATIN = bytes(ord(bare(chr(code))) if chr(code) != MICRO else code for code in range(0x100))
"""The characters that nearly every text of ours is made of, as `bare` tells them."""
