"""Key figures of the past: how late the settled invoices were."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from ardoise.engine.ledger import GROUP, count_as_of, scope_letters

YEAR = timedelta(365)


def settled_invoices(book: pl.DataFrame, as_of: date, settlements: pl.DataFrame | None = None) -> pl.DataFrame:
    """The invoices settled by the day, with `settled_on` and `days_late`; due dates are given.

    An invoice is settled the day the last payment or credit of its letter is booked, where the letter balances; or
    the day from which the SETTLEMENTS accepted in this house make up all of it. Early is negative.
    """
    lettered = of_letters(book, as_of)
    here = of_settlements(book, as_of, settlements).filter(~pl.col("entry").is_in(lettered["entry"].implode()))
    invoices = pl.concat([lettered, here.select(lettered.columns)]).drop_nulls(["settled_on", "due_on"])
    return invoices.with_columns(days_late=(pl.col("settled_on") - pl.col("due_on")).dt.total_days())


def of_letters(book: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The invoices of the letters that balance on the day, with `settled_on`."""
    lettered = book.pipe(scope_letters).pipe(count_as_of, as_of).filter(pl.col("letter").is_not_null())
    weighed = lettered.with_columns(
        rest=pl.col("amount_cents").sum().over(GROUP),
        settled_on=pl.col("booked_on").filter(pl.col("amount_cents") < 0).max().over(GROUP),
    )
    invoices = weighed.filter((pl.col("rest") == 0) & (pl.col("amount_cents") > 0) & (pl.col("kind") == "invoice"))
    return invoices.drop("rest", "scope", "position")


def of_settlements(book: pl.DataFrame, as_of: date, settlements: pl.DataFrame | None) -> pl.DataFrame:
    """The invoices that what was accepted here, and stands on the day, pays to the cent, with `settled_on`."""
    none = pl.DataFrame(schema={"item": pl.Int64, "amount_cents": pl.Int64, "from_on": pl.Date, "until_on": pl.Date})
    told = none if settlements is None else settlements
    standing = told.filter(pl.col("from_on") <= as_of, (pl.col("until_on") > as_of).fill_null(True))
    sums = standing.group_by("item").agg(paid=pl.col("amount_cents").sum(), settled_on=pl.col("from_on").max())
    invoices = book.pipe(count_as_of, as_of).filter(pl.col("kind") == "invoice")
    return invoices.join(sums, left_on=["entry", "amount_cents"], right_on=["item", "paid"])


def average_days_late(settled: pl.DataFrame, as_of: date, over: timedelta = YEAR) -> int | None:
    """Days late of what was settled in the last year, weighted by amount, to the nearest day; None if nothing was."""
    recent = settled.filter(pl.col("settled_on") > as_of - over)
    weight = recent["amount_cents"].sum()
    if not weight:
        return None
    weighted: int = recent.select((pl.col("amount_cents") * pl.col("days_late")).sum()).item()
    return round(weighted / weight)


def days_late_by_month(settled: pl.DataFrame, as_of: date, months: int = 12) -> list[tuple[date, int | None]]:
    """Month after month up to the day, oldest first: its first day, and how late what was settled in it was paid.

    Days are weighted by amount, to the nearest; None in a month in which nothing was settled.
    """
    firsts = [date(*month_before(as_of, back)) for back in range(months - 1, -1, -1)]
    weighted = (pl.col("amount_cents") * pl.col("days_late")).sum()
    found = (
        settled.filter(pl.col("settled_on") <= as_of)
        .group_by(pl.col("settled_on").dt.truncate("1mo").alias("month"))
        .agg(weighted.alias("weighted"), pl.col("amount_cents").sum().alias("weight"))
    )
    told = {month: round(weighted / weight) for month, weighted, weight in found.iter_rows() if weight}
    return [(first, told.get(first)) for first in firsts]


def month_before(day: date, back: int) -> tuple[int, int, int]:
    """Year, month and first day of the month so many months before."""
    year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    return year, month + 1, 1
