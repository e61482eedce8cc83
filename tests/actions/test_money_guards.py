"""Each guard between a click and the ledger by itself: with it gone, this very act would pass."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.banks import movement, receive
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.fecs import open_by_document
from tests.conftest import person

from ardoise.actions import reconciliation, rights
from ardoise.actions.reconciliation import Match, differences, returning
from ardoise.actions.restraints import Unfit
from ardoise.records.models import Customer, Difference, Entry, Reconciliation

LATE = AS_OF - timedelta(30)


@pytest.fixture
def bill(in_company):
    return invoice(in_company, "MARTIN", 120_000, LATE, "F1")


@pytest.fixture
def other(in_company):
    return invoice(in_company, "DURAND", 25_000, LATE, "F9")


def taken_back(company, cents, **facts):
    return movement(company, -cents, AS_OF, "REJET", kind="return", return_reason="AM04", **facts)


def test_no_invoice_is_paid_for_more_than_is_open_though_more_came_in(company, alice, bill):
    with pytest.raises(Unfit, match="F1"):
        reconciliation.apply(Match(movement(company, 130_000), {bill.pk: 130_000}), alice, AT)


def test_dollars_pay_no_euros(company, alice, bill):
    with pytest.raises(Unfit, match="USD"):
        reconciliation.apply(Match(movement(company, 120_000, currency="USD"), {bill.pk: 120_000}), alice, AT)


def test_a_credit_note_of_one_customer_pays_nothing_of_another_s(company, alice, bill, other):
    credit = invoice(company, "MARTIN", -140_000, LATE, "AV1")
    taken = {bill.pk: 120_000, credit.pk: -140_000, other.pk: 25_000}
    with pytest.raises(Unfit):
        reconciliation.apply(Match(movement(company, 5_000), taken), alice, AT)


def test_what_is_a_customer_s_payment_already_pays_nobody_else(company, alice, bill, other):
    (done,) = receive(company, alice, bill, cents=150_000)
    second = invoice(company, "MARTIN", 5_000, LATE, "F2")
    with pytest.raises(Unfit):
        reconciliation.apply(Match(done.movement, {second.pk: 5_000, other.pk: 25_000}), alice, AT)


class TestLettingGo:
    def test_a_limit_is_not_passed_in_steps_by_receipts_either(self, company, alice, bill):
        for paid in (40_000, 20_000):
            match = Match(movement(company, paid), {bill.pk: paid + 30_000}, None, "short_payment", 30_000)
            reconciliation.apply(match, alice, AT)  # she lets go of 500.00 alone
        assert [one.entry is not None for one in Difference.objects.order_by("pk")] == [True, False]
        assert open_by_document(company, AS_OF) == {"F1": 30_000}

    def test_nobody_approves_what_they_asked_themselves_whatever_their_limit(self, company, bill):
        diane = person("diane", company, "credit_manager")
        reconciliation.write_off(bill, 60_000, "short_payment", diane, AT)
        reconciliation.limit(company, 100_000, None, AT, user=diane)
        with pytest.raises(rights.Refused):
            reconciliation.approve(Difference.objects.get(), diane, AT)

    def test_no_more_is_let_go_than_is_still_open(self, company, alice, bill):
        reconciliation.write_off(bill, 60_000, "short_payment", alice, AT)
        receive(company, alice, bill, cents=120_000)
        with pytest.raises(Unfit, match="F1"):
            reconciliation.approve(Difference.objects.get(), person("owner", company, "administrator"), AT)

    def test_who_approves_adds_what_they_let_go_of_the_item_before(self, company, alice, bill):
        diane = person("diane", company, "credit_manager")  # 500.00 alone
        reconciliation.write_off(bill, 30_000, "short_payment", diane, AT)
        reconciliation.write_off(bill, 30_000, "short_payment", person("colin", company, "collector"), AT)
        (asked,) = differences.waiting(company)
        with pytest.raises(rights.Refused):
            reconciliation.approve(asked, diane, AT)

    def test_money_kept_too_much_are_no_charges_and_a_late_discount_is_none(self, company, bill):
        reconciliation.change(company, None, AT, bank_charges_cents=2_000, discount_rate_bp=200, discount_days=10)
        too_much = Match(movement(company, 121_000), {bill.pk: 120_000}, None, "bank_charges", -1_000)
        with pytest.raises(Unfit):
            reconciliation.apply(too_much, None, AT)
        reconciliation.apply(Match(movement(company, 117_600), {bill.pk: 120_000}, None, "discount", 2_400), None, AT)
        assert Difference.objects.get().entry is None, "the invoice is a month old: somebody decides"

    def test_an_exchange_is_of_a_document_in_another_currency(self, company, bill):
        reconciliation.apply(Match(movement(company, 118_000), {bill.pk: 120_000}, None, "exchange", 2_000), None, AT)
        assert Difference.objects.get().entry is None

    def test_what_was_asked_is_over_once_its_receipt_is_taken_back(self, company, alice, bill):
        match = Match(movement(company, 60_000), {bill.pk: 120_000}, None, "short_payment", 60_000)
        (done,) = reconciliation.apply(match, alice, AT)
        reconciliation.unreconcile(done, alice, AT)
        assert Difference.objects.get().refused_at == AT


class TestReturns:
    def test_a_return_is_of_the_amount_of_its_receipt_and_counts_once(self, company, alice, bill):
        (done,) = receive(company, alice, bill)
        with pytest.raises(Unfit):
            reconciliation.returned(taken_back(company, 110_000), done.movement, None, alice, AT)
        back = taken_back(company, 120_000)
        reconciliation.returned(back, done.movement, None, alice, AT)
        with pytest.raises(Unfit):
            reconciliation.returned(back, None, bill.customer, alice, AT)
        assert open_by_document(company, AS_OF) == {"F1": 120_000}

    def test_of_two_receipts_that_may_be_meant_none_is_taken_back_by_itself(self, company, alice, bill):
        for _ in range(2):
            movement(company, 120_000, end_to_end_id="VIR-2026-77")
        taken_back(company, 120_000, end_to_end_id="VIR-2026-77")
        assert returning.recognise(company, AT) == 0

    def test_what_a_later_receipt_has_paid_is_not_undone_under_it(self, company, alice, bill):
        (back,) = reconciliation.returned(taken_back(company, 7_000), None, bill.customer, alice, AT)
        owed = Entry.objects.get(source="bank", amount_cents=7_000)
        receive(company, alice, owed)
        with pytest.raises(rights.Refused):
            reconciliation.unreconcile(back, alice, AT)

    def test_it_is_told_of_no_other_company_s_customer(self, company, other_company, alice, bill):
        stranger = Customer.objects.create(company=other_company, code="X", name="X")
        with pytest.raises(Unfit):
            reconciliation.returned(taken_back(company, 7_000), None, stranger, alice, AT)
        with pytest.raises(rights.Missing):
            reconciliation.apply(Match(movement(company, 7_000), {}, stranger), alice, AT)
        assert not Reconciliation.objects.exists()
