"""A level that counts from the last contact counts from a call by hand that reached them, and from one's own words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice, pay
from tests.actions.deliveries import reachable
from tests.actions.outbox import clock

from ardoise.actions import dunning, personal_messages, policies, sending, tasks
from ardoise.actions.dunning.facts import proposed
from ardoise.actions.dunning.planning import renew
from ardoise.actions.personal_messages import Wish
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.domain.reasons import say
from ardoise.records import book
from ardoise.records.models import Customer, Entry, Message, Task

DAY = timedelta(1)
BEFORE = AS_OF - timedelta(20)
BY_CONTACT = words.described(DEFAULT_POLICY) | {
    "levels": [
        {"key": "friendly", "days_overdue_min": 7, "channel": "email", "tone": "friendly"},
        {"key": "firm", "days_overdue_min": 10, "channel": "email", "tone": "firm", "counted_from": "last_contact"},
        {"key": "formal_notice", "days_overdue_min": 60, "channel": "email", "tone": "formal"},
    ]
}


@pytest.fixture
def martin(in_company, alice):
    """Martin, thirty days late, was reminded twenty days ago; the next level counts ten days from the last contact."""
    invoice(in_company, "MARTIN", 50_000, AS_OF - timedelta(30), "F1")
    policy = policies.make(in_company, "Par contact", BY_CONTACT, alice, AT)
    policies.switch_on(policy, alice, AT)
    policies.override(Customer.objects.get(code="MARTIN"), policy.policy, "essai", alice, AT)
    run = dunning.plan(in_company, BEFORE, alice, AT - timedelta(20))
    dunning.approve(list(run.proposals.all()), alice, AT - timedelta(20))
    Message.objects.update(state="sent", left_on=BEFORE, left_at=AT - timedelta(20))
    return reachable(in_company, "MARTIN")


def calls(martin, alice, days_ago, outcome="reached"):
    tasks.note_call(martin, outcome, alice, AT - timedelta(days_ago))


def writes(martin, alice, days_ago, state="sent"):
    """Words of her own, and what became of them."""
    wish = Wish("email", str(martin.contacts.get().pk), "Votre compte", "Rappelez-moi.")
    written = personal_messages.send(martin, wish, "n", alice, AT - timedelta(days_ago))
    Message.objects.filter(pk=written.message_id).update(
        state=state, left_on=AS_OF - timedelta(days_ago) if state == "sent" else None
    )


def planned(martin, alice, as_of=AS_OF):
    """The level proposed to Martin on that day; or why none is, with the day."""
    run = dunning.plan(martin.company, as_of, alice, AT)
    if found := run.proposals.filter(customer=martin).first():
        return found.level
    skip = run.skips.get(customer=martin)
    return skip.reason, skip.on, say(**{f: getattr(skip, f) for f in ("reason", "on", "days", "level", "note")})


@pytest.mark.parametrize("contact", [calls, writes])
def test_ten_days_are_counted_from_what_a_person_said_and_the_run_says_so(martin, alice, contact):
    assert planned(martin, alice, AS_OF - DAY) == "firm"
    contact(martin, alice, 3)
    reason, on, sentence = planned(martin, alice)
    assert (reason, on) == ("waiting_next_level", AS_OF + timedelta(7))
    assert "une personne leur a parlé ou écrit le 13\xa0mars\xa02026" in sentence
    assert planned(martin, alice, AS_OF + timedelta(6))[0] == "waiting_next_level"
    assert planned(martin, alice, AS_OF + timedelta(7)) == "firm"


@pytest.mark.parametrize("outcome", ["no_answer", "message_left", "wrong_contact"])
def test_a_call_that_reached_nobody_is_no_contact(martin, alice, outcome):
    calls(martin, alice, 3, outcome)
    assert planned(martin, alice) == "firm"


@pytest.mark.parametrize("state", ["kept", "suppressed", "failed", "queued"])
def test_words_that_did_not_leave_are_no_contact(martin, alice, state):
    writes(martin, alice, 3, state)
    assert planned(martin, alice) == "firm"


def test_a_call_about_a_reminder_leaves_it_on_the_list_of_the_day_and_it_leaves_the_day_after(martin, alice):
    """Whoever called sees it, and decides: approved it leaves; left alone it waits from tomorrow on."""
    run = dunning.plan(martin.company, AS_OF, alice, AT)
    calls(martin, alice, 0)
    assert renew(run, [martin.pk], alice, AT) == 0
    assert proposed(martin.company, AS_OF, customer=martin).proposals.height == 1
    assert proposed(martin.company, AS_OF + DAY, customer=martin).proposals.is_empty()
    outcome = dunning.approve(list(run.proposals.filter(customer=martin)), alice, AT + DAY)
    assert [message.level for message in outcome.messages] == ["firm"], [one.reason for one in outcome.refusals]
    assert sending.dispatch(martin.company, lambda: AT + DAY).counts == {"kept": 1}


def test_what_was_approved_before_the_call_leaves(martin, alice):
    run = dunning.plan(martin.company, AS_OF, alice, AT)
    dunning.approve(list(run.proposals.filter(customer=martin)), alice, AT)
    calls(martin, alice, 0)
    assert sending.dispatch(martin.company, clock).counts == {"kept": 1}


def test_a_call_holds_no_level_that_counts_from_the_due_date(martin, alice):
    """Who is called each week would never be put on notice."""
    other = policies.make(martin.company, "Par échéance", words.described(DEFAULT_POLICY), alice, AT)
    policies.switch_on(other, alice, AT)
    policies.override(martin, other.policy, "essai", alice, AT)
    calls(martin, alice, 1)
    assert planned(martin, alice) == "firm"


def test_a_call_of_a_level_counts_as_that_level_unless_that_was_let_go(martin, alice):
    """Their invoice was paid as they were called: the level is not said, but they were spoken with."""
    message = Message.objects.get()
    Task.objects.create(
        company=martin.company, customer=martin, kind="call", message=message, outcome="reached",
        due_on=AS_OF, at=AT, done_at=AT,
    )  # fmt: skip
    assert book.spoken(martin.company_id, AS_OF + DAY).is_empty()
    Message.objects.update(state="suppressed")
    assert book.spoken(martin.company_id, AS_OF + DAY).rows() == [("MARTIN", AS_OF)]
    assert book.spoken(martin.company_id, AS_OF + DAY, [martin.pk]).rows() == [("MARTIN", AS_OF)]
    assert book.spoken(martin.company_id, AS_OF, martin.pk).is_empty(), "only what was said before that day"


def test_nobody_hears_of_it_who_paid(martin, alice):
    calls(martin, alice, 3)
    pay(martin.company, "MARTIN", Entry.objects.get(document="F1"), on=AS_OF - DAY)
    assert planned(martin, alice)[0] == "nothing_open"


def test_the_whole_book_and_the_customers_own_say_the_same_of_it(martin, alice):
    calls(martin, alice, 3)
    for as_of in (AS_OF, AS_OF + timedelta(6), AS_OF + timedelta(7)):
        whole, own = proposed(martin.company, as_of), proposed(martin.company, as_of, customer=martin)
        assert whole.skips.filter(customer="MARTIN").rows() == own.skips.rows()
        assert whole.proposals.filter(customer="MARTIN").rows() == own.proposals.rows()
        assert own.proposals.height + own.skips.height == 1


def test_a_call_of_before_holds_no_first_reminder_of_what_is_owed_since(martin, alice):
    calls(martin, alice, 3)
    pay(martin.company, "MARTIN", Entry.objects.get(document="F1"), on=AS_OF - DAY)
    invoice(martin.company, "MARTIN", 60_000, AS_OF - timedelta(9), "F2")
    assert planned(martin, alice) == "friendly"
