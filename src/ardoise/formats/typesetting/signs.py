"""What our fonts can draw."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

DRAWABLE = re.compile(r"[\n\u0020-\u052f\u1e00-\u1fff\u2010-\u2027\u202f-\u205e\u20ac\u2116\u2122\u2190-\u2193\u2212]")
"""Latin, Greek and Cyrillic letters, their signs and the punctuation: what our fonts have for certain."""


def drawable(content: Any) -> Any:
    """The same content without the characters that no font has: a question mark each, a control character a space."""
    if isinstance(content, str):
        return "".join(_shown(character) for character in unicodedata.normalize("NFC", content))
    if isinstance(content, list):
        return [drawable(part) for part in content]
    return {key: drawable(part) for key, part in content.items()} if isinstance(content, dict) else content


def _shown(character: str) -> str:
    if DRAWABLE.match(character):
        return character if character.isprintable() or character == "\n" else " "
    return " " if unicodedata.category(character).startswith(("C", "Z")) else "?"


def is_legible(line: str) -> bool:
    """Does paper show what the line says? Not where our fonts have none of its letters: question marks alone."""
    shown = drawable(line)
    return "?" not in shown or any(character.isalnum() for character in shown)


def loses_signs(text: str) -> bool:
    """Does paper show a question mark where the text has another sign?"""
    return str(drawable(text)).count("?") > text.count("?")
