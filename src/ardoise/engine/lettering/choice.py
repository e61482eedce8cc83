"""Which of the competing groups are kept: passes from the surest to the widest, the best first within each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from ardoise.engine.lettering.accounts import Account
from ardoise.engine.lettering.candidates import Candidate, by_amount, by_reference, by_run, square_stretches
from ardoise.engine.lettering.subsets import ways

USUAL = 45.0  # days, where an account says nothing about itself
ROUND = 10_00  # cents: amounts that are whole tens prove little when they add up
POOL = 20  # lines tried in a search of subsets


def choose(account: Account, among: Sequence[int] | None = None) -> list[Candidate]:
    """Groups that share no line, in the order of their first lines."""
    free = list(range(len(account.lines)) if among is None else among)
    usual = usual_delay(account, free)
    kept: list[Candidate] = []
    first = [*by_reference(account, free), *by_amount(account, free, usual)]
    first += [c for c in by_run(account, free) if c.score > 3.0]
    free = take(first, free, kept)
    free = take(by_run(account, free), free, kept)
    free = take(by_stretch(account, free), free, kept)
    free = take(by_subset(account, free), free, kept)
    free = take(by_stretch(account, free), free, kept)
    return sorted(kept, key=lambda candidate: candidate.places)


def take(candidates: Iterable[Candidate], free: Sequence[int], kept: list[Candidate]) -> list[int]:
    """Keep the best that don't collide, each with its margin, and give back the places nothing explains yet."""
    left = set(free)
    ranked = sorted(candidates, key=lambda c: (-c.score, len(c.places), c.places))
    on: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in ranked:
        for place in candidate.places:
            on[place].append(candidate)
    for candidate in ranked:
        if left.issuperset(candidate.places):
            kept.append(replace(candidate, margin=candidate.score - next_best(candidate, on, left)))
            left.difference_update(candidate.places)
    return sorted(left)


def next_best(candidate: Candidate, on: dict[int, list[Candidate]], left: set[int]) -> float:
    """The score of the best other group that would take one of its lines; far below all where there is none."""
    best = candidate.score - 9.0
    for place in candidate.places:
        for other in on[place]:
            if other.score <= best:
                break
            if other.places != candidate.places and left.issuperset(other.places):
                best = other.score
                break
    return best


def usual_delay(account: Account, free: Sequence[int]) -> float:
    """Days this customer usually takes: the median over pairs of amounts that come once on either side."""
    seen: dict[int, list[int]] = {}
    for place in free:
        seen.setdefault(account.cents[place], []).append(place)
    delays = [
        account.days[seen[-cents][0]] - account.days[places[0]]
        for cents, places in seen.items()
        if cents > 0 and len(places) == 1 and len(seen.get(-cents, ())) == 1
    ]
    return float(median(delays)) if len(delays) > 2 else USUAL


def by_stretch(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """The account returns to nothing among what is left: what lies between is one group."""
    for group in square_stretches(account.cents, free):
        if len(group) > 1:
            yield Candidate(2.0 - len(group) / 50, "stretch", group)


def by_subset(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """A few lines, not neighbours, that add up to one other: only where it is the one way to do it."""
    for single in free:
        sign = account.cents[single] > 0
        pool = [p for p in free if (account.cents[p] > 0) != sign]
        pool = sorted(sorted(pool, key=lambda p: (abs(account.days[p] - account.days[single]), p))[:POOL])
        found = ways([account.cents[p] for p in pool], -account.cents[single])
        if len(found) == 1:
            group = tuple(sorted([single, *(pool[n] for n in found[0])]))
            if any(account.cents[place] % ROUND for place in group):
                yield Candidate(1.5 - len(group) / 10, "subset", group)
