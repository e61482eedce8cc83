"""What stands between a customer or an item and a reminder: disputes, plans, promises, notices, blocks, insolvency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from ardoise.domain.dunning import Policy
from ardoise.engine.dunning.ladders import told
from ardoise.engine.places import Seating, beside, few, with_blanks

RANKS = {
    "insolvent": 0,
    "blocked": 1,
    "disputed": 2,
    "disputed_grace": 3,
    "planned": 4,
    "promised": 5,
    "payment_notice": 6,
    "payment_booked": 7,
}
"""The stronger first: where several hold, the reason given is the first of these."""

IN_PART = tuple(RANKS[reason] for reason in ("disputed", "disputed_grace", "planned"))
"""What may be about a part of an item, the rest being claimed."""

HELD_PARTS = ("contested_cents", "planned_cents")
"""What is held of a line whose rest is claimed: contested, or planned."""

BLOCKED = RANKS["blocked"]  # a word we don't know holds like a block: silence is the safer error


def hold(
    blocks: pl.DataFrame, known: Seating, roster: pl.DataFrame, policies: Sequence[Policy], as_of: date
) -> pl.DataFrame:
    """The BLOCKS that hold on the day, with their `rank` and `own`, the code of the customer; a promise, or a
    plan's next instalment, holds some days of grace beyond its day.

    Insolvency is the whole customer's, whatever entry it was told of. The grace is that of the customer's policy.
    """
    if blocks.is_empty():
        return blocks
    rank = pl.col("reason").replace_strict(RANKS, default=BLOCKED, return_dtype=pl.Int8)
    ladder = pl.lit(roster["ladder"]).gather(pl.col("own")).fill_null(0)
    told_of = blocks.with_columns(own=known.places(blocks["customer"])).with_columns(ladder=ladder)
    grace = told(policies, [policy.promise_grace_days for policy in policies])
    days = pl.when(pl.col("reason").is_in(["promised", "planned"])).then(grace).otherwise(0)
    is_over = pl.col("until_on") + pl.duration(days=days) < pl.lit(as_of)
    holding = told_of.filter(~is_over.fill_null(False)).with_columns(rank=rank)
    return holding.with_columns(entry=pl.when(pl.col("rank") > 0).then("entry"))


def restrain(lines: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """The lines with `restraint`, the rank of what holds the item itself; null: free.

    A debit with which a payment of a later day is lettered whole is held by that payment. Of a debit contested or
    planned in part, `open_cents` is the rest, and HELD_PARTS are the parts; held whole, or a credit, it is held.
    """
    own = held if held.is_empty() else held.filter(pl.col("entry").is_not_null())
    if own.is_empty() and lines["settled_later_on"].null_count() == lines.height:
        return with_blanks(lines, restraint=pl.Int8)
    is_paid_ahead = (pl.col("open_cents") > 0) & pl.col("settled_later_on").is_not_null()
    ahead = pl.when(is_paid_ahead).then(pl.lit(RANKS["payment_booked"], dtype=pl.Int8))
    if own.is_empty():
        return lines.with_columns(restraint=ahead)
    is_part = pl.col("rank").is_in(IN_PART) & (pl.col("contested_cents") >= 0)
    is_planned = pl.col("rank") == RANKS["planned"]
    by_entry = own.with_columns(is_part=is_part.fill_null(False)).group_by("entry")
    parts = by_entry.agg(
        restraint=pl.col("rank").filter(~pl.col("is_part")).min(),
        contested_rank=pl.col("rank").filter("is_part").min(),
        contested_cents=pl.col("contested_cents").filter("is_part", ~is_planned).sum(),
        planned_cents=pl.col("contested_cents").filter("is_part", is_planned).sum(),
    )
    return lines.with_columns(restraint=ahead).pipe(contest, parts)


def contest(lines: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """The lines held by what is told of their entry, without the parts contested; held too where nothing is left.

    Few are: they are looked at by themselves, and put back in their places.
    """
    asked = lines.select("entry", "open_cents", "restraint").with_row_index("place")
    touched = asked.pipe(few, pl.col("entry").is_in(parts["entry"].implode()))
    touched = touched.join(parts, on="entry", suffix="_told")
    part = pl.sum_horizontal(HELD_PARTS)
    is_whole = (part > 0) & (pl.col("open_cents") <= part)
    touched = touched.with_columns(
        restraint=pl.min_horizontal("restraint", "restraint_told", pl.when(is_whole).then("contested_rank")),
        left_cents=pl.when((part > 0) & ~is_whole).then(pl.col("open_cents") - part),
    )
    lines = lines.with_columns(restraint=lines["restraint"].scatter(touched["place"], touched["restraint"]))
    left = touched.drop_nulls("left_cents")
    if left.is_empty():
        return lines
    lines = lines.with_columns(open_cents=lines["open_cents"].scatter(left["place"], left["left_cents"]))
    return lines.with_columns(
        pl.zeros(lines.height, dtype=pl.Int64, eager=True).scatter(left["place"], left[name]).alias(name)
        for name in HELD_PARTS
    )


def leave_in_peace(cases: pl.DataFrame, held: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The cases with what holds the whole customer (`whole`, a rank) and, for the skip, its `until_on` and `note`.

    `until_on` is the first day on which one of the strongest restraints ends; theirs is the note too.
    """
    if held.is_empty():
        return with_blanks(cases, whole=pl.Int8, until_on=pl.Date, note=pl.String)
    whole = held.filter(pl.col("entry").is_null()).group_by("own").agg(whole=pl.col("rank").min())
    touched = cases.select("own", "code", "restraint").filter(pl.col("own").is_in(held["own"].implode()))
    turning = touched.join(whole, on="own", how="left").select(
        "own", "code", "whole", is_whole=pl.col("whole").is_not_null(), rank=pl.coalesce("whole", "restraint")
    )
    is_restrained = pl.col("is_overdue") & pl.col("restraint").is_not_null()
    restrained = lines.select("entry", "code", is_restrained=is_restrained).filter("is_restrained")
    own = held.join(restrained.select("entry", "code"), on="entry", how="left", maintain_order="left")
    strongest = (
        own.filter(pl.col("entry").is_null() | pl.col("code").is_not_null())
        .with_columns(is_whole=pl.col("entry").is_null())
        .drop("code")
        .join(turning, on=["own", "is_whole", "rank"])
        .sort("until_on", "note", nulls_last=True)
        .group_by("code", maintain_order=True)
        .agg(pl.col("until_on").first(), pl.col("note").first())
    )
    found = turning.select("code", "whole").join(strongest, on="code", how="left")
    return beside(cases, found, "code")
