"""Does each entry balance, and under which reading of the entry numbers? Carried block by block, in flat memory."""

from __future__ import annotations

import polars as pl

from ardoise.domain.money import written
from ardoise.formats.faults import Faults
from ardoise.formats.fec.receivables import FLAGS

KEY = ("journal", "number", "identity", "booked_on")
"""What tells an entry: its journal, number and day, and its document where the number is always 0."""
LINES_PER_TOLERATED = 50
"""Beyond one unbalanced entry in so many lines, the grouping is doubted before the books are."""


def by_entry(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per entry of a block: its balance, first line and evidence."""
    difference = pl.col("debit_cents") - pl.col("credit_cents")
    return frame.select(*KEY, "line", *FLAGS, difference=difference).pipe(added_up)


def added_up(entries: pl.DataFrame) -> pl.DataFrame:
    """The same in one row per entry."""
    flags = [pl.col(flag).any() for flag in FLAGS]
    return entries.group_by(KEY).agg(pl.col("difference").sum(), pl.col("line").min(), *flags)


def merged(carried: pl.DataFrame | None, entries: pl.DataFrame) -> pl.DataFrame:
    """The open entries so far with those of one more block."""
    if carried is None or carried.is_empty():
        return entries
    is_near = pl.col("number").is_in(carried["number"].implode())
    near = added_up(pl.concat([carried, entries.filter(is_near).select(carried.columns)]))
    return pl.concat([entries.filter(~is_near), near.select(entries.columns)])


def spanning(entries: pl.DataFrame) -> pl.DataFrame:
    """The entries, each half of one that spans two journals sharing the evidence of the other."""
    shared = ["identity", "booked_on"]
    is_open = pl.col("difference") != 0
    halves = entries.filter(is_open)
    if halves.is_empty():
        return entries
    is_half = pl.col("difference").sum().over(shared) == 0
    told = [pl.when(is_half).then(pl.col(flag).any().over(shared)).otherwise(flag) for flag in FLAGS]
    return pl.concat([entries.filter(~is_open), halves.with_columns(told)])


def still_open(entries: pl.DataFrame) -> pl.DataFrame:
    """The entries that a later block may still complete."""
    return without_balanced(entries.filter(pl.col("difference") != 0), ["number", "booked_on"])


def tell(open_entries: pl.DataFrame, rows: int, debit_cents: int, credit_cents: int, faults: Faults) -> None:
    """Tells the entries that do not balance, unless another reading of the numbers makes them."""
    if debit_cents != credit_cents:
        amounts = {"debit": debit_cents, "credit": credit_cents, "difference": debit_cents - credit_cents}
        texts: dict[str, object] = {word: written(cents, faults.language) for word, cents in amounts.items()}
        faults.add("unbalanced_file", None, None, False, **texts)
    left = without_balanced(open_entries, ["journal", "number"])
    found = left.group_by("journal", "number").agg(pl.col("difference").sum(), pl.col("line").min())
    found = found.filter(pl.col("difference") != 0).sort("line")
    if found.height * LINES_PER_TOLERATED > rows and found.height > 1:
        if without_balanced(left, ["booked_on"]).is_empty():
            return
        if debit_cents == credit_cents:
            faults.add("entries_untold", None, None)
            return
    for journal, number, difference, line in found.rows():
        entry = " ".join(part for part in (journal, number) if part) or "?"
        faults.add("unbalanced_entry", line, None, entry=entry, difference=written(difference, faults.language))


def without_balanced(entries: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """The rows of the groups that do not balance."""
    return entries.filter(pl.col("difference").sum().over(key) != 0) if entries.height else entries
