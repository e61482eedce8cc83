"""How long a text message is: the GSM alphabet where it suffices, else UCS-2 (3GPP TS 23.038, 23.040).

One é costs nothing, one ê or one ’ makes the whole message nearly twice as long: so whoever writes one
must see it. `domain.correspondence.gsm.written` puts what only typography needs into plain signs.
"""

from __future__ import annotations

from typing import NamedTuple

from ardoise.domain.correspondence.gsm import EXTENDED, fits

GSM_ALONE, GSM_IN_PARTS = 160, 153
UCS2_ALONE, UCS2_IN_PARTS = 70, 67
PARTS_MAX = 10


class Count(NamedTuple):
    """In which alphabet, how many units of it, and in how many parts, each of which is paid for."""

    alphabet: str  # GSM-7 | UCS-2
    units: int
    parts: int


def count(text: str) -> Count:
    """How long the text is; "" is one part of nothing."""
    if fits(text):
        return _counted("GSM-7", [1 + (sign in EXTENDED) for sign in text], GSM_ALONE, GSM_IN_PARTS)
    widths = [len(sign.encode("utf-16-be", "replace")) // 2 for sign in text]
    return _counted("UCS-2", widths, UCS2_ALONE, UCS2_IN_PARTS)


def _counted(alphabet: str, widths: list[int], alone: int, in_parts: int) -> Count:
    """A sign of two units stands in one part: the part before it may keep one unit empty."""
    units = sum(widths)
    if units <= alone:
        return Count(alphabet, units, 1)
    parts, filled = 1, 0
    for width in widths:
        if filled + width > in_parts:
            parts, filled = parts + 1, 0
        filled += width
    return Count(alphabet, units, parts)
