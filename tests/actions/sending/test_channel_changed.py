"""A level that goes by another channel by now: what was approved before goes its old way no more, whichever it was."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.deliveries import by_channel, its_level_by, reachable, settle
from tests.actions.outbox import TEN_DAYS_LATE, approved, clock, state_of

from ardoise.actions import delivery, dunning, events, sending, tasks
from ardoise.actions.dunning import facts, planning
from ardoise.actions.sending import rechecking
from ardoise.actions.sending.verdicts import Verdicts
from ardoise.actions.verification import verify
from ardoise.channels.outcomes import ToDo
from ardoise.records.models import Contact, Event, Message, PolicyOverride, Task

CHANNELS = ["letter", "registered_letter", "sms", "call", "fax", "visit"]
TOMORROW = AT + timedelta(1)
ELSEWHERE = "channel_changed"


@pytest.fixture(autouse=True)
def owed(in_company):
    for code, cents in (("MARTIN", 154_567), ("DURAND", 80_000)):
        invoice(in_company, code, cents, TEN_DAYS_LATE)
        reachable(in_company, code)
    Contact.objects.update(fax="01 23 45 67 89")


def by_mail_again(company):
    """The level goes by e-mail, as it does by the policy of the house."""
    PolicyOverride.objects.filter(company=company).update(ended_at=AT)


def martins(company, alice, channel, state="queued"):
    approved(company, alice)
    return by_channel(Message.objects.select_related("customer").get(customer__code="MARTIN"), channel, state)


def proposed(company, alice, code="MARTIN"):
    run = dunning.plan(company, AS_OF + timedelta(1), alice, TOMORROW)
    return [(one.level, one.channel) for one in run.proposals.filter(customer__code=code)]


@pytest.mark.parametrize("channel", CHANNELS)
def test_by_every_channel_it_is_looked_at_and_proposed_once_by_the_one_that_holds(company, alice, channel):
    message = martins(company, alice, channel)
    assert rechecking.why_not(message, AT) == "" and proposed(company, alice) == []
    assert [item.entry_id for item in message.items.all()] == sorted(rechecking.still_claimed(message, AT))
    by_mail_again(company)
    assert rechecking.why_not(message, AT) == ELSEWHERE and not rechecking.still_claimed(message, AT)
    asked = Verdicts()
    asked.ask(company, AS_OF, list(Message.objects.select_related("customer", "company").order_by("pk")))
    others = Message.objects.exclude(pk=message.pk).values_list("pk", flat=True)
    assert asked.reasons == {message.pk: ELSEWHERE, **dict.fromkeys(others, "")}
    Message.objects.filter(pk=message.pk).update(state="suppressed", reason=ELSEWHERE)
    message.items.update(is_claimed=False)
    assert proposed(company, alice) == [("friendly", "email")]


@pytest.mark.parametrize(("channel", "way"), [("letter", "print"), ("registered_letter", "print"), ("call", "person")])
def test_it_becomes_nobodys_to_do(company, alice, channel, way):
    settle(company, channel, way)
    message = martins(company, alice, channel)
    by_mail_again(company)
    assert sending.dispatch(company, clock).counts == {"kept": 1, "suppressed": 1}
    assert not Message.objects.filter(pk=message.pk).exists() and not Task.objects.exists()
    assert json.loads(bytes(Event.objects.get(verb="reopened").content))["after"] == {"why": ELSEWHERE}


def test_a_formal_letter_that_is_to_be_registered_is_neither_printed_nor_posted(company, alice):
    """Posted as a simple letter it would count, and the registered one never leave."""
    settle(company, "letter", "print")
    settle(company, "registered_letter", "print")
    letter = martins(company, alice, "letter", "to_do")
    batch = delivery.make(company, [letter], alice, AT)
    by_mail_again(company)
    by_channel(Message.objects.get(customer__code="DURAND"), "registered_letter")  # makes the policy of that channel
    policy = PolicyOverride.objects.get(ended_at=None).policy
    PolicyOverride.objects.create(company=company, customer=letter.customer, policy=policy, note="so", at=AT)
    assert delivery.changed(batch, AT) == [letter]
    with pytest.raises(delivery.Unfit, match="Martin"):
        delivery.post(batch, AS_OF, alice, AT)
    assert delivery.unmake(batch, alice, AT) and delivery.make(company, [letter], alice, AT) is None
    assert (state_of(letter), letter.reason) == ("suppressed", ELSEWHERE)
    assert proposed(company, alice) == [("friendly", "registered_letter")] and proposed(company, alice, "DURAND") == []


@pytest.mark.parametrize("is_opened", [True, False])
def test_who_is_called_about_a_level_that_goes_by_mail_now_has_not_heard_it(company, alice, is_opened):
    """What they said is kept; the level is proposed by mail."""
    settle(company, "call", "person")
    message = martins(company, alice, "call", "to_do")
    call = tasks.begin(message, ToDo("call", message.recipient, "Bonjour…"), AT)
    by_mail_again(company)
    noted = tasks.open_task(call, alice, AT) if is_opened else tasks.note_outcome(call, "reached", alice, AT)
    assert noted.reason == ELSEWHERE and state_of(message) == "suppressed"
    assert noted.task.outcome == ("dropped" if is_opened else "reached")
    assert proposed(company, alice) == [("friendly", "email")]


def test_what_is_proposed_by_another_channel_is_refused_and_proposed_anew_at_once(company, alice):
    run = dunning.plan(company, AS_OF, alice, AT)
    settle(company, "letter", "print")
    message = dunning.approve(run.proposals.filter(customer__code="DURAND"), alice, AT).messages[0]
    by_channel(message, "letter")
    policy = PolicyOverride.objects.get().policy
    martin = run.proposals.get(customer__code="MARTIN")
    PolicyOverride.objects.create(company=company, customer=martin.customer, policy=policy, note="so", at=AT)
    (refused,) = dunning.approve([martin], alice, AT).refusals
    assert refused.reason == ELSEWHERE == facts.ELSEWHERE
    (anew,) = run.proposals.filter(customer__code="MARTIN")
    assert (anew.channel, anew.level) == ("letter", "friendly")
    assert [one.channel for one in dunning.approve([anew], alice, AT).messages] == ["letter"]


def today(company, alice, code="MARTIN"):
    """What today's list proposes, planned again, that nobody has approved yet."""
    run = dunning.plan(company, AS_OF, alice, AT)
    return [(one.level, one.channel) for one in run.proposals.filter(customer__code=code, approval=None)]


def test_what_was_withheld_stands_in_the_list_of_the_same_day_at_once_by_the_channel_that_holds(company, alice):
    settle(company, "letter", "print")
    approved(company, alice)
    withheld = Message.objects.select_related("customer").get(customer__code="MARTIN")
    run = withheld.approval.proposal.run
    its_level_by(withheld, "letter")
    assert sending.dispatch(company, clock).counts == {"kept": 1, "suppressed": 1}
    (anew,) = run.proposals.filter(customer__code="MARTIN")
    assert (anew.level, anew.channel) == ("friendly", "letter") and not hasattr(anew, "approval")
    told = [event.verb for event in Event.objects.filter(customer=anew.customer).order_by("seq")]
    assert told == ["approved", "suppressed", "reopened"]
    assert today(company, alice) == [("friendly", "letter")], "planned again it is one as well"
    dunning.approve(run.proposals.filter(customer__code="MARTIN"), alice, AT)
    assert sending.dispatch(company, clock).counts == {"to_do": 1} and today(company, alice) == []
    assert Message.objects.filter(customer__code="MARTIN").count() == 1 and verify(company) == []


def test_where_it_could_not_be_proposed_at_once_it_is_when_the_day_is_planned_again(company, alice, monkeypatch):
    settle(company, "letter", "print")
    martins(company, alice, "letter")
    by_mail_again(company)
    with monkeypatch.context() as patched:
        patched.setattr(planning, "renew", lambda *told: 1 // 0)
        assert sending.dispatch(company, clock).counts["suppressed"] == 1
    assert Message.objects.filter(customer__code="MARTIN", state="suppressed").exists()
    assert today(company, alice) == [("friendly", "email")]


@pytest.mark.parametrize("told", ["to_do", "doubted"])
def test_what_a_person_had_in_hands_or_may_have_left_is_of_another_day(company, alice, told):
    settle(company, "letter", "print")
    message = martins(company, alice, "letter")
    events.record(company, told, None, AT, message, message.customer)
    by_mail_again(company)
    assert sending.dispatch(company, clock).counts["suppressed"] == 1
    assert today(company, alice) == [] and state_of(message) == "suppressed"
    assert proposed(company, alice) == [("friendly", "email")]
