"""Customers as the engine sees them."""

from __future__ import annotations

import re
from typing import Any

KINDS = ("unknown", "professional", "consumer", "public_body")
"""What a customer is before the law; as long as nobody has told, nothing is claimed beyond the principal."""

COMPANY_FORM = (
    r"(?i)(?:^|[\s,(\-])(?:sarl|sas|sasu|eurl|snc|selarl|selas|gmbh|ltd|llc|plc|inc|sprl|srl"
    r"|s\.a\.s\.u|s\.a\.s|s\.a\.r\.l|e\.u\.r\.l)(?:$|[\s,.)\-])"
)
"""A legal form that only a company bears, as a whole word of its name. SA is also a surname (de Sa), and an SCI
or an association need not act as a professional: these tell nothing. Python and polars read it alike."""

PUBLIC_SIRENS = ("1", "2")
"""The first digit of the SIREN of a public body (INSEE)."""

CUSTOMERS: dict[str, Any] = {
    "customer": str,  # the code
    "customer_name": str,
    "customer_kind": str,  # one of KINDS; None: unknown
    "segment": str,
    "group": str,
    "collector": str,
    "salesperson": str,
    "terms": str,  # None: the company's
    "language": str,
    "has_address": bool,  # is there an e-mail address? None: nobody asked (a file without contacts)
    "siren": str,
    "country": str,  # ISO 3166-1 alpha-2
    "postcode": str,
    "sector": str,
    "risk_class": str,
    "is_strategic": bool,
    "pays_by_debit": bool,  # by direct debit: the bank fetches the money
    "policy": str,  # the name of the policy that governs it; None: the default
    "assigned_by": str,  # the rule's name, "override", or "": the default
    "reach": list[str],  # channels by which there is somebody to reach; None: nobody asked
    "opted_out": list[str],  # channels by which it is not to be reached
    "debtor": str,  # the same for every company that faces it: its SIREN; None: this customer alone
    "reader": str,  # the head of its group, where that is written to in its place; None: itself
}


def kind_told_by(name: str, siren: str) -> str | None:
    """The kind that a SIREN or a company's legal form tells; None where neither does."""
    if siren:
        return "public_body" if siren.startswith(PUBLIC_SIRENS) else "professional"
    return "professional" if re.search(COMPANY_FORM, name) else None
