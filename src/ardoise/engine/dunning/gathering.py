"""From items to cases: each customer under each of its policies gets a number, so that what follows works on integers.

Nearly always a customer is one case. It is several where a person put single items under another policy.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ardoise.domain.assignment import BY_OVERRIDE
from ardoise.domain.dunning import Policy
from ardoise.domain.parties import KINDS
from ardoise.engine.dunning.sums import add_up_by_account

ROSTER = [
    "customer",
    "customer_name",
    "customer_kind",
    "has_address",
    "reach",
    "opted_out",
    "debtor",
    "policy",
    "assigned_by",
]


NEEDED = [
    "entry",
    "line",
    "customer",
    "document",
    "document_on",
    "due_on",
    "kind",
    "open_cents",
    "currency",
    "settled_later_on",
]
"""Of ITEMS what a plan looks at or hands on."""


def enrol(
    items: pl.DataFrame, customers: pl.DataFrame, policies: Mapping[str, Policy]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The roster and the items with the `code` of their case.

    The roster has every customer once, of `customers` or of the items only, with its `ladder`, the number of its
    policy, and its `code`, the place of its row; after them, once more for each other policy some of its items are
    under (`is_extra`).
    """
    known = customers.select(ROSTER).unique("customer", keep="first", maintain_order=True)
    codes = number(items, known)
    if codes.null_count() or known["customer_name"].null_count():
        known = with_strangers(items, known)
        codes = number(items, known)
    ladder = {name: n for n, name in enumerate(policies)}
    default = pl.col("policy").replace_strict(ladder, default=0, return_dtype=pl.Int16)
    roster = known.with_row_index("code").with_columns(ladder=default, is_extra=pl.lit(False))
    lines = items.select(NEEDED + ["policy"] * ("policy" in items.columns)).with_columns(code=codes)
    if "policy" in items.columns and items["policy"].null_count() < items.height:
        roster, lines = set_apart(roster, lines, ladder)
    names = name_of(roster["ladder"], list(policies))
    kind = pl.col("customer_kind").cast(pl.Enum(KINDS), strict=False)
    told = roster.with_columns(policy=names, assigned_by=pl.col("assigned_by").fill_null(""), customer_kind=kind)
    return told, lines.drop("policy", strict=False)


def number(items: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """The place of each item's customer among the known; null where it isn't."""
    places = known.select("customer").with_row_index("code")
    found = items.select("customer").join(places, on="customer", how="left", nulls_equal=True, maintain_order="left")
    return found["code"]


def name_of(ladder: pl.Series, names: list[str]) -> pl.Series:
    return pl.Series(names, dtype=pl.String).gather(ladder)


def with_strangers(items: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The known customers, named by their items where they have no name, and those whom only items know."""
    named = known.filter(pl.col("customer_name").is_not_null()).select("customer")
    unnamed = items.select("customer", "customer_name").join(named, on="customer", how="anti", nulls_equal=True)
    met = unnamed.group_by("customer").agg(pl.col("customer_name").drop_nulls().min())
    strangers = met.join(known, on="customer", how="anti", nulls_equal=True).sort("customer")
    joined = known.join(met, on="customer", how="left", maintain_order="left", suffix="_met", nulls_equal=True)
    known = joined.with_columns(pl.coalesce("customer_name", "customer_name_met")).select(ROSTER)
    return pl.concat([known, strangers], how="diagonal")


def set_apart(roster: pl.DataFrame, lines: pl.DataFrame, ladder: dict[str, int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Items under a policy of their own become a case of their own, and so do the customer's credits, once more.

    Whatever a customer has paid too much lowers what he is asked for, whichever of his cases is the one that asks.
    """
    own = pl.col("policy").replace_strict(ladder, default=None, return_dtype=pl.Int16)
    named = lines.select("policy", "code", "open_cents").with_row_index("at")
    named = named.filter(pl.col("policy").is_not_null(), pl.col("open_cents") > 0).with_columns(own=own)
    moved = named.filter(pl.col("own") != pl.lit(roster["ladder"]).gather(pl.col("code")))
    apart = moved.select("code", "own").unique().sort("code", "own").with_row_index("extra", roster.height)
    if apart.is_empty():
        return roster, lines
    extra = roster[apart["code"]].with_columns(
        code=apart["extra"], ladder=apart["own"], assigned_by=pl.lit(BY_OVERRIDE), is_extra=pl.lit(True)
    )
    placed = moved.join(apart, on=["code", "own"], how="left")
    credits = lines.filter(pl.col("open_cents") < 0, pl.col("code").is_in(apart["code"].unique().implode()))
    copies = credits.join(apart.select("code", "extra"), on="code").with_columns(code="extra").drop("extra")
    lines = lines.with_columns(code=lines["code"].clone().scatter(placed["at"], placed["extra"]))
    return pl.concat([roster, extra]), pl.concat([lines, copies], rechunk=True)


def tell_currencies_apart(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with the number of their account: one case and one currency; the case's where there is only one."""
    code = pl.col("code").cast(pl.Int64)
    if lines.select((pl.col("currency") == pl.col("currency").first()).all(ignore_nulls=False)).item():
        return lines.with_columns(account="code")
    currency = pl.col("currency").cast(pl.Categorical).to_physical().cast(pl.Int64).fill_null(2**31)
    return lines.with_columns(account=code * 2**32 + currency)


def gather(lines: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """The roster's cases with what each owes in the account that counts, and what it owes altogether.

    The account that counts: that of the claim, else of the notice, else the one in which most is open.
    """
    is_claim, is_notice = pl.col("oldest_due_on").is_not_null(), pl.col("notice").is_not_null()
    accounts = lines.pipe(add_up_by_account).with_columns(is_claim=is_claim, is_notice=is_notice)
    if accounts["code"].n_unique() == accounts.height:  # one currency each: the account is the case
        alone = accounts.with_columns(
            claim_accounts=is_claim.cast(pl.UInt32),
            notice_accounts=is_notice.cast(pl.UInt32),
            first_late_on="late_since",
        )
        return roster.join(alone.drop("is_claim", "is_notice"), on="code", how="left", maintain_order="left")
    whole = accounts.group_by("code").agg(
        pl.col("debit_cents").max(),
        pl.col("restraint", "next_due_on", "settled_later_on").min(),
        claim_accounts=pl.col("is_claim").sum(),
        notice_accounts=pl.col("is_notice").sum(),
        first_late_on=pl.col("late_since").min(),
    )
    order = ["is_claim", "is_notice", pl.col("open_cents").abs(), "currency"]
    chosen = accounts.sort(order, descending=[True, True, True, False])
    of_all = chosen.unique("code", keep="first", maintain_order=True).drop(
        "is_claim", "is_notice", "debit_cents", "restraint", "next_due_on", "settled_later_on"
    )
    joined = roster.join(of_all, on="code", how="left", maintain_order="left")
    return joined.join(whole, on="code", how="left", maintain_order="left")
