"""Money that equals the sum of lines in a row: a transfer for several invoices, an invoice paid in parts."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import nsmallest
from itertools import islice

from ardoise.engine.lettering.accounts import Account
from ardoise.engine.lettering.candidates import AHEAD, NEAR, Candidate, holds_pair, is_taken, luck

WIDE = 200  # beginnings of a run tried around one line
FITS = 24  # rows of one line among which the best are kept: a month like the other comes back
LONGEST = 250  # lines of a remittance
ALONE = 1.5  # what speaks against a row each of whose lines has its own counterpart
AT_ONCE = 4  # payments of one day that may pay together

Fit = tuple[int, list[int]]  # where it begins in the row, and its lines
Single = tuple[int, ...]  # the line that pays, or those of one day that pay together


def by_run(account: Account, free: Sequence[int], longest: int = LONGEST) -> Iterator[Candidate]:
    """Consecutive invoices, credit notes among them, that one transfer pays; consecutive payments of one invoice."""
    claims = [place for place in free if not account.is_cash[place]]
    money = [place for place in free if account.is_cash[place]]
    yield from runs(account, [(p,) for p in free if account.cents[p] < 0], claims, longest)
    yield from runs(account, [(p,) for p in claims if account.cents[p] > 0], money, longest)
    owed = [place for place in claims if account.cents[place] > 0]
    yield from runs(account, list(with_credits(account, free)), owed, longest)
    lumps = [place for place in free if place in account.lumps]
    yield from runs(account, [(p,) for p in money if account.cents[p] < 0], lumps, longest)
    if len(lumps) > 2 and sum(account.cents[place] for place in lumps) == 0:
        yield Candidate(4.0, "openings", tuple(lumps))


def with_credits(account: Account, free: Sequence[int]) -> Iterator[Single]:
    """A payment and all credit notes since the one before, of whatever invoices: taken off at once."""
    credits_: list[int] = []
    for place in free:
        if account.cents[place] < 0 and not account.is_cash[place]:
            credits_.append(place)
        elif account.cents[place] < 0 and credits_:
            yield (place, *credits_)
            credits_ = []


def by_day(account: Account, free: Sequence[int], longest: int = LONGEST) -> Iterator[Candidate]:
    """Consecutive invoices that two to four payments of one day pay together."""
    days: dict[int, list[int]] = defaultdict(list)
    for place in free:
        if account.is_cash[place] and account.cents[place] < 0:
            days[account.days[place]].append(place)
    together = [tuple(places) for places in days.values() if 1 < len(places) <= AT_ONCE]
    yield from runs(account, together, [place for place in free if not account.is_cash[place]], longest)


def runs(account: Account, singles: Sequence[Single], row: list[int], longest: int) -> Iterator[Candidate]:
    """Stretches of the row that add up to the opposite of one single, and hold none that is square by itself."""
    sums = [0]
    for place in row:
        sums.append(sums[-1] + account.cents[place])
    ends: dict[int, list[int]] = defaultdict(list)
    for end, total in enumerate(sums):
        ends[total].append(end)
    for single in singles:
        cents = sum(account.cents[place] for place in single)
        spans = (
            (start, end)
            for start in starts(row, single[0])
            for end in ends.get(sums[start] - cents, ())
            if 2 <= end - start <= longest and len(set(sums[start : end + 1])) == end - start + 1
        )
        fitting = ((start, row[start:end]) for start, end in spans)
        apart = ((start, group) for start, group in fitting if is_apart(account, single, group))
        for start, group in likely(account, single[0], list(islice(apart, FITS))):
            yield replace(run(account, single, group, start, len(row)), searches=len(singles))


def likely(account: Account, single: int, fits: list[Fit]) -> list[Fit]:
    """The oldest rows that fit, and of those that don't overlap the nearest in time: months may be alike."""
    apart: list[Fit] = []
    for start, group in fits:
        if not apart or start >= apart[-1][0] + len(apart[-1][1]):
            apart.append((start, group))
    near = nsmallest(NEAR, apart, key=lambda fit: abs(account.days[fit[1][-1]] - account.days[single]))
    return [*fits[:NEAR], *(fit for fit in near if fit not in fits[:NEAR])]


def is_apart(account: Account, single: Single, group: list[int]) -> bool:
    """The single isn't in its own row, and no two lines would be square alone."""
    return not set(single).intersection(group) and not holds_pair(account, [*single[1:], *group])


def run(account: Account, single: Single, group: list[int], start: int, count: int) -> Candidate:
    """The single and its stretch; how many were as good: those from the oldest line, or any of that length."""
    places = tuple(sorted([*single, *group]))
    tried = len(group) if start == 0 else min(count, WIDE) * len(group)
    score = run_score(account, single[0], group, start) - 0.5 * (len(single) - 1)
    return Candidate(
        score,
        "run" if not all(account.is_cash[place] for place in single[1:]) or len(single) == 1 else "day",
        places,
        luck=luck(account, places, tried),
    )


def starts(row: list[int], single: int) -> Sequence[int]:
    """Where a stretch may begin: anywhere in a short account, else at the oldest line or among those nearest."""
    if len(row) <= WIDE:
        return range(len(row))
    here = bisect_left(row, single)
    return [0, *range(max(1, here - WIDE), min(len(row), here + WIDE // 4))]


def run_score(account: Account, single: int, group: list[int], start: int) -> float:
    """Oldest first is what people do; one that reaches beyond the payment's own days isn't."""
    last, first = account.days[group[-1]], account.days[group[0]]
    delay = account.days[single] - last if account.cents[single] < 0 else first - account.days[single]
    late = 1.5 if delay < -AHEAD else min(1.0, abs(delay) / 120)
    named = sum(bool(account.references[single] & account.references[place]) for place in group) / len(group)
    taken = 0.0 if named == 1 else 1.5 * (bool(account.references[single]) and is_taken(account, single))
    mixed = 0.4 * sum(account.cents[place] < 0 for place in group) if account.cents[single] < 0 else 0.0
    long = min(0.5, (last - first) / 240)
    alone = ALONE * all(account.times[-account.cents[place]] for place in group)
    return 2.6 - mixed + 1.2 * (start == 0) + 3.0 * named - late - long - taken - alone
