"""The lines of a plan: what it looks at of each open item, each account's together, the oldest first."""

from __future__ import annotations

import polars as pl

from ardoise.engine.places import blank, order, without

LOOKED_AT = ["entry", "due_on", "open_cents", "settled_later_on"]
"""Of ITEMS what every line is looked at for; the rest is fetched at the end, by its place, of those a plan lists."""

NO_DAY = 2**22  # after any day there is


def in_order(cast: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The lines: `at`, the place of the item, `code`, its case, `account`, one currency of a case, and what is looked
    at, in the order of the accounts, each account's by due date, those without one last, then as they came.

    `cast` is each item's place and case. Whatever is added up or listed afterwards is then found side by side.
    """
    currency, count = currencies(items)
    day = items["due_on"].cast(pl.Int32)
    day = day.fill_null(NO_DAY) if day.null_count() else day
    account = cast["code"]
    if count > 1:
        account = account * count + currency.to_physical().cast(pl.UInt32).fill_null(count - 1)[cast["at"]]
    places = order(pl.DataFrame({"account": account, "day": day[cast["at"]]}))
    lines = pl.DataFrame({"account": account, "at": cast["at"]})[places]
    lines = lines.hstack([(lines["account"] // count if count > 1 else lines["account"]).alias("code")])
    return lines.hstack(fetch(items[LOOKED_AT].hstack([currency.alias("currency")]), lines["at"]))


def fetch(rows: pl.DataFrame, places: pl.Series) -> pl.DataFrame:
    """What stands in those places; a column that says nothing anywhere, as some often do, is not looked at."""
    silent = [blank(column.name, column.dtype, len(places)) for column in rows if column.null_count() == rows.height]
    return without(rows, *(column.name for column in silent))[places].hstack(silent)


def currencies(items: pl.DataFrame) -> tuple[pl.Series, int]:
    """The currency of each item as one of an enumeration, in the order of their names, and how many there may be."""
    first = items["currency"].head(1)
    if items.is_empty() or (items["currency"] == first).all(ignore_nulls=False):
        one = first.cast(pl.Enum(first))
        return one.new_from_index(0, items.height) if items.height else one, 1
    names = items["currency"].unique().drop_nulls().sort()
    return items["currency"].cast(pl.Enum(names)), len(names) + 1


def firsts(of: str) -> pl.Expr:
    """Is a line the first of its account, or of its case?"""
    return pl.col(of).ne_missing(pl.col(of).shift(1))
