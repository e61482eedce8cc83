"""Ledger lettrage: the time of a large FEC whose letters are hidden, and what is found on invented accounts.

`--size 1M` measures time; `python -m benchmarks.lettering --quality [SEED]` prints precision and recall for each
invented way of paying, `--ledger FILE` those of a real book, both beside those of a plain four-pass matcher.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import books, plain_matcher
from benchmarks.awkward_accounts import AWKWARD
from benchmarks.everyday_accounts import EVERYDAY
from benchmarks.exported_accounts import EXPORTED
from benchmarks.invented_accounts import WAYS
from benchmarks.invented_accounts import books as invented_books
from benchmarks.later_accounts import LATER
from benchmarks.runner import Step, machine, measure
from benchmarks.sceptical_accounts import SCEPTICAL

if TYPE_CHECKING:
    import polars as pl


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
    import polars as pl

    from ardoise.domain.ledger import ENTRIES

    print(f"benchmarks.lettering --quality · {customers} customers for each way · seed {seed} · {machine()}")
    print_heads("way of paying")
    for name, rows in invented_books(customers, seed, WAYS | AWKWARD | EVERYDAY | LATER | SCEPTICAL | EXPORTED):
        print_row(name, pl.DataFrame([dict.fromkeys(ENTRIES) | row for row in rows], schema=ENTRIES))


def print_ledger(path: Path) -> None:
    """The same table for a book with letters, as it is and without the lines that have none."""
    import polars as pl

    from ardoise.formats import files

    entries = files.read(path).entries
    print_heads("ledger, letters hidden")
    print_row(path.name, entries)
    print_row("its lettered lines alone", entries.filter(pl.col("letter").is_not_null()))


def print_heads(first: str) -> None:
    print(f"| {first} | groups | F1, plain matcher | precision | recall | F1 | F1, open lines wrong ", end="")
    print(
        "| pair F1 | automatic | not exact | not sound | coverage |\n|---|---|---|---|---|---|---|---|---|---|---|---|"
    )


def print_row(name: str, entries: pl.DataFrame) -> None:
    """The measures of one book, and what a plain matcher does on it."""
    from ardoise.engine.lettering import evaluate
    from ardoise.engine.lettering.measures import measure as compare
    from ardoise.engine.lettering.reuse import told_apart

    told, plain = evaluate(entries), compare(plain_matcher.groups_of(entries), told_apart(entries))
    by, automatic = told.groups, told.automatic_groups
    ratios = (plain.groups.f1, by.precision, by.recall, by.f1, told.strict.f1, told.pairs.f1)
    counts = (automatic.proposed, automatic.proposed - automatic.right, automatic.proposed - told.automatic_sound)
    cells = [name, str(by.true), *(f"{ratio or 0:.3f}" for ratio in ratios), *map(str, counts)]
    print("|", " | ".join(cells), f"| {automatic.recall or 0:.3f} |")


STEPS = {
    "floor: same amounts in order": Step(loaded, floor),
    "propose": Step(loaded, proposed),
    "evaluate": Step(loaded, evaluated),
}

if __name__ == "__main__":
    if "--quality" in sys.argv:
        print_quality(seed=int(sys.argv[-1]) if sys.argv[-1].isdecimal() else 1)
    elif "--ledger" in sys.argv:
        print_ledger(Path(sys.argv[-1]))
    else:
        measure(STEPS, books.fec)
