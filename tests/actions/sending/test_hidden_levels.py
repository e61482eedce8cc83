"""A level that an earlier version let be called as a message that is no reminder hides from no look at the facts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT, pay
from tests.actions.outbox import approved_on, clock, dispatched_on, state_of
from tests.channels.sink import taken

from ardoise.actions import dunning, policies, sending
from ardoise.actions.correspondence.composing import fingerprint
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.records.models import Entry, Message, MessageItem, PolicyVersion, Proposal

FIRM = {"key": "firm", "days_overdue_min": 21, "channel": "email", "tone": "firm"}


@pytest.fixture(params=("thanks", "personal", "instalments", "resolver_asked"))
def hidden(request, book, alice):
    """The company's policy in force has a first rung of such a name."""
    policies.adopt(book, alice, AT)
    rung = {"key": request.param, "days_overdue_min": 7, "channel": "email", "tone": "friendly"}
    content = words.described(DEFAULT_POLICY) | {"levels": [rung, FIRM]}
    PolicyVersion.objects.update(content=content)
    return request.param


def as_before(message, name):
    """The message as that version would have written it."""
    Proposal.objects.filter(approval=message.approval).update(level=name)
    MessageItem.objects.filter(message=message).update(level=name)
    Message.objects.filter(pk=message.pk).update(level=name)
    message.refresh_from_db()
    Message.objects.filter(pk=message.pk).update(sha256=fingerprint(message))


def test_it_is_read_under_a_name_of_its_own_and_an_invoice_paid_meanwhile_is_not_reminded(
    book, alice, hidden, server, world
):
    message = approved_on(book, alice, AS_OF)
    assert message.level == f"{hidden}_level" and message.tone == "friendly"
    pay(book, "MARTIN", *Entry.objects.filter(customer__code="MARTIN", kind="invoice"))
    sending.dispatch(book, clock)
    assert (state_of(message), message.reason) == ("suppressed", "nothing_open") and taken(world) == []


def test_what_waits_under_that_name_does_not_leave_and_is_proposed_under_the_other(book, alice, hidden, server, world):
    message = approved_on(book, alice, AS_OF)
    as_before(message, hidden)
    pay(book, "MARTIN", *Entry.objects.filter(customer__code="MARTIN", kind="invoice")[:1])
    dispatched_on(book, AS_OF)
    assert (state_of(message), message.reason) == ("suppressed", "level_changed") and taken(world) == []
    assert not MessageItem.objects.filter(is_claimed=True).exists()


def test_what_was_proposed_under_that_name_is_not_approved(book, alice, hidden):
    run = dunning.plan(book, AS_OF, alice, AT)
    run.proposals.update(level=hidden)
    outcome = dunning.approve(list(run.proposals.all()), alice, AT)
    assert {refusal.reason for refusal in outcome.refusals} == {"level_changed"} and not outcome.messages
    assert set(run.proposals.values_list("level", flat=True)) == {f"{hidden}_level"}, "proposed anew"


def test_what_left_under_that_name_is_not_said_again(book, alice, hidden):
    message = approved_on(book, alice, AS_OF)
    as_before(message, hidden)
    Message.objects.update(state="sent", left_on=AS_OF, left_at=AT)
    day = AS_OF + timedelta(20)
    again = dunning.plan(book, day, alice, AT + timedelta(20)).proposals.get(customer=message.customer)
    assert (again.level, again.reason) == ("firm", "next_level")


def test_a_name_that_is_taken_gets_another():
    levels = [FIRM | {"key": "thanks", "days_overdue_min": 7}, FIRM | {"key": "thanks_level"}]
    read = words.stored(words.described(DEFAULT_POLICY) | {"levels": levels})
    assert [level.key for level in read.levels] == ["thanks_level_level", "thanks_level"]
