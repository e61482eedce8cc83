"""A person writes in words of their own: by the outbox, once, in the thread, and counted as a contact."""

from __future__ import annotations

from copy import copy
from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.deliveries import reachable, settle
from tests.actions.mails import mail
from tests.actions.outbox import TEN_DAYS_LATE, clock, state_of
from tests.channels.providers import standing_in
from tests.channels.sink import listening

from ardoise.actions import dunning, personal_messages, replies, restraints, rights, sending, standing
from ardoise.actions.disputes import open_about
from ardoise.actions.personal_messages import Wish
from ardoise.actions.policies import change_limits
from ardoise.actions.restraints import Noted, Unfit
from ardoise.actions.sending import verdicts
from ardoise.actions.verification import verify
from ardoise.domain.correspondence.reasons import in_words
from ardoise.records import book
from ardoise.records.models import (
    Contact,
    Customer,
    Document,
    Entry,
    Event,
    Handover,
    MailServer,
    Message,
    PersonalMessage,
    Reply,
    Task,
)


@pytest.fixture
def martin(in_company):
    return Customer.objects.get(code="MARTIN")


def wish(martin, text="Bonjour {{total}},\n\nRappelez-moi.", **told):
    to = told.pop("to", str(martin.contacts.get().pk))
    return Wish("email", to, told.pop("subject", "Votre compte"), text, **told)


def test_it_leaves_word_for_word_and_once_however_often_one_presses(company, martin, alice, bob):
    with pytest.raises(rights.Refused):
        personal_messages.send(martin, wish(martin), "n1", bob, AT)
    first = personal_messages.send(martin, wish(martin), "n1", alice, AT)
    assert personal_messages.send(martin, wish(martin), "n1", alice, AT) == first
    personal_messages.send(martin, wish(martin, subject="Encore"), "n2", alice, AT)  # a second word the same day
    assert [m.subject for m in Message.objects.order_by("pk")] == ["Votre compte", "Encore"]
    assert first.message.body == "Bonjour {{total}},\n\nRappelez-moi.\n" and "<p>" in first.message.html
    assert first.message.recipient == "martin@client.example"
    sending.dispatch(company, clock)
    assert state_of(first.message) == "kept"
    assert Event.objects.filter(verb="wrote", customer=martin, by=alice).count() == 2
    assert verify(company) == []


def test_an_answer_goes_to_who_wrote_in_their_thread_with_their_words_below(company, martin, alice):
    replies.keep(company, mail("Pouvez-vous m'envoyer la facture FA-1042 ?", sender="Nadia <nadia@client.example>"), AT)
    reply = Reply.objects.get()
    replies.attach(reply, martin, alice, AT)
    (reached, *_others) = personal_messages.reached(martin, "email", reply)
    assert reached.address == "nadia@client.example"
    subject, text = personal_messages.first_words(martin, alice, AS_OF, reply)
    assert subject == "Re: Rappel" and text.startswith("Bonjour Nadia,") and "ci-joint" not in text
    Document.objects.create(company=company, customer=martin, number="FA-1042", name="F1.pdf", content=b"%PDF-1",
                            content_type="application/pdf", sha256="1", at=AT)  # fmt: skip
    assert "ci-joint" in personal_messages.first_words(martin, alice, AS_OF, reply)[1]
    written = personal_messages.send(martin, wish(martin, text, to=reached.key, subject=subject), "n", alice, AT, reply)
    assert "> Pouvez-vous m'envoyer la facture FA-1042 ?" in written.message.body
    assert personal_messages.thread_of(written.message) == ("<1@client.example>",)
    reply.refresh_from_db()
    assert reply.state == "new"  # what was read in it is still to be decided
    assert verdicts.why_not(written.message, AS_OF) == ""
    for odd in ("<20260303-4>", "<é@client.example>"):  # no header of ours may hold it: a name less, not a mail less
        Reply.objects.update(message_id=odd)
        assert personal_messages.thread_of(written.message) == ()


def test_it_counts_as_a_contact_and_unasked_it_waits_while_the_debtor_heard_enough(company, martin, alice):
    change_limits(company, alice, AT, contacts_max=1, contacts_days=7)
    first = personal_messages.send(martin, wish(martin), "n1", alice, AT)
    made = book.contacts_made(company.pk, AS_OF - timedelta(6), martin.pk)
    assert made.height == 1
    with pytest.raises(Unfit, match=r"1 fois en 7 jours|1 times in 7 days"):
        personal_messages.send(martin, wish(martin), "n2", alice, AT)
    invoice(company, "MARTIN", 50_000, TEN_DAYS_LATE, "F1")
    run = dunning.plan(company, AS_OF, alice, AT)
    assert not run.proposals.exists() and run.skips.get(customer=martin).reason == "contact_pressure"
    assert verdicts.why_not(first.message, AS_OF) == ""  # itself it does not count against


def test_an_answer_leaves_on_a_sunday_evening_and_an_unasked_word_waits_for_monday(company, martin, alice, tmp_path):
    sunday_evening = AT + timedelta(days=6, hours=12)
    replies.keep(company, mail("Une copie, s'il vous plaît", sender="Nadia <nadia@client.example>"), AT)
    reply = Reply.objects.get()
    replies.attach(reply, martin, alice, AT)
    unasked = personal_messages.send(martin, wish(martin), "n1", alice, sunday_evening)
    answer = personal_messages.send(martin, wish(martin, to="reply"), "n2", alice, sunday_evening, reply)
    with listening(tmp_path) as port:
        MailServer.objects.create(company=company, host="127.0.0.1", port=port, security="none")
        done = sending.dispatch(company, lambda: sunday_evening)
    assert (state_of(answer.message), state_of(unasked.message)) == ("sent", "queued")
    assert b"Auto-Submitted" not in next(tmp_path.iterdir()).read_bytes()  # an absence there is to answer it
    assert done.obstacle == "day_off_until:2026-03-23"
    assert in_words(done.obstacle, "fr").endswith("ce qui attend part le 23\u00a0mars\u00a02026.")


def test_it_does_not_leave_to_an_address_that_is_nobody_s_any_more(company, martin, alice):
    written = personal_messages.send(martin, wish(martin), "n", alice, AT)
    Contact.objects.filter(customer=martin).update(email="autre@client.example")
    sending.dispatch(company, clock)
    assert state_of(written.message) == "suppressed" and written.message.reason == "moved_since"


def pays(company, martin, alice):
    pay(company, "MARTIN", Entry.objects.get(document="F1"))


def disputes(company, martin, alice):
    f2 = Entry.objects.get(document="F2")
    open_about(f2.customer, "price", {f2: None}, Noted("trop cher", AS_OF, alice, AT))


def is_invoiced(company, martin, alice):
    invoice(company, "MARTIN", 90_000, AS_OF)


@pytest.mark.parametrize(
    ("fact", "reason"), [(pays, "paid_since"), (disputes, "disputed"), (is_invoiced, ""), (None, "")]
)
def test_what_comes_before_it_leaves_stops_an_unasked_word_and_its_writer_is_told(company, martin, alice, fact, reason):
    """What was known as it was written stops nothing; nor does what is newly owed."""
    invoice(company, "MARTIN", 50_000, TEN_DAYS_LATE, "F1")
    invoice(company, "MARTIN", 70_000, TEN_DAYS_LATE, "F2")
    restraints.promise(Entry.objects.get(document="F1"), 50_000, AS_OF + timedelta(3), Noted("", AS_OF, alice, AT))
    written = personal_messages.send(martin, wish(martin), "n", alice, AT)
    if fact:
        fact(company, martin, alice)
    sending.dispatch(company, clock)
    assert (state_of(written.message), written.message.reason) == ("suppressed" if reason else "kept", reason)
    told = [(Handover.objects.get(row=task.pk).to, task.subject) for task in Task.objects.filter(kind="other")]
    why = in_words(reason, alice.language)
    said = f"«\u00a0Votre compte\u00a0», que vous avez écrit, n’est pas parti\u00a0: {why}"
    assert told == ([(alice, said)] if reason else [])


@pytest.fixture
def owes_much(company, martin):
    """Martin has more open items than are told one by one, one of them of tomorrow; made at once."""
    one = invoice(company, "MARTIN", 50_000, TEN_DAYS_LATE, "F1")
    invoice(company, "MARTIN", 70_000, TEN_DAYS_LATE, "F2")
    invoice(company, "MARTIN", 80_000, TEN_DAYS_LATE, "F3", booked_on=AS_OF + timedelta(1))
    several = [copy(one) for _ in range(standing.LINES_KEPT)]
    for n, entry in enumerate(several):
        entry.pk, entry.line, entry.document, entry.key = None, 10_000 + n, f"G{n}", b"%016d" % n
    Entry.objects.bulk_create(several)


@pytest.mark.parametrize(
    ("fact", "reason"), [(pays, "paid_since"), (disputes, "disputed"), (is_invoiced, ""), (None, "")]
)
def test_so_it_is_however_much_they_owe(company, martin, alice, owes_much, fact, reason):
    """Also of an item booked after that day, which nothing was said of; a credit that comes alone stops it, too."""
    written = personal_messages.send(martin, wish(martin), "n", alice, AT)
    told = Event.objects.get(verb="wrote", customer=martin)
    assert len(bytes(told.content)) < 4_000
    if fact:
        fact(company, martin, alice)
    assert verdicts.why_not(written.message, AS_OF + timedelta(1)) == reason
    invoice(company, "MARTIN", -1_000, AS_OF, "A1")
    assert verdicts.why_not(written.message, AS_OF + timedelta(1)) == (reason or "paid_since")


def test_papers_are_of_this_customer_only(company, martin, alice):
    durand = Customer.objects.get(code="DURAND")
    invoice(company, "MARTIN", 50_000, TEN_DAYS_LATE, "F1")
    Entry.objects.filter(pk=invoice(company, "MARTIN", 70_000, TEN_DAYS_LATE, "F2").pk).update(currency="USD")
    ours, theirs = (
        Document.objects.create(company=company, customer=who, number="F1", name=f"{who.code}.pdf", content=b"%PDF-1",
                                content_type="application/pdf", sha256=who.code, at=AT)
        for who in (martin, durand)
    )  # fmt: skip
    asked = wish(martin, documents=(ours.pk, theirs.pk), has_statement=True, has_workbook=True)
    written = personal_messages.send(martin, asked, "n", alice, AT)
    names = [paper.name for paper in written.message.attachments.order_by("pk")]
    of_day = f"releve-{AS_OF:%Y%m%d}"
    statements = [f"{of_day}.pdf", f"{of_day}.xlsx", f"{of_day}-USD.pdf", f"{of_day}-USD.xlsx"]
    assert names == [*statements, "MARTIN.pdf"]
    assert personal_messages.copies(durand, AS_OF) == []  # what is not open is not offered


@pytest.mark.parametrize(
    ("subject", "text", "said"),
    [("", "Bonjour", "objet|subject"), ("Objet", " \n ", "Write|Écrivez"), ("a\r\nBcc: x@y.z", "Bonjour", "")],
)
def test_what_cannot_leave_is_refused_with_a_sentence(company, martin, alice, subject, text, said):
    if said:
        with pytest.raises(Unfit, match=said):
            personal_messages.send(martin, wish(martin, text, subject=subject), "n", alice, AT)
        assert not PersonalMessage.objects.exists() and not Message.objects.exists()
    else:
        assert personal_messages.send(martin, wish(martin, text, subject=subject), "n", alice, AT).message.subject == (
            "a  Bcc: x@y.z"
        )


def test_a_text_message_leaves_by_its_provider_in_the_letters_of_telephones(company, martin, alice, tmp_path):
    assert personal_messages.reached(martin, "sms") == [], "the channel is off"
    reachable(company)
    with standing_in("sms", tmp_path) as (port, _shelf):
        settle(company, "sms", "provider", port)
        (to,) = personal_messages.reached(martin, "sms")
        asked = Wish("sms", to.key, "", "Rappelez-nous « vite » s’il vous plaît.", has_statement=True)
        message = personal_messages.send(martin, asked, "n", alice, AT).message
        sending.dispatch(company, clock)
    assert state_of(message) == "sent" and message.recipient == "+33612345678" and message.cost_micros
    assert message.body == 'Rappelez-nous " vite " s\'il vous plait.' and not message.attachments.exists()
    with pytest.raises(Unfit, match=r"partie|part"):
        personal_messages.send(martin, Wish("sms", to.key, "", "mot " * 500), "n2", alice, AT)
