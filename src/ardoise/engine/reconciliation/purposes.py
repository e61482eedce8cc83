"""Words of a receipt that say what it is for and that nobody knows: neither the payer's name nor a usual phrase.

Money for something else may be of the very amount of an open invoice, and no list holds all that people pay for. So
an amount is no proof beside words that nobody has read yet; once a person confirms them for a customer they are known.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from ardoise.domain.names import FIRST_NAMES, PHRASES, WEAK
from ardoise.engine.reconciliation.names import TYPING, alike, initials_of, label_words_of, words_of

KNOWN = PHRASES | WEAK | FIRST_NAMES
SHORT = 3  # letters of the shortest word that says something
VALUE_MAX = 200


def purpose_of(texts: Iterable[str], counterparty: str, name: str) -> str:
    """The unknown words of a receipt's free texts in alphabetical order, as what is learned keeps them; "" for none.

    `name`: the customer's, whose words are no purpose; nor are the counterparty's, unless the label ends with it:
    there nothing tells where the payer's name is over.
    """
    names = [name, *((counterparty,) if counterparty else ())]
    unknown = {
        word for text in texts for word in words_unknown(text)
        if not any(is_of(word, one) for one in names[: 1 if ends_with(text, counterparty) else 2])
    }  # fmt: skip
    return " ".join(sorted(unknown))[:VALUE_MAX]


@lru_cache(maxsize=65_536)
def words_unknown(text: str) -> tuple[str, ...]:
    """The words of a text that are neither the bank's own, nor usual in payments, nor numbers."""
    words = [word for word in label_words_of(text) if len(word) >= SHORT and word.isalpha()]
    unknown = [word for word in words if word not in KNOWN and not is_bic(word)]
    if unknown and unknown[-1] == words[-1] and plain(text).endswith(unknown[-1]) and is_begun(unknown[-1]):
        unknown.pop()
    return tuple(unknown)


def is_begun(word: str) -> bool:
    """A usual word that the bank cut."""
    return any(phrase.startswith(word) for phrase in PHRASES)


def is_bic(word: str) -> bool:
    """A bank's identifier: four letters, one of the countries of the usual ones, a place."""
    return len(word) in (8, 11) and word[4:6] in COUNTRIES and not any(vowel in word[:4] for vowel in "EIOU")


COUNTRIES = frozenset({"FR", "DE", "BE", "NL", "LU", "IT", "ES", "PT", "AT", "IE", "CH", "GB", "MC"})


@lru_cache(maxsize=131_072)
def is_of(word: str, name: str) -> bool:
    """The word is one of a name's, cut or mistyped, its initials, or two of its words in one."""
    words = words_of(name)
    return any(alike(word, own) >= TYPING for own in words) or word in initials_of(name) or word in "".join(words)


def ends_with(text: str, counterparty: str) -> bool:
    """The text goes on to its end with the payer's name."""
    return bool(counterparty) and plain(text).endswith(plain(counterparty))


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """In capitals without accents, one blank between words."""
    letters = unicodedata.normalize("NFKD", text).upper()
    return " ".join("".join(sign for sign in letters if not unicodedata.combining(sign)).split())
