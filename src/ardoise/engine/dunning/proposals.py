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
    cases: pl.DataFrame, lines: pl.DataFrame, notices: pl.DataFrame, as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """PROPOSALS, the most pressing first, and PROPOSAL_ITEMS, oldest first; each claim is the sum of its items.

    `notices` are the formal ones by entry, from which a consumer owes interest (C. civ. art. 1231-6).
    """
    chased = cases.filter(pl.col("reason").is_in(CHASED)).with_columns(priority=priority())
    proposals = chased.sort("priority", "amount_cents", "customer", descending=[True, True, False])
    listed = lines.pipe(list_items, cases).pipe(oldest_first)
    if not notices.is_empty():
        listed = listed.join(notices, on="entry", how="left", maintain_order="left")
    return shape(proposals, PROPOSALS), shape(charges.accrue_by_kind(listed, as_of), PROPOSAL_ITEMS)


def priority() -> pl.Expr:
    """0–100: ten for each of AMOUNT_STEPS reached, and one for every three days late up to 120."""
    large = pl.sum_horizontal((pl.col("amount_cents") >= step).cast(pl.Int64) * 10 for step in AMOUNT_STEPS)
    return large + pl.col("days_overdue").clip(0, 120) // 3


def list_items(lines: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The lines a proposal lists: what it claims or announces, and the free credits of the same currency.

    A customer's code is the row of its case, so that what a line asks of its case is looked up, not joined.
    """
    is_chased = pl.col("reason").is_in(CHASED)
    chased = cases.select(
        account=pl.when(is_chased).then("account"),
        claimed=pl.when(is_chased & pl.col("is_claim")).then("account"),
        notice=pl.when(is_chased & ~pl.col("is_claim")).then("notice"),
        kind="customer_kind",
    )
    is_of_case = pl.col("account") == of_case(chased, "account")
    is_claimed = pl.col("is_claimed") & (pl.col("account") == of_case(chased, "claimed"))
    is_announced = (pl.col("notice") == of_case(chased, "notice")).fill_null(False)
    listed = lines.filter(is_of_case & (pl.col("is_credit") | is_claimed.fill_null(False) | is_announced))
    needed = [name for name in PROPOSAL_ITEMS if name in lines.columns]
    return listed.select(*needed, "code", "currency", customer_kind=of_case(chased, "kind"))


def of_case(cases: pl.DataFrame, column: str) -> pl.Expr:
    """What the case of each line says."""
    return pl.lit(cases[column]).gather(pl.col("code"))


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
        .when(reason == "payment_booked")
        .then("settled_later_on")
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
    """The rows in the columns and types of a schema; what they don't tell is unknown."""
    typed = pl.DataFrame(schema=schema).schema
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in typed.items()
    )
