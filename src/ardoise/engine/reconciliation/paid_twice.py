"""A number that looks mistyped may be that of a document paid before: then somebody pays it twice."""

from __future__ import annotations

import polars as pl

from ardoise.engine.reconciliation.matching import Matching
from ardoise.engine.reconciliation.receipts import numbers_of, receipt_of

DOUBT, CHANCE_MAX = "already_paid", 0.49


def mistyped(matching: Matching) -> pl.DataFrame:
    """receipt, rank and customer of what takes a number of the receipt for a mistyped one of an open item."""
    is_near = pl.col("evidence").list.first() == "near_reference"
    return matching.matches.filter(is_near).select("receipt", "rank", "customer")


def left_to_a_person(matching: Matching, receipts: pl.DataFrame, documents: pl.DataFrame) -> Matching:
    """The matching; what takes a number for mistyped that another document of the customer's bears is never sure, never
    applied by itself, and says so.

    `documents`: customer and document, open or not, of the customers of `mistyped` at least.
    """
    told = mistyped(matching).join(documents, on="customer").filter(pl.col("document").is_not_null())
    taken = matching.allocations.select("receipt", "rank", "document")
    others = told.join(taken, on=["receipt", "rank", "document"], how="anti", nulls_equal=True)
    rows = receipts.filter(pl.col("receipt").is_in(others["receipt"].implode()))
    written = {row["receipt"]: receipt_of(row).numbers for row in rows.to_dicts()}
    found = [
        (receipt, rank)
        for receipt, rank, document in others.select("receipt", "rank", "document").iter_rows()
        if not written[receipt].isdisjoint(numbers_of(document))
    ]
    if not found:
        return matching
    is_told = pl.struct("receipt", "rank").is_in([{"receipt": receipt, "rank": rank} for receipt, rank in found])
    doubted = matching.matches.with_columns(
        is_automatic=pl.col("is_automatic") & ~is_told,
        confidence=pl.when(is_told).then(pl.min_horizontal("confidence", CHANCE_MAX)).otherwise("confidence"),
        evidence=pl.when(is_told).then(pl.concat_list("evidence", pl.lit(DOUBT))).otherwise("evidence"),
    )
    return Matching(doubted, matching.allocations)
