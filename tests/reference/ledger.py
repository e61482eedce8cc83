"""Openings carried into the entries they repeat, one line after the other."""

from __future__ import annotations


def carry_openings(book, told):
    """(rows, differences): the book without the openings `told` (import, first and last day, day it holds,
    whether a year is missing before it)."""
    rows = [
        row | {"letter_scope": row["import_id"] if row["letter_scope"] is None else row["letter_scope"]} for row in book
    ]
    differences = {}
    for span in told:
        rows, found = carry(rows, *span)
        differences |= found
    return rows, differences


def carry(rows, import_id, first_on, last_on, day, is_apart=False):
    repeated = [
        r for r in rows if r["is_opening"] and r["import_id"] == import_id and first_on <= r["booked_on"] <= last_on
    ]
    rest = [row for row in rows if row not in repeated]
    openings = sorted((row for row in repeated if row["gone_on"] is None), key=place)
    groups = open_groups(rest, day)
    carried = sorted((row for group in groups for row in group), key=place)
    sums = {account(row): [0, 0] for row in openings + carried}
    for row in openings:
        sums[account(row)][0] += row["amount_cents"]
    for row in carried:
        sums[account(row)][1] += row["amount_cents"]
    untold, unlisted = match(openings, carried, groups, is_apart)
    kept = []
    for key in sums:
        mine, left = ([r for r in side if account(r) == key] for side in (untold, unlisted))
        kept += settle(mine, left, day, is_apart)
    differences = {(*key, import_id): tuple(both) for key, both in sums.items() if both[0] != both[1]}
    return rest + kept, differences


def place(row):
    values = [row[c] for c in ("booked_on", "document_on", "document", "number", "line", "amount_cents")]
    return [(value is None, value if value is not None else 0) for value in values]


def account(row):
    return row["customer"], row["currency"]


def open_groups(rows, day):
    """What is open just before the day: single entries and lettered groups that don't balance."""
    counted = [
        r for r in rows if r["booked_on"] < day and (r["gone_on"] is None or r["gone_on"] >= day) and r["amount_cents"]
    ]
    groups = {}
    for n, row in enumerate(counted):
        key = n if row["letter"] is None else (row["letter_scope"], *account(row), row["letter"])
        groups.setdefault(key, []).append(row)
    return [sorted(group, key=place) for group in groups.values() if sum(r["amount_cents"] for r in group)]


def match(openings, carried, groups, is_apart):
    """Hands letters on; what is left on both sides. Over a missing year an equal amount alone matches nothing."""
    untold, unlisted = list(openings), list(carried)
    for grain, words, is_unique in (
        ("line", ("document", "amount"), False),
        ("group", ("document", "amount"), False),
        ("line", ("amount", "document_on"), False),
        ("line", ("amount",), True),
        ("group", ("amount",), True),
    )[: 3 if is_apart else None]:
        if grain == "line":
            targets = [[row] for row in unlisted]
        else:
            targets = [g for g in groups if len(g) > 1 and all(any(r is u for u in unlisted) for r in g)]
            targets.sort(key=lambda g: min(r["entry"] for r in g))
        lines = [(key_of([row], words), row) for row in untold]
        keys = [(key_of(target, words), target) for target in targets]
        for key in {key for key, _ in lines} & {key for key, _ in keys} - {None}:
            mine, theirs = [row for k, row in lines if k == key], [target for k, target in keys if k == key]
            if is_unique and (len(mine) > 1 or len(theirs) > 1):
                continue
            for opening, target in zip(mine, theirs, strict=False):
                hand(opening, target)
                untold = [row for row in untold if row is not opening]
                unlisted = [row for row in unlisted if all(row is not r for r in target)]
    return untold, unlisted


def key_of(target, words):
    """What must be equal; None where something isn't known."""
    amount = sum(row["amount_cents"] for row in target)
    first = next(row for row in target if row["amount_cents"] * amount > 0)
    values = [amount if word == "amount" else first[word] for word in words]
    if any(value is None or value == "" for value in values):
        return None
    return (*account(first), *values)


def hand(opening, target):
    if opening["letter"] is not None:
        for row in target:
            row |= {c: opening[c] for c in ("letter", "letter_scope", "lettered_on")}


def settle(untold, unlisted, day, is_apart):
    """What stays of one account's openings without match; over a missing year all of them, unless they tie."""
    if not unlisted:
        return untold
    if not untold:
        for row in unlisted:
            row["gone_on"] = day
        return []
    letters = {(row["letter"], row["letter_scope"]) for row in untold}
    if len(letters) == 1 and None not in letters.copy().pop():
        last = max((row["lettered_on"] for row in untold if row["lettered_on"]), default=None)
        hand(untold[0] | {"lettered_on": last}, unlisted)
    rest = sum(row["amount_cents"] for row in untold) - sum(row["amount_cents"] for row in unlisted)
    if is_apart and rest:
        for row in unlisted:
            row["gone_on"] = day
        return untold
    largest = max(untold, key=lambda row: abs(row["amount_cents"]))
    letter = largest["letter"] if len(letters) == 1 else None
    return [largest | {"amount_cents": rest, "letter": letter, "kind": "opening"}] if rest else []
