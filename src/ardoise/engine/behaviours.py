"""How each customer pays, from what is lettered in the book."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from ardoise.domain.behaviours import BEHAVIOURS, Bounds
from ardoise.engine.ledger import GROUP, count_as_of, scope_letters

USUAL = Bounds()


def behaviours(
    book: pl.DataFrame,
    as_of: date,
    disputes: pl.DataFrame | None = None,
    bounds: Bounds = USUAL,
    settlements: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """BEHAVIOURS, one row per customer of the BOOK with its due dates, by customer.

    An invoice counts where its letter group is whole on the day and a payment is in it; it was paid when the last
    entry of the group was booked. One without a letter counts where SETTLEMENTS that stand pay the whole of it. What
    is still open says nothing yet. `disputes` (customer, opened_on) are those opened, whatever became of them.
    """
    since = as_of - timedelta(bounds.days_back)
    paid = (
        pl.concat([paid_invoices(book, as_of), settled_invoices(book, as_of, settlements)])
        .filter(pl.col("paid_on") > since)
        .group_by("customer")
        .agg(
            invoices_paid=pl.len().cast(pl.Int64),
            late=(pl.col("days_late") > bounds.days_tolerated).sum().cast(pl.Int64),
            days=pl.col("days_late").sum(),
            last_paid_on=pl.col("paid_on").max(),
        )
    )
    known = book.select("customer").unique().join(paid, on="customer", how="left", nulls_equal=True)
    counted = known.join(count_disputes(disputes, since, as_of), on="customer", how="left", nulls_equal=True)
    filled = counted.with_columns(pl.col("invoices_paid", "late", "days", "disputes").fill_null(0))
    return (
        filled.with_columns(
            behaviour=name(bounds), late_pct=per(pl.col("late") * 100), days_late_mean=per(pl.col("days"))
        )
        .select(list(BEHAVIOURS))
        .sort("customer")
    )


def paid_invoices(book: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """customer, `paid_on` and `days_late` (early: 0) of every invoice paid by the day."""
    lettered = book.pipe(scope_letters).pipe(count_as_of, as_of).filter(pl.col("letter").is_not_null())
    is_payment = (pl.col("kind") == "payment") & (pl.col("amount_cents") < 0)
    groups = lettered.group_by(GROUP).agg(
        rest=pl.col("amount_cents").sum(), paid_on=pl.col("booked_on").max(), has_payment=is_payment.any()
    )
    whole = groups.filter(pl.col("rest") == 0, "has_payment").select(*GROUP, "paid_on")
    owed = (pl.col("amount_cents") > 0) & (pl.col("kind") != "returned_payment").fill_null(True)
    invoices = lettered.filter(owed, pl.col("due_on").is_not_null()).join(whole, on=list(GROUP), nulls_equal=True)
    late = (pl.col("paid_on") - pl.col("due_on")).dt.total_days().clip(0)
    return invoices.select("customer", "paid_on", days_late=late).drop_nulls("paid_on")


def settled_invoices(book: pl.DataFrame, as_of: date, settlements: pl.DataFrame | None) -> pl.DataFrame:
    """The same of the invoices without a letter that what was accepted here pays wholly, a payment among it."""
    counted = book.pipe(count_as_of, as_of).filter(pl.col("letter").is_null(), pl.col("due_on").is_not_null())
    if settlements is None or settlements.is_empty():
        return counted.clear().select("customer", paid_on="due_on", days_late=pl.lit(0, dtype=pl.Int64))
    stands = (pl.col("from_on") <= as_of) & (pl.col("until_on") > as_of).fill_null(True)
    kinds = book.select(payment="entry", pays="kind")
    paying = settlements.filter(stands).join(kinds, on="payment")
    sums = paying.group_by("item").agg(
        cents=pl.col("amount_cents").sum(),
        paid_on=pl.col("from_on").max(),
        has_payment=(pl.col("pays") == "payment").any(),
    )
    whole = counted.filter((pl.col("kind") != "returned_payment").fill_null(True)).join(
        sums.filter("has_payment"), left_on=["entry", "amount_cents"], right_on=["item", "cents"]
    )
    late = (pl.col("paid_on") - pl.col("due_on")).dt.total_days().clip(0)
    return whole.select("customer", "paid_on", days_late=late)


def count_disputes(disputes: pl.DataFrame | None, since: date, as_of: date) -> pl.DataFrame:
    """customer and `disputes`, those opened within the time."""
    if disputes is None:
        return pl.DataFrame(schema={"customer": pl.String, "disputes": pl.Int64})
    within = disputes.filter(pl.col("opened_on") > since, pl.col("opened_on") <= as_of)
    return within.group_by("customer").agg(disputes=pl.len().cast(pl.Int64))


def name(bounds: Bounds) -> pl.Expr:
    """The behaviour, as domain.behaviours.name says it of one customer."""
    paid, late, disputes = pl.col("invoices_paid"), pl.col("late"), pl.col("disputes")
    many = (disputes >= bounds.disputes_min) & (disputes * 100 >= (paid + disputes) * bounds.disputed_pct)
    return (
        pl.when(many)
        .then(pl.lit("disputes"))
        .when(paid < bounds.paid_min)
        .then(pl.lit("new"))
        .when(late * 100 >= paid * bounds.late_pct)
        .then(pl.lit("habitually_late"))
        .when(late * 100 > paid * bounds.forgotten_pct)
        .then(pl.lit("forgetful"))
        .otherwise(pl.lit("punctual"))
    )


def per(total: pl.Expr) -> pl.Expr:
    """The total over the invoices paid, rounded half up; null where there are none."""
    paid = pl.col("invoices_paid")
    return pl.when(paid > 0).then((2 * total + paid) // (2 * paid.clip(1)))
