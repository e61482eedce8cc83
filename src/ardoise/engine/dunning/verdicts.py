"""The decision: one reason per case, for a reminder or for none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache

import polars as pl

from ardoise.domain.dunning import REASONS, RUNG_REASONS, Policy
from ardoise.engine.dunning.ladders import told
from ardoise.engine.dunning.restraints import RANKS
from ardoise.engine.places import without

CHASED = RUNG_REASONS
"""The reasons for which we write; all others are reasons not to."""

CODES = pl.Enum(REASONS)


def decide(cases: pl.DataFrame, policies: Sequence[Policy], as_of: date) -> pl.DataFrame:
    """The cases with their `reason`, the first of those below that holds."""
    weighed = cases.pipe(weigh, policies, as_of)
    return weighed.with_columns(reason=reason()).pipe(without, "reach", "opted_out")


def weigh(cases: pl.DataFrame, policies: Sequence[Policy], as_of: date) -> pl.DataFrame:
    """The cases with the `figures` the decision turns on, and what these come to."""
    return cases.with_columns(**figures(tuple(policies), as_of)).with_columns(
        is_reached=(pl.col("reached_on") <= pl.lit(as_of)).fill_null(False),
        is_above=(pl.col("amount_cents") > pl.col("level_cents_max")).fill_null(False),
        is_pressed=pl.col("contacts_made") >= pl.col("contacts_max"),
        is_reachable=is_reachable(cases),
        is_refused=is_among(cases, "opted_out"),
    )


@lru_cache(maxsize=8)
def figures(policies: tuple[Policy, ...], as_of: date) -> dict[str, pl.Expr]:
    """The claim, the lateness, the day the next message may leave; worded once for the policies of a day.

    `left_cents` is what credits leave of the claim, whether the policy deducts them or not: who owes nothing on
    balance, or next to nothing, is not written to.
    """
    is_claim = pl.col("oldest_due_on").is_not_null()
    claim = pl.when(is_claim).then("claim_cents").otherwise("notice_cents")
    oldest = pl.when(is_claim).then("oldest_due_on").otherwise("notice_due_on")
    usual = told(policies, [max(policy.days_between_min, 1) for policy in policies])
    spaced_on = pl.col("last_sent_on") + pl.duration(days=pl.coalesce("level_days_between", usual))
    cents_min = told(policies, [max(policy.amount_min_cents, 1) for policy in policies])
    nets = told(policies, [policy.net_credits for policy in policies])
    counted_from = pl.when("is_from_contact").then("contact_on").otherwise(oldest)
    return {
        "is_claim": is_claim,
        "is_notice": pl.col("notice").is_not_null(),
        "amount_cents": claim + pl.when(nets).then("credit_cents").otherwise(0),
        "left_cents": claim + pl.col("credit_cents"),
        "is_netted": nets,
        "oldest_due_on": oldest,
        "days_overdue": (pl.lit(as_of) - oldest).dt.total_days(),
        "days_late": (pl.lit(as_of) - pl.col("late_since")).dt.total_days(),
        "cents_min": pl.max_horizontal(cents_min, pl.col("level_cents_min").fill_null(0)),
        "spaced_on": spaced_on,
        "is_spaced": (spaced_on <= pl.lit(as_of)).fill_null(True),
        "reached_on": counted_from + pl.duration(days="level_days_min"),
    }


def is_reachable(cases: pl.DataFrame) -> pl.Expr:
    """Is there somebody to reach by the level's channel? Where nobody asked, there is."""
    by_email = pl.col("has_address").fill_null(True) | (pl.col("channel") != "email")
    if cases["reach"].null_count() == cases.height:
        return by_email
    return pl.when(pl.col("reach").is_null()).then(by_email).otherwise(is_among(cases, "reach"))


def is_among(cases: pl.DataFrame, column: str) -> pl.Expr:
    """Is the level's channel in the list of channels?"""
    if cases[column].null_count() == cases.height:
        return pl.lit(False)
    found = pl.col(column).list.contains(pl.col("channel")) & pl.col("channel").is_not_null()
    return found.fill_null(False)


@cache
def reason() -> pl.Expr:
    """The first that holds of the reasons, in the order in which they are looked for; worded once, as they never
    change."""
    return pl.coalesce(
        *reasons_of_the_customer(), *reasons_of_a_claim(), *reasons_of_a_notice(), when(pl.lit(True), "not_due")
    )


def reasons_of_the_customer() -> list[pl.Expr]:
    """What holds whatever is due: insolvency, nothing owed, a restraint on the whole customer."""
    return [
        when(pl.col("whole") == RANKS["insolvent"], "insolvent"),
        when(pl.col("open_cents").is_null(), "nothing_open"),
        when(pl.col("debit_cents") <= 0, "credits_cover"),
        held_by("whole"),
    ]


def reasons_of_a_claim() -> list[pl.Expr]:
    """Why a customer with items to be chased is chased today, or isn't."""
    stands = [
        ("several_currencies", pl.col("claim_accounts") > 1),
        ("credits_cover", pl.col("left_cents") <= 0),
        ("too_small", pl.col("left_cents") < pl.col("cents_min")),
        ("ladder_exhausted", pl.col("level").is_null()),
        ("in_grace", ~pl.col("is_reached") & pl.col("served").is_null()),
        ("waiting_next_level", ~pl.col("is_reached")),
        ("amount_above", pl.col("is_above")),
        ("contacted_recently", ~pl.col("is_spaced")),
        ("contact_pressure", pl.col("is_pressed")),
        ("opted_out", pl.col("is_refused")),
        ("no_address", ~pl.col("is_reachable")),
        ("waits_by_hand", pl.col("unheard").is_not_null()),
        ("other_ladder", pl.col("served").is_null() & pl.col("is_chased_otherwise")),
        ("first_reminder", pl.col("served").is_null()),
        ("next_level", pl.lit(True)),
    ]
    return [when(pl.col("is_claim") & condition, reason) for reason, condition in stands]


def reasons_of_a_notice() -> list[pl.Expr]:
    """Why a customer with nothing to be chased for hears of what falls due, or of nothing."""
    is_spaced = pl.col("is_notice") & pl.col("is_spaced")
    is_possible = is_spaced & (pl.col("left_cents") >= pl.col("cents_min"))
    return [
        when(is_spaced & (pl.col("notice_accounts") > 1), "several_currencies"),
        when(is_possible & pl.col("is_pressed"), "contact_pressure"),
        when(is_possible & pl.col("is_refused"), "opted_out"),
        when(is_possible & pl.col("is_reachable") & pl.col("unheard").is_not_null(), "waits_by_hand"),
        when(is_possible & pl.col("is_reachable"), "before_due"),
        when(is_possible, "no_address"),
        held_by("restraint"),
    ]


def held_by(rank: str) -> pl.Expr:
    """The reason of the restraint that has this rank, null without one."""
    return pl.lit(pl.Series(list(RANKS), dtype=CODES)).gather(rank)


def when(condition: pl.Expr, reason: str) -> pl.Expr:
    """The reason's code where the condition holds, null elsewhere."""
    return pl.when(condition).then(pl.lit(reason, dtype=CODES))
