"""Due dates of a whole book, from the day of issue and the terms of each customer."""

from __future__ import annotations

import polars as pl

from ardoise.domain.terms import Terms, parse
from ardoise.law.refusals import RefusalError

DERIVED = "is_due_derived"


def derive_due_dates(entries: pl.DataFrame, customers: pl.DataFrame, default_terms: str) -> pl.DataFrame:
    """Entries or items with `due_on` and `is_due_derived` filled, in the same order.

    A due date that was given stays. An invoice is due by its customer's terms, else by `default_terms`,
    counted from its document date (the booking date where there is none). A credit, a payment and a payment
    returned by the bank are due on their own day: terms are given once, with the invoice. Terms nobody
    understands are a RefusalError naming the customer; without any date the due date stays unknown.
    """
    default = parse(default_terms)
    terms, numbers = _number_terms(customers)
    issued = pl.coalesce("document_on", "booked_on")
    is_given = pl.col("due_on").is_not_null()
    was_derived = pl.col(DERIVED).fill_null(False) if DERIVED in entries.columns else pl.lit(False)
    by_terms = entries.join(numbers, on="customer", how="left", maintain_order="left") if terms else entries
    dated = by_terms.with_columns(
        pl.when(is_given)
        .then("due_on")
        .when((pl.col("amount_cents") > 0) & (pl.col("kind") != "returned_payment").fill_null(True))
        .then(_due_on(terms, default, issued))
        .otherwise(issued)
        .alias("due_on"),
        pl.when(is_given).then(was_derived).otherwise(issued.is_not_null()).alias(DERIVED),
    )
    return dated.drop("_terms") if terms else dated


def _number_terms(customers: pl.DataFrame) -> tuple[list[Terms], pl.DataFrame]:
    """The distinct terms in use, and `customer`, `_terms`: the number of its own, for those who have some."""
    own = customers[["customer", "terms"]]
    if own["terms"].null_count() == own.height:
        return [], own
    own = own.drop_nulls().unique("customer", keep="first", maintain_order=True)
    meanings = {text: _parse(customer, text) for customer, text in own.unique("terms", maintain_order=True).iter_rows()}
    terms = list(dict.fromkeys(meanings.values()))
    numbers = [terms.index(meanings[text]) for text in meanings]
    texts = pl.DataFrame({"terms": list(meanings), "_terms": numbers}, schema={"terms": pl.String, "_terms": pl.Int32})
    return terms, own.join(texts, on="terms").drop("terms")


def _parse(customer: str, text: str) -> Terms:
    try:
        return parse(text)
    except RefusalError as refusal:
        raise RefusalError(fr=f"Client {customer} : {refusal.fr}", en=f"Customer {customer}: {refusal.en}") from refusal


def _due_on(terms: list[Terms], default: Terms, issued: pl.Expr) -> pl.Expr:
    """One expression per distinct term; the default for who has none."""
    due_on = after(default, issued)
    for number, own in enumerate(terms):
        if own != default:
            due_on = pl.when(pl.col("_terms") == number).then(after(own, issued)).otherwise(due_on)
    return due_on


def after(terms: Terms, issued: pl.Expr) -> pl.Expr:
    """`Terms.due_on` over a column of dates."""
    day = issued.dt.month_end() if terms.end_of_month == "before" else issued
    if terms.months:
        day = day.dt.offset_by(f"{terms.months}mo")
    if terms.days:
        day = day + pl.duration(days=terms.days)
    if terms.end_of_month == "after":
        day = day.dt.month_end()
    if terms.day_of_month is None:
        return day
    next_month = _on_day(day.dt.month_start().dt.offset_by("1mo"), terms.day_of_month)
    if terms.end_of_month == "after":
        return next_month
    found = _on_day(day, terms.day_of_month)
    return pl.when((found < day) | (found <= issued)).then(next_month).otherwise(found)


def _on_day(day: pl.Expr, number: int) -> pl.Expr:
    """That day of the column's month, the last one where the month is shorter."""
    wanted = day.dt.month_start() + pl.duration(days=number - 1)
    return pl.min_horizontal(wanted, day.dt.month_end())
