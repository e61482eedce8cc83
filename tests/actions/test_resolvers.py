"""Whoever is to answer a dispute is written to by the outbox: once, once more past the deadline, and as no contact."""

from __future__ import annotations

import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.mails import received
from tests.actions.outbox import TEN_DAYS_LATE, later, state_of
from tests.actions.test_replies import mail
from tests.actions.test_replies_bounces import report
from tests.channels.sink import listening, taken

from ardoise.actions import companies, disputes, dunning, evidence, links, nights, replies, sending, timeline
from ardoise.actions.disputes import asking, settling
from ardoise.actions.restraints import Noted, Unfit
from ardoise.actions.thanking import is_pressed
from ardoise.actions.verification import verify
from ardoise.records import book
from ardoise.records.models import (
    Contact,
    Customer,
    Dispute,
    Entry,
    Event,
    Link,
    MailServer,
    Message,
    Proposal,
    Reply,
    Run,
    Task,
    User,
)

LOGISTICS = "logistique@ardoise.example"


@pytest.fixture
def outside(company, tmp_path, settings, in_company):
    """The world that mail reaches: a public address, a mail server."""
    settings.PUBLIC_BASE_URL = "https://ardoise.example"
    folder = tmp_path / "outside"
    folder.mkdir()
    with listening(folder) as port:
        MailServer.objects.create(company=company, host="127.0.0.1", port=port, security="none")
        yield folder


@pytest.fixture
def dispute(company, alice, outside):
    """Martin contests 200 € of an invoice of 1,000 €."""
    contested = invoice(company, "MARTIN", 100_000, TEN_DAYS_LATE, document="FA-7")
    martin = Customer.objects.get(code="MARTIN")
    return disputes.open_about(martin, "delivery", {contested: 20_000}, Noted("palette manquante", AS_OF, alice, AT))


def plain(letter):
    return letter.get_body(("plain",)).get_content().replace("\xa0", " ").replace("\u202f", " ")


def asked(dispute, alice, resolver=LOGISTICS, language="fr", at=AT):
    return disputes.ask(Dispute.objects.get(pk=dispute.pk), resolver, language, alice, at)


def test_they_are_told_what_is_contested_until_when_and_where_to_answer_and_nothing_else(
    company, alice, dispute, outside
):
    invoice(company, "MARTIN", 777_00, TEN_DAYS_LATE, document="FA-8")
    assert asked(dispute, alice).is_new
    assert sending.dispatch(company, lambda: AT).counts == {"sent": 1}
    (left,) = taken(outside)
    body = plain(left)
    assert left["To"] == LOGISTICS and "Litige Martin" in left["Subject"] and "30 mars 2026" in left["Subject"]
    assert all(said in body for said in ("FA-7", "200,00", "1 000,00 €", "Non livré", "palette manquante", "30 mars"))
    assert "FA-8" not in body and "777" not in body and "client.example" not in left.as_string()
    token = re.search(r"https://ardoise\.example/l/([\w-]+)/", body)[1]
    assert links.find(token, AT).dispute == dispute
    assert verify(company) == []


@pytest.mark.parametrize(("language", "said"), [("en", "Is the customer right?"), ("fr", "Le client a-t-il raison")])
def test_a_colleague_is_written_to_in_their_own_language(company, alice, bob, dispute, outside, language, said):
    bob.email, bob.language, bob.first_name = "bob@ardoise.example", language, "Bob"
    bob.save()
    message = asked(dispute, alice, bob, "fr").message
    assert message.recipient == "bob@ardoise.example" and said in message.body and "Bob," in message.body
    assert links.find(re.search(r"/l/([\w-]+)/", message.body)[1], AT).dispute.resolver == bob


def test_asking_twice_is_asking_once(company, alice, dispute, outside):
    first = asked(dispute, alice)
    again = asked(dispute, alice)
    assert again.message == first.message and not again.is_new
    sending.dispatch(company, lambda: AT)
    assert asked(dispute, alice, at=AT + timedelta(hours=2)).message == first.message
    sending.dispatch(company, later(hours=2))
    assert len(taken(outside)) == 1
    tomorrow = asked(dispute, alice, at=AT + timedelta(days=1))
    assert tomorrow.is_new and Link.objects.filter(revoked_at=None).get().message == tomorrow.message


def test_it_is_no_contact_with_the_debtor(company, alice, dispute, outside):
    martin, since = dispute.customer, AS_OF - timedelta(30)
    before = [
        (p.customer.code, p.level, p.amount_cents) for p in dunning.plan(company, AS_OF, alice, AT).proposals.all()
    ]
    assert ("MARTIN", "friendly", 80_000) in before
    for mailbox in (LOGISTICS, "qualite@ardoise.example", "achats@ardoise.example"):
        asked(dispute, alice, mailbox)
    assert book.contacts_made(company.pk, since, martin.pk).is_empty() and not is_pressed(martin, AS_OF)
    assert book.history(company.pk, martin.pk).is_empty()
    run = dunning.plan(company, AS_OF, alice, AT)
    assert [(p.customer.code, p.level, p.amount_cents) for p in run.proposals.all()] == before
    assert list(nights.runs()) == [run]
    (reminder,) = dunning.approve(list(run.proposals.filter(customer=martin)), alice, AT).messages
    sending.dispatch(company, lambda: AT)
    assert sorted(letter["To"] for letter in taken(outside)) == ["achats@ardoise.example", "martin@client.example"]
    assert state_of(reminder) == "sent" and verify(company) == []


def test_a_mailbox_of_a_customer_is_never_asked(company, alice, dispute, outside):
    for theirs in ("martin@client.example", "DURAND@client.example"):
        Contact.objects.get_or_create(
            company=company, customer=Customer.objects.get(code="DURAND"), email="durand@client.example"
        )
        with pytest.raises(Unfit, match="adresse du client"):
            asked(dispute, alice, theirs)
    assert not Message.objects.exists() and Dispute.objects.get().stage == "new"


def ends(dispute, alice, company):
    disputes.settle(dispute, "rejected", Noted("", AS_OF, alice, AT))
    return "dispute_settled"


def asks_another(dispute, alice, company):
    asked(dispute, alice, "qualite@ardoise.example")
    return "resolver_changed"


def goes_on(dispute, alice, company):
    disputes.move(dispute, "waiting_customer", alice, AT)
    return "dispute_answered"


def is_paid(dispute, alice, company):
    pay(company, "MARTIN", Entry.objects.get(document="FA-7"))
    return "contested_changed"


def is_a_customers(dispute, alice, company):
    durand = Customer.objects.get(code="DURAND")
    Contact.objects.create(company=company, customer=durand, email=LOGISTICS.upper())
    return "resolver_changed"


@pytest.mark.parametrize("what", [ends, asks_another, goes_on, is_paid, is_a_customers])
def test_what_changed_meanwhile_keeps_the_mail_here(company, alice, dispute, outside, what):
    message = asked(dispute, alice).message
    reason = what(dispute, alice, company)
    sending.dispatch(company, lambda: AT)
    assert (state_of(message), message.reason) == ("suppressed", reason)
    assert LOGISTICS not in [letter["To"] for letter in taken(outside)]


def test_a_mail_that_does_not_arrive_is_the_disputes_matter_and_not_the_customers(company, alice, dispute, outside):
    message = asked(dispute, alice, "nobody@ardoise.example").message
    sending.dispatch(company, lambda: AT)
    assert state_of(message) == "failed"
    fresh = Dispute.objects.get()
    assert disputes.unreached([fresh]) == {dispute.pk: message}
    assert not Task.objects.exists() and not Contact.objects.exclude(email_refused_at=None).exists()
    asked(dispute, alice, LOGISTICS)
    assert disputes.unreached(Dispute.objects.all()) == {}


def test_one_that_may_have_left_is_in_doubt_and_asked_for_no_more(company, alice, dispute, outside):
    message = asked(dispute, alice, "cut@ardoise.example").message
    sending.dispatch(company, lambda: AT)
    assert state_of(message) == "in_doubt" and disputes.unreached(Dispute.objects.all()) == {dispute.pk: message}
    assert not asked(dispute, alice, "cut@ardoise.example", at=AT + timedelta(days=3)).is_new
    late = AT + timedelta(days=60)
    assert disputes.remind(company, late) == 0, "a person says first what became of it"
    assert len(taken(outside)) == 1


def test_who_has_not_answered_by_the_deadline_is_reminded_once(company, alice, dispute, outside):
    asked(dispute, alice, language="en")
    sending.dispatch(company, lambda: AT)
    on_the_day, past = AT + timedelta(days=14), AT + timedelta(days=15)
    assert disputes.remind(company, on_the_day) == 0
    assert [disputes.remind(company, past + timedelta(days=n)) for n in range(4)] == [1, 0, 0, 0]
    sending.dispatch(company, lambda: past)
    letters = taken(outside)
    reminder = next(one for one in letters if one["Subject"].startswith("Reminder"))
    assert len(letters) == 2 and "16 March 2026" in plain(reminder) and "€200.00" in plain(reminder)
    for letter in letters:
        token = re.search(r"/l/([\w-]+)/", plain(letter))[1]
        assert links.find(token, past), "both mails open it"
    disputes.answer(links.find(token, past), "Founded.", "credit_note_to_issue", past)
    assert disputes.remind(company, past + timedelta(days=9)) == 0


def test_who_was_asked_too_late_is_not_reminded(company, alice, dispute, outside):
    past = AT + timedelta(days=15)
    asked(dispute, alice, at=past)
    sending.dispatch(company, lambda: past)
    assert disputes.remind(company, past + timedelta(days=1)) == 0


def test_whatever_makes_the_run_of_the_day_reminds_once(company, alice, dispute, outside):
    asked(dispute, alice)
    sending.dispatch(company, lambda: AT)
    past = AT + timedelta(days=15)
    reminders = Message.objects.filter(level="resolver_reminded")
    dunning.run(company, past.date() - timedelta(days=1), None, past)
    assert not reminders.exists(), "the run of a past day says nothing today"
    dunning.run(company, past.date(), None, past)
    assert reminders.count() == 1
    dunning.run(company, past.date(), alice, past + timedelta(hours=1))
    assert reminders.count() == 1 and not nights.run_night(company, lambda: past + timedelta(hours=2))


def test_a_reminder_that_fails_takes_nothing_from_the_run(company, alice, dispute, outside, monkeypatch):
    monkeypatch.setattr(disputes, "remind", lambda company, at: 1 / 0)
    assert dunning.run(company, AS_OF, None, AT).figures["proposals"] > 0


def test_without_an_address_that_the_world_reaches_no_mail_is_written(company, alice, bob, dispute, settings):
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:8765"
    assert asked(dispute, alice).obstacle == "no_public_address"
    bob.email = ""
    assert asked(dispute, alice, bob).obstacle == "no_mailbox"
    bob.email = "bob@ardoise.example"
    bob.save()
    message = asked(dispute, alice, bob).message
    assert "/l/" not in message.body and "sous « Litiges »" in message.body
    MailServer.objects.all().delete()
    assert asked(dispute, alice, "a@ardoise.example").obstacle == "no_server"
    assert Message.objects.count() == 1 and Dispute.objects.get().stage == "waiting_resolver"


def test_what_a_colleague_answers_by_mail_is_nothing_the_customer_said(company, alice, dispute, outside):
    message = asked(dispute, alice).message
    sending.dispatch(company, lambda: AT)
    words = "Je paierai 200 € le 30 mars."
    replies.keep(company, mail(words, sender=LOGISTICS, In_Reply_To=message.message_id), AT)
    reply = Reply.objects.get()
    assert (reply.customer, reply.answers, reply.state) == (None, message, "new")


def test_the_link_is_told_to_its_holder_alone(company, alice, dispute, outside):
    message = asked(dispute, alice).message
    token = re.search(r"/l/([\w-]+)/", message.body)[1]
    page = timeline.page(dispute.customer, AS_OF, "fr")
    assert any("résolveur" in step.words for step in page.steps)
    assert token not in str(page) and token not in str([bytes(e.content) for e in Event.objects.all()])
    with ZipFile(evidence.export(dispute.customer, alice, AT, "fr").file) as kept:
        assert not any(token.encode() in kept.read(name) for name in kept.namelist())
    assert Proposal.objects.get(approval__message=message).amount_cents == 20_000
    assert Run.objects.get(proposals__approval__message=message).policy.startswith(settling.RUNS)


def test_taken_back_it_is_told_that_whoever_is_waited_for_knows_of_nothing(company, alice, dispute, outside):
    message = asked(dispute, alice).message
    assert disputes.untold(Dispute.objects.all()) == set()
    assert dunning.withdraw(message.approval, alice, AT)
    assert disputes.untold(Dispute.objects.all()) == {dispute.pk}
    (left_open,) = Proposal.objects.filter(level="resolver_asked")
    assert not dunning.approve([left_open], alice, AT).messages, "it is no reminder to the customer"
    again = asked(dispute, alice)
    assert again.is_new and disputes.untold(Dispute.objects.all()) == set()
    assert list(Proposal.objects.filter(level="resolver_asked")) == [again.message.approval.proposal]
    sending.dispatch(company, lambda: AT)
    assert len(taken(outside)) == 1 and verify(company) == []


def test_what_was_taken_back_is_told_of_that_dispute_alone_and_while_it_waits(company, alice, dispute, outside):
    others = [
        disputes.open_about(dispute.customer, "price", {entry: None}, Noted("", AS_OF, alice, AT))
        for entry in [invoice(company, "MARTIN", 5_000, TEN_DAYS_LATE, f"FB-{n}") for n in range(11)]
    ]
    message = asked(others[9], alice).message
    dunning.withdraw(message.approval, alice, AT)
    asked(dispute, alice)
    assert disputes.untold(Dispute.objects.all()) == {others[9].pk}
    disputes.move(others[9], "waiting_customer", alice, AT)
    assert disputes.untold(Dispute.objects.all()) == set()


def nights_of(company, count, each=lambda at: None):
    """How many reminders each night after the deadline writes."""
    written = []
    for past in (AT + timedelta(days=n) for n in range(15, 15 + count)):
        written.append(disputes.remind(company, past))
        each(past)
    return written


def test_a_reminder_that_does_not_arrive_is_not_written_anew_every_night(company, alice, dispute, outside):
    message = asked(dispute, alice, "nobody@ardoise.example").message
    Message.objects.filter(pk=message.pk).update(state="sent", left_on=AS_OF, left_at=AT)
    assert nights_of(company, 3, lambda at: sending.dispatch(company, lambda: at)) == [1, 0, 0]
    reminder = Message.objects.get(level="resolver_reminded")
    assert reminder.state == "failed" and disputes.unreached(Dispute.objects.all()) == {dispute.pk: reminder}


def test_a_reminder_taken_back_is_not_written_anew_every_night(company, alice, dispute, outside):
    asked(dispute, alice)
    sending.dispatch(company, lambda: AT)

    def takes_back(at):
        for message in Message.objects.filter(level="resolver_reminded"):
            assert dunning.withdraw(message.approval, alice, at)

    assert nights_of(company, 3, takes_back) == [1, 0, 0]
    assert disputes.untold(Dispute.objects.all()) == set(), "they were asked"
    past = AT + timedelta(days=20)
    assert asked(dispute, alice, at=past).is_new, "a person asks again"


def test_who_is_asked_by_hand_after_all_is_not_told_as_untold(company, alice, bob, dispute, outside):
    dunning.withdraw(asked(dispute, alice).message.approval, alice, AT)
    disputes.assign(Dispute.objects.get(), bob, alice, AT)
    assert disputes.untold(Dispute.objects.all()) == set()


def test_a_colleague_who_works_there_no_more_is_written_to_no_more(company, alice, bob, dispute, outside):
    bob.email = "bob@ardoise.example"
    bob.save()
    asked(dispute, alice, bob)
    sending.dispatch(company, lambda: AT)
    again = asked(dispute, alice, bob, at=AT + timedelta(days=1)).message
    companies.leave(company, bob, None, AT)
    sending.dispatch(company, lambda: AT + timedelta(days=1))
    assert (state_of(again), again.reason) == ("suppressed", "resolver_changed")
    assert links.departed(Dispute.objects.all()) == {dispute.pk}
    Message.objects.filter(pk=again.pk).update(state="sent", left_on=AS_OF)
    assert nights_of(company, 2, lambda at: sending.dispatch(company, lambda: at)) == [0, 0]
    assert len(taken(outside)) == 1


def test_a_colleague_whose_mailbox_is_another_since_is_told_as_not_reached(company, alice, bob, dispute, outside):
    bob.email = "bob@ardoise.example"
    bob.save()
    message = asked(dispute, alice, bob).message
    User.objects.filter(pk=bob.pk).update(email="bob.moved@ardoise.example")
    sending.dispatch(company, lambda: AT)
    assert (state_of(message), message.reason) == ("suppressed", "resolver_changed")
    assert disputes.unreached(Dispute.objects.all()) == {dispute.pk: message}
    asked(Dispute.objects.get(), alice, User.objects.get(pk=bob.pk))
    assert disputes.unreached(Dispute.objects.all()) == {}


def test_a_reminder_that_cannot_be_written_keeps_no_other_from_being(company, alice, dispute, outside, monkeypatch):
    entry, matter_of = invoice(company, "MARTIN", 5_000, TEN_DAYS_LATE, "FB-1"), asking.matter_of
    second = disputes.open_about(dispute.customer, "price", {entry: None}, Noted("", AS_OF, alice, AT))
    for one in (dispute, second):
        asked(one, alice)
    sending.dispatch(company, lambda: AT)

    def stumbles(one, today):
        return 1 / 0 if one == dispute else matter_of(one, today)

    monkeypatch.setattr(asking, "matter_of", stumbles)
    assert disputes.remind(company, AT + timedelta(days=40)) == 1
    assert Link.objects.get(message__level="resolver_reminded").dispute == second


def test_that_it_came_back_is_nothing_the_customer_wrote(company, alice, dispute, outside):
    message = asked(dispute, alice).message
    sending.dispatch(company, lambda: AT)
    received(company, report(message, LOGISTICS))
    reply = Reply.objects.get()
    assert (reply.customer, reply.answers, reply.state) == (None, message, "done")
    assert state_of(message) == "failed" and disputes.unreached(Dispute.objects.all()) == {dispute.pk: message}
    assert not Task.objects.exists() and not Contact.objects.exclude(email_refused_at=None).exists()
    assert "replies" not in {step.kind for step in timeline.page(dispute.customer, AS_OF, "fr").steps}


def test_what_could_not_be_believed_of_a_report_waits_for_a_person(company, alice, dispute, outside):
    message = asked(dispute, alice).message
    sending.dispatch(company, lambda: AT)
    received(company, report(message, LOGISTICS, "4.4.1"))
    reply = Reply.objects.get()
    assert (reply.customer, reply.state, state_of(message)) == (None, "new", "sent")


def test_no_word_of_it_is_evidence(company, alice, dispute, outside):
    message = asked(dispute, alice).message
    sending.dispatch(company, lambda: AT)
    received(company, report(message, LOGISTICS))
    for about in (None, dispute):
        with ZipFile(evidence.export(dispute.customer, alice, AT, "fr", about).file) as kept:
            told = "".join(kept.read(name).decode(errors="replace") for name in kept.namelist())
        assert "Répondez ici" not in told and "MAILER-DAEMON" not in told and message.subject not in told
