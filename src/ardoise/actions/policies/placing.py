"""Customers and items put under their policies: the engine's rule on what the records know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
from django_scopes import scope

from ardoise.actions import ledger
from ardoise.actions.policies.assignment import Assigned
from ardoise.engine import assignment
from ardoise.engine.behaviours import behaviours
from ardoise.engine.ledger import carry_openings
from ardoise.records import book
from ardoise.records.models import Company, Dispute


def place(
    company: Company,
    as_of: date,
    under: Assigned,
    customers: pl.DataFrame,
    items: pl.DataFrame,
    paying: Callable[[], pl.DataFrame],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The CUSTOMERS with `policy` and `assigned_by`, the ITEMS with `policy` where a person put one elsewhere.

    `paying` is asked for the BEHAVIOURS where a rule asks how a customer pays.
    """
    if not under.rules and under.overrides.is_empty():
        return customers.with_columns(policy=pl.lit(under.default), assigned_by=pl.lit("")), items
    asked = {condition.fact for rule in under.rules for condition in rule.conditions}
    spoken = customers.with_columns(pl.col("language").fill_null(pl.lit(company.language)))
    known = assignment.with_facts(spoken, items, as_of, paying() if "behaviour" in asked else None)
    placed = assignment.assign(known, under.rules, under.overrides, under.default)
    told = placed.select("customer", "policy", "assigned_by")
    bare = customers.drop("policy", "assigned_by").join(told, on="customer", how="left", maintain_order="left")
    return bare, assignment.place_items(items, under.overrides)


def paying(company: Company, as_of: date, customer_id: book.Whose) -> pl.DataFrame:
    """How each customer pays: BEHAVIOURS, from the whole of its book."""
    entries = book.book(company.pk, customer_id)
    carried, _differences = carry_openings(entries, book.booking_days(company.pk))
    dated = ledger.due(company, carried, entries, book.customers(company.pk, customer_id))
    with scope(company=company):
        opened = list(Dispute.objects.filter(company=company).values_list("customer__code", "opened_on"))
    disputes = pl.DataFrame(opened, schema={"customer": pl.String, "opened_on": pl.Date}, orient="row")
    accepted = ledger.settlements(company, customer_id, entries, carried)
    return behaviours(dated, as_of, disputes, settlements=accepted)
