"""What became of each promise, one customer after the other: what engine/promises must agree with."""

from __future__ import annotations

from datetime import timedelta


def judge_all(book, promises, as_of, grace_days, settlements=()):
    """{promise: (outcome, amount, paid)}."""
    told = {}
    for row in promises:
        if row["opened_on"] <= as_of and (row["ended_on"] is None or row["ended_on"] > as_of):
            told.setdefault(row["promise"], []).append(row)
    counted = [e for e in book if e["booked_on"] <= as_of and (e["gone_on"] is None or e["gone_on"] > as_of)]
    counted = [e | {"letter": e["letter"] and (e["letter"], e["currency"])} for e in counted]  # one letter, one money
    parts = [part for entry in counted for part in take_apart(entry, settlements, as_of)]
    left = {n: max(-part["amount_cents"], 0) for n, part in enumerate(parts)}
    give_back(parts, left)
    parts, left = set_apart(told, parts, left, counted)
    found = {}
    for key, rows in sorted(told.items(), key=lambda pair: (pair[1][0]["promised_on"], pair[0])):
        items = [e for row in rows for e in counted if e["entry"] == row["entry"]]
        amount = rows[0]["amount_cents"]
        amount = sum(e["amount_cents"] for e in items) if amount is None else amount
        last = rows[0]["promised_on"] + timedelta(rows[0].get("grace_days", grace_days))
        paid = late = 0
        for is_late in (False, True):
            for n in sorted(
                range(len(parts)), key=lambda n: (not is_applied(parts[n], rows), parts[n]["booked_on"], n)
            ):
                on = parts[n]["booked_on"]
                in_time = on <= last or (is_late and rows[0].get("plan") is not None)
                since = rows[0]["opened_on"] <= on
                if settled_before(rows, counted) is not None and is_own(parts[n], rows, counted):
                    since = parts[n].get("before") != rows[0]["plan"]
                if since and in_time and is_meant(parts[n], rows, items):
                    taken = min(left[n], amount - paid - late)
                    left[n] -= taken
                    paid, late = (paid, late + taken) if is_late else (paid + taken, late)
        found[key] = (outcome(amount, paid, late, last, as_of), amount, paid + late)
    return found


def set_apart(told, parts, left, counted):
    """Each credit in two: what had settled the items of a plan when it was agreed, and the rest."""
    plans = {rows[0]["plan"]: rows for rows in told.values() if settled_before(rows, counted)}
    by_day = sorted(range(len(parts)), key=lambda n: (parts[n]["booked_on"], n))
    parts, left = [parts[n] for n in by_day], [left[n] for n in by_day]
    for plan, rows in sorted(plans.items()):
        wanting, two, rest = settled_before(rows, counted), [], []
        for part, cents in zip(parts, left, strict=True):
            is_before = part["booked_on"] <= rows[0]["opened_on"] and is_own(part, rows, counted)
            taken = min(wanting, cents) if is_before else 0
            wanting -= taken
            two += [part | {"before": plan}, part]
            rest += [taken, cents - taken]
        parts, left = two, rest
    return parts, dict(enumerate(left))


def settled_before(rows, counted):
    """What of a plan's items was settled when it was agreed, letters shared with others left out; None: not noted."""
    opened = {row["entry"]: row.get("open_cents") for row in rows}
    items = [e for e in counted if e["entry"] in opened]
    if not items or any(opened[e["entry"]] is None for e in items):
        return None
    return sum(e["amount_cents"] - opened[e["entry"]] for e in items if not is_shared(e, rows, counted))


def is_shared(entry, rows, counted):
    """Something else is owed under its letter."""
    mine = {row["entry"] for row in rows}
    return entry["letter"] is not None and any(
        e["amount_cents"] > 0 and e["entry"] not in mine
        and (e["letter"], e["customer"]) == (entry["letter"], entry["customer"])
        for e in counted
    )  # fmt: skip


def is_own(credit, rows, counted):
    """It settles items of the plan, and nothing else."""
    mine = {row["entry"] for row in rows}
    if credit["item"] is not None:
        return credit["item"] in mine
    owed = [e for e in counted if e["entry"] in mine and e["letter"] is not None and e["letter"] == credit["letter"]]
    return any(e["customer"] == credit["customer"] for e in owed) and not is_shared(credit, rows, counted)


def take_apart(entry, settlements, as_of):
    """An entry that no letter closes: a part for each item it was applied to here, and the rest."""
    left, parts = entry["amount_cents"], []
    for told in sorted(settlements, key=lambda s: s["item"]):
        stands = told["from_on"] <= as_of and (told["until_on"] is None or told["until_on"] > as_of)
        if told["payment"] == entry["entry"] and stands and left < 0 and entry["letter"] is None:
            part = min(told["amount_cents"], -left)
            parts.append(entry | {"amount_cents": -part, "item": told["item"]})
            left += part
    return [*parts, entry | {"amount_cents": left, "item": None}]


def give_back(parts, left):
    """What the bank took back undoes the payment it is known by, else the last payments before it."""
    backs = [part for part in parts if part["kind"] == "returned_payment" and part["amount_cents"] > 0]
    backs = sorted(backs, key=lambda e: (e["booked_on"], e["entry"]))
    wanted = [back["amount_cents"] for back in backs]
    latest = sorted(range(len(parts)), key=lambda n: (parts[n]["booked_on"], parts[n]["entry"], n), reverse=True)
    for is_told in (True, False):
        for k, back in enumerate(backs):
            for n in latest:
                credit = parts[n]
                same = credit["customer"] == back["customer"] and credit["kind"] == "payment"
                lettered = back["letter"] is not None and credit["letter"] == back["letter"]
                known = credit["item"] == back["entry"] or lettered
                before = credit["booked_on"] <= back["booked_on"] and credit["currency"] == back["currency"]
                if same and (known if is_told else before):
                    taken = min(wanted[k], left[n])
                    left[n] -= taken
                    wanted[k] -= taken


def is_applied(credit, rows):
    return credit["item"] is not None and any(row["entry"] == credit["item"] for row in rows)


def is_meant(credit, rows, items):
    if credit["customer"] != rows[0]["customer"] or credit["amount_cents"] >= 0:
        return False
    is_payment = credit["kind"] == "payment"
    if any(row["entry"] is None for row in rows):
        return is_payment
    if credit["item"] is not None:
        return is_applied(credit, rows)
    if credit["letter"] is None:
        return is_payment and (not items or any(e["currency"] == credit["currency"] for e in items))
    return any((e["letter"], e["customer"]) == (credit["letter"], credit["customer"]) for e in items)


def outcome(amount, paid, late, last, as_of):
    if paid >= amount:
        return "kept"
    if as_of <= last:
        return "waiting"
    if paid + late >= amount:
        return "kept_late"
    return "partly_kept" if paid + late else "broken"
