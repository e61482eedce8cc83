"""The plan's columns as they are handed on: proposals with their items, skips with their facts."""

from __future__ import annotations

from datetime import date

import polars as pl

from ardoise.domain.dunning import PROPOSAL_ITEMS, PROPOSALS, SKIPS, Policy
from ardoise.engine import charges
from ardoise.engine.dunning.verdicts import CHASED

AMOUNT_STEPS = (10_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000)
"""Each of these amounts, in cents, that a claim reaches adds ten to its priority."""


def propose(
    cases: pl.DataFrame, lines: pl.DataFrame, customers: pl.DataFrame, notices: pl.DataFrame, as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """PROPOSALS, the most pressing first, and PROPOSAL_ITEMS, oldest first; each claim is the sum of its items.

    `notices` are the formal ones by entry, from which a consumer owes interest (C. civ. art. 1231-6).
    """
    chased = cases.filter(pl.col("reason").is_in(CHASED)).with_columns(priority=priority())
    proposals = chased.sort("priority", "amount_cents", "customer", descending=[True, True, False])
    listed = lines.pipe(list_items, chased).pipe(oldest_first)
    borne = charges.accrue(listed.join(notices, on="entry", how="left", maintain_order="left"), as_of, customers)
    return shape(proposals, PROPOSALS), shape(borne, PROPOSAL_ITEMS)


def priority() -> pl.Expr:
    """0–100: ten for each of AMOUNT_STEPS reached, and one for every three days late up to 120."""
    large = pl.sum_horizontal((pl.col("amount_cents") >= step).cast(pl.Int64) * 10 for step in AMOUNT_STEPS)
    return large + pl.col("days_overdue").clip(0, 120) // 3


def list_items(lines: pl.DataFrame, chased: pl.DataFrame) -> pl.DataFrame:
    """The lines a proposal lists: what it claims or announces, and the free credits of the same currency."""
    of_case = chased.select("code", "is_claim", case_currency="currency", case_notice="notice")
    possible = lines.filter(pl.col("is_claimed") | pl.col("is_credit") | pl.col("notice").is_not_null())
    needed = [name for name in PROPOSAL_ITEMS if name in lines.columns]
    kinds = ["code", "currency", "is_claimed", "is_credit", "notice"]
    near = (
        possible.select(*needed, *kinds)
        .join(of_case, on="code")
        .filter(pl.col("currency").eq_missing(pl.col("case_currency")))
    )
    is_announced = ~pl.col("is_claim") & (pl.col("notice") == pl.col("case_notice")).fill_null(False)
    return near.filter(pl.col("is_credit") | (pl.col("is_claim") & pl.col("is_claimed")) | is_announced)


def oldest_first(listed: pl.DataFrame) -> pl.DataFrame:
    """The items in the order of their customers, each customer's by due date, those without one last."""
    day = pl.col("due_on").to_physical().cast(pl.Int64).fill_null(2**31 - 1)
    in_order = listed.select((pl.col("code").cast(pl.Int64) * 2**32 + day).arg_sort()).to_series()
    return listed[in_order]


def skip(cases: pl.DataFrame, policy: Policy, as_of: date) -> pl.DataFrame:
    """SKIPS, by customer: each reason with the day, the number and the level it turns on."""
    left = cases.filter(~pl.col("reason").is_in(CHASED)).with_columns(
        open_cents=pl.col("open_cents").fill_null(0),
        overdue_cents=pl.col("overdue_cents").fill_null(0),
        possible_on=pl.max_horizontal("reached_on", "spaced_on"),
    )
    told = left.with_columns(on=day(), level=level(policy), note=pl.when(is_restrained()).then("note"))
    return shape(told.with_columns(days=number(as_of)).sort("customer"), SKIPS)


def is_restrained() -> pl.Expr:
    return pl.col("reason").is_in(["insolvent", "blocked", "disputed", "promised"])


def day() -> pl.Expr:
    """The day a reason turns on."""
    reason = pl.col("reason")
    return (
        pl.when(is_restrained())
        .then("until_on")
        .when(reason == "not_due")
        .then("next_due_on")
        .when(reason.is_in(["in_grace", "waiting_next_level"]))
        .then("possible_on")
        .when(reason == "contacted_recently")
        .then("spaced_on")
        .when(reason == "ladder_exhausted")
        .then("last_sent_on")
        .when(reason.is_in(["credits_cover", "too_small"]))
        .then("late_since")
    )


def number(as_of: date) -> pl.Expr:
    """The number a reason turns on: days to wait where a day is to come, days late elsewhere."""
    waits = pl.col("reason").is_in(["not_due", "waiting_next_level", "contacted_recently"])
    to_wait = (pl.col("on") - pl.lit(as_of)).dt.total_days()
    return pl.when(waits).then(to_wait).otherwise("days_late")


def level(policy: Policy) -> pl.Expr:
    """The level a reason turns on: the next one, the last one said, or the top of the ladder."""
    reason = pl.col("reason")
    is_coming = reason.is_in(["in_grace", "waiting_next_level", "no_address"])
    said = pl.when(reason == "contacted_recently").then("last_level")
    top = pl.when(reason == "ladder_exhausted").then(pl.lit(policy.levels[-1].key if policy.levels else None))
    return pl.coalesce(pl.when(is_coming).then("level"), said, top)


def shape(rows: pl.DataFrame, schema: dict[str, type]) -> pl.DataFrame:
    """The rows in the columns and types of a schema."""
    typed = pl.DataFrame(schema=schema).schema
    return rows.select(pl.col(name).cast(dtype) for name, dtype in typed.items())
