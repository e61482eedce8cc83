"""What comes back from a form or an address, read in one place: identities and amounts, however absurd."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ardoise.domain.money import cents_of

KEY = re.compile(r"[0-9]{1,18}")
AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]*)?")
"""Up to a thousand billion: what follows could be kept in no column of cents."""


def key_of(text: str) -> int | None:
    """The identity of a row; None where the text is none."""
    return int(text) if KEY.fullmatch(text) else None


def keys_of(texts: Iterable[str]) -> list[int]:
    """The identities among the texts."""
    return [key for text in texts if (key := key_of(text)) is not None]


def cents_typed(text: str) -> int:
    """Cents of an amount typed the French or the English way; anything else is a ValueError."""
    typed = "".join(text.replace(",", ".").split())
    if not AMOUNT.fullmatch(typed):
        raise ValueError(text)
    return cents_of(typed)
