"""Customers and items put under their policies: the engine's rule on what the records know."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
from django.db.models import QuerySet
from django_scopes import scope

from ardoise.actions import ledger
from ardoise.actions.policies.assignment import Assigned, assigned
from ardoise.domain.behaviours import BEHAVIOURS
from ardoise.engine import assignment
from ardoise.engine.behaviours import behaviours
from ardoise.records.models import Company, Customer, Dispute


def asks_paying(under: Assigned) -> bool:
    """Does a rule ask how a customer pays?"""
    return any(condition.fact == "behaviour" for rule in under.rules for condition in rule.conditions)


def place(
    company: Company,
    as_of: date,
    under: Assigned,
    customers: pl.DataFrame,
    items: pl.DataFrame,
    paying: pl.DataFrame | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The CUSTOMERS with `policy` and `assigned_by`, the ITEMS with `policy` where a person put one elsewhere.

    `paying`, the BEHAVIOURS, must be known where a rule asks how a customer pays.
    """
    if not under.rules and under.overrides.is_empty():
        return customers.with_columns(policy=pl.lit(under.default), assigned_by=pl.lit("")), items
    assert paying is not None or not asks_paying(under)
    spoken = customers.with_columns(pl.col("language").fill_null(pl.lit(company.language)))
    known = assignment.with_facts(spoken, items, as_of, paying)
    placed = assignment.assign(known, under.rules, under.overrides, under.default)
    told = placed.select("customer", "policy", "assigned_by")
    bare = customers.drop("policy", "assigned_by").join(told, on="customer", how="left", maintain_order="left")
    return bare, assignment.place_items(items, under.overrides)


def nets_credits(customer: Customer, as_of: date) -> bool:
    """Does the policy the customer is under deduct credits from what is claimed?"""
    company = customer.company
    under = assigned(company)
    if all(policy.net_credits for policy in under.policies.values()):
        return True
    told = ledger.read(company, customer.pk)
    how = paying(told, as_of) if asks_paying(under) else None
    placed, _ = place(company, as_of, under, told.customers, told.items(as_of), how)
    return under.policies[placed["policy"][0]].net_credits


def pays(told: ledger.Told, as_of: date) -> dict[str, Any]:
    """How the one customer pays whose ledger it is: the row of BEHAVIOURS; without an entry, new."""
    found = paying(told, as_of).to_dicts()
    return found[0] if found else {**dict.fromkeys(BEHAVIOURS), "behaviour": "new", "invoices_paid": 0, "disputes": 0}


def disputes_of(told: ledger.Told) -> QuerySet[Dispute]:
    """The disputes of those whose ledger it is."""
    opened = Dispute.objects.filter(company=told.company)
    return opened.filter(customer__code=told.customers["customer"][0]) if told.customers.height == 1 else opened


def paying(told: ledger.Told, as_of: date) -> pl.DataFrame:
    """How each customer pays: BEHAVIOURS, from the whole of its book."""
    with scope(company=told.company):
        opened = list(disputes_of(told).values_list("customer__code", "opened_on"))
    disputes = pl.DataFrame(opened, schema={"customer": pl.String, "opened_on": pl.Date}, orient="row")
    return behaviours(told.book, as_of, disputes, settlements=told.settlements)
