"""Late interest and fixed charges, one item after the other, by the rule for one debt."""

from __future__ import annotations

from ardoise.domain.charges import late_interest
from ardoise.law.figures import MissingFigureError
from ardoise.law.regimes import FR_B2B, FR_B2C, FR_PUBLIC

REGIME_OF = {"professional": FR_B2B, "public_body": FR_PUBLIC, "consumer": FR_B2C}


def accrue(items, as_of, customers):
    """The items (dicts) with interest_cents and fixed_charge_cents."""
    kind_of = {customer["customer"]: customer["customer_kind"] or "unknown" for customer in customers}
    return [item | accrue_one(item, as_of, kind_of.get(item["customer"], "unknown")) for item in items]


def accrue_one(item, as_of, kind):
    due_on = since_on = item["due_on"]
    if kind == "unknown":
        return {"interest_cents": 0, "fixed_charge_cents": 0}
    if kind == "consumer":
        notice_on = item["formal_notice_on"]
        since_on = max(due_on, notice_on) if due_on and notice_on else None
    if item["open_cents"] <= 0 or (since_on is None and kind == "consumer"):
        return {"interest_cents": 0, "fixed_charge_cents": 0}
    if due_on is None:
        return {"interest_cents": None, "fixed_charge_cents": None}
    if due_on >= as_of:
        return {"interest_cents": 0, "fixed_charge_cents": 0}
    try:
        interest = late_interest(item["open_cents"], since_on, as_of, REGIME_OF[kind]).interest_cents
    except MissingFigureError:
        interest = None
    charge = {"consumer": 0}.get(kind, 4000 if item["currency"] in (None, "EUR") else None)
    return {"interest_cents": interest, "fixed_charge_cents": charge}


def interest(listed, kind, as_of):
    """What the invoices have earned, the oldest being paid first by the credits listed with them."""
    credit, earned = -sum(item["open_cents"] for item in listed if item["open_cents"] < 0), 0
    for item in sorted((item for item in listed if item["open_cents"] > 0), key=lambda item: item["due_on"]):
        paid = min(credit, item["open_cents"])
        credit -= paid
        earned += accrue_one(item | {"open_cents": item["open_cents"] - paid}, as_of, kind)["interest_cents"] or 0
    return earned
