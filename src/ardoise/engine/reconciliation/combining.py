"""Several items in one receipt: the whole balance, what falls due together, items in a row, the one set that fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from math import comb

from ardoise.engine.lettering.subsets import LARGEST, POOL_MAX, ways
from ardoise.engine.reconciliation.explaining import (
    AHEAD,
    Case,
    Explanation,
    in_order,
    odds_against,
    whole,
)  # fmt: skip
from ardoise.engine.reconciliation.receipts import Item

POOL = 24
WINDOWS = 60  # oldest items over which stretches that don't begin with the oldest are sought
WAYS_TOLD = 3


def by_balance(case: Case) -> Iterator[Explanation]:
    """Everything that is open, credit notes and all."""
    if len(case.account.every) > 1 and case.account.total == case.cents:
        yield whole(case, "balance", case.account.every, odds_against(case, 1, 1, 1.5))


def by_run(case: Case) -> Iterator[Explanation]:
    """The oldest items in a row, or some others in a row, that add up to the amount."""
    items = case.account.items
    sums, total = {0: 0}, 0
    for end, item in enumerate(items, 1):
        total += item.cents
        start = sums.get(total - case.cents)
        if start is not None and end - start > 1 and (start == 0 or end <= WINDOWS):
            tried = len(items) if start == 0 else min(len(items), WINDOWS) ** 2 // 2
            yield whole(case, "run", items[start:end], odds_against(case, 1, tried))
        if end < WINDOWS:
            sums.setdefault(total, end)


def by_month(case: Case) -> Iterator[Explanation]:
    """All that falls due on one day, or all invoices of one month."""
    items = case.account.items
    months = [list(group) for _, group in groupby(items, key=lambda item: item.due)]
    by_on: dict[tuple[int, int], list[Item]] = {}
    for item in items:
        by_on.setdefault(month_of(item.on), []).append(item)
    groups = [group for group in (*months, *by_on.values()) if len(group) > 1]
    for group in groups:
        if sum(item.cents for item in group) == case.cents:
            yield whole(case, "month", group, odds_against(case, 1, len(groups)))


def month_of(day: int) -> tuple[int, int]:
    """The year and the month of an ordinal."""
    on = date.fromordinal(max(1, day))
    return on.year, on.month


def by_subset(case: Case) -> Iterator[Explanation]:
    """A few items that add up to the amount: sure only where they are the one set that does, of all that is open."""
    pool = pool_of(case)
    if len(pool) < 2:
        return
    amounts = [item.cents for item in pool]
    found = ways(amounts, case.cents, LARGEST, WAYS_TOLD)
    is_proved = len(found) == 1 and len(pool) == len(case.account.items)
    for way in found:
        tried = sum(comb(len(pool), size) for size in range(2, len(way) + 1))
        score = odds_against(case, 1, tried) - 0.2
        chosen = [pool[place] for place in way]
        yield whole(case, "subset", chosen, score, is_proved=is_proved)


def pool_of(case: Case) -> list[Item]:
    """The items worth trying: none larger than the amount unless credit notes may make up for it, the oldest first."""
    last = case.receipt.on + AHEAD
    items = [item for item in case.account.items if item.on <= last]
    most = abs(case.cents) - sum(item.cents for item in items if item.cents < 0)
    fitting = [item for item in items if abs(item.cents) <= most]
    return fitting[:POOL] if len(fitting) > POOL_MAX else fitting


def on_account(case: Case) -> Iterator[Explanation]:
    """Nothing tells the items: the oldest first, and what is left stays unapplied; or all of it unapplied."""
    all_cents = case.cents
    taken = in_order([item for item in case.account.items if item.cents * all_cents > 0], all_cents)
    if taken:
        rest = all_cents - sum(cents for _, cents in taken)
        evidence = "part" if len(case.account.items) == 1 and not rest else "on_account"
        yield Explanation(case.payer, evidence, -1.0, taken, unapplied_cents=rest, is_proved=False)
    yield Explanation(case.payer, "unapplied", 0.0, unapplied_cents=all_cents, is_proved=False)


def every(case: Case, is_told: bool) -> Sequence[Explanation]:
    """What several items explain; sets are sought only where neither a number nor one amount has told already."""
    if len(case.account.every) < 2:
        return ()
    return [*by_balance(case), *(() if is_told else (*by_run(case), *by_month(case), *by_subset(case)))]
