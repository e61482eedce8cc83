"""The plan, one customer after the other: what engine/dunning must agree with."""

from __future__ import annotations

from datetime import date, timedelta

from tests.reference.charges import interest
from tests.reference.pressure import debtor_of, pressed_until, share

RANKS = {
    "insolvent": 0,
    "blocked": 1,
    "disputed": 2,
    "disputed_grace": 3,
    "planned": 4,
    "promised": 5,
    "payment_notice": 6,
    "payment_booked": 7,
}
AHEAD = 7
STEPS = (10_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000)


def plan(items, customers, policies, as_of, blocks, history, contacts=None, limits=None, promises=(), spoken=()):
    """(proposals, skips): per customer its level, cycle, amount, entries and reason; or its reason and facts."""
    names = {item["customer"] for item in items} | {customer["customer"] for customer in customers}
    known = {customer["customer"]: customer for customer in customers}
    proposals, skips = {}, {}
    for name in names:
        facts = {
            "items": [item for item in items if item["customer"] == name],
            "customer": known.get(name, {}),
            "as_of": as_of,
            "blocks": blocks,
            "history": [row for row in history if row["customer"] == name],
            "broken_on": broken_on(promises, name),
            "spoken_on": max((row["on"] for row in spoken if row["customer"] == name), default=date.min),
            "pressed_until": pressed_until(known.get(name, {}), name, contacts, limits, as_of),
            "name": name,
        }
        verdict = speak_once(facts, policies)
        (proposals if "entries" in verdict else skips)[name] = verdict
    made = {}
    if contacts is not None and limits is not None:
        order = sorted(names, key=lambda name: (name is not None, name))
        made = share(proposals, skips, order, known, policies, contacts, limits, as_of)
    for name, verdict in proposals.items():
        verdict["contacts_count"] = made.get(debtor_of(known, name), 1)
    for verdict in skips.values():
        if verdict["reason"] == "contact_pressure":
            verdict["note"] = f"{limits.contacts_max}/{limits.contacts_days}"
    return proposals, skips


def speak_once(facts, policies):
    """The verdict under the customer's policy, or under that of single items, if that one presses more."""
    default = next(iter(policies))
    usual = facts["customer"].get("policy")
    usual = usual if usual in policies else default
    own = {item["entry"]: item["policy"] for item in facts["items"] if item.get("policy") in policies}
    own = {item["entry"]: own.get(item["entry"], usual) for item in facts["items"] if item["open_cents"] > 0}
    grace = policies[usual].promise_grace_days
    facts = facts | {"blocks": [block for block in facts["blocks"] if holds(block, grace, facts["as_of"])]}
    cases = {}
    for policy in [usual, *sorted(set(own.values()) - {usual}, key=list(policies).index)]:
        mine = [item for item in facts["items"] if item["open_cents"] < 0 or own[item["entry"]] == policy]
        cases[policy] = facts | {"items": mine}
    if len(cases) > 1:
        cases = spread(cases, policies)
    verdicts = [judge(case, policies[policy]) | {"policy": policy} for policy, case in cases.items()]
    chased = [verdict for verdict in verdicts if "entries" in verdict]
    if chased:
        return min(chased, key=lambda v: (-v["priority"], -v["amount_cents"], v["late_since"] or date.max))
    return min(verdicts, key=lambda v: (v["late_since"] or date.max, not v["has_debit"]))


def spread(cases, policies):
    """The cases with what each of the customer's free credits covers there, the oldest claim first."""
    wants, left = [], {}
    for place, (policy, case) in enumerate(cases.items()):
        seen = look(case)
        for credit in sorted(seen["free_credits"], key=lambda item: item["due_on"] or date.max):
            left[credit["entry"]] = -credit["open_cents"]
        wants += [(*want, place, policy) for want in wanted(seen, case, policies[policy])]
    covers = {policy: dict.fromkeys(left, 0) for policy in cases}
    currency_of = {item["entry"]: item["currency"] for case in cases.values() for item in case["items"]}
    for _, currency, cents, _, policy in sorted(wants, key=lambda want: (want[0], want[3])):
        for entry in left:
            if currency_of[entry] == currency:
                covers[policy][entry] = min(left[entry], cents)
                left[entry] -= covers[policy][entry]
                cents -= covers[policy][entry]
    return {
        policy: case
        | {
            "items": [
                item | {"open_cents": -covers[policy][item["entry"]]} if item["entry"] in left else item
                for item in case["items"]
            ]
        }
        for policy, case in cases.items()
    }


def wanted(seen, case, policy):
    """Since when and how much a case claims, or announces, in each currency: what credits may cover."""
    claimed, said = claims(seen, case, policy)
    noticed = [(place_of(item, seen["by_entry"], policy, case["as_of"], said), item) for item in seen["debits"]]
    wants = []
    for currency in sorted({item["currency"] for item in seen["debits"]}):
        mine = [item for item in claimed if item["currency"] == currency]
        if not mine:
            soon = [(place, i) for place, i in noticed if place is not None and i["currency"] == currency]
            mine = [item for place, item in soon if place == max(place for place, _ in soon)]
        if mine:
            wants.append((min(i["due_on"] for i in mine), currency, sum(i["open_cents"] for i in mine)))
    return wants


def broken_on(promises, name):
    """The day of the last promise the customer broke, or of the last instalment not paid whole."""
    days = []
    for row in promises:
        is_late = row["outcome"] == "partly_kept" and row.get("plan") is not None
        if row["customer"] == name and (row["outcome"] == "broken" or is_late):
            days.append(row["promised_on"])
    return max(days, default=None)


def holds(block, grace_days, as_of):
    """Does the restraint stand on the day?"""
    if block["until_on"] is None:
        return True
    grace = grace_days if block["reason"] in ("promised", "planned") else 0
    return block["until_on"] + timedelta(grace) >= as_of


def judge(facts, policy):
    """One customer under one policy."""
    verdict = verdict_of(facts, policy)
    debits = [item for item in facts["items"] if item["open_cents"] > 0]
    late = [item for item in debits if item["due_on"] and item["due_on"] < facts["as_of"]]
    return verdict | {"late_since": min((item["due_on"] for item in late), default=None), "has_debit": bool(debits)}


def verdict_of(facts, policy):
    seen = look(facts)
    whole, by_entry, debits, overdue = seen["whole"], seen["by_entry"], seen["debits"], seen["overdue"]
    if whole == 0:
        return {"reason": "insolvent"}
    if not seen["items"]:
        return {"reason": "nothing_open"}
    if not debits:
        return {"reason": "credits_cover"}
    if whole is not None:
        return {"reason": word(whole)}
    claimed, said = claims(seen, facts, policy)
    if claimed:
        return judge_claim(claimed, seen["free_credits"], facts, policy, said)
    return judge_notice(debits, overdue, seen["free_credits"], by_entry, facts, policy, said)


def look(facts):
    """What is open of a case, what is overdue of it, what restrains it, and which credits are free."""
    whole, by_entry, parts = restraints(facts["blocks"], facts["name"], facts["items"])
    items = [item | {"open_cents": item["open_cents"] - parts.get(item["entry"], 0)} for item in facts["items"]]
    debits = [item for item in items if item["open_cents"] > 0]
    for item in debits:
        if item["settled_later_on"]:
            by_entry[item["entry"]] = min(AHEAD, by_entry.get(item["entry"], AHEAD))
    return {
        "whole": whole,
        "by_entry": by_entry,
        "items": items,
        "debits": debits,
        "overdue": [item for item in debits if item["due_on"] and item["due_on"] < facts["as_of"]],
        "free_credits": [item for item in items if item["open_cents"] < 0 and item["entry"] not in by_entry],
    }


def claims(seen, facts, policy):
    """What may be claimed, the fresh items while there are any; and what was said."""
    by_entry = seen["by_entry"]
    claimed = [item for item in seen["overdue"] if item["entry"] not in by_entry]
    own = {item["entry"] for item in seen["items"]}
    through = entries_through(facts["history"], policy) & own
    fresh = [item for item in claimed if item["entry"] not in through]
    free = [i for i in seen["debits"] if i["entry"] not in by_entry and i["entry"] not in through]
    said = recall(facts["history"], free, policy)
    if claimed:
        said["is_over"] = not fresh
    return fresh or claimed, said


def entries_through(history, policy):
    """The entries for which the last rung was said: a person's work."""
    history = under_its_names(history, policy)
    after = after_due(policy)
    return {row["entry"] for row in history if after and row["level"] == after[-1].key}


def under_its_names(history, policy):
    """What was said under a name that a level no longer has was said by that level."""
    keys = [level.key for level in policy.levels]
    now = {old: level.key for level in policy.levels for old in level.formerly if old not in keys}
    return [{**row, "level": now.get(row["level"], row["level"])} for row in history]


def after_due(policy):
    return [level for level in policy.levels if level.counted_from != "due" or level.days_overdue_min >= 0]


def restraints(blocks, name, items):
    """The strongest restraint on the whole customer (None: none), those on single entries, and contested parts."""
    whole, by_entry, parts = [], {}, {}
    open_cents = {item["entry"]: item["open_cents"] for item in items}
    partly = {}
    for block in blocks:
        rank = RANKS.get(block["reason"], 1)
        part = block.get("contested_cents")
        if rank in (2, 3, 4) and block["entry"] is not None and part is not None:
            parts[block["entry"]] = parts.get(block["entry"], 0) + part
            partly[block["entry"]] = min(rank, partly.get(block["entry"], 9))
        elif rank and block["entry"] is not None:
            by_entry[block["entry"]] = min(rank, by_entry.get(block["entry"], 9))
        elif block["customer"] == name:
            whole.append(rank)
    for entry, part in list(parts.items()):
        if part and open_cents.get(entry, 0) <= part:
            by_entry[entry] = min(partly[entry], by_entry.get(entry, 9))
            del parts[entry]
    return min(whole, default=None), by_entry, parts


def word(rank):
    return next(reason for reason, r in RANKS.items() if r == rank)


def recall(history, debits, policy):
    """What was said to this customer: the rung reached, the day of the last message, the cycle."""
    history = under_its_names(history, policy)
    after = [level.key for level in after_due(policy)]
    open_entries = {item["entry"] for item in debits}
    rungs = [after.index(row["level"]) for row in history if row["entry"] in open_entries and row["level"] in after]
    places = {level.key: place for place, level in enumerate(policy.levels)}
    last_cycle = max((row["cycle"] for row in history), default=0)
    return {
        "rung": max(rungs, default=None),
        "after": after_due(policy),
        "last_sent_on": max((row["sent_on"] for row in history), default=None),
        "last_cycle": last_cycle,
        "is_live": any(row["cycle"] == last_cycle and row["entry"] in open_entries for row in history),
        "said": [places[row["level"]] for row in history if row["cycle"] == last_cycle and row["level"] in places],
        "places": places,
        "policy": policy,
        "noticed": {(row["entry"], row["level"]) for row in history},
        "is_chased_otherwise": any(row["entry"] in open_entries and row["level"] not in places for row in history),
    }


def judge_claim(claimed, free_credits, facts, policy, said):
    """A customer with something to be chased for."""
    as_of = facts["as_of"]
    if len({item["currency"] for item in claimed}) > 1:
        return {"reason": "several_currencies"}
    credits = [item for item in free_credits if item["currency"] == claimed[0]["currency"]]
    amount, left = weighed(claimed, credits, policy)
    rung = 0 if said["rung"] is None else said["rung"] + 1
    level = said["after"][rung] if rung < len(said["after"]) and not said["is_over"] else None
    oldest = min(item["due_on"] for item in claimed)
    if left <= 0:
        return {"reason": "credits_cover"}
    floor = max(policy.amount_min_cents, level.amount_min_cents if level else 0, 1)
    if left < floor:
        return {"reason": "too_small", "note": str(floor)}
    if level is None:
        return {"reason": "ladder_exhausted"}
    spaced_on = spacing(said, policy, level)
    spoken = facts["spoken_on"] if level.counted_from != "due" and facts["spoken_on"] > said["last_sent_on"] else None
    start = oldest if level.counted_from == "due" else spoken or said["last_sent_on"]
    reached_on = start + timedelta(level.days_overdue_min)
    if reached_on > as_of:
        on = max(reached_on, spaced_on) if spaced_on else reached_on
        reason = "in_grace" if said["rung"] is None else "waiting_next_level"
        return {"reason": reason, "on": on, "note": spoken and str(spoken)}
    if level.amount_max_cents is not None and amount > level.amount_max_cents:
        return {"reason": "amount_above"}
    if spaced_on and spaced_on > as_of:
        return {"reason": "contacted_recently", "on": spaced_on, "note": str((spaced_on - said["last_sent_on"]).days)}
    if obstacle := unreachable(facts, level):
        return obstacle
    first = "other_ladder" if said["is_chased_otherwise"] else "first_reminder"
    reason = first if said["rung"] is None else "next_level"
    return proposal(level, claimed + credits, amount, reason, facts, oldest, said)


def weighed(claimed, credits, policy):
    """What is claimed, credits deducted where the policy says so; and what they leave of it, deducted or not."""
    gross = sum(item["open_cents"] for item in claimed)
    net = gross + sum(item["open_cents"] for item in credits)
    return (net if policy.net_credits else gross), net


def unreachable(facts, level):
    """Why nobody can be reached by that level although it is due; None: somebody can."""
    if facts["pressed_until"]:
        return {"reason": "contact_pressure", "on": facts["pressed_until"]}
    customer = facts["customer"]
    if level.channel in (customer.get("opted_out") or []):
        return {"reason": "opted_out"}
    if customer.get("reach") is not None:
        return None if level.channel in customer["reach"] else {"reason": "no_address"}
    is_silent = level.channel == "email" and customer.get("has_address") is False
    return {"reason": "no_address"} if is_silent else None


def judge_notice(debits, overdue, free_credits, by_entry, facts, policy, said):
    """A customer with nothing to be chased for: something large may fall due soon."""
    as_of = facts["as_of"]
    soon = [(place, item) for item in debits if (place := place_of(item, by_entry, policy, as_of, said)) is not None]
    if soon:
        level = policy.levels[max(place for place, _ in soon)]
        spaced_on = spacing(said, policy, level)
        if spaced_on is None or spaced_on <= as_of:
            currencies = {item["currency"] for _, item in soon}
            if verdict := announce(soon, currencies, free_credits, facts, policy, said):
                return verdict
    restrained = [by_entry[item["entry"]] for item in overdue]
    if restrained and min(restrained) == AHEAD:
        return {"reason": "payment_booked", "on": min(item["settled_later_on"] for item in overdue)}
    return {"reason": word(min(restrained)) if restrained else "not_due"}


def place_of(item, by_entry, policy, as_of, said):
    """The place of the last level before due that announces the item, if it hasn't yet."""
    if item["entry"] in by_entry or not item["due_on"] or item["due_on"] <= as_of:
        return None
    places = [
        place
        for place, level in enumerate(policy.levels)
        if level.counted_from == "due"
        and level.days_overdue_min < 0
        and (item["due_on"] - as_of).days <= -level.days_overdue_min
        and level.amount_min_cents <= item["open_cents"] <= (level.amount_max_cents or 10**15)
    ]
    if not places or (item["entry"], policy.levels[places[-1]].key) in said["noticed"]:
        return None
    return places[-1]


def announce(soon, currencies, free_credits, facts, policy, said):
    """The notice, or why there is none although something large falls due; None: nothing to say of it."""
    if len(currencies) > 1:
        return {"reason": "several_currencies"}
    currency = currencies.pop()
    last = max(place for place, _ in soon)
    level = policy.levels[last]
    announced = [item for place, item in soon if place == last]
    credits = [item for item in free_credits if item["currency"] == currency]
    amount, left = weighed(announced, credits, policy)
    if left < max(policy.amount_min_cents, level.amount_min_cents, 1):
        return None
    if obstacle := unreachable(facts, level):
        return obstacle
    oldest = min(item["due_on"] for item in announced)
    return proposal(level, announced + credits, amount, "before_due", facts, oldest, said)


def spacing(said, policy, level):
    """The first day on which that level may leave; None: any."""
    days = policy.days_between_min if level.days_between_min is None else level.days_between_min
    return said["last_sent_on"] and said["last_sent_on"] + timedelta(max(days, 1))


def proposal(level, listed, amount, reason, facts, oldest, said):
    """One reminder; none where something it lists was to be said at another level first, by a person."""
    if waiting := unheard(listed, level, facts, said):
        return {"reason": "waits_by_hand", "level": waiting}
    goes_on = said["is_live"] and said["places"][level.key] > max(said["said"], default=-1)
    days = (facts["as_of"] - oldest).days
    is_broken = reason != "before_due" and facts["broken_on"] is not None and facts["broken_on"] >= oldest
    pressing = 10 * sum(amount >= step for step in STEPS) + min(max(days, 0), 120) // 3
    return {
        "level": level.key,
        "cycle": said["last_cycle"] if goes_on else said["last_cycle"] + 1,
        "amount_cents": amount,
        "entries": sorted(item["entry"] for item in listed),
        "reason": reason,
        "priority": min(pressing + 20 * is_broken, 100),
        "is_automatic": level.is_automatic,
        "interest_cents": interest(listed, facts["customer"].get("customer_kind") or "unknown", facts["as_of"]),
    }


def unheard(listed, level, facts, said):
    """The level that nobody has heard yet and that tells of something listed; None: none."""
    own = {item["entry"] for item in listed}
    waiting = [row for row in facts["history"] if row.get("is_unheard") and row["entry"] in own]
    called = zip(waiting, under_its_names(waiting, said["policy"]), strict=True)
    return min((row["level"] for row, now in called if now["level"] != level.key), default=None)
