"""The aged balance, one item after the other."""

from __future__ import annotations

from tests.reference.reconciliation import spread


def aged_balance(items, as_of, bounds, by, net, credits_dated, label_of):
    """(by, currency) → [one amount per bucket, unapplied, total]."""
    rows = {}
    for item in pay_oldest(items) if net else items:
        key = (item["customer"] if by == "customer" else label_of.get(item["customer"]), item["currency"])
        row = rows.setdefault(key, [0] * (len(bounds) + 4))
        row[place_of(item, as_of, bounds, credits_dated)] += item["open_cents"]
        row[-1] += item["open_cents"]
    return rows


def place_of(item, as_of, bounds, credits_dated):
    """The bucket's place; the one before the last for credits kept apart."""
    day = item["due_on"]
    if item["open_cents"] < 0:
        if not credits_dated:
            return -2
        day = (None if item["is_due_derived"] else item["due_on"]) or item["document_on"] or item["booked_on"]
    days = (as_of - day).days if day else 0
    return 0 if days <= 0 else 1 + sum(days > bound for bound in bounds)


def pay_oldest(items):
    """What is left of each item once the credits of each customer and currency have paid its debits."""
    groups = {}
    for item in items:
        groups.setdefault((item["customer"], item["currency"]), []).append(item)
    left = {}
    for group in groups.values():
        left |= spread(group, "open_cents")
    return [item | {"open_cents": left[item["entry"]]} for item in items if item["entry"] in left]


def held(item, blocks, reason):
    """How much of an item one reason holds back."""
    largest = 0
    for block in blocks:
        is_of_all = block["entry"] is None and block["customer"] == item["customer"]
        if block["reason"] == reason and (block["entry"] == item["entry"] or is_of_all):
            part = item["open_cents"] if block["contested_cents"] is None else block["contested_cents"]
            largest = max(largest, min(part, item["open_cents"]))
    return largest
