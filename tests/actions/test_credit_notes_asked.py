"""Whoever issues credit notes is asked for the one a dispute waits for: once, and once more past the deadline."""
# ruff: noqa: F811 - the fixtures of test_resolvers

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.mails import mail, received
from tests.actions.outbox import TEN_DAYS_LATE, later, state_of
from tests.actions.test_resolvers import asked, dispute, outside, plain  # noqa: F401 - its world
from tests.channels.sink import taken

from ardoise.actions import disputes, links, policies, replies, rights, sending
from ardoise.actions.restraints import Noted
from ardoise.actions.verification import verify
from ardoise.engine.calendar import is_working_day
from ardoise.records import book
from ardoise.records.models import Contact, Customer, Dispute, Entry, Mailbox, MailServer, Message, Reply

ISSUER = "facturation@ardoise.example"


@pytest.fixture
def issuer(company, alice, outside):
    policies.change_limits(company, alice, AT, credit_notes_to=ISSUER)
    return ISSUER


def now(dispute):
    return Dispute.objects.select_related("company", "customer").get(pk=dispute.pk)


def moved(dispute, alice, at=AT, stage="credit_note_to_issue"):
    return disputes.move(now(dispute), stage, alice, at)


def mails():
    return list(Message.objects.filter(level__in=("credit_asked", "credit_reminded")).order_by("pk"))


def test_they_hear_for_whom_how_much_on_what_why_and_until_when(company, alice, dispute, outside, issuer):
    disputes.remark(now(dispute), "Manquait bien au départ.", alice, AT)
    assert moved(dispute, alice).deadline_on == date(2026, 3, 30)
    assert sending.dispatch(company, lambda: AT).counts == {"sent": 1}
    (left,) = taken(outside)
    body = plain(left)
    assert left["To"] == ISSUER and left["Subject"].startswith("Avoir à établir : Martin & Fils (FA-7), 200,00")
    told = ("Martin", "MARTIN", "200,00 €", "FA-7", "1 000,00 €", "Non livré", "palette manquante", "30 mars 2026",
            "Manquait bien au départ.", "en citant FA-7", "TTC")  # fmt: skip
    assert [one for one in told if one not in body] == []
    assert "/l/" not in body and verify(company) == []
    assert disputes.issue_of(now(dispute), AS_OF).is_asked


def test_a_colleague_with_an_account_reads_it_in_their_language(company, alice, bob, dispute, outside):
    bob.email, bob.language, bob.first_name = ISSUER.upper(), "en", "Bob"
    bob.save()
    policies.change_limits(company, alice, AT, credit_notes_to=ISSUER)
    moved(dispute, alice)
    (message,) = mails()
    assert message.subject.startswith("Credit note to issue: Martin & Fils (FA-7)") and "Bob," in message.body


def test_it_is_asked_for_once_whatever_moves(company, alice, dispute, outside, issuer):
    for stage in ("credit_note_to_issue", "credit_note_to_issue", "new", "credit_note_to_issue"):
        moved(dispute, alice, stage=stage)
    sending.dispatch(company, lambda: AT)
    moved(dispute, alice, stage="waiting_customer")
    moved(dispute, alice)
    again = disputes.ask_for_credit_note(now(dispute), alice, AT)
    assert (again.is_new, again.message, len(mails())) == (False, mails()[0], 1)
    sending.dispatch(company, lambda: AT)
    assert len(taken(outside)) == 1
    assert disputes.ask_for_credit_note(now(dispute), alice, AT + timedelta(days=1)).is_new, "a person asks once more"


def test_whatever_says_that_the_customer_is_right_asks_for_it(company, alice, dispute, outside, issuer):
    token = links.to_resolve(now(dispute), "logistique@ardoise.example", alice, AT)
    assert disputes.answer(links.find(token, AT), "Exact.", "credit_note_to_issue", AT)
    (message,) = mails()
    assert "Exact." in message.body and message.approval.by is None
    sending.dispatch(company, lambda: AT)
    assert state_of(message) == "sent"


def test_what_is_granted_in_part_is_asked_for_and_no_more(company, alice, dispute, outside, issuer):
    disputes.settle(now(dispute), "partly_accepted", Noted("", AS_OF, alice, AT), 5_000)
    (message,) = mails()
    assert "50,00 €" in plain_text(message) and "200,00" not in plain_text(message)
    assert disputes.spoken_of(message).continues == dispute


def plain_text(message):
    return message.body.replace("\xa0", " ").replace("\u202f", " ")


def test_it_is_no_contact_with_the_customer(company, alice, dispute, outside, issuer):
    moved(dispute, alice)
    sending.dispatch(company, lambda: AT)
    assert book.contacts_made(company.pk, AS_OF - timedelta(30), dispute.customer_id).is_empty()
    assert book.history(company.pk, dispute.customer_id).is_empty()


def is_paid(company, alice, dispute):
    pay(company, "MARTIN", Entry.objects.get(document="FA-7"))
    return "contested_changed"


def goes_back(company, alice, dispute):
    moved(dispute, alice, stage="new")
    return "credit_note_not_awaited"


def ends(company, alice, dispute):
    disputes.settle(now(dispute), "rejected", Noted("", AS_OF, alice, AT))
    return "dispute_settled"


def is_issued(company, alice, dispute):
    invoice(company, "MARTIN", -20_000, AS_OF, document="AV-1", booked_on=AS_OF)
    return "credit_note_here"


def somebody_else_issues(company, alice, dispute):
    policies.change_limits(company, alice, AT, credit_notes_to="compta@ardoise.example")
    return "issuer_changed"


def is_a_customers(company, alice, dispute):
    Contact.objects.create(company=company, customer=Customer.objects.get(code="DURAND"), email=ISSUER)
    return "resolver_changed"


@pytest.mark.parametrize("what", [is_paid, goes_back, ends, is_issued, somebody_else_issues, is_a_customers])
def test_what_changed_meanwhile_keeps_it_here(company, alice, dispute, outside, issuer, what):
    moved(dispute, alice)
    (message,) = mails()
    reason = what(company, alice, dispute)
    sending.dispatch(company, lambda: AT)
    assert (state_of(message), message.reason) == ("suppressed", reason)
    assert ISSUER not in [letter["To"] for letter in taken(outside)]


def test_one_that_does_not_arrive_is_told_and_may_be_asked_for_again(company, alice, dispute, outside):
    policies.change_limits(company, alice, AT, credit_notes_to="nobody@ardoise.example")
    moved(dispute, alice)
    (message,) = mails()
    sending.dispatch(company, lambda: AT)
    assert state_of(message) == "failed" and disputes.unreached([now(dispute)]) == {dispute.pk: message}
    policies.change_limits(company, alice, AT, credit_notes_to=ISSUER)
    assert not disputes.issue_of(now(dispute), AS_OF).is_asked
    assert disputes.ask_for_credit_note(now(dispute), alice, AT).is_new
    assert disputes.unreached([now(dispute)]) == {}


def test_past_its_deadline_they_are_reminded_once_and_not_of_one_that_is_here(company, alice, dispute, outside, issuer):
    moved(dispute, alice)
    sending.dispatch(company, lambda: AT)
    past = AT + timedelta(days=15)
    assert disputes.remind(company, AT + timedelta(days=14)) == 0
    assert [disputes.remind(company, past + timedelta(days=n)) for n in range(3)] == [1, 0, 0]
    reminder = mails()[-1]
    assert reminder.level == "credit_reminded" and reminder.subject.startswith("Rappel – Avoir à établir")
    assert "16 mars 2026" in plain_text(reminder)
    invoice(company, "MARTIN", -20_000, AS_OF, document="AV-1", booked_on=AS_OF)
    sending.dispatch(company, lambda: past)
    assert state_of(reminder) == "suppressed" and len(taken(outside)) == 1


def test_without_anybody_who_issues_them_nobody_is_written_to_and_it_is_said(company, alice, bob, dispute, outside):
    moved(dispute, alice)
    assert mails() == [] and disputes.issue_of(now(dispute), AS_OF).obstacle == "no_issuer"
    policies.change_limits(company, alice, AT, credit_notes_to=ISSUER)
    assert disputes.issue_of(now(dispute), AS_OF).obstacle == ""
    with pytest.raises(rights.Refused):
        disputes.ask_for_credit_note(now(dispute), bob, AT)
    MailServer.objects.all().delete()
    assert disputes.ask_for_credit_note(now(dispute), alice, AT).obstacle == "no_server" and mails() == []


def test_an_address_of_a_customer_s_is_no_colleague_s(company, alice, dispute, outside):
    with pytest.raises(policies.Unfit, match="adresse du client"):
        policies.change_limits(company, alice, AT, credit_notes_to="Martin@client.example")
    with pytest.raises(policies.Unfit):
        policies.change_limits(company, alice, AT, credit_notes_to="nobody")


def test_what_they_answer_waits_beside_the_dispute_and_is_no_customer_s(company, alice, dispute, outside, issuer):
    Mailbox.objects.create(company=company, host="127.0.0.1", address="reponses@ardoise.example")
    moved(dispute, alice)
    (message,) = mails()
    assert "répondez à ce message" in message.body
    sending.dispatch(company, lambda: AT)
    _state, reply = received(company, mail("Avoir AV-9 fait.", ISSUER, to=message.reply_to))
    assert replies.waiting([now(dispute)]) == {dispute.pk: [reply]} and reply.customer is None
    assert replies.accept_answer(reply.findings.get(), "", alice, AT)
    assert now(dispute).stage == "credit_note_to_issue" and Reply.objects.get().state == "done"


def test_a_word_taken_in_without_a_change_of_stage_is_somebody_s_to_whom_it_was_told(company, alice, dispute, outside):
    """My day went on saying that they had answered: the last event was nobody's."""
    Mailbox.objects.create(company=company, host="127.0.0.1", address="reponses@ardoise.example")
    message = asked(dispute, alice).message
    sending.dispatch(company, lambda: AT)
    token = links.to_resolve(now(dispute), message.recipient, alice, AT)
    disputes.answer(links.find(token, AT), "Je regarde.", "new", AT)
    assert list(disputes.answered(Dispute.objects.all())) == [dispute]
    _state, reply = received(company, mail("Rien de plus.", message.recipient, to=message.reply_to))
    assert replies.accept_answer(reply.findings.get(), "", alice, AT)
    assert not disputes.answered(Dispute.objects.all()).exists()
    assert {said.by for said in dispute.remarks.all()} == {None}, "the words are theirs"


def test_a_mail_of_the_house_s_own_is_no_answer_of_theirs(company, alice, dispute, outside, issuer):
    message = asked(dispute, alice).message
    sending.dispatch(company, lambda: AT)
    moved(dispute, alice)
    sending.dispatch(company, lambda: AT)
    assert disputes.remind(company, AT + timedelta(days=15)) == 1
    assert not disputes.answered(Dispute.objects.all()).exists(), message.recipient


NIGHT = AT.replace(hour=2)  # of a Monday, in the debtors' quiet hours
SUNDAY = AT - timedelta(days=1)


@pytest.mark.parametrize("at", [NIGHT, SUNDAY])
def test_what_a_person_asks_a_colleague_leaves_at_once_at_any_hour(company, alice, dispute, outside, issuer, at):
    asked(dispute, alice, at=at)
    durand = invoice(company, "DURAND", 30_000, TEN_DAYS_LATE, document="FB-1")
    second = disputes.open_about(durand.customer, "price", {durand: None}, Noted("", at.date(), alice, at))
    moved(second, alice, at)
    assert sending.dispatch(company, lambda: at).counts == {"sent": 2}
    assert {letter["To"] for letter in taken(outside)} == {"logistique@ardoise.example", ISSUER}


def test_a_reminder_of_the_house_s_waits_for_the_colleague_s_day_and_not_the_customer_s(
    company, alice, dispute, outside
):
    asked(dispute, alice)
    sending.dispatch(company, lambda: AT)
    Customer.objects.filter(pk=dispute.customer_id).update(country="AE")  # who rests on Fridays or Saturdays
    past = AT + timedelta(days=19)  # a Saturday
    assert disputes.remind(company, past) == 1
    assert not sending.dispatch(company, lambda: past).counts
    reminder = Message.objects.get(level="resolver_reminded")
    monday = AT + timedelta(days=21)
    assert (state_of(reminder), reminder.reason) == ("queued", "colleague_off")
    assert not sending.dispatch(company, lambda: monday.replace(hour=4)).counts
    Customer.objects.filter(pk=dispute.customer_id).update(country="DE")  # 6 April 2026 is Easter Monday there and here
    tuesday = AT + timedelta(days=22)
    assert sending.dispatch(company, lambda: tuesday).counts == {"sent": 1}


def test_it_leaves_on_a_day_on_which_the_customer_s_country_rests(company, alice, dispute, outside):
    asked(dispute, alice)
    sending.dispatch(company, lambda: AT)
    Customer.objects.filter(pk=dispute.customer_id).update(country="SA")
    friday = AT + timedelta(days=18)
    assert not is_working_day(friday.date(), "SA") and is_working_day(friday.date())
    assert disputes.remind(company, friday) == 1
    assert sending.dispatch(company, lambda: friday).counts == {"sent": 1}


def test_without_a_public_address_an_answer_by_mail_suffices_and_is_said_to(company, alice, dispute, outside, settings):
    settings.PUBLIC_BASE_URL = ""
    assert asked(dispute, alice).obstacle == "no_public_address"
    Mailbox.objects.create(company=company, host="127.0.0.1", address="reponses@ardoise.example")
    message = asked(dispute, alice).message
    assert "cela suffit" in message.body and "/l/" not in message.body and "sous « Litiges »" not in message.body
    sending.dispatch(company, lambda: AT)
    (left,) = taken(outside)
    assert left["Reply-To"] == message.reply_to
    past = AT + timedelta(days=15)
    assert disputes.remind(company, past) == 1
    sending.dispatch(company, later(days=15))
    assert len(taken(outside)) == 2
    _state, reply = received(company, mail("Il a raison.", message.recipient, to=message.reply_to))
    assert replies.waiting([now(dispute)]) == {dispute.pk: [reply]}
