"""How often each debtor has been contacted of late, whoever asked and by whatever channel, and when it may be again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from ardoise.domain.pressure import Limits
from ardoise.engine.places import Seating, beside, few, laid_out, order, without

DEBTOR = pl.coalesce("debtor", pl.lit("#") + pl.col("customer"))
"""Who the customer is to every company that faces it; without a SIREN, itself alone."""


def weigh(cases: pl.DataFrame, contacts: pl.DataFrame | None, limits: Limits | None, as_of: date) -> pl.DataFrame:
    """The cases with `contacts_made`, `contacts_max`, both limits in figures, `contacts_limit`, and `pressed_until_on`.

    `cases` have customer and debtor, `contacts` are CONTACTS_MADE; `faced` is the debtor as a number. The day is the
    first on which one more is possible, null where it already is. Without contacts or limits nobody is pressed.
    """
    if contacts is None or limits is None:
        nothing = {name: pl.lit(None, dtype=pl.Date) for name in ("pressed_until_on", "first_contact_on")}
        return cases.with_columns(contacts_made=0, contacts_max=1, contacts_limit=pl.lit(""), **nothing)
    debtors = cases.select(DEBTOR.alias("debtor"))["debtor"] if cases["debtor"].null_count() else cases["debtor"]
    known = Seating(debtors)
    counted = count(recent(contacts, known, as_of - timedelta(limits.contacts_days)), limits)
    met = cases.hstack([known.places_of_known().alias("faced")]).pipe(without, "debtor")
    joined = met.hstack(laid_out(counted, "faced", cases.height)[met["faced"]])
    return joined.with_columns(
        contacts_made=pl.col("contacts_made").fill_null(0),
        contacts_max=pl.lit(limits.contacts_max),
        contacts_limit=pl.lit(f"{limits.contacts_max}/{limits.contacts_days}"),
        pressed_until_on=pl.col("pressed_until_on") + timedelta(limits.contacts_days),
    )


def recent(contacts: pl.DataFrame, known: Seating, before: date) -> pl.DataFrame:
    """`on` and `faced` of the contacts with known debtors after that day."""
    if contacts.is_empty():
        return contacts
    window = contacts.filter(pl.col("on") > before)
    return window.select("on", faced=known.places(window["debtor"])).drop_nulls("faced")


COUNTED = {"faced": pl.UInt32, "contacts_made": pl.UInt32, "first_contact_on": pl.Date, "pressed_until_on": pl.Date}


def count(contacts: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """By debtor `faced`: how many contacts, the first of them, and the one that fills the measure (`contacts_max`)."""
    if contacts.is_empty():
        return pl.DataFrame(schema=COUNTED)
    in_turn = contacts[order(contacts.select("faced", pl.col("on").to_physical()))].with_row_index("place")
    first = in_turn.filter(pl.col("faced").ne_missing(pl.col("faced").shift(1)))
    made = pl.col("place").shift(-1, fill_value=in_turn.height) - pl.col("place")
    counted = first.select("faced", "place", contacts_made=made, first_contact_on="on")
    is_full = (pl.col("contacts_made") >= limits.contacts_max) & pl.lit(limits.contacts_max > 0)
    fills = pl.when(is_full).then(pl.col("place") + pl.col("contacts_made") - limits.contacts_max)
    return counted.with_columns(pressed_until_on=pl.lit(in_turn["on"]).gather(fills)).drop("place")


def share(cases: pl.DataFrame, limits: Limits | None, as_of: date, chased: Sequence[str]) -> pl.DataFrame:
    """The cases without more reminders to one debtor than may still be made: the most pressing of its accounts speak.

    `chased` are the reasons for which one writes; the others become `contact_pressure`, until the first contact
    counted is far enough away. `contacts_count` is what a debtor has heard once those left are made. What one reader
    gets at one rung by mail leaves as one message, unless it is formal, and is one contact.
    """
    alone = cases.with_columns(contacts_count=pl.col("contacts_made") + 1)
    if limits is None:
        return alone
    several = accounts_of_one_debtor(cases, chased)
    if several.is_empty():
        return alone
    ranked = several.sort("priority", "amount_cents", "own", descending=[True, True, False])
    same = ["faced", "apart", "reader", "ladder", "level"]
    mails = ranked.unique(same, keep="first", maintain_order=True).with_columns(
        place=pl.int_range(pl.len()).over("faced"), asked=pl.len().over("faced")
    )
    ranked = ranked.join(mails.select(*same, "place", "asked"), on=same, nulls_equal=True, maintain_order="left")
    beyond = ranked.filter(pl.col("place") + pl.col("contacts_made") >= limits.contacts_max)["code"]
    then = pl.min_horizontal(pl.col("contacts_made") + pl.col("asked"), limits.contacts_max)
    alone = alone.pipe(beside, ranked.select("code", then=then), "code")
    cases = alone.with_columns(contacts_count=pl.coalesce("then", "contacts_count")).drop("then")
    is_beyond = pl.col("code").is_in(beyond.implode())
    until = pl.col("first_contact_on").fill_null(as_of) + timedelta(limits.contacts_days)
    reason = pl.lit("contact_pressure", dtype=cases.schema["reason"])
    return cases.with_columns(
        reason=pl.when(is_beyond).then(reason).otherwise("reason"),
        pressed_until_on=pl.when(is_beyond).then(until).otherwise("pressed_until_on"),
    )


def accounts_of_one_debtor(cases: pl.DataFrame, chased: Sequence[str]) -> pl.DataFrame:
    """The cases that would be written to beside another of the same debtor's, with what they are ranked and mailed by.

    `faced` being the place of one of its cases, whoever has it for another's place is not the only one.
    """
    shared = cases["faced"].filter(cases["faced"] != cases["code"])
    if shared.is_empty():
        return cases.head(0)
    is_chased = pl.col("reason").is_in(chased) & pl.col("is_spoken")
    theirs = cases.pipe(few, is_chased & pl.col("faced").is_in(shared.implode()))
    is_apart = (pl.col("channel") != "email") | pl.col("is_formal")
    mail = {"apart": pl.when(is_apart).then("code"), "reader": pl.coalesce("reader", "customer")}
    facts = ("code", "own", "faced", "priority", "amount_cents", "contacts_made", "ladder", "level")
    return theirs.select(*facts, **mail).filter(pl.col("faced").is_duplicated())
