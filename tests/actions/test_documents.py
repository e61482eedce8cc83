"""Copies of invoices: tied to one customer's entry by their number, or said to be nobody's; never guessed."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime

import pytest
from tests.actions.books import invoice

from ardoise.actions import documents, rights
from ardoise.domain.documents import PAPER_BYTES_MAX
from ardoise.records.models import Customer, Document, Event

AT = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)
PDF = b"%PDF-1.7\n%a copy\n"


@pytest.fixture
def book(in_company):
    invoice(in_company, "MARTIN", 120_000, date(2026, 2, 1), document="FA-2026-017")
    invoice(in_company, "DURAND", 45_050, date(2026, 2, 1), document="FA/2026/018")
    invoice(in_company, "MARTIN", 1_000, date(2026, 2, 1), document="1001")
    invoice(in_company, "PETIT", 2_000, date(2026, 2, 1), document="1001")
    return in_company


def brought(company, by, *files):
    return documents.bring(company, [(name, io.BytesIO(content)) for name, content in files], by, AT)


@pytest.mark.parametrize(
    "name", ["FA-2026-017.pdf", "fa-2026-017.PDF", "Facture FA-2026-017.pdf", "FA_2026_017.pdf", "FA2026017.pdf",
             "exports\\2026\\FA-2026-017.pdf", "Copie de facture n° FA-2026-017.pdf"]
)  # fmt: skip
def test_a_copy_goes_to_the_invoice_whose_number_it_bears(book, alice, name):
    done = brought(book, alice, (name, PDF))
    (document,) = done.kept
    assert document.customer.code == "MARTIN" and document.entry.document == "FA-2026-017" and not done.problems
    assert bytes(document.content) == PDF and document.by == alice
    assert Event.objects.filter(verb="brought_document", customer=document.customer).count() == 1


@pytest.mark.parametrize("name", ["FA-2026-01.pdf", "FA-2026-0170.pdf", "FA-2026-017-martin.pdf", "017.pdf", "scan.pdf",
                                  ".pdf", "FA-2026-017.pdf.exe", "2026.pdf"])  # fmt: skip
def test_a_name_that_is_no_number_is_nobodys_and_never_the_nearest_ones(book, alice, name):
    done = brought(book, alice, (name, PDF))
    assert not done.kept and len(done.problems) == 1 and not Document.objects.exists()


def test_signs_that_part_figures_elsewhere_make_another_number(book, alice):
    """The copy of an invoice that is not in the books yet, beside another customer's of the same figures."""
    invoice(book, "MARTIN", 3_000, date(2026, 2, 1), document="F2-611")
    done = brought(book, alice, ("F26-11.pdf", PDF))
    assert not done.kept and len(done.problems) == 1 and not Document.objects.exists()
    invoice(book, "DURAND", 4_000, date(2026, 2, 1), document="F26-11")
    (kept,) = brought(book, alice, ("F26-11.pdf", PDF)).kept
    assert kept.customer.code == "DURAND"
    assert len(brought(book, alice, ("F2611.pdf", PDF)).problems) == 1, "either may be meant"


def test_a_number_that_two_customers_have_is_given_to_neither(book, alice):
    done = brought(book, alice, ("1001.pdf", PDF))
    assert (not done.kept and "Several customers" in done.problems[0][1]) or "Plusieurs clients" in done.problems[0][1]
    assert not Document.objects.exists()


def test_the_same_again_changes_nothing(book, alice):
    brought(book, alice, ("FA-2026-017.pdf", PDF))
    again = brought(book, alice, ("FA-2026-017.pdf", PDF), ("FA-2026-017.pdf", PDF))
    assert not again.kept and again.known == 2 and Document.objects.count() == 1
    assert Event.objects.filter(verb="brought_document").count() == 1


def test_a_zip_is_opened_and_each_file_told_for_itself(book, alice):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mars/FA-2026-017.pdf", PDF)
        archive.writestr("mars/FA-2026-018.pdf", PDF + b"2")
        archive.writestr("mars/unknown.pdf", PDF)
        archive.writestr("mars/notes.txt", b"hello")
        archive.writestr("__MACOSX/._FA-2026-017.pdf", b"x")
        archive.writestr("../../FA-2026-017.pdf", PDF + b"3")
    done = brought(book, alice, ("mars.zip", out.getvalue()))
    assert {d.customer.code for d in done.kept} == {"MARTIN", "DURAND"}
    assert {name for name, _ in done.problems} == {"unknown.pdf", "notes.txt"}
    assert not any("/" in d.name or "\\" in d.name for d in done.kept)


def test_thirty_megabytes_are_refused_with_a_sentence_in_a_zip_too(book, alice):
    large = PDF + b"\0" * (30 * 1024 * 1024)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("FA-2026-017.pdf", large)
    done = brought(book, alice, ("FA-2026-017.pdf", large), ("bomb.zip", out.getvalue()))
    assert not done.kept and [name for name, _ in done.problems] == ["FA-2026-017.pdf"] * 2
    assert all("10" in sentence for _, sentence in done.problems)
    assert brought(book, alice, ("FA-2026-017.pdf", PDF.ljust(PAPER_BYTES_MAX, b"\0"))).kept


@pytest.mark.parametrize("content", [b"", b"MZ executable", b"<html>", b"PK\x03\x04broken"])
def test_what_is_no_pdf_is_told_and_the_others_are_kept(book, alice, content):
    done = brought(book, alice, ("FA-2026-018.pdf", content), ("FA-2026-017.pdf", PDF))
    assert [d.customer.code for d in done.kept] == ["MARTIN"] and len(done.problems) == 1


def test_it_needs_the_right_and_a_neighbours_invoice_is_nobodys(book, bob, charlie, alice, other_company):
    for person, refusal in ((bob, rights.Refused), (charlie, rights.Missing)):
        with pytest.raises(refusal):
            brought(book, person, ("FA-2026-017.pdf", PDF))
    assert documents.bring(other_company, [("FA-2026-017.pdf", io.BytesIO(PDF))], charlie, AT).problems


def test_the_customer_is_that_of_the_entry(book, alice):
    brought(book, alice, ("FA-2026-018.pdf", PDF))
    assert Document.objects.get().customer == Customer.objects.get(code="DURAND")
