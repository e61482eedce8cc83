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
from ardoise.engine.lettering.few import with_difference

WIDE = 200  # beginnings of a run tried around one line
FITS = 24  # rows of one line among which the best are kept: a month like the other comes back
SPANS = 4 * FITS  # rows of one line looked at
LONGEST = 250  # lines of a remittance
ALONE = 1.5  # what speaks against a row each of whose lines has its own counterpart
AT_ONCE = 4  # payments of one day that may pay together

CHAINED = 1.0  # what speaks for a row that begins where that of the payment before ends, or ends where the next begins
BETWEEN = 4.5  # what speaks for all that is left between two rows

Span = tuple[int, int]  # of a row
Fit = tuple[int, list[int]]  # where it begins in the row, and its lines
Single = tuple[int, ...]  # the line that pays, or those of one day that pay together


def by_run(account: Account, free: Sequence[int], longest: int = LONGEST) -> Iterator[Candidate]:
    """Consecutive invoices, credit notes among them, that one transfer pays; consecutive payments of one invoice; what
    one payment brought and was handed on.
    """
    claims = [place for place in free if not account.is_cash[place]]
    money = [place for place in free if account.is_cash[place]]
    yield from runs(account, [(p,) for p in free if account.cents[p] < 0], claims, longest)
    yield from runs(account, [(p,) for p in claims if account.cents[p] > 0], money, longest)
    moved = [place for place in money if account.cents[place] > 0]
    yield from runs(account, [(p,) for p in money if account.cents[p] < 0] if len(moved) > 1 else [], moved, longest)
    owed = [place for place in claims if account.cents[place] > 0]
    yield from runs(account, list(with_credits(account, free)), owed, longest)
    with_fees = [single for single in with_difference(account, free) if account.cents[single[0]] < 0]
    fees = {place for single in with_fees for place in single[1:]}
    yield from runs(account, with_fees, [place for place in claims if place not in fees] if fees else [], longest)
    lumps = [place for place in free if place in account.lumps]
    yield from runs(account, [(p,) for p in money if account.cents[p] < 0], lumps, longest)
    if len(lumps) > 2 and sum(account.cents[place] for place in lumps) == 0:
        yield Candidate(4.0, "openings", tuple(lumps))


def with_credits(account: Account, free: Sequence[int]) -> Iterator[Single]:
    """A payment, or all of its day, and the credit notes since the one before, of whatever invoices: taken off it."""
    credits_: list[int] = []
    last: Single = ()
    for place in free:
        if account.cents[place] < 0 and not account.is_cash[place]:
            credits_.append(place)
        elif account.cents[place] < 0 and credits_:
            yield (place, *credits_)
            last, credits_ = (place, *credits_), []
        elif account.cents[place] < 0 and last and account.days[place] == account.days[last[0]]:
            last = (*last, place)
            yield last


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
    found = [list(islice(spans(account, single, row, sums, ends, longest), SPANS)) for single in singles]
    chained = chains(account, singles, found)
    for single, fitting in zip(singles, found, strict=True):
        fits = ((start, row[start:end]) for start, end in fitting if end - start > 1)
        apart = ((start, group) for start, group in fits if is_apart(account, single, group))
        links = chained.get(single[0], {})
        for start, group in likely(account, single[0], list(islice(apart, FITS)), links):
            is_even = len({account.cents[place] for place in group}) == 1
            count = 0 if is_even else links.get((start, start + len(group)), 0)
            yield replace(run(account, single, group, start, len(row), count), searches=len(singles))


def spans(
    account: Account, single: Single, row: list[int], sums: list[int], ends: dict[int, list[int]], longest: int
) -> Iterator[Span]:
    """The stretches of the row that make up the single, or the one line that does; none that holds a square one."""
    cents = sum(account.cents[place] for place in single)
    for start in starts(row, single[0]):
        for end in ends.get(sums[start] - cents, ()):
            if 1 <= end - start <= longest and len(set(sums[start : end + 1])) == end - start + 1:
                yield start, end


def by_between(account: Account, free: Sequence[int], kept: Sequence[Candidate]) -> Iterator[Candidate]:
    """A payment and all that is left between what the payments before and after it settled, where it is so much."""
    settled = {
        p: (min(c.places), max(q for q in c.places if not account.is_cash[q]))
        for c in kept
        for p in c.places
        if account.is_cash[p] and account.cents[p] < 0 and is_row(account, c)
    }
    paid = [place for place in range(len(account.lines)) if account.is_cash[place] and account.cents[place] < 0]
    money = [place for place in paid if place not in account.taken_back]
    claims = [place for place in free if not account.is_cash[place]]
    allowed = set(free)
    for before, place, after in zip(money, money[1:], money[2:], strict=False):
        if place in allowed and before in settled and after in settled:
            first, last = bisect_left(claims, settled[before][1]), bisect_left(claims, settled[after][0])
            group = claims[first:last]
            if len(group) > 1 and sum(account.cents[p] for p in [place, *group]) == 0 and place > group[-1]:
                found = run(account, (place,), group, 0, 1, 2)
                yield replace(found, score=max(found.score, BETWEEN))


def is_row(account: Account, group: Candidate) -> bool:
    """One payment and what it settles."""
    return sum(account.is_cash[place] for place in group.places) == 1 and len(group.places) > 1


def chains(account: Account, singles: Sequence[Single], found: Sequence[list[Span]]) -> dict[int, dict[Span, int]]:
    """Per payment, its spans that begin where one believed of the payment before ends, or end where one of the next
    begins, and how many of the two: who pays what is oldest goes on where he stopped.
    """
    held = [single[0] not in account.taken_back and account.is_cash[single[0]] for single in singles]
    money = [(single[0], spans) for single, spans, is_held in zip(singles, found, held, strict=True) if is_held]
    chained = {}
    ends: set[int] = set()
    for n, (place, spans) in enumerate(money):
        begins = {start for start, _ in money[n + 1][1]} if n + 1 < len(money) else set()
        told = {span: (span[0] in ends) + (span[1] in begins) for span in spans[: FITS + 1]}
        ends = {end for _, end in spans}
        if len(told) <= FITS:
            chained[place] = {span: links for span, links in told.items() if links and is_the_one(span, told)}
            ends = {end for _, end in chained[place]}
    return chained


def is_the_one(span: Span, told: dict[Span, int]) -> bool:
    """No span that overlaps it goes on better, nor one that begins earlier as well: the oldest is paid first."""
    return not any(
        (links, -start) > (told[span], -span[0]) and start < span[1] and span[0] < end
        for (start, end), links in told.items()
    )


def likely(account: Account, single: int, fits: list[Fit], links: dict[Span, int]) -> list[Fit]:
    """The oldest rows that fit, and of those that don't overlap the nearest in time: months may be alike; and those
    that go on where another ends.
    """
    apart: list[Fit] = []
    for start, group in fits:
        if not apart or start >= apart[-1][0] + len(apart[-1][1]):
            apart.append((start, group))
    near = nsmallest(NEAR, apart, key=lambda fit: abs(account.days[fit[1][-1]] - account.days[single]))
    told = [fit for fit in fits if (fit[0], fit[0] + len(fit[1])) in links][:NEAR]
    return [fit for fit in fits if fit in fits[:NEAR] or fit in near or fit in told]


def is_apart(account: Account, single: Single, group: list[int]) -> bool:
    """The single isn't in its own row, and no two lines would be square alone."""
    return not set(single).intersection(group) and not holds_pair(account, [*single[1:], *group])


def run(account: Account, single: Single, group: list[int], start: int, count: int, links: int) -> Candidate:
    """The single and its stretch; how many were as good: those from the oldest line, or that go on where another row
    ends, or any of that length.
    """
    places = tuple(sorted([*single, *group]))
    tried = len(group) * (1 if start == 0 else max(1, min(count, WIDE) // (1, 10, WIDE)[links]))
    score = run_score(account, single[0], group, start) - 0.5 * (len(single) - 1) + CHAINED * links
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
