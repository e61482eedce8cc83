"""Words of a receipt that say what it is for and that nobody knows: neither the payer's name nor a usual phrase.

Money for something else may be of the very amount of an open invoice, and no list holds all that people pay for. So
an amount is no proof beside words that nobody has read yet; once a person confirms them for a customer they are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from ardoise.domain.names import FIRST_NAMES, LEGAL_FORMS, NOISE, PHRASES, TELLING, WEAK, capitals, unspelt
from ardoise.engine.reconciliation.names import TYPING, initials_of, mistyped, words_of

COUNTRIES = frozenset({"FR", "DE", "BE", "NL", "LU", "IT", "ES", "PT", "AT", "IE", "CH", "GB", "MC"})
KNOWN = (NOISE | PHRASES | WEAK | FIRST_NAMES | COUNTRIES) - TELLING
SHORT = 2  # letters of the shortest word that says something
BEGUN = 5  # letters from which a word that the text ends with may be a usual one, cut
PART = 4  # letters from which the beginning of a name is one's name
BANKS_OWN = re.compile(
    r"\b(?:REM(?:ISE)?S? (?:DE |D')?(?:CHEQUES?|CHQS?|CB|CARTES?|EFFETS?|LCR|SEPA|PRLV)|CREDIT (?:TRANSFER|VIR\w*|SEPA"
    r"|AGRICOLE|MUTUEL|LYONNAIS|DU NORD|COOPERATIF|FONCIER|INDUSTRIEL))\b"
)
"""Where a word that tells something elsewhere is the bank's."""
NUMBERED = re.compile(r"([A-Z]{4,})\d{1,4}|\d{1,4}([A-Z]{4,})")  # LOYER01, COTISATION2026
NUMBER = re.compile(r"\b[A-Z]{1,4}[-/.](?!20\d\d\b)\d{3,}(?:[/.-]\d+)*\b")  # FC-2872/26: its letters are no word
MARK = re.compile(r"(?:/(?=[A-Z ])|MOTIF\b|REF(?:ERENCE)?\b|ID\b|LIB\b|[A-Z]{4}\+|:)")
VALUE_MAX = 200


def purpose_of(texts: Iterable[str], counterparty: str, name: str) -> str:
    """The unknown words of a receipt's free texts in alphabetical order, as what is learned keeps them; "" for none.

    `name`: the customer's, whose words are no purpose; nor are the counterparty's, unless a label goes on after it
    without a mark: there nothing tells where the payer's name is over.
    """
    names = [name, counterparty] if counterparty else [name]
    unknown = {
        word for text in texts for word in words_unknown(text)
        if not any(is_of(word, one) for one in names[: 1 if is_unmarked(text, counterparty) else 2])
    }  # fmt: skip
    return " ".join(sorted(unknown))[:VALUE_MAX]


@lru_cache(maxsize=65_536)
def words_unknown(text: str) -> tuple[str, ...]:
    """The words of a text that are neither the bank's own, nor usual in payments, nor numbers."""
    own = NUMBER.sub(" ", BANKS_OWN.sub(" ", plain(text)))
    words = [told for word in words_of(own) if len(told := letters_of(word)) >= SHORT]
    unknown = [word for word in words if word not in KNOWN and not is_bic(word) and not is_form(word)]
    if unknown and unknown[-1] == words[-1] and own.endswith(unknown[-1]) and is_begun(unknown[-1]):
        unknown.pop()
    return tuple(unknown)


def is_form(word: str) -> bool:
    """A legal form that the bank cut."""
    return any(form.startswith(word) for form in LEGAL_FORMS)


def letters_of(word: str) -> str:
    """The word where it is one, without the number it is joined to: a month, a year; "" where it is a number."""
    numbered = NUMBERED.fullmatch(word)
    return (numbered[1] or numbered[2]) if numbered else word if word.isalpha() else ""


def is_begun(word: str) -> bool:
    """A usual word that the bank cut."""
    return len(word) >= BEGUN and word not in TELLING and any(phrase.startswith(word) for phrase in PHRASES)


def is_bic(word: str) -> bool:
    """A bank's identifier: four letters, one of the countries of the usual ones, a place."""
    return len(word) in (8, 11) and word[4:6] in COUNTRIES and not any(vowel in word[:4] for vowel in "EIOU")


@lru_cache(maxsize=131_072)
def is_of(word: str, name: str) -> bool:
    """The word is one of a name's, cut or mistyped, its initials, or some of its words in one."""
    word, words = unspelt(word), [unspelt(own) for own in words_of(name)]
    if word in words or word in initials_of(name) or (words and words[-1].startswith(word)):
        return True
    if any(mistyped(*sorted((word, own), key=len)) >= TYPING for own in words):
        return True
    return len(word) >= PART and any("".join(words[place:]).startswith(word) for place in range(len(words)))


def is_unmarked(text: str, counterparty: str) -> bool:
    """The text holds the payer's name, and goes on without a mark that says where it is over."""
    _, found, rest = plain(text).rpartition(plain(counterparty)) if counterparty else ("", "", "")
    return bool(found) and not MARK.match(rest.lstrip())


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """In capitals without accents, one blank between words."""
    return " ".join(capitals(text).split())
