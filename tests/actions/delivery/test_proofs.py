"""Proofs come back from providers and from people; a doubt ends by asking, and asking never sends."""

from __future__ import annotations

import zipfile
from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT
from tests.actions.deliveries import by_channel, reachable, settle, to_print
from tests.actions.outbox import approved, clock, state_of
from tests.channels.providers import TODAY, standing_in

from ardoise.actions import delivery, evidence, rights, sending, timeline
from ardoise.channels.standins import server
from ardoise.channels.standins.papers import paper
from ardoise.records.models import Contact, Event, Message, Proof, Task

LATER = AT + timedelta(hours=1)


def left(message, state="sent", **facts):
    Message.objects.filter(pk=message.pk).update(state=state, left_at=AT, left_on=AS_OF, **facts)
    message.refresh_from_db()
    return message


@pytest.fixture
def provided(company, alice, tmp_path):
    """A registered letter that a provider takes, and the provider."""
    with standing_in("registered_letter", tmp_path) as (port, shelf):
        settle(company, "registered_letter", "provider", port)
        reachable(company)
        message = by_channel(approved(company, alice), "registered_letter")
        yield message, shelf


def taken(shelf, message):
    shelf.keep(message.message_id, {"to": [message.recipient]}, TODAY)


def test_a_provider_proves_what_it_took(company, provided):
    message, shelf = provided
    taken(shelf, left(message))
    assert delivery.collect(company, LATER) == 2
    deposit, receipt = Proof.objects.order_by("pk")
    assert (deposit.kind, receipt.kind) == ("deposit", "delivery") and deposit.on == TODAY
    assert bytes(deposit.content).startswith(b"%PDF-") and deposit.sha256 and deposit.reference.startswith("AR-")
    assert delivery.collect(company, LATER + timedelta(days=1)) == 0, "asked again after the end was known"
    assert len(shelf.taken()) == 1 and Event.objects.filter(verb="proved").count() == 2


@pytest.mark.parametrize(
    ("mailbox", "kind", "words"),
    [
        ("compta", "delivery", "Preuve de distribution"),
        ("refus", "refusal", "Refusé"),
        ("absent", "unclaimed", "Non réclamé"),
        ("inconnu", "returned", "Retourné"),
    ],
)
def test_an_electronic_registered_letter_from_its_deposit_to_its_end(company, alice, tmp_path, mailbox, kind, words):
    """It leaves through the provider; what becomes of it stands on the case, in the timeline, in the evidence."""
    with standing_in("registered_letter", tmp_path) as (port, shelf):
        settle(company, "registered_letter", "electronic", port)
        Contact.objects.filter(customer__code="MARTIN").update(email=f"{mailbox}@client.example")
        message = by_channel(approved(company, alice), "registered_letter")
        assert sending.dispatch(company, clock).counts == {"sent": 1} and len(shelf.taken()) == 1
        assert delivery.collect(company, LATER) == 2
    assert list(Proof.objects.order_by("pk").values_list("kind", flat=True)) == ["deposit", kind]
    told = " ".join(f"{step.words} {step.detail}" for step in timeline.page(message.customer, AS_OF, "fr").steps)
    assert "Preuve de dépôt" in told and words in told
    made = evidence.export(message.customer, alice, LATER, "fr")
    names = zipfile.ZipFile(made.file).namelist()
    assert sum(name.endswith(("deposit.pdf", f"{kind}.pdf")) for name in names) == 2, names
    assert Task.objects.filter(kind="bounce").count() == (kind == "returned")


def test_a_paper_that_cannot_be_had_yet_is_asked_for_again(company, provided, monkeypatch):
    message, shelf = provided
    taken(shelf, left(message))
    with monkeypatch.context() as broken:
        broken.setattr(server.Answering, "_tell_paper", lambda self, key, kind: self._say(503, {}))
        assert delivery.collect(company, LATER) == 2, "the fact is known without it"
    assert not Proof.objects.exclude(sha256="").exists()
    assert delivery.collect(company, LATER + timedelta(hours=2)) == 2
    assert Proof.objects.count() == 2 and not Proof.objects.filter(sha256="").exists()
    assert delivery.collect(company, LATER + timedelta(hours=4)) == 0


def test_nothing_is_asked_twice_within_the_hour(company, provided):
    message, shelf = provided
    left(message)
    assert delivery.collect(company, LATER) == 0
    taken(shelf, message)
    assert delivery.collect(company, LATER + timedelta(minutes=5)) == 0
    assert delivery.collect(company, LATER + timedelta(hours=2)) == 2


def test_a_doubt_ends_when_the_provider_knows_the_message(company, provided):
    message, shelf = provided
    taken(shelf, left(message, "in_doubt", reason="provider_silent"))
    assert delivery.ask_about_doubts(company, LATER) == 1
    assert state_of(message) == "sent" and message.receipt and message.cost_micros == 1_500_000
    assert len(shelf.taken()) == 1, "asking has sent it again"


def test_a_doubt_the_provider_does_not_know_stays_a_persons(company, provided):
    message, shelf = provided
    left(message, "in_doubt", reason="provider_silent")
    assert delivery.ask_about_doubts(company, LATER) == 0
    assert state_of(message) == "in_doubt" and message.reason == "provider_unaware" and shelf.taken() == []


def test_a_doubt_is_left_to_settle_first(company, provided):
    message, shelf = provided
    taken(shelf, left(message, "in_doubt"))
    assert delivery.ask_about_doubts(company, AT + timedelta(minutes=5)) == 0


def test_a_copied_database_asks_nobody(company, provided):
    message, shelf = provided
    taken(shelf, left(message, "in_doubt", reason="copied"))
    assert delivery.ask_about_doubts(company, LATER) == 0


def test_a_provider_that_does_not_answer_changes_nothing(company, alice):
    settle(company, "registered_letter", "provider", 1)
    message = left(to_print(company, alice, "registered_letter"), "in_doubt", reason="provider_silent")
    assert delivery.ask_about_doubts(company, LATER) == 0 and state_of(message) == "in_doubt"
    left(message)
    assert delivery.collect(company, LATER) == 0


@pytest.fixture
def posted(company, alice):
    settle(company, "registered_letter", "print")
    message = to_print(company, alice, "registered_letter")
    delivery.post(delivery.make(company, [message], alice, AT), AS_OF, alice, AT)
    message.refresh_from_db()
    return message


def bring(message, by, kind="deposit", on=AS_OF, content=None, name="avis.pdf"):
    content = paper(["avis"]) if content is None else content
    return delivery.upload(message, delivery.Brought(kind, on, " 1A 234 567 8901 2 ", name, content), by, LATER)


def test_a_person_brings_the_receipt_of_a_letter_posted_here(alice, posted):
    proof = bring(posted, alice)
    assert proof.content_type == "application/pdf" and proof.reference == "1A 234 567 8901 2"
    assert bring(posted, alice) == proof, "the same twice"
    assert bring(posted, alice, "delivery", content=b"", name="").content_type == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": b"<html>", "name": "avis.html"},
        {"kind": "bounce"},
        {"on": AS_OF - timedelta(1)},
        {"on": AS_OF + timedelta(1)},
    ],
)
def test_what_proves_nothing_is_refused(alice, posted, wrong):
    with pytest.raises(delivery.Unfit):
        bring(posted, alice, **wrong)
    assert not Proof.objects.exists()


def test_what_has_not_left_is_not_proven(company, alice):
    with pytest.raises(delivery.Unfit):
        bring(to_print(company, alice, "registered_letter"), alice)


def test_a_proof_needs_the_right(bob, charlie, posted):
    for person, refusal in [(bob, rights.Refused), (charlie, rights.Missing)]:
        with pytest.raises(refusal):
            bring(posted, person)
