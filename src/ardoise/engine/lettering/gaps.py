"""One line that equals a row of others but for one or two of them: what a customer disputes when he pays the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from ardoise.engine.lettering.accounts import Account
from ardoise.engine.lettering.candidates import AHEAD, LUCKY, Candidate, luck

ROW = 60  # lines before a payment among which its row is searched
SINGLES = 300  # of the latest lines left, those for which a row is searched
LEFT_OUT = 2


def by_gap(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """A payment of a row of claims but for one or two inside it, where there is one way to leave some out."""
    claims = [place for place in free if not account.is_cash[place]]
    singles = [place for place in free if account.cents[place] < 0][-SINGLES:]
    for single in singles:
        last = account.days[single] + AHEAD
        row = [place for place in claims if account.days[place] <= last and place != single][-ROW:]
        for left_out in range(1, LEFT_OUT + 1):
            tried = len(row) ** (left_out + 2) // (6 if left_out == 1 else 24)
            if luck(account, [single], tried) >= LUCKY:
                break
            found = list(ways_without(account, single, row, left_out))
            if found:
                if len(found) == 1:
                    (group,) = found
                    lucky = luck(account, group, tried)
                    yield Candidate(1.7 - left_out / 10, "but", group, luck=lucky, searches=len(singles))
                break


def ways_without(account: Account, single: int, row: list[int], left_out: int) -> Iterator[tuple[int, ...]]:
    """The single with each stretch of the row, less so many lines inside it, that is square; two ways at most."""
    sums = list(accumulate((account.cents[place] for place in row), initial=0))
    count = 0
    for start in range(len(row)):
        for end in range(start + left_out + 2, len(row) + 1):
            over = sums[end] - sums[start] + account.cents[single]
            for skipped in making(account, row[start + 1 : end - 1], over, left_out):
                yield tuple(sorted({single, *row[start:end]}.difference(skipped)))
                count += 1
                if count == LEFT_OUT:
                    return


def making(account: Account, inside: list[int], cents: int, left_out: int) -> Iterator[tuple[int, ...]]:
    """The lines inside, one or two, that make up the amount."""
    if left_out == 1:
        yield from ((place,) for place in inside if account.cents[place] == cents)
        return
    seen: dict[int, list[int]] = {}
    for place in inside:
        yield from ((other, place) for other in seen.get(cents - account.cents[place], ()))
        seen.setdefault(account.cents[place], []).append(place)
