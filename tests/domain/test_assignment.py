"""Rules as they are stored and said: bad ones refused with the reason."""

from __future__ import annotations

import json

from ardoise.domain import assignment
from ardoise.domain.assignment import Condition, Rule


def told(fact, operator, value):
    return {"fact": fact, "is": operator, "value": value}


def test_a_rule_is_stored_and_read_back_and_said_in_words():
    conditions = [told("segment", "in", ["GC", "PME"]), told("overdue_cents", "at_least", 500_000)]
    rule, faults = assignment.read("big", conditions, "firm", {"firm"})
    assert faults == [] and rule is not None
    assert assignment.described(rule) == json.loads(json.dumps(conditions))
    assert assignment.say(rule, "en") == "if the segment is “GC” or “PME” and what is overdue is at least €5,000.00"
    assert "le segment est «" in assignment.say(rule, "fr") and "au moins" in assignment.say(rule, "fr")
    assert assignment.say(rule, "en", "CHF").endswith("at least CHF\u00a05,000.00")
    assert assignment.say(Rule("all", (), "p")) == "tous les clients"
    strategic = Rule("s", (Condition("is_strategic", "is_not", True),), "p")
    assert assignment.say(strategic, "en") == "if the customer is not strategic"


def test_what_a_rule_cannot_ask_is_refused_one_sentence_each():
    wrong = [
        told("colour", "is", "red"),
        told("segment", "at_least", 3),
        told("overdue_cents", "at_least", "much"),
        told("overdue_cents", "at_least", True),
        told("is_strategic", "is", "yes"),
        told("sector", "in", []),
        told("sector", "is", "  "),
        {"fact": "sector"},
        "sector",
    ]
    rule, faults = assignment.read("r", wrong, "nowhere", {"firm"})
    assert rule is None and len(faults) == len(wrong) + 1
    assert all(fault.fr and fault.en and fault.fr != fault.en for fault in faults)
    assert assignment.read("r", "segment is GC", "firm")[0] is None


def test_a_word_that_no_customer_has_is_told_beside_those_they_have():
    asked = [
        told("segment", "in", ["gc ", "Grands Comptes"]),
        told("sector", "contains", "bâti"),
        told("sector", "is_not", "Batiment"),
        told("collector", "is", "zoe"),
        told("currency", "is", "USD"),
    ]
    rule, _faults = assignment.read("r", asked, "firm")
    known = {"segment": ["PME", "GC"], "sector": ["Bâtiment"], "collector": []}
    told_of = [fault.en for fault in assignment.unheard(rule, known)]
    assert told_of == [
        "No customer has “Grands Comptes” today (the segment); there are: GC, PME.",
        "No customer has “Batiment” today (the sector); there are: Bâtiment.",
        "No customer has “zoe” today (the collector); nobody has any.",
    ]


def test_a_rule_that_could_never_hold_is_told_with_the_words_that_could():
    asked = [
        told("behaviour", "is", "often late"),
        told("kind", "in", ["consumer", "companies"]),
        told("country", "is_not", "Belgique"),
        told("behaviour", "contains", "Late"),
        told("country", "in", ["be", "FR"]),
        told("segment", "is", "whatever they call it"),
    ]
    rule, faults = assignment.read("r", asked, "firm", {"firm"})
    assert rule is not None and not faults  # what was saved before is still read
    never = assignment.idle(rule)
    assert [fault.en.split("”")[0] for fault in never] == ["“often late", "“companies", "“Belgique"]
    assert "en retard par habitude" in never[0].fr and "consumer" in never[1].en and "FR" in never[2].en


def test_a_comparison_is_named_as_on_the_screen():
    _rule, (fault,) = assignment.read("r", [told("collector", "at_least", "5")], "firm", {"firm"})
    assert fault.en == (
        "“is at least” means nothing for the collector (condition 1); choose one of: is, is not, contains."
    )
