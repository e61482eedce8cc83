"""One line that two or three others near it make up: an invoice in parts, two invoices at once, a difference booked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest

from ardoise.engine.lettering.accounts import Account
from ardoise.engine.lettering.candidates import AHEAD, NEAR, Candidate, holds_pair, luck

PAIRS = 30  # lines of the other side, the nearest in time, of which two are tried
TRIPLES = 20  # and three
SLIGHT = 10  # a difference is at most that part of what it completes
FEES = 3  # slight lines beside one payment
CROWD = 12  # slight lines of one day looked at
SOON_AFTER = 7  # days
AT_ONCE = 0.6  # what speaks for each difference booked on the day of its payment

Single = tuple[int, ...]


def by_few(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """A line, or a payment with the difference of its day, that two or three lines of the other side make up."""
    sides = {side: [place for place in free if (account.cents[place] > 0) == side] for side in (True, False)}
    singles = [*((place,) for place in free), *with_difference(account, free)]
    for single in singles:
        cents = sum(account.cents[place] for place in single)
        pool = nearest(account, sides[cents < 0], single)
        alone = ones(account, pool, -cents) if len(single) > 1 else ()
        told = chain(alone, sums(account, pool, -cents))
        ways = (way for way in told if not holds_pair(account, [*single, *way]))
        for way in islice(ways, 2 * NEAR):
            yield few(account, single, way, len(pool), len(singles))


def with_difference(account: Account, free: Sequence[int]) -> Iterator[Single]:
    """A payment and slight lines that are neither invoice nor payment, of its day or until the next payment within
    days: one of them, or all where they are a few (a fee and a difference of exchange).
    """
    slight = [place for place in free if account.is_slight[place]]
    days = [account.days[place] for place in slight]
    told: set[Single] = set()
    for place, until in until_next_payment(account, free) if slight else ():
        day, most = account.days[place], abs(account.cents[place]) // SLIGHT
        here = slight[bisect_left(days, day) : bisect_right(days, max(day, until))]
        fitting = [other for other in here[:CROWD] if abs(account.cents[other]) <= most]
        same = [other for other in fitting if account.days[other] == day]
        for others in (*((other,) for other in fitting), same, fitting):
            single = (place, *others)
            if 1 < len(single) <= 1 + FEES and single not in told:
                told.add(single)
                yield single


def until_next_payment(account: Account, free: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each payment and the day before the next one, some days later at most."""
    money = [place for place in free if account.is_cash[place]]
    for place, after in zip_longest(money, money[1:]):
        last = account.days[place] + SOON_AFTER
        yield place, last if after is None else min(last, account.days[after] - 1)


def nearest(account: Account, side: list[int], single: Single) -> list[int]:
    """The lines of the side nearest in time, the nearest first."""
    here, day = bisect_left(side, single[0]), account.days[single[0]]
    window = (place for place in side[max(0, here - PAIRS) : here + PAIRS] if place not in single)
    return sorted(window, key=lambda place: (distance(account.days[place] - day, account.cents[place]), place))[:PAIRS]


def distance(days: int, cents: int) -> int:
    """In days; twice as far where the payment would come first."""
    return abs(days) * (2 if days * cents > 0 else 1)


def ones(account: Account, pool: list[int], cents: int) -> Iterator[tuple[int, ...]]:
    """The claims of so much, the nearest in time first."""
    yield from ((place,) for place in pool if account.cents[place] == cents and not account.is_cash[place])


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
    tied = sum(bool(account.references[single[0]] & account.references[place]) for place in way)
    tried = (1, pool, pool * (pool - 1) // 2, TRIPLES * (TRIPLES - 1) * (TRIPLES - 2) // 6)[len(way) - tied]
    places = tuple(sorted([*single, *way]))
    named = tied / len(way)
    at_once = len({account.days[place] for place in single}) == 1
    score = 2.3 - 0.3 * (len(places) - 3) + 3.0 * named - lateness(account, single[0], way)
    score += AT_ONCE * (len(single) - 1) if at_once else 0.0
    return Candidate(score, "few", places, luck=luck(account, places, tried), searches=searches)


def lateness(account: Account, single: int, way: tuple[int, ...]) -> float:
    """How long it took, how far apart the lines of one side are, and that what is paid comes first."""
    days = [account.days[place] - account.days[single] for place in way]
    delays = [day if account.cents[single] > 0 else -day for day in days]
    apart = min(0.5, (max(days) - min(days)) / 120)
    return min(1.0, sum(map(abs, delays)) / len(delays) / 120) + apart + (1.0 if min(delays) < -AHEAD else 0.0)
