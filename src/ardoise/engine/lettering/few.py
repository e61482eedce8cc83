"""One line that two or three others near it make up: an invoice in parts, two invoices at once, a difference booked."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from ardoise.engine.lettering.accounts import Account
from ardoise.engine.lettering.candidates import AHEAD, NEAR, Candidate, holds_pair, luck

PAIRS = 30  # lines of the other side, the nearest in time, of which two are tried
TRIPLES = 20  # and three
SLIGHT = 20  # a difference is at most that part of what it completes

Single = tuple[int, ...]


def by_few(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """A line, or a payment with the difference of its day, that two or three lines of the other side make up."""
    sides = {side: [place for place in free if (account.cents[place] > 0) == side] for side in (True, False)}
    singles = [*((place,) for place in free), *with_difference(account, free)]
    for single in singles:
        cents = sum(account.cents[place] for place in single)
        pool = nearest(account, sides[cents < 0], single)
        ways = (way for way in sums(account, pool, -cents) if not holds_pair(account, [*single, *way]))
        for way in islice(ways, 2 * NEAR):
            yield few(account, single, way, len(pool), len(singles))


def with_difference(account: Account, free: Sequence[int]) -> Iterator[Single]:
    """A payment and a slight line of the same day that is neither invoice nor payment."""
    slight: dict[int, list[int]] = defaultdict(list)
    for place in free:
        if account.is_slight[place]:
            slight[account.days[place]].append(place)
    for place in free if slight else ():
        for other in slight.get(account.days[place], ()) if account.is_cash[place] else ():
            if abs(account.cents[other]) * SLIGHT <= abs(account.cents[place]):
                yield (place, other)


def nearest(account: Account, side: list[int], single: Single) -> list[int]:
    """The lines of the side nearest in time, the nearest first."""
    here, day = bisect_left(side, single[0]), account.days[single[0]]
    window = (place for place in side[max(0, here - PAIRS) : here + PAIRS] if place not in single)
    return sorted(window, key=lambda place: (distance(account.days[place] - day, account.cents[place]), place))[:PAIRS]


def distance(days: int, cents: int) -> int:
    """In days; twice as far where the payment would come first."""
    return abs(days) * (2 if days * cents > 0 else 1)


def sums(account: Account, pool: list[int], cents: int) -> Iterator[tuple[int, ...]]:
    """Two, then three of the pool that make up so much, those nearest in time first."""
    ranks: dict[int, int] = {}
    for rank, place in enumerate(pool):
        other = ranks.get(cents - account.cents[place])
        if other is not None:
            yield pool[other], place
        ranks.setdefault(account.cents[place], rank)
    for last, third in enumerate(pool[:TRIPLES]):
        seen: dict[int, int] = {}
        for place in pool[:last]:
            other = seen.get(cents - account.cents[third] - account.cents[place], -1)
            if other >= 0:
                yield other, place, third
            seen.setdefault(account.cents[place], place)


def few(account: Account, single: Single, way: tuple[int, ...], pool: int, searches: int) -> Candidate:
    """The group, and how good it is: the sooner settled and the fewer lines, the better."""
    tried = pool * (pool - 1) // 2 if len(way) == 2 else TRIPLES * (TRIPLES - 1) * (TRIPLES - 2) // 6
    places = tuple(sorted([*single, *way]))
    named = sum(bool(account.references[single[0]] & account.references[place]) for place in way) / len(way)
    score = 2.3 - 0.3 * (len(places) - 3) + 3.0 * named - lateness(account, single[0], way)
    return Candidate(score, "few", places, luck=luck(account, places, tried), searches=searches)


def lateness(account: Account, single: int, way: tuple[int, ...]) -> float:
    """How long it took, how far apart the lines of one side are, and that what is paid comes first."""
    days = [account.days[place] - account.days[single] for place in way]
    delays = [day if account.cents[single] > 0 else -day for day in days]
    apart = min(0.5, (max(days) - min(days)) / 120)
    return min(1.0, sum(map(abs, delays)) / len(delays) / 120) + apart + (1.0 if min(delays) < -AHEAD else 0.0)
