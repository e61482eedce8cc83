"""Customers as the engine sees them."""

from __future__ import annotations

CUSTOMERS: dict[str, type] = {
    "customer": str,  # the code
    "customer_name": str,
    "customer_kind": str,  # professional | consumer | public_body; None: professional
    "segment": str,
    "group": str,
    "collector": str,
    "salesperson": str,
    "terms": str,  # None: the company's
    "language": str,
    "has_address": bool,  # is there somebody to write to? None: nobody asked (a file without contacts)
}
