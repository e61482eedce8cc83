"""From items to cases: each customer under each of its policies gets a number, so that what follows works on integers.

Nearly always a customer is one case. It is several where a person put single items under another policy.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ardoise.domain.assignment import BY_OVERRIDE
from ardoise.domain.dunning import Policy
from ardoise.domain.parties import KINDS
from ardoise.engine.dunning.lines import in_order
from ardoise.engine.dunning.sums import add_up, add_up_by_account
from ardoise.engine.places import Seating, beside, few, starts, without

ROSTER = [
    "customer",
    "customer_name",
    "customer_kind",
    "has_address",
    "reach",
    "opted_out",
    "debtor",
    "reader",
    "policy",
    "assigned_by",
]


def enrol(
    items: pl.DataFrame, customers: pl.DataFrame, policies: Mapping[str, Policy]
) -> tuple[pl.DataFrame, pl.DataFrame, Seating]:
    """The roster, the items as lines of its cases (see `lines.in_order`), and the customers to be asked for by name.

    The roster has every customer once in the order of their names, of `customers` or of the items only, with its
    `ladder`, the number of its policy, and its `code`, the place of its row; after them, once more for each other
    policy some of its items are under (`is_extra`). `own` is the code of the customer itself.
    """
    known = once(customers[ROSTER])
    seated = Seating(known["customer"])
    codes = seated.places(items["customer"])
    if codes.null_count() or known["customer_name"].null_count():
        known = with_strangers(items, known).sort("customer")
        seated = Seating(known["customer"])
        codes = seated.places(items["customer"])
    ladder = {name: n for n, name in enumerate(policies)}
    default = pl.col("policy").replace_strict(ladder, default=0, return_dtype=pl.Int16)
    kind = pl.col("customer_kind").cast(pl.Enum(KINDS), strict=False)
    told = known.with_columns(
        customer_kind=kind, assigned_by=pl.col("assigned_by").fill_null(""), ladder=default, is_extra=pl.lit(False)
    )
    cases = told[["ladder", "is_extra"]].with_row_index("code")
    cases = cases.hstack([cases["code"].alias("own")])
    known = without(told, "policy", "ladder", "is_extra")
    cast = pl.DataFrame({"code": codes}).with_row_index("at")
    if "policy" in items.columns and items["policy"].null_count() < items.height:
        cases, cast = set_apart(cases, cast, items, ladder)
        again = known[cases["own"][known.height :]].with_columns(assigned_by=pl.lit(BY_OVERRIDE))
        known = pl.concat([known, again], rechunk=True)
    names = pl.Series("policy", list(policies), dtype=pl.String)[cases["ladder"]]
    return known.hstack(cases).hstack([names]), in_order(cast, items), seated


def once(customers: pl.DataFrame) -> pl.DataFrame:
    """Each customer once, the first of several, in the order of their names."""
    by_name = customers if customers["customer"].is_sorted() else customers.sort("customer", maintain_order=True)
    first = starts(by_name["customer"])
    return by_name if first.len() == by_name.height else by_name[first]


def with_strangers(items: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The known customers, named by their items where they have no name, and those whom only items know."""
    named = known.filter(pl.col("customer_name").is_not_null()).select("customer")
    unnamed = items.select("customer", "customer_name").join(named, on="customer", how="anti", nulls_equal=True)
    met = unnamed.group_by("customer").agg(pl.col("customer_name").drop_nulls().min())
    strangers = met.join(known, on="customer", how="anti", nulls_equal=True)
    joined = known.join(met, on="customer", how="left", maintain_order="left", suffix="_met", nulls_equal=True)
    known = joined.with_columns(pl.coalesce("customer_name", "customer_name_met")).select(ROSTER)
    return pl.concat([known, strangers], how="diagonal")


def set_apart(
    cases: pl.DataFrame, cast: pl.DataFrame, items: pl.DataFrame, ladder: dict[str, int]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Items under a policy of their own become a case of their own, and so do the customer's credits, once more.

    `cast` is each item's place (`at`) and the `code` of its case. Whatever a customer has paid too much may lower
    what any of its cases asks for; `credits.spread` sees to it that it lowers each claim by what is left of it.
    """
    own = pl.col("policy").replace_strict(ladder, default=None, return_dtype=pl.Int16)
    named = items.select("policy", "open_cents").hstack(cast).pipe(few, pl.col("policy").is_not_null())
    named = named.filter(pl.col("open_cents") > 0).select("at", "code", ladder=own)
    moved = named.filter(pl.col("ladder") != pl.lit(cases["ladder"]).gather(pl.col("code")))
    apart = moved.select("code", "ladder").unique().sort("code", "ladder").with_row_index("extra", cases.height)
    if apart.is_empty():
        return cases, cast
    extra = apart.select(code="extra", ladder="ladder", is_extra=pl.lit(True), own="code")
    placed = moved.join(apart, on=["code", "ladder"])
    credits = cast.pipe(few, pl.lit(items["open_cents"] < 0))
    copies = credits.join(apart, on="code", maintain_order="left_right").select("at", code="extra")
    cast = cast.with_columns(code=cast["code"].clone().scatter(placed["at"], placed["extra"]))
    return pl.concat([cases, extra], rechunk=True), pl.concat([cast, copies], rechunk=True)


def is_of_several(cases: pl.DataFrame) -> pl.Expr:
    """Is the case one of several of its customer?"""
    return pl.col("own").is_in(cases["own"].filter(cases["is_extra"]).implode())


def gather(lines: pl.DataFrame, roster: pl.DataFrame) -> pl.DataFrame:
    """The roster's cases with what each owes in the account that counts, and what it owes altogether.

    The account that counts: that of the claim, else of the notice, else the one in which most is open.
    """
    is_claim, is_notice = pl.col("oldest_due_on").is_not_null(), pl.col("notice").is_not_null()
    if starts(lines["account"]).len() == starts(lines["code"]).len():  # one currency each
        alone = lines.hstack([lines["code"].alias("row")]).pipe(add_up, roster.height).pipe(without, "code")
        counts = {"claim_accounts": is_claim.cast(pl.UInt32), "notice_accounts": is_notice.cast(pl.UInt32)}
        return roster.hstack(alone).with_columns(**counts, first_late_on="late_since")
    accounts = lines.pipe(add_up_by_account).with_columns(is_claim=is_claim, is_notice=is_notice)
    whole = accounts.group_by("code").agg(
        pl.col("debit_cents").sum(),
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
    return roster.pipe(beside, of_all, "code").pipe(beside, whole, "code")
