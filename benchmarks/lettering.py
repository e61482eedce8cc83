"""Ledger lettrage: the time of a large FEC whose letters are hidden, and what is found on invented accounts.

`--size 1M` measures time; `python -m benchmarks.lettering --quality` prints precision and recall for each
invented way of paying. Figures on real books: `ardoise evaluate reconcile LEDGER`.
"""

from __future__ import annotations

import sys
from typing import Any

from benchmarks import books
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


def print_quality(customers: int = 30) -> None:
    """A table: per invented way of paying, what was found with the letters hidden."""
    import polars as pl

    from ardoise.domain.ledger import ENTRIES
    from ardoise.engine.lettering import evaluate

    print(f"benchmarks.lettering --quality · {customers} customers for each way · {machine()}")
    print("| way of paying | groups | F1 by group | F1 by pair | automatic: precision | sound | coverage |")
    print("|---|---|---|---|---|---|---|")
    for name, rows in invented_books(customers):
        told = evaluate(pl.DataFrame([dict.fromkeys(ENTRIES) | row for row in rows], schema=ENTRIES))
        by, automatic = told.groups, told.automatic_groups
        sound = told.automatic_sound / automatic.proposed if automatic.proposed else 1.0
        print(
            f"| {name} | {by.true} | {by.f1:.3f} | {told.pairs.f1:.3f} | {automatic.precision or 1.0:.3f} "
            f"| {sound:.3f} | {automatic.right / by.true:.3f} |"
        )


STEPS = {
    "floor: same amounts in order": Step(loaded, floor),
    "propose": Step(loaded, proposed),
    "evaluate": Step(loaded, evaluated),
}

if __name__ == "__main__":
    if "--quality" in sys.argv:
        print_quality()
    else:
        measure(STEPS, books.fec)
