"""How alike two names of firms or people are, as banks, customers and ledgers write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from ardoise.domain.names import FIRST_NAMES, LEGAL_FORMS, LINKS, NOISE, PHRASES, WEAK, capitals, unspelt

SAME, PREFIX, ABBREVIATED, INITIAL = 1.0, 0.92, 0.8, 0.7
ACRONYM, LOOSE_ACRONYM = 0.86, 0.72
LEADING = 2  # words of a label among which a payer's name begins
TYPING = 0.8  # least likeness of two words that differ by a mistyped letter
FAR = 50.0  # per cent of likeness in a quick measure, below which nobody looks closer
ACRONYM_MAX = 7  # letters
GLUED = 0.88  # the same for whole names
OTHER_NUMBER = 0.6  # both names bear a number, and not the same one: two branches of one firm


DOTTED = re.compile(r"\b(?:\w\.){2,}")  # S.N.C.F.
WORD = re.compile(r"[^\W_]+")


def every_word(name: str) -> frozenset[str]:
    """The words of a name in any order, its legal form among them."""
    return frozenset(plain_words(name)) - LINKS


def plain_words(name: str) -> tuple[str, ...]:
    """All words of a name in capitals without accents."""
    plain = capitals(name.replace("’", "'"))
    if "." in plain:
        plain = DOTTED.sub(lambda found: found.group().replace(".", "") + " ", plain)
    if "'" in plain:
        plain = re.sub(r"'S\b", "S", plain)
    return tuple(WORD.findall(plain.replace("&", " ET ")))


@lru_cache(maxsize=65_536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in capitals without accents, legal forms and articles left out unless they are all of it."""
    every = plain_words(name)
    kept = tuple(word for word in every if word not in LEGAL_FORMS and word not in LINKS)
    return kept or every


@lru_cache(maxsize=65_536)
def name_known(written: str) -> str:
    """A payer's name as it is known again; "" where its words are all usual ones around any payment: they name nobody,
    NOTPROVIDED, VIREMENT SEPA."""
    words = words_of(written)
    return " ".join(words) if any({word, word.removesuffix("S")}.isdisjoint(NOISE | PHRASES) for word in words) else ""


@lru_cache(maxsize=65_536)
def label_words_of(label: str) -> tuple[str, ...]:
    """The words of a bank's label that may be of a name: neither the bank's own, nor numbers."""
    return tuple(w for w in words_of(label) if w not in NOISE and not (any(c.isdigit() for c in w) and len(w) > 3))


@lru_cache(maxsize=65_536)
def initials_of(name: str) -> tuple[str, ...]:
    """The acronyms of a name: of its own words, of those that say something, and with the legal form."""
    every = [word for word in re.findall(r"[^\W\d_]+", capitals(name)) if word not in LINKS]
    own = [word for word in words_of(name) if word[0].isalpha()]
    telling = [word for word in own if word not in WEAK]
    found = {"".join(word[0] for word in words) for words in (own, telling, every)}
    return tuple(sorted(found - {""}, key=lambda a: (-len(a), a)))


class Name(NamedTuple):
    """A name as it is compared, made once for all the names it is compared with."""

    text: str
    words: tuple[str, ...]
    spaced: str
    joined: str
    numbers: frozenset[str]  # without zeros before them
    weights: tuple[float, ...]  # of the words
    whole: float  # what they weigh together


@lru_cache(maxsize=131_072)
def name_of(text: str) -> Name:
    """The name with its words."""
    words = words_of(text)
    joined = "".join(map(unspelt, words))
    numbers = frozenset(word.lstrip("0") for word in words if word.isdigit())
    weights = tuple(map(weight, words))
    return Name(text, words, " ".join(words), joined, numbers, weights, sum(weights))


def likeness(written: str, name: str) -> float:
    """0 to 1: how probably `written`, a counterparty's name, means the firm called `name`; 1 only where all agrees."""
    return compared(name_of(written), name_of(name))


def compared(mine: Name, theirs: Name) -> float:
    """The likeness of two names."""
    if not mine.words or not theirs.words:
        return 0.0
    if mine.joined == theirs.joined:
        return SAME
    if is_far(mine, theirs):
        return 0.0
    found = max(
        aligned(mine, theirs), glued(mine.joined, theirs.joined),
        acronym(mine, theirs), acronym(theirs, mine),
    )  # fmt: skip
    is_other = mine.numbers and theirs.numbers and mine.numbers != theirs.numbers
    return found * (OTHER_NUMBER if is_other else 1.0)


def is_far(mine: Name, theirs: Name) -> bool:
    """A quick measure sees nothing in common, and neither may be an acronym of the other."""
    if len(mine.joined) < ACRONYM_MAX or len(theirs.joined) < ACRONYM_MAX:
        return False
    return fuzz.ratio(mine.joined, theirs.joined) < FAR and fuzz.token_set_ratio(mine.spaced, theirs.spaced) < FAR


def presence(label: str, name: str) -> float:
    """0 to 1: how much of a name stands in a label that says other things too."""
    mine, theirs = label_words_of(label), words_of(name)
    if not mine or not theirs:
        return 0.0
    matched = sum(weight(word) * best(word, mine) for word in theirs)
    return matched / sum(map(weight, theirs)) * (0.95 if len(theirs) > 1 else 0.85)


def leads(label: str, name: str) -> bool:
    """The name begins where names begin in a label: one of the first two words that aren't the bank's is of it."""
    theirs = words_of(name)
    first = [word for word in label_words_of(label) if word not in PHRASES or word in theirs][:LEADING]
    return any(best(word, theirs) >= TYPING for word in first)


def begins(label: str, name: str) -> bool:
    """A label's words, without the bank's own, begin with the whole name."""
    own = tuple(map(unspelt, words_of(name)))
    return bool(own) and tuple(map(unspelt, label_words_of(label)))[: len(own)] == own


def words_told(label: str, name: str) -> int:
    """How many of a label's words are of the name, mistyped ones too."""
    theirs = words_of(name)
    return sum(best(word, theirs) >= TYPING for word in label_words_of(label)) if theirs else 0


def is_whole_in(label: str, name: str) -> bool:
    """Every word of a name stands in the label, one at least that tells who it is."""
    words = words_of(name)
    is_there = set(map(unspelt, words)) <= set(map(unspelt, label_words_of(label)))
    return is_there and not set(words) <= WEAK | FIRST_NAMES


def aligned(mine: Name, theirs: Name) -> float:
    """Word by word, each used once, each weighed: the share of both names that finds its like."""
    pairs = sorted(pairs_of(mine.words, theirs.words), reverse=True)
    if not pairs:
        return 0.0
    used_i: set[int] = set()
    used_j: set[int] = set()
    got_i = got_j = 0.0
    for score, _, i, j in pairs:
        if i not in used_i and j not in used_j:
            used_i.add(i)
            used_j.add(j)
            got_i += score * mine.weights[i]
            got_j += score * theirs.weights[j]
    share, other = got_i / mine.whole, got_j / theirs.whole
    low, high = min(share, other), max(share, other)
    return high * (0.6 + 0.4 * low) if high > 0.6 else high * low


def pairs_of(mine: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[float, int, int, int]]:
    """The words that are alike: how much, how far apart, and their places."""
    for i, a in enumerate(mine):
        for j, b in enumerate(theirs):
            if a == b:
                yield SAME, -abs(i - j), i, j
            elif (a[0] == b[0] or may_be_mistyped(a, b)) and (score := alike(a, b)):
                yield score, -abs(i - j), i, j


def glued(one: str, other: str) -> float:
    """The same written in one word, cut short or mistyped."""
    short, long = sorted((one, other), key=len)
    if len(short) >= 5 and long.startswith(short):
        return PREFIX - 0.15 * (1 - len(short) / len(long))
    ratio = fuzz.ratio(one, other) / 100
    return ratio * 0.97 if ratio >= GLUED else 0.0


def acronym(short: Name, name: Name) -> float:
    """A single short word made of the initials of the other name."""
    letters = "".join(short.words)
    if len(short.words) != 1 and len(letters) != len(short.words):
        return 0.0
    if not 2 <= len(letters) <= 6 or not letters.isalpha() or len(name.words) < 2:
        return 0.0
    if letters in initials_of(name.text):
        return ACRONYM if len(letters) > 2 else LOOSE_ACRONYM
    return LOOSE_ACRONYM if len(letters) > 2 and is_spread(letters, name.words) else 0.0


def is_spread(letters: str, words: Sequence[str]) -> bool:
    """The letters are, in order, the initials of all words and letters in between."""
    initials = "".join(word[0] for word in words)
    return letters[0] == initials[0] and is_within(initials, letters) and is_within(letters, "".join(words))


def is_within(letters: str, word: str) -> bool:
    """The letters come one after the other in the word."""
    rest = iter(word)
    return all(letter in rest for letter in letters)


@lru_cache(maxsize=65_536)
def weight(word: str) -> float:
    """How much a word says: short, numeric and common ones say less."""
    if word.isdigit():
        return 0.6
    return (0.5 if word in WEAK else 1.0) * min(1.0, 0.4 + len(word) / 8)


def best(word: str, words: Sequence[str]) -> float:
    """The likeness of the word's best fellow."""
    return max(alike(word, other) for other in words)


@lru_cache(maxsize=262_144)
def alike(one: str, other: str) -> float:
    """0 to 1: two words are the same, one cut short, abbreviated, an initial, or mistyped."""
    if unspelt(one) == unspelt(other):
        return SAME
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if short.isdigit() or long.isdigit() or short[0] != long[0]:
        return 0.0 if short.isdigit() or long.isdigit() else mistyped(short, long)
    if len(short) == 1:
        return INITIAL
    if long.startswith(short):
        return PREFIX if len(short) > 2 else INITIAL
    typed = mistyped(short, long)
    if typed:
        return typed
    stem = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if stem >= 3 and stem >= len(short) - 3:
        return ABBREVIATED
    return ABBREVIATED if 3 <= len(short) <= 5 and len(short) <= 0.6 * len(long) and is_within(short, long) else 0.0


def may_be_mistyped(one: str, other: str) -> bool:
    """Words whose first letters differ and that may yet be nearly the same: looked at by their lengths and ends alone.

    One letter changed is a fifth of five; both ends changed are two letters, a fifth of ten.
    """
    short, long = len(one), len(other)
    if short > long:
        short, long = long, short
    return short > 3 and (long - short) * 5 <= long and long >= (5 if one[-1] == other[-1] else 10)


def mistyped(short: str, long: str) -> float:
    """Likeness of two words one or two letters apart; 0 for short words and for more."""
    if len(short) < 4:
        return 0.0
    ratio = Levenshtein.normalized_similarity(short, long)
    return ratio if ratio >= TYPING else 0.0


def keys_of(words: Sequence[str]) -> Iterator[str]:
    """Under what a name is filed and sought: the beginning of each word, and of all in one."""
    for word in words:
        if len(unspelt(word)) > 2 or len(words) == 1:
            yield word[:4]  # as it is written, since a bank may have cut it
            yield unspelt(word)[:4]
    yield key_of_start("".join(map(unspelt, words)))


def key_of_start(joined: str) -> str:
    """Under what a name is filed by how all of it begins."""
    return f"={joined[:6]}"
