"""Which policy governs each customer, and what said so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from ardoise.domain.assignment import AMOUNTS, BY_OVERRIDE, Condition, Rule

COLUMNS = {"kind": "customer_kind"}
"""The column of a fact, where it isn't called the same."""

UNTOLD = {"kind": "unknown"}
"""What a fact is taken for as long as nobody has told it."""


def assign(
    customers: pl.DataFrame, rules: Sequence[Rule], overrides: pl.DataFrame | None = None, default: str | None = None
) -> pl.DataFrame:
    """The customers with `policy` and `assigned_by`: a person's override, else the first rule that holds, else default.

    `customers` are CUSTOMERS, with the further facts the rules ask for (`with_facts`); a fact that is no column, or
    null, is not known: it fails every condition but `is_not`. `overrides` are OVERRIDES; of several for one customer
    the last holds. `assigned_by` is the rule's name, "override", or "" for the default.
    """
    text = pl.String
    chosen = [pl.when(holds(rule, customers)).then(pl.lit(n, dtype=pl.Int32)) for n, rule in enumerate(rules)]
    place = pl.coalesce(*chosen) if chosen else pl.lit(None, dtype=pl.Int32)
    policies, names = pl.Series([rule.policy for rule in rules], dtype=text), [rule.name for rule in rules]
    ruled = customers.with_columns(_place=place).with_columns(
        policy=pl.lit(policies).gather(pl.col("_place")).fill_null(pl.lit(default, dtype=text)),
        assigned_by=pl.lit(pl.Series(names, dtype=text)).gather(pl.col("_place")).fill_null(""),
    )
    return override(ruled.drop("_place"), overrides)


def override(customers: pl.DataFrame, overrides: pl.DataFrame | None) -> pl.DataFrame:
    """The customers with those a person placed under another policy."""
    if overrides is None:
        return customers
    whole = overrides.filter(pl.col("entry").is_null()).select("customer", own="policy")
    if whole.is_empty():
        return customers
    last = whole.unique("customer", keep="last", maintain_order=True)
    joined = customers.join(last, on="customer", how="left", maintain_order="left")
    is_own = pl.col("own").is_not_null()
    by = pl.when(is_own).then(pl.lit(BY_OVERRIDE)).otherwise("assigned_by")
    return joined.with_columns(policy=pl.coalesce("own", "policy"), assigned_by=by).drop("own")


def place_items(items: pl.DataFrame, overrides: pl.DataFrame | None) -> pl.DataFrame:
    """The items with `policy`, that of a person's override for the single item; null: the customer's."""
    single = None if overrides is None else overrides.filter(pl.col("entry").is_not_null())
    if single is None or single.is_empty():
        return items
    last = single.unique("entry", keep="last", maintain_order=True).select("entry", "policy")
    return items.drop("policy", strict=False).join(last, on="entry", how="left", maintain_order="left")


def with_facts(
    customers: pl.DataFrame, items: pl.DataFrame, as_of: date, behaviours: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The customers with what is only known from their items: `open_cents`, `overdue_cents`, `currency`, `behaviour`.

    Amounts are those of the currency in which most is open; who has nothing open has 0 and no currency.
    """
    is_late = ((pl.col("due_on") < as_of) & (pl.col("open_cents") > 0)).fill_null(False)
    late = pl.when(is_late).then("open_cents").otherwise(0)
    sums = (
        items.with_columns(_late=late)
        .group_by("customer", "currency")
        .agg(pl.col("open_cents").sum(), overdue_cents=pl.col("_late").sum())
    )
    order = [pl.col("open_cents").abs(), "currency"]
    most = sums.sort(order, descending=[True, False]).unique("customer", keep="first", maintain_order=True)
    known = customers.drop("open_cents", "overdue_cents", "currency", strict=False)
    known = known.join(most, on="customer", how="left", maintain_order="left", nulls_equal=True)
    known = known.with_columns(pl.col("open_cents", "overdue_cents").fill_null(0))
    if behaviours is None:
        return known
    named = behaviours.select("customer", "behaviour")
    return known.drop("behaviour", strict=False).join(named, on="customer", how="left", maintain_order="left")


def holds(rule: Rule, customers: pl.DataFrame) -> pl.Expr:
    """Do all conditions of the rule hold? Never null."""
    return pl.all_horizontal(pl.lit(True), *(is_met(condition, customers) for condition in rule.conditions))


def is_met(condition: Condition, customers: pl.DataFrame) -> pl.Expr:
    """Does the condition hold? Texts are compared without regard to case, and to blanks around them."""
    column = COLUMNS.get(condition.fact, condition.fact)
    known = pl.col(column) if column in customers.columns else pl.lit(None, dtype=pl.String)
    if condition.fact in AMOUNTS:
        bound = pl.lit(condition.value, dtype=pl.Int64)
        amount = known.cast(pl.Int64)
        return (amount >= bound if condition.is_ == "at_least" else amount <= bound).fill_null(False)
    if isinstance(condition.value, bool):
        return known.cast(pl.Boolean).fill_null(False) == (condition.value == (condition.is_ == "is"))
    text = known.cast(pl.String).fill_null(pl.lit(UNTOLD.get(condition.fact), dtype=pl.String))
    return compare(text.str.strip_chars().str.to_lowercase(), condition)


def compare(text: pl.Expr, condition: Condition) -> pl.Expr:
    """One text condition on texts in lower case."""
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    wanted = [value.strip().lower() for value in values]
    if condition.is_ == "contains":
        return text.str.contains(wanted[0], literal=True).fill_null(False)
    is_one = text.is_in(wanted).fill_null(False)
    return ~is_one if condition.is_ == "is_not" else is_one
