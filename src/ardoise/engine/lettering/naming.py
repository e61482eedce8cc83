"""The names that labels of one account have in common: who it was, where many strangers share an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from ardoise.engine.lettering.accounts import Account

SAME = 0.5  # how alike two lines of one person are at least


def alike(account: Account, one: int, other: int) -> float:
    """From 1, the same telling words, to -1, none in common; 0 where either side says nothing."""
    first, second = account.words[one], account.words[other]
    if not first or not second:
        return 0.0
    shared = sum(account.said_by[word] for word in sorted(first & second))
    return 2 * shared / min(account.weights[first], account.weights[second]) - 1


def names_differ(account: Account, places: Sequence[int]) -> bool:
    """A debit and a credit among these lines name two people, in an account where names tell."""
    named = [place for place in places if account.words[place]]
    debits, credits_ = ([p for p in named if (account.cents[p] > 0) == side] for side in (True, False))
    return any(alike(account, debit, credit) < SAME for debit in debits for credit in credits_)


def namesakes(account: Account, free: Sequence[int], most: int) -> Iterator[list[int]]:
    """The free lines that bear one word, and those that bear all the words of one line, where they are so many at most:
    what more lines bear is nobody's name.
    """
    allowed = set(free)
    told: set[tuple[int, ...]] = set()
    for words in dict.fromkeys([*(frozenset((word,)) for word in account.said), *account.words]):
        if not words:
            continue
        rarest = account.said[min(words, key=lambda word: (len(account.said[word]), word))]
        bearers = (place for place in rarest if place in allowed and words <= account.words[place])
        places = tuple(islice(bearers, most + 1))
        if 1 < len(places) <= most and places not in told:
            told.add(places)
            yield list(places)
