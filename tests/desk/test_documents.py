"""Copies of invoices on screen: brought, told, opened by whoever may see the customer."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope

from ardoise.records.models import Document
from tests.desk.conftest import signed_in
from tests.desk.test_preferences import words

PDF = b"%PDF-1.7\n%copy\n"


def bring(client, *files):
    return client.post("/documents/", {"files": [SimpleUploadedFile(name, content) for name, content in files]})


@pytest.fixture
def brought(book, as_alice):
    bring(as_alice, ("FA-6.pdf", PDF))
    with scope(company=book.company):
        return Document.objects.get()


def test_what_fits_is_kept_and_what_is_nobodys_is_told(as_alice, book):
    page = words(bring(as_alice, ("FA-1.pdf", PDF), ("scan0001.pdf", PDF), ("FA-2.pdf", b"MZ")))
    assert "scan0001.pdf" in page and "FA-2.pdf" in page
    with scope(company=book.company):
        assert [document.number for document in Document.objects.all()] == ["FA-1"]
    assert "FA-1" in words(as_alice.get("/documents/"))


def test_no_file_and_too_many_are_told(as_alice, book):
    assert bring(as_alice).status_code == 200
    assert "ZIP" in words(bring(as_alice, *[(f"{n}.pdf", PDF) for n in range(201)]))
    with scope(company=book.company):
        assert not Document.objects.exists()


def test_a_copy_is_opened_by_whoever_may_see_its_customer(as_bob, as_charlie, brought, salesperson):
    assert as_bob.get(f"/documents/{brought.pk}/").content == PDF
    assert as_charlie.get(f"/documents/{brought.pk}/").status_code == 404
    assert signed_in(salesperson).get(f"/documents/{brought.pk}/").status_code == 200


def test_a_salesperson_does_not_open_the_copy_of_somebody_elses_customer(as_alice, book, salesperson):
    bring(as_alice, ("FA-1.pdf", PDF))
    with scope(company=book.company):
        key = Document.objects.get().pk
    assert signed_in(salesperson).get(f"/documents/{key}/").status_code == 404


def test_the_preview_shows_who_stands_in_and_opens_each_paper(as_alice, book, alice):
    key = book.proposals["MARTIN"].pk
    page = words(as_alice.get(f"/proposals/{key}/"))
    assert "Aucun interlocuteur pour les relances : la comptabilité à la place." in page
    assert as_alice.get(f"/proposals/{key}/statement.pdf?paper=0").content.startswith(b"%PDF")
    for wrong in ("1", "99", "-1", "x"):
        assert as_alice.get(f"/proposals/{key}/statement.pdf?paper={wrong}").status_code == 404
