"""Due dates, one entry after the other."""

from __future__ import annotations

from ardoise.domain.terms import parse


def derive_due_dates(entries, customers, default_terms):
    """The entries (dicts) with due_on and is_due_derived, by the rule for one case."""
    terms_of = {customer["customer"]: customer["terms"] for customer in reversed(customers) if customer["terms"]}
    derived = []
    for entry in entries:
        issued = entry["document_on"] or entry["booked_on"]
        if entry["due_on"]:
            due_on, is_derived = entry["due_on"], False
        elif issued and entry["amount_cents"] > 0 and entry["kind"] != "returned_payment":
            due_on, is_derived = parse(terms_of.get(entry["customer"], default_terms)).due_on(issued), True
        else:
            due_on, is_derived = issued, issued is not None
        derived.append(entry | {"due_on": due_on, "is_due_derived": is_derived})
    return derived
