"""A person writes a letter: drawn, frozen and posted as every letter is, to this customer and with its papers alone."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from pypdf import PdfReader
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.deliveries import reachable, settle
from tests.actions.mails import mail
from tests.actions.outbox import TEN_DAYS_LATE, clock, state_of
from tests.channels.providers import standing_in

from ardoise.actions import contacts, delivery, dunning, evidence, personal_messages, replies, rights, sending, timeline
from ardoise.actions.delivery import proofs
from ardoise.actions.personal_messages import Wish, writing
from ardoise.actions.restraints import Unfit
from ardoise.actions.sending import verdicts
from ardoise.actions.verification import verify
from ardoise.channels.standins.papers import paper
from ardoise.records import book
from ardoise.records.models import (
    Attachment,
    Contact,
    Customer,
    Document,
    Entry,
    Event,
    Handover,
    Message,
    OptOut,
    Proof,
    Reply,
    Task,
)

LINE = "Martin & Fils · 12 rue de la Paix · 75002 PARIS"


@pytest.fixture
def martin(company, in_company):
    """Martin has an address, owes an invoice whose copy is here, and letters are printed here."""
    settle(company, "letter", "print", cost_micros=1_900_000)
    invoice(company, "MARTIN", 50_000, TEN_DAYS_LATE, "F1")
    copy_of(reachable(company), "F1")
    return Customer.objects.get(code="MARTIN")


def copy_of(customer, number, content=None, kind="application/pdf"):
    return Document.objects.create(
        company=customer.company, customer=customer, number=number, name=f"{customer.code}-{number}.pdf",
        content=content or paper([f"copie {number} de {customer.code}"]), content_type=kind,
        sha256=f"{customer.pk}{number}", at=AT,
    )  # fmt: skip


def wish(martin, text="Madame, Monsieur,\n\nRappelez-moi.", channel="letter", **told):
    (to,) = personal_messages.reached(martin, channel)[:1] or [None]
    return Wish(channel, told.pop("to", to.key if to else ""), told.pop("subject", "Votre compte"), text, **told)


def with_all(martin):
    ours = tuple(Document.objects.values_list("pk", flat=True))  # whoever they are of: a forged form
    return wish(martin, documents=ours, has_statement=True, has_workbook=True)


def words_of(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_it_is_printed_with_its_papers_posted_and_counted_and_claims_nothing(company, martin, alice):
    before = dunning.plan(company, AS_OF, alice, AT).proposals.values_list("level", "cycle").get()
    shown = words_of(personal_messages.printed(martin, with_all(martin), AT))
    written = personal_messages.send(martin, with_all(martin), "n", alice, AT)
    message = written.message
    assert (message.channel, message.recipient, message.amount_cents) == ("letter", LINE, 0)
    names = list(message.attachments.order_by("pk").values_list("name", flat=True))
    assert names == [f"lettre-MARTIN-{AS_OF:%Y%m%d}.pdf", f"releve-{AS_OF:%Y%m%d}.pdf", "MARTIN-F1.pdf"]
    assert sending.dispatch(company, clock).counts == {"to_do": 1}
    batch = delivery.make(company, delivery.waiting(company, "letter"), alice, AT)
    slip, *sheets = words_of(delivery.bind(batch))
    assert "Martin & Fils" in slip and "0,00" not in slip, "it claims nothing"
    assert sheets == shown and len(sheets) == 3, "what was looked at is what is printed"
    assert "Rappelez-moi." in sheets[0] and "12 rue de la Paix" in sheets[0] and "75002 PARIS" in sheets[0]
    assert "P. J. : Relevé de compte, copies de factures (1)" in sheets[0] and "F1" in sheets[1]
    assert delivery.post(batch, AS_OF, alice, AT) == 1
    assert state_of(message) == "sent" and message.cost_micros == 1_900_000 and verify(company) == []
    assert book.contacts_made(company.pk, AS_OF, martin.pk).height == 1
    later = AS_OF + timedelta(1)
    assert (
        dunning.plan(company, later, alice, AT + timedelta(1)).proposals.values_list("level", "cycle").get() == before
    )
    told = " ".join(f"{step.words} {step.detail}" for step in timeline.page(martin, AS_OF, "fr").steps)
    assert "Message personnel" in told and "Votre compte" in told
    kept = zipfile.ZipFile(evidence.export(martin, alice, AT, "fr").file).namelist()
    assert [name for name in kept if "lettre-MARTIN" in name]


def test_a_double_press_is_one_letter_and_needs_the_right(company, martin, alice, bob):
    with pytest.raises(rights.Refused):
        personal_messages.send(martin, wish(martin), "n", bob, AT)
    first = personal_messages.send(martin, wish(martin), "n", alice, AT)
    assert personal_messages.send(martin, wish(martin), "n", alice, AT) == first
    assert Message.objects.count() == Event.objects.filter(verb="wrote").count() == 1
    assert Attachment.objects.count() == 1


def test_nobody_else_s_paper_and_nothing_unprintable_goes_behind_it(company, martin, alice):
    copy_of(Customer.objects.get(code="DURAND"), "F1")
    copy_of(martin, "F1b", b"PK", "application/zip")
    message = personal_messages.send(martin, with_all(martin), "n", alice, AT).message
    assert {one.customer_id for one in message.attachments.all()} == {martin.pk}
    assert not message.attachments.filter(name__in=["DURAND-F1.pdf", "MARTIN-F1b.pdf"]).exists()
    assert "copies de factures (1)" in words_of(message.attachments.order_by("pk")[0].content)[0]


def moves(martin, alice):
    contacts.set_address(martin, alice, AT, address="3 quai Neuf", postcode="69002", city="LYON", country="FR")


def refuses(martin, alice):
    delivery.opt_out(martin, "letter", alice, AT)


def pays(martin, alice):
    pay(martin.company, "MARTIN", Entry.objects.get(document="F1"))


CHANGES = [(moves, "moved_since"), (refuses, "opted_out"), (pays, "nothing_open")]


@pytest.mark.parametrize(("change", "reason"), CHANGES)
@pytest.mark.parametrize("is_waiting", [True, False], ids=["in the outbox", "among the letters to print"])
def test_what_changes_before_it_is_printed_stops_it_and_its_writer_is_told(
    company, martin, alice, change, reason, is_waiting
):
    message = personal_messages.send(martin, wish(martin), "n", alice, AT).message
    if not is_waiting:
        sending.dispatch(company, clock)
    change(martin, alice)
    sending.dispatch(company, clock)
    assert delivery.make(company, delivery.waiting(company, "letter"), None, AT) is None
    assert (state_of(message), message.reason) == ("suppressed", reason)
    told = Task.objects.get(kind="other")
    assert "«\u00a0Votre compte\u00a0», que vous avez écrit, n’est pas parti" in told.subject
    assert Handover.objects.get(row=told.pk).to == alice


def test_whoever_takes_their_own_letter_out_is_not_told_of_it(company, martin, alice):
    message = personal_messages.send(martin, wish(martin), "n", alice, AT).message
    sending.dispatch(company, clock)
    delivery.take_out(message, alice, AT)
    assert state_of(message) == "suppressed" and not Task.objects.exists()


def test_a_batch_with_a_letter_that_has_changed_is_not_posted(company, martin, alice):
    message = personal_messages.send(martin, wish(martin), "n", alice, AT).message
    sending.dispatch(company, clock)
    batch = delivery.make(company, delivery.waiting(company, "letter"), alice, AT)
    moves(martin, alice)
    with pytest.raises(delivery.Unfit, match=martin.name):
        delivery.post(batch, AS_OF, alice, AT)
    assert state_of(message) == "to_do"


def test_an_address_chosen_is_not_another_one(company, martin, alice):
    asked = wish(martin)
    moves(martin, alice)
    with pytest.raises(Unfit, match=r"adresse|address"):
        personal_messages.send(martin, asked, "n", alice, AT)
    assert not Message.objects.exists()


def test_what_changes_while_it_is_drawn_is_looked_at_again(company, martin, alice, monkeypatch):
    draw, asked = writing.letter_pages.render, wish(martin)

    def slowly(sheet):
        Customer.objects.filter(pk=martin.pk).update(code="MARTIN2")  # its papers name the customer by it
        return draw(sheet)

    monkeypatch.setattr(writing.letter_pages, "render", slowly)
    with pytest.raises(Unfit, match=r"changer|changed"):
        personal_messages.send(martin, asked, "n", alice, AT)
    assert not Message.objects.exists() and not Event.objects.filter(verb="wrote").exists()


def is_off(martin):
    delivery.switch_off(martin.company, "letter", None, AT)


def has_refused(martin):
    OptOut.objects.create(company=martin.company, customer=martin, channel="letter", at=AT)


def has_no_street(martin):
    Customer.objects.filter(pk=martin.pk).update(address="")


def has_too_many_lines(martin):
    Customer.objects.filter(pk=martin.pk).update(address="\n".join("abcdef"))


@pytest.mark.parametrize(
    ("fact", "why"),
    [
        (is_off, "channel_off"), (has_refused, "opted_out"), (has_no_street, "no_postal_address"),
        (has_too_many_lines, "no_postal_address"),
    ],
)  # fmt: skip
def test_who_gets_no_letter_is_told_why(company, martin, alice, fact, why):
    fact(martin)
    martin.refresh_from_db()
    assert personal_messages.reached(martin, "letter") == []
    assert personal_messages.nobody(martin, "letter") == why
    with pytest.raises(Unfit):
        personal_messages.send(martin, wish(martin), "n", alice, AT)


def test_a_letter_has_a_subject(company, martin, alice):
    with pytest.raises(Unfit, match=r"objet|subject"):
        personal_messages.send(martin, wish(martin, subject=" "), "n", alice, AT)


def test_a_mail_is_answered_by_letter_however_often_they_were_contacted(company, martin, alice):
    replies.keep(company, mail("Appelez-moi donc."), AT)
    reply = Reply.objects.get()
    replies.attach(reply, martin, alice, AT)
    reply.findings.all().delete()
    subject, text = personal_messages.first_words(martin, alice, AS_OF, reply, "letter")
    assert subject.startswith("Votre message du") and text.startswith("Madame, Monsieur,") and "agréer" in text
    message = personal_messages.send(martin, wish(martin, text, subject=subject), "n", alice, AT, reply).message
    reply.refresh_from_db()
    assert reply.state == "done" and "Appelez-moi" not in message.body
    assert verdicts.why_not(message, AS_OF) == ""
    pays(martin, alice)
    assert verdicts.why_not(message, AS_OF) == "", "they wait for an answer"


@pytest.mark.parametrize(("way", "recipient"), [("provider", LINE), ("electronic", "compta@client.example")])
def test_a_registered_letter_leaves_by_its_provider_and_its_proofs_come_back(
    company, martin, alice, tmp_path, way, recipient
):
    proofs.PATIENCE.asked.clear()
    with standing_in("registered_letter", tmp_path) as (port, shelf):
        settle(company, "registered_letter", way, port)
        Contact.objects.filter(customer=martin).update(email="compta@client.example")
        asked = wish(martin, channel="registered_letter", has_statement=True)
        message = personal_messages.send(martin, asked, "n", alice, AT).message
        assert sending.dispatch(company, clock).counts == {"sent": 1} and len(shelf.taken()) == 1
        assert delivery.collect(company, AT + timedelta(hours=1)) == 2
    assert state_of(message) == "sent" and message.recipient == recipient and message.cost_micros
    assert set(Proof.objects.filter(message=message).values_list("kind", flat=True)) == {"deposit", "delivery"}
    assert "Lettre recommandée avec avis de réception" in words_of(message.attachments.order_by("pk")[0].content)[0]


def test_a_consumer_gets_no_electronic_registered_letter(company, martin):
    settle(company, "registered_letter", "electronic")
    assert personal_messages.reached(martin, "registered_letter")[0].address == "martin@client.example"
    Customer.objects.filter(pk=martin.pk).update(kind="consumer")
    martin.refresh_from_db()
    assert personal_messages.reached(martin, "registered_letter") == []
    assert personal_messages.nobody(martin, "registered_letter") == "lre_needs_consent"
    Contact.objects.all().delete()
    Customer.objects.filter(pk=martin.pk).update(kind="professional")
    martin.refresh_from_db()
    assert personal_messages.nobody(martin, "registered_letter") == "no_address"
