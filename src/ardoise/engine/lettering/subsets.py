"""Which of some amounts add up to another: meet in the middle, bounded, and told when there is more than one way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

WAYS_MAX = 2
LARGEST = 6
POOL_MAX = 30  # amounts beyond which nobody searches


def ways(amounts: Sequence[int], target: int, largest: int = LARGEST, most: int = WAYS_MAX) -> list[tuple[int, ...]]:
    """Up to `most` sets of two to `largest` positions whose amounts add up to the target; two mean it is ambiguous.

    Of 20 amounts it takes a fraction of a millisecond, of 30 a few; more are refused.
    """
    if len(amounts) > POOL_MAX:
        raise ValueError(f"{len(amounts)} amounts: a search of subsets takes at most {POOL_MAX}")
    middle = len(amounts) // 2
    found: list[tuple[int, ...]] = []
    for left, right in meetings(amounts[:middle], amounts[middle:], target, largest):
        mask = left | right << middle
        if 2 <= mask.bit_count() <= largest:
            found.append(tuple(place for place in range(len(amounts)) if mask >> place & 1))
            if len(found) == most:
                break
    return found


def meetings(one: Sequence[int], other: Sequence[int], target: int, largest: int) -> Iterator[tuple[int, int]]:
    """The masks of a set of either half that add up to the target."""
    lefts, rights = sums(one, largest), [target - total for total in sums(other, largest)]
    common = set(lefts).intersection(rights)
    if not common:
        return
    of: dict[int, list[int]] = defaultdict(list)
    for total, mask in zip(lefts, masks(len(one), largest), strict=True):
        if total in common:
            of[total].append(mask)
    for total, mask in zip(rights, masks(len(other), largest), strict=True):
        if total in common:
            for left in of[total]:
                yield left, mask


def sums(amounts: Sequence[int], largest: int) -> list[int]:
    """The sum of every set of up to `largest` of the amounts, the smallest sets first."""
    by_size: list[list[int]] = [[0], *([] for _ in range(largest))]
    for amount in amounts:
        for size in range(largest, 0, -1):
            by_size[size] += [total + amount for total in by_size[size - 1]]
    return [total for totals in by_size for total in totals]


@lru_cache(maxsize=64)
def masks(length: int, largest: int) -> tuple[int, ...]:
    """The sets in the same order, each as the places it holds."""
    return tuple(sums([1 << place for place in range(length)], largest))
