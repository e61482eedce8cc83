"""Customers as the engine sees them."""

from __future__ import annotations

import re

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

CUSTOMERS: dict[str, type] = {
    "customer": str,  # the code
    "customer_name": str,
    "customer_kind": str,  # one of KINDS; None: unknown
    "segment": str,
    "group": str,
    "collector": str,
    "salesperson": str,
    "terms": str,  # None: the company's
    "language": str,
    "has_address": bool,  # is there somebody to write to? None: nobody asked (a file without contacts)
}


def kind_told_by(name: str, siren: str) -> str | None:
    """The kind that a SIREN or a company's legal form tells; None where neither does."""
    if siren:
        return "public_body" if siren.startswith(PUBLIC_SIRENS) else "professional"
    return "professional" if re.search(COMPANY_FORM, name) else None
