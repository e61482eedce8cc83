"""Movements that the ledger already tells: their own lines are set aside, so that what they pay can be asked again."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

DAYS = 5  # between the bank's day and the book-keeper's


def without_booked(book: pl.DataFrame, receipts: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The BOOK without the payments that are these RECEIPTS, and how many they are.

    A payment is a receipt's where amount and currency are the same and the days are near; each is one's at most,
    the nearest days first. What such a payment had settled is open again.
    """
    paid = book.filter(pl.col("kind") == "payment", pl.col("amount_cents") < 0)
    keys = {"cents": -pl.col("amount_cents"), "currency": pl.col("currency").fill_null("EUR")}
    mine = paid.select("entry", "booked_on", **keys)
    told = {"cents": pl.col("amount_cents"), "currency": pl.col("currency").fill_null("EUR")}
    pairs = receipts.select("receipt", "received_on", **told).join(mine, on=["cents", "currency"])
    away = (pl.col("received_on") - pl.col("booked_on")).dt.total_days().abs()
    near = pairs.with_columns(away=away).filter(pl.col("away") <= DAYS).sort("away", "receipt", "entry")
    taken = one_to_one(near.select("receipt", "entry").iter_rows())
    return book.filter(~pl.col("entry").is_in(list(taken))), len(taken)


def one_to_one(pairs: Iterable[tuple[int, int]]) -> set[int]:
    """The entries taken, when each receipt takes the first that is free."""
    done: set[int] = set()
    taken: set[int] = set()
    for receipt, entry in pairs:
        if receipt not in done and entry not in taken:
            done.add(receipt)
            taken.add(entry)
    return taken
