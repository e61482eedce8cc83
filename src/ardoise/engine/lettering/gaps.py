"""One line that equals a row of others but for one or two of them: what a customer disputes when he pays the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

from ardoise.engine.lettering.accounts import Account
from ardoise.engine.lettering.candidates import AHEAD, LUCKY, Candidate, luck

ROW = 60  # lines before a payment among which its row is searched
LONG = 400  # of the oldest lines left, those among which a remittance is searched
OLDEST = 3  # lines with one of which it may begin
SINGLES = 300  # of the latest lines left, those for which a row is searched
LEFT_OUT = 2


def by_gap(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """A payment of a row of claims but for one or two inside it, where there is one way to leave some out."""
    claims = [place for place in free if not account.is_cash[place]]
    singles = [place for place in free if account.cents[place] < 0][-SINGLES:]
    for single in singles:
        last = account.days[single] + AHEAD
        row = [place for place in claims if account.days[place] <= last and place != single]
        for left_out in range(1, LEFT_OUT + 1):
            found, tried = from_oldest(account, single, row, left_out)
            if not found:
                found, tried = from_anywhere(account, single, row[-ROW:], left_out)
            if len(found) == 1:
                lucky = luck(account, found[0], tried)
                yield Candidate(1.7 - left_out / 10, "but", found[0], luck=lucky, searches=len(singles))
            if found:
                break


Found = tuple[list[tuple[int, ...]], int]  # the ways, two at most, and how many were tried


def from_anywhere(account: Account, single: int, row: list[int], left_out: int) -> Found:
    """A row that may begin with any line, where so many tries prove something."""
    tried = len(row) ** (left_out + 2) // (6 if left_out == 1 else 24)
    if luck(account, [single], tried) >= LUCKY:
        return [], tried
    return list(islice(ways_without(account, single, row, range(len(row)), left_out), LEFT_OUT)), tried


def from_oldest(account: Account, single: int, row: list[int], left_out: int) -> Found:
    """A long row that begins with one of the oldest lines left, as remittances do."""
    row = row[: LONG if left_out == 1 else LONG // 2]
    tried = OLDEST * len(row) ** (left_out + 1) // (2 if left_out == 1 else 6)
    if len(row) <= ROW or luck(account, [single], tried) >= LUCKY:
        return [], tried
    return list(islice(ways_without(account, single, row, range(OLDEST), left_out), LEFT_OUT)), tried


def ways_without(
    account: Account, single: int, row: list[int], starts: range, left_out: int
) -> Iterator[tuple[int, ...]]:
    """The single with each stretch of the row, less so many lines inside it, that is square."""
    sums = list(accumulate((account.cents[place] for place in row), initial=0))
    ranks: dict[int, list[int]] = defaultdict(list)
    for rank, place in enumerate(row):
        ranks[account.cents[place]].append(rank)
    for start in starts:
        for end in range(start + left_out + 2, len(row) + 1):
            over = sums[end] - sums[start] + account.cents[single]
            for skipped in making(account, row, range(start + 1, end - 1), ranks, over, left_out):
                yield tuple(sorted({single, *row[start:end]}.difference(skipped)))


def making(
    account: Account, row: list[int], inside: range, ranks: dict[int, list[int]], cents: int, left_out: int
) -> Iterator[tuple[int, ...]]:
    """The lines inside, one or two, that make up the amount."""
    if left_out == 1:
        yield from ((row[rank],) for rank in ranks.get(cents, ()) if rank in inside)
        return
    for first in inside:
        for second in ranks.get(cents - account.cents[row[first]], ()):
            if second > first and second in inside:
                yield row[first], row[second]
