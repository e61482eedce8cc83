"""The same year exported again, a year that is missing, another ledger: no debt is claimed twice."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.actions.fecs import AT, bring, open_by_document, opening, receipt, sale, write

from ardoise.actions import imports, ledger
from ardoise.records.models import Entry, Import

YEAR_END = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def received(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"


@pytest.fixture
def first(tmp_path):
    """2024: Martin owes F1, Durand F2."""
    return write(
        tmp_path / "2024.txt",
        sale("F1", "MARTIN", "2024-03-05", 10_000),
        sale("F2", "DURAND", "2024-11-05", 30_000),
        sale("F3", "DURAND", "2024-11-06", 700, "A", "2024-12-31"),
        receipt("R3", "DURAND", "2024-12-31", 700, "A", "2024-12-31"),
    )


@pytest.fixture
def third(tmp_path):
    """2026: Martin paid F1 in 2025, Durand still owes F2 and, of 2025, F9."""
    return write(
        tmp_path / "2026.txt",
        opening("F2", "DURAND", "2026-01-01", 30_000),
        opening("F9", "DURAND", "2026-01-01", 900),
        sale("F10", "DURAND", "2026-02-01", 50),
    )


def words(done):
    return " ".join(problem["message"] for problem in done.problems)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_missing_year_doubles_nothing_and_is_told(company, alice, first, third, in_company, is_reversed):
    files = [third, first] if is_reversed else [first, third]
    done = [bring(company, file, alice) for file in files]
    assert open_by_document(company, YEAR_END) == {"F2": 30_000, "F9": 900, "F10": 50}
    assert "2025" in words(done[1]) and done[1].report["gaps"] == 1


def test_the_missing_year_brought_later_is_missed_no_more(company, alice, first, third, in_company, tmp_path):
    bring(company, first, alice)
    bring(company, third, alice)
    second = write(
        tmp_path / "2025.txt",
        opening("F1", "MARTIN", "2025-01-01", 10_000, "A", "2025-03-03"),
        opening("F2", "DURAND", "2025-01-01", 30_000),
        receipt("R1", "MARTIN", "2025-03-03", 10_000, "A", "2025-03-03"),
        sale("F9", "DURAND", "2025-09-09", 900),
        receipt("R4", "DURAND", "2025-12-20", 1),
        sale("F4", "DURAND", "2025-12-21", 1),
    )
    done = bring(company, second, alice)
    assert not done.report.get("gaps")
    assert sum(open_by_document(company, YEAR_END).values()) == 30_950


def test_the_opening_of_another_ledger_lets_nothing_go(company, alice, first, in_company, tmp_path):
    bring(company, first, alice)
    other = write(
        tmp_path / "other.txt",
        opening("G1", "BISTRO", "2025-01-01", 100),
        sale("G2", "BISTRO", "2025-02-01", 200),
    )
    assert bring(company, other, alice, source="caisse", other_ledger=True).state == "done"
    assert open_by_document(company, YEAR_END) == {"F1": 10_000, "F2": 30_000, "G1": 100, "G2": 200}


def changed(path, tmp_path, *pairs, name="again.txt"):
    """The same file with some words spelled otherwise."""
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / name).write_text(text, "utf-8")
    return tmp_path / name


OTHERWISE = {
    "numbers": [("VE\tJournal\t", "VE\tJournal\t10"), ("BQ\tJournal\t", "BQ\tJournal\t10")],
    "accounts": [("411000", "41100000")],
    "journals": [("VE\t", "VT\t"), ("BQ\t", "BK\t")],
    "one journal": [("BQ\t", "BK\t")],
    "piece days": [("\tF1\t20240305\tP", "\tF1\t\tP"), ("\tF2\t20241105\tP", "\tF2\t\tP")],
}
OWED = {"F1": 10_000, "F2": 30_000}


@pytest.mark.parametrize("how", OTHERWISE)
def test_the_same_year_under_other_names_is_the_same_year(company, alice, first, in_company, tmp_path, how):
    bring(company, first, alice)
    before = set(Entry.objects.values_list("pk", flat=True))
    done = bring(company, changed(first, tmp_path, *OTHERWISE[how]), alice)
    assert done.state == "done", done.problems
    assert open_by_document(company, YEAR_END) == OWED
    assert set(Entry.objects.values_list("pk", flat=True)) == before
    assert [done.report[n] for n in ("new", "changed", "gone", "unchanged")] == [0, 0, 0, 4], done.problems


def test_a_year_numbered_anew_goes_on_with_its_new_entries(company, alice, first, in_company, tmp_path):
    bring(company, first, alice)
    anew = changed(first, tmp_path, *OTHERWISE["numbers"])
    more = write(tmp_path / "more.txt", sale("F5", "MARTIN", "2024-12-05", 5)).read_text("utf-8").split("\n", 1)[1]
    anew.write_text(anew.read_text("utf-8") + more, "utf-8")
    done = bring(company, anew, alice)
    assert (done.report["new"], done.report["gone"]) == (1, 0)
    assert open_by_document(company, YEAR_END) == OWED | {"F5": 5}
    again = bring(company, anew, alice)
    assert [again.report[n] for n in ("new", "changed", "gone")] == [0, 0, 0]
    from ardoise.actions import imports, rights

    with pytest.raises(rights.Refused):  # what stands as imported would be there no more
        imports.undo(done, alice, AT)
    imports.undo(again, alice, AT)
    imports.undo(done, alice, AT)
    assert open_by_document(company, YEAR_END) == OWED


def test_the_same_file_under_another_source_is_asked_about(company, alice, first, in_company):
    bring(company, first, alice)
    refused = bring(company, first, alice, source="autre")
    assert refused.state == "failed" and "compta" in words(refused)
    assert open_by_document(company, YEAR_END) == OWED
    replaced = bring(company, first, alice, source="autre", replace=True)
    assert replaced.state == "done" and replaced.source == "compta" and replaced.report["new"] == 0
    assert open_by_document(company, YEAR_END) == OWED


def test_another_ledger_that_looks_alike_is_believed_when_it_is_said(company, alice, first, in_company):
    bring(company, first, alice)
    other = bring(company, first, alice, source="autre", other_ledger=True)
    assert other.state == "done" and other.report["new"] == 4
    assert bring(company, first, alice, source="autre").state == "done"


def test_customers_coded_anew_are_asked_about_and_replaced(company, alice, first, in_company, tmp_path):
    bring(company, first, alice)
    coded = changed(first, tmp_path, ("MARTIN", "C001"), ("DURAND", "C002"))
    refused = bring(company, coded, alice)
    assert refused.state == "failed" and open_by_document(company, YEAR_END) == OWED
    done = bring(company, coded, alice, replace=True)
    assert done.state == "done", done.problems
    assert open_by_document(company, YEAR_END) == OWED
    assert (done.report["new"], done.report["gone"]) == (4, 4)


def test_a_year_exported_again_without_what_paid_its_invoices_is_asked_about(company, alice, in_company, tmp_path):
    """The sales journal alone: everybody who paid would be reminded."""
    sold = [sale(f"F{n}", code, f"2024-03-0{n}", 1_000 * n) for n, code in enumerate(("MARTIN", "DURAND", "PETIT"), 1)]
    paid = [receipt(f"R{n}", one.customer, f"2024-04-0{n}", one.cents) for n, one in enumerate(sold[:2], 1)]
    last = sale("F9", "MARTIN", "2024-04-20", 55)
    bring(company, write(tmp_path / "all.txt", *sold, *paid, last), alice)
    before = open_by_document(company, YEAR_END)
    part = write(tmp_path / "part.txt", *sold, last)
    done = bring(company, part, alice)
    assert done.state == "failed" and "30,00" in words(done) and done.problems[0]["choices"] == ["replace"]
    assert open_by_document(company, YEAR_END) == before
    assert bring(company, write(tmp_path / "most.txt", *sold, paid[1], last), alice).report["gone"] == 1
    assert bring(company, part, alice, replace=True).report["gone"] == 1


def test_another_journal_of_the_period_is_simply_new(company, alice, first, in_company, tmp_path):
    bring(company, first, alice)
    other = write(tmp_path / "other.txt", sale("G1", "BISTRO", "2024-03-05", 77), sale("G2", "MARTIN", "2024-06-01", 5))
    assert bring(company, other, alice).report["new"] == 2
    assert bring(company, other, alice, source="autre").state == "failed"


def test_a_list_under_another_source_is_asked_about(company, alice, in_company, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("code client;facture;reste dû;échéance\nMARTIN;F1;100,00;04/04/2025\nDURAND;F2;300,00;05/12/2025\n")
    assert bring(company, path, alice, "open_items", "liste").state == "done"
    assert bring(company, path, alice, "open_items", "autre").state == "failed"
    done = bring(company, path, alice, "open_items", "autre", replace=True)
    assert done.state == "done" and open_by_document(company, YEAR_END) == OWED


def test_a_code_too_long_to_keep_leaves_its_line_out_and_says_so(company, alice, in_company, tmp_path):
    codes = ["K" * 100 + "1", "K" * 100 + "2"]
    path = write(
        tmp_path / "long.txt",
        *(sale(f"F{n}", code, "2025-01-01", 100) for n, code in enumerate(codes)),
        sale("F9", "K" * 100, "2025-01-01", 900),
        sale("N" * 121, "MARTIN", "2025-01-02", 5),
    )
    done = bring(company, path, alice)
    assert done.state == "done", done.problems
    assert open_by_document(company, YEAR_END) == {"F9": 900, "N" * 120: 5}
    assert [(p["line"], p["column"]) for p in done.problems] == [
        (2, "customer"), (4, "customer"), (8, "number"), (8, "document")
    ]  # fmt: skip


def test_a_file_of_codes_too_long_only_is_refused_with_the_reason(company, alice, in_company, tmp_path):
    refused = bring(company, write(tmp_path / "long.txt", sale("F1", "K" * 101, "2025-01-01", 100)), alice)
    assert refused.state == "failed" and "100" in words(refused)


def test_a_later_export_that_fills_in_the_day_of_a_document_is_believed_and_undone(
    company, alice, tmp_path, in_company
):
    """Its due date runs from that day: 30 days after the invoice, not after its booking."""
    sales = [sale(f"F{n}", "MARTIN", f"2024-03-{n:02d}", 1_000 * n) for n in range(5, 9)]
    dated = write(tmp_path / "dated.txt", *sales)
    text = dated.read_text("utf-8").replace("F5\t20240305\tPi", "F5\t20240301\tPi")
    draft = tmp_path / "draft.txt"
    draft.write_text(text.replace("F5\t20240301\tPi", "F5\t\tPi").replace("VE\tJournal\tF", "VE\tJournal\tB"), "utf-8")
    dated.write_text(text, "utf-8")

    def told():
        return Entry.objects.get(document="F5").document_on, ledger.items(company, YEAR_END).filter(
            pl.col("document") == "F5"
        )["due_on"].item()

    bring(company, draft, alice)
    assert told() == (None, date(2024, 4, 4))
    done = bring(company, dated, alice)
    assert done.state == "done" and Entry.objects.count() == 4
    assert told() == (date(2024, 3, 1), date(2024, 3, 31))
    assert bring(company, dated, alice).report["changed"] == 0
    bring(company, draft, alice)
    assert told()[0] == date(2024, 3, 1), "what is silent of the day does not forget it"
    imports.undo(Import.objects.latest("pk"), alice, AT)
    imports.undo(Import.objects.get(pk=done.pk + 1), alice, AT)
    imports.undo(done, alice, AT)
    assert told() == (None, date(2024, 4, 4))
