"""How late, and how much of it: days overdue and the aged balance, for any day, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import polars as pl

from ardoise.engine.reconciliation import spread

NOT_DUE = "not_due"
BOUNDS = (30, 60, 90)

Grouping = Literal["customer", "group", "collector", "segment", "salesperson"]
Credits = Literal["apart", "dated"]


def age(items: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The items with `days_overdue`: days since the due date, 0 on it, negative before; null without due date."""
    return items.with_columns(days_overdue=(pl.lit(as_of) - pl.col("due_on")).dt.total_days())


def aged_balance(
    items: pl.DataFrame,
    as_of: date,
    bounds: Sequence[int] = BOUNDS,
    by: Grouping = "customer",
    net: bool = False,
    customers: pl.DataFrame | None = None,
    credits: Credits = "apart",
) -> pl.DataFrame:
    """One row per `by` and currency, with one column per bucket, `unapplied` and `total`; sorted, largest total first.

    Gross: debits in the bucket of their lateness, unapplied credits in `unapplied` (negative).
    Net: credits have first paid the same customer's debits, oldest first; `unapplied` is what is left of them.
    With `credits="dated"` credits stand in the bucket of their own date, and `unapplied` is 0.
    Always: buckets + unapplied = total = Σ open_cents. `customers` is needed for every `by` but the customer.
    """
    names = bucket_names(bounds)
    weighed = items.pipe(apply_credits) if net else items
    placed = weighed.pipe(age, as_of).pipe(place_in_buckets, as_of, bounds, credits).pipe(label, by, customers)
    return placed.pipe(add_up, [by, "currency"], names)


def bucket_names(bounds: Sequence[int] = BOUNDS) -> list[str]:
    """The buckets' names: (30, 60) gives not_due, 1-30, 31-60, >60. Bounds that don't rise are a ValueError."""
    if not bounds or list(bounds) != sorted({b for b in bounds if b > 0}):
        raise ValueError(f"The buckets {', '.join(map(str, bounds))} must be rising days above 0, such as 30,60,90")
    first_days = [1, *(b + 1 for b in bounds[:-1])]
    return [NOT_DUE, *(f"{a}-{b}" for a, b in zip(first_days, bounds, strict=True)), f">{bounds[-1]}"]


def apply_credits(items: pl.DataFrame) -> pl.DataFrame:
    """The items as if each customer's unapplied credits had paid its debits, oldest first, within a currency."""
    gross = items.rename({"open_cents": "gross_cents"})
    return gross.pipe(spread, ("customer", "currency"), "gross_cents").select(items.columns)


def place_in_buckets(items: pl.DataFrame, as_of: date, bounds: Sequence[int], credits: Credits) -> pl.DataFrame:
    """The aged items with `bucket`, the place of its bucket's name; -1 for credits kept apart.

    A debit without due date is not due. A dated credit stands at the due date its file gives, else at its own date:
    terms of payment, from which dates are derived, are the customer's and not ours.
    """
    own_day = pl.coalesce(pl.when(~pl.col("is_due_derived")).then("due_on"), "document_on", "booked_on")
    is_credit = pl.col("open_cents") < 0
    credit_days = (pl.lit(as_of) - own_day).dt.total_days()
    days = pl.when(is_credit).then(credit_days).otherwise("days_overdue").fill_null(0)
    place = pl.sum_horizontal((days > bound).cast(pl.Int8) for bound in (0, *bounds))
    return items.with_columns(
        bucket=pl.when(is_credit & pl.lit(credits == "apart")).then(-1).otherwise(place).cast(pl.Int8)
    )


def label(items: pl.DataFrame, by: Grouping, customers: pl.DataFrame | None) -> pl.DataFrame:
    """The items with the column `by`, taken from their customer; null where the customer has none."""
    if by == "customer":
        return items
    if customers is None:
        raise ValueError(f"An aged balance by {by} needs the customers")
    return items.join(customers.select("customer", by), on="customer", how="left")


def add_up(placed: pl.DataFrame, keys: list[str], names: list[str]) -> pl.DataFrame:
    """One row per keys: a column per bucket, unapplied, total; largest total first."""
    in_bucket = [pl.col("open_cents").filter(pl.col("bucket") == n).sum().alias(name) for n, name in enumerate(names)]
    apart = pl.col("open_cents").filter(pl.col("bucket") == -1).sum().alias("unapplied")
    name = [pl.col("customer_name").drop_nulls().first()] if keys[0] == "customer" else []
    rows = placed.group_by(keys).agg(*name, *in_bucket, apart, pl.col("open_cents").sum().alias("total"))
    return rows.sort("total", *keys, descending=[True, False, False], nulls_last=True)


HELD = ("disputed", "promised", "insolvent")
"""What the aged balance sets beside its buckets: reasons of BLOCKS, each a part of what is owed."""


def hold(items: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """The items with `disputed_cents`, `promised_cents` and `insolvent_cents`: how much of each stands back, and why.

    A part never exceeds what the item is open for; an item may stand back for several reasons; credits never do.
    """
    return items.with_columns(pl.Series(f"{reason}_cents", part_held(items, blocks, reason)) for reason in HELD)


def part_held(items: pl.DataFrame, blocks: pl.DataFrame, reason: str) -> pl.Series:
    """Cents of each item that one reason holds: of several blocks the largest counts, one without a part holds all."""
    mine = blocks.filter(pl.col("reason") == reason)
    part = pl.col("contested_cents").fill_null(2**62).max()
    on_item = mine.filter(pl.col("entry").is_not_null()).group_by("entry").agg(part.alias("item_part"))
    on_all = mine.filter(pl.col("entry").is_null()).group_by("customer").agg(part.alias("whole_part"))
    joined = items.select("entry", "customer", "open_cents").join(
        on_item, on="entry", how="left", maintain_order="left"
    )
    joined = joined.join(on_all, on="customer", how="left", maintain_order="left")
    asked = pl.max_horizontal("item_part", "whole_part").fill_null(0)
    return joined.select(pl.min_horizontal(asked, pl.col("open_cents").clip(0)).cast(pl.Int64)).to_series()
