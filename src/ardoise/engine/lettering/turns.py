"""Amounts that come back: several months paid at once, each in its turn; a debt paid in equal parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ardoise.engine.lettering.accounts import Account, taken_back
from ardoise.engine.lettering.candidates import AHEAD, Candidate, luck

OFTEN = 3  # times an amount comes back before it is a rent
MONTHS = 12  # of a rent that one payment may be for
WEEK = 7
IN_TURN = 4.2  # more than a row that begins with the oldest line: here every payment has its row
PARTS = 60  # equal ones of one debt


def by_turn(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """The rents that payments of one, two, three … times their amount pay in their turn, where they are half of what
    is claimed or more; and debts in equal parts, where nothing of that amount is claimed.
    """
    owed, paid = claims_and_money(account, free)
    for cents, claims in owed.items():
        if is_regular(account, claims) and 2 * len(claims) >= sum(map(len, owed.values())):
            yield from rents(account, cents, claims, owed, paid)
    yield from by_parts(account, free)


def by_parts(account: Account, free: Sequence[int]) -> Iterator[Candidate]:
    """Debts in equal parts, where nothing of that amount is claimed."""
    owed, paid = claims_and_money(account, free)
    for cents, money in paid.items():
        if cents not in owed and is_regular(account, money):
            yield from parts(account, cents, money, owed)


def is_regular(account: Account, places: Sequence[int]) -> bool:
    """It comes back, and no more than once a week: one customer's rent, not a shop's price."""
    return len(places) >= OFTEN and account.days[places[-1]] - account.days[places[0]] >= WEEK * (len(places) - 1)


def claims_and_money(account: Account, free: Sequence[int]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Per amount, the claims and the payments that held, oldest first."""
    owed: dict[int, list[int]] = defaultdict(list)
    paid: dict[int, list[int]] = defaultdict(list)
    failed = taken_back(account, free)
    for place in free:
        cents = account.cents[place]
        if account.is_cash[place] == (cents < 0) and place not in failed:
            (paid if cents < 0 else owed)[abs(cents)].append(place)
    return owed, paid


def rents(
    account: Account, cents: int, claims: list[int], owed: dict[int, list[int]], paid: dict[int, list[int]]
) -> Iterator[Candidate]:
    """Each payment takes the oldest that are left: all of them late, or all in advance, and one for several."""
    counts = [n for n in range(1, MONTHS + 1) if n == 1 or n * cents not in owed]
    times = {place: n for n in counts for place in paid.get(n * cents, ())}
    if max(times.values(), default=1) == 1:
        return
    rows, done = [], 0
    for place in sorted(times):
        rows.append((place, claims[done : done + times[place]]))
        done += times[place]
    if done > len(claims):
        return
    is_late = all(account.days[place] >= account.days[row[-1]] - AHEAD for place, row in rows)
    is_early = all(account.days[place] <= account.days[row[0]] + AHEAD for place, row in rows)
    for place, row in rows if is_late or is_early else ():
        places = tuple(sorted([place, *row]))
        yield Candidate(IN_TURN, "pair" if len(row) == 1 else "run", places, luck=luck(account, places, 1))


def parts(account: Account, cents: int, money: list[int], owed: dict[int, list[int]]) -> Iterator[Candidate]:
    """A debt of so many times the amount of payments that come back: those that follow it."""
    for debt, claims in owed.items():
        times, rest = divmod(debt, cents)
        if rest or not OFTEN <= times <= min(PARTS, len(money)):
            continue
        for claim in claims:
            later = [place for place in money if account.days[place] >= account.days[claim] - AHEAD][:times]
            if len(later) == times and all(b - a >= WEEK for a, b in pairwise(account.days[p] for p in later)):
                places = tuple(sorted([claim, *later]))
                late = min(1.0, (account.days[later[0]] - account.days[claim]) / 120)
                yield Candidate(3.0 - late, "run", places, luck=luck(account, places, len(claims)))
