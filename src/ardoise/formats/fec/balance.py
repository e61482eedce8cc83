"""Does each entry balance, and under which reading of the entry numbers? Carried block by block, in flat memory."""

from __future__ import annotations

import polars as pl

from ardoise.domain.money import written
from ardoise.formats.faults import Faults
from ardoise.formats.fec.receivables import EVIDENCE, FLAGS, identity

KEY = ("journal", "number", "identity", "booked_on")
"""What tells an entry: its journal, number and day, and its document where the number is always 0."""
LINES_PER_TOLERATED = 50
"""Beyond one unbalanced entry in so many lines, the grouping is doubted before the books are."""


def by_entry(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The lines with their `run`; per run the KEY and FLAGS of its entry; and one row per entry.

    A run is what stands together of one entry, nearly always all of it: so lines are gathered without being sorted.
    """
    begins = frame.select(is_next()).to_series()
    lines = frame.with_columns(run=begins.cum_sum())
    firsts = pl.concat([pl.Series([0], dtype=pl.UInt32), begins.arg_true()])
    runs = frame.select(pl.col("journal", "number", "document", "booked_on", "line").gather(firsts))
    runs = runs.with_columns(pl.col("journal", "number").str.strip_chars(), identity())
    runs = runs.select(*KEY, "line").hstack(_of_runs(frame, firsts))
    if runs.select(pl.struct(KEY).hash().n_unique()).item() == runs.height:  # two hashes, two entries
        return lines, runs, runs
    entries = added_up(runs)
    shared = runs.select(KEY).join(entries, on=KEY, how="left", maintain_order="left")
    return lines, shared, entries.select(runs.columns)


def _of_runs(frame: pl.DataFrame, firsts: pl.Series) -> pl.DataFrame:
    """Per run its FLAGS and its `difference`: what was counted up to its last line, less what was before it."""
    counted = {flag: told.cast(pl.UInt32).cum_sum() for flag, told in EVIDENCE.items()}
    so_far = (pl.col("debit_cents") - pl.col("credit_cents")).cum_sum()
    lasts = pl.concat([firsts.slice(1) - 1, pl.Series([frame.height - 1], dtype=pl.UInt32)])
    ends = frame.select(**counted, difference=so_far).select(pl.all().gather(lasts))
    own = ends.select(pl.all().diff().fill_null(pl.all()))
    return own.with_columns(pl.col(flag) > 0 for flag in FLAGS)


def is_next() -> pl.Expr:
    """Does a line begin another run? Where the number may be nil, another document does; one too many does no harm."""
    is_told = pl.col("number").is_between(pl.lit("1"), pl.lit(":"), closed="left")
    changes = [pl.col(word) != pl.col(word).shift() for word in ("number", "journal", "booked_on", "document")]
    return pl.any_horizontal(*changes[:3], ~is_told & changes[3]).fill_null(False)


def added_up(entries: pl.DataFrame) -> pl.DataFrame:
    """One row per entry, from the rows of its parts."""
    flags = [pl.col(flag).any() for flag in FLAGS]
    return entries.group_by(KEY).agg(pl.col("difference").sum(), pl.col("line").min(), *flags)


def touched(carried: pl.DataFrame | None, entries: pl.DataFrame) -> pl.DataFrame:
    """The entries that one more block leaves open, and those that were open before it."""
    is_open = pl.col("difference") != 0
    if carried is None or carried.is_empty():
        return entries.filter(is_open)
    is_near = pl.col("number").is_in(carried["number"].implode())
    here = entries.filter(is_open | is_near)
    return added_up(pl.concat([carried.select(here.columns), here])).select(here.columns)


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
