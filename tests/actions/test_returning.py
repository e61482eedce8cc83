"""What the bank takes back is owed again to the cent, whatever was granted on it; taken back itself, it waits again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.banks import movement
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.fecs import open_by_document
from tests.conftest import person

from ardoise.actions import ledger, reconciliation, rights
from ardoise.actions.reconciliation import Match, differences, returning, tracing
from ardoise.actions.restraints import Unfit
from ardoise.actions.verification import verify
from ardoise.records.models import Customer, Difference, Movement, Reconciliation, Task

LATE = AS_OF - timedelta(30)


@pytest.fixture
def bills(in_company):
    return invoice(in_company, "MARTIN", 120_000, LATE, "F1"), invoice(in_company, "MARTIN", 30_050, LATE, "F-2026-02")


def back(company, original):
    """The bank takes the whole receipt back."""
    return movement(company, -original.amount_cents, AS_OF, "REJET", kind="return", return_reason="AM04")


def test_what_was_let_go_of_later_on_the_same_payment_is_owed_again_too(company, alice, bills):
    first, second = bills
    received = movement(company, 150_000)
    reconciliation.apply(Match(received, {first.pk: 120_000}), alice, AT)
    reconciliation.apply(Match(received, {second.pk: 30_050}, None, "rounding", 50), alice, AT)
    assert open_by_document(company, AS_OF) == {}
    reconciliation.returned(back(company, received), received, None, alice, AT)
    assert open_by_document(company, AS_OF) == {"F1": 120_000, "F-2026-02": 30_050}
    assert verify(company) == []


def test_undone_it_is_as_before_and_the_return_waits_for_a_person(company, alice, bills):
    first, second = bills
    received = movement(company, 150_000, end_to_end_id="VIR-2026-77")
    reconciliation.apply(Match(received, {first.pk: 120_000}), alice, AT)
    reconciliation.apply(Match(received, {second.pk: 30_050}, None, "rounding", 50), alice, AT)
    taken = back(company, received)
    Movement.objects.filter(pk=taken.pk).update(end_to_end_id="VIR-2026-77")
    assert returning.recognise(company, AT) == 1
    (done,) = Reconciliation.objects.filter(kind="returned")
    assert reconciliation.unreconcile(done, alice, AT, "pas celui-là")
    assert open_by_document(company, AS_OF) == {}
    assert returning.waiting(company) == [Movement.objects.get(pk=taken.pk)]
    assert returning.recognise(company, AT) == 0, "a person said no: nobody does it again by himself"
    assert verify(company) == []


def test_a_return_that_names_the_document_its_receipt_settled_is_known_by_it(company, alice, bills):
    _first, second = bills
    reconciliation.apply(Match(movement(company, 30_050), {second.pk: 30_050}), alice, AT)
    movement(company, 30_050, label="VIR DURAND")
    movement(company, -30_050, AS_OF, "PRLV F-2026-02", kind="return", return_reason="20")
    assert returning.recognise(company, AT) == 1
    assert open_by_document(company, AS_OF) == {"F1": 120_000, "F-2026-02": 30_050}
    assert "Provision insuffisante" in Task.objects.get().script


def test_what_waits_for_a_second_person_is_not_let_go_of_once_the_money_went_back(company, alice, bills):
    received = movement(company, 20_000)
    reconciliation.apply(Match(received, {bills[0].pk: 120_000}, None, "short_payment", 100_000), alice, AT)
    noted = Difference.objects.get()
    reconciliation.returned(back(company, received), received, None, alice, AT)
    assert differences.waiting(company) == []
    with pytest.raises(Unfit):
        reconciliation.approve(noted, person("owner", company, "administrator"), AT)
    assert open_by_document(company, AS_OF)["F1"] == 120_000


def test_nobody_is_given_a_receipt_of_another_company(company, other_company, alice, in_company):
    from django_scopes import scopes_disabled

    with scopes_disabled():
        stranger = Customer.objects.create(company=other_company, code="INCONNU", name="Ailleurs")
    with pytest.raises(rights.Missing):
        reconciliation.apply(Match(movement(company, 5_000), {}, stranger), alice, AT)


class TestADebitRejectedOutOfABatch:
    """Two debits collected as one sum; the bank takes one of them back."""

    @pytest.fixture
    def rejected(self, company, in_company):
        return movement(
            company,
            -30_050,
            AS_OF,
            "REJET PRLV F-2026-02",
            kind="return",
            return_reason="AM04",
            counterparty="MARTIN ET FILS",
        )

    def test_its_customer_and_its_invoice_are_suggested_and_the_invoice_is_open_again(
        self, company, alice, bills, rejected
    ):
        batch = movement(company, 150_050, label="REMISE PRLV", kind="direct_debit")
        reconciliation.apply(Match(batch, {bill.pk: bill.amount_cents for bill in bills}), alice, AT)
        (suspect,) = tracing.suspects(company, [rejected])[rejected.pk]
        assert (suspect.customer.code, suspect.item.document) == ("MARTIN", "F-2026-02")
        assert suspect.reasons == ("document", "name", "amount")
        (done,) = reconciliation.returned(rejected, None, suspect.customer, alice, AT, suspect.item)
        assert open_by_document(company, AS_OF) == {"F-2026-02": 30_050} and verify(company) == []
        assert reconciliation.unreconcile(done, alice, AT)
        assert open_by_document(company, AS_OF) == {} and verify(company) == []

    def test_of_what_was_undone_since_the_amount_is_owed_and_nothing_else_is_touched(
        self, company, alice, bills, rejected
    ):
        batch = movement(company, 150_050, label="REMISE PRLV", kind="direct_debit")
        (applied,) = reconciliation.apply(Match(batch, {bill.pk: bill.amount_cents for bill in bills}), alice, AT)
        assert reconciliation.unreconcile(applied, alice, AT)
        (done,) = reconciliation.returned(rejected, None, bills[1].customer, alice, AT, bills[1])
        owed = dict(ledger.items(company, AS_OF).select("entry", "open_cents").iter_rows())
        assert owed == {bills[0].pk: 120_000, bills[1].pk: 30_050, done.payment_id: 30_050} and verify(company) == []

    def test_of_a_payment_that_the_ledger_letters_the_amount_is_owed_under_the_number_of_the_invoice(
        self, company, alice, bills, rejected
    ):
        (suspect,) = tracing.suspects(company, [rejected])[rejected.pk]
        reconciliation.returned(rejected, None, suspect.customer, alice, AT, suspect.item)
        back_again = Reconciliation.objects.get(kind="returned").payment
        assert (back_again.document, back_again.amount_cents) == ("F-2026-02", 30_050)

    def test_an_amount_alone_points_to_nobody(self, company, alice, in_company):
        received = invoice(company, "DURAND", -30_050, LATE, "VIR", kind="payment")
        nameless = movement(company, -30_050, AS_OF, "REJET", kind="return")
        assert received.amount_cents == nameless.amount_cents
        assert tracing.suspects(company, [nameless])[nameless.pk] == []


def test_a_whole_receipt_of_that_amount_and_name_is_suggested_and_all_it_paid_is_open_again(company, alice, bills):
    received = movement(company, 150_050, counterparty="MARTIN ET FILS")
    reconciliation.apply(Match(received, {bill.pk: bill.amount_cents for bill in bills}), alice, AT)
    rejected = movement(company, -150_050, AS_OF, "REJET", kind="return", counterparty="MARTIN ET FILS")
    (suspect,) = tracing.suspects(company, [rejected])[rejected.pk]
    assert suspect.original == received and suspect.item is None
    reconciliation.returned(rejected, suspect.original, suspect.customer, alice, AT, suspect.item)
    assert open_by_document(company, AS_OF) == {"F1": 120_000, "F-2026-02": 30_050} and verify(company) == []
