"""What comes back from a form or an address, read in one place: identities and amounts, however absurd."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ardoise.domain.money import cents_of

KEY = re.compile(r"[0-9]{1,18}")
AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{0,2})?")
"""Up to a thousand billion: what follows could be kept in no column of cents. 1,200 may be either: it is refused."""
GROUPED = re.compile(
    r"-?[0-9]{1,3}(?:(?:,[0-9]{3})+\.[0-9]{1,2}|(?:\.[0-9]{3})+,[0-9]{1,2}|(?:,[0-9]{3}){2,}|(?:\.[0-9]{3}){2,})"
)
"""Thousands set apart by a mark that cannot be the decimal one: 2,785.20 or 2.785,20."""


def key_of(text: str) -> int | None:
    """The identity of a row; None where the text is none."""
    return int(text) if KEY.fullmatch(text) else None


def keys_of(texts: Iterable[str]) -> list[int]:
    """The identities among the texts."""
    return [key for text in texts if (key := key_of(text)) is not None]


def cents_typed(text: str) -> int:
    """Cents of an amount typed the French or the English way, or as we write it; anything else is a ValueError."""
    typed = "".join(text.split()).replace("\u2212", "-")
    if GROUPED.fullmatch(typed):
        marks = [mark for mark in typed if mark in ",."]
        typed = typed.replace(marks[0], "")
    typed = typed.replace(",", ".")
    if not AMOUNT.fullmatch(typed):
        raise ValueError(text)
    return cents_of(typed)
