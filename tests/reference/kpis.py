"""The average delay, written naively, as one loop."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta


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


def days_late_by_month_by_loop(settled, as_of, months):
    """Month after month, the days late of what was settled in it, weighted by amount."""
    told, year, month = [], as_of.year, as_of.month
    for _ in range(months):
        mine = [row for row in settled if (row["settled_on"].year, row["settled_on"].month) == (year, month)]
        mine = [row for row in mine if row["settled_on"] <= as_of]
        weight = sum(row["amount_cents"] for row in mine)
        late = sum(row["amount_cents"] * row["days_late"] for row in mine)
        told.insert(0, (date(year, month, 1), round(late / weight) if weight else None))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return told


def settled_by_loop(lines, settlements, as_of):
    """(entry, day) of each invoice that a letter which balances closes, or accepted settlements to the cent."""
    told = {}
    for line in lines:
        mates = [other for other in lines if line["letter"] is not None and other["letter"] == line["letter"]]
        if mates and not sum(mate["amount_cents"] for mate in mates):
            told[line["entry"]] = max(mate["booked_on"] for mate in mates if mate["amount_cents"] < 0)
            continue
        standing = [
            s for s in settlements if s[1] == line["entry"] and s[3] <= as_of and (s[4] is None or s[4] > as_of)
        ]
        if standing and sum(s[2] for s in standing) == line["amount_cents"]:
            told[line["entry"]] = max(s[3] for s in standing)
    return [
        (line["entry"], told[line["entry"]]) for line in lines if line["amount_cents"] > 0 and line["entry"] in told
    ]
