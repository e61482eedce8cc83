"""Policies kept version by version, who is put under which, and by whom."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from tests.actions.books import AS_OF as TODAY
from tests.actions.books import AT, invoice

from ardoise.actions import dunning, policies, rights
from ardoise.actions.questioning import QUESTION
from ardoise.actions.thanking import THANKS
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY, NO_RUNGS
from ardoise.domain.policies import PolicyError
from ardoise.records.correspondence import INSTALMENTS, INTERNAL, PERSONAL
from ardoise.records.models import AssignmentRule, Customer, Event, Policy, PolicyOverride, PolicyVersion

LATER = AT + timedelta(hours=1)
GENTLE = words.described(DEFAULT_POLICY) | {
    "levels": [{"key": "friendly", "days_overdue_min": 15, "channel": "email", "tone": "friendly"}]
}
CONSUMERS = [{"fact": "kind", "is": "is", "value": "consumer"}]


@pytest.fixture
def gentle(in_company, alice):
    """A policy of one level, switched on."""
    version = policies.make(in_company, "Doux", GENTLE, alice, AT)
    policies.switch_on(version, alice, AT)
    return version.policy


def verbs():
    return list(Event.objects.order_by("seq").values_list("verb", flat=True))


def test_a_company_without_policies_is_under_the_built_in_one(in_company):
    assert policies.policies_of(in_company) == {"default": DEFAULT_POLICY}
    assert policies.default_name(in_company) == "default"


def test_the_built_in_policy_becomes_the_companys_own_once(in_company, alice):
    first = policies.adopt(in_company, alice, AT)
    assert policies.adopt(in_company, alice, LATER) == first
    assert (first.is_default, policies.policies_of(in_company)) == (True, {"default": DEFAULT_POLICY})
    assert verbs() == ["adopted_policy"]


def test_a_draft_changes_nothing_before_it_is_switched_on(in_company, alice):
    policy = policies.adopt(in_company, alice, AT)
    version = policies.draft(policy, GENTLE, alice, AT, "plus doux")
    assert policies.policies_of(in_company) == {"default": DEFAULT_POLICY}
    assert policies.switch_on(version, alice, LATER)
    assert [level.days_overdue_min for level in policies.policies_of(in_company)["default"].levels] == [15]
    assert not policies.switch_on(version, alice, LATER)
    assert verbs() == ["adopted_policy", "drafted_policy", "switched_on_policy"]


def test_the_same_words_kept_twice_are_one_version(in_company, alice):
    policy = policies.adopt(in_company, alice, AT)
    first = policies.draft(policy, GENTLE, alice, AT)
    assert policies.draft(policy, GENTLE, alice, LATER) == first
    assert PolicyVersion.objects.filter(policy=policy).count() == 2


def test_going_back_says_again_what_an_older_version_said_and_rewrites_none(in_company, alice):
    policy = policies.adopt(in_company, alice, AT)
    first = policy.versions.get()
    policies.switch_on(policies.draft(policy, GENTLE, alice, AT), alice, AT)
    before = list(PolicyVersion.objects.order_by("pk").values())
    again = policies.switch_back(first, alice, LATER)
    assert (again.number, again.content) == (3, first.content)
    assert list(PolicyVersion.objects.exclude(pk=again.pk).order_by("pk").values()) == before
    assert policies.policies_of(in_company) == {"default": DEFAULT_POLICY}
    assert policies.switch_back(first, alice, LATER) == again


def called(*names, formerly=()):
    told = zip(names, (7, 21), [*formerly, [], []], strict=False)
    return GENTLE | {"levels": [{"key": key, "days_overdue_min": day, "formerly": was} for key, day, was in told]}


def names_of(version):
    return [(level.key, level.formerly) for level in words.taken(version.content).levels]


def test_a_level_called_otherwise_stays_the_same_rung_through_every_version(in_company, alice):
    policy = policies.adopt(in_company, alice, AT)
    first = policies.draft(policy, called("friendly", "firm"), alice, AT)
    second = policies.draft(policy, called("Rappel", "firm", formerly=[["friendly"]]), alice, AT)
    third = policies.draft(policy, called("Relance 1", "firm", formerly=[["Rappel"]]), alice, AT)
    assert names_of(third) == [("Relance 1", ("Rappel", "friendly")), ("firm", ())]
    assert policies.draft(policy, called("Relance 1", "firm"), alice, AT) == third, "who types nothing forgets nothing"
    assert policies.differences(second.content, third.content) == [("Relance 1", "key", "Rappel", "Relance 1")]
    policies.switch_on(third, alice, AT)
    again = policies.switch_back(first, alice, LATER)
    assert names_of(again)[0][0] == "friendly" and set(names_of(again)[0][1]) == {"Rappel", "Relance 1"}
    assert policies.switch_back(first, alice, LATER) == again
    late = policies.draft(policy, called("Premier", "firm", formerly=[["Rappel"]]), alice, LATER)
    assert set(names_of(late)[0][1]) == {"friendly", "Rappel", "Relance 1"}, "typed on a page opened before"


@pytest.mark.parametrize(
    "content",
    [
        called("firm", "friendly", formerly=[["friendly"], ["firm"]]),
        called("Rappel", "friendly", formerly=[["friendly"], ["firm"]]),
        called("friendly", "Second", formerly=[[], ["friendly"]]),
        called("Un", "Deux", formerly=[["friendly"], ["friendly"]]),
    ],
    ids=["swapped", "handed on", "a new first level under its name", "one level twice"],
)
def test_no_level_takes_a_name_that_another_had_whose_hearers_would_be_taken_for_its_own(in_company, alice, content):
    """Whoever heard the first of two that exchange their names would hear the third next; under a new first one that
    bears the name of the old, the old one again."""
    policy = policies.adopt(in_company, alice, AT)
    first = policies.draft(policy, called("friendly", "firm"), alice, AT)
    with pytest.raises(words.PolicyError):
        policies.draft(policy, content, alice, AT)
    renamed = policies.draft(policy, called("Rappel", "firm", formerly=[["friendly"]]), alice, AT)
    with pytest.raises(words.PolicyError, match="“Rappel” was called “friendly”"):
        policies.draft(policy, called("Rappel", "friendly"), alice, AT)
    policies.switch_on(renamed, alice, AT)
    assert names_of(policies.switch_back(first, alice, LATER)) == [("friendly", ("Rappel",)), ("firm", ())]


def test_a_level_taken_out_of_a_draft_and_put_in_again_is_the_one_that_holds(in_company, alice):
    policy = policies.adopt(in_company, alice, AT)
    policies.draft(policy, called("friendly", "firm"), alice, AT)
    policies.switch_on(policies.draft(policy, called("Rappel", "firm", formerly=[["friendly"]]), alice, AT), alice, AT)
    policies.draft(policy, called("firm"), alice, AT)
    again = policies.draft(policy, called("Rappel", "firm"), alice, AT)
    assert names_of(again) == [("Rappel", ("friendly",)), ("firm", ())]


def test_going_back_gives_no_name_to_a_level_whose_hearers_another_has(in_company, alice):
    policy = policies.adopt(in_company, alice, AT)
    first = policies.draft(policy, called("friendly", "firm"), alice, AT)
    policies.draft(policy, called("Rappel", formerly=[["friendly"]]), alice, AT)
    third = policies.draft(policy, called("firm", formerly=[["Rappel"]]), alice, AT)
    policies.switch_on(third, alice, AT)
    with pytest.raises(words.PolicyError, match="“firm” was called “friendly”"):
        policies.switch_back(first, alice, LATER)
    assert policies.in_force(policy) == third


def test_what_two_versions_say_otherwise_is_told_level_by_level():
    told = policies.differences(words.described(DEFAULT_POLICY), GENTLE | {"days_between_min": 10})
    assert ("", "days_between_min", 7, 10) in told
    assert ("friendly", "days_overdue_min", 7, 15) in told
    assert ("firm", "", "firm", None) in told


@pytest.mark.parametrize(
    ("level", "fault"),
    [
        ({"channel": "fax"}, "fax"),
        ({"template": "noël"}, "noël"),
        ({"amount_max_cents": 1}, "can't be reached"),
        ({"hour_from": 18, "hour_until": 9}, "never leaves"),
        ({"days_overdue_min": -7}, "claims what is overdue"),
        ({"tone": "courteous"}, "announces one to come"),
        ({"key": "personal"}, "no reminder"),  # its facts would not be looked at again before it leaves
        ({"key": "thanks"}, "no reminder"),
        ({"key": "question"}, "no reminder"),
        ({"key": "x" * 41}, "can't be a name"),
        ({"key": "firm\r\nBcc: a@b.example"}, "can't be a name"),
        ({"key": "firm\ud800"}, "can't be a name"),
    ],
)
def test_a_level_that_cannot_be_is_refused_with_its_reason(in_company, alice, level, fault):
    policy = policies.adopt(in_company, alice, AT)
    with pytest.raises(PolicyError, match=fault):
        policies.draft(policy, GENTLE | {"levels": [GENTLE["levels"][0] | level]}, alice, AT)
    assert PolicyVersion.objects.count() == 1


APART = GENTLE | {
    "levels": [
        {"key": "friendly", "days_overdue_min": 7, "channel": "email", "tone": "friendly", "amount_max_cents": 10_000},
        {"key": "firm", "days_overdue_min": 21, "channel": "email", "tone": "firm", "amount_min_cents": 20_000},
    ]
}


def test_levels_whose_amounts_do_not_meet_are_refused_and_go_on_where_they_held_before(in_company, alice):
    policy = policies.adopt(in_company, alice, AT)
    with pytest.raises(PolicyError, match=r"“firm” can't be reached: it starts at 200\.00, but “friendly”"):
        policies.draft(policy, APART, alice, AT)
    PolicyVersion.objects.update(content=APART | {"name": "default"})  # kept by an earlier version
    invoice(in_company, "MARTIN", 9_000, TODAY - timedelta(10))
    invoice(in_company, "DURAND", 15_000, TODAY - timedelta(10))
    run = dunning.plan(in_company, TODAY, alice, AT)
    assert list(run.proposals.values_list("customer__code", "level")) == [("MARTIN", "friendly")]
    (told,) = policies.shortcomings(in_company, policies.policies_of(in_company)["default"])
    assert "can't be reached" in told.en and "ne peut pas être atteint" in told.fr
    with pytest.raises(PolicyError, match="can't be reached"):
        policies.make(in_company, "Copie", APART, alice, AT)


def test_what_a_policy_says_and_does_not_do_is_told_and_kept(in_company, alice):
    levels = [APART["levels"][0], APART["levels"][1] | {"amount_min_cents": 0, "days_overdue_min": 9}]
    version = policies.draft(policies.adopt(in_company, alice, AT), GENTLE | {"levels": levels}, alice, AT)
    told = [fault.en for fault in policies.shortcomings(in_company, words.taken(version.content))]
    assert len(told) == 2 and told[0].startswith("Above 100.00 a new claim never reaches “firm”")
    assert "“firm” is set at 9" in told[1] and policies.switch_on(version, alice, AT)


def test_no_rung_is_called_as_a_message_of_the_house_that_is_none():
    assert set(NO_RUNGS) == {THANKS, QUESTION, PERSONAL, INSTALMENTS, *INTERNAL}


def test_the_default_moves_only_to_a_policy_that_holds(in_company, alice, gentle):
    assert policies.make_default(gentle, alice, LATER)
    assert policies.default_name(in_company) == "Doux"
    assert not policies.make_default(gentle, alice, LATER)
    resting = policies.make(in_company, "Brouillon", GENTLE, alice, AT).policy
    with pytest.raises(policies.Unfit):
        policies.make_default(resting, alice, AT)


def test_a_policy_in_use_is_not_retired(in_company, alice, gentle):
    rule = policies.add_rule(in_company, "particuliers", CONSUMERS, gentle, alice, AT)
    with pytest.raises(policies.Unfit, match="particuliers"):
        policies.retire(gentle, alice, AT)
    policies.delete_rule(rule, alice, AT)
    assert policies.retire(gentle, alice, LATER)
    assert not policies.retire(gentle, alice, LATER)
    assert list(policies.policies_of(in_company)) == ["default"]
    with pytest.raises(policies.Unfit):
        policies.retire(Policy.objects.get(is_default=True), alice, AT)


def places():
    return list(AssignmentRule.objects.order_by("place").values_list("name", "place"))


def test_rules_keep_their_order_whatever_is_moved_or_deleted(in_company, alice, gentle):
    a, b, c = (policies.add_rule(in_company, name, CONSUMERS, gentle, alice, AT) for name in "abc")
    assert policies.move_rule(c, True, alice, AT)
    assert places() == [("a", 1), ("c", 2), ("b", 3)]
    assert not policies.move_rule(a, True, alice, AT)
    assert policies.delete_rule(a, alice, AT)
    assert not policies.delete_rule(a, alice, AT)
    assert places() == [("c", 1), ("b", 2)]
    assert policies.change_rule(b, "b", [], gentle, alice, AT)
    assert not policies.change_rule(b, "b", [], gentle, alice, AT)
    assert policies.add_rule(in_company, "b", [], gentle, alice, AT).pk == b.pk
    with pytest.raises(policies.Unfit):
        policies.add_rule(in_company, "b", CONSUMERS, gentle, alice, AT)


def test_a_condition_that_means_nothing_is_refused(in_company, alice, gentle):
    with pytest.raises(PolicyError, match="means nothing"):
        policies.add_rule(in_company, "x", [{"fact": "shoe_size", "is": "is", "value": "42"}], gentle, alice, AT)


def test_a_person_puts_a_customer_or_an_item_under_another_policy_and_ends_it(in_company, alice, gentle):
    martin = Customer.objects.get(code="MARTIN")
    entry = invoice(in_company, "MARTIN", 100_00, TODAY)
    first = policies.override(martin, gentle, "client fragile", alice, AT)
    assert policies.override(martin, gentle, "client fragile", alice, LATER) == first
    of_item = policies.override(entry, gentle, "cette facture seulement", alice, AT)
    assert policies.assigned(in_company).overrides.rows() == [
        ("MARTIN", None, "Doux"), ("MARTIN", entry.pk, "Doux")
    ]  # fmt: skip
    assert policies.end_override(first, alice, LATER) and not policies.end_override(first, alice, LATER)
    assert list(policies.overrides_of(martin)) == [of_item]
    assert verbs()[-3:] == ["overrode_policy", "overrode_policy", "ended_override"]
    with pytest.raises(policies.Unfit):
        policies.override(martin, gentle, " ", alice, AT)


def test_a_rule_of_a_policy_that_does_not_hold_assigns_nobody(in_company, alice):
    resting = policies.make(in_company, "Brouillon", GENTLE, alice, AT)
    policies.add_rule(in_company, "particuliers", CONSUMERS, resting.policy, alice, AT)
    assert policies.assigned(in_company).rules == ()
    trial = words.taken(resting.content)
    assert [rule.policy for rule in policies.assigned(in_company, trial).rules] == ["Brouillon"]


def test_limits_are_kept_once_and_told(in_company, alice):
    assert policies.change_limits(in_company, alice, AT, contacts_max=2, ledger_days_max=3) == {
        "contacts_max": 3, "ledger_days_max": 7
    }  # fmt: skip
    assert policies.change_limits(in_company, alice, AT, contacts_max=2) == {}
    assert policies.limits_of(in_company).ledger_days_max == 3
    assert verbs() == ["changed_dunning_settings"]


def test_a_level_keeps_an_hour_in_which_it_may_leave(in_company, alice):
    """From nine to ten in the evening; quiet from eight to eight, then from ten at night."""
    evening = GENTLE | {"levels": [GENTLE["levels"][0] | {"hour_from": 21, "hour_until": 22}]}
    quiet = {"quiet_from": time(20), "quiet_until": time(8)}
    policy = policies.adopt(in_company, alice, AT)
    policies.change_limits(in_company, alice, AT, **quiet)
    with pytest.raises(PolicyError, match="never leaves: from 21:00 to 22:00 the company’s quiet hours"):
        policies.draft(policy, evening, alice, AT)
    policies.change_limits(in_company, alice, AT, quiet_from=time(22))
    policies.switch_on(policies.draft(policy, evening, alice, AT), alice, AT)
    with pytest.raises(policies.Unfit, match="ne partirait jamais"):
        policies.change_limits(in_company, alice, LATER, quiet_from=time(21))
    with pytest.raises(policies.Unfit, match="ne partirait jamais"):
        policies.change_limits(in_company, alice, LATER, quiet_from=time(8), quiet_until=time(23))
    assert policies.change_limits(in_company, alice, LATER, quiet_from=time(21, 1))


def test_only_whoever_may_settle_touches_policies_and_a_stranger_learns_nothing(
    in_company, alice, bob, charlie, gentle
):
    martin, before = Customer.objects.get(code="MARTIN"), Event.objects.count()
    for person, refusal in ((bob, rights.Refused), (charlie, rights.Missing)):
        for deed in (
            lambda p: policies.adopt(in_company, p, AT),
            lambda p: policies.make(in_company, "Autre", GENTLE, p, AT),
            lambda p: policies.draft(gentle, GENTLE, p, AT),
            lambda p: policies.switch_on(gentle.versions.get(), p, AT),
            lambda p: policies.switch_back(gentle.versions.get(), p, AT),
            lambda p: policies.make_default(gentle, p, AT),
            lambda p: policies.retire(gentle, p, AT),
            lambda p: policies.add_rule(in_company, "x", CONSUMERS, gentle, p, AT),
            lambda p: policies.override(martin, gentle, "x", p, AT),
            lambda p: policies.change_limits(in_company, p, AT, contacts_max=9),
        ):
            with pytest.raises(refusal):
                deed(person)
    assert (Event.objects.count(), PolicyOverride.objects.count()) == (before, 0)


def test_another_companys_policy_is_nobodys_here(in_company, other_company, alice, gentle, charlie):
    from django_scopes import scope

    with scope(company=other_company):
        theirs = policies.adopt(other_company, charlie, AT)
    with pytest.raises(rights.Missing):
        policies.add_rule(in_company, "x", CONSUMERS, theirs, alice, AT)
    with pytest.raises(rights.Missing):
        policies.override(Customer.objects.get(code="MARTIN"), theirs, "x", alice, AT)
    with scope(company=other_company):
        assert list(policies.policies_of(other_company)) == ["default"]
