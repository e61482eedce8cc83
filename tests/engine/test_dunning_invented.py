"""Invented books of many customers, in which everything may collide; the columns must agree with the loop."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import count, pairwise
from random import Random

import polars as pl
from benchmarks import books as large_books
from benchmarks.plan import in_full
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.engine.dunning_books import AS_OF, frame, held, item, planned, sent
from tests.reference import dunning as reference

from ardoise.domain.dunning import DEFAULT_POLICY, REASONS, Level, Policy
from ardoise.domain.parties import CUSTOMERS
from ardoise.domain.pressure import Limits
from ardoise.engine import dunning
from ardoise.engine.places import FEW

POOL = [
    DEFAULT_POLICY,
    replace(DEFAULT_POLICY, name="gross", net_credits=False, days_between_min=0, promise_grace_days=0),
    Policy("two notices", (Level("early", -10), Level("late", -3, amount_min_cents=5_000), Level("only", 1))),
    Policy(
        "floors",
        (Level("a", 1, amount_min_cents=9_000), Level("b", 2, formerly=("firm", "old b"))),
        amount_min_cents=2_000,
    ),
    Policy(
        "by contact",
        (
            Level("before_due", -5, amount_max_cents=50_000),
            Level("friendly", 3, amount_max_cents=500_000, channel="sms", days_between_min=2),
            Level("call", 10, counted_from="last_contact", channel="call", is_automatic=True),
            Level("formal_notice", 40, channel="letter", days_between_min=20),
        ),
    ),
]
CENTS = [1_000, 5_000, 9_000, 10_000, 10_000, 40_000, 600_000, -1_000, -5_000]
RESTRAINTS = ["disputed", "disputed_grace", "planned", "promised", "payment_notice", "blocked", "insolvent", "strange"]
CHANNELS = [None, None, None, None, ["email", "sms", "call", "letter"], ["letter", "call"], []]
OPTED_OUT = [None, None, None, None, None, ["sms"], ["email", "sms"]]
SIZE = 120

SEEDS = st.integers(0, 10**9)


def invented(seed, several=True, size=SIZE):
    """A book of many customers; with `several`, of several policies and currencies, single items under others,
    contacts and broken promises."""
    chance, entry = Random(seed), count(1)
    pool = chance.sample(POOL, 3 if several else 1)
    policies = {policy.name: policy for policy in pool}
    names = [f"C{n}" for n in range(size)]

    def assigned():
        return chance.choice([None] * 6 + [*policies, "retired"]) if several else None

    items, blocks, history = [], [], []
    for name in [*names, "STRANGER"]:
        own = [
            item(
                next(entry),
                name,
                chance.choice(CENTS),
                chance.choice([None, *range(-12, 60)]),
                currency(chance, several),
            )
            | {"policy": assigned(), "settled_later_on": AS_OF + timedelta(4) if chance.random() < 0.05 else None}
            for _ in range(chance.choice([0, 1, 1, 2, 2, 3, 5]))
        ]
        entries = [row["entry"] for row in own] or [10_000]
        if chance.random() < 0.3:
            held_on = chance.choice([None, *entries, *entries])
            until, part = chance.choice([None, *range(-6, 6)]), chance.choice([None, None, 0, 4_000, 10_000])
            blocks.append(held(chance.choice(RESTRAINTS), held_on, name, until, contested=part))
        keys = [
            *(key for policy in pool for level in policy.levels for key in (level.key, *level.formerly)),
            "forgotten",
        ]
        history += [
            sent(
                chance.choice([*entries, 10_000]),
                chance.choice(keys),
                chance.randint(-1, 40),
                chance.randint(1, 3),
                name,
                is_unheard=chance.choice([None, *[False] * 5, True]),
            )
            for _ in range(chance.choice([0, 0, 1, 1, 2]))
        ]
        items += own
    customers = [
        {
            "customer": name,
            "has_address": chance.choice([True] * 6 + [None, False]),
            "policy": assigned(),
            "reach": chance.choice(CHANNELS) if several else None,
            "opted_out": chance.choice(OPTED_OUT) if several else None,
            "debtor": chance.choice([None, str(n // 3)]),
            "reader": f"C{n // 3 * 3}" if n % 3 else None,
            "customer_kind": (None, "professional", "public_body")[n % 3],
        }
        for n, name in enumerate(names)
    ]
    book = {"items": items, "customers": customers, "policy": policies, "blocks": blocks, "history": history}
    return book | (surroundings(chance, names) if several else {})


def currency(chance, several):
    return "CHF" if several and chance.random() < 0.05 else "EUR"


def surroundings(chance, names):
    """Contacts made by whomever, within which limits, and promises that were broken, or not."""
    debtors = [*(str(n) for n in range(len(names) // 2)), *(f"#{name}" for name in [*names, "STRANGER"])]
    contacts = [
        {"debtor": chance.choice(debtors), "channel": "email", "on": AS_OF - timedelta(chance.randint(-1, 12))}
        for _ in names
    ]
    outcomes = ["broken", "kept", "waiting"]
    promises = [
        {"promise": n, "customer": chance.choice([*names, "STRANGER"]), "outcome": chance.choice(outcomes),
         "promised_on": AS_OF - timedelta(chance.randint(-1, 30))}
        for n in range(len(names) // 4)
    ]  # fmt: skip
    limits = chance.choice([None, Limits(1, 5), Limits(2, 10), Limits(3, 12)])
    spoken = [
        {"customer": chance.choice([*names, "STRANGER"]), "on": AS_OF - timedelta(chance.randint(1, 40))}
        for _ in range(len(names) // 2)
    ]
    return {"contacts": contacts, "promises": promises, "limits": limits, "spoken": spoken}


@settings(max_examples=20)
@given(SEEDS)
def test_the_columns_agree_with_the_loop_answer_everybody_and_claim_nothing_restrained(seed):
    the_columns_agree_with_the_loop(invented(seed))


def test_so_they_do_in_a_book_of_thousands_where_names_are_seated_and_facts_laid_in_their_places():
    the_columns_agree_with_the_loop(invented(1, size=FEW + 100))


def the_columns_agree_with_the_loop(book):
    plan = planned(**book)
    everybody_is_answered_once(plan, book)
    what_is_restrained_is_in_no_claim(plan, book)
    proposals, skips = looped(book)
    listed = {row["customer"]: [] for row in plan.proposals.to_dicts()}
    netted = {row["customer"]: book["policy"][row["policy"]].net_credits for row in plan.proposals.to_dicts()}
    for row in plan.items.to_dicts():
        listed[row["customer"]].append(row["entry"])
        assert row["is_apart"] == (row["open_cents"] < 0 and not netted[row["customer"]]), row
    earned = dict(plan.items.group_by("customer").agg(pl.col("interest_cents").sum()).iter_rows())
    told = ("level", "cycle", "amount_cents", "reason", "priority", "is_automatic", "policy", "contacts_count")
    said = {
        row["customer"]: {k: row[k] for k in told}
        | {"entries": sorted(listed[row["customer"]]), "interest_cents": earned[row["customer"]]}
        for row in plan.proposals.to_dicts()
    }
    assert said == {
        name: {k: v for k, v in row.items() if k not in ("late_since", "has_debit")} for name, row in proposals.items()
    }
    left = {row["customer"]: row for row in plan.skips.to_dicts()}
    assert {name: row["reason"] for name, row in left.items()} == {name: row["reason"] for name, row in skips.items()}
    for fact in ("on", "note", "level"):
        assert {name: row[fact] for name, row in skips.items() if fact in row} == {
            name: left[name][fact] for name, row in skips.items() if fact in row
        }


def looped(book):
    """What one plain loop says of the book."""
    people = frame(book["customers"], CUSTOMERS).to_dicts()
    around = (book["contacts"], book["limits"], book["promises"], book.get("spoken", ()))
    return reference.plan(book["items"], people, book["policy"], AS_OF, book["blocks"], book["history"], *around)


def everybody_is_answered_once(plan, book):
    """Every customer is in exactly one of proposals and skips."""
    found = [*plan.proposals["customer"], *plan.skips["customer"]]
    assert sorted(found) == sorted({row["customer"] for row in [*book["customers"], *book["items"]]})


def what_is_restrained_is_in_no_claim(plan, book):
    grace = min(policy.promise_grace_days for policy in book["policy"].values())
    standing = [b for b in book["blocks"] if reference.holds(b, grace, AS_OF)]
    silent = {b["customer"] for b in standing if b["entry"] is None or b["reason"] == "insolvent"}
    assert silent.isdisjoint(plan.proposals["customer"])
    whole = {b["entry"] for b in standing if b["contested_cents"] is None}
    assert whole.isdisjoint(plan.items["entry"])
    listed = dict(plan.items.select("entry", "open_cents").iter_rows())
    owed = {row["entry"]: row["open_cents"] for row in book["items"]}
    for block in standing:
        if block["reason"] == "disputed" and block["entry"] in listed and owed[block["entry"]] > 0:
            assert listed[block["entry"]] <= owed[block["entry"]] - block["contested_cents"]


def a_persons(plan):
    """Those who owe too much for a reminder, or of whom one still waits for a person: once they owe less, or what it
    tells of is claimed no more, it may be one."""
    return plan.skips.filter(pl.col("reason").is_in(["amount_above", "waits_by_hand"]))["customer"]


@settings(max_examples=3)
@given(SEEDS)
def test_paying_more_never_adds_a_reminder(seed):
    book, chance = invented(seed, several=False), Random(seed)
    before = planned(**book)
    paid = [
        item(20_000 + n, row["customer"], -chance.choice([500, 5_000, 700_000]), 0)
        for n, row in enumerate(book["customers"])
        if chance.random() < 0.7
    ]
    after = planned(**book | {"items": [*book["items"], *paid]})
    assert after.proposals.height
    assert set(after.proposals["customer"]) <= {*before.proposals["customer"], *a_persons(before)}


@settings(max_examples=3)
@given(SEEDS)
def test_a_later_due_date_never_brings_a_reminder_forward(seed):
    book, chance = invented(seed, several=False), Random(seed)
    before = planned(**book)
    items = [
        row if row["due_on"] is None else row | {"due_on": row["due_on"] + timedelta(chance.randint(0, 40))}
        for row in book["items"]
    ]
    after = planned(**book | {"items": items})
    chased = after.proposals.filter(
        pl.col("reason") != "before_due", ~pl.col("customer").is_in(a_persons(before).implode())
    )
    kept = chased.join(before.proposals, on=["customer", "level", "reason"], how="semi")
    assert kept.height == chased.height > 0


@settings(max_examples=3)
@given(SEEDS)
def test_the_same_night_planned_twice_proposes_nothing_twice(seed):
    book = invented(seed)
    first = planned(**book)
    told = first.items.join(first.proposals.select("customer", "level", "cycle"), on="customer")
    history = [
        *book["history"],
        *told.select("customer", "entry", "level", "cycle").with_columns(sent_on=AS_OF).to_dicts(),
    ]
    again = planned(**book | {"history": history})
    assert first.proposals.height and set(again.proposals["customer"]).isdisjoint(first.proposals["customer"])


def test_the_invented_books_hold_what_the_loop_is_asked_about():
    """A tenth of the customers hear something, and each reason to speak or to be silent comes up: what is rare proves
    nothing."""
    told = Counter()
    for seed in range(10):
        proposals, skips = looped(invented(seed))
        told.update(row["reason"] for row in [*proposals.values(), *skips.values()])
    assert told["first_reminder"] + told["other_ladder"] + told["next_level"] + told["before_due"] >= told.total() // 10
    assert min(told[reason] for reason in REASONS if reason != "one_message") >= 4, told


def test_half_a_year_with_missed_runs_says_each_rung_once_and_in_order():
    chance, start = Random(0), AS_OF
    names = [f"C{n}" for n in range(12)]
    items = [item(n, names[n % 12], chance.choice([10_000, 600_000]), -chance.randrange(0, 60)) for n in range(1, 25)]
    history, said = [], {}
    made = [day for day in range(140) if chance.random() < 0.45]
    for day in (*made, 160, 200):
        today = start + timedelta(day)
        plan = planned(items, history=history, as_of=today)
        for row in plan.proposals.to_dicts():
            said.setdefault((row["customer"], row["cycle"]), []).append((row["level"], today))
        told = plan.items.join(plan.proposals.select("customer", "level", "cycle"), on="customer")
        history += told.select("customer", "entry", "level", "cycle").with_columns(sent_on=today).to_dicts()
    ladder = [level.key for level in DEFAULT_POLICY.levels]
    for messages in said.values():
        places = [ladder.index(level) for level, _ in messages]
        assert places == sorted(set(places))
        assert all((b - a).days >= 7 for (_, a), (_, b) in pairwise(messages))
    rungs = [key for key in ladder if key != "before_due"]
    for name in names:
        heard = [level for (customer, _), messages in said.items() if customer == name for level, _ in messages]
        after = [level for level in heard if level != "before_due"]
        assert after and after == rungs * (len(after) // 3)
    told = [(row["entry"], row["level"]) for row in history]
    assert len(told) == len(set(told))
    assert {entry for entry, level in told if level == "formal_notice"} == {row["entry"] for row in items}


def test_a_customer_of_a_large_book_is_told_what_it_is_told_alone():
    """Many are numbered and looked up by their places, few are joined: `engine/places.py`."""
    facts = in_full(12_000)
    whole = dunning.plan(as_of=large_books.AS_OF, **facts)
    assert facts["customers"].height > FEW
    some = facts["customers"]["customer"].sample(300, seed=5)
    names = ("customers", "items", "blocks", "history", "promises")
    mine = {name: facts[name].filter(pl.col("customer").is_in(some.implode())) for name in names}
    alone = dunning.plan(as_of=large_books.AS_OF, **facts | mine)
    for part in ("proposals", "items", "skips", "waiting"):
        theirs = getattr(whole, part).filter(pl.col("customer").is_in(some.implode()))
        assert_frame_equal(theirs, getattr(alone, part))
