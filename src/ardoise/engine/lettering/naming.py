"""The names that labels of one account have in common: who it was, where many strangers share an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log2

from ardoise.engine.lettering.accounts import Account

SAME = 0.5  # how alike two lines of one person are at least


def alike(account: Account, one: int, other: int) -> float:
    """From 1, the same telling words, to -1, none in common; 0 where either side says nothing."""
    first, second = account.words[one], account.words[other]
    if not first or not second:
        return 0.0
    shared = weight(account, first & second)
    return 2 * shared / min(weight(account, first), weight(account, second)) - 1


def names_differ(account: Account, places: Sequence[int]) -> bool:
    """A debit and a credit among these lines name two people, in an account where names tell."""
    named = [place for place in places if account.words[place]]
    debits, credits_ = ([p for p in named if (account.cents[p] > 0) == side] for side in (True, False))
    return any(alike(account, debit, credit) < SAME for debit in debits for credit in credits_)


def weight(account: Account, words: frozenset[str]) -> float:
    """What these words say: the rarer, the more."""
    size = len(account.lines)
    return sum(log2(size / len(account.said[word])) for word in sorted(words))


def namesakes(account: Account, free: Sequence[int]) -> Iterator[list[int]]:
    """The free lines that bear one word, and those that bear all the words of one line."""
    allowed = set(free)
    told: set[tuple[int, ...]] = set()
    for words in [*(frozenset((word,)) for word in account.said), *account.words]:
        if words:
            places = tuple(
                p
                for p in account.said[min(words, key=lambda w: (len(account.said[w]), w))]
                if p in allowed and words <= account.words[p]
            )
            if len(places) > 1 and places not in told:
                told.add(places)
                yield list(places)
