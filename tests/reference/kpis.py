"""The average delay, written naively, as one loop."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta


def average_days_late_by_loop(lines, as_of):
    """Days late of the invoices settled in the last year, weighted by amount."""
    groups = defaultdict(list)
    for line in lines:
        if line["letter"] is not None and line["booked_on"] <= as_of:
            groups[line["letter"]].append(line)
    weight = weighted = 0
    for group in groups.values():
        credits = [line["booked_on"] for line in group if line["amount_cents"] < 0]
        if sum(line["amount_cents"] for line in group) or not credits or max(credits) <= as_of - timedelta(365):
            continue
        for line in group:
            if line["amount_cents"] > 0 and line["due_on"] is not None:
                weight += line["amount_cents"]
                weighted += line["amount_cents"] * (max(credits) - line["due_on"]).days
    return round(weighted / weight) if weight else None
