"""How each customer pays, one after the other: what engine/behaviours must agree with."""

from __future__ import annotations

from datetime import timedelta

from ardoise.domain import behaviours as words


def behaviours(book, as_of, disputes, bounds, settlements=()):
    """{customer: (behaviour, invoices paid, late %, mean days, disputes)}."""
    since = as_of - timedelta(bounds.days_back)
    return {
        name: judge(name, book, as_of, since, disputes, bounds, settlements)
        for name in {row["customer"] for row in book}
    }


def judge(name, book, as_of, since, disputes, bounds, settlements=()):
    own = [row for row in book if row["customer"] == name and row["booked_on"] <= as_of and row["letter"]]
    days = []
    for letter in {row["letter"] for row in own}:
        group = [row for row in own if row["letter"] == letter]
        paid_on = max(row["booked_on"] for row in group)
        has_payment = any(row["kind"] == "payment" for row in group)
        if sum(row["amount_cents"] for row in group) or not has_payment or paid_on <= since:
            continue
        owed = [row for row in group if row["amount_cents"] > 0 and row["kind"] == "invoice" and row["due_on"]]
        days += [max((paid_on - row["due_on"]).days, 0) for row in owed]
    for row in book:
        paying = [s for s in settlements if s["item"] == row["entry"] and stands(s, as_of)]
        kinds = {other["kind"] for other in book for s in paying if other["entry"] == s["payment"]}
        paid_on = max((s["from_on"] for s in paying), default=None)
        is_whole = sum(s["amount_cents"] for s in paying) == row["amount_cents"] and "payment" in kinds
        if row["customer"] == name and not row["letter"] and row["booked_on"] <= as_of and is_whole and paid_on > since:
            days.append(max((paid_on - row["due_on"]).days, 0))
    opened = sum(row["customer"] == name and since < row["opened_on"] <= as_of for row in disputes)
    late = sum(day > bounds.days_tolerated for day in days)
    told = words.name(len(days), late, opened, bounds)
    return told, len(days), rounded(late * 100, len(days)), rounded(sum(days), len(days)), opened


def rounded(total, count):
    return int(total / count + 0.5) if count else None


def stands(settlement, as_of):
    return settlement["from_on"] <= as_of and (settlement["until_on"] is None or settlement["until_on"] > as_of)
