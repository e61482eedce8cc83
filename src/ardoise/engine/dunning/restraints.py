"""What stands between a customer or an item and a reminder: disputes, promises, blocks, insolvency."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from ardoise.domain.dunning import Policy

RANKS = {"insolvent": 0, "blocked": 1, "disputed": 2, "promised": 3, "payment_booked": 4}
"""The stronger first: where several hold, the reason given is the first of these."""

BLOCKED = RANKS["blocked"]  # a word we don't know holds like a block: silence is the safer error


def hold(blocks: pl.DataFrame, policy: Policy, as_of: date) -> pl.DataFrame:
    """The BLOCKS that hold on the day, with their `rank`; a promise holds some days of grace beyond its day.

    Insolvency is the whole customer's, whatever entry it was told of.
    """
    rank = pl.col("reason").replace_strict(RANKS, default=BLOCKED, return_dtype=pl.Int8)
    is_promise = pl.col("reason") == "promised"
    over_on = pl.when(is_promise).then(pl.lit(as_of - timedelta(policy.promise_grace_days))).otherwise(pl.lit(as_of))
    holding = blocks.filter((pl.col("until_on") >= over_on).fill_null(True)).with_columns(rank=rank)
    return holding.with_columns(entry=pl.when(pl.col("rank") > 0).then("entry"))


def restrain(lines: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The lines with `restraint`, the rank of what holds the item itself; null: free.

    A debit with which a payment of a later day is lettered whole is held by that payment.
    """
    is_paid_ahead = (pl.col("open_cents") > 0) & pl.col("settled_later_on").is_not_null()
    ahead = pl.when(is_paid_ahead).then(pl.lit(RANKS["payment_booked"], dtype=pl.Int8))
    own = held.filter(pl.col("entry").is_not_null()).group_by("entry").agg(restraint=pl.col("rank").min())
    if own.is_empty():
        return lines.with_columns(restraint=ahead)
    held_lines = lines.join(own, on="entry", how="left", maintain_order="left")
    return held_lines.with_columns(restraint=pl.coalesce("restraint", ahead))


def leave_in_peace(cases: pl.DataFrame, held: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The cases with what holds the whole customer (`whole`, a rank) and, for the skip, its `until_on` and `note`.

    `until_on` is the first day on which one of the strongest restraints ends; theirs is the note too.
    """
    whole = held.filter(pl.col("entry").is_null()).group_by("customer").agg(whole=pl.col("rank").min())
    joined = cases.join(whole, on="customer", how="left", maintain_order="left")
    turning = joined.select(
        "customer", "code", is_whole=pl.col("whole").is_not_null(), rank=pl.coalesce("whole", "restraint")
    )
    overdue = lines.filter("is_overdue", pl.col("restraint").is_not_null())["entry"].implode()
    told = (
        held.filter(pl.col("entry").is_null() | pl.col("entry").is_in(overdue))
        .with_columns(is_whole=pl.col("entry").is_null())
        .join(turning, on=["customer", "is_whole", "rank"])
        .sort("until_on", "note", nulls_last=True)
        .group_by("code", maintain_order=True)
        .agg(pl.col("until_on").first(), pl.col("note").first())
    )
    return joined.join(told, on="code", how="left", maintain_order="left")
