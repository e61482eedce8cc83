"""Late interest and fixed charges of a whole book, exact to the cent, by a running sum of daily rates."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any

import polars as pl

from ardoise.domain.charges import fixed_charge_cents, rate_on
from ardoise.law.figures import last_of_semester
from ardoise.law.regimes import FR_B2B, FR_B2C, FR_PUBLIC, Regime

ONE_DAY = timedelta(1)
POINTS_A_YEAR = 365 * 10_000  # hundredths of a percent and days: what a sum of daily rates is counted in
SAFE_CENTS_POINTS = 2**61  # twice this, plus a divisor, still fits a signed 64-bit integer
OWN_COLUMNS = ("_since", "_points")
ASKED = ("customer_kind", "due_on", "formal_notice_on", "open_cents")
"""Of an item what its interest turns on; a formal notice where one was given."""


def accrue(items: pl.DataFrame, as_of: date, customers: pl.DataFrame) -> pl.DataFrame:
    """The items with `interest_cents` and `fixed_charge_cents` earned up to `as_of` (included), in the same order.

    Interest on what is open, from the day after `due_on`: professionals at the rate of L441-10, day by day;
    public bodies at the frozen one; consumers at the legal rate from the day after `formal_notice_on` if the
    items carry that column and it is set, else 0; nothing of a customer whose kind nobody has told, since
    announcing to a consumer what he doesn't owe is punished (C. conso L121-21). The fixed charge is 40 EUR for
    each late debt of a professional or a public body. Credits and what is not overdue: 0. Null where it can't be
    known: no due date, a half-year whose rate is not in the tables, the 40 EUR of a debt in another currency.
    """
    kinds = customers.select("customer", "customer_kind").unique("customer", keep="first")
    known = items.drop("customer_kind", strict=False).join(kinds, on="customer", how="left", maintain_order="left")
    earned = known.pipe(_weigh, as_of).pipe(_add_interest, as_of)
    return earned.with_columns(fixed_charge_cents=_fixed_charge(as_of)).drop(*OWN_COLUMNS, "customer_kind")


def earn(items: pl.DataFrame, as_of: date) -> pl.Series:
    """The `interest_cents` alone, of items of which no more than ASKED need be told."""
    return items.pipe(_weigh, as_of).pipe(_add_interest, as_of)["interest_cents"]


def after_credits(running: pl.Expr, credit_cents: pl.Expr) -> pl.Expr:
    """The `open_cents` left of each debit once the credits (below zero) are taken off, the oldest first.

    `running` is what the debits add up to, the oldest first, each with those before it. Who has paid owes no interest
    on it, imputed or not.
    """
    cents = pl.col("open_cents")
    left = pl.min_horizontal(cents, (running + credit_cents).clip(0))
    return pl.when(cents > 0).then(left).otherwise(cents)


def _weigh(items: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The items with what the interest of each turns on: the kind of its customer, since when and at what rates."""
    dated = items.with_columns(_since=_since(items.columns))
    return dated.with_columns(_points=_points(as_of, items))


def _since(columns: list[str]) -> pl.Expr:
    """The day after which interest runs: the due date; a consumer's formal notice where it is later; unknown: none."""
    notice = pl.col("formal_notice_on") if "formal_notice_on" in columns else pl.lit(None, dtype=pl.Date)
    noticed = pl.when(notice.is_not_null() & pl.col("due_on").is_not_null()).then(pl.max_horizontal("due_on", notice))
    return pl.when(pl.col("customer_kind") == "consumer").then(noticed).when(_owes_charges()).then("due_on")


def _owes_charges() -> pl.Expr:
    """Of whom the law asks interest and the fixed charge from the due date on, without notice."""
    return pl.col("customer_kind").is_in(["professional", "public_body"])


def _points(as_of: date, items: pl.DataFrame) -> pl.Expr:
    """Hundredths of a percent × days each debt has earned; null without a rate. Kinds are told apart where there are
    some; consumers only where a formal notice was told, without which they owe none."""
    points, kind = _floating_points(FR_B2B, as_of), pl.col("customer_kind")
    if "formal_notice_on" in items.columns and (items["customer_kind"] == "consumer").any():
        points = pl.when(kind == "consumer").then(_floating_points(FR_B2C, as_of)).otherwise(points)
    if (items["customer_kind"] == "public_body").any():
        points = pl.when(kind == "public_body").then(_frozen_points(FR_PUBLIC, as_of)).otherwise(points)
    return points


def _add_interest(items: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Interest rounded once, half up, in integers; wider ones where the product would not fit."""
    most: Any = items["open_cents"].max() or 0
    is_wide = most * (items["_points"].max() or 0) > SAFE_CENTS_POINTS
    cents = pl.col("open_cents").cast(pl.Int128 if is_wide else pl.Int64)
    earned = ((cents * pl.col("_points") * 2 + POINTS_A_YEAR) // (2 * POINTS_A_YEAR)).cast(pl.Int64)
    is_owed = _is_late(as_of) & (pl.col("_since") < as_of).fill_null(False)
    return items.with_columns(interest_cents=pl.when(is_owed).then(earned).when(_is_undated()).then(None).otherwise(0))


def _fixed_charge(as_of: date) -> pl.Expr:
    """40 EUR each, one per late debt (C. com. D441-5, CCP D2192-35); the text knows no other currency."""
    is_euro = pl.col("currency").fill_null("EUR") == "EUR"
    charge = pl.when(is_euro).then(pl.lit(fixed_charge_cents(1, FR_B2B), dtype=pl.Int64))
    is_charged = _is_late(as_of) & _owes_charges()
    return pl.when(is_charged).then(charge).when(_is_undated()).then(None).otherwise(0)


def _is_late(as_of: date) -> pl.Expr:
    """A debit past its due date; never null."""
    return ((pl.col("open_cents") > 0) & (pl.col("due_on") < as_of)).fill_null(False)


def _is_undated() -> pl.Expr:
    """A debit of a payer who owes interest, of which nobody knows when it was due."""
    return (pl.col("open_cents") > 0) & pl.col("due_on").is_null() & _owes_charges()


def _floating_points(regime: Regime, as_of: date) -> pl.Expr:
    """Each day at the rate of its half-year: the running sum at `as_of` minus the one at the due date."""
    first_on, sums = _running_sum(regime)
    at_end = (as_of - first_on).days + 1
    if not 0 <= at_end < len(sums):
        return pl.lit(None, dtype=pl.Int64)
    return pl.lit(sums[at_end], dtype=pl.Int64) - _at(sums, first_on - ONE_DAY, pl.col("_since"))


def _frozen_points(regime: Regime, as_of: date) -> pl.Expr:
    """The rate of the first late day, times the days."""
    first_on, sums = _running_sum(regime)
    rates = sums.diff().slice(1)
    return _at(rates, first_on - ONE_DAY, pl.col("_since")) * (pl.lit(as_of) - pl.col("_since")).dt.total_days()


def _at(values: pl.Series, first_on: date, day: pl.Expr) -> pl.Expr:
    """The value of each day in a series that starts with `first_on`; null outside it."""
    index = day.to_physical() - pl.lit(first_on).to_physical()
    return pl.lit(values).gather(index.cast(pl.UInt32, strict=False), null_on_oob=True)


@lru_cache(maxsize=8)
def _running_sum(regime: Regime) -> tuple[date, pl.Series]:
    """The first day the law is known, and the running sum of daily rates in hundredths of a percent.

    `sums[n]` is what the first n days earn together, so any days in a row are one subtraction.
    """
    first_on = day = regime.base.first_on
    points: list[int] = []
    while day <= regime.base.last_on:
        last = min(last_of_semester(day), regime.base.last_on)
        pct, _ = rate_on(regime, day, day - ONE_DAY)
        points += [int(pct * 100)] * ((last - day).days + 1)
        day = last + ONE_DAY
    return first_on, pl.Series([0, *accumulate(points)], dtype=pl.Int64)
