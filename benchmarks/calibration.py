"""Fits the odds of `domain/lettering_odds.py` on invented books, and shows whether they keep their word elsewhere.

`python -m benchmarks.calibration` prints the table that the code holds; `--check` the reliability of the probabilities
as they stand, on other seeds, on ways of paying that the fit didn't see, and `--ledger FILE` on a real book.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from benchmarks.awkward_accounts import AWKWARD
from benchmarks.everyday_accounts import EVERYDAY
from benchmarks.exported_accounts import EXPORTED
from benchmarks.invented_accounts import WAYS, books
from benchmarks.keepers import KEEPERS, kept
from benchmarks.later_accounts import LATER

if TYPE_CHECKING:
    import polars as pl

SEEDS, OTHERS = (11, 12, 13), (21, 22)
CUSTOMERS = 8
WEIGHT = 40.0  # groups that one way of paying weighs, however many books of it there are
BASE_GROUPS, DOUBT_GROUPS = 100.0, 60.0  # that the judgement of before weighs, for each figure of the table
DOUBTED = {"undetailed": "run", "against_number": "reference"}
FOLDS = 4
BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01)

FITTED = tuple(WAYS | AWKWARD | EVERYDAY | EXPORTED)

Case = tuple[str, tuple[str, ...]]  # main evidence, doubts


@dataclass
class Tally:
    """Groups alike, weighed: how many, and how many of them sound."""

    count: float = 0.0
    sound: float = 0.0


Cases = dict[Case, Tally]


@dataclass(frozen=True)
class Table:
    """Logarithms of the odds of each main evidence, and of what each doubt divides them by."""

    odds: dict[str, float]
    divisors: dict[str, float]

    def probability(self, case: Case) -> float:
        main, doubts = case
        return 1 / (1 + exp(-(self.odds[main] - sum(self.divisors[doubt] for doubt in doubts))))


JUDGED = Table(
    {
        "reference": 199, "near_reference": 32, "amount": 66, "remittance": 32, "document": 13, "run": 32, "few": 24,
        "day": 24, "openings": 19, "stretch": 9, "subset": 9, "but": 24,
    },
    {
        "taken": 10, "stranger": 10, "twins": 4, "crossed": 20, "against_number": 20, "undetailed": 3, "luck": 2,
        "much_luck": 10, "nearly": 3, "rival": 20, "exceptional": 5, "unexplained": 8,
    },
)  # fmt: skip
"""What was judged right before anything was fitted, by what two real books show; odds, not their logarithms."""


def logarithms(table: Table) -> Table:
    return Table({m: log(v) for m, v in table.odds.items()}, {d: log(v) for d, v in table.divisors.items()})


def present() -> Table:
    """What the code holds."""
    from ardoise.domain.lettering_odds import DIVISORS, ODDS

    return logarithms(Table(ODDS, DIVISORS))


def cases_of(entries: pl.DataFrame, is_whole: bool = False) -> Cases:
    """The groups proposed for a book whose letters are hidden, by what they rest on, against its letters.

    Where the letters are known to be whole, a group of open lines alone is wrong; else nobody knows.
    """
    from ardoise.engine.lettering import propose
    from ardoise.engine.lettering.measures import judge, true_groups

    judged = judge(propose(entries, ignore_letters=True).groups, true_groups(entries))
    cases: Cases = defaultdict(Tally)
    for evidence, is_sound, is_judged in judged.select("evidence", "is_sound", "is_judged").iter_rows():
        main, *told = evidence
        if main in JUDGED.odds and (is_judged or is_whole):
            tally = cases[main, tuple(sorted(set(told) & JUDGED.divisors.keys()))]
            tally.count += 1
            tally.sound += is_sound
    return cases


def invented(seeds: Sequence[int], ways: Iterable[str] | None = None) -> Iterator[tuple[str, str, Cases]]:
    """Per way of paying, keeper and seed, the cases; each way weighs the same."""
    import polars as pl

    from ardoise.domain.ledger import ENTRIES

    known = WAYS | AWKWARD | EVERYDAY | EXPORTED | LATER
    chosen = {way: known[way] for way in (ways or FITTED)}
    whole = WEIGHT / len(KEEPERS) / len(seeds)
    for seed in seeds:
        for way, keeper, rows in kept(books(CUSTOMERS, seed, chosen), seed):
            entries = pl.DataFrame([dict.fromkeys(ENTRIES) | row for row in rows], schema=ENTRIES)
            cases = cases_of(entries, keeper != "forgetful")
            total = sum(tally.count for tally in cases.values())
            share = whole / total if total else 0.0
            yield way, keeper, {case: Tally(t.count * share, t.sound * share) for case, t in cases.items()}


def together(parts: Iterable[Cases]) -> Cases:
    """The cases of several books as one."""
    whole: Cases = defaultdict(Tally)
    for cases in parts:
        for case, tally in cases.items():
            whole[case].count += tally.count
            whole[case].sound += tally.sound
    return whole


def fit(cases: Cases, rounds: int = 100) -> Table:
    """The likeliest table, where what was judged before weighs some groups for each figure; no doubt makes surer."""
    table = logarithms(JUDGED)
    told = together([cases, before(table)])
    for _ in range(rounds):
        for figures, sign in ((table.odds, 1), (table.divisors, -1)):
            for name in figures:
                figures[name] = max(0.0, figures[name] + step(table, told, name, sign))
    return table


def before(judged: Table) -> Cases:
    """What was judged before, as groups: of each main evidence, and of each doubt about the likeliest of them."""
    cases: Cases = {}
    for name in judged.odds:
        cases[name, ()] = Tally(BASE_GROUPS)
    for name in judged.divisors:
        cases[DOUBTED.get(name, "amount"), (name,)] = Tally(DOUBT_GROUPS)
    for case, tally in cases.items():
        tally.sound = tally.count * judged.probability(case)
    return cases


def step(table: Table, cases: Cases, name: str, sign: int) -> float:
    """By how much one figure is to move: half of Newton's step."""
    slope, curve = 0.0, 1e-9
    for (main, doubts), tally in cases.items():
        if main == name or name in doubts:
            chance = table.probability((main, doubts))
            slope += sign * (tally.sound - tally.count * chance)
            curve += tally.count * chance * (1 - chance)
    return max(-1.0, min(1.0, 0.5 * slope / curve))


def error(cases: Cases, table: Table) -> tuple[float, float]:
    """Expected calibration error over the bands, and the Brier score."""
    bands: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    brier = total = 0.0
    for case, tally in cases.items():
        chance = table.probability(case)
        band = bands[max(n for n, low in enumerate(BANDS) if low <= chance)]
        for n, more in enumerate((tally.count, tally.count * chance, tally.sound)):
            band[n] += more
        brier += tally.sound * (1 - chance) ** 2 + (tally.count - tally.sound) * chance**2
        total += tally.count
    gap = sum(abs(promised - kept_) for _, promised, kept_ in bands.values())
    return (gap / total, brier / total) if total else (0.0, 0.0)


def print_reliability(title: str, cases: Cases, table: Table) -> None:
    """Per band, promised and kept."""
    print(f"\n{title}: calibration error {error(cases, table)[0]:.4f}, Brier {error(cases, table)[1]:.4f}")
    print("| from | groups | promised | kept |\n|---|---|---|---|")
    for low, high in pairwise(BANDS):
        here = [(table.probability(c), t) for c, t in cases.items() if low <= table.probability(c) < high]
        count = sum(t.count for _, t in here)
        if count:
            promised, sound = sum(p * t.count for p, t in here) / count, sum(t.sound for _, t in here) / count
            print(f"| {low:.2f} | {count:.0f} | {promised:.3f} | {sound:.3f} |")


def print_table(table: Table) -> None:
    """As the code holds it, rounded to two figures."""
    for name, figures in (("ODDS", table.odds), ("DIVISORS", table.divisors)):
        print(f"{name}: dict[str, float] = {{")
        for key, value in figures.items():
            print(f'    "{key}": {float(f"{exp(value):.2g}"):g},')
        print("}")


def print_unseen_ways(found: list[tuple[str, str, Cases]]) -> None:
    """The error on ways of paying that the fit didn't see, a quarter of them at a time."""
    ways = sorted({way for way, _, _ in found})
    Random(1).shuffle(ways)
    for fold in range(FOLDS):
        unseen = set(ways[fold::FOLDS])
        table = fit(together(c for way, _, c in found if way not in unseen))
        rest = together(c for way, _, c in found if way in unseen)
        print(f"unseen ways {fold + 1}: before {error(rest, logarithms(JUDGED))}, after {error(rest, table)}")


def ledger(path: Path) -> Cases:
    """The cases of a real book."""
    from ardoise.formats import files

    return cases_of(files.read(path).entries)


def main() -> None:
    table = present()
    for path in sys.argv[1:]:
        if not path.startswith("--"):
            print_reliability(path, ledger(Path(path)), table)
    if "--check" in sys.argv:
        found = list(invented(OTHERS))
        print_reliability("invented, other seeds", together(c for _, _, c in found), table)
        print_reliability("ways written later", together(c for _, _, c in invented(OTHERS, LATER)), table)
    elif len(sys.argv) == 1:
        found = list(invented(SEEDS))
        print_table(fit(together(c for _, _, c in found)))
        print_unseen_ways(found)


if __name__ == "__main__":
    main()
