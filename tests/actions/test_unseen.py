"""A sign that nobody sees, or that turns round what follows, makes no name, number or file read as another's."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.actions.banks import account
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.camts import Line, statement
from tests.actions.camts import bring as bring_statement
from tests.actions.fecs import bring, sale, write
from tests.actions.mails import mail, received
from tests.conftest import person

from ardoise.actions import companies, contacts, disputes, documents, lines
from ardoise.actions.imports import repeats
from ardoise.actions.restraints import Noted
from ardoise.domain.correspondence import letters
from ardoise.domain.unseen import UNSEEN, without
from ardoise.records.models import Contact, Customer, Document, Entry, Movement, Remark

SIGNS = [
    *"\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e",
    *"\u2060\u2064\u2066\u2067\u2068\u2069\ufeff",
]
SEEN = [*"a\u00e9\u00a0\u202f\u2009\u2019\u2010-\u2014\u2026\u20ac\ufe0f\U0001f389"]
"""What looks like them and is seen, or is a blank."""


@given(st.lists(st.sampled_from([*SIGNS, *SEEN])).map("".join))
def test_what_is_seen_stays_and_nothing_else(text):
    assert without(text) == "".join(sign for sign in text if sign in SEEN)


@pytest.fixture(autouse=True)
def _received(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"


@pytest.mark.parametrize("sign", SIGNS)
def test_in_a_ledger_they_are_read_as_if_they_were_not_there_and_told(company, alice, tmp_path, in_company, sign):
    path = write(tmp_path / "a.txt", sale(f"F{sign}1", "MARTIN", "2026-01-05", 100, name=f"{sign}Mar{sign}tin"))
    done = bring(company, path, alice)
    entry = Entry.objects.get(document__contains="1")
    assert (entry.document, entry.customer.name, entry.label) == ("F1", "Martin", "Pièce F1")
    assert {p["column"] for p in done.problems} >= {"customer_name", "document", "label"}
    assert all(p["line"] and p["words"]["fr"] for p in done.problems if "words" in p)
    assert bring(company, path, alice).report["unchanged"] == 1
    clean = write(tmp_path / "b.txt", sale("F1", "MARTIN", "2026-01-05", 100, name="Martin"))
    assert bring(company, clean, alice).report["unchanged"] == 1, "nor when its software has mended them"


def test_what_was_stored_with_them_before_is_the_same_invoice_when_its_file_comes_again(
    company, alice, tmp_path, in_company, monkeypatch
):
    """Its dispute, its promises and its reminders stay with it."""
    path = write(
        tmp_path / "a.txt", sale("F\u200b1", "MARTIN", "2026-01-05", 100), sale("F2", "PETIT", "2026-01-08", 9)
    )
    assert repeats.HIDDEN == lines.HIDDEN, "imported before it is another here"
    with monkeypatch.context() as before:
        before.setattr(lines, "HIDDEN", "\ue0f0")
        bring(company, path, alice)
    entry = Entry.objects.get(document="F\u200b1")
    done = bring(company, path, alice)
    assert [done.report[name] for name in ("new", "unchanged", "gone")] == [0, 2, 0]
    assert Entry.objects.get(customer__code="MARTIN", gone_on=None) == entry


def test_two_codes_that_look_the_same_are_one_customer(company, alice, tmp_path, in_company):
    bring(company, write(tmp_path / "a.txt", sale("F1", "MARTIN\u200b", "2026-01-05", 100)), alice)
    assert Entry.objects.get(document="F1").customer.code == "MARTIN"


def test_in_a_statement_the_payer_reads_as_who_they_are(in_company, tmp_path):
    account(in_company)
    line = Line(120_000, "2026-03-16", "DURAND\u202eSLIF TE NITRAM", "FACTURE\u200b F1", "", "E2E-1")
    done = bring_statement(in_company, statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, line))
    held = Movement.objects.get()
    assert held.counterparty == "DURANDSLIF TE NITRAM" and not UNSEEN.search(held.label)
    assert [p["column"] for p in done.problems].count("counterparty") == 1
    clean = Line(120_000, "2026-03-16", "DURANDSLIF TE NITRAM", "FACTURE F1", "", "E2E-1")
    again = bring_statement(in_company, statement(tmp_path / "t.xml", "2026-03-16", "2026-03-16", 0, clean))
    assert again.report["new"] == 0 and Movement.objects.count() == 1


def test_in_a_list_of_customers_too(company, alice, tmp_path, in_company):
    path = tmp_path / "list.csv"
    path.write_text("Code client;Nom;E-mail\nMARTIN;Durand\u202e;\u202acompta@martin.example\u202c\n", encoding="utf-8")
    done = bring(company, path, alice, "contacts", "erp")
    assert done.state == "done", done.problems
    assert Customer.objects.get(code="MARTIN").name == "Durand"
    assert Contact.objects.filter(email="compta@martin.example").exists()


def test_typed_they_are_refused_with_what_to_do(company, in_company):
    root = person("root", company, "administrator")
    told = r"Name.*nobody sees|Nom.*personne ne voit|personne ne voit"
    with pytest.raises(companies.Unfit, match=told):
        contacts.keep(Customer.objects.get(code="MARTIN"), root, AT, name="A\u202eB", email="a@b.example")
    with pytest.raises(companies.Unfit, match=told):
        companies.change(company, root, AT, name="Ard\u200boise")


def test_in_a_mail_neither_sender_nor_subject_nor_words_hold_them(company, in_company):
    raw = mail("Je paie\u202e demain\u200b.", sender="\u202eMartin <martin@client.example>", number=7)
    raw = raw.replace(b"Subject: Re: Rappel", "Subject: Re:\u202e Rappel".encode())
    _state, reply = received(company, raw)
    assert (reply.subject, reply.text) == ("Re: Rappel", "Je paie demain.")
    assert not UNSEEN.search(reply.sender)


def test_said_through_a_link_and_in_the_name_of_a_file_they_are_left_out(company, alice, in_company):
    entry = invoice(company, "MARTIN", 50_000, AS_OF, "FA-1")
    dispute = disputes.open_about(entry.customer, "price", {entry: None}, Noted("", AS_OF, alice, AT))
    disputes.remark(
        dispute, "C’est\u202e payé\u200b", None, AT, "martin@client.example", "fac\u202etu.pdf", b"%PDF-1.7\n"
    )
    said = Remark.objects.get()
    assert (said.text, said.name) == ("C’est payé", "factu.pdf")


def test_the_copy_of_an_invoice_bears_a_name_that_is_read_as_it_is(company, alice, in_company):
    invoice(company, "MARTIN", 50_000, AS_OF, "FA-2026-017")
    documents.bring(company, [("FA-2026-017\u202e.pdf", io.BytesIO(b"%PDF-1.7\n%c\n"))], alice, AT)
    assert Document.objects.get().name == "FA-2026-017.pdf"


def test_what_was_stored_before_leaves_in_no_letter():
    written = letters.typed("Votre\u202e compte", "Bon\u200bjour,\n\nMartin\u2066 et fils", "email", "fr")
    assert (written.subject, written.body) == ("Votre compte", "Bonjour,\n\nMartin et fils\n")
    assert not UNSEEN.search(written.html)
