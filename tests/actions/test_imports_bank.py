"""A bank's file comes in: all or nothing, nothing twice, nothing dropped, and undone."""

from __future__ import annotations

from datetime import date

import pytest
from tests.actions.banks import IBAN, account
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.camts import Line, bring, notice, statement
from tests.actions.fecs import open_by_document

from ardoise.actions import imports, policies, reconciliation, rights
from ardoise.actions.reconciliation import Match, returning
from ardoise.records.models import BankAccount, BankStatement, Entry, Event, Movement, Sighting, Task

MARTIN = Line(120_000, "2026-03-16", "MARTIN ET FILS", "FACTURE F1", "FR1420041010050500013M02606", "E2E-1")


@pytest.fixture
def ours(in_company):
    return account(in_company)


def waiting(company):
    return sorted(reconciliation.waiting(company, AS_OF)["amount_cents"].to_list())


def test_its_movements_are_receipts_to_apply(company, ours, alice, tmp_path):
    policies.change_limits(company, alice, AT, contacts_max=9)  # says nothing of the bank
    fee = Line(-1_250, "2026-03-16", label="FRAIS DE TENUE DE COMPTE")
    done = bring(company, statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 500_000, MARTIN, fee), alice)
    assert done.state == "done", done.problems
    assert (done.report["new"], done.report["statements"], done.problems) == (2, 1, [])
    kept = BankStatement.objects.get()
    assert (kept.opening_cents, kept.closing_cents, kept.is_final) == (500_000, 618_750, True)
    assert policies.limits_of(company).bank_days_max == 7, "from its first statement on the bank may not grow old"
    assert waiting(company) == [120_000]
    received = Movement.objects.get(amount_cents=120_000)
    assert (received.counterparty, received.end_to_end_id) == ("MARTIN ET FILS", "E2E-1")
    assert Event.objects.filter(verb="imported", by=alice).count() == 1


def test_the_same_statement_twice_changes_nothing(company, ours, tmp_path):
    path = statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN, MARTIN)
    bring(company, path)
    again = bring(company, path)
    assert (again.report["new"], again.report["unchanged"]) == (0, 2)
    assert again.problems == [], "a statement of one day told twice is no gap"
    assert Movement.objects.count() == 2 and Sighting.objects.count() == 4


def test_overlapping_statements_are_their_union_and_say_so(company, ours, tmp_path):
    one, two = Line(100, "2026-03-12", "A"), Line(200, "2026-03-13", "B")
    bring(company, statement(tmp_path / "a.xml", "2026-03-10", "2026-03-13", 0, one, two))
    later = bring(company, statement(tmp_path / "b.xml", "2026-03-11", "2026-03-16", 0, one, two, MARTIN))
    assert waiting(company) == [100, 200, 120_000]
    assert len(later.problems) == 1 and "10\u00a0mars\u00a02026" in later.problems[0]["message"]


def test_the_same_days_as_a_table_without_balances_count_once(company, ours, tmp_path):
    bring(company, statement(tmp_path / "a.xml", "2026-03-16", "2026-03-16", 0, MARTIN))
    table = tmp_path / "a.csv"
    table.write_text(f"Compte;{IBAN}\nDate;Libellé;Débit;Crédit\n16/03/2026;VIR RECU MARTIN ET FILS F1;;1200,00\n")
    again = bring(company, table)
    assert (again.state, again.report["new"]) == ("done", 0) and waiting(company) == [120_000]


def test_where_nothing_tells_a_second_payment_from_the_first_it_counts_once_and_the_user_is_told(
    company, ours, tmp_path
):
    """Two tables without balances and references that touch in one day; told again in full, nothing is said."""
    head = f"Compte;{IBAN}\nDate;Libellé;Débit;Crédit\n"
    one, two = "12/03/2026;VIR RECU MARTIN;;100,00\n", "13/03/2026;VIR RECU DURAND;;70,00\n"
    three, four = "13/03/2026;VIR RECU PETIT;;80,00\n", "14/03/2026;VIR RECU MOREAU;;90,00\n"

    def told(*lines):
        table = tmp_path / f"{len(list(tmp_path.iterdir()))}.csv"
        table.write_text(head + "".join(lines))
        return [problem["message"] for problem in bring(company, table).problems]

    assert told(one, two) == []
    (sentence,) = told(two, four)
    assert "13\u00a0mars\u00a02026" in sentence and "70,00" in sentence and "CAMT" in sentence
    assert waiting(company) == [7_000, 9_000, 10_000]
    assert told(one, two) == [], "the same file again"
    assert told(two, three, "15/03/2026;VIR RECU PETIT;;60,00\n")[-1] == sentence
    assert sentence not in told(two, three, "15/03/2026;VIR RECU PETIT;;50,00\n"), "that day is told again in full"


def test_a_missing_statement_is_noticed(company, ours, tmp_path):
    bring(company, statement(tmp_path / "a.xml", "2026-03-10", "2026-03-10", 0, Line(100, "2026-03-10")))
    later = bring(company, statement(tmp_path / "b.xml", "2026-03-12", "2026-03-12", 900, MARTIN))
    assert later.state == "done" and len(later.problems) == 1 and "9,00" in later.problems[0]["message"]


def test_what_was_announced_is_not_counted_twice(company, ours, tmp_path):
    bring(company, notice(tmp_path / "n.xml", MARTIN))
    assert waiting(company) == [120_000] and not Movement.objects.get().is_final
    booked = Line(120_000, "2026-03-16", "MARTIN ET FILS", "VIR RECU", end_to_end="E2E-1")
    bring(company, statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, booked))
    assert waiting(company) == [120_000] and Movement.objects.get().is_final


def test_an_unknown_account_is_asked_about_and_made_knowingly(company, in_company, tmp_path):
    path = statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN)
    refused = bring(company, path)
    assert refused.state == "failed" and IBAN in refused.problems[0]["message"]
    assert refused.problems[0]["choices"] == ["new_account"], "a company without accounts is not asked which"
    assert bring(company, path, new_account=True).state == "done"
    other = statement(tmp_path / "o.xml", "2026-03-16", "2026-03-16", 0, MARTIN, iban="FR1420041010050500013M02606")
    assert bring(company, other).problems[0]["choices"] == ["account", "new_account"]
    assert BankAccount.objects.filter(company=company).count() == 1


def test_another_companys_account_is_refused(company, other_company, tmp_path):
    from django_scopes import scope

    with scope(company=other_company):
        BankAccount.objects.create(company=other_company, number=IBAN, at=AT)
    with scope(company=company):
        own = account(company, "FR7630004000031234567890143")
    path = statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN)
    for options in ({}, {"new_account": True}, {"account": own.pk}):
        refused = bring(company, path, **options)
        assert refused.state == "failed" and "choices" not in refused.problems[0]
        words = refused.problems[0]["words"]
        assert "une autre société" in words["fr"] and "another company" in words["en"], "for readers of each language"


def test_figures_in_the_middle_of_an_account_are_another_account(company, ours, tmp_path):
    for number, state in (("12345678", "failed"), ("12345678901", "done"), ("0001123456789 0189", "done")):
        path = statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN)
        path.write_text(path.read_text().replace(f"<IBAN>{IBAN}</IBAN>", f"<Othr><Id>{number}</Id></Othr>"))
        assert bring(company, path).state == state, number


def test_a_statement_dated_weeks_ahead_says_so(company, ours, tmp_path):
    ahead = Line(100, "2031-03-12", "A")
    done = bring(company, statement(tmp_path / "a.xml", "2031-03-12", "2031-03-12", 0, ahead))
    assert done.state == "done" and "12\u00a0mars\u00a02031" in done.problems[0]["message"]
    assert "12\u00a0Mar\u00a02031" in done.problems[0]["words"]["en"], "for readers of each language"


def test_another_currency_is_refused(company, ours, tmp_path):
    ours.currency = "CHF"
    ours.save()
    refused = bring(company, statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN))
    assert refused.state == "failed" and "CHF" in refused.problems[0]["message"]


def test_a_file_cut_short_leaves_nothing(company, ours, tmp_path):
    path = statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN, MARTIN)
    path.write_text(path.read_text()[: len(path.read_text()) * 2 // 3])
    refused = bring(company, path)
    assert refused.state == "failed" and refused.problems
    assert not Movement.objects.exists() and not BankStatement.objects.exists()


def test_undone_only_what_it_alone_told_goes(company, ours, alice, tmp_path):
    a = bring(company, statement(tmp_path / "a.xml", "2026-03-16", "2026-03-16", 0, MARTIN))
    b = bring(
        company, statement(tmp_path / "b.xml", "2026-03-16", "2026-03-16", 0, MARTIN, Line(500, "2026-03-16", "DURAND"))
    )
    imports.undo(b, alice, AT)
    assert waiting(company) == [120_000]
    imports.undo(a, alice, AT)
    assert waiting(company) == [] and not Movement.objects.exists()


def test_a_statement_whose_receipt_is_applied_is_not_undone_before_that_is(company, ours, alice, tmp_path):
    bill = invoice(company, "MARTIN", 120_000, AS_OF, "F1")
    done = bring(company, statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN))
    (accepted,) = reconciliation.apply(Match(Movement.objects.get(), {bill.pk: 120_000}), alice, AT)
    with pytest.raises(rights.Refused, match="Martin"):
        imports.undo(done, alice, AT)
    reconciliation.unreconcile(accepted, alice, AT)
    imports.undo(done, alice, AT)
    assert open_by_document(company, AS_OF) == {"F1": 120_000} and waiting(company) == []
    bring(company, statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN))
    assert waiting(company) == [120_000]


def test_a_rejected_debit_reopens_its_invoice_and_alerts(company, ours, alice, tmp_path):
    bill = invoice(company, "MARTIN", 120_000, AS_OF, "F1")
    bring(
        company,
        statement(
            tmp_path / "a.xml",
            "2026-03-10",
            "2026-03-12",
            0,
            Line(120_000, "2026-03-12", "MARTIN", "PRLV", end_to_end="PRLV-77"),
        ),
    )
    reconciliation.apply(Match(Movement.objects.get(), {bill.pk: 120_000}), alice, AT)
    assert open_by_document(company, AS_OF) == {}
    back = Line(-120_000, "2026-03-15", "MARTIN", "REJET PRLV", end_to_end="PRLV-77", back="AM04")
    done = bring(company, statement(tmp_path / "b.xml", "2026-03-13", "2026-03-16", 120_000, back))
    assert done.report["returned"] == 1
    assert open_by_document(company, AS_OF) == {"F1": 120_000}
    assert open_by_document(company, date(2026, 3, 14)) == {}
    assert Entry.objects.filter(kind="returned_payment").count() == 1
    assert Task.objects.get().subject == "payment_returned"
    assert waiting(company) == []
    with pytest.raises(rights.Refused):
        imports.undo(done, alice, AT)


def test_a_return_that_the_ledger_tells_by_itself_is_owed_once(company, ours, tmp_path):
    invoice(company, "MARTIN", 90_000, AS_OF, "REJ-1", kind="returned_payment", booked_on=date(2026, 3, 15))
    back = Line(-90_000, "2026-03-15", "MARTIN ET FILS", "REJET PRLV", back="AM04")
    other = Line(-45_000, "2026-03-15", "INCONNU SA", "REJET PRLV", back="AM04")
    bring(company, statement(tmp_path / "a.xml", "2026-03-13", "2026-03-16", 500_000, back, other))
    assert [one.amount_cents for one in returning.waiting(company)] == [-45_000]
    assert open_by_document(company, AS_OF) == {"REJ-1": 90_000}


def test_a_table_asks_its_account_once_and_its_columns_are_remembered(company, in_company, tmp_path):
    one, two = tmp_path / "mars.csv", tmp_path / "avril.csv"
    one.write_text("Jour;Quoi;Entrée;Sortie\n16/03/2026;VIR MARTIN;1200,00;\n16/03/2026;FRAIS;;12,50\n", "utf-8")
    two.write_text("Jour;Quoi;Entrée;Sortie\n15/03/2026;VIR DURAND;300,00;\n", "utf-8")
    columns = {"booked_on": "Jour", "label": "Quoi", "credit": "Entrée", "debit": "Sortie"}
    asked = bring(company, one, columns=columns)
    assert asked.state == "failed" and asked.problems[0]["choices"] == ["account"]
    made = bring(company, one, columns=columns, account=IBAN, new_account=True)
    assert made.state == "done", made.problems
    again = bring(company, two, account=IBAN)
    assert again.state == "done", again.problems
    assert waiting(company) == [30_000, 120_000]


def test_what_a_file_is_tells_its_kind(tmp_path):
    table = tmp_path / "releve.csv"
    table.write_text("Date;Libellé;Débit;Crédit;Solde\n16/03/2026;VIR;;10,00;10,00\n", "utf-8")
    assert imports.guess_kind(table) == "bank"
    assert imports.guess_kind(statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN)) == "bank"
