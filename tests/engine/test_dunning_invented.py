"""Invented books: few customers, few amounts, everything may collide; the columns must agree with the loop."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.dunning_books import AS_OF, NAMES, frame, held, item, planned, sent
from tests.reference import dunning as reference

from ardoise.domain.dunning import DEFAULT_POLICY, Level, Policy
from ardoise.domain.parties import CUSTOMERS
from ardoise.domain.pressure import Limits

DAYS = st.integers(-12, 60)
POOL = [
    DEFAULT_POLICY,
    replace(DEFAULT_POLICY, name="gross", net_credits=False, days_between_min=0, promise_grace_days=0),
    Policy("two notices", (Level("early", -10), Level("late", -3, amount_min_cents=5_000), Level("only", 1))),
    Policy("floors", (Level("a", 1, amount_min_cents=9_000), Level("b", 2)), amount_min_cents=2_000),
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
CENTS = st.sampled_from([1_000, 5_000, 10_000, 600_000, -1_000, -5_000, -10_000])
REASONS = ["disputed", "disputed_grace", "promised", "payment_notice", "blocked", "insolvent", "strange"]
CHANNELS = st.sampled_from([None, ["email", "sms"], ["letter", "call"], []])


@st.composite
def books(draw, currencies=("EUR", "EUR", "EUR", "CHF"), several=True):
    """A book; with `several`, also several policies, single items under others, contacts and broken promises."""
    names = st.sampled_from([*NAMES[:3], "STRANGER"])
    pool = draw(st.lists(st.sampled_from(POOL), min_size=1, max_size=3 if several else 1, unique_by=lambda p: p.name))
    policies = {policy.name: policy for policy in pool}
    assigned = st.sampled_from([None, None, *policies, "retired"])
    items = [
        item(n, draw(names), draw(CENTS), draw(st.one_of(st.none(), DAYS)), draw(st.sampled_from(currencies)))
        | {"policy": draw(assigned) if several else None}
        for n in range(1, draw(st.integers(0, 9)) + 1)
    ]
    ahead = draw(st.sets(st.integers(1, 9), max_size=2))
    items = [
        row | {"settled_later_on": AS_OF + timedelta(row["entry"])} if row["entry"] in ahead else row for row in items
    ]
    owner = {row["entry"]: row["customer"] for row in items}
    entries = st.sampled_from([*owner, 90])
    until, parts = st.one_of(st.none(), st.integers(-6, 6)), st.sampled_from([None, None, 0, 4_000, 10_000])
    blocks = [
        held(reason, entry, owner.get(entry, draw(names)), draw(until), contested=draw(parts))
        for reason, entry in draw(
            st.lists(st.tuples(st.sampled_from(REASONS), st.one_of(st.none(), entries, entries, entries)), max_size=3)
        )
    ]
    keys = st.sampled_from([*(level.key for policy in pool for level in policy.levels), "forgotten"])
    history = [
        sent(entry, key, ago, cycle, owner.get(entry, "MARTIN"))
        for entry, key, ago, cycle in draw(
            st.lists(st.tuples(entries, keys, st.integers(-1, 40), st.integers(1, 3)), max_size=4)
        )
    ]
    customers = [
        {
            "customer": name,
            "has_address": draw(st.sampled_from([True, True, None, False])),
            "policy": draw(assigned),
            "reach": draw(CHANNELS) if several else None,
            "opted_out": draw(CHANNELS) if several else None,
            "debtor": draw(st.sampled_from([None, "1", "2"])),
        }
        for name in NAMES
    ]
    book = {"items": items, "customers": customers, "policy": policies, "blocks": blocks, "history": history}
    return book | (draw(surroundings()) if several else {})


@st.composite
def surroundings(draw):
    """Contacts made by whomever, within which limits, and promises that were broken, or not."""
    debtors, ago = st.sampled_from(["1", "2", "#STRANGER", "#MARTIN"]), st.integers(-1, 12)
    contacts = [
        {"debtor": debtor, "channel": "email", "on": AS_OF - timedelta(days)}
        for debtor, days in draw(st.lists(st.tuples(debtors, ago), max_size=5))
    ]
    outcome, names = st.sampled_from(["broken", "kept", "waiting"]), st.sampled_from([*NAMES, "STRANGER"])
    promises = [
        {"promise": n, "customer": name, "outcome": told, "promised_on": AS_OF - timedelta(days)}
        for n, (name, told, days) in enumerate(draw(st.lists(st.tuples(names, outcome, ago), max_size=3)))
    ]
    limits = draw(st.sampled_from([None, Limits(1, 5), Limits(2, 10)]))
    return {"contacts": draw(st.sampled_from([None, contacts])), "promises": promises, "limits": limits}


@settings(max_examples=200, deadline=None)
@given(books())
def test_the_columns_agree_with_the_loop_answer_everybody_and_claim_nothing_restrained(book):
    plan = planned(**book)
    everybody_is_answered_once(plan, book)
    what_is_restrained_is_in_no_claim(plan, book)
    proposals, skips = reference.plan(
        book["items"],
        frame(book["customers"], CUSTOMERS).to_dicts(),
        book["policy"],
        AS_OF,
        book["blocks"],
        book["history"],
        book["contacts"],
        book["limits"],
        book["promises"],
    )
    listed = {row["customer"]: [] for row in plan.proposals.to_dicts()}
    for row in plan.items.to_dicts():
        listed[row["customer"]].append(row["entry"])
    told = ("level", "cycle", "amount_cents", "reason", "priority", "is_automatic", "policy", "contacts_count")
    said = {
        row["customer"]: {k: row[k] for k in told} | {"entries": sorted(listed[row["customer"]])}
        for row in plan.proposals.to_dicts()
    }
    assert said == {
        name: {k: v for k, v in row.items() if k not in ("late_since", "has_debit")} for name, row in proposals.items()
    }
    left = {row["customer"]: row for row in plan.skips.to_dicts()}
    assert {name: row["reason"] for name, row in left.items()} == {name: row["reason"] for name, row in skips.items()}
    assert {name: row["on"] for name, row in skips.items() if "on" in row} == {
        name: left[name]["on"] for name, row in skips.items() if "on" in row
    }


def everybody_is_answered_once(plan, book):
    """Every customer is in exactly one of proposals and skips."""
    found = [*plan.proposals["customer"], *plan.skips["customer"]]
    assert sorted(found) == sorted({*NAMES, *(row["customer"] for row in book["items"])})


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


@settings(max_examples=40, deadline=None)
@given(books(currencies=("EUR",), several=False), st.sampled_from(NAMES), st.sampled_from([500, 5_000, 700_000]))
def test_paying_more_never_adds_a_reminder(book, payer, cents):
    before = planned(**book)
    after = planned(**book | {"items": [*book["items"], item(80, payer, -cents, 0)]})
    assert set(after.proposals["customer"]) <= set(before.proposals["customer"])


@settings(max_examples=40, deadline=None)
@given(books(currencies=("EUR",), several=False), st.data())
def test_a_later_due_date_never_brings_a_reminder_forward(book, data):
    before = planned(**book)
    items = [
        row if row["due_on"] is None else row | {"due_on": row["due_on"] + timedelta(data.draw(st.integers(0, 40)))}
        for row in book["items"]
    ]
    after = planned(**book | {"items": items})
    chased = after.proposals.filter(pl.col("reason") != "before_due")
    kept = chased.join(before.proposals, on=["customer", "level", "reason"], how="semi")
    assert kept.height == chased.height


@settings(max_examples=40, deadline=None)
@given(books())
def test_the_same_night_planned_twice_proposes_nothing_twice(book):
    first = planned(**book)
    told = first.items.join(first.proposals.select("customer", "level", "cycle"), on="customer")
    history = [
        *book["history"],
        *told.select("customer", "entry", "level", "cycle").with_columns(sent_on=AS_OF).to_dicts(),
    ]
    again = planned(**book | {"history": history})
    assert set(again.proposals["customer"]).isdisjoint(first.proposals["customer"])


@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_days_with_missed_runs_say_each_rung_once_and_in_order(seed):
    import random

    chance = random.Random(seed)
    start = AS_OF
    items = [item(n, NAMES[n % 4], chance.choice([10_000, 600_000]), -chance.randrange(0, 60)) for n in range(1, 9)]
    history, said = [], {}
    for day in range(200):
        if chance.random() < 0.3:
            continue
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
    for name in NAMES:
        heard = [level for (customer, _), messages in said.items() if customer == name for level, _ in messages]
        after = [level for level in heard if level != "before_due"]
        assert after and after == rungs * (len(after) // 3)
    told = [(row["entry"], row["level"]) for row in history]
    assert len(told) == len(set(told))
    assert {entry for entry, level in told if level == "formal_notice"} == {row["entry"] for row in items}
