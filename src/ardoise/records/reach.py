"""Which channels may reach a customer, by what is known of it."""

from __future__ import annotations

from functools import cache

import polars as pl

WAYS = {
    "email": "by_email",
    "letter": "by_post",
    "registered_letter": "by_registered",
    "visit": "by_post",
    "sms": "by_sms",
    "call": "by_call",
    "fax": "by_fax",
}
"""What a channel needs to reach somebody: a column of what is asked of each customer."""


@cache
def reach() -> pl.Expr:
    """The channels of which that column says yes, in the order of WAYS.

    Each set of channels has a number, one bit for each of them, and its place in a list of all sets: looked up, a
    whole book's take a hundredth of the time in which they are put together one by one.
    """
    number = pl.sum_horizontal(pl.col(has).cast(pl.UInt32) * 2**place for place, has in enumerate(WAYS.values()))
    sets = ([way for place, way in enumerate(WAYS) if n >> place & 1] for n in range(2 ** len(WAYS)))
    return pl.lit(pl.Series(list(sets), dtype=pl.List(pl.String))).gather(number)
