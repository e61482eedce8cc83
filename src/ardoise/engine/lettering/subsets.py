"""Which of some amounts add up to another: meet in the middle, bounded, and told when there is more than one way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

WAYS_MAX = 2
Reached = dict[int, dict[int, list[tuple[int, ...]]]]
"""Per sum and number of amounts, at most two ways to reach it: a third would be as good as either."""


def ways(amounts: Sequence[int], target: int, largest: int = 6) -> list[tuple[int, ...]]:
    """Up to two sets of two to `largest` positions whose amounts add up to the target; two mean it is ambiguous."""
    middle = len(amounts) // 2
    left, right = sums(amounts[:middle], 0, largest), sums(amounts[middle:], middle, largest)
    found: list[tuple[int, ...]] = []
    for total, heads in left.items():
        for way in joined(heads, right.get(target - total, {}), largest):
            found.append(way)
            if len(found) == WAYS_MAX:
                return found
    return found


def joined(
    heads: dict[int, list[tuple[int, ...]]], tails: dict[int, list[tuple[int, ...]]], largest: int
) -> Iterator[tuple[int, ...]]:
    """A head with a tail, where together they are two to `largest`."""
    for size, ways_in in heads.items():
        for more, ways_out in tails.items():
            if 2 <= size + more <= largest:
                yield from (head + tail for head in ways_in for tail in ways_out)


def sums(amounts: Sequence[int], first: int, largest: int) -> Reached:
    """Every sum of up to `largest` of the amounts."""
    reached: Reached = {0: {0: [()]}}
    for place, amount in enumerate(amounts, first):
        news = [
            (total + amount, (*way, place))
            for total, sizes in reached.items()
            for size, found in sizes.items()
            if size < largest
            for way in found
        ]
        for total, way in news:
            known = reached.setdefault(total, {}).setdefault(len(way), [])
            if len(known) < WAYS_MAX:
                known.append(way)
    return reached
