"""Cheques and bills in hand are receipts until the bank shows them; one that comes back is owed again."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.actions.banks import account
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.camts import Line, bring, statement
from tests.actions.fecs import open_by_document

from ardoise.actions import reconciliation, rights
from ardoise.actions.reconciliation import Held, Match, depositing
from ardoise.actions.restraints import Unfit
from ardoise.actions.verification import verify
from ardoise.records.models import Customer, Event, Movement

DAY = AS_OF - timedelta(6)


@pytest.fixture
def martin(in_company):
    account(in_company)
    return Customer.objects.get(code="MARTIN")


def text_of(pdf):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def waiting(company):
    return sorted(reconciliation.waiting(company, AS_OF)["amount_cents"].to_list())


def cheque(customer, cents=120_000, number="0001234", **more):
    return Held(customer, "cheque", cents, DAY, number, **more)


def test_a_cheque_noted_is_a_receipt_of_its_customer_once(company, martin, alice, bob):
    with pytest.raises(rights.Refused):
        reconciliation.note_instruments(company, [cheque(martin)], bob, AT)
    for _ in range(2):
        assert len(reconciliation.note_instruments(company, [cheque(martin), cheque(martin)], alice, AT)) == 1
    assert waiting(company) == [120_000]
    with pytest.raises(Unfit):
        reconciliation.note_instruments(company, [cheque(martin), Held(martin, "bill", 100, DAY)], alice, AT)
    with pytest.raises(Unfit, match=r"yet to come|venir"):
        reconciliation.note_instruments(company, [Held(martin, "cheque", 100, DAY + timedelta(365))], alice, AT)
    assert waiting(company) == [120_000]


def test_shown_by_the_bank_it_is_not_counted_twice_whichever_came_first(company, martin, alice, tmp_path):
    line = Line(120_000, "2026-03-16", label="REMISE CHEQUE 0001234")
    path = statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, line)
    bring(company, path)
    kind = Movement.objects.filter(instrument="")
    kind.update(kind="cheque")
    reconciliation.note_instruments(company, [cheque(martin)], alice, AT)
    assert waiting(company) == [120_000]
    (held,) = Movement.objects.exclude(instrument="")
    assert held.shown_by == kind.get()


def test_a_deposit_of_several_cheques_is_recognised_by_its_slip(company, martin, alice, tmp_path):
    both = [cheque(martin, 50_000, "111", slip="R7"), cheque(martin, 70_000, "222", slip="R7")]
    reconciliation.note_instruments(company, both, alice, AT)
    lines = Line(120_000, "2026-03-16", label="REM CHQ"), Line(50_000, "2026-03-16", label="REM CHQ")
    bring(company, statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, *lines))
    Movement.objects.filter(instrument="").update(kind="cheque")
    from ardoise.actions.reconciliation import showing

    assert showing.refresh(company) == 2
    assert waiting(company) == [50_000, 50_000, 70_000], "one of them is another's of the same amount"
    with pytest.raises(Unfit):
        reconciliation.note_instruments(company, [cheque(martin, 9_000, "333", slip="R7")], alice, AT)
    assert verify(company) == []


def test_an_unpaid_cheque_is_owed_again(company, martin, alice, tmp_path):
    bill = invoice(company, "MARTIN", 120_000, AS_OF, "F1")
    (held,) = reconciliation.note_instruments(company, [cheque(martin)], alice, AT)
    reconciliation.apply(Match(held, {bill.pk: 120_000}), alice, AT)
    assert open_by_document(company, AS_OF) == {}
    back = Line(-120_000, "2026-03-16", label="CHEQUE IMPAYE 0001234", back="AM04")
    bring(company, statement(tmp_path / "b.xml", "2026-03-16", "2026-03-16", 120_000, back))
    assert open_by_document(company, AS_OF) == {"F1": 120_000}
    assert waiting(company) == [] and verify(company) == []


def test_given_back_it_is_no_receipt_and_may_be_noted_again(company, martin, alice):
    (held,) = reconciliation.note_instruments(company, [cheque(martin)], alice, AT)
    assert reconciliation.give_back(held, alice, AT) and not reconciliation.give_back(held, alice, AT)
    assert waiting(company) == []
    reconciliation.note_instruments(company, [cheque(martin)], alice, AT)
    assert waiting(company) == [120_000]


def test_cheques_go_to_the_bank_on_a_slip_that_it_can_read(company, martin, alice, bob):
    ours = account(company)
    Customer.objects.filter(pk=martin.pk).update(name="Martin & Fils")
    martin.refresh_from_db()
    both = [cheque(martin, 50_000, "111"), cheque(martin, 70_050, "222", drawn_by="SCI Martin")]
    keys = [one.pk for one in reconciliation.note_instruments(company, both, alice, AT)]
    bill = Held(martin, "bill", 10_000, DAY, "L1", due_on=AS_OF)
    (other,) = reconciliation.note_instruments(company, [bill], alice, AT)
    with pytest.raises(rights.Refused):
        depositing.deposit(company, keys, bob, AT)
    for wrong in ([], [*keys, other.pk]):
        with pytest.raises(Unfit):
            depositing.deposit(company, wrong, alice, AT)
    name = depositing.deposit(company, keys, alice, AT)
    with pytest.raises(Unfit):
        depositing.deposit(company, keys, alice, AT)
    (third,) = reconciliation.note_instruments(company, [cheque(martin, 10_000, "333")], alice, AT)
    with pytest.raises(Unfit):
        depositing.deposit(company, [third.pk], alice, AT, name)
    assert depositing.deposit(company, [other.pk], alice, AT) == f"{AT.year}-002"
    (slip,) = [one for one in depositing.slips(company, 9) if one.kind == "cheque"]
    assert (slip.name, slip.count, slip.cents, slip.is_shown) == (f"{AT.year}-001", 2, 120_050, False)
    said = "".join(text_of(depositing.paper(company, "cheque", name, ours, AS_OF)).split())
    for word in (name, "111", "Martin&Fils", "222", "SCIMartin", "500,00", "700,50", "1200,50", ours.number):
        assert word in said
    assert "Échéance" in text_of(depositing.paper(company, "bill", f"{AT.year}-002", ours, AS_OF))
    assert depositing.take_back(company, "cheque", name, alice, AT) == 2
    assert depositing.take_back(company, "cheque", name, alice, AT) == 0
    assert not Movement.objects.filter(slip=name).exists()
    with pytest.raises(rights.Missing):
        depositing.paper(company, "cheque", name, ours, AS_OF)
    verbs = Event.objects.filter(verb__in=("deposited_instruments", "undid_deposit")).order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == ["deposited_instruments"] * 2 + ["undid_deposit"]
