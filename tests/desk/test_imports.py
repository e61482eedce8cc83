"""Import: what a file is, where it goes, what it brought, and how to take it back."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_scopes import scope, scopes_disabled

from ardoise.actions import imports
from ardoise.actions.reconciliation import posting
from ardoise.actions.restraints import Noted
from ardoise.records.models import Advice, Company, Customer, Entry, Import, Membership
from tests.actions import camts
from tests.actions.banks import account
from tests.conftest import person
from tests.desk.conftest import signed_in

EXAMPLES = Path(__file__).parents[2] / "examples"
FEC = EXAMPLES / "001200450FEC20260331.txt"
LATER = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"
    settings.TODAY = "2026-04-02"


@pytest.fixture
def as_alice(company, alice):
    return signed_in(alice)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def drop(client, path_or_bytes, name=None):
    """A file dropped on the page; gives the page that follows."""
    content = path_or_bytes.read_bytes() if isinstance(path_or_bytes, Path) else path_or_bytes
    name = name or path_or_bytes.name
    return client.post("/imports/files/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(client, page, **said):
    """The choices as they were guessed, but for what is said."""
    address = page.request["PATH_INFO"]
    given = {}
    for name in ("options", "columns", "target"):
        if form := page.context.get(name):
            given |= {bound.html_name: bound.value() or "" for bound in form}
    return client.post(address, given | said)


def carried_out(client, answer):
    """What the worker makes of it; gives the page of its report."""
    with scopes_disabled():
        latest = Import.objects.latest("pk")
    imports.carry_out(latest.pk, LATER)
    assert answer["Location"] == f"/imports/{latest.pk}/"
    return client.get(answer["Location"])


def test_who_would_be_called_by_his_code_is_told_before_anything_is_read(as_alice, company):
    rows = ";".join(("M1", "Martin", "F1", "01/03/2026", "120,00"))
    told = "appelé par son code"
    assert told in words(drop(as_alice, f"Client;Enseigne;Pièce;Échéance;Reste dû\n{rows}\n".encode(), "a.csv"))
    assert told not in words(drop(as_alice, f"Client;Raison soc.;Pièce;Échéance;Reste dû\n{rows}\n".encode(), "b.csv"))


def test_a_dropped_fec_is_told_for_what_it_is_before_anything_is_read(as_alice, company):
    page = drop(as_alice, FEC)
    assert page.context["look"].kind == "fec" and page.context["look"].siren == "001200450"
    assert "replace" not in page.context["options"].fields, (
        "a company without a ledger is not asked about an earlier one"
    )
    assert "001200450" in words(page) and "JournalCode" in words(page)
    with scope(company=company):
        assert not Import.objects.exists()


def test_confirmed_it_waits_then_reports_what_it_brought(as_alice, company):
    answer = confirm(as_alice, drop(as_alice, FEC), into="here")
    waiting = as_alice.get(answer["Location"])
    assert "En attente" in words(waiting) and "hx-get" in waiting.content.decode()
    report = carried_out(as_alice, answer)
    assert report.context["is_balanced"] and report.context["import"].report["customers"] > 0
    assert "débit = crédit" in words(report)
    assert "replace" in drop(as_alice, FEC).context["options"].fields
    shown = as_alice.get("/aged-balance/", {"as_of": "2026-04-02"})
    assert shown.context["ties"] and shown.context["whole_cents"] > 0


def test_the_progress_is_told_and_the_page_read_again_at_the_end(as_alice, company):
    answer = confirm(as_alice, drop(as_alice, FEC), into="here")
    address = answer["Location"] + "progress/"
    assert "0 %" in words(as_alice.get(address)) or "0\xa0%" in words(as_alice.get(address))
    carried_out(as_alice, answer)
    assert as_alice.get(address)["HX-Refresh"] == "true"


def test_the_ledger_of_another_firm_is_offered_a_company_of_its_own(as_alice, company, alice):
    alice.memberships.update(role="administrator")
    page = drop(as_alice, FEC)
    assert page.context["is_other_firm"] and page.context["target"]["into"].value() == "new"
    nameless = confirm(as_alice, page)
    assert nameless.status_code == 200 and "Donnez un nom" in words(nameless)
    report = carried_out(as_alice, confirm(as_alice, page, name="Atelier Leroy"))
    opened = Company.objects.get(name="Atelier Leroy")
    assert opened.siren == "001200450" and report.context["request"].company == opened
    assert Membership.objects.get(company=opened).user == alice
    with scope(company=company):
        assert not Entry.objects.filter(company=company).exists()


def test_in_the_demo_firm_even_contacts_may_go_to_a_company_of_ones_own(as_alice, company, alice):
    alice.memberships.update(role="administrator")
    Company.objects.update(is_demo=True)
    page = drop(as_alice, EXAMPLES / "contacts.csv")
    assert page.context["look"].kind == "contacts" and page.context["target"]["into"].value() == "new"


def test_a_statement_of_a_known_account_stays_with_its_company_the_demo_firm_too(as_alice, company, alice, tmp_path):
    alice.memberships.update(role="administrator")
    Company.objects.update(is_demo=True)
    path = camts.statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, camts.Line(100, "2026-03-16"))
    assert drop(as_alice, path).context["target"]["into"].value() == "new"
    with scope(company=company):
        account(company)
    page = drop(as_alice, path)
    assert page.context["target"]["into"].value() == "here" and not page.context["is_other_firm"]
    assert not page.context["is_table"], "what is surely a statement is not offered as a list of items"


def test_the_columns_of_a_list_are_guessed_and_remembered_for_its_source(as_alice, company):
    page = drop(as_alice, EXAMPLES / "open-items.csv")
    guessed = dict(page.context["look"].columns)
    assert page.context["look"].kind == "open_items" and {"customer", "due_on"} <= guessed.keys()
    assert "label" in guessed
    report = carried_out(as_alice, confirm(as_alice, page, into="here", **{"column-label": ""}))
    assert report.context["import"].state == "done", report.context["problems"]
    again = drop(as_alice, EXAMPLES / "open-items.csv")
    del guessed["label"]
    assert again.context["look"].columns == guessed


def test_a_table_of_headings_we_cannot_guess_is_known_again_by_what_was_said_of_it(as_alice, company, tmp_path):
    odd = tmp_path / "odd.csv"
    odd.write_text("Qui;Quoi;Quand;Combien\nMARTIN;F1;01/02/2026;120,00\n")
    said = {"customer": "Qui", "document": "Quoi", "document_on": "Quand", "open_amount": "Combien"}
    page = drop(as_alice, odd)
    page = as_alice.get(page.request["PATH_INFO"], {"kind": "open_items"})
    told = {f"column-{word}": heading for word, heading in said.items()} | {"column-date_order": "mdy"}
    page.request["PATH_INFO"] += "?kind=open_items"
    carried_out(as_alice, confirm(as_alice, page, into="here", source="vente", **told))
    again = drop(as_alice, odd)
    assert again.context["look"].kind == "open_items" and again.context["options"]["source"].value() == "vente"
    assert again.context["look"].columns == said | {"date_order": "mdy"}
    assert again.context["columns"]["date_order"].value() == "mdy"


def test_days_that_may_be_two_are_asked_about_before_and_a_problem_that_recurs_is_said_once(
    as_alice, company, tmp_path
):
    odd = tmp_path / "odd.csv"
    rows = [f"MARTIN;F{n};0{n}/02/2026;120,00" for n in range(1, 7)]
    rows += [f"MARTIN;G{n};01/02/2026;x{n}" for n in range(15)]
    odd.write_text("Client;Pièce;Échéance;Reste dû\n" + "\n".join(rows) + "\n")
    page = drop(as_alice, odd)
    assert "choisissez" in words(page) and "« 01/02/2026 »" in words(page), words(page)
    refused = confirm(as_alice, page, into="here", source="vente")
    assert refused.context["columns"].errors["date_order"]
    report = carried_out(as_alice, confirm(as_alice, page, into="here", source="vente", **{"column-date_order": "dmy"}))
    told = [problem for problem in report.context["problems"] if "n’est pas un montant" in problem["message"]]
    assert [(one["count"], one["line"], one["others"][:2]) for one in told] == [(15, 8, [9, 10])]
    assert "15 fois dans le fichier" in words(report)


def test_without_a_column_for_the_amount_nothing_goes_on(as_alice, company):
    page = drop(as_alice, EXAMPLES / "open-items.csv")
    blank = {f"column-{word}": "" for word in ("open_amount", "amount", "debit", "credit")}
    refused = confirm(as_alice, page, into="here", **blank)
    assert refused.status_code == 200 and "quelle colonne contient le montant" in words(refused)
    with scope(company=company):
        assert not Import.objects.exists()
    twice = page.context["look"].columns["customer"]
    answer = confirm(as_alice, page, into="here", **{"column-label": twice})
    assert "est déjà « Code client »" in words(answer), "a column chosen twice would be read once, in silence"


def test_contacts_come_in_the_same_way(as_alice, company):
    page = drop(as_alice, EXAMPLES / "contacts.csv")
    assert page.context["look"].kind == "contacts"
    report = carried_out(as_alice, confirm(as_alice, page))
    assert report.context["import"].state == "done"
    with scope(company=company):
        assert Customer.objects.filter(contacts__email__contains="@").count() > 4


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("vide.txt", b"", "vide"),
        ("archive.zip", b"PK\x05\x06" + b"\0" * 18, "archive.zip"),
        ("photo.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "PNG"),
        ("releve.ofx", b"OFXHEADER:100\nDATA:OFXSGML\n", "OFX"),
    ],
)
def test_what_is_no_ledger_gets_its_sentence_on_the_page(as_alice, company, settings, name, content, told):
    page = drop(as_alice, content, name)
    assert page.request["PATH_INFO"] == "/imports/"
    assert told in words(page) and name in words(page)
    assert not [path for path in Path(settings.RECEIVED_FILES).rglob("*") if path.is_file()]
    with scope(company=company):
        assert not Import.objects.exists()


def test_a_file_too_large_is_refused_with_what_to_do(as_alice, company, settings):
    settings.FILE_UPLOAD_BYTES_MAX = 1024
    assert "un exercice à la fois" in words(drop(as_alice, FEC)).lower()
    settings.FILE_UPLOAD_TEMP_DIR = "/no/such/folder"  # a byte kept on the way would fail
    refused = drop(as_alice, b"x" * settings.FILE_UPLOAD_MAX_MEMORY_SIZE * 2, "enorme.txt")
    assert "enorme.txt" in words(refused) and "un exercice à la fois" in words(refused).lower()


def test_a_fec_of_suppliers_only_is_refused_on_its_page(as_alice, company):
    text = FEC.read_text("utf-8").replace("\t411", "\t401").replace("\t416", "\t401")
    report = carried_out(as_alice, confirm(as_alice, drop(as_alice, text.encode(), "fournisseurs.txt"), into="here"))
    assert report.context["import"].state == "failed"
    assert "Rien n’a été importé" in words(report) and report.context["problems"]


def test_a_broken_line_is_a_problem_with_its_line_and_the_rest_is_in(as_alice, company):
    lines = FEC.read_text("utf-8").splitlines()
    broken = next(n for n, line in enumerate(lines[1:], 2) if "\t411" in line)
    lines[broken - 1] = lines[broken - 1].replace(",", "O,", 1)
    content = "\r\n".join(lines).encode()
    report = carried_out(as_alice, confirm(as_alice, drop(as_alice, content, "casse.txt"), into="here"))
    assert report.context["import"].state == "done"
    (told,) = (problem["message"] for problem in report.context["problems"] if problem["line"] == broken)
    assert "n’est pas un montant" in told
    as_alice.post("/language/", {"language": "en", "next": "/"})
    page = as_alice.get(f"/imports/{report.context['import'].pk}/")
    assert "is not an amount" in words(page) and told not in words(page), "each reader in their own language"


def test_nothing_sent_at_all_is_told(as_alice, company):
    assert "Aucun fichier reçu" in words(as_alice.post("/imports/files/", follow=True))


def test_the_script_is_told_the_address_instead_of_being_redirected(as_alice, company):
    answer = as_alice.post(
        "/imports/files/", {"file": SimpleUploadedFile(FEC.name, FEC.read_bytes())}, headers={"X-Upload": "1"}
    )
    assert answer.json()["url"].startswith("/imports/files/")


def test_a_dropped_file_is_nobody_else_s(as_alice, company, other_company):
    page = drop(as_alice, FEC)
    diane = person("diane", company, "credit_manager")
    assert signed_in(diane).get(page.request["PATH_INFO"]).status_code == 404
    assert as_alice.get("/imports/files/forged:token/").status_code == 404


def test_an_import_is_undone_as_a_whole_and_stays_told(as_alice, company):
    carried_out(as_alice, confirm(as_alice, drop(as_alice, FEC), into="here"))
    with scope(company=company):
        one = Import.objects.get()
    as_alice.post(f"/imports/{one.pk}/undoing/")
    with scope(company=company):
        assert not Entry.objects.exists()
    assert "annulé" in words(as_alice.get(f"/imports/{one.pk}/"))
    assert "annulé" in words(as_alice.get("/imports/"))


def test_undoing_what_others_build_on_is_refused_with_the_reason(as_alice, company):
    from ardoise.actions import disputes

    carried_out(as_alice, confirm(as_alice, drop(as_alice, FEC), into="here"))
    with scope(company=company):
        one, owed = Import.objects.get(), Entry.objects.filter(amount_cents__gt=0).first()
        disputes.open_about(owed.customer, "price", {owed: None}, Noted("", LATER.date(), None, LATER))
    page = as_alice.post(f"/imports/{one.pk}/undoing/", follow=True)
    assert "litige" in words(page).lower() or "dispute" in words(page).lower()
    with scope(company=company):
        assert Entry.objects.exists()


def test_an_import_of_another_company_does_not_exist(as_alice, company, charlie):
    carried_out(as_alice, confirm(as_alice, drop(as_alice, FEC), into="here"))
    with scope(company=company):
        one = Import.objects.get()
    client = signed_in(charlie)
    assert client.get(f"/imports/{one.pk}/").status_code == 404
    assert client.post(f"/imports/{one.pk}/undoing/").status_code == 404


def test_what_the_house_books_by_itself_is_no_import_to_look_at_or_undo(as_alice, company):
    with scope(company=company):
        ours = posting.house(company, LATER)
    for address in (f"/imports/{ours.pk}/", f"/imports/{ours.pk}/progress/"):
        assert as_alice.get(address).status_code == 404
    assert as_alice.post(f"/imports/{ours.pk}/undoing/").status_code == 404


def test_whoever_may_not_import_meets_a_closed_door(company, bob):
    client = signed_in(bob)
    assert client.get("/imports/").status_code == 403
    assert client.post("/imports/files/", {"file": SimpleUploadedFile("a.txt", b"a")}).status_code == 403


@pytest.mark.parametrize(("answer", "items"), [("replace", 0), ("other_ledger", None)])
def test_a_file_told_twice_is_asked_about_and_the_answer_is_a_button(as_alice, company, alice, answer, items):
    first, asked = (imports.receive(company, FEC, "fec", source, {}, alice, LATER) for source in ("a", "b"))
    done = imports.carry_out(first.pk, LATER)
    assert imports.carry_out(asked.pk, LATER).state == "failed"
    page = as_alice.get(f"/imports/{asked.pk}/")
    assert 'value="replace"' in page.content.decode() and 'value="other_ledger"' in page.content.decode()
    assert as_alice.post(f"/imports/{asked.pk}/again/", {"answer": "nothing"}).status_code == 400
    assert as_alice.post(f"/imports/{asked.pk}/again/", {"answer": answer}).status_code == 302
    with scopes_disabled():
        received = Import.objects.latest("pk")
    ended = imports.carry_out(received.pk, LATER)
    assert ended.state == "done" and ended.report["new"] == (done.report["new"] if items is None else items)


def test_customers_whose_codes_differ_only_by_case_or_spaces_are_shown_together(as_alice, company):
    with scope(company=company):
        for code in ("k1", "K1", "K 1", "K2"):
            Customer.objects.create(company=company, code=code, name=f"Client {code}")
    page = carried_out(as_alice, confirm(as_alice, drop(as_alice, FEC)))
    assert [[customer.code for customer in alike] for alike in page.context["look_alikes"]] == [["K 1", "K1", "k1"]]
    assert "Clients qui se ressemblent" in words(page) and "Client K2" not in words(page)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("paye.csv", "Client;Facture;Montant payé;Date de paiement\nMARTIN;FA-1;1200,00;29/11/2026\n"
                     "MARTIN;FA-9;80,50;29/11/2026\n"),
        ("avis.csv", "Facture;Date facture;Montant net\nFA-1;01/10/2026;1200,00\nFA-9;02/10/2026;80,50\n"),
        ("avis.eml", "From: compta@client.example\nSubject: virement\nContent-Type: text/plain\n\nBonjour,\n"
                     "virement du 29/11/2026 :\nFA-1  1200,00\nFA-9  80,50\n"),
    ],
)  # fmt: skip
def test_what_a_customer_says_he_pays_is_known_in_a_table_or_a_mail(as_alice, company, name, content):
    page = drop(as_alice, content.encode(), name)
    assert page.context["look"].kind == "advices" and page.context["look"].rows == 2
    assert b'<td class="num">' in page.content, "amounts stand on the right"
    assert "target" not in page.context, "what a customer says he pays opens no company"
    carried_out(as_alice, confirm(as_alice, page))
    with scope(company=company):
        assert sorted(Advice.objects.values_list("document", "amount_cents")) == [("FA-1", 120_000), ("FA-9", 8_050)]


def test_a_file_that_could_be_two_kinds_is_asked_about_and_nothing_is_guessed(as_alice, company):
    text = "Client;Facture;Montant\nMARTIN;FA-1;1200,00\nMARTIN;FA-2;80,50\n"
    page = drop(as_alice, text.encode(), "liste.csv")
    assert page.context["look"].kind == "" and "options" not in page.context
    assert "Qu’est-ce que ce fichier" in words(page) and "?kind=open_items" in page.content.decode()
    address = page.request["PATH_INFO"]
    assert as_alice.post(address).status_code == 200, "without an answer nothing goes on"
    for kind in ("open_items", "contacts", "bank", "advices"):
        assert as_alice.get(address, {"kind": kind}).context["look"].kind == kind
    people = drop(as_alice, b"Code client;E-mail\nMARTIN;a@martin.example\n", "clients.csv")
    not_so = as_alice.get(people.request["PATH_INFO"], {"kind": "advices"})
    not_so.request["PATH_INFO"] += "?kind=advices"
    assert not_so.context["look"].asks_columns and "numéro de la facture" in words(confirm(as_alice, not_so))


def test_an_advice_of_headings_nobody_knows_is_read_as_somebody_says_and_known_again(as_alice, company):
    text = b"AVIS;;\n\nQuoi;Combien;Remarque\nF1;1200,00;x\nF2;80,50;y\n"
    page = drop(as_alice, text, "odd.csv")
    page = as_alice.get(page.request["PATH_INFO"], {"kind": "advices"})
    page.request["PATH_INFO"] += "?kind=advices"
    assert "numéro de la facture" in words(confirm(as_alice, page))
    said = {"column-document": "Quoi", "column-amount": "Combien"}
    assert carried_out(as_alice, confirm(as_alice, page, **said)).context["import"].state == "done"
    with scope(company=company):
        assert sorted(Advice.objects.values_list("document", "amount_cents")) == [("F1", 120_000), ("F2", 8_050)]
    again = drop(as_alice, text, "odd.csv").context["look"]
    assert (again.kind, again.columns["document"]) == ("advices", "Quoi")
    other = carried_out(as_alice, confirm(as_alice, drop(as_alice, b"Facture;Net pay\xe9\nFA-3;10,00\n", "a.csv")))
    assert other.context["import"].state == "done", "another customer's headings are his own"


def test_a_list_that_no_import_takes_is_told_where_it_goes(as_alice, company):
    page = drop(as_alice, b"Client;Facture;Promis le;Montant promis\nC1;FA-1;15/12/2026;1200,00\n", "p.csv")
    assert page.context["look"].like == "promises" and "fiche de chaque client" in words(page)
