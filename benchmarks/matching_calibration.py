"""Fits the odds of `domain/matching_odds.py` on invented receipts, and shows whether they keep their word elsewhere.

`python -m benchmarks.matching_calibration` prints the tables that the code holds, fitted on the plain ways of paying
(`invented_receipts`), the labels with traps (`labelled_ways`) and the purposes (`labelled_purposes`); `--check`, on
seeds that the fit didn't see, what is promised and kept, in all and for each of the three. What was judged before
anything was fitted weighs ten receipts for each figure. No real book takes part.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks import labelled_purposes, labelled_ways
from benchmarks.invented_receipts import mixed, worlds
from benchmarks.labelled_receipts import Ledger
from benchmarks.matching import BANDS, Judged, judged
from benchmarks.runner import machine

SEEDS, OTHERS = (1, 2, 3), (21, 22)
FAMILIES = {"plain": 25, "traps": 44, "purposes": 44}  # ways of each: a purpose weighs as a trap does
WEIGHT = 5_000.0  # receipts that all ways of a family weigh together
JUDGED = 10.0  # receipts that what was judged weighs, for each figure
MOST = 0.999  # whatever the invented books say

Case = tuple[str, str, int]  # kind of evidence, what tells most of it, place among BOUNDS


@dataclass
class Tally:
    """Receipts alike, weighed: how many, and how many of them right."""

    count: float = 0.0
    right: float = 0.0


def invented(seeds: Sequence[int]) -> Iterator[tuple[str, Judged]]:
    """The family and the first explanation of each receipt."""
    for seed in seeds:
        plain = [*worlds(60, seed), ("all mixed", mixed(600, seed))]
        found = [("plain", one) for name, world in plain for one in judged(name, world)]
        found += [("traps", one) for book in labelled_ways.books(32, seed=seed) for one in of_ways(book)]
        found += [("purposes", one) for book in labelled_purposes.books(seed) for one in of_ways(book, 5)]
        yield from found


def of_ways(book: Ledger, letters: int | None = None) -> list[Judged]:
    """The receipts of a book, each under its way of paying (of which so many letters tell)."""
    from dataclasses import replace

    return [replace(one, way=book.ways[one.receipt][:letters]) for one in judged("", book)]


def cases_of(found: Sequence[tuple[str, Judged]]) -> dict[Case, Tally]:
    """The receipts by what they rest on; each way of a family weighs the same, each family by its ways.

    Those for which nothing is proposed promise nothing, and weigh: or a way that is mostly left alone would speak by
    its few errors as loud as one that is always answered.
    """
    from ardoise.domain.matching_odds import case_of

    ways: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for family, one in found:
        ways[family, one.way].append(one)
    cases: dict[Case, Tally] = defaultdict(Tally)
    for (family, _), ones in ways.items():
        weight = WEIGHT / FAMILIES[family] / len(ones)
        for one in ones:
            if one.is_silent:
                continue
            tally = cases[case_of(*one.evidence[:1], one.evidence[1:], one.apart)]
            tally.count += weight
            tally.right += weight * one.is_right
    return cases


Table = dict[str, dict[str, list[float]]]


def fit(cases: dict[Case, Tally]) -> Table:
    """Per kind of evidence and what tells most of it, the share kept in each band, never more for less."""
    from ardoise.domain.matching_odds import BOUNDS, GRAVEST, MAINS, is_plain, kind_of

    table: Table = {kind: {} for kind in ("number", "amount", "set")}
    for kind, rows in table.items():
        for told in (*(main for main in MAINS if kind_of(main) == kind), *GRAVEST):
            if told in MAINS or not is_plain(kind, told):
                kept = [share(cases.get((kind, told, band), Tally()), told, bound) for band, bound in enumerate(BOUNDS)]
                rows[told] = [min(kept[: band + 1]) for band in range(len(kept))]
    return table


def share(tally: Tally, told: str, bound: float) -> float:
    """The share kept, where what was judged counts as some receipts."""
    from ardoise.domain.reconciliation import DOUBTS, ITEMS_TOLD

    judged_ = ITEMS_TOLD.get(told, DOUBTS.get(told, 0.9)) * (1 if bound > 0.98 else max(bound, 0.2))
    return round(min(MOST, (tally.right + JUDGED * judged_) / (tally.count + JUDGED)), 3)


def print_table(table: Table) -> None:
    """As the code holds it."""
    print("KEPT: dict[str, dict[str, tuple[float, ...]]] = {")
    for kind, rows in table.items():
        print(f'    "{kind}": {{')
        for told, figures in rows.items():
            print(f'        "{told}": ({", ".join(map(str, figures))}),')
        print("    },")
    print("}")


def print_check(found: Sequence[tuple[str, Judged]]) -> None:
    """Promised and kept on other seeds: in all, and for each family."""
    print(f"benchmarks.matching_calibration --check · seeds {', '.join(map(str, OTHERS))} · {machine()}")
    print(
        "| receipts | from | how many | promised | kept | automatic | of these wrong |\n|---|---|---|---|---|---|---|"
    )
    for family in ("all", *FAMILIES):
        mine = [one for own, one in found if family in (own, "all") and not one.is_silent]
        gap = 0.0
        for low, high in pairwise(BANDS):
            here = [one for one in mine if low <= one.confidence < high]
            if here:
                promised, kept = (
                    sum(v) / len(here) for v in ([o.confidence for o in here], [o.is_right for o in here])
                )
                gap += abs(promised - kept) * len(here)
                sure = [one for one in here if one.is_automatic]
                wrong = sum(not one.is_right for one in sure)
                print(f"| {family} | {low:.2f} | {len(here)} | {promised:.3f} | {kept:.3f} | {len(sure)} | {wrong} |")
        brier = sum((one.confidence - one.is_right) ** 2 for one in mine) / len(mine)
        print(f"| {family}: error {gap / len(mine):.4f}, Brier {brier:.4f} | | {len(mine)} | | | | |")


def main() -> None:
    if "--check" in sys.argv:
        print_check(list(invented(OTHERS)))
    else:
        print_table(fit(cases_of(list(invented(SEEDS)))))


if __name__ == "__main__":
    main()
