"""What became of each promise, one customer after the other: what engine/promises must agree with."""

from __future__ import annotations

from datetime import timedelta


def judge_all(book, promises, as_of, grace_days):
    """{promise: (outcome, amount, paid)}."""
    told = {}
    for row in promises:
        if row["opened_on"] <= as_of and (row["ended_on"] is None or row["ended_on"] > as_of):
            told.setdefault(row["promise"], []).append(row)
    counted = [e for e in book if e["booked_on"] <= as_of and (e["gone_on"] is None or e["gone_on"] > as_of)]
    left = {entry["entry"]: max(-entry["amount_cents"], 0) for entry in counted}
    give_back(counted, left)
    found = {}
    for key, rows in sorted(told.items(), key=lambda pair: (pair[1][0]["promised_on"], pair[0])):
        items = [e for row in rows for e in counted if e["entry"] == row["entry"]]
        amount = rows[0]["amount_cents"]
        amount = sum(e["amount_cents"] for e in items) if amount is None else amount
        last = rows[0]["promised_on"] + timedelta(grace_days)
        paid = 0
        for credit in sorted(counted, key=lambda e: (e["booked_on"], e["entry"])):
            if rows[0]["opened_on"] <= credit["booked_on"] <= last and is_meant(credit, rows, items):
                taken = min(left[credit["entry"]], amount - paid)
                left[credit["entry"]] -= taken
                paid += taken
        found[key] = (outcome(amount, paid, last, as_of), amount, paid)
    return found


def give_back(counted, left):
    """What the bank took back undoes the last payments before it."""
    for back in sorted(counted, key=lambda e: (e["booked_on"], e["entry"])):
        wanted = back["amount_cents"] if back["kind"] == "returned_payment" else 0
        for credit in sorted(counted, key=lambda e: (e["booked_on"], e["entry"]), reverse=True):
            same = credit["customer"] == back["customer"] and credit["kind"] == "payment"
            if wanted > 0 and same and credit["booked_on"] <= back["booked_on"]:
                taken = min(wanted, left[credit["entry"]])
                left[credit["entry"]] -= taken
                wanted -= taken


def is_meant(credit, rows, items):
    if credit["customer"] != rows[0]["customer"] or credit["amount_cents"] >= 0:
        return False
    is_payment = credit["kind"] == "payment"
    if any(row["entry"] is None for row in rows):
        return is_payment
    if credit["letter"] is None:
        return is_payment
    return any((e["letter"], e["customer"]) == (credit["letter"], credit["customer"]) for e in items)


def outcome(amount, paid, last, as_of):
    if paid >= amount:
        return "kept"
    if as_of <= last:
        return "waiting"
    return "partly_kept" if paid else "broken"
