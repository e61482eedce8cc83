"""What anybody would write first, to measure against: same amount, sums of two or three, the whole of what is left."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, groupby
from typing import Any

POOL = 30  # lines nearest in time among which sums are tried

Line = tuple[int, int, int]  # number, day, cents


def groups_of(entries: Any) -> Any:
    """GROUPS of ENTRIES whose letters are hidden, every one of them automatic."""
    import polars as pl

    from ardoise.engine.lettering import GROUPS

    known = entries.filter(pl.col("amount_cents") != 0).sort("customer", "currency", "booked_on", "line")
    columns = known.select("customer", "currency", "line", pl.col("booked_on").to_physical(), "amount_cents")
    rows = []
    for key, lines in groupby(columns.iter_rows(), key=lambda row: row[:2]):
        for group in passes([row[2:] for row in lines]):
            rows.append(dict.fromkeys(GROUPS) | dict(zip(("customer", "currency"), key, strict=True)) | {
                "lines": sorted(group), "confidence": 1.0, "exact": 1.0, "is_automatic": True,
            })  # fmt: skip
    return pl.DataFrame(rows, schema=GROUPS)


def passes(lines: list[Line]) -> list[list[int]]:
    """The letter groups of one account, pass by pass, each on what the passes before it left."""
    free = {line[0]: line for line in lines}
    found: list[list[int]] = []
    for search in (same_amount, sums, mirrored, whole):
        for group in search(list(free.values())):
            if free.keys() >= set(group):
                found.append(group)
                for number in group:
                    del free[number]
    return found


def same_amount(lines: list[Line]) -> list[list[int]]:
    """A debit and a credit of one amount, those nearest in time first."""
    sides = defaultdict(list)
    for number, day, cents in lines:
        sides[cents].append((number, day))
    near = [
        (abs(day - on), number, other)
        for number, day, cents in lines if cents < 0
        for other, on in sides.get(-cents, ())
    ]  # fmt: skip
    return [[number, other] for _, number, other in sorted(near)]


def sums(lines: list[Line]) -> list[list[int]]:
    """One line that two or three of the other side add up to."""
    found = []
    for size in (2, 3):
        for number, day, cents in lines:
            others = sorted((abs(on - day), n, c) for n, on, c in lines if c * cents < 0)[:POOL]
            ways = (way for way in combinations(others, size) if sum(c for *_, c in way) == -cents)
            found += [[number, *(n for _, n, _ in way)] for way in ways]
    return found


def mirrored(lines: list[Line]) -> list[list[int]]:
    """What one day brought and another took back, line by line."""
    days = defaultdict(list)
    for number, day, cents in lines:
        days[day].append((cents, number))
    sets = {tuple(sorted(c for c, _ in told)): [n for _, n in told] for told in days.values()}
    return [mine + sets[mirror] for key, mine in sets.items() if (mirror := tuple(sorted(-c for c in key))) in sets]


def whole(lines: list[Line]) -> list[list[int]]:
    """All that is left, where it is square."""
    return [[line[0] for line in lines]] if len(lines) > 1 and not sum(line[2] for line in lines) else []
