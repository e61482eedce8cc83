"""A policy goes into the database and comes back the same; one that can't be climbed is refused with the reason."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from ardoise.domain import policies
from ardoise.domain.dunning import DEFAULT_POLICY, Level, Policy

RICH = Policy(
    "rich",
    (
        Level("before_due", -5, tone="courteous", amount_max_cents=900_000),
        Level("first", 7, template="Ours", hour_from=9, hour_until=17, is_automatic=True, papers=("invoices",)),
        Level("call", 10, "call", counted_from="last_contact", contact_role="management", copies_salesperson=True),
        Level("letter", 45, "registered_letter", "formal", days_between_min=15),
    ),
    thanks=True,
    notifies_on_due=True,
)


@pytest.mark.parametrize("policy", [DEFAULT_POLICY, RICH], ids=lambda policy: policy.name)
def test_what_is_stored_is_what_was_meant(policy):
    stored = json.loads(json.dumps(policies.described(policy)))
    assert policies.taken(stored) == policy == policies.read(json.dumps(stored))


def refused(*levels, templates=None, channels=None, **facts):
    """The faults of a policy of these levels."""
    policy = replace(Policy("p", levels), **facts)
    with pytest.raises(policies.PolicyError) as caught:
        policies.taken(policies.described(policy), templates, channels)
    assert all(fault.fr and fault.en and fault.fr != fault.en for fault in caught.value.faults)
    return caught.value.told("en")


FIRST = Level("first", 7)


@pytest.mark.parametrize(
    ("levels", "word"),
    [
        ((Level("a", 7, amount_min_cents=5_000, amount_max_cents=4_999),), "can't be reached"),
        ((Level("a", 7, amount_max_cents=1_000),), "can't be reached"),  # the policy's own floor is 15 €
        ((Level("a", 7, counted_from="last_contact"),), "there was none yet"),
        ((FIRST, Level("b", 0, counted_from="last_contact")), "1 day or more"),
        ((FIRST, Level("b", 6, counted_from="last_contact")), "never comes"),
        ((FIRST, Level("b", 20, counted_from="last_contact", days_between_min=21)), "never comes"),
        ((Level("a", 7, hour_from=18, hour_until=9),), "never leaves"),
        ((Level("a", 7, hour_from=9, hour_until=9),), "never leaves"),
        ((FIRST, Level("b", 7, counted_from="last_contact"), Level("c", 7)), "must come later"),
        ((Level("a", 7, channel="pigeon"),), "doesn't exist"),
        ((Level("a", 7, papers=("invoice",)),), "doesn't exist"),
        ((Level("a", 7, contact_role="boss"),), "doesn't exist"),
        ((Level("a", 7, counted_from="birth"),), "doesn't exist"),
        ((Level("a", 7, hour_from=24),), "give 0 to 23"),
        ((Level("a", 7, days_between_min=0),), "give 1 to"),
    ],
)
def test_a_level_that_cannot_be_is_refused_with_the_reason(levels, word):
    assert any(word in sentence for sentence in refused(*levels))


def test_what_the_company_does_not_have_is_refused_where_it_is_known():
    levels = (Level("a", 7, template="Theirs"), Level("b", 9, channel="sms"))
    assert policies.taken(policies.described(Policy("p", levels))).levels == levels
    told = refused(*levels, templates={"Ours"}, channels={"email"})
    assert len(told) == 2 and "there are: Ours" in told[0] and "“sms”" in told[1]


def test_a_level_counted_from_the_last_contact_stands_outside_the_rising_days():
    levels = (FIRST, Level("call", 10, "call", counted_from="last_contact"), Level("firm", 8))
    assert policies.taken(policies.described(Policy("p", levels))).levels == levels


def test_a_mapping_of_another_shape_is_refused_not_guessed():
    for told in ({}, {"levels": "x"}, {"levels": [{"key": "a", "days_overdue_min": "7"}]}, {"levels": [3]}):
        with pytest.raises(policies.PolicyError):
            policies.taken(told)
