"""Which policy governs each customer, one after the other: what engine/assignment must agree with."""

from __future__ import annotations


def assign(customers, rules, overrides, default):
    """(customer, policy, assigned_by) of each, in order."""
    placed = {row["customer"]: row["policy"] for row in overrides if row["entry"] is None}
    return [(customer["customer"], *judge(customer, rules, placed, default)) for customer in customers]


def judge(customer, rules, placed, default):
    if customer["customer"] in placed:
        return placed[customer["customer"]], "override"
    for rule in rules:
        if all(is_met(condition, customer) for condition in rule.conditions):
            return rule.policy, rule.name
    return default, ""


def is_met(condition, customer):
    value = customer.get("customer_kind" if condition.fact == "kind" else condition.fact)
    if condition.fact == "kind" and value is None:
        value = "unknown"
    if condition.is_ in ("at_least", "at_most"):
        return value is not None and (
            value >= condition.value if condition.is_ == "at_least" else value <= condition.value
        )
    if isinstance(condition.value, bool):
        return bool(value) == (condition.value == (condition.is_ == "is"))
    text = None if value is None else value.strip().lower()
    wanted = [v.lower() for v in (condition.value if isinstance(condition.value, tuple) else (condition.value,))]
    if condition.is_ == "contains":
        return text is not None and wanted[0] in text
    return (text in wanted) != (condition.is_ == "is_not")
