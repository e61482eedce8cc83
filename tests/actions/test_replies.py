"""An answer is kept once, tied to its case, read; nothing happens before a click, and then once."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.db import OperationalError
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.outbox import TEN_DAYS_LATE, approved

from ardoise.actions import attestation, contacts, replies, rights
from ardoise.actions.replies import fetching
from ardoise.actions.restraints import Unfit
from ardoise.records import book
from ardoise.records.models import (
    Contact,
    Customer,
    Dispute,
    Event,
    Finding,
    Mailbox,
    Message,
    PaymentNotice,
    Promise,
    Proof,
    Reply,
    Task,
)
from ardoise.sources import mailbox as source

PROMISE = "Bonjour,\n\nNous vous réglerons 500,00 € le {day}.\n"


@pytest.fixture
def sent(company, alice, in_company):
    """Martin was reminded of F1, and the message left."""
    invoice(company, "MARTIN", 50_000, TEN_DAYS_LATE)
    message = approved(company, alice)
    Message.objects.filter(pk=message.pk).update(state="sent", left_at=AT, left_on=AS_OF)
    message.refresh_from_db()
    return message


def mail(text, sender="martin@client.example", number=1, to="compta@ardoise.example", **headers):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, "Re: Rappel"
    made["Message-ID"] = f"<{number}@client.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def received(company, raw):
    state = replies.keep(company, raw, AT)
    return state, Reply.objects.order_by("-pk").first()


class TestTying:
    def test_by_the_thread(self, company, sent):
        state, reply = received(company, mail("Bien reçu", "inconnu@ailleurs.example", In_Reply_To=sent.message_id))
        assert (state, reply.customer.code, reply.answers) == ("new", "MARTIN", sent)

    def test_by_the_customers_own_address(self, company, sent):
        Mailbox.objects.create(company=company, host="imap.example", address="reponses@ardoise.example")
        to = replies.reply_address(sent.customer)
        _state, reply = received(company, mail("Bien reçu", "perso@ailleurs.example", to=to))
        assert reply.customer.code == "MARTIN" and reply.answers is None

    @pytest.mark.parametrize("key", ["²", "٣", "9" * 5_000])
    def test_an_address_that_is_no_key_of_ours_costs_no_reply(self, company, sent, key):
        state, _reply = received(company, mail("Bien reçu", to=f"compta+{key}.abc@ardoise.example"))
        assert state == "new"

    def test_a_guessed_address_is_nobodys(self, company, sent):
        Mailbox.objects.create(company=company, host="imap.example", address="reponses@ardoise.example")
        guessed = f"reponses+{sent.customer_id}.aaaaaaaaaaaaaaaa@ardoise.example"
        state, reply = received(company, mail("Bien reçu", "perso@ailleurs.example", to=guessed))
        assert state == "to_attach" and reply.customer is None

    def test_by_a_sender_only_one_customer_has(self, company, sent):
        assert received(company, mail("Bien reçu"))[1].customer.code == "MARTIN"
        durand = Customer.objects.get(code="DURAND")
        Contact.objects.create(company=company, customer=durand, email="martin@client.example")
        assert received(company, mail("Bien reçu", number=2))[1].customer is None

    def test_a_thread_and_an_address_that_contradict_each_other_tie_to_nobody(self, company, sent):
        Mailbox.objects.create(company=company, host="imap.example", address="reponses@ardoise.example")
        other = replies.reply_address(Customer.objects.get(code="DURAND"))
        _state, reply = received(company, mail("Bien reçu", to=other, In_Reply_To=sent.message_id))
        assert reply.customer is None

    def test_another_companys_message_ties_nothing(self, company, sent, other_company):
        from django_scopes import scope

        with scope(company=other_company):
            state = replies.keep(other_company, mail("Bien reçu", In_Reply_To=sent.message_id), AT)
            assert state == "to_attach" and Reply.objects.get().customer is None

    def test_attached_by_a_person_once(self, company, sent, alice, bob, other_company):
        _state, reply = received(company, mail("Bien reçu", "inconnu@ailleurs.example"))
        with pytest.raises(rights.Refused):
            replies.attach(reply, sent.customer, bob, AT)
        assert replies.attach(reply, sent.customer, alice, AT)
        assert not replies.attach(reply, sent.customer, alice, AT)


def test_the_same_mail_twice_is_one_reply(company, sent):
    raw = mail(PROMISE.format(day="28/01/2026"))
    assert [received(company, raw)[0], received(company, raw)[0]] == ["new", "known"]
    assert Reply.objects.count() == 1 and Event.objects.filter(verb="received_reply").count() == 1


def test_two_mails_of_one_id_that_say_different_things_are_two_replies(company, sent):
    """Some programs give one id to all they send."""
    first, second = mail("Le virement est parti hier."), mail("Nous contestons la facture F1 : le prix est faux.")
    copy = mail("Le virement est parti hier.", Received="by another.example")
    told = [received(company, raw)[0] for raw in (first, second, copy, second)]
    assert told == ["new", "new", "known", "known"] and Reply.objects.count() == 2


def promise_found(company):
    day = AS_OF + timedelta(9)
    _state, reply = received(company, mail(PROMISE.format(day=f"{day:%d/%m/%Y}")))
    return day, reply.findings.get()


class TestDeciding:
    def test_nothing_happens_before_a_click(self, company, sent):
        _day, finding = promise_found(company)
        assert finding.situation == "promise" and "500,00" in finding.excerpt and finding.decision == ""
        assert not Promise.objects.exists()

    def test_an_accepted_promise_is_a_promise_once(self, company, sent, alice):
        day, finding = promise_found(company)
        made = replies.accept(finding, alice, AT)
        assert (made.promised_on, made.amount_cents, made.customer.code) == (day, 50_000, "MARTIN")
        assert replies.accept(finding, alice, AT) is None and Promise.objects.count() == 1
        assert Reply.objects.get().state == "done"

    def test_what_a_person_corrected_is_what_counts(self, company, sent, alice):
        day, finding = promise_found(company)
        made = replies.accept(finding, alice, AT, {"on": day + timedelta(2), "amount_cents": 20_000})
        assert (made.promised_on, made.amount_cents) == (day + timedelta(2), 20_000)
        assert Finding.objects.get().decision == "edited"

    def test_a_rejected_one_leaves_no_trace_but_the_decision(self, company, sent, alice, bob):
        _day, finding = promise_found(company)
        with pytest.raises(rights.Refused):
            replies.reject(finding, bob, AT)
        assert replies.reject(finding, alice, AT) and not replies.reject(finding, alice, AT)
        assert not Promise.objects.exists() and Finding.objects.get().decision == "rejected"

    def test_what_is_missing_is_asked_for_and_nothing_is_decided(self, company, sent, alice):
        _state, reply = received(company, mail("Nous allons procéder au paiement prochainement."))
        finding = reply.findings.get()
        with pytest.raises(Unfit):
            replies.accept(finding, alice, AT)
        assert Finding.objects.get().decision == ""
        half = {"on": AS_OF + timedelta(3), "share": "1/2"}
        assert replies.accept(finding, alice, AT, half).amount_cents == 25_000, (
            "half of what is overdue, once told when"
        )

    def test_money_on_its_way_a_dispute_and_a_copy(self, company, sent, alice):
        said = [
            ("Le virement a été effectué hier.", PaymentNotice),
            ("Nous contestons cette facture, la marchandise est défectueuse.", Dispute),
            ("Merci de nous renvoyer une copie de la facture.", Task),
        ]
        for number, (text, made) in enumerate(said, 10):
            _state, reply = received(company, mail(text, number=number, In_Reply_To=sent.message_id))
            assert isinstance(replies.accept(reply.findings.get(), alice, AT), made)
        dispute = Dispute.objects.get()
        assert dispute.reason == "goods" and dispute.entry_id == sent.items.get().entry_id

    def test_a_promise_and_a_transfer_of_some_invoices_leave_the_others_alone(self, company, sent, alice):
        two = [invoice(company, "MARTIN", cents, TEN_DAYS_LATE, f"FA-26{cents}") for cents in (3_000, 7_000)]
        text = f"Nous réglerons les factures FA-263000 et FA-267000 le {AS_OF + timedelta(9):%d/%m/%Y}."
        _state, reply = received(company, mail(text, number=31))
        made = replies.accept(reply.findings.get(), alice, AT)
        assert (made.amount_cents, set(made.entries.all())) == (10_000, set(two))
        _state, reply = received(company, mail("La facture FA-263000 a été réglée par virement hier.", number=32))
        assert replies.accept(reply.findings.get(), alice, AT).entry == two[0]
        assert book.blocks(company.pk, AS_OF)["entry"].null_count() == 0  # nothing holds all that Martin owes

    def test_of_invoices_that_are_not_open_nothing_is_noted(self, company, sent, alice):
        text = f"Nous réglerons la facture FA-99999 le {AS_OF + timedelta(9):%d/%m/%Y}."
        _state, reply = received(company, mail(text, number=33))
        finding = reply.findings.get()
        with pytest.raises(Unfit):
            replies.accept(finding, alice, AT)
        assert not Promise.objects.exists()
        assert replies.accept(finding, alice, AT, {"documents": []}).amount_cents == 50_000

    def test_another_contact_is_kept(self, company, sent, alice):
        text = "Je ne suis pas la bonne personne. Merci de contacter compta@martin.example"
        _state, reply = received(company, mail(text))
        replies.accept(reply.findings.get(), alice, AT)
        assert Contact.objects.get(email="compta@martin.example").customer.code == "MARTIN"


REPORT = """From: MAILER-DAEMON@mx.example
Message-ID: <r{n}@mx.example>
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Sorry.

--B
Content-Type: message/delivery-status

Final-Recipient: rfc822; {address}
Action: failed
Status: {status}

--B
Content-Type: message/rfc822

Message-ID: {id}

x
--B--
"""


def report(message, address="martin@client.example", status="5.1.1", n=1):
    return REPORT.format(id=message.message_id, address=address, status=status, n=n).encode()


class TestBounces:
    def test_for_good_the_address_is_left_and_the_rung_counts_as_not_said(self, company, sent):
        assert received(company, report(sent))[0] == "bounce"
        sent.refresh_from_db()
        assert sent.state == "failed" and not sent.items.filter(is_claimed=True).exists()
        assert Contact.objects.get(email="martin@client.example").email_refused_at == AT
        assert Proof.objects.get().kind == "bounce" and Task.objects.get().kind == "bounce"
        assert Event.objects.filter(verb="bounced").count() == 1
        assert not any("proof" in told for told in attestation.attested(company, AS_OF))  # the reply tells of it

    def test_for_now_nothing_is_undone(self, company, sent):
        received(company, report(sent, status="4.2.2"))
        sent.refresh_from_db()
        assert sent.state == "sent" and Proof.objects.count() == 1 and not Task.objects.exists()

    def test_a_group_s_head_that_came_back_is_not_written_to_again(self, company, sent):
        Contact.objects.filter(customer__code="MARTIN").delete()
        Customer.objects.filter(code="MARTIN").update(group="PETIT", parent_receives=True)
        Message.objects.update(recipient="petit@client.example")
        sent.refresh_from_db()
        received(company, report(sent, address="petit@client.example"))
        assert Contact.objects.get(email="petit@client.example").email_refused_at == AT

    @pytest.mark.parametrize(
        "forge",
        [
            lambda raw: raw.replace(b"MAILER-DAEMON@mx.example", b"Paul <paul@client.example>"),
            lambda raw: raw.replace(b"MAILER-DAEMON@mx.example", b'"MAILER-DAEMON" <paul@elsewhere.example>'),
            lambda raw: b"Return-Path: <paul@elsewhere.example>\n" + raw,
            lambda raw: raw.replace(b"multipart/report; report-type=delivery-status", b"multipart/mixed"),
            lambda raw: b"Authentication-Results: mx.ardoise.example; spf=fail; dmarc=fail\n" + raw,
            lambda raw: raw.replace(b"message/rfc822", b"text/plain"),
            lambda raw: raw.replace(b"5.1.1", b"5.7.1"),
            lambda raw: raw.replace(b"5.1.1", b"5.2.2"),
        ],
        ids=[
            "from a person",
            "called like a machine",
            "that goes back to somebody",
            "no report",
            "not authentic",
            "without our message",
            "a policy",
            "a full mailbox",
        ],
    )
    def test_a_report_that_a_debtor_could_have_written_waits_for_a_person(self, company, sent, alice, forge):
        received(company, forge(report(sent)))
        sent.refresh_from_db()
        assert sent.state == "sent" and Contact.objects.get(email="martin@client.example").email_refused_at is None
        assert Event.objects.filter(verb="bounced").count() == 0 and not Task.objects.exists()
        finding = Reply.objects.get().findings.get()
        assert finding.situation == "bounce" and finding.decision == ""

    def test_an_address_that_answered_since_did_not_come_back(self, company, sent, alice):
        received(company, mail("Bien reçu.", number=7))
        Reply.objects.update(sender="Martin <martin@client.example>")
        received(company, report(sent))
        sent.refresh_from_db()
        assert sent.state == "sent"

    def test_a_report_of_long_after_is_not_of_that_message(self, company, sent, alice):
        Message.objects.update(left_at=AT - timedelta(8))
        received(company, report(sent))
        sent.refresh_from_db()
        assert sent.state == "sent" and Proof.objects.count() == 1

    def test_a_person_accepts_the_report_and_may_write_there_again(self, company, sent, alice, bob):
        received(company, report(sent).replace(b"MAILER-DAEMON@mx.example", b"Paul <paul@client.example>"))
        replies.accept(Reply.objects.get().findings.get(), alice, AT)
        sent.refresh_from_db()
        contact = Contact.objects.get(email="martin@client.example")
        assert sent.state == "failed" and contact.email_refused_at == AT
        assert Task.objects.filter(kind="repair").exists() and Event.objects.filter(verb="bounced").count() == 1
        with pytest.raises(rights.Refused):
            contacts.write_again(contact, bob, AT)
        assert contacts.write_again(contact, alice, AT) and not contacts.write_again(contact, alice, AT)
        contact.refresh_from_db()
        assert contact.email_refused_at is None and contact.email_refused == ""

    def test_a_report_about_an_address_we_did_not_write_to_is_not_believed(self, company, sent):
        received(company, report(sent, address="autre@client.example"))
        sent.refresh_from_db()
        assert sent.state == "sent" and not Proof.objects.exists()
        assert Reply.objects.get().findings.get().situation == "bounce"


class TestMailbox:
    FIELDS = {"host": "imap.example", "username": "relances", "password": "secret", "address": "r@ardoise.example"}

    def test_is_set_by_an_administrator_and_its_password_is_in_no_event(self, company, alice, in_company, admin_of):
        with pytest.raises(rights.Refused):
            replies.set_mailbox(company, alice, AT, **self.FIELDS)
        box = replies.set_mailbox(company, admin_of(company), AT, **self.FIELDS)
        assert (box.host, box.port) == ("imap.example", 993)
        assert b"secret" not in b"".join(bytes(e.content) for e in Event.objects.all())

    def test_a_password_does_not_follow_to_another_host(self, company, in_company, admin_of):
        who = admin_of(company)
        replies.set_mailbox(company, who, AT, **self.FIELDS)
        for elsewhere in ({"host": "evil.example"}, {"port": 1993}, {"security": "none"}, {"username": "autre"}):
            with pytest.raises(ValueError, match=r"\w"):
                replies.set_mailbox(company, who, AT, **elsewhere)
        assert replies.set_mailbox(company, who, AT, host="") is None and not Mailbox.objects.exists()


@pytest.fixture
def admin_of():
    from tests.conftest import person

    return lambda company: person("root", company, "administrator")


def test_a_round_through_a_real_mailbox_keeps_each_reply_once(company, sent, admin_of):
    from tests.sources.mailboxes import PASSWORD, USER, serving

    with serving() as server:
        told = {"host": "127.0.0.1", "port": server.port, "security": "none", "username": USER, "password": PASSWORD}
        replies.set_mailbox(company, admin_of(company), AT, **told)
        server.put(mail("Le virement est parti hier."), b"\x00 no mail at all", mail("Merci", "x@y.example", 3))
        shares = []
        first = replies.fetch(company, lambda: AT, tell=shares.append)
        assert first.fault == "" and sum(first.counts.values()) == 3 and shares == [33, 66, 100]
        assert not replies.fetch(company, lambda: AT).counts
        assert set(Reply.objects.values_list("state", flat=True)) == {"new", "to_attach"}
    assert "mailbox_unreachable" in replies.fetch(company, lambda: AT).fault and Mailbox.objects.get().fault


class TestAMailThatCannotBeKept:
    """Of a mailbox with one mail in it."""

    @staticmethod
    def fetched(raw):
        return source.Fetched(source.Position(1, 7), raw, False)

    def test_is_left_to_a_person_whatever_made_us_stumble(self, company, sent, monkeypatch):
        box = Mailbox.objects.create(
            company=company, host="mail.example", port=993, username="u", address="r@a.example"
        )

        def stumble(*args):
            raise RecursionError("a mail within a mail, a thousand times")

        monkeypatch.setattr(fetching, "keep", stumble)
        assert [fetching.kept(company, box, self.fetched(b"odd"), AT) for _ in range(2)] == ["to_attach", "known"]
        reply = Reply.objects.get()
        assert (bytes(reply.raw), reply.customer, reply.state) == (b"odd", None, "to_attach") and reply.subject
        assert Mailbox.objects.get().last_uid == 7

    def test_for_a_busy_database_is_read_again_later(self, company, sent, monkeypatch):
        box = Mailbox.objects.create(
            company=company, host="mail.example", port=993, username="u", address="r@a.example"
        )

        def busy(*args):
            raise OperationalError("database is locked")

        with monkeypatch.context() as patched:
            patched.setattr(fetching, "keep", busy)
            with pytest.raises(OperationalError):
                fetching.kept(company, box, self.fetched(mail("Merci")), AT)
        assert (Mailbox.objects.get().last_uid, Reply.objects.count()) == (0, 0)


def test_a_date_far_away_is_no_reason_to_fall(company, sent):
    assert received(company, mail("Réglé le 31/02/9999", Date="Mon, 99 Foo 0000 99:99:99"))[0] == "new"
