"""A file comes in as one transaction, comes in once, and goes out as a whole."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from tests.actions.fecs import AT, bring, open_by_document, opening, receipt, sale, write

from ardoise.actions import disputes, events, imports, ledger, rights, work
from ardoise.actions.imports import receiving
from ardoise.actions.restraints import Noted
from ardoise.actions.verification import verify
from ardoise.records.models import Customer, Entry, EntryChange, Event, Import

YEAR_END = date(2025, 12, 31)


@pytest.fixture(autouse=True)
def received(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"


@pytest.fixture
def january(tmp_path):
    """Martin paid F1; Durand owes F2."""
    return write(
        tmp_path / "2025.txt",
        sale("F1", "MARTIN", "2025-01-10", 12000, "A", "2025-02-10"),
        receipt("R1", "MARTIN", "2025-02-10", 12000, "A", "2025-02-10"),
        sale("F2", "DURAND", "2025-03-10", 5000),
    )


def test_a_fec_becomes_the_book(company, alice, january):
    done = bring(company, january, alice)
    assert done.state == "done", done.problems
    assert open_by_document(company, YEAR_END) == {"F2": 5000}
    told = {name: done.report[name] for name in ("rows", "items", "customers", "lettered_groups", "new", "gone")}
    assert told == {"rows": 6, "items": 3, "customers": 2, "lettered_groups": 1, "new": 3, "gone": 0}
    assert (done.report["debit"], done.report["credit"]) == ("290.00", "290.00")
    assert (done.first_on, done.last_on) == (date(2025, 1, 10), date(2025, 3, 10))


def test_the_same_file_again_changes_nothing_and_says_so(company, alice, january, in_company):
    bring(company, january, alice)
    before = list(Entry.objects.values_list().order_by("pk"))
    again = bring(company, january, alice)
    assert [again.report[n] for n in ("new", "unchanged", "changed", "gone")] == [0, 3, 0, 0]
    assert list(Entry.objects.values_list().order_by("pk")) == before
    assert not EntryChange.objects.exists()


def test_an_import_carried_out_twice_is_carried_out_once(company, alice, january, in_company):
    done = bring(company, january, alice)
    again = imports.carry_out(done.pk, AT)
    assert again.state == "done" and Entry.objects.count() == 3
    assert Event.objects.filter(verb="imported").count() == 1


def test_who_may_only_read_may_not_import(company, bob, january, in_company):
    with pytest.raises(rights.Refused, match="administrat"):
        imports.receive(company, january, "fec", "compta", {}, bob, AT)
    assert not Import.objects.exists() and not Event.objects.exists()


def test_a_stranger_learns_no_more_than_that_nothing_is_there(company, charlie, alice, january):
    with pytest.raises(rights.Missing):
        imports.receive(company, january, "fec", "compta", {}, charlie, AT)
    done = bring(company, january, alice)
    with pytest.raises(rights.Missing):
        imports.undo(done, charlie, AT)
    assert open_by_document(company, YEAR_END) == {"F2": 5000}


def test_a_name_that_would_break_a_line_is_read_with_a_blank_and_told(company, alice, tmp_path, in_company):
    path = write(tmp_path / "a.txt", sale("F1", "MARTIN", "2026-01-05", 100, name="Martin\x07\u2028Bcc: all"))
    done = bring(company, path, alice)
    assert Customer.objects.get(code="MARTIN").name == "Martin Bcc: all"
    assert [(p["line"], p["column"]) for p in done.problems] == [(2, "customer_name")]
    assert bring(company, path, alice).report["unchanged"] == 1


def test_a_fault_of_many_lines_is_told_for_the_first_of_them_and_counted(company, alice, tmp_path, in_company):
    sales = [sale(f"F{n}", "MARTIN", "2026-01-05", 100, name="Mar\u2028tin") for n in range(24)]
    done = bring(company, write(tmp_path / "a.txt", *sales), alice)
    assert [p["line"] for p in done.problems] == [*range(2, 42, 2), None]
    assert done.problems[-1]["message"].startswith("4 ")


def test_a_file_dropped_and_never_imported_is_swept_after_a_week(company, alice, january, in_company, settings):
    done = bring(company, january, alice)
    place, _digest = receiving.keep(january, "dropped.txt")
    fresh, _digest = receiving.keep(january, "fresh.txt")
    for folder in (place.parent, Path(done.file_path).parent):
        os.utime(folder, (0, 0))
    assert work.recover(datetime.now(UTC)) == 0
    assert (place.exists(), fresh.exists(), Path(done.file_path).exists()) == (False, True, True)


def test_an_import_is_recorded(company, alice, january, in_company):
    done = bring(company, january, alice)
    imports.undo(done, alice, AT)
    assert list(Event.objects.order_by("seq").values_list("verb", "by__username")) == [
        ("received", "alice"),
        ("imported", "alice"),
        ("undid_import", "alice"),
    ]
    assert events.verify_chain(company) is None


class TestALaterExportOfTheSameYear:
    def test_adds_what_is_new_and_letters_what_was_paid(self, company, alice, january, tmp_path, in_company):
        bring(company, january, alice)
        later = write(
            tmp_path / "later.txt",
            sale("F1", "MARTIN", "2025-01-10", 12000, "A", "2025-02-10"),
            receipt("R1", "MARTIN", "2025-02-10", 12000, "A", "2025-02-10"),
            sale("F2", "DURAND", "2025-03-10", 5000, "A", "2025-04-10"),
            receipt("R2", "DURAND", "2025-04-10", 5000, "A", "2025-04-10"),
        )
        done = bring(company, later, alice)
        assert [done.report[n] for n in ("new", "unchanged", "changed", "gone")] == [1, 2, 1, 0]
        assert open_by_document(company, date(2025, 3, 31)) == {"F2": 5000}, "not paid yet on that day"
        assert open_by_document(company, YEAR_END) == {}

    def test_where_code_a_is_another_group_no_group_is_mixed(self, company, alice, tmp_path):
        first = write(
            tmp_path / "october.txt",
            sale("F1", "MARTIN", "2025-01-10", 100, "A"),
            receipt("R1", "MARTIN", "2025-02-10", 100, "A"),
            sale("F2", "MARTIN", "2025-03-10", 250),
        )
        second = write(
            tmp_path / "november.txt",
            sale("F1", "MARTIN", "2025-01-10", 100, "B"),
            receipt("R1", "MARTIN", "2025-02-10", 100, "B"),
            sale("F2", "MARTIN", "2025-03-10", 250, "A"),
            receipt("R2", "MARTIN", "2025-11-10", 250, "A"),
            sale("F3", "MARTIN", "2025-11-20", 400),
        )
        bring(company, first, alice)
        bring(company, second, alice)
        assert open_by_document(company, YEAR_END) == {"F3": 400}
        assert open_by_document(company, date(2025, 10, 31)) == {"F2": 250}

    def test_a_year_cut_out_of_two_keeps_the_letters_of_both_apart(self, company, alice, tmp_path):
        both = write(
            tmp_path / "both.txt",
            sale("F1", "MARTIN", "2024-01-10", 100, "A"),
            receipt("R1", "MARTIN", "2024-02-10", 100, "A"),
            sale("F2", "MARTIN", "2025-03-10", 250),
        )
        one = write(
            tmp_path / "one.txt",
            sale("F2", "MARTIN", "2025-03-10", 250, "A"),
            sale("F3", "MARTIN", "2025-05-10", 70, "B"),
            receipt("R2", "MARTIN", "2025-11-10", 250, "A"),
            receipt("R3", "MARTIN", "2025-11-11", 70, "B"),
        )
        bring(company, both, alice)
        bring(company, one, alice)
        assert open_by_document(company, YEAR_END) == {}
        assert open_by_document(company, date(2024, 1, 31)) == {"F1": 100}

    def test_what_it_no_longer_lists_never_counted(self, company, alice, january, tmp_path):
        bring(company, january, alice)
        without = write(
            tmp_path / "corrected.txt",
            sale("F1", "MARTIN", "2025-01-10", 12000, "A", "2025-02-10"),
            receipt("R1", "MARTIN", "2025-02-10", 12000, "A", "2025-02-10"),
            sale("F2b", "DURAND", "2025-03-10", 4500),
        )
        done = bring(company, without, alice)
        assert [done.report[n] for n in ("new", "gone")] == [1, 1]
        assert open_by_document(company, YEAR_END) == {"F2b": 4500}
        assert open_by_document(company, date(2025, 3, 10)) == {"F2b": 4500}

    def test_what_it_lists_again_is_back(self, company, alice, january, tmp_path):
        bring(company, january, alice)
        without = write(
            tmp_path / "without.txt",
            sale("F1", "MARTIN", "2025-01-10", 12000, "A", "2025-02-10"),
            receipt("R1", "MARTIN", "2025-02-10", 12000, "A", "2025-02-10"),
            sale("F3", "PETIT", "2025-03-10", 100),
        )
        bring(company, without, alice, absent_settled=True)
        assert open_by_document(company, YEAR_END) == {"F3": 100}
        third = write(tmp_path / "third.txt", *MARTIN_PAID, sale("F2", "DURAND", "2025-03-10", 5000),
                      sale("F3", "PETIT", "2025-03-10", 100))  # fmt: skip
        bring(company, third, alice)
        assert open_by_document(company, YEAR_END) == {"F2": 5000, "F3": 100}

    def test_an_older_export_after_it_brings_nothing_back(self, company, alice, january, tmp_path):
        later = write(
            tmp_path / "later.txt",
            *MARTIN_PAID,
            sale("F2", "DURAND", "2025-03-10", 5000, "B", "2025-04-10"),
            receipt("R2", "DURAND", "2025-04-10", 5000, "B", "2025-04-10"),
        )
        bring(company, later, alice)
        done = bring(company, january, alice)
        assert [done.report[n] for n in ("new", "unchanged", "changed", "gone")] == [0, 3, 0, 0]
        assert open_by_document(company, YEAR_END) == {}

    def test_a_file_that_lists_little_of_its_period_is_refused(self, company, alice, tmp_path, in_company):
        year = [sale(f"F{n}", "MARTIN", f"2025-0{n}-10", 100 * n) for n in range(1, 7)]
        bring(company, write(tmp_path / "year.txt", *year), alice)
        part = write(tmp_path / "part.txt", year[0], year[-1])
        done = bring(company, part, alice)
        assert done.state == "failed" and "2" in done.problems[0]["message"] and "6" in done.problems[0]["message"]
        assert len(open_by_document(company, YEAR_END)) == 6
        forced = bring(company, part, alice, replace=True)
        assert forced.report["gone"] == 4 and open_by_document(company, YEAR_END) == {"F1": 100, "F6": 600}


MARTIN_PAID = (
    sale("F1", "MARTIN", "2025-01-10", 12000, "A", "2025-02-10"),
    receipt("R1", "MARTIN", "2025-02-10", 12000, "A", "2025-02-10"),
)


def test_two_identical_lines_the_same_day_are_two_claims(company, alice, tmp_path):
    twins = write(tmp_path / "twins.txt", *[sale("F1", "PETIT", "2025-01-10", 700)] * 2)
    bring(company, twins, alice)
    bring(company, twins, alice)
    assert ledger.items(company, YEAR_END)["open_cents"].to_list() == [700, 700]


def test_another_ledger_of_the_same_period_makes_nothing_disappear(company, alice, january, tmp_path):
    bring(company, january, alice)
    other = write(tmp_path / "shop.txt", sale("B1", "PETIT", "2025-02-01", 900))
    assert bring(company, other, alice).report["gone"] == 0
    assert open_by_document(company, YEAR_END) == {"F2": 5000, "B1": 900}


class TestUndo:
    def test_takes_back_what_came_and_restores_what_changed(self, company, alice, january, tmp_path, in_company):
        bring(company, january, alice)
        before = list(Entry.objects.values_list().order_by("pk"))
        later = write(
            tmp_path / "later.txt",
            *MARTIN_PAID,
            sale("G9", "NEUF", "2025-04-01", 99, name="Client neuf"),
            receipt("R2", "DURAND", "2025-04-10", 5000),
        )
        done = bring(company, later, alice)
        assert open_by_document(company, YEAR_END) == {"G9": 99, "R2": -5000}
        imports.undo(done, alice, AT)
        assert list(Entry.objects.values_list().order_by("pk")) == before
        assert not Customer.objects.filter(code="NEUF").exists()
        assert open_by_document(company, YEAR_END) == {"F2": 5000}
        assert verify(company) == [], "what an import brought is not what its end took away"

    def test_twice_is_once(self, company, alice, january, in_company):
        done = bring(company, january, alice)
        imports.undo(done, alice, AT)
        imports.undo(done, alice, AT)
        assert Event.objects.filter(verb="undid_import").count() == 1 and not Entry.objects.exists()

    def test_needs_the_right(self, company, alice, bob, january):
        done = bring(company, january, alice)
        with pytest.raises(rights.Refused):
            imports.undo(done, bob, AT)
        assert open_by_document(company, YEAR_END) == {"F2": 5000}

    def test_is_refused_where_a_later_import_builds_on_it(self, company, alice, january, tmp_path):
        done = bring(company, january, alice)
        later = write(tmp_path / "later.txt", *MARTIN_PAID, sale("F2", "DURAND", "2025-03-10", 5000, "B"),
                      sale("F4", "PETIT", "2025-05-10", 1))  # fmt: skip
        bring(company, later, alice)
        with pytest.raises(rights.Refused, match=r"later\.txt.*09:00"):
            imports.undo(done, alice, AT)

    def test_is_refused_where_somebody_disputes_what_it_brought(self, company, alice, january, in_company):
        done = bring(company, january, alice)
        entry = Entry.objects.get(document="F2")
        disputes.open_about(entry.customer, "price", {entry: None}, Noted("trop cher", date(2025, 4, 1), alice, AT))
        with pytest.raises(rights.Refused, match="F2"):
            imports.undo(done, alice, AT)
        assert Entry.objects.count() == 3

    def test_the_file_can_be_imported_again_afterwards(self, company, alice, january):
        imports.undo(bring(company, january, alice), alice, AT)
        assert bring(company, january, alice).report["new"] == 3
        assert open_by_document(company, YEAR_END) == {"F2": 5000}


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("empty.txt", b""),
            ("binary.txt", bytes(range(256)) * 20),
            ("archive.zip", b"PK\x03\x04" + b"\0" * 100),
            ("words.txt", b"Ceci n'est pas un FEC\nni un tableau\n"),
            ("header.txt", b"JournalCode\tEcritureDate\tCompteNum\tDebit\tCredit\n"),
        ],
    )
    def test_what_is_no_ledger_fails_with_a_sentence(self, company, alice, tmp_path, in_company, name, content):
        path = tmp_path / name
        path.write_bytes(content)
        done = bring(company, path, alice)
        assert done.state == "failed" and len(done.problems[0]["message"]) > 20
        assert not Entry.objects.exists()
        assert Event.objects.filter(verb="import_failed").count() == 1

    def test_a_folder_or_nothing_is_not_received(self, company, alice, tmp_path, in_company):
        for path in (tmp_path, tmp_path / "absent.txt"):
            with pytest.raises(imports.Unreceivable, match=path.name):
                imports.receive(company, path, "fec", "compta", {}, alice, AT)
        assert not Import.objects.exists()

    def test_a_kind_nobody_knows_is_not_received(self, company, alice, january):
        with pytest.raises(imports.Unreceivable, match="spread"):
            imports.receive(company, january, "spread", "compta", {}, alice, AT)

    def test_a_file_too_large_leaves_nothing_behind(self, company, alice, january, settings, in_company):
        settings.FILE_UPLOAD_BYTES_MAX = 100
        with pytest.raises(imports.Unreceivable, match=r"2025\.txt"):
            imports.receive(company, january, "fec", "compta", {}, alice, AT)
        assert not Import.objects.exists()
        assert not [path for path in Path(settings.RECEIVED_FILES).rglob("*") if path.is_file()]

    def test_the_name_of_a_file_leads_nowhere_else(self, company, alice, january, settings):
        done = imports.receive(company, january, "fec", "compta", {}, alice, AT, file_name="../../../etc/passwd")
        assert Path(done.file_path).resolve().is_relative_to(Path(settings.RECEIVED_FILES).resolve())

    def test_a_wrong_date_is_a_problem_and_the_rest_comes_in(self, company, alice, january, in_company):
        january.write_text(january.read_text().replace("20250310\t411000", "20230231\t411000"))
        done = bring(company, january, alice)
        assert done.state == "done" and 6 in {problem["line"] for problem in done.problems}
        assert open_by_document(company, YEAR_END) == {}

    def test_one_that_died_is_found_and_nothing_of_it_is_kept(self, company, alice, january, in_company):
        dead = imports.receive(company, january, "fec", "compta", {}, alice, AT)
        Import.objects.filter(pk=dead.pk).update(state="running")
        assert [found.pk for found in imports.recover(AT)] == [dead.pk]
        assert imports.recover(AT) == []
        dead.refresh_from_db()
        assert dead.state == "failed" and dead.problems and not Entry.objects.exists()


def test_the_opening_of_the_next_year_is_told_once(company, alice, january, tmp_path):
    bring(company, january, alice)
    bring(
        company,
        write(
            tmp_path / "2026.txt",
            opening("F2", "DURAND", "2026-01-01", 5000, "C"),
            receipt("R9", "DURAND", "2026-01-09", 5000, "C"),
            sale("F7", "PETIT", "2026-01-10", 800),
        ),
        alice,
    )
    assert open_by_document(company, date(2026, 1, 5)) == {"F2": 5000}
    assert open_by_document(company, date(2026, 1, 31)) == {"F7": 800}


class TestAnOpeningThatSaysOtherwise:
    """Money never leaves the book in silence."""

    @pytest.fixture
    def years(self, tmp_path):
        """Durand's F2 and Petit's F3 are open at the end of 2025; 2026 forgets the one and halves the other."""
        before = write(
            tmp_path / "2025.txt",
            sale("F1", "MARTIN", "2025-02-10", 100),
            sale("F2", "DURAND", "2025-03-10", 5000),
            sale("F3", "PETIT", "2025-03-10", 800),
        )
        after = write(
            tmp_path / "2026.txt",
            opening("F1", "MARTIN", "2026-01-01", 100),
            opening("F3", "PETIT", "2026-01-01", 400),
            sale("F9", "MARTIN", "2026-01-10", 1),
        )
        return before, after

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_is_a_problem_of_the_import_in_a_sentence_whichever_year_came_last(self, company, alice, years, order):
        first, last = (bring(company, years[place], alice, absent_settled=True) for place in order)
        assert first.problems == [] and first.report["differences"] == 0
        assert (last.report["differences"], last.report["no_longer_listed"]) == (2, "50.00")
        assert last.report["problems"] == 2
        gone, less = (problem["message"] for problem in last.problems)
        assert "Durand SARL (DURAND)" in gone and "50,00" in gone and "2026-01-01" in gone
        assert "PETIT" in less and "4,00" in less and "8,00" in less
        items = ledger.items(company, date(2026, 1, 31))
        owed = dict(items.group_by("customer").agg(ledger.pl.col("open_cents").sum()).iter_rows())
        assert owed == {"MARTIN": 101, "PETIT": 400}

    def test_openings_that_tie_are_no_problem(self, company, alice, years, tmp_path):
        bring(company, years[0], alice)
        tied = write(tmp_path / "tied.txt", *[opening(*o) for o in (("F1", "MARTIN", "2026-01-01", 100),
                     ("F2", "DURAND", "2026-01-01", 5000), ("F3", "PETIT", "2026-01-01", 800))])  # fmt: skip
        done = bring(company, tied, alice)
        assert done.problems == [] and done.report["differences"] == 0
