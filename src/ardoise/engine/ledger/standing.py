"""What the book says on a day: which entries count, and under which lettering each stands."""

from __future__ import annotations

from datetime import date

import polars as pl

GROUP = ("scope", "customer", "letter", "currency")
"""The columns that make a lettered group: one letter, of one import's lettering, of one customer."""


def scope_letters(book: pl.DataFrame) -> pl.DataFrame:
    """The book with `scope`, the import whose lettering stands on each entry, and `position`, its place."""
    given = pl.col("letter_scope") if "letter_scope" in book.columns else pl.lit(None, dtype=pl.Int64)
    return book.with_columns(scope=pl.coalesce(given, "import_id"), position=pl.int_range(pl.len()))


def count_as_of(book: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The entries that count on the day: booked by then, still listed, not zero. No booking date: since always."""
    is_booked = (pl.col("booked_on") <= as_of).fill_null(True)
    is_there = (pl.col("gone_on") > as_of).fill_null(True)
    return book.filter(is_booked & is_there & (pl.col("amount_cents") != 0))
