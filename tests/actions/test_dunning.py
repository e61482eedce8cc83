"""Planning, approving and taking back: once each, by whoever may, on facts that still hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice, pay

from ardoise.actions import correspondence, dunning, rights
from ardoise.records.models import (
    Approval,
    Block,
    Contact,
    Customer,
    Dispute,
    Entry,
    Event,
    Message,
    Proposal,
    ProposalItem,
    Run,
    Skip,
)

TEN_DAYS_LATE = AS_OF - timedelta(10)


@pytest.fixture
def book(in_company):
    """Martin owes two invoices ten days late; the others owe nothing."""
    company = in_company
    company.invoices = [
        invoice(company, "MARTIN", 120_000, TEN_DAYS_LATE, "FA-1"),
        invoice(company, "MARTIN", 34_567, TEN_DAYS_LATE, "FA-2"),
    ]
    return company


def planned(company, alice, as_of=AS_OF):
    run = dunning.plan(company, as_of, alice, AT)
    return run, list(run.proposals.select_related("customer"))


def what(run):
    """The content of a run, without its database keys."""
    items = ProposalItem.objects.filter(proposal__run=run)
    return (
        sorted(run.proposals.values_list("customer__code", "level", "amount_cents", "reason", "cycle", "priority")),
        sorted(items.values_list("proposal__customer__code", "entry_id", "open_cents", "days_overdue")),
        sorted(run.skips.values_list("customer__code", "reason", "open_cents")),
    )


def test_every_customer_is_proposed_or_skipped_with_its_reason(book, alice):
    run, (proposal,) = planned(book, alice)
    assert (proposal.customer.code, proposal.level, proposal.amount_cents) == ("MARTIN", "friendly", 154_567)
    assert sorted(proposal.items.values_list("open_cents", flat=True)) == [34_567, 120_000]
    assert dict(run.skips.values_list("customer__code", "reason")) == dict.fromkeys(
        ("DURAND", "PETIT", "MOREAU"), "nothing_open"
    )
    assert run.figures["proposals"] == 1


def test_planning_needs_the_right(book, bob, charlie):
    with pytest.raises(rights.Refused):
        dunning.plan(book, AS_OF, bob, AT)
    with pytest.raises(rights.Missing):
        dunning.plan(book, AS_OF, charlie, AT)
    assert not Run.objects.exists()


def test_a_run_is_recorded_once(book, alice):
    planned(book, alice)
    assert list(Event.objects.values_list("verb", flat=True)) == ["planned"]


def test_planning_again_the_same_day_gives_the_same_rows(book, alice):
    first, _ = planned(book, alice)
    before = what(first)
    second, _ = planned(book, alice)
    assert (second.pk, what(second)) == (first.pk, before)
    assert Run.objects.count() == 1


def test_planning_again_replaces_what_nobody_approved_and_keeps_what_somebody_did(book, alice):
    invoice(book, "PETIT", 50_000, TEN_DAYS_LATE)
    run, proposals = planned(book, alice)
    martin = next(p for p in proposals if p.customer.code == "MARTIN")
    dunning.approve([martin], alice, AT)
    petit = Customer.objects.get(code="PETIT")
    Block.objects.create(company=book, customer=petit, opened_on=AS_OF, by=alice, at=AT)
    run, proposals = planned(book, alice)
    assert [p.pk for p in proposals] == [martin.pk]
    assert dict(run.skips.values_list("customer__code", "reason"))["PETIT"] == "blocked"
    assert "MARTIN" not in run.skips.values_list("customer__code", flat=True)


def test_an_approval_freezes_a_message_that_adds_up(book, alice):
    _, (proposal,) = planned(book, alice)
    outcome = dunning.approve([proposal], alice, AT)
    (message,) = outcome.messages
    assert outcome.refusals == []
    assert (message.state, message.recipient, message.amount_cents) == ("queued", "martin@client.example", 154_567)
    assert sum(message.items.values_list("open_cents", flat=True)) == message.amount_cents
    assert correspondence.is_whole(message)
    assert Approval.objects.get().by == alice


def test_approving_twice_does_nothing_twice(book, alice):
    _, (proposal,) = planned(book, alice)
    first = dunning.approve([proposal], alice, AT)
    again = dunning.approve([proposal], alice, AT)
    assert [m.pk for m in again.messages] == [m.pk for m in first.messages]
    assert (Message.objects.count(), Approval.objects.count()) == (1, 1)
    assert list(Event.objects.values_list("verb", flat=True)).count("approved") == 1


def test_approving_needs_the_right(book, alice, bob, charlie):
    _, proposals = planned(book, alice)
    with pytest.raises(rights.Refused):
        dunning.approve(proposals, bob, AT)
    with pytest.raises(rights.Missing):
        dunning.approve(proposals, charlie, AT)
    assert not Message.objects.exists()


def paid(company, alice):
    pay(company, "MARTIN", *company.invoices)


def partly_paid(company, alice):
    pay(company, "MARTIN", company.invoices[0])


def disputed(company, alice):
    martin = Customer.objects.get(code="MARTIN")
    entry = company.invoices[0]
    Dispute.objects.create(
        company=company, customer=martin, entry=entry, reason="price", opened_on=AS_OF, by=alice, at=AT
    )


def blocked(company, alice):
    martin = Customer.objects.get(code="MARTIN")
    Block.objects.create(company=company, customer=martin, opened_on=AS_OF, by=alice, at=AT)


def without_mailbox(company, alice):
    Contact.objects.filter(customer__code="MARTIN").delete()


def gone(company, alice):
    Entry.objects.filter(pk=company.invoices[0].pk).update(gone_on=AS_OF)


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (paid, "nothing_open"),
        (partly_paid, "amount_changed"),
        (disputed, "disputed"),
        (blocked, "blocked"),
        (without_mailbox, "no_address"),
        (gone, "amount_changed"),
    ],
)
def test_what_changed_since_the_run_refuses_the_approval(book, alice, fact, reason):
    _, proposals = planned(book, alice)
    said = {item.entry_id: item.open_cents for item in proposals[0].items.all()}
    fact(book, alice)
    outcome = dunning.approve(proposals, alice, AT)
    assert (outcome.messages, [refusal.reason for refusal in outcome.refusals]) == ([], [reason])
    alone = dunning.what_changed(proposals[0].customer, AS_OF, proposals[0].level, said)
    assert alone == reason, "asked of one customer or of several at once, the answer is the same"
    assert not Approval.objects.exists()


def test_a_run_of_yesterday_is_not_approved_once_today_is_planned(book, alice):
    _, old = planned(book, alice)
    planned(book, alice, AS_OF + timedelta(1))
    outcome = dunning.approve(old, alice, AT + timedelta(1))
    assert [refusal.reason for refusal in outcome.refusals] == ["old_run"]


def test_a_run_of_a_day_to_come_is_not_approved(book, alice):
    _, proposals = planned(book, alice, AS_OF + timedelta(1))
    outcome = dunning.approve(proposals, alice, AT)
    assert [refusal.reason for refusal in outcome.refusals] == ["not_today"]


def test_one_refusal_does_not_stop_the_others(book, alice):
    invoice(book, "PETIT", 50_000, TEN_DAYS_LATE)
    _, proposals = planned(book, alice)
    blocked(book, alice)
    outcome = dunning.approve(proposals, alice, AT)
    assert [m.customer.code for m in outcome.messages] == ["PETIT"]
    assert [r.proposal.customer.code for r in outcome.refusals] == ["MARTIN"]


@pytest.mark.parametrize("state", ["queued", "claimed"])
def test_an_approval_is_taken_back_while_not_a_byte_has_left(book, alice, state):
    _, (proposal,) = planned(book, alice)
    dunning.approve([proposal], alice, AT)
    Message.objects.update(state=state)
    assert dunning.withdraw(Approval.objects.get(), alice, AT)
    assert not Message.objects.exists() and not Approval.objects.exists()
    assert Event.objects.filter(verb="withdrew").count() == 1
    assert len(dunning.approve([proposal], alice, AT).messages) == 1


@pytest.mark.parametrize("state", ["sending", "sent", "in_doubt", "kept"])
def test_an_approval_is_not_taken_back_once_its_message_may_have_left(book, alice, state):
    _, (proposal,) = planned(book, alice)
    dunning.approve([proposal], alice, AT)
    Message.objects.update(state=state)
    assert not dunning.withdraw(Approval.objects.get(), alice, AT)
    assert Message.objects.count() == 1


def test_an_approved_customer_is_not_proposed_the_next_day(book, alice):
    _, proposals = planned(book, alice)
    dunning.approve(proposals, alice, AT)
    run, later = planned(book, alice, AS_OF + timedelta(1))
    assert later == []
    assert dict(run.skips.values_list("customer__code", "reason"))["MARTIN"] == "waiting_next_level"


def test_one_company_never_meets_another(book, alice, other_company):
    run, _ = planned(book, alice)
    assert Proposal.objects.count() == 1
    assert Skip.objects.filter(run=run).exclude(customer__company=book).count() == 0


def test_a_reminder_leaves_on_the_companys_own_date(book, alice):
    """23:30 UTC on the 15th is already the 16th in Paris."""
    _, proposals = planned(book, alice)
    assert dunning.approve(proposals, alice, datetime(2026, 3, 15, 23, 30, tzinfo=UTC)).messages


def test_a_payment_booked_for_next_week_leaves_its_invoice_out(book, alice):
    """The file has the payment of Monday week already, lettered: nobody is reminded of what is paid in the books."""
    pay(book, "MARTIN", book.invoices[0], on=AS_OF + timedelta(7))
    _, (proposal,) = planned(book, alice)
    assert list(proposal.items.values_list("entry__document", flat=True)) == ["FA-2"]
    pay(book, "MARTIN", book.invoices[1], on=AS_OF + timedelta(9))
    assert dunning.approve([proposal], alice, AT).refusals[0].reason == "payment_booked"
    run, proposals = planned(book, alice)
    skip = run.skips.get(customer__code="MARTIN")
    assert not proposals and (skip.reason, skip.on, skip.overdue_cents) == (
        "payment_booked", AS_OF + timedelta(7), 154_567
    )  # fmt: skip
    asked_later = dunning.plan(book, AS_OF, alice, AT + timedelta(20))
    assert asked_later.proposals.get().amount_cents == 154_567


def test_after_a_formal_notice_a_new_invoice_is_reminded_approved_and_claimed_once(book, alice):
    """What was put on notice stays with a person; the invoice of the next month climbs a ladder of its own."""
    levels = []
    for day in range(0, 260, 10):
        today = AS_OF + timedelta(day)
        if day == 80:
            invoice(book, "MARTIN", 9_000_000, today - timedelta(30), "FA-NEW")
        run = dunning.plan(book, today, alice, AT + timedelta(day))
        outcome = dunning.approve(list(run.proposals.all()), alice, AT + timedelta(day))
        assert not outcome.refusals
        Message.objects.filter(state="queued").update(state="sent", left_on=today)
        levels += [(m.level, m.cycle, m.amount_cents) for m in outcome.messages]
    assert levels == [
        *((level, 1, 154_567) for level in ("friendly", "firm", "formal_notice")),
        *((level, 2, 9_000_000) for level in ("friendly", "firm", "formal_notice")),
    ]
    assert run.skips.get(customer__code="MARTIN").reason == "ladder_exhausted"
