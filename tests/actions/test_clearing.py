"""A credit pays what is owed without any movement: it works, needs the right, is recorded, does nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.banks import movement, receive
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.fecs import open_by_document

from ardoise.actions import reconciliation, rights
from ardoise.actions.restraints import Unfit
from ardoise.actions.verification import verify
from ardoise.records.models import Event, Movement, Reconciliation

LATE = AS_OF - timedelta(30)


@pytest.fixture
def bill(in_company):
    return invoice(in_company, "MARTIN", 120_000, LATE, "F1")


@pytest.fixture
def credit(in_company):
    return invoice(in_company, "MARTIN", -20_000, LATE, "AV1", kind="credit_note")


def test_a_credit_note_pays_a_part_of_an_invoice_and_what_is_left_stays_open(company, alice, bill, credit):
    done = reconciliation.clear(bill.customer, {credit.pk: -20_000, bill.pk: 120_000}, alice, AT)
    assert open_by_document(company, AS_OF) == {"F1": 100_000} and verify(company) == []
    event = Event.objects.get(verb="cleared")
    assert (event.by, event.customer, event.object_id) == (alice, bill.customer, done.pk)
    with pytest.raises(Unfit):
        reconciliation.clear(bill.customer, {credit.pk: -20_000, bill.pk: 120_000}, alice, AT)


def test_undone_both_are_open_again(company, alice, bill, credit):
    done = reconciliation.clear(bill.customer, {credit.pk: -20_000, bill.pk: 120_000}, alice, AT)
    assert reconciliation.unreconcile(done, alice, AT) and not reconciliation.unreconcile(done, alice, AT)
    assert open_by_document(company, AS_OF) == {"F1": 120_000, "AV1": -20_000} and verify(company) == []


def test_a_payment_left_on_account_pays_later_and_stands_in_the_way_of_undoing_it(company, alice, bill):
    (received,) = receive(company, alice, cents=50_000, code="MARTIN")
    reconciliation.clear(bill.customer, {received.payment.pk: -50_000, bill.pk: 120_000}, alice, AT)
    assert open_by_document(company, AS_OF) == {"F1": 70_000}
    with pytest.raises(rights.Refused, match="F1"):
        reconciliation.unreconcile(received, alice, AT)


def test_what_money_booked_a_few_days_ahead_pays_is_not_paid_nor_let_go_nor_imputed_again_today(
    company, alice, bill, credit
):
    soon = AS_OF + timedelta(3)
    receive(company, alice, bill, on=soon)
    for act in (
        lambda: reconciliation.clear(bill.customer, {credit.pk: -20_000, bill.pk: 20_000}, alice, AT),
        lambda: reconciliation.write_off(bill, 100, "rounding", alice, AT),
    ):
        with pytest.raises(Unfit, match="F1"):
            act()
    assert reconciliation.impute(bill.customer, 5_000, AS_OF, "EUR").left_cents == 5_000
    back = movement(company, -120_000, on=soon + timedelta(2), label="REJET", kind="return")
    reconciliation.returned(back, Movement.objects.get(booked_on=soon), None, alice, AT)
    with pytest.raises(Unfit, match="F1"):  # taken back later still, it is paid for two days
        receive(company, alice, bill)
    assert verify(company) == []


def test_a_payment_that_pays_an_invoice_of_a_day_to_come_is_spent_today(company, alice, bill):
    (received,) = receive(company, alice, cents=50_000, code="MARTIN")
    ahead = invoice(company, "MARTIN", 50_000, AS_OF + timedelta(40), "F9", booked_on=AS_OF + timedelta(3))
    reconciliation.clear(bill.customer, {received.payment.pk: -50_000, ahead.pk: 50_000}, alice, AT)
    with pytest.raises(Unfit):
        reconciliation.apply(reconciliation.Match(received.movement, {bill.pk: 50_000}), alice, AT)
    assert verify(company) == []


def test_the_accounting_is_told_the_letter(company, alice, bill, credit):
    reconciliation.clear(bill.customer, {credit.pk: -20_000, bill.pk: 120_000}, alice, AT)
    told = reconciliation.export(company, LATE, alice, AT)
    rows = [line.split("\t") for line in told.lettering.splitlines()[1:]]
    assert [row[6] for row in rows] == ["F1", "AV1"]
    assert len({row[9] for row in rows}) == 1 and rows[0][9].islower(), "one letter, small while it does not balance"
    assert told.entries.count("\n") == 1, "nothing is to be booked"


def test_who_may_only_read_clears_nothing_nor_anybody_anothers(company, bob, charlie, alice, bill, credit):
    taken = {credit.pk: -20_000, bill.pk: 120_000}
    for person, refusal in ((bob, rights.Refused), (charlie, rights.Missing)):
        with pytest.raises(refusal):
            reconciliation.clear(bill.customer, taken, person, AT)
    other = invoice(company, "DURAND", 30_000, LATE, "F9")
    with pytest.raises(rights.Missing):
        reconciliation.clear(bill.customer, {credit.pk: -20_000, other.pk: 30_000}, alice, AT)
    assert not Reconciliation.objects.exists()


def test_what_does_not_hold_is_refused_with_a_sentence(company, alice, bill, credit):
    second = invoice(company, "MARTIN", 5_000, LATE, "F2")
    for taken, word in (
        ({credit.pk: -20_000}, "Tick|Cochez"),
        ({credit.pk: -30_000, bill.pk: 120_000}, "AV1"),
        ({credit.pk: -20_000, bill.pk: 120_000, second.pk: 5_000}, "F2"),
    ):
        with pytest.raises(Unfit, match=word):
            reconciliation.clear(bill.customer, taken, alice, AT)
    assert not Reconciliation.objects.exists()
