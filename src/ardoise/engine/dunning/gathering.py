"""From items to customers: each gets a number, so that everything after works on integers."""

from __future__ import annotations

import polars as pl

ROSTER = ["customer", "customer_name", "has_address"]


def enrol(items: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Every customer once, of `customers` or of the items only, with its number `code`."""
    known = customers.select(ROSTER).unique("customer", keep="first", maintain_order=True)
    met = items.group_by("customer").agg(pl.col("customer_name").drop_nulls().min())
    strangers = met.join(known, on="customer", how="anti", nulls_equal=True).sort("customer")
    named = known.join(met, on="customer", how="left", maintain_order="left", suffix="_met", nulls_equal=True)
    known = named.with_columns(pl.coalesce("customer_name", "customer_name_met")).select(ROSTER)
    return pl.concat([known, strangers], how="diagonal").with_row_index("code")


def recognise(items: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """The items with their customer's number."""
    return items.join(roster.select("customer", "code"), on="customer", how="left", nulls_equal=True)


def gather_by_customer(lines: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """One case per customer: what it owes in the account that counts, and what it owes altogether.

    The account that counts: that of the claim, else of the notice, else the one in which most is open.
    """
    is_claim, is_notice = pl.col("claim_count") > 0, pl.col("notice").is_not_null()
    accounts = lines.pipe(add_up_by_account).with_columns(is_claim=is_claim, is_notice=is_notice)
    whole = accounts.group_by("code").agg(
        pl.col("debit_count").sum(),
        pl.col("overdue_count").sum(),
        pl.col("restraint").min(),
        pl.col("next_due_on").min(),
        claim_accounts=pl.col("is_claim").sum(),
        notice_accounts=pl.col("is_notice").sum(),
    )
    chosen = accounts.sort(
        "is_claim", "is_notice", pl.col("open_cents").abs(), "currency", descending=[True, True, True, False]
    ).unique("code", keep="first", maintain_order=True)
    of_all = chosen.drop("debit_count", "overdue_count", "restraint", "next_due_on", "is_claim", "is_notice")
    return roster.join(of_all, on="code", how="left").join(whole, on="code", how="left")


def add_up_by_account(lines: pl.DataFrame) -> pl.DataFrame:
    """One row per customer and currency: sums, counts and first days of each kind of line."""
    cents, due = pl.col("open_cents"), pl.col("due_on")
    is_debit = cents > 0
    return lines.group_by("code", "currency").agg(
        cents.sum(),
        overdue_cents=cents.filter("is_overdue").sum(),
        claim_cents=cents.filter("is_claimed").sum(),
        credit_cents=cents.filter("is_credit").sum(),
        claim_count=pl.col("is_claimed").sum(),
        debit_count=is_debit.sum(),
        overdue_count=pl.col("is_overdue").sum(),
        oldest_due_on=due.filter("is_claimed").min(),
        late_since=due.filter("is_overdue").min(),
        next_due_on=due.filter(is_debit & ~pl.col("is_overdue")).min(),
        restraint=pl.col("restraint").filter("is_overdue").min(),
        notice=pl.col("notice").max(),
        notice_cents=cents.filter(pl.col("notice") == pl.col("notice").max()).sum(),
        notice_due_on=due.filter(pl.col("notice") == pl.col("notice").max()).min(),
    )
