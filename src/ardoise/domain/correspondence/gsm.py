"""The alphabet of text messages (3GPP TS 23.038, GSM 7 bit): what fits it, and how long a message is in it."""

from __future__ import annotations

import unicodedata

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")  # each takes two places
INSTEAD = {
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "œ": "oe",
}
INSTEAD |= {"Œ": "OE", "\u00a0": " ", "\u202f": " "}
JOINER = "\u200d"  # makes one sign of several


def written(text: str) -> str:
    """The text in letters of the alphabet: quotes straight, spaces plain, accents it lacks left out. What has no such
    letter (an emoji, Greek, Arabic) stays as it is, and makes the message longer: a question mark would say nothing.
    What nobody sees (a soft hyphen, a blank of no width, a tab, as names copied from elsewhere bear) is left out, or
    is a blank."""
    return "".join(_letter(character) for character in unicodedata.normalize("NFC", text))


def fits(text: str) -> bool:
    """Is every letter of the alphabet?"""
    return all(character in BASIC or character in EXTENDED for character in text)


def _letter(character: str) -> str:
    if character in BASIC or character in EXTENDED:
        return character
    if character in INSTEAD:
        return INSTEAD[character]
    bare = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    if bare and fits(bare):
        return bare
    kind = unicodedata.category(character)
    if kind == "Cf" and character != JOINER:
        return ""
    return " " if kind in ("Cc", "Zs", "Zl", "Zp") else character
