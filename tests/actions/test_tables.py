"""Lists of open items and contacts come in from tables, each by its own rules."""

from __future__ import annotations

from datetime import date

import pytest
from tests.actions.fecs import AT, bring, open_by_document, sale, write

from ardoise.actions import imports, ledger
from ardoise.records.models import Contact, Customer

YEAR_END = date(2025, 12, 31)


@pytest.fixture(autouse=True)
def received(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"


@pytest.fixture
def january(tmp_path):
    """Durand owes F2."""
    return write(tmp_path / "2025.txt", sale("F2", "DURAND", "2025-03-10", 5000))


def test_a_list_of_open_items_closes_what_it_no_longer_lists(company, alice, tmp_path, in_company):
    first = tmp_path / "march.csv"
    first.write_text(
        "Code client;Facture;Date facture;Échéance;Reste à payer\n"
        "MARTIN;F1;10/01/2025;10/02/2025;120,00\nDURAND;F2;01/03/2025;31/03/2025;50,00\n"
    )
    bring(company, first, alice, "open_items", "erp", as_of="2025-03-31")
    second = tmp_path / "april.csv"
    second.write_text(
        "Code client;Facture;Date facture;Échéance;Reste à payer\nDURAND;F2;01/03/2025;31/03/2025;50,00\n"
    )
    done = bring(company, second, alice, "open_items", "erp", as_of="2025-04-30")
    assert done.report["gone"] == 1
    assert open_by_document(company, date(2025, 3, 31)) == {"F1": 12000, "F2": 5000}
    assert open_by_document(company, date(2025, 4, 30)) == {"F2": 5000}
    older = bring(company, first, alice, "open_items", "erp", as_of="2025-03-31")
    assert older.state == "failed" and "2025-04-30" in older.problems[0]["message"]


def test_terms_given_with_an_import_hold_where_the_customer_has_none(company, alice, january, in_company):
    Customer.objects.filter(code="DURAND").update(terms="")
    bring(company, january, alice, terms="60 days")
    items = ledger.items(company, YEAR_END)
    assert items["due_on"].to_list() == [date(2025, 5, 9)] and items["is_due_derived"].all()
    Customer.objects.filter(code="DURAND").update(terms="10 days")
    assert ledger.items(company, YEAR_END)["due_on"].to_list() == [date(2025, 3, 20)]


class TestContacts:
    HEADER = "Code client;Raison sociale;Type;Conditions;Interlocuteur;E-mail\n"

    def test_are_upserted_by_customer_code_and_undone(self, company, alice, tmp_path, in_company):
        path = tmp_path / "clients.csv"
        path.write_text(
            self.HEADER + "MARTIN;Martin et Fils;Professionnel;45 jours;Léa;lea@martin.example\n"
            "NEUF;Client neuf;Particulier;;;neuf@example.org\n"
        )
        before = list(Customer.objects.order_by("pk").values()), list(Contact.objects.order_by("pk").values())
        done = bring(company, path, alice, "contacts", "clients")
        assert done.state == "done", done.problems
        martin = Customer.objects.get(code="MARTIN")
        assert (martin.name, martin.terms) == ("Martin et Fils", "45 jours")
        assert set(martin.contacts.values_list("email", flat=True)) == {"martin@client.example", "lea@martin.example"}
        assert Customer.objects.get(code="NEUF").kind == "consumer"
        again = bring(company, path, alice, "contacts", "clients")
        assert [again.report[n] for n in ("new", "changed", "new_customers", "changed_customers")] == [0, 0, 0, 0]
        imports.undo(done, alice, AT)
        assert (list(Customer.objects.order_by("pk").values()), list(Contact.objects.order_by("pk").values())) == before

    def test_the_kind_stays_unknown_until_somebody_tells_it(self, company, alice, tmp_path, in_company):
        """An unknown customer may be a consumer, of whom claiming 40 € is punished (C. conso L121-21)."""
        fec = write(
            tmp_path / "fec.txt", *(sale(f"F{n}", n, "2025-01-10", 100, name=n) for n in ("Léa Roy", "Roy SAS"))
        )
        bring(company, fec, alice)
        kinds = Customer.objects.filter(code__contains="R").values_list("code", "kind")
        assert dict(kinds)["Léa Roy"] == "unknown" and dict(kinds)["Roy SAS"] == "professional"
        Customer.objects.filter(code="MARTIN").update(kind="consumer")
        path = tmp_path / "clients.csv"
        head = "Code client;Raison sociale;Type;SIREN\n"
        path.write_text(head + "MARTIN;Martin;;732829320\nDOUTE;Doute;P;\nOUI;Oui;;732829320\nLéa Roy;;particulier;\n")
        done = bring(company, path, alice, "contacts", "clients")
        told = dict(Customer.objects.values_list("code", "kind"))
        wanted = {"MARTIN": "consumer", "DOUTE": "unknown", "OUI": "professional", "Léa Roy": "consumer"}
        assert {code: told[code] for code in wanted} == wanted
        assert [problem["line"] for problem in done.problems] == [3]

    def test_terms_nobody_understands_are_a_problem_and_leave_what_was(self, company, alice, tmp_path, in_company):
        path = tmp_path / "clients.csv"
        path.write_text(self.HEADER + "MARTIN;Martin & Fils;;quand il pourra;;\n")
        done = bring(company, path, alice, "contacts", "clients")
        assert done.problems[0]["line"] == 2 and "quand il pourra" in done.problems[0]["message"]
        assert Customer.objects.get(code="MARTIN").terms == ""


def test_columns_once_said_are_remembered_for_the_source(company, alice, tmp_path, in_company):
    path = tmp_path / "odd.csv"
    path.write_text("Qui;Quoi;Quand;Combien\nMARTIN;F1;10/01/2025;120,00\n")
    said = {"customer": "Qui", "document": "Quoi", "document_on": "Quand", "open_amount": "Combien"}
    bring(company, path, alice, "open_items", "odd", columns=said, as_of="2025-03-31")
    assert imports.remembered(company, "open_items", "odd") == said
    path.write_text("Qui;Quoi;Quand;Combien\nMARTIN;F3;10/02/2025;99,00\n")
    done = bring(company, path, alice, "open_items", "odd", as_of="2025-04-30")
    assert done.state == "done" and open_by_document(company, date(2025, 4, 30)) == {"F3": 9900}
