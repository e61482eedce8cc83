"""The decision: one reason per customer, for a reminder or for none."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from ardoise.domain.dunning import Policy
from ardoise.engine.dunning.restraints import RANKS

CHASED = ("before_due", "first_reminder", "next_level")
"""The reasons for which we write; all others are reasons not to."""


def decide(cases: pl.DataFrame, policy: Policy, as_of: date) -> pl.DataFrame:
    """The cases with their `reason`, the first of those below that holds."""
    return cases.pipe(weigh, policy, as_of).with_columns(reason=pl.coalesce(*reasons(policy)))


def weigh(cases: pl.DataFrame, policy: Policy, as_of: date) -> pl.DataFrame:
    """The cases with the figures the decision turns on: the claim, the lateness, the day the next message may leave."""
    is_claim = pl.col("claim_count").fill_null(0) > 0
    claim = pl.when(is_claim).then("claim_cents").otherwise("notice_cents")
    oldest = pl.when(is_claim).then("oldest_due_on").otherwise("notice_due_on")
    spaced_on = pl.col("last_sent_on") + timedelta(max(policy.days_between_min, 1))
    return cases.with_columns(
        is_claim=is_claim,
        is_notice=pl.col("notice").is_not_null(),
        amount_cents=claim + pl.col("credit_cents"),
        oldest_due_on=oldest,
        days_overdue=(pl.lit(as_of) - oldest).dt.total_days(),
        days_late=(pl.lit(as_of) - pl.col("late_since")).dt.total_days(),
        cents_min=pl.max_horizontal(pl.lit(policy.amount_min_cents), pl.col("level_cents_min").fill_null(0), pl.lit(1)),
        spaced_on=spaced_on,
        is_spaced=(spaced_on <= pl.lit(as_of)).fill_null(True),
    ).with_columns(reached_on=pl.col("oldest_due_on") + pl.duration(days="level_days_min"))


def reasons(policy: Policy) -> list[pl.Expr]:
    """The reasons in the order in which they are looked for: each its code, or null where it doesn't hold."""
    return [*reasons_of_the_customer(), *reasons_of_a_claim(), *reasons_of_a_notice(), when(pl.lit(True), "not_due")]


def reasons_of_the_customer() -> list[pl.Expr]:
    """What holds whatever is due: insolvency, nothing owed, a restraint on the whole customer."""
    owes = pl.col("debit_count").fill_null(0) > 0
    return [
        when(pl.col("whole") == RANKS["insolvent"], "insolvent"),
        when(pl.col("open_cents").is_null(), "nothing_open"),
        when(~owes, "credits_cover"),
        *(when(pl.col("whole") == rank, reason) for reason, rank in RANKS.items()),
    ]


def reasons_of_a_claim() -> list[pl.Expr]:
    """Why a customer with items to be chased is chased today, or isn't."""
    is_late_enough = pl.col("days_overdue") >= pl.col("level_days_min")
    stands = [
        ("several_currencies", pl.col("claim_accounts") > 1),
        ("credits_cover", pl.col("amount_cents") <= 0),
        ("too_small", pl.col("amount_cents") < pl.col("cents_min")),
        ("ladder_exhausted", pl.col("level").is_null()),
        ("in_grace", ~is_late_enough & pl.col("served").is_null()),
        ("waiting_next_level", ~is_late_enough),
        ("contacted_recently", ~pl.col("is_spaced")),
        ("no_address", ~pl.col("has_address").fill_null(True)),
        ("first_reminder", pl.col("served").is_null()),
        ("next_level", pl.lit(True)),
    ]
    return [when(pl.col("is_claim") & condition, reason) for reason, condition in stands]


def reasons_of_a_notice() -> list[pl.Expr]:
    """Why a customer with nothing to be chased for hears of what falls due, or of nothing."""
    is_spaced = pl.col("is_notice") & pl.col("is_spaced")
    is_possible = is_spaced & (pl.col("amount_cents") >= pl.col("cents_min"))
    is_reachable = pl.col("has_address").fill_null(True)
    is_late = pl.col("overdue_count") > 0
    return [
        when(is_spaced & (pl.col("notice_accounts") > 1), "several_currencies"),
        when(is_possible & is_reachable, "before_due"),
        when(is_possible & ~is_reachable, "no_address"),
        *(when(is_late & (pl.col("restraint") == rank), reason) for reason, rank in RANKS.items()),
    ]


def when(condition: pl.Expr, reason: str) -> pl.Expr:
    """The reason's code where the condition holds, null elsewhere."""
    return pl.when(condition).then(pl.lit(reason))
