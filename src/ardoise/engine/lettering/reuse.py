"""Letters used anew: “A” of one year, account or day of lettering is not the “A” of another."""

from __future__ import annotations

import polars as pl

LETTER = ("customer", "currency", "letter")
YEAR = 366  # days that one fiscal year may span


def told_apart(entries: pl.DataFrame) -> pl.DataFrame:
    """The entries, each part of a letter under a letter of its own where it was used anew.

    It was where its lines of each account, of each day of lettering, or of each fiscal year are square by themselves.
    The rows keep their order.
    """
    for part in (pl.col("gl_account"), pl.col("lettered_on").cast(pl.String), fiscal_year(entries)):
        entries = parted(entries, part)
    return entries


def parted(entries: pl.DataFrame, part: pl.Expr) -> pl.DataFrame:
    """The entries with the letters told apart whose parts are square, two lines or more each."""
    lines = entries.filter(pl.col("letter").is_not_null(), pl.col("amount_cents") != 0)
    parts = lines.group_by(*LETTER, part.alias("part")).agg(rest=pl.col("amount_cents").sum(), lines=pl.len())
    is_square = pl.col("part").is_not_null() & (pl.col("rest") == 0) & (pl.col("lines") > 1)
    anew = parts.group_by(LETTER).agg(count=pl.len(), is_anew=is_square.all()).filter("is_anew", pl.col("count") > 1)
    if anew.is_empty():
        return entries
    told = entries.join(anew.drop("count"), on=LETTER, how="left", nulls_equal=True, maintain_order="left")
    letter = pl.when("is_anew").then(pl.concat_str("letter", part, separator=" ")).otherwise("letter")
    return told.with_columns(letter=letter).drop("is_anew")


def fiscal_year(entries: pl.DataFrame) -> pl.Expr:
    """The fiscal year of a line: they begin where the book has opening entries, else with the calendar's."""
    day = pl.col("booked_on")
    starts = entries.filter("is_opening").get_column("booked_on").drop_nulls().unique().sort().to_list()
    if starts:
        return pl.concat_str(pl.sum_horizontal((day >= start).cast(pl.Int32) for start in starts))
    first, last = entries.select(first=day.min(), last=day.max()).row(0)
    is_one = first is None or (last - first).days <= YEAR
    return pl.lit(None, pl.String) if is_one else day.dt.year().cast(pl.String)
