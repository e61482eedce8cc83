"""What became of each instalment plan, and what it leaves in peace: what engine/instalments must agree with."""

from __future__ import annotations


def judge_plans(outcomes, as_of, given_up=()):
    """{plan: its facts}, from what became of its instalments and what was claimed again."""
    found, claimed = {}, {row["plan"]: row for row in given_up}
    for plan in {row["plan"] for row in outcomes} - {None}:
        rows = sorted((row for row in outcomes if row["plan"] == plan), key=lambda row: row["promised_on"])
        unpaid = [row for row in rows if row["outcome"] in ("partly_kept", "broken")]
        waiting = [row for row in rows if row["outcome"] == "waiting"]
        found[plan] = {
            "plan": plan,
            "customer": rows[0]["customer"],
            "outcome": "broken" if unpaid or plan in claimed else "waiting" if waiting else "kept",
            "amount_cents": sum(row["amount_cents"] for row in rows),
            "paid_cents": sum(row["paid_cents"] for row in rows),
            "coming_cents": sum(to_come(row, as_of) for row in rows),
            "next_on": waiting[0]["promised_on"] if waiting else None,
            "last_on": rows[-1]["promised_on"],
            "broken_on": unpaid[0]["promised_on"] if unpaid else claimed.get(plan, {}).get("broken_on"),
            "reminded_on": claimed.get(plan, {}).get("reminded_on"),
            "is_caught_up": plan in claimed and not unpaid,
        }
    return found


def claimed_again(reminders, judged):
    """{plan: (the first day on which it was claimed again while it was broken, by which instalment)}."""
    found = {}
    for row in sorted(reminders, key=lambda row: row["on"]):
        told = judge_plans(judged(row["on"]), row["on"]).get(row["plan"])
        if told and told["outcome"] == "broken" and row["plan"] not in found:
            found[row["plan"]] = (row["on"], told["broken_on"])
    return found


def to_come(row, as_of):
    if row["promised_on"] > as_of:
        return row["amount_cents"]
    return max(row["amount_cents"] - row["paid_cents"], 0) if row["outcome"] == "waiting" else 0


def leave_planned(planned, outcomes, items, as_of, given_up=()):
    """[(entry, until_on, cents held; None: all of it)]."""
    plans, found = judge_plans(outcomes, as_of, given_up), []
    opened = {item["entry"]: item["open_cents"] for item in items}
    pools = {}
    for row in planned:
        own = [other for other in planned if other["plan"] == row["plan"]]
        plan = plans.get(row["plan"])
        pool = plan["coming_cents"] if plan else sum(other["planned_cents"] for other in own)
        pools[row["plan"]] = pool - sum(opened.get(other["entry"], 0) for other in own if not other["rest_cents"])
    for row in planned:
        plan = plans.get(row["plan"])
        if plan and plan["outcome"] == "broken":
            continue
        part = None
        if row["rest_cents"]:
            part = min(max(pools[row["plan"]], 0), row["planned_cents"], opened.get(row["entry"], 0))
            pools[row["plan"]] -= row["planned_cents"]
        found.append((row["entry"], plan and (plan["next_on"] or plan["last_on"]), part))
    return found
