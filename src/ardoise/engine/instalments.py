"""What became of the instalment plans of a book, and the peace they give to what they spread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from ardoise.domain.dunning import BLOCKS
from ardoise.domain.instalments import GIVEN_UP, PLAN_OUTCOMES

UNPAID = ("partly_kept", "broken")


def judge_plans(outcomes: pl.DataFrame, as_of: date, given_up: pl.DataFrame | None = None) -> pl.DataFrame:
    """PLAN_OUTCOMES from the PROMISE_OUTCOMES of their instalments, by plan.

    A plan is broken as soon as the last day of an instalment has passed and it is not paid; money that comes after it
    sets the plan right again, as long as nobody has ended it and no reminder has claimed it all (GIVEN_UP).
    """
    claimed = pl.DataFrame(schema=GIVEN_UP) if given_up is None else given_up
    day, is_unpaid = pl.col("promised_on"), pl.col("outcome").is_in(UNPAID)
    is_paid = pl.col("outcome").is_in(["kept", "kept_late"])
    is_due, wanting = day <= pl.lit(as_of), (pl.col("amount_cents") - pl.col("paid_cents")).clip(0)
    to_come = pl.when(~is_due).then("amount_cents").when(pl.col("outcome") == "waiting").then(wanting).otherwise(0)
    told = outcomes.filter(pl.col("plan").is_not_null()).group_by("plan").agg(
        pl.col("customer").first(),
        outcome=pl.when(is_unpaid.any()).then(pl.lit("broken")).when(is_paid.all()).then(pl.lit("kept"))
        .otherwise(pl.lit("waiting")),
        amount_cents=pl.col("amount_cents").sum(),
        paid_cents=pl.col("paid_cents").sum(),
        coming_cents=to_come.sum(),
        next_on=day.filter(pl.col("outcome") == "waiting").min(),
        last_on=day.max(),
        broken_on=day.filter(is_unpaid).min(),
    )  # fmt: skip
    told = told.join(claimed, on="plan", how="left", suffix="_then", maintain_order="left")
    is_claimed = pl.col("reminded_on").is_not_null()
    told = told.with_columns(
        outcome=pl.when(is_claimed).then(pl.lit("broken")).otherwise("outcome"),
        is_caught_up=is_claimed & (pl.col("outcome") != "broken"),
        broken_on=pl.coalesce("broken_on", "broken_on_then"),
    )
    return shaped(told, PLAN_OUTCOMES).sort("plan")


def claimed_again(reminders: pl.DataFrame, judged: Callable[[date], pl.DataFrame]) -> pl.DataFrame:
    """GIVEN_UP: of the plans that reminders claimed again (PLAN_REMINDERS), those broken on such a day, the first one.

    Broken by what is known now of that day, so that money which crossed with the reminder keeps the plan. `judged`
    tells the PROMISE_OUTCOMES of a day.
    """
    found = pl.DataFrame(schema=GIVEN_UP)
    for (on,), rows in reminders.sort("on").partition_by("on", as_dict=True, maintain_order=True).items():
        broken = judge_plans(judged(on), on).filter(pl.col("outcome") == "broken").join(rows, on="plan", how="semi")
        new = broken.with_columns(reminded_on=pl.lit(on)).join(found, on="plan", how="anti")
        found = pl.concat([found, shaped(new, GIVEN_UP)])
    return found


def leave_planned(
    planned: pl.DataFrame,
    outcomes: pl.DataFrame,
    items: pl.DataFrame,
    as_of: date,
    given_up: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The BLOCKS of PLANNED_ITEMS while their plans are not broken, each until the next instalment, then the one after.

    Of an item planned in part the part to come is held, and no more: what the instalments to come amount to, less what
    is open of the items planned whole. A plan nobody judged, since it was made later, holds all it spreads.
    """
    plans = judge_plans(outcomes, as_of, given_up)
    plans = plans.select("plan", "outcome", "coming_cents", until_on=pl.coalesce("next_on", "last_on"))
    opened = items.select("entry", "open_cents").unique("entry")
    rows = planned.join(plans, on="plan", how="left", maintain_order="left")
    rows = rows.filter(pl.col("outcome").ne_missing("broken")).join(opened, "entry", "left", maintain_order="left")
    is_part, whole = pl.col("rest_cents") > 0, pl.col("open_cents").fill_null(0)
    part = pl.when(is_part).then("planned_cents").otherwise(0)
    coming = pl.coalesce("coming_cents", pl.col("planned_cents").sum().over("plan"))
    left = coming - pl.when(is_part).then(0).otherwise(whole).sum().over("plan") - (part.cum_sum().over("plan") - part)
    held = pl.min_horizontal(left.clip(0), part, whole)
    return shaped(rows.with_columns(reason=pl.lit("planned"), contested_cents=pl.when(is_part).then(held)), BLOCKS)


def shaped(rows: pl.DataFrame, schema: dict[str, type]) -> pl.DataFrame:
    """The rows in the columns and types of a schema."""
    return rows.select(list(schema)).cast(pl.DataFrame(schema=schema).schema)
