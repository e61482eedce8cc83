"""What was accepted goes to the accounting and comes back with its next export: the same book, counted once."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from tests.actions import camts, fecs
from tests.actions.banks import account, movement
from tests.actions.books import AT
from tests.actions.camts import Line
from tests.actions.fecs import open_by_document, sale
from tests.conftest import person

from ardoise.actions import reconciliation, rights
from ardoise.actions.reconciliation import Export
from ardoise.actions.verification import verify
from ardoise.records.models import Booking, Entry, Event, Movement, Reconciliation, TakeOver

DAY = date(2026, 3, 31)
SALES = [
    sale("F1", "MARTIN", "2026-02-10", 120_000),
    sale("F2", "MARTIN", "2026-02-20", 30_000),
    sale("F3", "DURAND", "2026-02-20", 45_050),
]


@pytest.fixture
def accepted(in_company, alice, tmp_path):
    """Martin paid F1 but for half a euro, Durand all he owes and a bit more."""
    account(in_company)
    fecs.bring(in_company, fecs.write(tmp_path / "f.txt", *SALES))
    lines = [Line(119_950, "2026-03-16", "MARTIN", "=1+1 FACTURE F1"), Line(50_000, "2026-03-17", "DURAND", "VIR")]
    camts.bring(in_company, camts.statement(tmp_path / "s.xml", "2026-03-16", "2026-03-17", 0, *lines))
    one, two = Movement.objects.order_by("booked_on")
    f1, f3 = (Entry.objects.get(document=document) for document in ("F1", "F3"))
    reconciliation.apply(reconciliation.Match(one, {f1.pk: 120_000}, None, "rounding", 50), alice, AT)
    reconciliation.apply(reconciliation.Match(two, {f3.pk: 45_050}), alice, AT)
    return in_company


def rows(text):
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def cents(row):
    return sum(sign * int(row[side].replace(",", "")) for side, sign in (("Debit", 1), ("Credit", -1)))


def test_every_entry_balances_and_bears_its_letter(accepted, alice):
    told = reconciliation.export(accepted, date(2026, 3, 1), alice, AT)
    entries = rows(told.entries)
    assert told.count == 2 and len(entries) == 6
    for number in {row["EcritureNum"] for row in entries}:
        assert sum(cents(row) for row in entries if row["EcritureNum"] == number) == 0
    accounts = {row["CompteNum"]: row["CompteLib"] for row in entries if not row["CompAuxNum"]}
    assert accounts == {"512000": "Banque", "658000": "Charges diverses de gestion"}
    assert all(not row["EcritureLib"].startswith("=") for row in entries)
    groups = {row["EcritureLet"] for row in rows(told.lettering)}
    assert {code.isupper() for code in groups} == {True, False}  # F3's payment is larger: not whole yet
    whole = [row for row in rows(told.lettering) if row["EcritureLet"].isupper()]
    assert {row["PieceRef"] for row in whole} >= {"F1"} and sum(map(cents, whole)) == 0


def test_it_is_recorded_and_needs_the_right(accepted, alice, bob):
    with pytest.raises(rights.Refused):
        reconciliation.export(accepted, date(2026, 3, 1), bob, AT)
    reconciliation.export(accepted, date(2026, 3, 1), alice, AT)
    assert Event.objects.filter(verb="exported_reconciliations").count() == 1
    assert reconciliation.export(accepted, date(2026, 4, 1), alice, AT).count == 0


def as_the_accounting_gives_it(path, told):
    """The accountant books the entries, puts the letters, and exports the year again."""
    letters = {(row["CompAuxNum"], row["PieceRef"], cents(row)): row for row in rows(told.lettering)}
    fecs.write(path, *SALES)
    header, *lines = path.read_text().splitlines()
    names = header.split("\t")
    book = [dict(zip(names, line.split("\t"), strict=True)) for line in lines] + rows(told.entries)
    for row in book:
        if found := letters.get((row["CompAuxNum"], row["PieceRef"], cents(row))):  # the later word counts
            row |= {"EcritureLet": found["EcritureLet"], "DateLet": found["DateLet"]}
    cells = [names, *([row[name] for name in names] for row in book)]
    path.write_text("".join("\t".join(row) + "\n" for row in cells))
    return path


def test_booked_by_the_accounting_and_exported_again_it_is_the_same_book(accepted, alice, tmp_path):
    before = open_by_document(accepted, DAY)
    told = reconciliation.export(accepted, date(2026, 3, 1), alice, AT)
    done = fecs.bring(accepted, as_the_accounting_gives_it(tmp_path / "mars.txt", told))
    assert done.state == "done", done.problems
    assert TakeOver.objects.exclude(ledger=None).count() == 3
    assert sorted(open_by_document(accepted, DAY).values()) == sorted(before.values())
    assert verify(accepted) == []
    assert rows(reconciliation.export(accepted, date(2026, 3, 1), alice, AT).entries) == []


def test_a_company_that_knows_nothing_else_reads_the_same_from_it(accepted, alice, other_company, tmp_path):
    from django_scopes import scope

    before = sorted(open_by_document(accepted, DAY).values())
    told = reconciliation.export(accepted, date(2026, 3, 1), alice, AT)
    path = as_the_accounting_gives_it(tmp_path / "mars.txt", told)
    with scope(company=other_company):
        fecs.bring(other_company, path)
        assert sorted(open_by_document(other_company, DAY).values()) == before


def test_what_is_accepted_late_is_told_though_the_bank_booked_it_before(accepted, alice):
    later = AT + timedelta(20)
    first = Reconciliation.objects.get(customer__code="MARTIN")
    reconciliation.unreconcile(first, alice, AT)
    assert reconciliation.export(accepted, later.date(), alice, later).count == 0
    f1 = Entry.objects.get(document="F1", kind="invoice")
    reconciliation.apply(reconciliation.Match(first.movement, {f1.pk: 120_000}, None, "rounding", 50), alice, later)
    told = reconciliation.export(accepted, later.date(), alice, later)
    assert told.count == 1 and {row["EcritureDate"] for row in rows(told.entries)} == {"20260316"}


def test_told_twice_nothing_is_booked_twice_unless_it_is_asked_for_again(accepted, alice):
    first = reconciliation.export(accepted, date(2026, 3, 1), alice, AT)
    twice = reconciliation.export(accepted, date(2026, 3, 1), alice, AT + timedelta(hours=1))
    assert twice.count == 0 and rows(twice.entries) == rows(twice.lettering) == []
    assert reconciliation.export(accepted, date(2026, 3, 1), alice, AT + timedelta(hours=2), again=True) == first


def test_what_a_long_run_applied_under_an_earlier_instant_than_a_download_is_told_by_the_next(accepted, alice):
    first, second = Reconciliation.objects.order_by("pk")
    reconciliation.unreconcile(first, alice, AT)
    reconciliation.export(accepted, date(2026, 3, 1), alice, AT + timedelta(minutes=5))
    f1 = Entry.objects.get(document="F1", kind="invoice")  # the worker began before, and came to this one after
    reconciliation.apply(reconciliation.Match(first.movement, {f1.pk: 120_000}, None, "rounding", 50), alice, AT)
    reconciliation.unreconcile(second, alice, AT + timedelta(minutes=3))
    later = reconciliation.export(accepted, date(2026, 3, 1), alice, AT + timedelta(minutes=9))
    assert {row["PieceRef"] for row in rows(later.lettering)} >= {"F1"} and len(rows(later.entries)) == 4
    assert sum(map(cents, rows(later.reversals))) == 0 and len(rows(later.reversals)) == 2


def test_what_a_run_begun_yesterday_applied_after_todays_download_is_told_by_the_next_of_today(accepted, alice):
    """The bank booked it long before, and the run bears the instant at which it began: only the trail says when."""
    first, _second = Reconciliation.objects.order_by("pk")
    reconciliation.unreconcile(first, alice, AT)
    tomorrow = AT + timedelta(days=1)
    reconciliation.export(accepted, DAY, alice, tomorrow)
    f1 = Entry.objects.get(document="F1", kind="invoice")
    match = reconciliation.Match(first.movement, {f1.pk: 120_000}, None, "rounding", 50)
    reconciliation.apply(match, alice, AT + timedelta(minutes=5))
    later = [reconciliation.export(accepted, tomorrow.date(), alice, tomorrow + timedelta(hours=n)) for n in (1, 2)]
    assert {row["PieceRef"] for row in rows(later[0].lettering)} >= {"F1"}
    assert later[1].count == 0, "and once"


def test_a_difference_approved_after_its_receipt_was_told_is_told_then(accepted, alice):
    carla = person("carla", accepted, "collector")  # 50.00 alone
    asked = reconciliation.write_off(Entry.objects.get(document="F2"), 30_000, "short_payment", carla, AT)
    assert not asked.differences.get().entry_id
    reconciliation.export(accepted, date(2026, 3, 1), alice, AT)
    later = AT + timedelta(3)
    assert reconciliation.approve(asked.differences.get(), alice, later)
    told = reconciliation.export(accepted, later.date(), alice, later)
    assert reconciliation.export(accepted, later.date(), alice, later + timedelta(hours=1)).count == 0
    assert {row["CompteNum"] for row in rows(told.entries)} == {"411000", "654000"}
    assert {row["PieceRef"] for row in rows(told.lettering)} == {"F2"}


def test_a_difference_approved_long_after_does_not_bring_its_payment_twice(accepted, alice):
    carla = person("carla", accepted, "collector")
    f2 = Entry.objects.get(document="F2", kind="invoice")
    received = movement(accepted, 1_000, on=date(2026, 3, 16))
    match = reconciliation.Match(received, {f2.pk: 30_000}, None, "short_payment", 29_000)
    (done,) = reconciliation.apply(match, carla, AT)
    later = AT + timedelta(20)
    assert reconciliation.approve(done.differences.get(), alice, later)
    told = [reconciliation.export(accepted, later.date(), alice, later + timedelta(hours=n)) for n in range(2)]
    assert [len(rows(one.entries)) for one in told] == [2, 0], "its payment is of the days before, asked for apart"


def test_booked_undone_and_booked_the_other_way_the_invoice_is_open_again(accepted, alice, tmp_path):
    before = {"F1": 120_000, "F2": 30_000, "F3": 45_050}
    first = reconciliation.export(accepted, date(2026, 3, 1), alice, AT)
    fecs.bring(accepted, as_the_accounting_gives_it(tmp_path / "mars.txt", first))
    for done in Reconciliation.objects.filter(undone_at=None):
        reconciliation.unreconcile(done, alice, AT + timedelta(hours=1))
    assert Booking.objects.count() == 2, "the ledger books both payments by itself: until the reversal, they count"
    back = reconciliation.export(accepted, date(2026, 3, 1), alice, AT + timedelta(hours=2))
    assert sum(map(cents, rows(back.reversals))) == 0 and rows(back.entries) == []
    both = Export(
        first.entries + back.reversals.split("\n", 1)[1], first.lettering + back.lettering.split("\n", 1)[1], 0
    )
    fecs.bring(accepted, as_the_accounting_gives_it(tmp_path / "avril.txt", both))
    assert open_by_document(accepted, DAY + timedelta(30)) == before and verify(accepted) == []
    assert reconciliation.export(accepted, date(2026, 3, 1), alice, AT + timedelta(hours=3)).count == 0


def test_what_was_told_and_then_undone_is_told_the_other_way(accepted, alice):
    later = AT + timedelta(hours=1)
    done = Reconciliation.objects.get(customer__code="MARTIN")
    told = reconciliation.export(accepted, date(2026, 3, 1), alice, AT)
    assert told.reversals == ""
    reconciliation.unreconcile(done, alice, later, "mauvais client")
    again = reconciliation.export(accepted, date(2026, 3, 1), alice, later + timedelta(hours=1))
    first = {row["EcritureNum"]: cents(row) for row in rows(told.entries) if row["CompAuxNum"] == "MARTIN"}
    back = {row["EcritureNum"]: cents(row) for row in rows(again.reversals) if row["CompAuxNum"] == "MARTIN"}
    assert back == {f"{number}A": -amount for number, amount in first.items()} and len(back) == 2


def test_what_nobody_was_told_of_is_not_told_the_other_way(accepted, alice):
    done = Reconciliation.objects.get(customer__code="MARTIN")
    reconciliation.unreconcile(done, alice, AT + timedelta(hours=1))
    assert reconciliation.export(accepted, date(2026, 3, 1), alice, AT + timedelta(hours=2)).reversals == ""
