"""What a plan asks of its company in plain SQL is what the tables say, and nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django_scopes import scope

from ardoise.records import assigned
from ardoise.records.models import (
    AssignmentRule,
    Customer,
    DunningSettings,
    Import,
    Policy,
    PolicyOverride,
    PolicyVersion,
)  # fmt: skip

AT = datetime(2026, 1, 15, 8, tzinfo=UTC)


def policy(company, name, *versions, **told):
    """A policy with versions that say their number, each with the hours after which it was switched on; None: never."""
    made = Policy.objects.create(company=company, name=name, **told)
    for number, hours in enumerate(versions, 1):
        on = None if hours is None else AT + timedelta(hours=hours)
        PolicyVersion.objects.create(
            company=company, policy=made, number=number, content={"says": [number]}, at=AT, switched_on_at=on
        )
    return made


def test_of_each_policy_the_last_version_switched_on_holds_unless_it_is_retired(in_company, other_company):
    assert assigned.held(in_company.pk) == (None, {})
    policy(in_company, "usual", 1, 5, None, is_default=True)
    policy(in_company, "gentle", 3, 2)  # the first was switched on again
    policy(in_company, "both at once", 7, 7)
    policy(in_company, "a draft", None)
    policy(in_company, "gone", 9, retired_at=AT)
    with scope(company=other_company):
        policy(other_company, "theirs", 8, is_default=True)
    default, held = assigned.held(in_company.pk)
    assert default == "usual"
    assert list(held.items()) == [
        ("both at once", (2, {"says": [2]})), ("usual", (2, {"says": [2]})), ("gentle", (1, {"says": [1]}))
    ]  # fmt: skip


def test_rules_come_in_their_order_and_what_was_ended_assigns_nobody(in_company, other_company):
    usual = policy(in_company, "usual", 1)
    said = [{"fact": "segment", "is": "one_of", "value": ["PME, « TPE »"]}]
    for place, name in ((2, "second"), (1, "first")):
        AssignmentRule.objects.create(company=in_company, place=place, name=name, conditions=said, policy=usual, at=AT)
    durand, martin = (Customer.objects.get(code=code) for code in ("DURAND", "MARTIN"))
    PolicyOverride.objects.create(company=in_company, customer=durand, policy=usual, at=AT)
    PolicyOverride.objects.create(company=in_company, customer=martin, policy=usual, at=AT, ended_at=AT)
    assert assigned.rules(in_company.pk) == [("first", said, "usual"), ("second", said, "usual")]
    assert assigned.overrides(in_company.pk) == [("DURAND", None, "usual")]
    assert assigned.rules(other_company.pk) == assigned.overrides(other_company.pk) == []


def test_limits_and_terms_are_those_that_were_told(in_company, other_company):
    assert assigned.settings(in_company.pk) is None
    DunningSettings.objects.create(company=in_company, contacts_max=4, brake={"a": 1})
    kept = assigned.settings(in_company.pk)
    assert (kept.contacts_max, kept.contacts_days, kept.brake) == (4, 30, {"a": 1})
    assert assigned.settings(other_company.pk) is None
    told = [("done", {"terms": "45 jours"}), ("done", {"terms": ""}), ("done", {}), ("undone", {"terms": "60 jours"})]
    made = [
        Import.objects.create(
            company=in_company, kind="fec", source="compta", state=state, options=options, started_at=AT, sha256=""
        )
        for state, options in told
    ]
    assert assigned.import_terms(in_company.pk) == {made[0].pk: "45 jours"}
    assert assigned.import_terms(other_company.pk) == {}
