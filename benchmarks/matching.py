"""Cash application: what is found on invented receipts and on the third party's problems, and how fast.

`--quality` prints, per way of paying, what is right, what would be applied by itself, and whether the probabilities
keep their word; `--labels` the same where banks and customers write what they write, each with a trap; `--purposes`
where they write a purpose in words of their own (`--seed N`: other books); `--errors` each error of what is automatic;
`--problems FOLDER` the third party's files, and invented ones of their kind. Without them, the time of the steps of
`docs/reference/performance.md` (`--size 100k`: receipts).
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import labelled_purposes, labelled_ways
from benchmarks.invented_receipts import World, mixed, worlds
from benchmarks.labelled_receipts import Ledger
from benchmarks.runner import Step, machine, measure
from benchmarks.scale import Scale, amounts, scale

BANDS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01)


@dataclass(frozen=True)
class Judged:
    """A receipt's first explanation against what is true."""

    way: str
    receipt: int
    confidence: float
    is_automatic: bool
    is_right: bool
    is_silent: bool  # it proposes no item
    is_told: bool  # one of the explanations is right
    evidence: tuple[str, ...]
    apart: float  # what luck and the other explanations leave of it


def judged(way: str, world: World | Ledger) -> list[Judged]:
    """The matching of a world, judged."""
    matching = matched(world)
    given: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for receipt, rank, entry, cents in matching.allocations.select(
        "receipt", "rank", "entry", "amount_cents"
    ).iter_rows():
        given[receipt, rank][entry] = cents
    rows = {(row["receipt"], row["rank"]): row for row in matching.matches.iter_rows(named=True)}
    return [judge(way, receipt, truth, rows, given) for receipt, truth in world.truth.items()]


def judge(
    way: str, receipt: int, truth: dict[int, int], rows: dict[Any, Any], given: dict[Any, dict[int, int]]
) -> Judged:
    """One receipt."""
    best = rows.get((receipt, 1), {"confidence": 0.0, "is_automatic": False, "evidence": [], "apart": 0.0})
    mine = given.get((receipt, 1), {})
    told = any(given.get((receipt, rank), {}) == truth for rank in range(1, 6))
    return Judged(
        way,
        receipt,
        best["confidence"],
        best["is_automatic"],
        mine == truth,
        not mine,
        told,
        tuple(best["evidence"]),
        best["apart"],
    )


def matched(world: World | Ledger) -> Any:
    """`match` over an invented world."""
    import polars as pl

    from ardoise.domain.ledger import ITEMS
    from ardoise.domain.parties import CUSTOMERS
    from ardoise.domain.reconciliation import HABITS, PAYERS, RECEIPTS, TOLERANCES
    from ardoise.engine.reconciliation import match

    customers = [
        dict.fromkeys(CUSTOMERS) | {"customer": code, "customer_name": name, "group": world.groups.get(code)}
        for code, name in world.names.items()
    ]
    return match(
        pl.DataFrame([dict.fromkeys(RECEIPTS) | row for row in world.receipts], schema=RECEIPTS),
        pl.DataFrame([dict.fromkeys(ITEMS) | row for row in world.items], schema=ITEMS),
        pl.DataFrame(customers, schema=CUSTOMERS), pl.DataFrame(world.payers, schema=PAYERS),
        pl.DataFrame(schema=HABITS), replace(TOLERANCES, withholding_rates_bp=world.withheld_bp),
    )  # fmt: skip


def print_quality(times: int = 60) -> None:
    """Per way of paying, then by what was promised."""
    print(f"benchmarks.matching --quality · {times} customers for each way · {machine()}")
    print("| way of paying | receipts | right first | among five | automatic | of these right | wrongly proposed |")
    print("|---|---|---|---|---|---|---|")
    everything: list[Judged] = []
    for name, world in [*worlds(times), ("all mixed", mixed(10 * times))]:
        found = judged(name, world)
        everything += found
        print_row(name, found)
    print_calibration(everything)
    if "--errors" in sys.argv:
        for one in everything:
            if one.is_automatic and not one.is_right:
                print(f"wrong: {one.way} #{one.receipt} {one.confidence} {' '.join(one.evidence)}")


def print_labels(name: str, books: Iterable[Ledger]) -> None:
    """Firms' books full of traps: what is applied by itself, right and wrong, and what is left to a person."""
    print(f"benchmarks.matching {name} · {machine()}")
    print(
        "| what the bank writes | receipts | automatic, right | wrong | proposed, right | not right | left unproposed |"
    )
    print("|---|---|---|---|---|---|---|")
    everything: list[Judged] = []
    for book in books:
        everything += [replace(one, way=book.ways[one.receipt]) for one in judged("labels", book)]
    for way in [*sorted({one.way for one in everything}), "all"]:
        print_label(way, [one for one in everything if way in (one.way, "all")])
    print_calibration(everything)


def seed_asked() -> int:
    """`--seed N`: another set of books of the same kind."""
    return int(sys.argv[sys.argv.index("--seed") + 1]) if "--seed" in sys.argv else 900


def print_label(way: str, found: list[Judged]) -> None:
    counts = [
        sum(one.is_automatic and one.is_right for one in found),
        sum(one.is_automatic and not one.is_right for one in found),
        sum(not one.is_automatic and not one.is_silent and one.is_right for one in found),
        sum(not one.is_automatic and not one.is_silent and not one.is_right for one in found),
        sum(one.is_silent for one in found),
    ]
    print(f"| {way} | {len(found)} | " + " | ".join(map(str, counts)) + " |")
    for one in found if "--errors" in sys.argv and way != "all" else ():
        if one.is_automatic and not one.is_right:
            print(f"wrong: {one.way} #{one.receipt} {one.confidence} {' '.join(one.evidence)}")


def print_row(name: str, found: list[Judged]) -> None:
    automatic = [one for one in found if one.is_automatic]
    right = sum(one.is_right for one in automatic)
    share = f"{right / len(automatic):.4f}" if automatic else "–"
    wrong = sum(not one.is_right and not one.is_silent for one in found)
    print(
        f"| {name} | {len(found)} | {sum(one.is_right for one in found) / len(found):.3f} "
        f"| {sum(one.is_told for one in found) / len(found):.3f} | {len(automatic) / len(found):.3f} "
        f"| {share} | {wrong} |"
    )


def print_calibration(found: list[Judged]) -> None:
    """What was promised in each band, and by main evidence, against what came true; silence promises nothing."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in found:
        if not one.is_silent:
            low = max(band for band in BANDS if band <= one.confidence)
            groups[f"{low:.2f} and more"].append(one)
            groups[f"evidence: {one.evidence[0]}"].append(one)
    print("\n| confidence | receipts | promised | kept |\n|---|---|---|---|")
    for name, ones in sorted(groups.items()):
        promised = sum(one.confidence for one in ones) / len(ones)
        print(f"| {name} | {len(ones)} | {promised:.4f} | {sum(one.is_right for one in ones) / len(ones):.4f} |")


def print_problems(folder: Path, seeds: int = 10) -> None:
    """F1 and precision by application, on the third party's files and on invented ones of their kind."""
    from ardoise.cli.problems import measured
    from ardoise.formats import problems
    from benchmarks.remittances import problem

    print(f"benchmarks.matching --problems · {machine()}")
    print("| problem | applications | precision | recall | F1 | automatic | its precision |")
    print("|---|---|---|---|---|---|---|")
    for path in sorted(folder.rglob("*.json")):
        print_problem(path.stem, [measured(problems.read(path))])
    for size in (10, 30, 100, 300):
        found = [measured(problems.problem_of(problem(seed, size))) for seed in range(1, seeds + 1)]
        print_problem(f"invented, {size} invoices, {seeds} seeds", found)


def print_problem(name: str, documents: list[dict[str, Any]]) -> None:
    by = {
        key: [sum(one[key][count] for one in documents) for count in ("proposed", "true", "right")]
        for key in ("applications", "automatic")
    }
    (proposed, true, right), (automatic, _, sound) = by["applications"], by["automatic"]
    print(
        f"| {name} | {true} | {right / proposed:.4f} | {right / true:.4f} | {2 * right / (proposed + true):.4f} "
        f"| {automatic / true:.3f} | {sound / max(1, automatic):.4f} |"
    )
    for key in ("wrong", "missed") if "--errors" in sys.argv else ():
        for one in documents:
            for payment, invoice, amount in one[key]:
                print(f"  {key}: {payment} → {invoice} {amount}")


def joined(given: Scale) -> dict[str, int]:
    """What polars does at least: each receipt with the item whose document is its reference."""
    owed = given.items.select("document", "entry", "line", "customer", "open_cents")
    return {"found": given.receipts.join(owed, left_on="creditor_reference", right_on="document").height}


def exactly(given: Scale) -> dict[str, int]:
    """The pass by exact references alone."""
    from ardoise.engine.reconciliation.exact import exactly_named

    return {"found": exactly_named(given.receipts, given.items).height}


def wholly(given: Scale) -> dict[str, float]:
    """`match` from receipts and items to matches and allocations."""
    import polars as pl

    from ardoise.domain.reconciliation import HABITS, PAYERS
    from ardoise.engine.reconciliation import match

    nothing = pl.DataFrame(schema=PAYERS), pl.DataFrame(schema=HABITS)
    found = match(given.receipts, given.items, given.customers, *nothing)
    truth = given.receipts.select("receipt", entry=given.truth)
    right = found.allocations.filter(rank=1).join(truth, on=["receipt", "entry"]).height
    return {"right": right / given.receipts.height, "automatic": found.matches["is_automatic"].sum()}


def ready(size: int, told: str) -> Scale:
    """The book; what matches is loaded before the clock runs, as polars is for the floor."""
    import ardoise.engine.reconciliation.matching  # noqa: F401

    return scale(size, told)


def drawn(many: int) -> list[tuple[list[int], int]]:
    """A hundred times so many amounts; what searches them is there before the clock runs."""
    import ardoise.engine.lettering.subsets  # noqa: F401

    return amounts(many)


def subsets(given: list[tuple[list[int], int]]) -> dict[str, int]:
    """A hundred searches of four among so many amounts."""
    from ardoise.engine.lettering.subsets import ways

    return {"searches": len(given), "unique": sum(len(ways(*one)) == 1 for one in given)}


STEPS = {
    "floor: join by exact reference": Step(lambda size: ready(size, "reference"), joined),
    "exact references: the pass": Step(lambda size: ready(size, "reference"), exactly),
    "exact references: match": Step(lambda size: ready(size, "reference"), wholly),
    "number buried in the label: match": Step(lambda size: ready(size, "label"), wholly),
    "amount and name: match": Step(lambda size: ready(size, "name"), wholly),
    "100 subsets of 20": Step(lambda size: drawn(20), subsets),
    "100 subsets of 30": Step(lambda size: drawn(30), subsets),
}

if __name__ == "__main__":
    if "--quality" in sys.argv:
        print_quality()
    elif "--labels" in sys.argv:
        print_labels("--labels", labelled_ways.books(32, seed=seed_asked()))
    elif "--purposes" in sys.argv:
        print_labels("--purposes", labelled_purposes.books(seed_asked()))
    elif "--problems" in sys.argv:
        print_problems(Path(sys.argv[sys.argv.index("--problems") + 1]))
    else:
        measure(STEPS)
