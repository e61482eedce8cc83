"""Which of some amounts add up to another: meet in the middle, bounded, and told when there is more than one way."""

from __future__ import annotations

from collections.abc import Sequence

WAYS_MAX = 2


def ways(amounts: Sequence[int], target: int, largest: int = 6) -> list[tuple[int, ...]]:
    """Up to two sets of two to `largest` positions whose amounts add up to the target; two mean it is ambiguous."""
    middle = len(amounts) // 2
    left, right = sums(amounts[:middle], 0, largest), sums(amounts[middle:], middle, largest)
    found: list[tuple[int, ...]] = []
    for total, sets in left.items():
        for head in sets:
            for tail in right.get(target - total, ()):
                if 2 <= len(head) + len(tail) <= largest:
                    found.append(head + tail)
                    if len(found) == WAYS_MAX:
                        return found
    return found


def sums(amounts: Sequence[int], first: int, largest: int) -> dict[int, list[tuple[int, ...]]]:
    """Every sum of up to `largest` of the amounts, with at most two ways to reach it."""
    reached: dict[int, list[tuple[int, ...]]] = {0: [()]}
    for place, amount in enumerate(amounts, first):
        for total, sets in [(total, tuple(sets)) for total, sets in reached.items()]:
            for way in sets:
                if len(way) < largest:
                    known = reached.setdefault(total + amount, [])
                    if len(known) < WAYS_MAX and (*way, place) not in known:
                        known.append((*way, place))
    return reached
