"""Which of the competing groups are kept: passes from the surest to the widest, the best first within each."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from math import comb, inf
from statistics import median

from ardoise.engine.lettering.accounts import SOON, Account
from ardoise.engine.lettering.candidates import (
    LUCKY,
    NAMED,
    Candidate,
    Usage,
    by_amount,
    by_reference,
    is_bare,
    luck,
    square_stretches,
)
from ardoise.engine.lettering.few import by_few
from ardoise.engine.lettering.gaps import by_gap
from ardoise.engine.lettering.naming import names_differ, namesakes
from ardoise.engine.lettering.runs import by_between, by_day, by_run
from ardoise.engine.lettering.subsets import ways
from ardoise.engine.lettering.turns import IN_TURN, by_parts, by_turn

CLEARLY = 1.5  # a difference of score that leaves no doubt
NAMESAKES = 60  # lines of one name, beyond which it is nobody's
SINGLES = 300  # of the latest lines left, those for which one is made
LEAST = 5.0  # days by which a customer of whom nothing is known may stray from what is usual in the book
FIRM = 20  # delays seen that make one the rule
ENOUGH = 3  # delays that tell something
STEADIER = 0.15  # by which another reading of the delays must be to be believed
CLEAR = 3.0  # the score from which a row is
PLAIN = IN_TURN  # the score from which a group is taken before amounts that come back are looked at
POOL = 20  # lines tried in a search of subsets


def choose(account: Account, among: Sequence[int] | None = None) -> list[Candidate]:
    """Groups that share no line, in the order of their first lines."""
    free = list(range(len(account.lines)) if among is None else among)
    usual = usage_of(account, free)
    kept: list[Candidate] = []
    late, first = plain(account, free, usual)
    taken: dict[int, float] = {}
    left = take(first, free, kept, taken, PLAIN)
    if left != free:
        free = left
        late, again = plain(account, free, usual)
        first += again
    free = take([*first, *by_turn(account, free), *by_between(account, free, kept)], free, kept, taken)
    second = (by_name(account, free), by_run(account, free), by_few(account, free), by_day(account, free), late)
    free = take(chain.from_iterable(second), free, kept)
    free = take(by_few(account, free), free, kept)
    free = searched = take_gaps(account, free, kept)
    free = take(by_stretch(account, free), free, kept)
    gaps = by_gap(account, free) if free != searched else ()
    free = take([*gaps, *by_subset(account, free)], free, kept)
    free = take(by_stretch(account, free), free, kept)
    return sorted(kept, key=lambda candidate: candidate.places)


def plain(account: Account, free: Sequence[int], usual: Usage) -> tuple[list[Candidate], list[Candidate]]:
    """Pairs that are looked at late; and what is looked at first: numbers, other pairs, the best rows, names."""
    pairs = list(by_amount(account, free, usual))
    is_late = [is_late_return(account, c) or is_bare(account, *in_sides(account, c)) for c in pairs]
    first = [*by_reference(account, free), *(c for c, late in zip(pairs, is_late, strict=True) if not late)]
    first += [c for c in by_run(account, free) if c.score > CLEAR]
    first += by_name(account, free)
    return [c for c, late in zip(pairs, is_late, strict=True) if late], first


def take_gaps(account: Account, free: list[int], kept: list[Candidate]) -> list[int]:
    """Keep rows but for what was left out of them, and then the rows that this sets free."""
    left = take(by_gap(account, free), free, kept)
    return left if left == free else take(by_run(account, left), left, kept)


def in_sides(account: Account, pair: Candidate) -> tuple[int, int]:
    """The debit and the credit of a pair."""
    one, other = pair.places
    return (one, other) if account.cents[one] > 0 else (other, one)


def is_late_return(account: Account, pair: Candidate) -> bool:
    """Taken back after weeks: what the payment and the new one paid is looked at first."""
    one, other = pair.places
    return (
        account.is_cash[one] and account.is_cash[other] and account.cents[one] < 0
        and account.days[other] - account.days[one] > SOON
    )  # fmt: skip


def by_name(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """What one payer's lines make up among themselves, in an account that he shares with others."""
    for places in namesakes(account, free, NAMESAKES):
        for found in chain(by_run(account, places), by_parts(account, places)):
            if not names_differ(account, found.places):
                yield replace(found, score=found.score + NAMED / 2)


def take(
    candidates: Iterable[Candidate],
    free: Sequence[int],
    kept: list[Candidate],
    taken: dict[int, float] | None = None,
    least: float = -inf,
) -> list[int]:
    """Keep the best that don't collide, each with its margin, and give back the places nothing explains yet.

    `taken` has the score for which each place went already.
    """
    left = set(free)
    earnest = (candidate for candidate in candidates if candidate.luck < LUCKY)
    ranked = sorted(earnest, key=lambda c: (-c.score, len(c.places), c.places))
    on: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in ranked:
        for place in candidate.places:
            on[place].append(candidate)
    taken = {} if taken is None else taken
    for candidate in ranked:
        if candidate.score <= least:
            break
        if left.issuperset(candidate.places):
            kept.append(replace(candidate, margin=candidate.score - next_best(candidate, on, taken)))
            left.difference_update(candidate.places)
            taken.update(dict.fromkeys(candidate.places, candidate.score))
    return sorted(left)


def next_best(candidate: Candidate, on: dict[int, list[Candidate]], taken: dict[int, float]) -> float:
    """The score of the best other group that would take one of its lines; far below all where there is none.

    One whose other lines went to something clearly better is no rival; one that lost them by a hair still is.
    """
    best = candidate.score - 9.0
    for place in candidate.places:
        for other in on[place]:
            if other.score <= best:
                break
            lost = any(taken.get(p, best) > other.score + CLEARLY for p in other.places)
            if other.places != candidate.places and not lost:
                best = other.score
                break
    return best


def usage_of(account: Account, free: Sequence[int]) -> Usage:
    """The median delay, and the median distance from it: of what letters tell already, where they tell enough; else
    over amounts that come once on either side, where there are some; else over the oldest debit and the oldest credit
    of each amount, and so on, unless the latest debit before each credit shows a steadier habit; of fewer, what is
    usual in the book.
    """
    if len(account.delays) >= ENOUGH:
        return usage(account.delays, is_sure=True)
    debits, credits_ = by_size(account, free, 1), by_size(account, free, -1)
    shared = [(debits[cents], credits_[cents]) for cents in debits.keys() & credits_.keys()]
    once = [(mine, theirs) for mine, theirs in [*shared, *by_payer(account, shared)] if len(mine) == len(theirs) == 1]
    sides = once if len(once) >= ENOUGH else shared
    in_turn = delays(account, ((d, c) for mine, theirs in sides for d, c in zip(mine, theirs, strict=False)))
    if len(in_turn) < ENOUGH:
        return Usage() if account.usual is None else Usage(account.usual[0], max(LEAST, account.usual[1]))
    if len(once) >= ENOUGH:
        return usage(in_turn, is_sure=True)
    at_once = delays(account, ((latest(account, mine, c), c) for mine, theirs in shared for c in theirs))
    is_steadier = steadiness(at_once) > steadiness(in_turn) + STEADIER
    told = at_once if is_steadier or is_as_usual(account, at_once, in_turn) else in_turn
    return usage(told, is_sure=False)


Sides = tuple[list[int], list[int]]  # debits and credits of one amount, oldest first


def by_payer(account: Account, shared: Iterable[Sides]) -> Iterator[Sides]:
    """The claims and payments of each name, where the amount comes back and names tell."""
    if not account.said:
        return
    for mine, theirs in shared:
        if len(mine) + len(theirs) > 2:
            named: dict[frozenset[str], Sides] = defaultdict(lambda: ([], []))
            for place in (*mine, *theirs):
                if account.is_cash[place] == (account.cents[place] < 0):
                    named[account.names[place]][account.is_cash[place]].append(place)
            yield from (sides for name, sides in named.items() if name)


def is_as_usual(account: Account, at_once: Sequence[int], in_turn: Sequence[int]) -> bool:
    """The one reading of the delays is as usual in this book, the other is far from it."""
    if account.usual is None:
        return False
    middle, spread = account.usual
    near, far = (abs(median(told) - middle) / (5 + 2 * spread) for told in (at_once, in_turn))
    return near <= 1 and far > 3 and steadiness(at_once) >= steadiness(in_turn)


def usage(told: Sequence[int], is_sure: bool) -> Usage:
    """What these delays show."""
    middle = float(median(told))
    spread = float(median(abs(delay - middle) for delay in told))
    return Usage(middle, spread, max(1.0, 5.0 - len(told) / 4), is_sure and len(told) >= FIRM and spread <= 2)


def delays(account: Account, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Days from each debit to its credit."""
    return [account.days[credit] - account.days[debit] for debit, credit in pairs]


def latest(account: Account, debits: Sequence[int], credit: int) -> int:
    """The last of these debits until the day of that credit, else the first."""
    return debits[max(0, bisect_right(debits, account.days[credit], key=account.days.__getitem__) - 1)]


def steadiness(told: Sequence[int]) -> float:
    """The share of these delays that lie within a week of their median."""
    middle = median(told)
    return sum(abs(delay - middle) <= 7 for delay in told) / len(told)


def by_size(account: Account, free: Sequence[int], sign: int) -> dict[int, list[int]]:
    """Per amount, the lines of that sign, oldest first."""
    places: dict[int, list[int]] = {}
    for place in free:
        if account.cents[place] * sign > 0:
            places.setdefault(abs(account.cents[place]), []).append(place)
    return places


def by_stretch(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """The account returns to nothing among what is left: what lies between is one group."""
    for group in square_stretches(account.cents, free):
        if len(group) > 1:
            tried = len(free) if group[0] == free[0] else len(free) * len(group) // 2
            yield Candidate(2.0 - len(group) / 50, "stretch", group, luck=luck(account, group, tried))


def by_subset(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """A few lines, not neighbours, that add up to one other: only where it is the one way to do it."""
    singles = list(enumerate(free))[-SINGLES:]
    for place, single in singles:
        sign = account.cents[single] > 0
        near = free[max(0, place - 4 * POOL) : place + 4 * POOL]
        pool = [p for p in near if (account.cents[p] > 0) != sign]
        pool = sorted(sorted(pool, key=lambda p: (abs(account.days[p] - account.days[single]), p))[:POOL])
        found = ways([account.cents[p] for p in pool], -account.cents[single])
        if len(found) == 1:
            group = tuple(sorted([single, *(pool[n] for n in found[0])]))
            tried = sum(comb(len(pool), size) for size in range(2, len(group)))
            lucky = luck(account, group, tried)
            yield Candidate(1.5 - len(group) / 10, "subset", group, luck=lucky, searches=len(singles))
