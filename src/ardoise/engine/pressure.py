"""How often each debtor has been contacted of late, whoever asked and by whatever channel, and when it may be again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from ardoise.domain.pressure import Limits

DEBTOR = pl.coalesce("debtor", pl.lit("#") + pl.col("customer"))
"""Who the customer is to every company that faces it; without a SIREN, itself alone."""


def weigh(cases: pl.DataFrame, contacts: pl.DataFrame | None, limits: Limits | None, as_of: date) -> pl.DataFrame:
    """The cases with `contacts_made` within the days of the limits, `contacts_max`, and `pressed_until_on`.

    `cases` have customer and debtor, `contacts` are CONTACTS_MADE. The day is the first on which one more is
    possible, null where it already is. Without contacts or limits nobody is pressed.
    """
    if contacts is None or limits is None or contacts.is_empty():
        most = limits.contacts_max if limits and contacts is not None else 1
        nothing = {name: pl.lit(None, dtype=pl.Date) for name in ("pressed_until_on", "first_contact_on")}
        return cases.with_columns(contacts_made=0, contacts_max=most, **nothing)
    window = pl.col("on") > as_of - timedelta(limits.contacts_days)
    place = limits.contacts_max - 1
    counted = (
        contacts.filter(window)
        .group_by("debtor")
        .agg(
            contacts_made=pl.len(),
            first_contact_on=pl.col("on").min(),
            pressed_until_on=pl.col("on").sort(descending=True).get(place, null_on_oob=True)
            if place >= 0
            else pl.lit(None, dtype=pl.Date),
        )
    )
    joined = cases.with_columns(debtor=DEBTOR).join(counted, on="debtor", how="left", maintain_order="left")
    return joined.with_columns(
        contacts_made=pl.col("contacts_made").fill_null(0),
        contacts_max=pl.lit(limits.contacts_max),
        pressed_until_on=pl.col("pressed_until_on") + timedelta(limits.contacts_days),
    )


def share(cases: pl.DataFrame, limits: Limits | None, as_of: date, chased: Sequence[str]) -> pl.DataFrame:
    """The cases without more reminders to one debtor than may still be made: the most pressing of its accounts speak.

    `chased` are the reasons for which one writes; the others become `contact_pressure`, until the first contact
    counted is far enough away.
    """
    is_chased = pl.col("reason").is_in(chased) & pl.col("is_spoken")
    spoken = cases.select(
        "code", "debtor", "customer", "priority", "amount_cents", "contacts_made", is_chased=is_chased
    )
    several = spoken.filter("is_chased").with_columns(debtor=DEBTOR).filter(pl.col("debtor").is_duplicated())
    if limits is None or several.is_empty():
        return cases
    ranked = several.sort("priority", "amount_cents", "code", descending=[True, True, False])
    place = pl.int_range(pl.len()).over("debtor")
    beyond = ranked.filter(place + pl.col("contacts_made") >= limits.contacts_max)["code"]
    is_beyond = pl.col("code").is_in(beyond.implode())
    until = pl.col("first_contact_on").fill_null(as_of) + timedelta(limits.contacts_days)
    reason = pl.lit("contact_pressure", dtype=cases.schema["reason"])
    return cases.with_columns(
        reason=pl.when(is_beyond).then(reason).otherwise("reason"),
        pressed_until_on=pl.when(is_beyond).then(until).otherwise("pressed_until_on"),
    )
