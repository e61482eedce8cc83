"""What each account adds up to. What most lines are is added up over all of them; what few are, over those few."""

from __future__ import annotations

import polars as pl

from ardoise.engine.dunning.restraints import HELD_PARTS
from ardoise.engine.places import beside, ends, few, starts, where, with_blanks, without


def add_up_by_account(lines: pl.DataFrame) -> pl.DataFrame:
    """One row per case and currency, in order: what its lines add up to."""
    count = starts(lines["account"]).len()
    return lines.with_columns(row=pl.col("account").rle_id()).pipe(add_up, count)


def add_up(lines: pl.DataFrame, count: int) -> pl.DataFrame:
    """So many rows, each with the sums and first days of each kind of the lines that name it in `row`; nulls where none
    does.

    A row's lines stand side by side, the oldest first: a sum is the difference of two running ones, and a first
    day that of the first line, several times faster than gathering them.
    """
    claimed = pl.when("is_claimed").then(CENTS).otherwise(0)
    sums = lines.pipe(running, {"open_cents": CENTS, "claim_cents": claimed}, "account", "code", "currency")
    accounts = beside(pl.DataFrame({"row": pl.int_range(count, dtype=pl.UInt32, eager=True)}), sums, "row")
    is_coming = (lines["open_cents"] > 0) & ~lines["is_overdue"]
    accounts = accounts.pipe(add_credits, lines).pipe(add_first_day, lines, lines["is_claimed"], "oldest_due_on")
    accounts = accounts.pipe(add_first_day, lines, is_coming, "next_due_on")
    return accounts.pipe(add_aside, lines).pipe(add_contested, lines).pipe(add_notices, lines).pipe(without, "row")


CENTS = pl.col("open_cents")


def running(lines: pl.DataFrame, sums: dict[str, pl.Expr], *names: str) -> pl.DataFrame:
    """Each account's `row`, what it has of these names, and these sums."""
    last = pl.lit(ends(lines["row"]))
    until = lines.select(
        pl.col("row", *names).gather(last), **{n: cents.cum_sum().gather(last) for n, cents in sums.items()}
    )
    return until.with_columns(pl.col(*sums) - pl.col(*sums).shift(1, fill_value=0))


def add_credits(accounts: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The accounts with what is owed without any credit, `debit_cents`, and with the free credits, `credit_cents`."""
    below = lines[["row", "open_cents", "is_credit"]][where(lines["open_cents"] < 0)]
    sums = below.pipe(running, {"below": CENTS, "credit_cents": pl.when("is_credit").then(CENTS).otherwise(0)})
    debit = CENTS - pl.col("below").fill_null(0)
    with_credits = beside(accounts, sums, "row").with_columns(pl.col("credit_cents").fill_null(0), debit_cents=debit)
    return without(with_credits, "below")


def add_first_day(accounts: pl.DataFrame, lines: pl.DataFrame, which: pl.Series, name: str) -> pl.DataFrame:
    """The accounts with the first day on which one of those lines is due."""
    days = lines[["row", "due_on"]][where(which)]
    first = days[starts(days["row"])]
    return beside(accounts, pl.DataFrame([first["row"], first["due_on"].alias(name)]), "row")


HELD = ["restraint", "settled_later_on"]


def add_aside(accounts: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The accounts with all that is overdue, also what isn't claimed, and the strongest that holds some of it."""
    late = [accounts["claim_cents"].alias("overdue_cents"), accounts["oldest_due_on"].alias("late_since")]
    accounts = accounts.hstack(late)
    aside = lines[["row", *HELD, "open_cents", "due_on"]][where(lines["is_overdue"] & ~lines["is_claimed"])]
    if aside.is_empty():
        return with_blanks(accounts, restraint=pl.Int8, settled_later_on=pl.Date)
    left = aside.group_by("row").agg(
        pl.col(HELD).min(),
        aside_cents=pl.col("open_cents").sum(),
        aside_since=pl.col("due_on").min(),
    )
    joined = beside(accounts, left, "row")
    return joined.with_columns(
        overdue_cents=pl.col("overdue_cents") + pl.col("aside_cents").fill_null(0),
        late_since=pl.min_horizontal("late_since", "aside_since"),
    ).drop("aside_cents", "aside_since")


def add_contested(accounts: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The accounts with the contested parts of items in what is open and what is overdue: owed, if not claimed."""
    if "contested_cents" not in lines.columns:
        return accounts
    held = lines.select("row", "is_overdue", *HELD_PARTS).pipe(few, pl.any_horizontal(pl.col(HELD_PARTS) > 0))
    part = pl.sum_horizontal(HELD_PARTS)
    parts = held.group_by("row").agg(contested=part.sum(), contested_late=part.filter("is_overdue").sum())
    joined = beside(accounts, parts, "row")
    return joined.with_columns(
        open_cents=pl.col("open_cents") + pl.col("contested").fill_null(0),
        overdue_cents=pl.col("overdue_cents") + pl.col("contested_late").fill_null(0),
    ).drop("contested", "contested_late")


def add_notices(accounts: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The accounts with what there is to announce: the last level that does, its sum, its first day."""
    if lines["notice"].null_count() == lines.height:
        return with_blanks(accounts, notice=pl.Int32, notice_cents=pl.Int64, notice_due_on=pl.Date)
    near = lines[["row", "notice", "open_cents", "due_on"]].filter(pl.col("notice").is_not_null())
    last = near.filter(pl.col("notice") == pl.col("notice").max().over("row"))
    told = last.group_by("row").agg(
        pl.col("notice").first(), notice_cents=pl.col("open_cents").sum(), notice_due_on=pl.col("due_on").min()
    )
    return beside(accounts, told, "row")
