"""What each open item is to a reminder: claimed, announced, a free credit, or left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from ardoise.domain.dunning import Level, Policy


def sort_out(lines: pl.DataFrame, roster: pl.DataFrame, policies: Sequence[Policy], as_of: date) -> pl.DataFrame:
    """The lines with `is_overdue`, `is_claimed`, `is_credit`, and `notice`, the place of the level that announces it.

    A line without due date is never overdue; one that is restrained is neither claimed nor announced nor a credit to
    be listed. Whether credits lower the claim or stand beside it, the policy of their case says (`weigh`).
    """
    is_free = pl.col("restraint").is_null()
    is_overdue = ((pl.col("open_cents") > 0) & (pl.col("due_on") < as_of)).fill_null(False)
    is_credit = (pl.col("open_cents") < 0) & is_free
    notice = announced(lines, roster, policies, as_of)
    return lines.with_columns(
        is_overdue=is_overdue, is_claimed=is_overdue & is_free, is_credit=is_credit, notice=notice
    )


def announced(lines: pl.DataFrame, roster: pl.DataFrame, policies: Sequence[Policy], as_of: date) -> pl.Expr:
    """Of each line the place of the last level before due into whose days it falls, if it is free; null: none."""
    early = [(n, p, x) for n, policy in enumerate(policies) for p, x in enumerate(policy.levels) if x.is_before_due]
    place = pl.lit(None, dtype=pl.Int32)
    ladder = pl.lit(roster["ladder"][lines["code"]])
    for number, at, level in early:
        is_its = falls_into(level, as_of) if len(policies) == 1 else falls_into(level, as_of) & (ladder == number)
        place = pl.when(is_its).then(pl.lit(at, dtype=pl.Int32)).otherwise(place)
    return place


def falls_into(level: Level, as_of: date) -> pl.Expr:
    """Is the line free, of an amount the level speaks of, and due within its days?"""
    is_near = pl.col("due_on").is_between(as_of + timedelta(1), as_of - timedelta(level.days_overdue_min))
    is_large = pl.col("open_cents") >= max(level.amount_min_cents, 1)
    if level.amount_max_cents is not None:
        is_large &= pl.col("open_cents") <= level.amount_max_cents
    return is_near & is_large & pl.col("restraint").is_null()
