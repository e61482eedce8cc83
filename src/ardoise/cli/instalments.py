"""Instalment plans told by a file of promises: rows that name the same agreement of a customer are its instalments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


def is_instalment() -> pl.Expr:
    """Does the row name an agreement, its day and its amount?"""
    import polars as pl

    return pl.all_horizontal(pl.col("plan", "until_on", "amount_cents").is_not_null())


def numbered(placed: pl.DataFrame) -> pl.DataFrame:
    """The rows of instalments with `agreement`, a number for each customer's agreement; the others are left out."""
    import polars as pl

    rows = placed.filter(is_instalment())
    return rows.with_columns(agreement=pl.struct("customer", "plan").rank("dense").cast(pl.Int64))


def planned_items(rows: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The PLANNED_ITEMS: the invoices its rows name, each for the sum of these; all that is open where none does."""
    import polars as pl

    from ardoise.domain.instalments import PLANNED_ITEMS

    amounts = items.select("entry", "customer", "open_cents", booked="amount_cents")
    by_entry = rows.filter(pl.col("entry").is_not_null()).group_by("agreement", "customer", "entry")
    summed = by_entry.agg(planned_cents=pl.col("amount_cents").sum(), note=pl.col("note").first())
    named = summed.join(amounts.select("entry", "booked"), on="entry").with_columns(
        rest_cents=(pl.col("booked") - pl.col("planned_cents")).clip(0)
    )
    told = rows.join(named, on="agreement", how="anti").unique("agreement").select("agreement", "customer", "note")
    whole = told.join(amounts.filter(pl.col("open_cents") > 0), on="customer")
    whole = whole.with_columns(planned_cents="open_cents", rest_cents=pl.lit(0))
    schema = pl.DataFrame(schema=PLANNED_ITEMS).schema
    found = [one.rename({"agreement": "plan"}).select(list(schema)).cast(schema) for one in (named, whole)]
    return pl.concat(found).sort("plan", "entry")


def instalments(rows: pl.DataFrame, planned: pl.DataFrame, made_before: int) -> pl.DataFrame:
    """The PROMISES of the rows, each of all the items of its agreement; made on the day told, or long enough before
    the first of them."""
    import polars as pl

    from ardoise.domain.promises import PROMISES

    first: pl.Expr = pl.coalesce(pl.col("opened_on").min(), pl.col("until_on").min() - timedelta(made_before))
    each = rows.unique("line").with_columns(opened_on=first.over("agreement"))
    told = (
        each.drop("entry", "plan")
        .join(planned.select("entry", agreement="plan"), on="agreement")
        .with_columns(
            promise=-pl.col("line"),
            promised_on="until_on",
            plan="agreement",
            ended_on=pl.lit(None, dtype=pl.Date),
            open_cents=pl.lit(None, dtype=pl.Int64),
        )
    )
    return told.select(list(PROMISES)).cast(pl.DataFrame(schema=PROMISES).schema)


def given_up(rows: pl.DataFrame, judged: Callable[[date], pl.DataFrame], as_of: date) -> pl.DataFrame:
    """GIVEN_UP: the agreements broken on a day on which, as the rows tell, a reminder claimed them again: what came
    later heals them no more. `judged` tells the PROMISE_OUTCOMES of a day."""
    import polars as pl

    from ardoise.engine.instalments import claimed_again

    told = rows.filter(pl.col("reminded_on") <= as_of).select(plan="agreement", on="reminded_on").unique()
    return claimed_again(told, judged)
