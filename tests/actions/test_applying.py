"""A receipt is applied: it works, needs the right, is recorded, does nothing twice, and is undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.banks import movement, receive
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.fecs import open_by_document

from ardoise.actions import attestation, ledger, reconciliation, rights
from ardoise.actions.reconciliation import Match
from ardoise.actions.restraints import Unfit
from ardoise.actions.verification import verify
from ardoise.records.models import (
    Customer,
    Difference,
    Entry,
    Event,
    MatchProposal,
    Payer,
    Reconciliation,
    Settlement,
)

LATE = AS_OF - timedelta(30)


@pytest.fixture
def bill(in_company):
    return invoice(in_company, "MARTIN", 120_000, LATE, "F1")


def test_a_receipt_closes_the_invoice_it_pays(company, alice, bill):
    (done,) = receive(company, alice, bill)
    assert open_by_document(company, AS_OF) == {}
    assert open_by_document(company, AS_OF - timedelta(1)) == {"F1": 120_000}
    assert done.payment.amount_cents == -120_000 and done.payment.booked_on == AS_OF
    event = Event.objects.get(verb="reconciled")
    assert (event.by, event.customer, event.object_id) == (alice, bill.customer, done.pk)
    assert verify(company) == []


def test_who_may_only_read_applies_nothing(company, bob, charlie, bill):
    received = movement(company, 120_000)
    for person, refusal in ((bob, rights.Refused), (charlie, rights.Missing)):
        with pytest.raises(refusal):
            reconciliation.apply(Match(received, {bill.pk: 120_000}), person, AT)
    assert not Reconciliation.objects.exists() and not Event.objects.exists()


def test_the_same_receipt_is_applied_once(company, alice, bill):
    received = movement(company, 120_000)
    match = Match(received, {bill.pk: 120_000})
    reconciliation.apply(match, alice, AT)
    with pytest.raises(Unfit):
        reconciliation.apply(match, alice, AT)
    assert Settlement.objects.count() == 1
    received.refresh_from_db()
    assert received.is_spent, "found no more among what waits"


def test_an_invoice_paid_by_money_booked_a_few_days_ahead_is_not_paid_again_today(company, alice, bill):
    receive(company, alice, bill, on=AS_OF + timedelta(3))
    with pytest.raises(Unfit):
        receive(company, alice, bill)
    assert verify(company) == []


def test_money_that_came_before_its_invoice_was_booked_pays_it_from_that_day_on(company, alice, in_company):
    bill = invoice(company, "MARTIN", 120_000, AS_OF, "F1", booked_on=AS_OF - timedelta(2))
    receive(company, alice, bill, on=AS_OF - timedelta(9))
    assert Settlement.objects.get().from_on == AS_OF - timedelta(2)
    assert open_by_document(company, AS_OF) == {} and verify(company) == []


def test_of_what_two_customers_were_credited_with_a_person_says_whose_part_is_meant(company, alice, bill):
    other = invoice(company, "DURAND", 30_000, LATE, "F2")
    receive(company, alice, bill, other)
    received = Reconciliation.objects.first().movement
    Settlement.objects.update(until_on=AS_OF)  # as where the ledger tells that something else paid both
    with pytest.raises(Unfit, match=r"plusieurs|several"):
        reconciliation.apply(Match(received, customer=bill.customer), alice, AT)


def test_what_is_not_applied_stays_the_customers_open_payment_and_is_applied_later(company, alice, bill):
    receive(company, alice, bill, cents=150_000)
    second = invoice(company, "MARTIN", 40_000, LATE, "F2")
    opened = ledger.items(company, AS_OF).select("kind", "open_cents").rows()
    assert sorted(opened) == [("invoice", 40_000), ("payment", -30_000)]
    received = Reconciliation.objects.get().movement
    (done,) = reconciliation.apply(Match(received, {second.pk: 30_000}), alice, AT)
    assert not done.is_posting
    assert open_by_document(company, AS_OF) == {"F2": 10_000}


def test_a_receipt_of_a_customer_without_items_is_a_down_payment(company, alice):
    with __import__("django_scopes").scope(company=company):
        receive(company, alice, cents=50_000, code="PETIT")
        assert ledger.items(company, AS_OF)["open_cents"].to_list() == [-50_000]


def test_a_credit_note_is_netted(company, alice, bill):
    credit = invoice(company, "MARTIN", -20_000, LATE, "AV1")
    receive(company, alice, bill, credit)
    assert open_by_document(company, AS_OF) == {}


def test_one_receipt_pays_for_two_customers_and_is_undone_as_a_whole(company, alice, bill):
    other = invoice(company, "DURAND", 30_000, LATE, "F9")
    parts = receive(company, alice, bill, other)
    assert len(parts) == 2 and open_by_document(company, AS_OF) == {}
    assert reconciliation.unreconcile(parts[1], alice, AT, "mauvais client")
    assert open_by_document(company, AS_OF) == {"F1": 120_000, "F9": 30_000}


def test_undone_everything_is_as_before_and_only_once(company, alice, bill):
    before = ledger.items(company, AS_OF)
    (done,) = receive(company, alice, bill)
    assert reconciliation.unreconcile(done, alice, AT, "erreur")
    assert not reconciliation.unreconcile(done, alice, AT, "erreur")
    assert ledger.items(company, AS_OF).equals(before)
    assert Event.objects.filter(verb="unreconciled").count() == 1
    reconciliation.apply(Match(done.movement, {bill.pk: 120_000}), alice, AT)
    assert open_by_document(company, AS_OF) == {}
    assert verify(company) == []


def test_what_another_stands_on_is_not_undone(company, alice, bill):
    (first,) = receive(company, alice, bill, cents=150_000)
    second = invoice(company, "MARTIN", 40_000, LATE, "F2")
    reconciliation.apply(Match(first.movement, {second.pk: 30_000}), alice, AT)
    with pytest.raises(rights.Refused, match="F2"):
        reconciliation.unreconcile(first, alice, AT)


def test_more_than_is_open_or_received_is_refused_and_leaves_no_trace(company, alice, bill):
    received = movement(company, 100_000)
    for taken in ({bill.pk: 130_000}, {bill.pk: 120_000}, {bill.pk: -5}):
        with pytest.raises(Unfit):
            reconciliation.apply(Match(received, taken), alice, AT)
    assert not Reconciliation.objects.exists() and not Entry.objects.filter(source="bank").exists()


class TestDifferences:
    def test_a_small_one_is_posted_with_its_account_and_reason(self, company, alice, bill):
        received = movement(company, 119_950)
        reconciliation.apply(Match(received, {bill.pk: 120_000}, None, "rounding", 50), alice, AT)
        assert open_by_document(company, AS_OF) == {}
        noted = Difference.objects.get()
        assert (noted.cents, noted.gl_account, noted.entry.amount_cents) == (50, "658000", -50)
        assert verify(company) == []

    @pytest.mark.parametrize(
        ("paid", "account", "name"), [(118_000, "666000", "Pertes de change"), (122_000, "766000", "Gains de change")]
    )
    def test_an_exchange_is_let_pass_on_its_account_where_the_bill_is_in_another_currency(
        self, company, bill, paid, account, name
    ):
        from tests.conftest import person

        carla = person("carla", company, "collector")  # 50.00 alone, were it no exchange
        reconciliation.limit(company, 0, person("owner", company, "administrator"), AT, user=carla)
        match = Match(movement(company, paid), {bill.pk: 120_000}, None, "exchange", 120_000 - paid)
        if paid > 120_000:
            with pytest.raises(Unfit):  # a bill in euros gains nothing by an exchange
                reconciliation.apply(match, carla, AT)
        Entry.objects.filter(pk=bill.pk).update(foreign_cents=130_000, foreign_currency="USD")
        reconciliation.apply(match, carla, AT)
        noted = Difference.objects.get(entry__isnull=False)
        assert (noted.reason, noted.gl_account) == ("exchange", account)
        assert open_by_document(company, AS_OF) == {} and verify(company) == []
        assert f"{account}\t{name}\t" in reconciliation.export(company, LATE, carla, AT).entries

    def test_a_limit_is_not_passed_in_steps(self, company, bill):
        from tests.conftest import person

        carla = person("carla", company, "collector")  # 50.00 alone
        reconciliation.write_off(bill, 3_000, "short_payment", carla, AT)
        reconciliation.write_off(bill, 3_000, "short_payment", carla, AT)
        assert open_by_document(company, AS_OF) == {"F1": 117_000}
        waits = Difference.objects.get(entry=None)
        diane, owner = person("diane", company, "credit_manager"), person("owner", company, "administrator")
        reconciliation.limit(company, 5_999, owner, AT, user=diane)
        reconciliation.write_off(bill, 3_000, "short_payment", diane, AT)
        with pytest.raises(rights.Refused):
            reconciliation.approve(waits, diane, AT)  # with what she let go of it before, more than her limit

    def test_one_beyond_the_limit_waits_for_a_second_person(self, company, alice, bill):
        from tests.conftest import person

        received = movement(company, 20_000)
        reconciliation.apply(Match(received, {bill.pk: 120_000}, None, "short_payment", 100_000), alice, AT)
        assert open_by_document(company, AS_OF) == {"F1": 100_000}
        noted = Difference.objects.get()
        with pytest.raises(rights.Refused):
            reconciliation.approve(noted, alice, AT)
        with pytest.raises(rights.Refused, match="500"):
            reconciliation.approve(noted, person("diane", company, "credit_manager"), AT)  # 500.00 alone
        owner = person("owner", company, "administrator")
        assert reconciliation.approve(noted, owner, AT) and not reconciliation.approve(noted, owner, AT)
        assert open_by_document(company, AS_OF) == {}
        assert verify(company) == []

    def test_a_limit_of_ones_own_holds(self, company, alice, bill):
        from tests.conftest import person

        owner = person("owner", company, "administrator")
        reconciliation.limit(company, 200_000, owner, AT, user=alice)
        reconciliation.write_off(bill, 120_000, "short_payment", alice, AT)
        assert open_by_document(company, AS_OF) == {}

    def test_a_write_off_is_undone(self, company, alice, bill):
        done = reconciliation.write_off(bill, 30_000, "short_payment", alice, AT)
        assert open_by_document(company, AS_OF) == {"F1": 90_000}
        reconciliation.unreconcile(done, alice, AT)
        assert open_by_document(company, AS_OF) == {"F1": 120_000}

    def test_the_installation_lets_go_of_nothing_beyond_the_tolerance(self, company, bill):
        received = movement(company, 110_000)
        reconciliation.apply(Match(received, {bill.pk: 120_000}, None, "short_payment", 10_000), None, AT)
        assert open_by_document(company, AS_OF) == {"F1": 10_000}
        reconciliation.write_off(bill, 3_000, "short_payment", None, AT)  # both wait for a second look
        assert list(attestation.attested(company, AS_OF)) == []


def test_what_a_person_confirms_is_learned_and_forgotten_on_demand(company, alice, bill):
    told = {"counterparty": "MARTIN ET FILS", "counterparty_iban": "FR76 1111"}
    receive(company, alice, bill, label="HONORAIRES MARS", **told)
    assert {(p.kind, p.value, p.times) for p in Payer.objects.all()} == {
        ("iban", "FR761111", 1), ("name", "MARTIN FILS", 1), ("purpose", "HONORAIRES", 1),
    }  # fmt: skip
    other = invoice(company, "MARTIN", 30_000, LATE, "FA-26017")
    receive(company, alice, other, label="FA-26017 ESCOMPTE PCT", counterparty="VIREMENT SEPA")
    assert Payer.objects.count() == 3, "usual words are no name, and beside a document's number none is a purpose"
    payer = Payer.objects.get(kind="iban")
    assert reconciliation.forget(company, payer, alice, AT) and not reconciliation.forget(company, payer, alice, AT)
    assert Customer.objects.get(code="MARTIN").payers.count() == 2


def test_a_wrong_confirmation_taken_back_leaves_no_lesson(company, alice, bill):
    receive(company, alice, cents=7_700, code="MARTIN", counterparty="INCONNU SA", label="MERCI")
    reconciliation.unreconcile(Reconciliation.objects.get(), alice, AT)
    assert set(Payer.objects.values_list("times", "refused")) == {(0, 1)}
    reconciliation.propose(company, AS_OF, AT)
    assert not MatchProposal.objects.filter(customer__code="MARTIN").exists(), "he is as unknown as before"


def test_a_receipt_applied_stops_the_reminder_that_was_leaving_in_that_minute(company, in_company, alice):
    from tests.actions.outbox import TEN_DAYS_LATE, approved, clock, state_of

    from ardoise.actions import sending

    late = invoice(company, "MARTIN", 50_000, TEN_DAYS_LATE, "F7")
    message = approved(company, alice)
    receive(company, alice, late)
    sending.dispatch(company, clock)
    assert state_of(message) == "suppressed"
