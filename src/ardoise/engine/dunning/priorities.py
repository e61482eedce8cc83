"""Which reminder presses most."""

from __future__ import annotations

from functools import cache

import polars as pl

from ardoise.engine.places import Seating, laid_out, with_blanks

AMOUNT_STEPS = (10_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000)
"""Each of these amounts, in cents, that a claim reaches adds ten to its priority."""

BROKEN_PROMISE = 20


def rank(cases: pl.DataFrame, promises: pl.DataFrame | None, known: Seating) -> pl.DataFrame:
    """The cases with their `priority`, 0–100, and `promise_broken_on`, the day of the last promise that was broken.

    Ten for each of AMOUNT_STEPS reached, one for every three days late up to 120, and BROKEN_PROMISE. A broken
    promise, or an instalment not paid whole, counts while what is claimed is older than it.
    """
    if promises is None:
        return with_blanks(cases.with_columns(priority=pressing()), promise_broken_on=pl.Date)
    is_late = pl.col("plan").is_not_null() & (pl.col("outcome") == "partly_kept")
    unkept = promises.filter((pl.col("outcome") == "broken") | is_late)
    whose = unkept.select("promised_on", own=known.places(unkept["customer"])).drop_nulls("own")
    broken = whose.group_by("own").agg(day=pl.col("promised_on").max())
    day = pl.lit(laid_out(broken, "own", cases.height)["day"]).gather("own")
    counts = pl.col("is_claim") & (day >= pl.col("oldest_due_on"))
    joined = cases.with_columns(promise_broken_on=pl.when(counts).then(day))
    more = pl.when(pl.col("promise_broken_on").is_not_null()).then(BROKEN_PROMISE).otherwise(0)
    return joined.with_columns(priority=(pressing() + more).clip(0, 100))


@cache
def pressing() -> pl.Expr:
    """What the amount and the days late make of it; worded once."""
    steps = pl.sum_horizontal(pl.col("amount_cents") >= step for step in AMOUNT_STEPS)
    return steps * 10 + pl.col("days_overdue").clip(0, 120) // 3
