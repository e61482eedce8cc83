"""How often each debtor has been contacted of late, whoever asked and by whatever channel, and when it may be again."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from ardoise.domain.pressure import Limits


def weigh(cases: pl.DataFrame, contacts: pl.DataFrame | None, limits: Limits | None, as_of: date) -> pl.DataFrame:
    """The cases with `contacts_made` within the days of the limits, `contacts_max`, and `pressed_until_on`.

    `cases` have customer and debtor, `contacts` are CONTACTS_MADE. The day is the first on which one more is
    possible, null where it already is. Without contacts or limits nobody is pressed.
    """
    if contacts is None or limits is None or contacts.is_empty():
        most = limits.contacts_max if limits and contacts is not None else 1
        return cases.with_columns(contacts_made=0, contacts_max=most, pressed_until_on=pl.lit(None, dtype=pl.Date))
    window = pl.col("on") > as_of - timedelta(limits.contacts_days)
    place = limits.contacts_max - 1
    counted = (
        contacts.filter(window)
        .group_by("debtor")
        .agg(
            contacts_made=pl.len(),
            pressed_until_on=pl.col("on").sort(descending=True).get(place, null_on_oob=True)
            if place >= 0
            else pl.lit(None, dtype=pl.Date),
        )
    )
    debtor = pl.coalesce("debtor", pl.lit("#") + pl.col("customer"))
    joined = cases.with_columns(debtor=debtor).join(counted, on="debtor", how="left", maintain_order="left")
    return joined.with_columns(
        contacts_made=pl.col("contacts_made").fill_null(0),
        contacts_max=pl.lit(limits.contacts_max),
        pressed_until_on=pl.col("pressed_until_on") + timedelta(limits.contacts_days),
    )
