"""One message per customer: of a customer's cases the strongest speaks, the others wait."""

from __future__ import annotations

import polars as pl

from ardoise.engine.dunning.gathering import is_of_several
from ardoise.engine.dunning.restraints import HELD_PARTS
from ardoise.engine.dunning.verdicts import CHASED, CODES
from ardoise.engine.places import beside, few


def speak_once(cases: pl.DataFrame) -> pl.DataFrame:
    """The cases with `is_spoken`, one of each customer: the most pressing reminder, else what is latest.

    The reminders of its other cases become `one_message`. What is open and overdue is told for the customer whole.
    """
    if not cases["is_extra"].any():
        return cases.with_columns(is_spoken=pl.lit(True))
    several = cases.select(is_of_several(cases)).to_series()
    is_chased = pl.col("reason").is_in(CHASED)
    pressing = [pl.when(is_chased).then(name) for name in ("priority", "amount_cents")]
    order = ["is_chased", *pressing, "first_late_on", pl.col("debit_cents") > 0, "code"]
    descending = [True, True, True, False, True, False]
    theirs = cases.pipe(few, pl.lit(several)).with_columns(is_chased=is_chased)
    ranked = theirs.sort(order, descending=descending, nulls_last=True)
    first = ranked.group_by("own", maintain_order=True).agg(pl.col("code").first())["code"]
    is_spoken = pl.lit(~several) | pl.col("code").is_in(first.implode())
    waits = pl.when(is_chased & ~is_spoken).then(pl.lit("one_message", dtype=CODES)).otherwise("reason")
    return cases.with_columns(is_spoken=is_spoken, reason=waits)


def part_ways(cases: pl.DataFrame) -> pl.DataFrame:
    """The cases with `is_proposed` and `is_skipped`: each customer is one of them, by the case that speaks for it."""
    is_chased, is_spoken = pl.col("reason").is_in(CHASED), pl.col("is_spoken")
    return cases.with_columns(is_proposed=is_spoken & is_chased, is_skipped=is_spoken & ~is_chased)


def told_whole(cases: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The cases with what their customer has open and overdue altogether, in the currency of the case."""
    if not cases["is_extra"].any():
        return cases
    touched = cases.select("code", "own", in_currency="currency").pipe(few, is_of_several(cases))
    full = pl.sum_horizontal("open_cents", *(name for name in HELD_PARTS if name in lines.columns))
    theirs = lines.pipe(few, pl.col("code").is_in(touched["code"].implode())).unique("at")
    sums = (
        theirs.join(touched, on="code")
        .group_by("own", "currency")
        .agg(whole_open=full.sum(), whole_overdue=full.filter(pl.col("is_overdue")).sum())
    )
    whole = touched.join(sums, left_on=["own", "in_currency"], right_on=["own", "currency"], nulls_equal=True)
    joined = beside(cases, whole.select("code", "whole_open", "whole_overdue"), "code")
    return joined.with_columns(
        open_cents=pl.coalesce("whole_open", "open_cents"), overdue_cents=pl.coalesce("whole_overdue", "overdue_cents")
    ).drop("whole_open", "whole_overdue")
