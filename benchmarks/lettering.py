"""Ledger lettrage: the time of a large FEC whose letters are hidden, and what is found on invented accounts.

`--size 1M` measures time; `python -m benchmarks.lettering --quality` prints precision and recall for each
invented way of paying. Figures on real books: `ardoise evaluate reconcile LEDGER`.
"""

from __future__ import annotations

import sys
from typing import Any

from benchmarks import books
from benchmarks.awkward_accounts import AWKWARD
from benchmarks.invented_accounts import WAYS
from benchmarks.invented_accounts import books as invented_books
from benchmarks.runner import Step, machine, measure


def loaded(size: int) -> Any:
    """The entries of the large FEC, and the engine."""
    from ardoise.engine import lettering  # noqa: F401
    from ardoise.formats import files

    return files.read(books.fec(size)).entries


def floor(entries: Any) -> dict[str, int]:
    """What polars does at least: each amount of a customer with the same one the other way, oldest first."""
    import polars as pl

    key = ["customer", "size", "nth"]
    sized = entries.sort("booked_on", "line").with_columns(size=pl.col("amount_cents").abs())
    ranked = sized.with_columns(nth=pl.int_range(pl.len()).over("customer", "amount_cents"))
    debits, credits_ = ranked.filter(pl.col("amount_cents") > 0), ranked.filter(pl.col("amount_cents") < 0)
    return {"groups": debits.join(credits_, on=key).height}


def proposed(entries: Any) -> dict[str, int]:
    """Every account searched, every group weighed."""
    from ardoise.engine.lettering import propose

    found = propose(entries, ignore_letters=True)
    return {
        "entries": entries.height,
        "groups": found.groups.height,
        "automatic": int(found.groups["is_automatic"].sum()),
    }


def evaluated(entries: Any) -> dict[str, float]:
    """The same, against the letters of the file."""
    from ardoise.engine.lettering import evaluate

    told = evaluate(entries)
    return {"right": told.groups.right, "true": told.groups.true}


def print_quality(customers: int = 30, seed: int = 1) -> None:
    """A table: per invented way of paying, what was found with the letters hidden, errors included."""
    print(f"benchmarks.lettering --quality · {customers} customers for each way · seed {seed} · {machine()}")
    print("| way of paying | groups | precision | F1 by group | F1 by pair | automatic | wrong | unsound | coverage |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, rows in invented_books(customers, seed, WAYS | AWKWARD):
        print(f"| {name} | {quality_of(rows)} |")


def quality_of(rows: list[dict[str, Any]]) -> str:
    """The measures of one invented book, as the cells of its row."""
    import polars as pl

    from ardoise.domain.ledger import ENTRIES
    from ardoise.engine.lettering import evaluate

    told = evaluate(pl.DataFrame([dict.fromkeys(ENTRIES) | row for row in rows], schema=ENTRIES))
    by, automatic = told.groups, told.automatic_groups
    ratios = [by.precision or 1.0, by.f1 or 1.0, told.pairs.f1 or 1.0]
    counts = [automatic.proposed, automatic.proposed - automatic.right, automatic.proposed - told.automatic_sound]
    cells = [str(by.true), *(f"{ratio:.3f}" for ratio in ratios), *map(str, counts)]
    return " | ".join([*cells, f"{automatic.right / by.true:.3f}"])


STEPS = {
    "floor: same amounts in order": Step(loaded, floor),
    "propose": Step(loaded, proposed),
    "evaluate": Step(loaded, evaluated),
}

if __name__ == "__main__":
    if "--quality" in sys.argv:
        print_quality(seed=int(sys.argv[-1]) if sys.argv[-1].isdecimal() else 1)
    else:
        measure(STEPS, books.fec)
