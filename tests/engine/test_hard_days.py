"""Hard days: runs missed, money, disputes and promises in between, a policy changed, customers and items moved.

Each day of an invented firm is planned by the columns and by the loop, which must agree; what then left is held
against what the ladder promises.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from tests import seeds
from tests.engine.dunning_books import AS_OF, NAMES, frame, held, item, planned
from tests.reference import dunning as reference

from ardoise.domain.dunning import DEFAULT_POLICY, Level, Policy
from ardoise.domain.parties import CUSTOMERS
from ardoise.domain.pressure import Limits

SEEDS = seeds.drawn(2)
DAYS = 40
CALL = Level("call", 8, counted_from="last_contact", channel="call")
LAST = Level("formal_notice", 30, channel="letter", days_between_min=12, tone="formal")
POLICIES = (
    DEFAULT_POLICY,
    Policy("contact", (Level("before_due", -5), Level("friendly", 3, days_between_min=2), CALL, LAST)),
    Policy("gentle", (Level("friendly", 10), Level("last", 25)), days_between_min=3, promise_grace_days=0),
)
TOLD = ("level", "cycle", "amount_cents", "reason", "policy")


@dataclass
class Firm:
    """What is known on a day, and the dice."""

    dice: random.Random
    day: date = AS_OF
    items: list = field(default_factory=list)
    blocks: list = field(default_factory=list)
    history: list = field(default_factory=list)
    contacts: list = field(default_factory=list)
    policies: dict = field(default_factory=lambda: {policy.name: policy for policy in POLICIES})
    under: dict = field(default_factory=lambda: dict.fromkeys(NAMES))
    cleared: dict = field(default_factory=dict)  # who paid everything → the last cycle before
    missed: dict = field(default_factory=dict)  # what a run that was not made would have said → its level
    limits: Limits | None = None

    def owed(self, name):
        return [row for row in self.items if row["customer"] == name and row["open_cents"] > 0]

    def owes(self, name, due, cents):
        number = max((row["entry"] for row in [*self.items, *self.history]), default=0) + 1
        self.items.append(item(number, name, cents, (AS_OF - due).days) | {"policy": None})

    def plan(self):
        """The plan of the day, the columns and the loop agreeing: customer → what is proposed."""
        people = [{"customer": name, "has_address": True, "policy": self.under[name]} for name in NAMES]
        contacts = self.contacts if self.limits else None
        facts = self.blocks, self.history
        plan = planned(self.items, *facts, self.policies, self.day, people, contacts=contacts, limits=self.limits)
        known = frame(people, CUSTOMERS).to_dicts()
        proposals, skips = reference.plan(self.items, known, self.policies, self.day, *facts, contacts, self.limits)
        listed = {}
        for row in plan.items.to_dicts():
            listed.setdefault(row["customer"], []).append(row["entry"])
        told = {row["customer"]: {key: row[key] for key in TOLD} for row in plan.proposals.to_dicts()}
        told = {name: row | {"entries": sorted(listed[name])} for name, row in told.items()}
        assert told == {name: {key: row[key] for key in (*TOLD, "entries")} for name, row in proposals.items()}
        assert dict(plan.skips.select("customer", "reason").iter_rows()) == {n: s["reason"] for n, s in skips.items()}
        return told


def happen(firm):
    """What a day may bring to each customer."""
    for name in NAMES:
        lot, owed = firm.dice.random(), firm.owed(name)
        if lot > 0.2 or (lot > 0.08 and not owed):
            continue
        firm.missed.pop(name, None)
        if lot < 0.07:
            due = firm.day + timedelta(firm.dice.randrange(-15, 35))
            firm.owes(name, due, firm.dice.choice([5_000, 40_000, 600_000]))
        elif lot < 0.08:
            firm.owes(name, firm.day, -firm.dice.choice([3_000, 30_000]))
        elif lot < 0.1:
            firm.items.remove(firm.dice.choice(owed))
        elif lot < 0.115:
            one = firm.dice.choice(owed)
            one["open_cents"] = max(1, one["open_cents"] // 2)
        elif lot < 0.125:
            firm.items = [row for row in firm.items if row["customer"] != name]
            firm.cleared[name] = max((row["cycle"] for row in firm.history if row["customer"] == name), default=0)
        elif lot < 0.16:
            restrain(firm, name, firm.dice.choice([None, *owed]))
        elif lot < 0.18:
            firm.blocks = [block for block in firm.blocks if block["customer"] != name]
        elif lot < 0.19:
            firm.under[name] = firm.dice.choice([None, *firm.policies])
        else:
            firm.dice.choice(owed)["policy"] = firm.dice.choice([None, *firm.policies])


def restrain(firm, name, one):
    why = firm.dice.choice(["disputed", "promised", "payment_notice", "blocked", "disputed_grace"])
    until = None if why == "disputed" else (firm.day - AS_OF).days + firm.dice.randrange(12)
    part = firm.dice.choice([None, 2_000]) if why == "disputed" and one else None
    firm.blocks.append(held(why, one and one["entry"], name, until, contested=part))


def change_policy(firm):
    """A level more, later, or under another name."""
    policy = firm.dice.choice(list(firm.policies.values()))
    *first, last = policy.levels
    levels = firm.dice.choice([
        (*policy.levels, Level(f"more{firm.day:%d}", last.days_overdue_min + 30)),
        (*first, replace(last, days_overdue_min=last.days_overdue_min + 2)),
        (*first, replace(last, key=f"{last.key}x")),
    ])  # fmt: skip
    firm.policies[policy.name] = replace(policy, levels=levels)
    firm.missed.clear()


def keeps_its_word(firm, name, row):
    """The ladder's promises, of one proposal."""
    policy, said = firm.policies[row["policy"]], [past for past in firm.history if past["customer"] == name]
    level = next(level for level in policy.levels if level.key == row["level"])
    between = policy.days_between_min if level.days_between_min is None else level.days_between_min
    assert all((firm.day - past["sent_on"]).days >= max(between, 1) for past in said)
    debits = {item["entry"] for item in firm.owed(name)}
    again = {past["entry"] for past in said if past["level"] == row["level"]}
    assert debits.isdisjoint(again & set(row["entries"])), "an item is claimed once at a level"
    if level.is_before_due:
        return
    rungs = [level.key for level in policy.levels if not level.is_before_due]
    theirs = {item["entry"] for item in firm.owed(name) if is_free(firm, item, row["policy"])}
    through = {past["entry"] for past in said if past["level"] == rungs[-1]}
    heard = [
        rungs.index(past["level"]) for past in said if past["entry"] in theirs - through and past["level"] in rungs
    ]
    assert rungs.index(row["level"]) == max(heard, default=-1) + 1, "the rung after the highest reached, no other"
    if name in firm.cleared:
        assert row["level"] == rungs[0] and row["cycle"] > firm.cleared.pop(name), "a clean start"


def is_free(firm, item, policy):
    """Is the item in the case of that policy, and nothing restrains it whole?"""
    usual = firm.under[item["customer"]] or "default"
    grace = firm.policies[usual].promise_grace_days
    whole = [
        block
        for block in firm.blocks
        if block["entry"] == item["entry"] and (block["contested_cents"] or item["open_cents"]) >= item["open_cents"]
    ]
    is_held = any(reference.holds(block, grace, firm.day) for block in whole)
    return (item["policy"] or usual) == policy and not is_held


def leave(firm, told):
    """What is proposed leaves, but for one in ten that fails; who heard it hears nothing more that day."""
    gone = {name: row for name, row in told.items() if firm.dice.random() > 0.1}
    for name, row in gone.items():
        said = {"customer": name, "level": row["level"], "cycle": row["cycle"], "sent_on": firm.day}
        firm.history += [said | {"entry": entry} for entry in row["entries"]]
        firm.contacts.append({"debtor": f"#{name}", "channel": "email", "on": firm.day})
    assert firm.plan().keys().isdisjoint(gone)


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_the_days_bring_the_ladder_is_climbed_rung_by_rung_and_a_missed_run_is_caught_up(seed):
    firm = Firm(random.Random(seed), limits=Limits(3, 15) if seed % 2 else None)
    for number in range(firm.dice.randrange(4, 9)):
        firm.owes(NAMES[number % 4], AS_OF - timedelta(firm.dice.randrange(-10, 70)), 40_000)
    for _ in range(DAYS):
        happen(firm)
        if firm.dice.random() < 0.02:
            change_policy(firm)
        told = firm.plan()
        assert {name: told[name]["level"] for name in firm.missed} == firm.missed, "a missed run is caught up"
        unsure = {block["customer"] for block in firm.blocks} | {row["customer"] for row in firm.items if row["policy"]}
        if firm.dice.random() < 0.3:
            late = {name: row["level"] for name, row in told.items() if row["reason"] != "before_due"}
            firm.missed = {name: level for name, level in late.items() if name not in unsure}
        else:
            firm.missed = {}
            for name, row in told.items():
                keeps_its_word(firm, name, row)
            leave(firm, told)
        firm.day += timedelta(1)
