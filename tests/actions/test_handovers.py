"""A line of the day in a colleague's hands: the matter, not the customer, until it is over or given back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_scopes import scope
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.mails import mail
from tests.conftest import person

from ardoise.actions import correspondence, dunning, handovers, policies, replies, rights, tasks, worklist
from ardoise.actions.handovers import Matter, Workload
from ardoise.actions.restraints import Unfit
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.domain.policies import described
from ardoise.records.models import Customer, Event, Handover, Membership, Message, Proposal, Reply, Skip, Task, User

LATE = AS_OF - timedelta(10)
WHY = "elle connaît leur comptable"


@pytest.fixture
def zoe(company):
    return person("zoe", company, "collector")


@pytest.fixture
def martin(company, alice):
    """Alice's customer, who is late."""
    with scope(company=company):
        Customer.objects.filter(code="MARTIN").update(collector=alice)
        invoice(company, "MARTIN", 50_000, LATE, "F1")
        yield Customer.objects.select_related("company").get(code="MARTIN")


def theirs(company, user, kind, rows, as_of=AS_OF):
    """Those of the rows that are on this person's day."""
    return list(rows.filter(Workload(company, worklist.hands(user, company, as_of)).of(kind)))


def reminder(company, alice, on=AS_OF):
    """What the run of the day proposes."""
    return Proposal.objects.get(run=dunning.plan(company, on, alice, AT))


def test_a_reminder_stays_with_the_colleague_whatever_run_proposes_it_until_another_level(company, alice, zoe, martin):
    first = reminder(company, alice)
    assert handovers.hand_over(company, {"proposal": [first.pk]}, zoe, WHY, alice, AT).done == 1
    for on in (AS_OF, AS_OF + timedelta(1)):
        again = reminder(company, alice, on)
        assert theirs(company, zoe, "reminder", Proposal.objects.filter(pk=again.pk)) == [again]
        assert theirs(company, alice, "reminder", Proposal.objects.filter(pk=again.pk)) == []
    Proposal.objects.filter(pk=again.pk).update(level="firm")
    assert theirs(company, zoe, "reminder", Proposal.objects.filter(pk=again.pk)) == []
    assert theirs(company, alice, "reminder", Proposal.objects.filter(pk=again.pk)) == [again]
    martin.refresh_from_db()
    assert martin.collector == alice, "the customer stays the collector's"


def test_nothing_of_what_leaves_changes(company, alice, zoe, martin):
    User.objects.filter(pk=alice.pk).update(first_name="Alice", last_name="Aubry")
    proposal = reminder(company, alice)
    before = correspondence.preview(proposal)
    handovers.hand_over(company, {"proposal": [proposal.pk]}, zoe, WHY, alice, AT)
    after = correspondence.preview(Proposal.objects.get(pk=proposal.pk))
    assert (after.context, after.letter) == (before.context, before.letter) and "Alice Aubry" in str(after.letter)
    dunning.approve([Proposal.objects.get(pk=proposal.pk)], zoe, AT)
    assert "Alice Aubry" in Message.objects.get().body, "the collector signs, whoever confirms it"


def test_it_is_told_once_whoever_presses_and_given_back_once(company, alice, zoe, martin):
    task = tasks.ask(martin, "other", "devis", AS_OF, alice, AT)
    chosen = {"task": [task.pk]}
    assert handovers.hand_over(company, chosen, zoe, WHY, alice, AT).done == 1
    again = handovers.hand_over(company, chosen, zoe, WHY, alice, AT)
    assert (again.done, again.same) == (0, 1) and Event.objects.filter(verb="handed_over").count() == 1
    assert theirs(company, zoe, "task", Task.objects.all()) == [task]
    assert handovers.give_back(company, chosen, zoe, AT) == 1 and handovers.give_back(company, chosen, zoe, AT) == 0
    assert Event.objects.filter(verb="gave_back").count() == 1
    assert theirs(company, alice, "task", Task.objects.all()) == [task]


def test_to_the_collector_is_giving_back_and_to_oneself_is_taking(company, alice, zoe, martin):
    task = tasks.ask(martin, "other", "devis", AS_OF, alice, AT)
    chosen = {"task": [task.pk]}
    assert handovers.hand_over(company, chosen, alice, WHY, alice, AT).same == 1, "it is hers already"
    assert handovers.hand_over(company, chosen, zoe, WHY, zoe, AT).done == 1, "Zoé takes it"
    assert handovers.hand_over(company, chosen, alice, WHY, zoe, AT).done == 1
    assert not Handover.objects.filter(ended_at=None).exists()
    assert theirs(company, alice, "task", Task.objects.all()) == [task]


def test_of_two_at_once_the_second_is_told(company, alice, zoe, martin):
    carla = person("carla", company, "collector")
    task = tasks.ask(martin, "other", "devis", AS_OF, alice, AT)
    shown, chosen = AT, {"task": [task.pk]}
    handovers.hand_over(company, chosen, zoe, WHY, alice, AT + timedelta(seconds=5), shown)
    told = handovers.hand_over(company, chosen, carla, WHY, carla, AT + timedelta(seconds=6), shown)
    assert told.faster == [alice] and not told.done and Handover.objects.get().to == zoe
    own = handovers.hand_over(company, chosen, carla, WHY, alice, AT + timedelta(seconds=7), shown)
    assert own.done == 1, "what one did oneself is known"
    assert [one.to for one in Handover.objects.filter(ended_at=None)] == [carla]


def test_who_leaves_or_may_no_more_falls_back_to_the_collector(company, alice, zoe, martin):
    task = tasks.ask(martin, "other", "devis", AS_OF, alice, AT)
    handovers.hand_over(company, {"task": [task.pk]}, zoe, WHY, alice, AT)
    for change in ({"role": "reader"}, {"role": "salesperson"}):
        Membership.objects.filter(user=zoe).update(**change)
        assert theirs(company, alice, "task", Task.objects.all()) == [task]
        assert theirs(company, zoe, "task", Task.objects.all()) == []
    Membership.objects.filter(user=zoe).update(role="collector")
    zoe.is_active = False
    zoe.save()
    assert theirs(company, alice, "task", Task.objects.all()) == [task]
    carla = person("carla", company, "collector")
    assert handovers.hand_over(company, {"task": [task.pk]}, carla, WHY, alice, AT).done == 1


def test_who_stands_in_for_the_colleague_has_it(company, alice, zoe, martin):
    task = tasks.ask(martin, "other", "devis", AS_OF, alice, AT)
    handovers.hand_over(company, {"task": [task.pk]}, zoe, WHY, alice, AT)
    carla = person("carla", company, "collector")
    worklist.delegate(company, zoe, carla, AS_OF, AS_OF, zoe, AT)
    assert theirs(company, carla, "task", Task.objects.all()) == [task]
    assert theirs(company, carla, "task", Task.objects.all(), AS_OF + timedelta(1)) == []


def test_a_reply_that_turns_out_to_be_another_customers_is_their_collectors(company, alice, zoe, martin):
    replies.keep(company, mail("Nous contestons la facture.", "martin@client.example"), AT)
    reply = Reply.objects.get()
    durand = Customer.objects.get(code="DURAND")
    Reply.objects.update(customer=martin, state="new")
    handovers.hand_over(company, {"reply": [reply.pk]}, zoe, WHY, alice, AT)
    assert theirs(company, zoe, "reply", Reply.objects.all()) == [reply]
    Reply.objects.update(customer=durand)
    Customer.objects.filter(pk=durand.pk).update(collector=alice)
    assert theirs(company, zoe, "reply", Reply.objects.all()) == []
    assert theirs(company, alice, "reply", Reply.objects.all()) == [reply]


def test_a_decision_ends_with_what_was_overdue(company, alice, zoe, martin):
    run = dunning.plan(company, AS_OF, alice, AT)
    Proposal.objects.all().delete()
    told = {"company": company, "run": run, "customer": martin, "reason": "ladder_exhausted", "overdue_cents": 1}
    Skip.objects.filter(customer=martin).delete()
    Skip.objects.create(**told)
    handovers.hand_over(company, {"decide": [martin.pk]}, zoe, WHY, alice, AT)
    assert theirs(company, zoe, "decide", Skip.objects.filter(customer=martin))
    handovers.end_decided(run, AT)
    assert theirs(company, zoe, "decide", Skip.objects.filter(customer=martin)), "it is overdue still"
    dunning.plan(company, AS_OF + timedelta(1), alice, AT)  # it is proposed a reminder: another matter
    assert not Handover.objects.filter(ended_at=None).exists()


def test_it_needs_the_right_and_somebody_who_may_and_a_reason(company, other_company, alice, bob, charlie, zoe, martin):
    task = tasks.ask(martin, "other", "devis", AS_OF, alice, AT)
    sam, chosen = person("sam", company, "salesperson"), {"task": [task.pk]}
    Customer.objects.filter(pk=martin.pk).update(salesperson=sam)
    for to, by, words, refusal in (
        (zoe, bob, WHY, rights.Refused),
        (zoe, sam, WHY, rights.Refused),
        (zoe, charlie, WHY, rights.Missing),
        (charlie, alice, WHY, rights.Missing),
        (bob, alice, WHY, Unfit),
        (sam, alice, WHY, Unfit),
        (zoe, alice, "  ", Unfit),
    ):
        with pytest.raises(refusal):
            handovers.hand_over(company, chosen, to, words, by, AT)
    with pytest.raises(rights.Refused):
        handovers.give_back(company, chosen, bob, AT)
    assert not Handover.objects.exists() and not Event.objects.filter(verb="handed_over").exists()
    zed = person("zed", other_company, "collector")
    with pytest.raises(rights.Missing):
        handovers.hand_over(company, chosen, zed, WHY, alice, AT)


def test_what_is_over_or_another_companys_is_counted_and_left(company, other_company, alice, zoe, martin):
    task = tasks.ask(martin, "other", "devis", AS_OF, alice, AT)
    tasks.close(task, alice, AT)
    with scope(company=other_company):
        voisine = Customer.objects.create(company=other_company, code="VOISINE", name="Voisine")
        strange = Task.objects.create(
            company=other_company, customer=voisine, kind="other", subject="x", due_on=AS_OF, at=AT
        )
    told = handovers.hand_over(company, {"task": [task.pk, strange.pk, 987_654]}, zoe, WHY, alice, AT)
    assert (told.done, told.over) == (0, 3)
    with scope(company=None):
        assert not Handover.objects.exists()


def test_two_instalments_of_a_plan_are_one_matter():
    assert {Matter(1, "plan", 7), Matter(1, "plan", 7)} == {Matter(1, "plan", 7)}


def test_a_reminder_stays_with_the_colleague_when_its_level_is_called_otherwise_or_goes_another_way(
    company, alice, zoe, martin
):
    first = reminder(company, alice)
    handovers.hand_over(company, {"proposal": [first.pk]}, zoe, WHY, alice, AT)
    policy, usual = policies.adopt(company, alice, AT), described(DEFAULT_POLICY)
    for key, formerly in (("Rappel", ["friendly"]), ("Premier rappel", ["friendly", "Rappel"])):
        levels = [
            level | ({"key": key, "formerly": formerly} if level["key"] == "friendly" else {})
            for level in usual["levels"]
        ]
        policies.switch_on(policies.draft(policy, usual | {"levels": levels}, alice, AT), alice, AT)
        again = reminder(company, alice)
        assert again.level == key
        assert theirs(company, zoe, "reminder", Proposal.objects.filter(pk=again.pk)) == [again]
        assert theirs(company, alice, "reminder", Proposal.objects.filter(pk=again.pk)) == []
    assert Handover.objects.get().level == "Premier rappel"
    (matter,) = handovers.held(company, [Matter(martin.pk, "reminder", again.cycle, "Premier rappel")])
    assert handovers.give_back(company, {"proposal": [again.pk]}, zoe, AT) == 1 and matter.level == "Premier rappel"
    assert theirs(company, alice, "reminder", Proposal.objects.filter(pk=again.pk)) == [again]


def test_handed_over_again_under_the_new_name_before_the_run_the_later_word_holds(company, alice, zoe, martin):
    first = reminder(company, alice)
    for to, level in ((zoe, "friendly"), (person("yan", company, "collector"), "Rappel")):
        Proposal.objects.filter(pk=first.pk).update(level=level)
        handovers.hand_over(company, {"proposal": [first.pk]}, to, WHY, alice, AT)
    policy, usual = policies.adopt(company, alice, AT), described(DEFAULT_POLICY)
    called = {"key": "Rappel", "formerly": ["friendly"]}
    levels = [level | (called if level["key"] == "friendly" else {}) for level in usual["levels"]]
    policies.switch_on(policies.draft(policy, usual | {"levels": levels}, alice, AT), alice, AT)
    again = reminder(company, alice)
    (stands,) = Handover.objects.filter(ended_at=None)
    assert (stands.to, stands.level) == (User.objects.get(username="yan"), "Rappel")
    assert theirs(company, zoe, "reminder", Proposal.objects.filter(pk=again.pk)) == []
