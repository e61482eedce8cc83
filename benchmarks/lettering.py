"""Ledger lettrage: the time of a large FEC whose letters are hidden, and what is found on invented accounts.

`--size 1M` measures time; `python -m benchmarks.lettering --quality [SEED]` prints precision and recall for each
invented way of paying, `--firms [SEEDS]` for each invented firm whose FEC is written and read, `--ledger FILE` those of
a real book, all beside those of a plain four-pass matcher.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks import books, firms, plain_matcher
from benchmarks.awkward_accounts import AWKWARD
from benchmarks.everyday_accounts import EVERYDAY
from benchmarks.exported_accounts import EXPORTED
from benchmarks.firms_afield import FIRMS
from benchmarks.firms_in_trade import IN_TRADE
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


def print_firms(seeds: list[int]) -> None:
    """A table: per invented firm, what was found in its FEC over these seeds; what takes open lines alone is wrong."""
    print(f"benchmarks.lettering --firms · seeds {' '.join(map(str, seeds))} · {machine()}")
    print("| firm | groups | F1, plain matcher | precision | recall | F1 | automatic | unsound | coverage |")
    print("|---|---|---|---|---|---|---|---|---|")
    for heading, some in (("written against the rules", FIRMS), ("known to them", IN_TRADE)):
        whole: Counter[str] = Counter()
        for name, (way, program) in some.items():
            told = sum((counted(name, way, program, seed) for seed in seeds), Counter())
            print_counts(name, told)
            whole += told
        print_counts(f"**{heading}, all**", whole)


def counted(name: str, way: Any, program: firms.Program, seed: int) -> Counter[str]:
    """What is proposed for one firm's year, against the letters that are true."""
    import polars as pl

    from ardoise.engine.lettering import measure as compare
    from ardoise.engine.lettering import propose
    from ardoise.formats import files

    firm = firms.Firm(Random(f"{seed}/{name}"))
    way(firm)
    book = firms.written(firm, program)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fec.txt"
        path.write_bytes(book.content)
        entries = files.read(path).entries
    letters = {line: str(n) for n, lines in enumerate(book.groups) for line in lines}
    true = entries.with_columns(letter=pl.col("line").replace_strict(letters, default=None, return_dtype=pl.String))
    told, plain = compare(propose(entries, True).groups, true), compare(plain_matcher.groups_of(entries), true)
    automatic = told.automatic_strict
    return Counter({
        "true": told.groups.true, "proposed": told.strict.proposed, "right": told.groups.right,
        "automatic": automatic.proposed, "unsound": automatic.proposed - told.automatic_sound,
        "exact": automatic.right, "plain": plain.strict.proposed, "plain right": plain.groups.right,
    })  # fmt: skip


def print_counts(name: str, told: Counter[str]) -> None:
    f1, plain = (
        2 * told[right] / (told["true"] + told[proposed] or 1)
        for right, proposed in (("right", "proposed"), ("plain right", "plain"))
    )
    ratios = (plain, told["right"] / (told["proposed"] or 1), told["right"] / told["true"], f1)
    cells = [name, f"{told['true']:,}", *(f"{ratio:.3f}" for ratio in ratios), f"{told['automatic']:,}"]
    print("|", " | ".join(cells), f"| {told['unsound']} | {told['exact'] / told['true']:.3f} |", flush=True)


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
    elif "--firms" in sys.argv:
        print_firms([int(seed) for seed in sys.argv[sys.argv.index("--firms") + 1 :]] or [1])
    elif "--ledger" in sys.argv:
        print_ledger(Path(sys.argv[-1]))
    else:
        measure(STEPS, books.fec)
