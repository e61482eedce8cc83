"""Whoever is to answer a dispute may answer by mail: a person accepts it, and it is never a customer's mail."""
# ruff: noqa: F811 - the fixtures of test_resolvers

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage
from zipfile import ZipFile

import pytest
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.mails import mail, received
from tests.actions.outbox import TEN_DAYS_LATE
from tests.actions.test_replies_bounces import report
from tests.actions.test_resolvers import LOGISTICS, asked, dispute, outside, plain  # noqa: F401 - its world
from tests.channels.sink import taken

from ardoise.actions import disputes, evidence, replies, rights, sending, timeline
from ardoise.actions.replies import addresses
from ardoise.actions.restraints import Noted, Unfit
from ardoise.actions.verification import verify
from ardoise.records.models import Customer, Dispute, Finding, Link, Mailbox, Promise, Remark, Reply

WORDS = "Le client a raison : la palette est restée au quai. Nous paierons 200,00 € le 30 mars."


@pytest.fixture
def address(company, alice, dispute):
    """Where logistics may answer the mail that has left."""
    Mailbox.objects.create(company=company, host="127.0.0.1", address="reponses@ardoise.example")
    message = asked(dispute, alice).message
    sending.dispatch(company, lambda: AT)
    return message.reply_to


def answered(company, address, text=WORDS, sender=LOGISTICS, number=1, **headers):
    state, reply = received(company, mail(text, sender, number, address, **headers))
    return reply if state != "known" else None


def now(dispute):
    return Dispute.objects.get(pk=dispute.pk)


def test_the_mail_says_where_it_is_answered_and_that_it_may_be(company, alice, dispute, outside, address):
    (left,) = taken(outside)
    assert left["Reply-To"] == address and address.startswith("reponses+d") and "répondre à ce message" in plain(left)
    assert addresses.link_of(company, address.upper()).message.recipient == LOGISTICS
    assert addresses.customer_of(company, address) is None


def test_without_a_mailbox_that_is_read_the_answer_goes_to_whoever_asked(company, alice, dispute, outside):
    alice.email = "alice@ardoise.example"
    alice.save()
    message = asked(dispute, alice).message
    assert message.reply_to == "alice@ardoise.example" and "répondre à ce message" not in message.body


def test_what_they_write_waits_beside_the_dispute_and_changes_nothing(company, dispute, outside, address):
    before = Promise.objects.count()
    reply = answered(company, address)
    assert (reply.customer, reply.state, reply.answers.level) == (None, "new", "resolver_asked")
    assert [finding.situation for finding in reply.findings.all()] == [replies.ANSWER], "it promises nothing"
    assert replies.waiting([dispute]) == {dispute.pk: [reply]}
    assert (
        now(dispute).stage == "waiting_resolver" and not Remark.objects.exists() and Promise.objects.count() == before
    )
    assert "replies" not in {step.kind for step in timeline.page(dispute.customer, AS_OF, "fr").steps}
    assert verify(company) == []


def test_a_thread_without_the_address_is_theirs_as_well(company, alice, dispute, outside, address):
    message = Link.objects.get(revoked_at=None).message
    reply = answered(company, "compta@ardoise.example", In_Reply_To=message.message_id)
    assert replies.dispute_of(reply) == dispute and replies.waiting([dispute]) == {dispute.pk: [reply]}


def test_accepted_it_stands_in_the_discussion_with_its_files_once(company, alice, dispute, outside, address):
    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = f"Quai 3 <{LOGISTICS}>", address, "<7@ardoise.example>"
    made.set_content(WORDS)
    made.add_attachment(b"%PDF-1.4 bon", maintype="application", subtype="pdf", filename="bon.pdf")
    made.add_attachment(b"\xff\xd8\xff\xe0", maintype="image", subtype="jpeg", filename="quai.jpg")
    made.add_attachment(
        b"\xff\xd8\xff\xe1", maintype="image", subtype="jpeg", filename="logo.jpg", disposition="inline"
    )
    made.add_attachment(b"MZ\x00\xff", maintype="application", subtype="zip", filename="x.zip")
    (finding,) = received(company, made.as_bytes())[1].findings.all()
    assert replies.accept_answer(finding, "founded", alice, AT) and not replies.accept_answer(finding, "", alice, AT)
    said = list(Remark.objects.order_by("pk"))
    assert [(one.text, one.name) for one in said] == [(WORDS, "bon.pdf"), ("", "quai.jpg")]
    assert {(one.author, one.by) for one in said} == {(f"Quai 3 <{LOGISTICS}>", None)}
    assert now(dispute).stage == "credit_note_to_issue" and Reply.objects.get().state == "done"
    assert replies.waiting([dispute]) == {} and verify(company) == []


def test_a_word_that_is_no_answer_yet_leaves_it_waiting_and_one_left_out_says_nothing(
    company,
    alice,
    bob,
    dispute,
    outside,
    address,
):
    first, second = (answered(company, address, f"{n} je regarde", number=n).findings.get() for n in (1, 2))
    with pytest.raises(rights.Refused):
        replies.accept_answer(first, "", bob, AT)
    assert replies.accept_answer(first, "", alice, AT) and now(dispute).stage == "waiting_resolver"
    assert replies.reject(second, alice, AT) and Remark.objects.get().text == "1 je regarde"
    assert not Reply.objects.exclude(state="done").exists()


def test_it_is_never_the_customers_mail_nor_evidence_of_his_words(company, alice, dispute, outside, address):
    reply = answered(company, address, "Le client ment.")
    with pytest.raises(Unfit, match="collègue"):
        replies.attach(reply, dispute.customer, alice, AT)
    for about in (None, dispute):
        with ZipFile(evidence.export(dispute.customer, alice, AT, "fr", about).file) as kept:
            told = "".join(kept.read(name).decode(errors="replace") for name in kept.namelist())
            assert "Le client ment." not in told and not [name for name in kept.namelist() if name.endswith(".eml")]


def test_a_customer_who_got_hold_of_the_address_is_not_taken_for_a_colleague(company, dispute, outside, address):
    for number, sender in enumerate(("martin@client.example", "Martin@Client.example")):
        reply = answered(company, address, sender=sender, number=number)
        assert (reply.customer, reply.answers, reply.state) == (None, None, "to_attach")
    assert replies.waiting([dispute]) == {}


def test_a_mail_to_a_customer_s_address_as_well_is_nobodys(company, dispute, outside, address):
    both = f"{address}, {replies.reply_address(dispute.customer)}"
    reply = answered(company, both)
    assert (reply.customer, reply.answers, reply.state) == (None, None, "to_attach")


def test_the_addresses_of_two_disputes_in_one_mail_are_nobodys(company, alice, dispute, outside, address):
    entry = invoice(company, "DURAND", 5_000, TEN_DAYS_LATE, document="FB-1")
    durand = Customer.objects.get(code="DURAND")
    second = disputes.open_about(durand, "price", {entry: None}, Noted("", AS_OF, alice, AT))
    other = asked(second, alice).message.reply_to
    assert answered(company, f"{address}, {other}").answers is None
    assert replies.waiting([dispute, second]) == {}


def test_an_address_made_up_is_no_ones(company, dispute, outside, address):
    name, _, domain = address.partition("@")
    for wrong in (
        f"{name[:-1]}{'a' if name[-1] != 'a' else 'b'}@{domain}",
        address.replace("+d", "+"),
        "x+d1.@a.example",
    ):
        assert addresses.link_of(company, wrong) is None and addresses.customer_of(company, wrong) is None, wrong


def test_who_was_asked_before_or_after_the_end_is_still_heard_and_changes_no_stage(
    company,
    alice,
    dispute,
    outside,
    address,
):
    disputes.ask(now(dispute), "qualite@ardoise.example", "fr", alice, AT + timedelta(days=1))
    disputes.settle(now(dispute), "rejected", Noted("", AS_OF, alice, AT + timedelta(days=2)))
    finding = answered(company, address).findings.get()
    with pytest.raises(Unfit):
        replies.accept_answer(finding, "founded", alice, AT)
    assert not Finding.objects.exclude(decision="").exists() and not Remark.objects.exists(), "all or nothing of it"
    assert replies.accept_answer(finding, "", alice, AT) and now(dispute).outcome == "rejected"


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {}])
def test_that_they_are_away_is_told(company, dispute, outside, address, headers):
    words = "Bonjour, je suis absente du bureau jusqu’au 30 mars 2026 inclus. En cas d’urgence : quai@ardoise.example"
    reply = answered(company, address, words, **headers)
    assert [finding.situation for finding in reply.findings.all()] == ["out_of_office"]
    assert replies.waiting([dispute]) == {dispute.pk: [reply]}


def test_a_machine_whose_words_nobody_knows_counts_as_away(company, dispute, outside, address):
    reply = answered(company, address, "Ticket 4711 wurde angelegt.", Auto_Submitted="auto-replied")
    assert [finding.situation for finding in reply.findings.all()] == ["out_of_office"]


def test_a_mail_server_s_word_is_put_into_no_discussion(company, alice, dispute, outside, address):
    _state, reply = received(company, report(Link.objects.get(revoked_at=None).message, LOGISTICS, "4.4.1"))
    assert replies.waiting([dispute]) == {dispute.pk: [reply]}
    with pytest.raises(Unfit):
        replies.accept_answer(reply.findings.get(), "", alice, AT)
    assert replies.reject(reply.findings.get(), alice, AT) and replies.waiting([dispute]) == {}


def test_the_same_mail_twice_is_one(company, dispute, outside, address):
    assert answered(company, address) and answered(company, address) is None
    assert len(replies.waiting([dispute])[dispute.pk]) == 1
