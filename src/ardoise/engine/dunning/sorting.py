"""What each open item is to a reminder: claimed, announced, a credit that lowers the claim, or left out."""

from __future__ import annotations

import polars as pl

from ardoise.domain.dunning import Policy


def sort_out(lines: pl.DataFrame, policy: Policy, noticed: pl.DataFrame) -> pl.DataFrame:
    """The lines with `is_overdue`, `is_claimed`, `is_credit`, and `notice`, the place of the level that announces it.

    A line without due date is never overdue; one that is restrained is neither claimed nor announced nor netted.
    """
    is_free = pl.col("restraint").is_null()
    is_overdue = ((pl.col("open_cents") > 0) & (pl.col("days_overdue") > 0)).fill_null(False)
    is_credit = (pl.col("open_cents") < 0) & is_free & pl.lit(policy.net_credits)
    return lines.with_columns(
        is_overdue=is_overdue, is_claimed=is_overdue & is_free, is_credit=is_credit, notice=announce(policy)
    ).pipe(leave_out_noticed, noticed)


def announce(policy: Policy) -> pl.Expr:
    """The place of the last level before due into whose days a free line falls; null when there is none."""
    place = pl.lit(None, dtype=pl.Int32)
    for n, level in enumerate(policy.levels):
        if level.is_before_due:
            is_near = pl.col("days_overdue").is_between(level.days_overdue_min, -1)
            is_large = pl.col("open_cents") >= max(level.amount_min_cents, 1)
            place = pl.when(is_near & is_large & pl.col("restraint").is_null()).then(n).otherwise(place)
    return place.cast(pl.Int32)


def leave_out_noticed(lines: pl.DataFrame, noticed: pl.DataFrame) -> pl.DataFrame:
    """Without the notices already given for the same item at that level."""
    near = lines.filter(pl.col("notice").is_not_null()).select("entry", "notice")
    told = near.join(noticed, on=["entry", "notice"], how="semi")
    if told.is_empty():
        return lines
    is_told = pl.col("entry").is_in(told["entry"].implode())
    return lines.with_columns(notice=pl.when(~is_told).then("notice"))
