"""Whom a plan would write to and nobody can: a text message to a landline, a number that is none, a letter refused.

The book tells of each channel whether anything is written there; whether it serves is asked only of whom the plan
would reach by it, by the rule that addresses the messages.
"""

from __future__ import annotations

import polars as pl
from django_scopes import scope

from ardoise import channels
from ardoise.actions.correspondence.addressing import Asked, addresses
from ardoise.records import book
from ardoise.records.models import Company

UNSURE = ("sms", "call", "fax", "registered_letter")
"""The channels for which what is written may not serve."""


def unreached(company: Company, proposals: pl.DataFrame, whose: book.Whose) -> pl.DataFrame:
    """`customer` and `channel` of the proposals to these customers that could not be addressed."""
    asked = proposals[["customer", "channel"]]
    asked = asked.filter(pl.col("channel").is_in(UNSURE)) if {*asked["channel"].unique()} & {*UNSURE} else asked.head(0)
    if asked.is_empty():
        return asked
    rows = asked.join(book.names(company.pk, whose), on="customer").select("customer", "channel", "customer_id").rows()
    with scope(company=company):
        found = addresses(company, [Asked(key, key, channel, "", "") for _code, channel, key in rows])
    lost = [(code, channel) for code, channel, key in rows if not found[key]]
    return pl.DataFrame(lost, schema=asked.schema, orient="row")


def without(customers: pl.DataFrame, lost: pl.DataFrame) -> pl.DataFrame:
    """The CUSTOMERS whom those channels do not reach."""
    gone = lost.group_by("customer").agg(lost="channel")
    left = pl.col("reach").fill_null(list(channels.NAMES)).list.set_difference(pl.col("lost"))
    reach = pl.when(pl.col("lost").is_null()).then("reach").otherwise(left)
    told = customers.join(gone, on="customer", how="left", maintain_order="left")
    return told.with_columns(reach=reach).drop("lost")
