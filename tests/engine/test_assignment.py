"""Who is under which policy, and what said so."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.dunning_books import AS_OF, frame, item
from tests.reference import assignment as reference

from ardoise.domain.assignment import ALLOWED, AMOUNTS, ANSWERS, OVERRIDES, Condition, Rule
from ardoise.domain.ledger import ITEMS
from ardoise.domain.parties import CUSTOMERS
from ardoise.engine.assignment import assign, place_items, with_facts

FACTS = CUSTOMERS | {"overdue_cents": int, "open_cents": int, "currency": str, "behaviour": str}

KEY_ACCOUNTS = Rule("Grands comptes", (Condition("segment", "in", ("Grands comptes", "Export")),), "courteous")
LARGE = Rule("Gros retards", (Condition("overdue_cents", "at_least", 500_000),), "firm")


def people(*rows):
    return frame(rows, FACTS)


def placed(customers, rules, overrides=(), default="default"):
    told = assign(customers, rules, frame(overrides, OVERRIDES), default)
    return told.select("customer", "policy", "assigned_by").rows()


def test_the_first_rule_that_holds_assigns_and_is_named():
    customers = people(
        {"customer": "MARTIN", "segment": " grands COMPTES ", "overdue_cents": 900_000},
        {"customer": "DURAND", "overdue_cents": 500_000},
        {"customer": "PETIT", "overdue_cents": 499_999},
    )
    assert placed(customers, [KEY_ACCOUNTS, LARGE]) == [
        ("MARTIN", "courteous", "Grands comptes"),
        ("DURAND", "firm", "Gros retards"),
        ("PETIT", "default", ""),
    ]
    assert placed(customers, [LARGE, KEY_ACCOUNTS])[0] == ("MARTIN", "firm", "Gros retards")


def test_a_person_overrules_every_rule_for_a_customer_or_for_one_item():
    customers = people({"customer": "MARTIN", "segment": "Export"})
    own = [{"customer": "MARTIN", "policy": "gentle"}, {"customer": "MARTIN", "entry": 7, "policy": "firm"}]
    assert placed(customers, [KEY_ACCOUNTS], own) == [("MARTIN", "gentle", "override")]
    items = place_items(frame([item(7), item(8)], ITEMS), frame(own, OVERRIDES))
    assert dict(items.select("entry", "policy").iter_rows()) == {7: "firm", 8: None}


def test_what_nobody_knows_of_a_customer_fails_a_condition_unless_it_excludes():
    customers = people({"customer": "MARTIN"})
    assert placed(customers, [Rule("r", (Condition("risk_class", "is", "A"),), "p")])[0][1] == "default"
    assert placed(customers, [Rule("r", (Condition("risk_class", "is_not", "A"),), "p")])[0][1] == "p"
    assert placed(customers, [Rule("r", (Condition("kind", "is", "unknown"),), "p")])[0][1] == "p"
    assert placed(customers, [Rule("r", (Condition("is_strategic", "is", False),), "p")])[0][1] == "p"


def test_amounts_are_those_of_the_items_in_the_currency_in_which_most_is_open():
    items = [item(1, cents=40_000, late=3), item(2, cents=70_000, late=-3), item(3, cents=90_000, currency="CHF")]
    told = with_facts(people({"customer": "MARTIN"}, {"customer": "DURAND"}), frame(items, ITEMS), AS_OF)
    assert told.select("customer", "open_cents", "overdue_cents", "currency").rows() == [
        ("MARTIN", 110_000, 40_000, "EUR"),
        ("DURAND", 0, 0, None),
    ]
    behaviours = pl.DataFrame({"customer": ["MARTIN"], "behaviour": ["forgetful"]})
    assert with_facts(people({"customer": "MARTIN"}), frame(items, ITEMS), AS_OF + timedelta(1), behaviours)[
        "behaviour"
    ].to_list() == ["forgetful"]


TEXTS = st.sampled_from(["a", "B", "ab", "c"])
CUSTOMER = st.fixed_dictionaries(
    {
        "segment": st.sampled_from([None, "A", " b ", "abc", "d"]),
        "customer_kind": st.sampled_from([None, "consumer", "professional"]),
        "overdue_cents": st.sampled_from([None, 0, 1, 5]),
        "is_strategic": st.sampled_from([None, True, False]),
    }
)


@st.composite
def conditions(draw):
    fact = draw(st.sampled_from(["segment", "kind", "overdue_cents", "is_strategic"]))
    operator = draw(st.sampled_from(ALLOWED[fact]))
    if fact in AMOUNTS:
        return Condition(fact, operator, draw(st.integers(-1, 6)))
    if fact in ANSWERS:
        return Condition(fact, operator, draw(st.booleans()))
    words = st.sampled_from(["unknown", "consumer"]) if fact == "kind" else TEXTS
    return Condition(fact, operator, tuple(draw(st.lists(words, min_size=1))) if operator == "in" else draw(words))


@settings(max_examples=100, deadline=None)
@given(st.lists(CUSTOMER, max_size=4), st.lists(st.lists(conditions(), max_size=3), max_size=3), st.data())
def test_the_columns_agree_with_the_loop(customers, asked, data):
    named = [row | {"customer": f"C{n}"} for n, row in enumerate(customers)]
    rules = [Rule(f"rule {n}", tuple(told), f"policy {n}") for n, told in enumerate(asked)]
    codes, entries = st.sampled_from(["C0", "C1", "C9"]), st.sampled_from([None, 3])
    overrides = [
        {"customer": code, "entry": entry, "policy": "own"}
        for code, entry in data.draw(st.lists(st.tuples(codes, entries), max_size=2))
    ]
    assert placed(people(*named), rules, overrides) == reference.assign(named, rules, overrides, "default")
