"""The plan's columns as they are handed on: proposals with their items, skips with their facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache

import polars as pl

from ardoise.domain.dunning import PROPOSAL_ITEMS, PROPOSALS, SKIPS, Policy
from ardoise.engine import charges
from ardoise.engine.aging import age
from ardoise.engine.dunning.ladders import told
from ardoise.engine.dunning.lines import firsts
from ardoise.engine.dunning.restraints import HELD_PARTS
from ardoise.engine.places import FEW, order, where, without


def propose(
    cases: pl.DataFrame, lines: pl.DataFrame, items: pl.DataFrame, notices: pl.DataFrame, as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """PROPOSALS, the most pressing first, and PROPOSAL_ITEMS, oldest first; each claim is the sum of
    its items, those apart left out.

    `notices` are the formal ones by entry, from which a consumer owes interest (C. civ. art. 1231-6).
    """
    listed = list_items(lines, cases, items).pipe(age, as_of)
    if not notices.is_empty():
        listed = listed.join(notices, on="entry", how="left", maintain_order="left")
    return shape(most_pressing_first(cases), PROPOSALS), shape(with_interest(listed, as_of), PROPOSAL_ITEMS)


def with_interest(listed: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The listed lines with the `interest_cents` of what is left of each once the credits listed with it are taken off,
    the oldest first, deducted from the claim or not: who has paid is not told of interest on it."""
    owing = listed[[name for name in charges.ASKED if name in listed.columns]]
    if not listed["is_credit"].any():
        return listed.hstack([charges.earn(owing, as_of)])
    at = where(listed["credit_cents"] < 0)
    paid = listed[["code", "open_cents", "credit_cents"]][at]
    debit = pl.col("open_cents").clip(0)
    running = debit.cum_sum()
    before = pl.when(firsts("code")).then(running - debit).forward_fill()
    left = paid.select(charges.after_credits(running - before, pl.col("credit_cents"))).to_series()
    rest = listed["open_cents"].clone().scatter(at, left)
    return listed.hstack([charges.earn(without(owing, "open_cents").hstack([rest]), as_of)])


def most_pressing_first(cases: pl.DataFrame) -> pl.DataFrame:
    """What is proposed, by priority, amount and customer."""
    places = where(cases["is_proposed"])
    pressing = cases[["priority", "amount_cents", "own"]][places].select(-pl.col("priority", "amount_cents"), "own")
    return cases[list(PROPOSALS)][places[order(pressing)]]


def list_items(lines: pl.DataFrame, cases: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The lines a proposal lists: what it claims or announces, and the free credits of the same currency, `is_apart`
    where its policy does not deduct them.

    In the order of their customers, each customer's by due date, those without one last, as the lines are. A case's
    code is its row, so that what a line asks of its case is looked up, not joined.
    """
    chased = cases.select(
        account=pl.when("is_proposed").then("account"), notice=pl.when("is_claim").then(CLAIM).otherwise("notice")
    )
    known = [name for name in (*LISTED, *HELD_PARTS) if name in lines.columns]
    listed = lines[known].filter(is_listed(lines, chased))
    told = listed.hstack(cases[OF_THE_CASE][listed["code"]])
    fetched = [name for name in PROPOSAL_ITEMS if name not in told.columns and name in items.columns]
    told = told.hstack(items[fetched][told["at"]]).hstack([(told["is_credit"] & ~told["is_netted"]).alias("is_apart")])
    nothing = pl.zeros(told.height, dtype=pl.Int64, eager=True)
    return told.hstack([nothing.alias(name) for name in HELD_PARTS if name not in known])


def is_listed(lines: pl.DataFrame, cases: pl.DataFrame) -> pl.Series:
    """Would its case list the line? Null: no. Of each case the `account` that counts, and the `notice` it gives, or
    CLAIM."""
    theirs = cases[["account", "notice"]][lines["code"]]
    is_claim, is_notice = theirs["notice"] == CLAIM, lines["notice"] == theirs["notice"]
    is_meant = lines["is_credit"] | (lines["is_claimed"] & is_claim) | is_notice
    return is_meant & (lines["account"] == theirs["account"])


CLAIM = -1  # where a notice has its level's place

OF_THE_CASE = ["customer", "customer_kind", "is_netted", "credit_cents"]
"""What its case says of a listed line."""

LISTED = ("at", "code", "entry", "due_on", "open_cents", "is_credit")
"""What a line is asked for once it is listed."""


def skip(cases: pl.DataFrame, policies: Sequence[Policy], as_of: date) -> pl.DataFrame:
    """SKIPS, by customer: each reason with the day, the number and the level it turns on."""
    return tell(cases, where(cases["is_skipped"]), policies, as_of)


def wait(cases: pl.DataFrame, policies: Sequence[Policy], as_of: date) -> pl.DataFrame:
    """SKIPS of the cases that would have spoken today, had not another of the same customer."""
    is_waiting = cases["is_extra"] if not cases["is_extra"].any() else cases["reason"] == "one_message"
    return tell(cases, where(is_waiting), policies, as_of)


def tell(cases: pl.DataFrame, places: pl.Series, policies: Sequence[Policy], as_of: date) -> pl.DataFrame:
    """The cases in those places as SKIPS, by customer."""
    if places.is_empty():
        return pl.DataFrame(schema=SKIPS)
    by_customer = places[order(cases[["own"]][places])]
    facts = cases[TURNED_ON][by_customer]
    facts = facts.with_columns(
        pl.col("open_cents", "overdue_cents").fill_null(0), on=day(), level=level(policies), note=note()
    )
    return facts.with_columns(days=number(as_of)).pipe(shape, SKIPS)


TURNED_ON = [
    *("customer", "customer_name", "currency", "policy", "assigned_by", "ladder", "reason"),
    *("open_cents", "overdue_cents", "cents_min", "contacts_limit", "days_late", "level", "last_level", "unheard"),
    *("until_on", "settled_later_on", "next_due_on", "reached_on", "spaced_on", "pressed_until_on"),
    *("last_sent_on", "late_since", "note", "is_from_contact", "spoken_on"),
]
"""What a reason not to write may turn on, and whom it is told of."""


def is_restrained() -> pl.Expr:
    held = ["insolvent", "blocked", "disputed", "disputed_grace", "planned", "promised", "payment_notice"]
    return pl.col("reason").is_in(held)


@cache
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
        .then(pl.max_horizontal("reached_on", "spaced_on"))
        .when(reason == "contacted_recently")
        .then("spaced_on")
        .when(reason == "contact_pressure")
        .then("pressed_until_on")
        .when(reason == "ladder_exhausted")
        .then("last_sent_on")
        .when(reason.is_in(["credits_cover", "too_small", "amount_above"]))
        .then("late_since")
    )


@cache
def note() -> pl.Expr:
    """A person's words; or the limit that was met, in figures: the cents, the days, the contacts and their days; or the
    day on which a person spoke with them, where the next level counts from it."""
    reason = pl.col("reason")
    spacing = (pl.col("spaced_on") - pl.col("last_sent_on")).dt.total_days()
    limit = pl.when(reason == "too_small").then("cents_min").when(reason == "contacted_recently").then(spacing)
    pressure = pl.when(reason == "contact_pressure").then("contacts_limit")
    counted = pl.when((reason == "waiting_next_level") & pl.col("is_from_contact")).then("spoken_on")
    return pl.coalesce(pl.when(is_restrained()).then("note"), limit.cast(pl.String), pressure, counted.cast(pl.String))


@lru_cache(maxsize=8)
def number(as_of: date) -> pl.Expr:
    """The number a reason turns on: days to wait where a day is to come, days since the last message where that is
    why, days late elsewhere."""
    waits = pl.col("reason").is_in(["not_due", "waiting_next_level", "contact_pressure"])
    to_wait = (pl.col("on") - pl.lit(as_of)).dt.total_days()
    since = (pl.lit(as_of) - pl.col("last_sent_on")).dt.total_days()
    is_said = pl.col("reason") == "contacted_recently"
    return pl.when(waits).then(to_wait).when(is_said).then(since).otherwise("days_late")


COMING = [
    "in_grace",
    "waiting_next_level",
    "no_address",
    "opted_out",
    "amount_above",
    "contact_pressure",
    "one_message",
]
"""Reasons that turn on the level to come."""


def level(policies: Sequence[Policy]) -> pl.Expr:
    """The level a reason turns on: the next one, the last one said, the top of the ladder, or one nobody heard yet."""
    reason = pl.col("reason")
    said = pl.when(reason == "contacted_recently").then(pl.col("last_level").cast(pl.String))
    tops = told(policies, [policy.levels[-1].key if policy.levels else None for policy in policies])
    top = pl.when(reason == "ladder_exhausted").then(tops)
    unheard = pl.when(reason == "waits_by_hand").then("unheard")
    return pl.coalesce(pl.when(reason.is_in(COMING)).then("level"), said, top, unheard)


def shape(rows: pl.DataFrame, schema: dict[str, type]) -> pl.DataFrame:
    """The rows in the columns and types of a schema."""
    return pl.DataFrame([spelt(rows[name]).cast(kind) for name, kind in schema.items()])


def spelt(words: pl.Series) -> pl.Series:
    """Words of an enumeration as text; many are looked up, as a cast would write each row's anew."""
    kind = words.dtype
    if not isinstance(kind, pl.Enum) or words.len() < FEW:
        return words
    return kind.categories[words.to_physical()].alias(words.name)
