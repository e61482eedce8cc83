"""Does each entry balance, and under which reading of the entry numbers? Carried block by block, in flat memory."""

from __future__ import annotations

import polars as pl

from ardoise.domain.money import written
from ardoise.formats.faults import Faults
from ardoise.formats.fec.receivables import FLAGS

KEY = ("journal", "number", "identity", "booked_on")
LINES_PER_TOLERATED = 50
"""Beyond one unbalanced entry in so many lines, the grouping is doubted before the books are."""


def by_entry(frame: pl.DataFrame) -> pl.DataFrame:
    """One row per entry of a block: its balance, first line and evidence."""
    return frame.group_by(KEY).agg(
        (pl.col("debit_cents").sum() - pl.col("credit_cents").sum()).alias("difference"),
        pl.col("line").min(),
        *(pl.col(flag).any() for flag in FLAGS),
    )


def merged(carried: pl.DataFrame | None, entries: pl.DataFrame) -> pl.DataFrame:
    """The open entries so far with those of one more block."""
    if carried is None or carried.is_empty():
        return entries
    return (
        pl.concat([carried, entries])
        .group_by(KEY)
        .agg(pl.col("difference").sum(), pl.col("line").min(), *(pl.col(flag).any() for flag in FLAGS))
    )


def tell(open_entries: pl.DataFrame, rows: int, debit_cents: int, credit_cents: int, faults: Faults) -> None:
    """Tells the entries that do not balance, unless another reading of the numbers makes them."""
    if debit_cents != credit_cents:
        amounts = {"debit": debit_cents, "credit": credit_cents, "difference": debit_cents - credit_cents}
        faults.add("unbalanced_file", None, None, **{k: written(v, faults.language) for k, v in amounts.items()})
    left = without_balanced(open_entries, ["journal", "number"])
    left = without_balanced(left, ["number", "booked_on"])
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
