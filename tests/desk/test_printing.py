"""Letters to print: a batch, its PDF, posted on a day; proofs on the message's page."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from ardoise.actions import delivery
from ardoise.channels.standins.papers import paper
from ardoise.records.models import Brake, Message, PrintBatch, Proof
from tests.actions.deliveries import by_channel, reachable, settle
from tests.actions.delivery.test_batches import group_written_to
from tests.desk.conftest import AT, TODAY


@pytest.fixture
def letter(book, queued):
    """Lefebvre's registered letter, waiting to be printed."""
    with scope(company=book.company):
        settle(book.company, "registered_letter", "print")
        queued.customer = reachable(book.company, "LEFEBVRE")
        return by_channel(queued, "registered_letter", "to_do")


def page(client):
    return client.get("/printing/").content.decode()


def test_a_letter_waits_is_printed_and_posted(as_alice, book, letter):
    assert "Lefebvre" in page(as_alice)
    as_alice.post("/printing/batches/", {"channel": "registered_letter"})
    with scope(company=book.company):
        batch = PrintBatch.objects.get()
        brake = Brake.objects.create(company=book.company, run=letter.approval.proposal.run, at=AT, dropped_at=AT)
    assert "ne pas poster" in page(as_alice)
    brake.delete()
    assert "ne pas poster" not in page(as_alice)
    printed = as_alice.get(f"/printing/batches/{batch.pk}/pdf/")
    assert printed["Content-Type"] == "application/pdf" and printed.content.startswith(b"%PDF-")
    as_alice.post(f"/printing/batches/{batch.pk}/posting/", {"posted_on": TODAY.isoformat()})
    with scope(company=book.company):
        letter.refresh_from_db()
    assert (letter.state, letter.left_on) == ("sent", TODAY)
    assert "a été posté" in page(as_alice) or "Posté" in page(as_alice)


def test_what_shares_an_envelope_says_so_and_is_addressed_to_nobody(as_alice, company, alice):
    with scope(company=company):
        delivery.make(company, group_written_to(company, alice), alice, AT)
    told = page(as_alice)
    assert told.count("dans la même enveloppe") == told.count('data-label="À"') == 2


def test_a_batch_is_undone_before_it_is_posted(as_alice, book, letter):
    as_alice.post("/printing/batches/", {"channel": "registered_letter", "message": [letter.pk]})
    with scope(company=book.company):
        batch = PrintBatch.objects.get()
    as_alice.post(f"/printing/batches/{batch.pk}/undoing/")
    with scope(company=book.company):
        assert not PrintBatch.objects.exists() and delivery.waiting(book.company, "registered_letter").count() == 1


@pytest.mark.parametrize("has_ticks", [True, False])
def test_another_tab_that_makes_the_same_batch_is_told_which_holds_its_letters(
    as_alice, book, letter, alice, has_ticks
):
    asked = {"channel": "registered_letter"} | ({"message": [letter.pk]} if has_ticks else {})
    as_alice.post("/printing/batches/", asked)
    with scope(company=book.company):
        batch = PrintBatch.objects.get()
    told = as_alice.post("/printing/batches/", asked, follow=True).content.decode()
    assert f"Le lot {batch.pk}, que alice a fait entre-temps" in told and "ont changé" not in told
    with scope(company=book.company):
        assert PrintBatch.objects.count() == 1
        delivery.unmake(batch, alice, AT)
        delivery.take_out(letter, alice, AT)
    told = as_alice.post("/printing/batches/", asked, follow=True).content.decode()
    assert ("1 courrier a été écarté" if has_ticks else "Il n’y a plus rien à imprimer") in told


@pytest.mark.parametrize("day", ["", "soon", "2026-03-17", "1999-01-01"])
def test_a_day_that_cannot_be_is_refused(as_alice, book, letter, day):
    with scope(company=book.company):
        batch = delivery.make(book.company, [letter], None, AT)
    as_alice.post(f"/printing/batches/{batch.pk}/posting/", {"posted_on": day})
    with scope(company=book.company):
        assert PrintBatch.objects.get().posted_on is None


def test_a_letter_is_taken_out(as_alice, book, letter):
    as_alice.post(f"/printing/letters/{letter.pk}/removal/")
    with scope(company=book.company):
        assert Message.objects.get(pk=letter.pk).state == "suppressed"


def test_nothing_to_print_says_so(as_alice, book):
    assert "Rien à imprimer" in page(as_alice)


def test_the_receipt_is_kept_with_the_message(as_alice, as_bob, book, letter):
    with scope(company=book.company):
        delivery.post(delivery.make(book.company, [letter], None, AT), TODAY, None, AT)
    scan = SimpleUploadedFile("avis.pdf", paper(["avis"]), "application/pdf")
    given = {"kind": "delivery", "on": TODAY.isoformat(), "reference": "1A 2345", "paper": scan}
    as_alice.post(f"/outbox/{letter.pk}/proofs/", given)
    with scope(company=book.company):
        proof = Proof.objects.get()
    assert "1A 2345" in as_bob.get(f"/outbox/{letter.pk}/").content.decode()
    shown = as_bob.get(f"/outbox/{letter.pk}/proofs/{proof.pk}/")
    assert shown.content == paper(["avis"]) and "nosniff" in shown["X-Content-Type-Options"]


@pytest.mark.parametrize("given", [{}, {"kind": "delivery", "on": "soon"}, {"kind": "bribe", "on": TODAY.isoformat()}])
def test_a_proof_that_proves_nothing_is_refused(as_alice, book, letter, given):
    assert as_alice.post(f"/outbox/{letter.pk}/proofs/", given).status_code == 302
    with scope(company=book.company):
        assert not Proof.objects.exists()
