"""What is open on a day, one entry after the other."""

from __future__ import annotations


def open_items(book, as_of):
    """Entry → open cents."""
    counted = [
        row
        for row in without_transfers(book)
        if (row["booked_on"] is None or row["booked_on"] <= as_of)
        and (row["gone_on"] is None or row["gone_on"] > as_of)
        and row["amount_cents"]
    ]
    opened, groups = {}, {}
    for row in counted:
        if row["letter"] is None:
            opened[row["entry"]] = row["amount_cents"]
        else:
            scope = row["import_id"] if row["letter_scope"] is None else row["letter_scope"]
            groups.setdefault((scope, row["customer"], row["letter"], row["currency"]), []).append(row)
    for group in groups.values():
        opened |= spread(group, "amount_cents")
    return opened


def settle(opened, book, settlements, as_of):
    """(entry → open cents, place of the settlement → what it took off), one settlement after the other."""
    rows = {row["entry"]: row for row in book}
    left, taken = dict(opened), {}
    standing = [
        (place, one)
        for place, one in enumerate(settlements)
        if one["from_on"] <= as_of and (one["until_on"] is None or one["until_on"] > as_of)
    ]
    for place, one in sorted(standing, key=lambda told: turn(told[1], rows)):
        payment, item = one["payment"], one["item"]
        same = payment in rows and item in rows and all(
            rows[payment][c] == rows[item][c] for c in ("customer", "currency")
        )  # fmt: skip
        credit, debit = max(-left.get(payment, 0), 0), max(left.get(item, 0), 0)
        taken[place] = min(one["amount_cents"], credit, debit) if same else 0
        if taken[place]:
            left[payment] += taken[place]
            left[item] -= taken[place]
    return {entry: cents for entry, cents in left.items() if cents}, taken


def turn(one, rows):
    """The older first: by the day it holds from, then by dates and lines of what is paid and of what pays."""
    ages = [rows.get(one[side], {}).get(c) for side in ("item", "payment") for c in AGE]
    values = [one["from_on"], *ages, one["amount_cents"], one["payment"], one["item"]]
    return [(value is None, value.toordinal() if hasattr(value, "year") else value or 0) for value in values]


AGE = ("due_on", "document_on", "booked_on", "line")


def spread(group, column):
    """The smaller side pays the larger, oldest first: entry → what is left."""
    rest = sum(row[column] for row in group)
    sign = (rest > 0) - (rest < 0)
    paying = sum(abs(row[column]) for row in group if row[column] * sign < 0)
    left = {}
    for row in sorted((row for row in group if row[column] * sign > 0), key=seniority):
        used = min(paying, abs(row[column]))
        paying -= used
        if abs(row[column]) > used:
            left[row["entry"]] = sign * (abs(row[column]) - used)
    return left


def seniority(row):
    """Oldest first; what isn't known comes last."""
    own = row["due_on"] or row["document_on"] or row["booked_on"]
    return [
        (value is None, value or 0) if not hasattr(value, "year") else (False, value.toordinal())
        for value in (own, row["booked_on"], row["line"], row["entry"])
    ]


def settled_later(book, as_of):
    """Entry → the last day booked after the day in its letter group, where the group is whole with what comes."""
    groups = {}
    for row in without_transfers(book):
        if row["letter"] is not None and row["amount_cents"] and (row["gone_on"] is None or row["gone_on"] > as_of):
            scope = row["import_id"] if row["letter_scope"] is None else row["letter_scope"]
            groups.setdefault((scope, row["customer"], row["letter"], row["currency"]), []).append(row)
    days = {}
    for group in groups.values():
        last = max((row["booked_on"] for row in group if row["booked_on"]), default=None)
        if last and last > as_of and sum(row["amount_cents"] for row in group) == 0:
            days |= {row["entry"]: last for row in group}
    return days


def without_transfers(book):
    """Without the pairs that move a claim from 411 to 416, but for those whose debit is lettered."""
    sides = {}
    for row in book:
        account, cents = row["gl_account"] or "", row["amount_cents"]
        is_doubtful = account.startswith("416") and cents > 0 and row["letter"] is None
        if (is_doubtful or (account.startswith("411") and cents < 0)) and row["document"] and row["booked_on"]:
            key = (row["customer"], row["currency"], row["document"], row["booked_on"], row["gone_on"], abs(cents))
            sides.setdefault(key, []).append(row)
    pairs = [side for side in sides.values() if len(side) == 2 and sum(row["amount_cents"] for row in side) == 0]
    moved = {row["entry"] for side in pairs for row in side}
    return [row for row in book if row["entry"] not in moved]
