"""Their words with the excerpts marked that made us think so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ardoise.records.models import Finding


class Piece(NamedTuple):
    """A stretch of the text, marked or not."""

    text: str
    is_marked: bool


def marked(text: str, findings: Iterable[Finding]) -> list[Piece]:
    """The text in pieces; joined they are the text, whatever the findings say."""
    spans = sorted((f.start, f.start + len(f.excerpt)) for f in findings if text[f.start :].startswith(f.excerpt[:1]))
    pieces, place = [], 0
    for start, end in spans:
        if start >= place and end <= len(text) and end > start:
            pieces += [Piece(text[place:start], False), Piece(text[start:end], True)]
            place = end
    return [piece for piece in [*pieces, Piece(text[place:], False)] if piece.text]
