"""A customer is asked what a receipt pays: by the outbox alone, once, and not any more once it is cleared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.banks import account, movement
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.outbox import clock, state_of

from ardoise.actions import dunning, reconciliation, rights, sending
from ardoise.actions.reconciliation import Match
from ardoise.actions.restraints import Unfit
from ardoise.actions.verification import verify
from ardoise.records.models import Contact, Customer, Event, Message, Proposal, Question


@pytest.fixture
def martin(in_company):
    account(in_company)
    return Customer.objects.get(code="MARTIN")


def test_the_mail_names_the_money_and_waits_in_the_outbox(company, martin, alice, bob):
    received = movement(company, 123_456, label="VIR SANS LIBELLE")
    with pytest.raises(rights.Refused):
        reconciliation.ask(received, martin, bob, AT)
    asked = reconciliation.ask(received, martin, alice, AT)
    assert reconciliation.ask(received, martin, alice, AT) == asked
    message = Message.objects.get()
    assert "1 234,56" in message.subject.replace("\u202f", " ").replace("\xa0", " ")
    assert "16 mars 2026" in message.body.replace("\xa0", " ") and message.recipient == "martin@client.example"
    assert Event.objects.filter(verb="asked_customer", customer=martin).count() == 1
    sending.dispatch(company, clock)
    assert state_of(message) == "kept"
    assert verify(company) == []


def test_applied_in_the_same_minute_nothing_is_asked(company, martin, alice):
    bill = invoice(company, "MARTIN", 5_000, AS_OF, "F1")
    received = movement(company, 5_000)
    asked = reconciliation.ask(received, martin, alice, AT)
    reconciliation.apply(Match(received, {bill.pk: 5_000}), alice, AT)
    sending.dispatch(company, clock)
    assert state_of(asked.message) == "suppressed"
    assert Question.objects.get().closed_at == AT


def test_of_two_receipts_the_one_applied_is_asked_about_no_more(company, martin, alice):
    """The second is asked about on the next day, before the first mail has left."""
    bill, first, second = invoice(company, "MARTIN", 5_000, AS_OF, "F1"), movement(company, 5_000), movement(company, 7)
    asked = reconciliation.ask(first, martin, alice, AT)
    other = reconciliation.ask(second, martin, alice, AT + timedelta(1))
    reconciliation.apply(Match(first, {bill.pk: 5_000}), alice, AT + timedelta(1))
    sending.dispatch(company, lambda: AT + timedelta(1))
    assert (state_of(asked.message), state_of(other.message)) == ("suppressed", "kept")


def test_a_question_taken_back_and_then_refused_becomes_no_reminder(company, martin, alice):
    invoice(company, "MARTIN", 50_000, AS_OF - timedelta(20), "F1")
    bill, received = invoice(company, "MARTIN", 5_000, AS_OF, "F2"), movement(company, 5_000)
    asked = reconciliation.ask(received, martin, alice, AT)
    assert dunning.withdraw(asked.message.approval, alice, AT)
    reconciliation.apply(Match(received, {bill.pk: 5_000}), alice, AT)
    (refusal,) = dunning.approve([Proposal.objects.get()], alice, AT).refusals
    assert refusal.reason == "amount_changed" and Proposal.objects.get().level == "question"


def test_where_nobody_can_be_reached_a_sentence_says_so_and_nothing_is_kept(company, martin, alice):
    Contact.objects.filter(customer=martin).delete()
    with pytest.raises(Unfit):
        reconciliation.ask(movement(company, 5_000), martin, alice, AT)
    assert not Question.objects.exists() and not Message.objects.exists()


def test_a_question_is_no_run_and_stands_in_no_reminders_way(company, martin, alice):
    reconciliation.ask(movement(company, 5_000), martin, alice, AT)
    invoice(company, "DURAND", 50_000, AS_OF - timedelta(20), "F2")
    run = dunning.plan(company, AS_OF, alice, AT)
    assert [p.customer.code for p in run.proposals.all()] == ["DURAND"]
    assert len(dunning.approve(list(run.proposals.all()), alice, AT).messages) == 1
    assert verify(company) == []
