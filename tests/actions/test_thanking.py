"""Thanks: once, to whoever was reminded and has paid it all, where the policy says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.outbox import TEN_DAYS_LATE, approved
from tests.actions.test_instalments import agree
from tests.channels.sink import listening, taken

from ardoise.actions import dunning, instalments, policies, sending, thanking
from ardoise.actions.dunning import planning
from ardoise.desk.frame.tags import why
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.domain.policies import described
from ardoise.records.models import Entry, MailServer, Message, Policy, PolicyVersion, Proposal, Skip, Task

LATER, THEN = AS_OF + timedelta(2), AT + timedelta(days=2)


@pytest.fixture
def thankful(company, in_company):
    """The company's own policy thanks."""
    policy = Policy.objects.create(company=company, name="courtoise", is_default=True)
    levels = [replace(level, is_automatic=level.key == "firm") for level in DEFAULT_POLICY.levels]
    content = described(replace(DEFAULT_POLICY, name="courtoise", levels=tuple(levels), thanks=True))
    PolicyVersion.objects.create(company=company, policy=policy, number=1, content=content, at=AT, switched_on_at=AT)
    assert policies.policies_of(company)["courtoise"].thanks
    return company


@pytest.fixture
def reminded(thankful, alice):
    """Martin was reminded of an invoice, and the message left."""
    entry = invoice(thankful, "MARTIN", 50_000, TEN_DAYS_LATE)
    message = approved(thankful, alice)
    Message.objects.filter(pk=message.pk).update(state="sent", left_at=AT, left_on=AS_OF)
    return entry


def run(company, alice):
    done = dunning.run(company, LATER, alice, THEN)
    return Proposal.objects.filter(run=done, level="thanks")


def test_whoever_paid_what_was_reminded_is_thanked_once(thankful, alice, reminded, tmp_path):
    pay(thankful, "MARTIN", reminded, on=LATER)
    (proposal,) = run(thankful, alice)
    assert not Skip.objects.filter(run=proposal.run, customer=proposal.customer).exists()
    assert "tout est réglé depuis" in why(proposal), "the day's list says why, as of every other"
    assert planning.renew(proposal.run, [proposal.customer_id], alice, THEN) == 0, "nothing else is so"
    outcome = dunning.approve([proposal], alice, THEN)
    assert not outcome.refusals
    message = outcome.messages[0]
    assert "500,00" in message.subject and message.amount_cents == 0
    with listening(tmp_path) as port:
        MailServer.objects.create(company=thankful, host="127.0.0.1", port=port, security="none")
        for days in range(3):  # the night comes again, and so does the worker
            left = sending.dispatch(thankful, lambda: THEN + timedelta(days)).counts  # noqa: B023
            assert left == ({} if days else {"sent": 1})
            done = dunning.run(thankful, LATER + timedelta(days), alice, THEN + timedelta(days=days))
            assert not Proposal.objects.filter(run=done, level="thanks", approval=None).exists()
    (mail,) = taken(tmp_path)
    assert mail["To"] == message.recipient and "500,00" in mail.get_body(("plain",)).get_content()


def test_a_letter_that_nobody_printed_keeps_no_thanks_back(thankful, alice, reminded):
    """The next level waited to be printed when the money came: thanks are no level that follows it."""
    day, at = AS_OF + timedelta(22), AT + timedelta(22)
    (firm,) = dunning.approve(list(dunning.plan(thankful, day, alice, at).proposals.all()), alice, at).messages
    Message.objects.filter(pk=firm.pk).update(channel="letter", state="to_do")
    pay(thankful, "MARTIN", reminded, on=day)
    done = dunning.plan(thankful, day + timedelta(1), alice, at + timedelta(1))
    assert thanking.thank(done) == 1
    outcome = dunning.approve(list(done.proposals.all()), alice, at + timedelta(1))
    assert [message.level for message in outcome.messages] == ["thanks"] and not outcome.refusals


def test_who_paid_what_left_by_itself_is_thanked_without_a_click_too(thankful, alice, reminded):
    assert Message.objects.get().level == "friendly"
    Message.objects.update(level="firm")
    pay(thankful, "MARTIN", reminded, on=LATER)
    (proposal,) = run(thankful, alice)
    assert proposal.approval.by is None and proposal.approval.message.state == "queued"


def test_nobody_is_thanked_for_a_part_a_credit_note_or_with_something_late(thankful, alice, reminded):
    assert not run(thankful, alice)
    credit = invoice(thankful, "MARTIN", -50_000, LATER, booked_on=LATER)
    for entry in (credit, reminded):
        Entry.objects.filter(pk=entry.pk).update(letter="A", lettered_on=LATER)
    assert not run(thankful, alice)
    reminded.refresh_from_db()
    Entry.objects.filter(pk=credit.pk).update(kind="payment")
    assert len(run(thankful, alice)) == 1
    invoice(thankful, "MARTIN", 9_000, TEN_DAYS_LATE)
    assert not run(thankful, alice)


def test_whoever_has_heard_enough_of_late_is_thanked_once_there_is_room(thankful, alice, reminded):
    policies.change_limits(thankful, alice, AT, contacts_max=1, contacts_days=6)
    pay(thankful, "MARTIN", reminded, on=LATER)
    assert not run(thankful, alice)
    done = dunning.run(thankful, AS_OF + timedelta(7), alice, AT + timedelta(days=7))
    assert Proposal.objects.filter(run=done, level="thanks").count() == 1


def test_a_thank_you_waits_for_the_end_of_quiet_hours_and_is_held_by_another_contact(thankful, alice, reminded):
    policies.change_limits(thankful, alice, AT, contacts_max=2, quiet_from=time(9), quiet_until=time(12))
    pay(thankful, "MARTIN", reminded, on=LATER)
    message = dunning.approve(run(thankful, alice), alice, THEN).messages[0]
    MailServer.objects.create(company=thankful, host="127.0.0.1", port=9)
    assert not sending.dispatch(thankful, lambda: THEN).counts
    MailServer.objects.all().delete()
    called = {"customer": message.customer, "kind": "call", "outcome": "reached", "due_on": LATER}
    Task.objects.create(company=thankful, done_at=THEN, at=THEN, **called)
    sending.dispatch(thankful, lambda: THEN + timedelta(hours=4))
    message.refresh_from_db()
    assert (message.state, message.reason) == ("suppressed", "contact_pressure")


def test_a_payment_that_comes_back_holds_the_thanks(thankful, alice, reminded):
    payment = pay(thankful, "MARTIN", reminded, on=LATER)
    (proposal,) = run(thankful, alice)
    (message,) = dunning.approve([proposal], alice, THEN).messages
    Entry.objects.filter(pk__in=[payment.pk, reminded.pk]).update(letter=None, lettered_on=None)
    invoice(thankful, "MARTIN", 50_000, LATER, kind="returned_payment", booked_on=LATER)
    sending.dispatch(thankful, lambda: THEN)
    message.refresh_from_db()
    assert message.state == "suppressed"


def test_without_the_policy_s_word_nobody_is_thanked(company, alice, in_company):
    entry = invoice(company, "MARTIN", 50_000, TEN_DAYS_LATE)
    message = approved(company, alice)
    Message.objects.filter(pk=message.pk).update(state="sent", left_at=AT, left_on=AS_OF)
    pay(company, "MARTIN", entry, on=LATER)
    assert not run(company, alice)


def test_a_receipt_applied_here_is_thanked_for(thankful, alice, reminded):
    from tests.actions.banks import receive

    receive(thankful, alice, reminded, on=LATER, at=THEN)
    (proposal,) = run(thankful, alice)
    message = dunning.approve([proposal], alice, THEN).messages[0]
    assert "500,00" in message.subject


def test_whoever_had_a_payment_rejected_of_late_is_not_thanked_for_the_next_one(thankful, alice, reminded):
    back = invoice(thankful, "MARTIN", 50_000, LATER, kind="returned_payment", booked_on=LATER)
    pay(thankful, "MARTIN", back, on=LATER)
    pay(thankful, "MARTIN", reminded, on=LATER)
    assert not run(thankful, alice)


def test_what_was_written_since_and_claims_nothing_keeps_nobody_from_being_thanked(thankful, alice, reminded):
    """The confirmation of a plan, say: it is the reminder that they answer by paying."""
    plan = agree({reminded: None}, alice, 50_000, days=[LATER + timedelta(9)])
    confirmed = instalments.confirm(plan, alice, AT)
    Message.objects.filter(pk=confirmed.pk).update(state="sent", left_at=AT, left_on=AS_OF)
    pay(thankful, "MARTIN", reminded, on=LATER)
    (proposal,) = run(thankful, alice)
    assert proposal.last_level == "friendly"
