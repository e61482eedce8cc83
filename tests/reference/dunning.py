"""The plan, one customer after the other: what engine/dunning must agree with."""

from __future__ import annotations

from datetime import timedelta

RANKS = {"insolvent": 0, "blocked": 1, "disputed": 2, "promised": 3, "payment_booked": 4}
STEPS = (10_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000)


def plan(items, customers, policy, as_of, blocks, history):
    """(proposals, skips): per customer its level, cycle, amount, entries and reason; or its reason and facts."""
    names = {item["customer"] for item in items} | {customer["customer"] for customer in customers}
    reachable = {customer["customer"]: customer["has_address"] for customer in customers}
    proposals, skips = {}, {}
    for name in names:
        verdict = judge(
            [item for item in items if item["customer"] == name],
            reachable.get(name) is not False,
            policy,
            as_of,
            [block for block in blocks if holds(block, policy, as_of)],
            [row for row in history if row["customer"] == name],
            name,
        )
        (proposals if "entries" in verdict else skips)[name] = verdict
    return proposals, skips


def holds(block, policy, as_of):
    """Does the restraint stand on the day?"""
    if block["until_on"] is None:
        return True
    grace = policy.promise_grace_days if block["reason"] == "promised" else 0
    return block["until_on"] + timedelta(grace) >= as_of


def judge(items, is_reachable, policy, as_of, blocks, history, name):
    """One customer."""
    whole, by_entry = restraints(blocks, name)
    debits = [item for item in items if item["open_cents"] > 0]
    by_entry |= {item["entry"]: min(4, by_entry.get(item["entry"], 4)) for item in debits if item["settled_later_on"]}
    if whole == 0:
        return {"reason": "insolvent"}
    if not items:
        return {"reason": "nothing_open"}
    if not debits:
        return {"reason": "credits_cover"}
    if whole is not None:
        return {"reason": word(whole)}
    overdue = [item for item in debits if item["due_on"] and item["due_on"] < as_of]
    claimed = [item for item in overdue if item["entry"] not in by_entry]
    free_credits = [
        item for item in items if item["open_cents"] < 0 and item["entry"] not in by_entry and policy.net_credits
    ]
    through = entries_through(history, policy)
    fresh = [item for item in claimed if item["entry"] not in through]
    said = recall(history, [i for i in debits if i["entry"] not in by_entry and i["entry"] not in through], policy)
    if claimed:
        said["is_over"] = not fresh
        return judge_claim(fresh or claimed, free_credits, is_reachable, policy, as_of, said)
    return judge_notice(debits, overdue, free_credits, by_entry, is_reachable, policy, as_of, said)


def entries_through(history, policy):
    """The entries for which the last rung was said: a person's work."""
    after = [level.key for level in policy.levels if level.days_overdue_min >= 0]
    return {row["entry"] for row in history if after and row["level"] == after[-1]}


def restraints(blocks, name):
    """The strongest restraint on the whole customer (None: none), and those on single entries."""
    whole, by_entry = [], {}
    for block in blocks:
        rank = RANKS.get(block["reason"], 1)
        if rank and block["entry"] is not None:
            by_entry[block["entry"]] = min(rank, by_entry.get(block["entry"], 9))
        elif block["customer"] == name:
            whole.append(rank)
    return min(whole, default=None), by_entry


def word(rank):
    return next(reason for reason, r in RANKS.items() if r == rank)


def recall(history, debits, policy):
    """What was said to this customer: the rung reached, the day of the last message, the cycle."""
    after = [level.key for level in policy.levels if level.days_overdue_min >= 0]
    open_entries = {item["entry"] for item in debits}
    rungs = [after.index(row["level"]) for row in history if row["entry"] in open_entries and row["level"] in after]
    places = {level.key: place for place, level in enumerate(policy.levels)}
    last_cycle = max((row["cycle"] for row in history), default=0)
    return {
        "rung": max(rungs, default=None),
        "after": [level for level in policy.levels if level.days_overdue_min >= 0],
        "last_sent_on": max((row["sent_on"] for row in history), default=None),
        "last_cycle": last_cycle,
        "is_live": any(row["cycle"] == last_cycle and row["entry"] in open_entries for row in history),
        "said": [places[row["level"]] for row in history if row["cycle"] == last_cycle and row["level"] in places],
        "places": places,
        "noticed": {(row["entry"], row["level"]) for row in history},
    }


def judge_claim(claimed, free_credits, is_reachable, policy, as_of, said):
    """A customer with something to be chased for."""
    if len({item["currency"] for item in claimed}) > 1:
        return {"reason": "several_currencies"}
    listed = claimed + [item for item in free_credits if item["currency"] == claimed[0]["currency"]]
    amount = sum(item["open_cents"] for item in listed)
    rung = 0 if said["rung"] is None else said["rung"] + 1
    level = said["after"][rung] if rung < len(said["after"]) and not said["is_over"] else None
    oldest = min(item["due_on"] for item in claimed)
    if amount <= 0:
        return {"reason": "credits_cover"}
    if amount < max(policy.amount_min_cents, level.amount_min_cents if level else 0):
        return {"reason": "too_small"}
    if level is None:
        return {"reason": "ladder_exhausted"}
    spaced_on = spacing(said, policy)
    if (as_of - oldest).days < level.days_overdue_min:
        reached_on = oldest + timedelta(level.days_overdue_min)
        on = max(reached_on, spaced_on) if spaced_on else reached_on
        return {"reason": "in_grace" if said["rung"] is None else "waiting_next_level", "on": on}
    if spaced_on and spaced_on > as_of:
        return {"reason": "contacted_recently", "on": spaced_on}
    if not is_reachable:
        return {"reason": "no_address"}
    reason = "first_reminder" if said["rung"] is None else "next_level"
    return proposal(level, listed, amount, reason, as_of, oldest, said)


def judge_notice(debits, overdue, free_credits, by_entry, is_reachable, policy, as_of, said):
    """A customer with nothing to be chased for: something large may fall due soon."""
    soon = [(place, item) for item in debits if (place := place_of(item, by_entry, policy, as_of, said)) is not None]
    spaced_on = spacing(said, policy)
    if soon and (spaced_on is None or spaced_on <= as_of):
        currencies = {item["currency"] for _, item in soon}
        if verdict := announce(soon, currencies, free_credits, is_reachable, policy, as_of, said):
            return verdict
    restrained = [by_entry[item["entry"]] for item in overdue]
    if restrained and min(restrained) == 4:
        return {"reason": "payment_booked", "on": min(item["settled_later_on"] for item in overdue)}
    return {"reason": word(min(restrained)) if restrained else "not_due"}


def place_of(item, by_entry, policy, as_of, said):
    """The place of the last level before due that announces the item, if it hasn't yet."""
    if item["entry"] in by_entry or not item["due_on"] or item["due_on"] <= as_of:
        return None
    places = [
        place
        for place, level in enumerate(policy.levels)
        if level.days_overdue_min < 0
        and (item["due_on"] - as_of).days <= -level.days_overdue_min
        and item["open_cents"] >= level.amount_min_cents
    ]
    if not places or (item["entry"], policy.levels[places[-1]].key) in said["noticed"]:
        return None
    return places[-1]


def announce(soon, currencies, free_credits, is_reachable, policy, as_of, said):
    """The notice, or why there is none although something large falls due; None: nothing to say of it."""
    if len(currencies) > 1:
        return {"reason": "several_currencies"}
    currency = currencies.pop()
    last = max(place for place, _ in soon)
    level = policy.levels[last]
    announced = [item for place, item in soon if place == last]
    listed = announced + [item for item in free_credits if item["currency"] == currency]
    amount = sum(item["open_cents"] for item in listed)
    if amount < max(policy.amount_min_cents, level.amount_min_cents, 1):
        return None
    if not is_reachable:
        return {"reason": "no_address"}
    oldest = min(item["due_on"] for item in announced)
    return proposal(level, listed, amount, "before_due", as_of, oldest, said)


def spacing(said, policy):
    """The first day on which the next message may leave; None: any."""
    return said["last_sent_on"] and said["last_sent_on"] + timedelta(max(policy.days_between_min, 1))


def proposal(level, listed, amount, reason, as_of, oldest, said):
    """One reminder."""
    goes_on = said["is_live"] and said["places"][level.key] > max(said["said"], default=-1)
    days = (as_of - oldest).days
    return {
        "level": level.key,
        "cycle": said["last_cycle"] if goes_on else said["last_cycle"] + 1,
        "amount_cents": amount,
        "entries": sorted(item["entry"] for item in listed),
        "reason": reason,
        "priority": 10 * sum(amount >= step for step in STEPS) + min(max(days, 0), 120) // 3,
    }
