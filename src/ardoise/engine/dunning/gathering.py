"""From items to customers: each gets a number, so that everything after works on integers."""

from __future__ import annotations

import polars as pl

ROSTER = ["customer", "customer_name", "customer_kind", "has_address"]


def enrol(items: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Every customer once, of `customers` or of the items only, with its number `code`: the place of its row."""
    known = customers.select(ROSTER).unique("customer", keep="first", maintain_order=True)
    named = known.filter(pl.col("customer_name").is_not_null()).select("customer")
    unnamed = items.select("customer", "customer_name").join(named, on="customer", how="anti", nulls_equal=True)
    if unnamed.is_empty():
        return known.with_row_index("code")
    met = unnamed.group_by("customer").agg(pl.col("customer_name").drop_nulls().min())
    strangers = met.join(known, on="customer", how="anti", nulls_equal=True).sort("customer")
    named = known.join(met, on="customer", how="left", maintain_order="left", suffix="_met", nulls_equal=True)
    known = named.with_columns(pl.coalesce("customer_name", "customer_name_met")).select(ROSTER)
    return pl.concat([known, strangers], how="diagonal").with_row_index("code")


def recognise(items: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """The items with their customer's number, and that of their account: one customer and one currency."""
    known = items.join(roster.select("customer", "code"), on="customer", how="left", nulls_equal=True)
    code = pl.col("code").cast(pl.Int64)
    if items.select((pl.col("currency") == pl.col("currency").first()).all(ignore_nulls=False)).item():
        return known.with_columns(account=code * 2**32)
    currency = pl.col("currency").cast(pl.Categorical).to_physical().cast(pl.Int64).fill_null(2**31)
    return known.with_columns(account=code * 2**32 + currency)


def gather_by_customer(lines: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """One case per customer: what it owes in the account that counts, and what it owes altogether.

    The account that counts: that of the claim, else of the notice, else the one in which most is open.
    """
    is_claim, is_notice = pl.col("claim_count") > 0, pl.col("notice").is_not_null()
    accounts = lines.pipe(add_up_by_account).with_columns(is_claim=is_claim, is_notice=is_notice)
    if not accounts["code"].is_duplicated().any():  # one currency each: the account is the customer
        alone = accounts.with_columns(
            claim_accounts=is_claim.cast(pl.UInt32), notice_accounts=is_notice.cast(pl.UInt32)
        )
        return roster.join(alone.drop("is_claim", "is_notice"), on="code", how="left", maintain_order="left")
    whole = accounts.group_by("code").agg(
        pl.col("debit_count").sum(),
        pl.col("overdue_count").sum(),
        pl.col("restraint").min(),
        pl.col("next_due_on").min(),
        pl.col("settled_later_on").min(),
        claim_accounts=pl.col("is_claim").sum(),
        notice_accounts=pl.col("is_notice").sum(),
    )
    chosen = accounts.sort(
        "is_claim", "is_notice", pl.col("open_cents").abs(), "currency", descending=[True, True, True, False]
    ).unique("code", keep="first", maintain_order=True)
    dropped = ["debit_count", "overdue_count", "restraint", "next_due_on", "settled_later_on", "is_claim", "is_notice"]
    of_all = chosen.drop(dropped)
    joined = roster.join(of_all, on="code", how="left", maintain_order="left")
    return joined.join(whole, on="code", how="left", maintain_order="left")


def add_up_by_account(lines: pl.DataFrame) -> pl.DataFrame:
    """One row per customer and currency: sums, counts and first days of each kind of line."""
    sums = ["open_cents", "overdue_cents", "claim_cents", "credit_cents", "claim_count"]
    sums += ["fresh_count", "debit_count", "overdue_count"]
    firsts = ["oldest_due_on", "late_since", "next_due_on", "restraint", "settled_later_on"]
    # masked once for the whole book, then plainly added up: several times faster than a filter in each group
    names = [pl.col("code").first(), pl.col("currency").first()]
    accounts = lines.pipe(mask).group_by("account").agg(*names, pl.col(sums).sum(), pl.col(firsts).min())
    return accounts.join(add_up_notices(lines), on="account", how="left")


def mask(lines: pl.DataFrame) -> pl.DataFrame:
    """Each figure of a line in the columns it counts in."""
    cents, due = pl.col("open_cents"), pl.col("due_on")
    is_debit = cents > 0
    return lines.select(
        "account",
        "code",
        "currency",
        "open_cents",
        overdue_cents=pl.when("is_overdue").then(cents).otherwise(0),
        claim_cents=pl.when("is_claimed").then(cents).otherwise(0),
        credit_cents=pl.when("is_credit").then(cents).otherwise(0),
        claim_count=pl.col("is_claimed").cast(pl.UInt32),
        fresh_count=pl.col("is_fresh").cast(pl.UInt32),
        debit_count=is_debit.cast(pl.UInt32),
        overdue_count=pl.col("is_overdue").cast(pl.UInt32),
        oldest_due_on=pl.when("is_claimed").then(due),
        late_since=pl.when("is_overdue").then(due),
        next_due_on=pl.when(is_debit & ~pl.col("is_overdue")).then(due),
        restraint=pl.when("is_overdue").then("restraint"),
        settled_later_on=pl.when("is_overdue").then("settled_later_on"),
    )


def add_up_notices(lines: pl.DataFrame) -> pl.DataFrame:
    """One row per account with something to announce: the last level that does, its sum, its first day."""
    near = lines.filter(pl.col("notice").is_not_null())
    last = near.filter(pl.col("notice") == pl.col("notice").max().over("account"))
    return last.group_by("account").agg(
        pl.col("notice").first(), notice_cents=pl.col("open_cents").sum(), notice_due_on=pl.col("due_on").min()
    )
