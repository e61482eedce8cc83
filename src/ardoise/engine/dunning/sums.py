"""What each account adds up to. What most lines are is added up over all of them; what few are, over those few."""

from __future__ import annotations

import polars as pl

from ardoise.engine.dunning.lines import firsts, lasts

SUMS = ["open_cents", "debit_cents", "claim_cents", "credit_cents"]


def add_up_by_account(lines: pl.DataFrame) -> pl.DataFrame:
    """One row per case and currency, in order: sums and first days of each kind of line.

    An account's lines stand side by side, the oldest first: a sum is the difference of two running ones, and a first
    day that of the first line, several times faster than gathering them.
    """
    cents = pl.col("open_cents")
    running = lines.select(
        "account",
        "code",
        "currency",
        is_last=lasts(),
        open_cents=cents.cum_sum(),
        debit_cents=pl.when(cents > 0).then(cents).otherwise(0).cum_sum(),
        claim_cents=pl.when("is_claimed").then(cents).otherwise(0).cum_sum(),
        credit_cents=pl.when("is_credit").then(cents).otherwise(0).cum_sum(),
    ).filter("is_last")
    sums = [pl.col(name) - pl.col(name).shift(1, fill_value=0) for name in SUMS]
    accounts = running.select("account", "code", "currency", *sums)
    accounts = accounts.pipe(add_first_day, lines, pl.col("is_claimed"), "oldest_due_on")
    accounts = accounts.pipe(add_first_day, lines, (cents > 0) & ~pl.col("is_overdue"), "next_due_on")
    return accounts.pipe(add_aside, lines).pipe(add_contested, lines).pipe(add_notices, lines)


def add_first_day(accounts: pl.DataFrame, lines: pl.DataFrame, which: pl.Expr, name: str) -> pl.DataFrame:
    """The accounts with the first day on which one of those lines is due."""
    days = lines.select("account", "due_on", is_meant=which).filter("is_meant").filter(firsts())
    days = days.select("account", pl.col("due_on").alias(name))
    return accounts.join(days, on="account", how="left", maintain_order="left")


HELD = ["restraint", "settled_later_on"]


def add_aside(accounts: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The accounts with all that is overdue, also what isn't claimed, and the strongest that holds some of it."""
    late = {"overdue_cents": pl.col("claim_cents"), "late_since": pl.col("oldest_due_on")}
    is_aside = pl.col("is_overdue") & ~pl.col("is_claimed")
    aside = lines.select("account", *HELD, "open_cents", "due_on", is_aside=is_aside).filter("is_aside")
    if aside.is_empty():
        nothing = {"restraint": pl.Int8, "settled_later_on": pl.Date}
        return accounts.with_columns(**late, **{name: pl.lit(None, dtype=kind) for name, kind in nothing.items()})
    left = aside.group_by("account").agg(
        pl.col(HELD).min(),
        aside_cents=pl.col("open_cents").sum(),
        aside_since=pl.col("due_on").min(),
    )
    joined = accounts.join(left, on="account", how="left", maintain_order="left")
    return joined.with_columns(
        overdue_cents=late["overdue_cents"] + pl.col("aside_cents").fill_null(0),
        late_since=pl.min_horizontal(late["late_since"], "aside_since"),
    ).drop("aside_cents", "aside_since")


def add_contested(accounts: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The accounts with the contested parts of items in what is open and what is overdue: owed, if not claimed."""
    if "contested_cents" not in lines.columns:
        return accounts
    needed = lines.select("account", "contested_cents", "is_overdue")
    contested = needed.filter(pl.col("contested_cents") > 0).group_by("account")
    parts = contested.agg(
        contested=pl.col("contested_cents").sum(),
        contested_late=pl.col("contested_cents").filter("is_overdue").sum(),
    )
    joined = accounts.join(parts, on="account", how="left", maintain_order="left")
    return joined.with_columns(
        open_cents=pl.col("open_cents") + pl.col("contested").fill_null(0),
        overdue_cents=pl.col("overdue_cents") + pl.col("contested_late").fill_null(0),
    ).drop("contested", "contested_late")


def add_notices(accounts: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The accounts with what there is to announce: the last level that does, its sum, its first day."""
    near = lines.select("account", "notice", "open_cents", "due_on").filter(pl.col("notice").is_not_null())
    last = near.filter(pl.col("notice") == pl.col("notice").max().over("account"))
    told = last.group_by("account").agg(
        pl.col("notice").first(), notice_cents=pl.col("open_cents").sum(), notice_due_on=pl.col("due_on").min()
    )
    return accounts.join(told, on="account", how="left", maintain_order="left")
