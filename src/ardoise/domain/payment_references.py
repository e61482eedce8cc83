"""What a customer quotes with a transfer, so that it is known whose it is: one rule for what is written and read.

A code of letters and digits is quoted as it is (`C00080`); any other, which might be an amount, a date or a name, is
announced by a word (`CLIENT 411080`, `CLIENT DURAND`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

ANNOUNCED = "CLIENT"
ANNOUNCING = frozenset({ANNOUNCED, "CLIENTS", "CLT", "CUSTOMER"})
BETWEEN = frozenset({"NO", "N", "NR", "NUM", "REF", "CODE"})  # CLIENT NO 411080
PARTS_MAX = 4  # of a code, between signs: 411-ATEL-01
TELLING = re.compile(r"(?=\d*[A-Z])(?=[A-Z]*\d)[0-9A-Z]{5,}")
WORD = re.compile(r"[0-9A-Z]+")
NOT_PASSED_ON = re.compile(r"[^0-9A-Za-z/?:().,'+ -]")
NOT_SIGNS = re.compile(r"[^0-9A-Z]+")
Words = Sequence[re.Match[str]]


def payment_reference(code: str) -> str:
    """What the customer of that code is asked to quote."""
    return code if TELLING.fullmatch(bare(code)) else f"{ANNOUNCED} {code}"


def transferable(text: str) -> str:
    """The text in the signs that every bank passes on (EPC217-08): no accent, and a blank in place of any other."""
    bare_letters = unicodedata.normalize("NFKD", text)
    passed = "".join(sign for sign in bare_letters if not unicodedata.combining(sign))
    return " ".join(NOT_PASSED_ON.sub(" ", passed).split())


def with_documents(reference: str, documents: Iterable[str], signs: int) -> str:
    """The reference and every document that is paid with it, as a transfer carries them; where they have no room, or
    nothing tells one from another, the reference alone."""
    told, named = transferable(reference), [transferable(document) for document in documents]
    whole = " ".join([told, *named])
    return whole if all(named) and len(set(named)) == len(named) and len(whole) <= signs else told


def bare(text: str) -> str:
    """Capitals and digits alone: how codes are compared."""
    return NOT_SIGNS.sub("", text.upper())


def quoted(text: str, codes: Mapping[str, str]) -> tuple[frozenset[str], str]:
    """The customers whose codes a text quotes, and the text without them; `codes`: bare code → customer."""
    capitals = text.upper()
    kept = text if len(text) == len(capitals) else capitals
    words, found, place = list(WORD.finditer(capitals)), set(), 0
    while place < len(words):
        many = next((n for n in range(PARTS_MAX, 0, -1) if is_quoted(words, place, n, codes)), 0)
        if many:
            first, last = words[place].start(), words[place + many - 1].end()
            found.add(codes[joined(words, place, many)])
            kept = kept[:first] + " " * (last - first) + kept[last:]
        place += many or 1
    return frozenset(found), kept


def may_be_quoted(text: str) -> set[str]:
    """All that a text may quote as a code: its words in capitals, and neighbouring ones put together."""
    words = list(WORD.finditer(text.upper()))
    return {joined(words, place, many) for place in range(len(words)) for many in range(1, PARTS_MAX + 1)}


def is_quoted(words: Words, place: int, many: int, codes: Mapping[str, str]) -> bool:
    """Are these words a customer's code, telling by itself or announced?"""
    code = joined(words, place, many)
    if place + many > len(words) or code not in codes:
        return False
    before = [word.group() for word in words[max(0, place - 2) : place] if word.group() not in BETWEEN]
    return bool(TELLING.fullmatch(code)) or not ANNOUNCING.isdisjoint(before[-1:])


def joined(words: Words, place: int, many: int) -> str:
    return "".join(word.group() for word in words[place : place + many])
