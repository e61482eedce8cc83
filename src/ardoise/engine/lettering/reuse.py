"""Letters used anew: “A” of one year, account or day of lettering is not the “A” of another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

import polars as pl

LETTER = ("customer", "currency", "letter")
YEAR = 366  # days that one fiscal year may span


def told_apart(entries: pl.DataFrame) -> pl.DataFrame:
    """The entries, each part of a letter under a letter of its own where it was used anew.

    It was where its lines of each account, of each day of lettering, or of each fiscal year are square by themselves;
    and, where no day of lettering is told, where two letters or more of an account, its first one among them, go on
    after a day on which all that go on are square. The rows keep their order.
    """
    for part in (pl.col("gl_account"), pl.col("lettered_on").cast(pl.String), fiscal_year(entries)):
        entries = parted(entries, part)
    return turned(entries)


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


def turned(entries: pl.DataFrame) -> pl.DataFrame:
    """The entries with the letters told apart that an account begins anew on some day in the year."""
    lines = entries.filter(pl.col("letter").is_not_null(), pl.col("lettered_on").is_null(), pl.col("amount_cents") != 0)
    days = lines.group_by(*LETTER, "booked_on").agg(pl.col("amount_cents").sum()).drop_nulls("booked_on")
    days = days.sort(*LETTER, "booked_on")
    sums = days.with_columns(
        owed=pl.col("amount_cents").cum_sum().over(LETTER),
        is_last=pl.col("booked_on") == pl.col("booked_on").max().over(LETTER),
    )
    going_on = sums.filter(pl.col("owed") == 0, ~pl.col("is_last")).select(LETTER).unique()
    several = going_on.filter(pl.len().over("customer", "currency") > 1).select("customer", "currency").unique()
    found = [
        {"customer": customer, "currency": currency, "letter": letter, "booked_on": on, "nth": bisect_left(cuts, on)}
        for (customer, currency), rows in sums.join(
            several, on=["customer", "currency"], how="semi", nulls_equal=True
        ).group_by("customer", "currency")
        if (cuts := sorted(turning_days(rows)))
        for letter, on in rows.select("letter", "booked_on").iter_rows()
    ]
    if not found:
        return entries
    told = pl.DataFrame(found, schema_overrides={"customer": pl.String, "currency": pl.String})
    anew = entries.join(told, on=[*LETTER, "booked_on"], how="left", nulls_equal=True, maintain_order="left")
    is_anew = (pl.col("nth") > 0) & pl.col("lettered_on").is_null()
    return anew.with_columns(
        letter=pl.when(is_anew).then(pl.format("{} +{}", "letter", "nth")).otherwise("letter")
    ).drop("nth")


def turning_days(rows: pl.DataFrame) -> Iterator[date]:
    """The days after which two letters or more go on, the first of the account among them, all of them square."""
    owed: dict[str, dict[date, int]] = {}
    for letter, on, cents in rows.select("letter", "booked_on", "owed").iter_rows():
        owed.setdefault(letter, {})[on] = cents
    first = min(owed, key=lambda letter: (len(letter), letter))
    for day in sorted({on for sums in owed.values() for on, cents in sums.items() if cents == 0}):
        rests = {}
        for letter, sums in owed.items():
            if min(sums) <= day < max(sums):
                rests[letter] = sums[max(on for on in sums if on <= day)]
        if first in rests and len(rests) > 1 and not any(rests.values()):
            yield day
