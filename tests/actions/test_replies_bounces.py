"""A mail server says that it could not deliver: believed on evidence alone, and then the address is left in peace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT
from tests.actions.mails import mail, received, reminded

from ardoise.actions import attestation, contacts, replies, rights, tasks
from ardoise.records.models import Contact, Customer, Event, Message, Proof, Reply, Task


@pytest.fixture
def sent(company, alice, in_company):
    return reminded(company, alice)


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
        assert [task.kind for task in Task.objects.all()] == ["bounce"] and Event.objects.filter(
            verb="bounced"
        ).count() == 1
        with pytest.raises(rights.Refused):
            contacts.write_again(contact, bob, AT)
        assert contacts.write_again(contact, alice, AT) and not contacts.write_again(contact, alice, AT)
        contact.refresh_from_db()
        assert contact.email_refused_at is None and contact.email_refused == ""

    def test_a_report_believed_by_itself_and_then_accepted_asks_for_an_address_once(self, company, sent, alice):
        received(company, report(sent))
        replies.accept(Reply.objects.get().findings.get(), alice, AT)
        assert [(task.kind, task.subject) for task in Task.objects.all()] == [("bounce", sent.subject)]

    def test_the_run_asks_for_the_same_address_no_second_time_and_the_task_ends_once_it_is_corrected(
        self, company, sent, alice
    ):
        received(company, report(sent))
        tasks.open_repairs(company, {sent.customer_id: "email"}, AS_OF, AT)
        (task,) = Task.objects.all()
        contacts.keep(sent.customer, alice, AT, Contact.objects.get(email=sent.recipient), phone="01 23 45 67 89")
        assert not Task.objects.exclude(done_at=None).exists(), "the dead address is still all there is"
        contacts.keep(sent.customer, alice, AT, email="new@client.example")
        task.refresh_from_db()
        assert task.outcome == "done"

    def test_an_address_corrected_before_the_report_is_accepted_is_asked_for_no_more(self, company, sent, alice):
        received(company, report(sent))
        contacts.keep(sent.customer, alice, AT, Contact.objects.get(email=sent.recipient), email="new@client.example")
        Task.objects.update(done_at=AT)
        replies.accept(Reply.objects.get().findings.get(), alice, AT)
        assert not Task.objects.filter(done_at=None).exists()
        assert Contact.objects.get(email="new@client.example").email_refused_at is None

    def test_a_report_about_an_address_we_did_not_write_to_is_not_believed(self, company, sent):
        received(company, report(sent, address="autre@client.example"))
        sent.refresh_from_db()
        assert sent.state == "sent" and not Proof.objects.exists()
        assert Reply.objects.get().findings.get().situation == "bounce"
