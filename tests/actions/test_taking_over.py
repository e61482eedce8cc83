"""The bank's word and the ledger's word of one payment count once, whatever comes first, and undone as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from tests.actions import camts, fecs
from tests.actions.banks import account
from tests.actions.books import AT
from tests.actions.camts import Line
from tests.actions.fecs import Line as Line_
from tests.actions.fecs import open_by_document, receipt, sale

from ardoise.actions import imports, ledger, reconciliation
from ardoise.actions.reconciliation import taking_over
from ardoise.actions.verification import verify
from ardoise.records.models import Booking, Entry, Import, Movement, Settlement, TakeOver

DAY = date(2026, 3, 31)
F1 = sale("F1", "MARTIN", "2026-02-10", 120_000)
F2 = sale("F2", "MARTIN", "2026-02-20", 30_000)
PAID = receipt("VIR12", "MARTIN", "2026-03-18", 120_000)
MARTIN = Line(120_000, "2026-03-16", "MARTIN ET FILS", "FACTURE F1")


@pytest.fixture
def ours(in_company):
    return account(in_company)


def february(company, tmp_path):
    return fecs.bring(company, fecs.write(tmp_path / "fevrier.txt", F1, F2))


def march(company, tmp_path, *lines):
    return fecs.bring(company, fecs.write(tmp_path / "mars.txt", F1, F2, *(lines or (PAID,))))


def bank(company, tmp_path):
    return camts.bring(company, camts.statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN))


def apply(company, by):
    bill = Entry.objects.get(document="F1")
    return reconciliation.apply(reconciliation.Match(Movement.objects.get(), {bill.pk: 120_000}), by, AT)


def test_the_ledgers_payment_takes_over_ours_and_what_it_settled(company, ours, alice, tmp_path):
    february(company, tmp_path)
    bank(company, tmp_path)
    apply(company, alice)
    assert open_by_document(company, DAY) == {"F2": 30_000}
    march(company, tmp_path)
    assert open_by_document(company, DAY) == {"F2": 30_000}
    assert open_by_document(company, date(2026, 3, 17)) == {"F2": 30_000}  # the bank's word until the ledger's day
    (taken,) = TakeOver.objects.all()
    assert (taken.ledger.document, taken.from_on) == ("VIR12", date(2026, 3, 18))
    assert verify(company) == []


def test_undone_the_ledgers_word_leaves_ours_as_it_was(company, ours, alice, tmp_path):
    february(company, tmp_path)
    bank(company, tmp_path)
    apply(company, alice)
    before = state(company)
    done = march(company, tmp_path)
    imports.undo(done, alice, AT)
    assert state(company) == before and not TakeOver.objects.exists()
    assert open_by_document(company, DAY) == {"F2": 30_000}


def test_undone_ours_leaves_the_ledgers_payment_open(company, ours, alice, tmp_path):
    february(company, tmp_path)
    bank(company, tmp_path)
    (done,) = apply(company, alice)
    march(company, tmp_path)
    reconciliation.unreconcile(done, alice, AT)
    assert open_by_document(company, DAY) == {"F1": 120_000, "F2": 30_000, "VIR12": -120_000}
    assert reconciliation.waiting(company, DAY).is_empty()  # the ledger has it: it is nobody's receipt
    assert verify(company) == []


def test_what_the_ledger_booked_and_counterbooked_after_an_undo_is_a_receipt_again(company, ours, alice, tmp_path):
    february(company, tmp_path)
    bank(company, tmp_path)
    (done,) = apply(company, alice)
    booked = replace(PAID, letter="B", lettered_on="2026-03-20")
    back = Line_("VIR12A", "MARTIN", "2026-03-20", 120_000, "B", "2026-03-20", "BQ")
    march(company, tmp_path, PAID)
    reconciliation.unreconcile(done, alice, AT)
    assert reconciliation.waiting(company, DAY).is_empty()
    march(company, tmp_path, booked, back)
    assert open_by_document(company, DAY) == {"F1": 120_000, "F2": 30_000}
    assert reconciliation.waiting(company, DAY)["amount_cents"].to_list() == [120_000], "nobody tells it any more"
    apply(company, alice)
    assert open_by_document(company, DAY) == {"F2": 30_000}, "what was counterbooked takes nothing over"
    assert verify(company) == []


def test_what_the_ledger_told_first_is_no_receipt(company, ours, tmp_path):
    march(company, tmp_path)
    bank(company, tmp_path)
    assert reconciliation.waiting(company, DAY).is_empty()
    assert Booking.objects.get().entry.document == "VIR12"
    imports.undo(Import.objects.get(kind="fec"), None, AT)
    assert reconciliation.waiting(company, DAY)["amount_cents"].to_list() == [120_000]


@pytest.mark.parametrize("order", list(permutations(("february", "march", "bank"))), ids=" ".join)
def test_in_any_order_of_imports_the_same_is_open(company, ours, tmp_path, order):
    for name in order:
        {"february": february, "march": march, "bank": bank}[name](company, tmp_path)
    assert open_by_document(company, DAY) == {"F1": 120_000, "F2": 30_000, "VIR12": -120_000}
    assert reconciliation.waiting(company, DAY).is_empty()


def test_the_ledgers_letters_win_and_what_we_accepted_is_shown_as_overruled(company, ours, alice, tmp_path):
    """The accountant lettered the payment with F2 and part of it stays: ours said F1."""
    february(company, tmp_path)
    bank(company, tmp_path)
    apply(company, alice)
    assert ledger.overruled(company, DAY) == []
    lettered = [
        sale("F1", "MARTIN", "2026-02-10", 120_000),
        sale("F2", "MARTIN", "2026-02-20", 30_000, "A", "2026-03-18"),
        receipt("VIR12", "MARTIN", "2026-03-18", 120_000, "A", "2026-03-18"),
    ]
    fecs.bring(company, fecs.write(tmp_path / "mars.txt", *lettered))
    assert open_by_document(company, DAY) == {"F1": 30_000}  # 90 000 of the payment were left by the letter
    (one,) = ledger.overruled(company, DAY)
    assert (one["item"], one["amount_cents"], one["applied_cents"]) == (
        Entry.objects.get(document="F1").pk,
        120_000,
        90_000,
    )
    assert verify(company) == []


def test_confirmed_by_the_ledgers_letter_nothing_is_overruled(company, ours, alice, tmp_path):
    february(company, tmp_path)
    bank(company, tmp_path)
    apply(company, alice)
    lettered = [
        sale("F1", "MARTIN", "2026-02-10", 120_000, "A", "2026-03-18"),
        F2,
        receipt("VIR12", "MARTIN", "2026-03-18", 120_000, "A", "2026-03-18"),
    ]
    fecs.bring(company, fecs.write(tmp_path / "mars.txt", *lettered))
    assert open_by_document(company, DAY) == {"F2": 30_000}
    assert ledger.overruled(company, DAY) == []


def test_an_import_with_receipts_on_it_is_not_undone_before_they_are(company, ours, alice, tmp_path):
    from ardoise.actions import rights

    done = february(company, tmp_path)
    bank(company, tmp_path)
    (accepted,) = apply(company, alice)
    with pytest.raises(rights.Refused, match="F1"):
        imports.undo(done, alice, AT)
    reconciliation.unreconcile(accepted, alice, AT)
    imports.undo(done, alice, AT)
    assert open_by_document(company, DAY) == {} and not Settlement.objects.exists()


def test_what_the_ledger_never_told_is_listed_after_some_weeks(company, ours, alice, tmp_path):
    february(company, tmp_path)
    bank(company, tmp_path)
    apply(company, alice)
    assert taking_over.unseen(company, date(2026, 4, 20)) == []
    assert [entry.amount_cents for entry in taking_over.unseen(company, date(2026, 5, 20))] == [-120_000]


def test_a_receipt_on_an_opening_counts_for_the_invoice_it_repeats(company, ours, alice, tmp_path):
    """Only 2026 was there when the receipt came; 2025 comes later, with the invoice itself."""
    repeated = fecs.opening("F1", "MARTIN", "2026-01-01", 120_000)
    fecs.bring(company, fecs.write(tmp_path / "2026.txt", repeated, sale("F9", "DURAND", "2026-03-02", 100)))
    bank(company, tmp_path)
    apply(company, alice)
    assert open_by_document(company, DAY) == {"F9": 100}
    fecs.bring(company, fecs.write(tmp_path / "2025.txt", sale("F1", "MARTIN", "2025-11-10", 120_000)))
    assert open_by_document(company, DAY) == {"F9": 100}
    assert verify(company) == []


def state(company):
    entries = Entry.objects.order_by("pk").values_list("pk", "gone_on", "letter", "amount_cents")
    return list(entries), list(Settlement.objects.order_by("pk").values_list("payment", "item", "cents", "until_on"))
