"""Receipts are explained after each import; what is sure is applied by itself only where the company says so."""

from __future__ import annotations

import pytest
from tests.actions.banks import account, movement
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.camts import Line, bring, statement
from tests.actions.fecs import open_by_document

from ardoise.actions import reconciliation, rights
from ardoise.actions.reconciliation.automatic import Above, keys_above
from ardoise.actions.restraints import Unfit
from ardoise.records.models import Entry, Event, MatchProposal, Reconciliation

MARTIN = Line(120_000, "2026-03-16", "MARTIN & FILS", "REGLEMENT FACTURE FA-2026-0117")
NOBODY = Line(77_700, "2026-03-16", "INCONNU SA", "VIREMENT")


@pytest.fixture
def bill(in_company):
    account(in_company)
    return invoice(in_company, "MARTIN", 120_000, AS_OF, "FA-2026-0117")


def first(company):
    return MatchProposal.objects.filter(company=company, rank=1)


def test_after_a_statement_each_receipt_has_its_explanation(company, bill, tmp_path):
    bring(company, statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN, NOBODY))
    (proposal,) = first(company).filter(customer__code="MARTIN")
    assert [row["entry"] for row in proposal.allocations] == [bill.pk]
    assert proposal.evidence and proposal.is_automatic, "sure enough; yet nothing goes by itself in this company"
    assert not Reconciliation.objects.exists()
    assert open_by_document(company, AS_OF) == {"FA-2026-0117": 120_000}


def test_asked_again_nothing_is_written(company, bill):
    movement(company, 120_000, label="FACTURE FA-2026-0117", counterparty="MARTIN & FILS")
    reconciliation.propose(company, AS_OF, AT)
    before = list(MatchProposal.objects.values_list("pk", flat=True)), Event.objects.count()
    reconciliation.propose(company, AS_OF, AT)
    assert (list(MatchProposal.objects.values_list("pk", flat=True)), Event.objects.count()) == before


def test_who_pays_again_what_is_settled_pays_no_later_invoice_by_itself(company, bill):
    pay(company, "MARTIN", invoice(company, "MARTIN", 120_000, AS_OF, "FA-2026-0107"))
    movement(company, 120_000, label="FACTURE FA-2026-0107", counterparty="MARTIN & FILS")
    reconciliation.propose(company, AS_OF, AT)
    again = first(company).get()
    assert not again.is_automatic and again.evidence[-1] == "already_paid" and again.confidence_bp == 4_900


def test_what_is_sure_is_applied_by_itself_where_the_company_says_so(company, bill, alice, tmp_path):
    reconciliation.change(company, alice, AT, is_automatic=True)
    bring(company, statement(tmp_path / "s.xml", "2026-03-16", "2026-03-16", 0, MARTIN, NOBODY))
    (done,) = Reconciliation.objects.all()
    assert done.is_automatic and done.by is None and done.confidence_bp >= 9_800 and done.evidence
    assert open_by_document(company, AS_OF) == {}
    assert reconciliation.apply_automatic(company, AT).applied == []


def test_a_bar_raised_after_all_was_explained_holds_at_once(company, bill, alice):
    movement(company, 120_000, label="REGLEMENT FACTURE FA-2026-0117", counterparty="MARTIN & FILS")
    reconciliation.propose(company, AS_OF, AT)
    assert first(company).get().is_automatic
    reconciliation.change(company, alice, AT, is_automatic=True, automatic_from_bp=10_000)
    assert reconciliation.apply_automatic(company, AT).applied == []


def test_what_the_bank_books_on_a_coming_day_is_explained_at_once_too(company, bill, tmp_path):
    friday = Line(120_000, "2026-03-20", "MARTIN & FILS", "REGLEMENT FACTURE FA-2026-0117")
    bring(company, statement(tmp_path / "s.xml", "2026-03-20", "2026-03-20", 0, friday))
    assert first(company).get().customer == bill.customer


def test_what_a_person_takes_back_is_explained_at_once_and_never_applied_by_itself_again(company, bill, alice):
    reconciliation.change(company, alice, AT, is_automatic=True)
    movement(company, 120_000, label="FACTURE FA-2026-0117", counterparty="MARTIN & FILS")
    reconciliation.refresh(company, AT)
    (done,) = Reconciliation.objects.all()
    reconciliation.unreconcile(done, alice, AT)
    (again,) = first(company)
    assert again.customer == bill.customer and again.evidence[-1] == "taken_back"
    assert not reconciliation.refresh(company, AT).applied and not keys_above(company, 9_000)
    assert open_by_document(company, AS_OF) == {"FA-2026-0117": 120_000}
    assert reconciliation.accept(first(company).get(), alice, AT), "a person may still say so"


def test_with_a_credit_note_or_a_gain_it_is_known_again_as_what_was_taken_back(company, bill, alice):
    invoice(company, "MARTIN", -20_000, AS_OF, "AV-2026-0003")
    invoice(company, "DURAND", 30_000, AS_OF, "FA-2026-0200")
    movement(company, 100_000, label="FA-2026-0117 AV-2026-0003", counterparty="MARTIN & FILS")
    movement(company, 30_020, label="FACTURE FA-2026-0200", counterparty="DURAND SARL")
    reconciliation.propose(company, AS_OF, AT)
    for proposal in list(first(company)):
        (done,) = reconciliation.accept(proposal, alice, AT)
        reconciliation.unreconcile(done, alice, AT)
    assert [proposal.evidence[-1] for proposal in first(company)] == ["taken_back"] * 2
    assert keys_above(company, 9_000) == []


def test_many_are_accepted_at_once_after_a_sample(company, bill, alice, bob):
    other = invoice(company, "DURAND", 30_000, AS_OF, "FA-2026-0200")
    movement(company, 120_000, label="FACTURE FA-2026-0117", counterparty="MARTIN & FILS")
    movement(company, 30_000, label="FACTURE FA-2026-0200", counterparty="DURAND SARL")
    reconciliation.propose(company, AS_OF, AT)
    rivalled = first(company).get(customer__code="DURAND")
    first(company).filter(pk=rivalled.pk).update(is_automatic=False)
    assert rivalled.pk not in keys_above(company, 5_000), "what would not go by itself is accepted one by one"
    first(company).filter(pk=rivalled.pk).update(is_automatic=True)
    sure = keys_above(company, 9_000)
    assert reconciliation.above(company, 9_000) == Above(2, max(sure), [("EUR", 150_000)])
    least = min(first(company), key=lambda one: (one.confidence_bp, one.movement_id))
    assert reconciliation.sample(company, 9_000, 1) == [least] and len(reconciliation.sample(company, 9_000)) == 2
    with pytest.raises(rights.Refused):
        reconciliation.bulk(company, sure, bob, AT)
    outcome = reconciliation.bulk(company, sure, alice, AT)
    assert len(outcome.applied) == 2 and not outcome.refusals
    assert open_by_document(company, AS_OF) == {} and not first(company).exists()
    assert other.customer.payers.count() == 1


def test_a_proposal_that_no_longer_holds_is_refused_with_a_sentence(company, bill, alice):
    movement(company, 120_000, label="FACTURE FA-2026-0117", counterparty="MARTIN & FILS")
    reconciliation.propose(company, AS_OF, AT)
    (proposal,) = keys_above(company, 9_000)
    reconciliation.write_off(bill, 1_000, "short_payment", alice, AT)
    outcome = reconciliation.bulk(company, [proposal], alice, AT)
    assert not outcome.applied and "FA-2026-0117" in outcome.refusals[0][1]


def test_what_is_marked_as_no_customers_is_explained_no_more(company, bill, alice):
    received = movement(company, 120_000, label="FACTURE FA-2026-0117", counterparty="MARTIN & FILS")
    reconciliation.propose(company, AS_OF, AT)
    made = reconciliation.mark(received, "own_transfer", alice, AT)
    assert reconciliation.mark(received, "other", alice, AT) == made
    assert reconciliation.propose(company, AS_OF, AT) == 0 and not first(company).exists()
    assert reconciliation.unmark(made, alice, AT) and not reconciliation.unmark(made, alice, AT)
    assert reconciliation.propose(company, AS_OF, AT) == 1


def test_money_booked_a_few_days_ahead_pays_what_is_there_today_and_no_item_of_tomorrow(company, bill, alice):
    from datetime import timedelta

    ahead = invoice(company, "MARTIN", 7_700, AS_OF + timedelta(32), "F9", booked_on=AS_OF + timedelta(2))
    movement(company, 7_700, on=AS_OF + timedelta(4), label="VIR MARTIN F9", counterparty="MARTIN")
    movement(company, bill.amount_cents, on=AS_OF + timedelta(4), label="VIR MARTIN F1", counterparty="MARTIN")
    reconciliation.propose(company, AS_OF, AT)
    claimed = {row["entry"] for one in MatchProposal.objects.all() for row in one.allocations}
    assert bill.pk in claimed and ahead.pk not in claimed


def test_a_transfer_between_our_own_accounts_pays_nobodys_invoice_by_itself_and_takes_none_from_who_pays_it(
    company, bill, alice
):
    company.name = "Ardoise SAS"
    company.iban = "FR76 3000 6000 0112 3456 7890 189"
    company.save()
    told = {"label": "VIR FACTURE F20260001"}
    one = invoice(company, "MARTIN", 123_456, AS_OF, "F20260001")
    named = movement(company, 123_456, counterparty="ARDOISE", **told)
    numbered = movement(company, 123_456, counterparty="X", counterparty_iban="FR7630006000011234567890189", **told)
    labelled = movement(company, 123_456, label="VIR SEPA ARDOISE SAS FACTURE F20260001")
    paid = movement(company, 123_456, counterparty="MARTIN ET FILS", **told)
    reconciliation.propose(company, AS_OF, AT)
    best = {proposal.movement: proposal for proposal in first(company)}
    for ours in (named, numbered, labelled):
        assert not best[ours].is_automatic and best[ours].evidence[-1] == "own_account"
        assert best[ours].confidence_bp < 5_000, "nor does it keep a reminder back"
    assert best[paid].is_automatic and best[paid].allocations[0]["entry"] == one.pk


def test_the_workbench_lists_what_the_columns_say_waits(company, bill, alice, tmp_path):
    """Row by row and all at once, the same receipts: marked, returned, undone, in hand, shown."""
    from datetime import timedelta

    from tests.actions.banks import receive

    from ardoise.actions.reconciliation import Held, listing
    from ardoise.records import settled
    from ardoise.records.models import Customer

    martin = Customer.objects.get(code="MARTIN")
    receive(company, alice, bill)
    for cents, kind in ((500, "transfer"), (700, "cheque"), (900, "transfer")):
        movement(company, cents, kind=kind)
    reconciliation.mark(movement(company, 1_000), "loan", alice, AT)
    held = [Held(martin, "cheque", cents, AS_OF - timedelta(3), f"00{cents}") for cents in (700, 4_400)]
    reconciliation.note_instruments(company, held, alice, AT)
    told = settled.receipts(company.pk, AS_OF).select("receipt", "amount_cents")
    assert sorted(told["amount_cents"].to_list()) == [500, 700, 900, 4_400]
    assert dict(told.iter_rows()) == dict(listing.free(company).values_list("pk", "left_cents"))


def test_a_document_in_another_currency_is_not_proposed_and_refused_with_a_sentence(company, alice, in_company):
    bill = invoice(company, "MARTIN", 110_000, AS_OF, "FAC-USD-77")
    Entry.objects.filter(pk=bill.pk).update(currency="USD")
    received = movement(company, 100_000, AS_OF, "VIR FAC-USD-77", counterparty="MARTIN ET FILS")
    reconciliation.propose(company, AS_OF, AT)
    told = list(MatchProposal.objects.filter(movement=received).order_by("rank"))
    assert [one.rank for one in told] == list(range(1, len(told) + 1))
    assert not any(row["entry"] == bill.pk for one in told for row in one.allocations)
    with pytest.raises(Unfit, match="USD"):
        reconciliation.apply(reconciliation.Match(received, {bill.pk: 100_000}), alice, AT)
