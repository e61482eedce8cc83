"""Texts without case and accents, for whoever looks for a word."""

from __future__ import annotations

import unicodedata

ONE_FOR_ONE = "".join(map(chr, range(0xC0, 0x180)))
"""The letters with accents of European languages, for where no Python folds them."""


def fold(text: str) -> str:
    """Lower case without accents, one character for one: places in it are places in the text."""
    if text.isascii():
        return text.lower()
    plain = text.translate(COMMON)
    return plain if plain.isascii() else "".join(map(bare, text))


def bare(character: str) -> str:
    """One character of the alphabet for one as written; a ligature keeps its first letter."""
    return unicodedata.normalize("NFKD", character)[:1].lower()[:1] or character


COMMON = {code: bare(chr(code)) for code in range(0x180)}
"""The characters that nearly every text of ours is made of."""
