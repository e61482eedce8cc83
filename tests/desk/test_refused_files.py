"""A file in which there is nothing, or that is broken, is told by its name and for what it is."""

from __future__ import annotations

import io
import time
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.test_preferences import words
from tests.formats.advices.papers import printed

LIST = "Client;Facture;Échéance;Montant\nMARTIN;F1;31/10/2026;120,00\n".encode()


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path


def drop(client, name, content):
    return words(client.post("/imports/files/", {"file": SimpleUploadedFile(name, content)}, follow=True))


@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_an_empty_file_is_named(as_alice, company, content):
    assert "vide.csv est vide" in drop(as_alice, "vide.csv", content)


def test_a_workbook_cut_short_is_damaged_and_no_archive_to_unpack(as_alice, company):
    whole = io.BytesIO()
    with ZipFile(whole, "w") as archive:
        archive.writestr("xl/workbook.xml", "x" * 3000)
    said = drop(as_alice, "clients.xlsx", whole.getvalue()[:1500])
    assert "clients.xlsx est abîmé" in said and "archive ZIP" not in said
    assert "archive clients.zip est abîmée" in drop(as_alice, "clients.zip", whole.getvalue()[:1500])


def test_what_the_bank_answers_instead_of_a_statement_is_said(as_alice, company):
    said = "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Signon invalid</STATUS></SONRS>"
    told = drop(as_alice, "releve.ofx", f"OFXHEADER:100\nDATA:OFXSGML\n\n{said}</SIGNONMSGSRSV1></OFX>\n".encode())
    assert "aucun relevé" in told and "Signon invalid" in told


def test_a_paper_that_reads_like_an_invoice_is_an_advice_only_where_somebody_says_so(as_alice, company):
    bill = ["FACTURE N. FA-1", "Total HT 1 000,00", "TVA 200,00", "Facture FA-1    1 200,00", "Net a payer 1 200,00"]
    file = SimpleUploadedFile("copie.pdf", printed(bill))
    page = as_alice.post("/imports/files/", {"file": file}, follow=True)
    assert "ressemble à une facture" in words(page) and "FA-1" in words(page)
    assert [key for key, _words, _about in page.context["choices"]] == ["advices"]
    said = as_alice.get(page.request["PATH_INFO"], {"kind": "advices"})
    assert said.context["look"].kind == "advices" and "Importer" in words(said)


def test_a_file_dropped_too_long_ago_and_one_imported_already_say_so(as_alice, company, monkeypatch, tmp_path):
    page = as_alice.post("/imports/files/", {"file": SimpleUploadedFile("liste.csv", LIST)}, follow=True)
    address, now = page.request["PATH_INFO"], time.time()
    with monkeypatch.context() as later:
        later.setattr("django.core.signing.time.time", lambda: now + 90_000)
        assert "liste.csv n’attend plus ici" in words(as_alice.get(address, follow=True))
    assert as_alice.get(address).status_code == 200
    next(tmp_path.rglob("liste.csv")).unlink()
    assert "déposez-le à nouveau" in words(as_alice.post(address, {}, follow=True))
