"""Who holds a message: a token and a lease, taken and given back by conditional updates only."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from django.db import InterfaceError, OperationalError, connection, transaction
from django_scopes import scope

from ardoise.actions import events
from ardoise.records import outbox
from ardoise.records.models import Company, Message

LOG = logging.getLogger(__name__)
T = TypeVar("T")
LEASE = timedelta(minutes=3)  # to connect and address: nothing has left, so taking over is safe
PATIENCE = timedelta(minutes=15)  # to hand over: longer than the ten minutes a server may take to answer the dot
TO_TRANSFER = timedelta(minutes=4)  # from intent to final dot: a worker that wakes later sends nothing
ATTEMPTS_MAX = 8
FIRST_WAIT = timedelta(minutes=2)  # doubled at each attempt: the last comes about four hours after the first
NOTED_AFTER = (1, 2, 4, 8, 16)  # seconds between two tries to write down what the other side has answered


def claim(company: Company, at: datetime, but: Collection[str] = (), resting: Collection[str] = ()) -> Message | None:
    """The next message that waits, now this worker's; None when nothing waits or sending is stopped.

    `but`: channels of which none is taken; `resting`: those of which answers alone are.
    """
    with scope(company=company), transaction.atomic():
        if outbox.is_stopped(company.pk):
            return None
        message = outbox.next_waiting(company.pk, at, but, resting)
        if message is None:
            return None
        taken = {"state": "claimed", "token": uuid4().hex, "lease_until": at + LEASE, "attempts": message.attempts + 1}
        Message.objects.filter(pk=message.pk, state="queued").update(**taken)
    for name, value in taken.items():
        setattr(message, name, value)
    message.company = message.customer.company = company
    return message


def intend(message: Message, state: str, at: datetime, **facts: object) -> bool:
    """The message out of its claim, if it is still this worker's and the lease has not expired."""
    held = Message.objects.filter(pk=message.pk, state="claimed", token=message.token, lease_until__gt=at)
    return bool(held.update(state=state, left_at=at, reason="", **facts))


def hand_to_person(message: Message, at: datetime) -> bool:
    """The message out of its claim and into the hands of a person, if it is still this worker's."""
    held = Message.objects.filter(pk=message.pk, state="claimed", token=message.token, lease_until__gt=at)
    return bool(held.update(state="to_do", reason="", token="", lease_until=None))


def put_off(message: Message, until: datetime, reason: str) -> None:
    """It is not the moment: back in the queue until then, no attempt counted."""
    facts = {"reason": reason, "token": "", "lease_until": None, "attempts": max(0, message.attempts - 1)}
    move(message, "claimed", "queued", not_before=until, **facts)


def move(message: Message, source: str, state: str, **facts: object) -> bool:
    """The message into another state, if it is still in that one and this worker's; False changes nothing."""
    held = Message.objects.filter(pk=message.pk, state=source, token=message.token)
    return bool(held.update(state=state, **facts))


def give_back(
    message: Message, source: str, at: datetime, reason: str = "", is_counted: bool = True, is_patient: bool = False
) -> None:
    """It certainly did not leave: back in the queue after a wait, or failed after too many attempts of its own.

    `is_patient`: the fault is not the message's, so it waits longer and longer but is never given up.
    """
    tried = message.attempts - (not is_counted)
    if is_patient:
        tried = min(tried, ATTEMPTS_MAX - 1)
    if tried >= ATTEMPTS_MAX:
        fail(message, source, at, "too_many_attempts")
        return
    wait = FIRST_WAIT * 2 ** max(0, tried - 1)
    facts = {"reason": reason[:300], "token": "", "lease_until": None, "left_at": None, "left_on": None}
    move(message, source, "queued", attempts=tried, not_before=at + wait, **facts)


def fail(message: Message, source: str, at: datetime, reason: str) -> None:
    """Refused for good: its level counts as not said, and its items may be claimed again."""
    end(message, source, "failed", at, reason)


def end(message: Message, source: str, state: str, at: datetime, reason: str) -> bool:
    """It will not leave: suppressed or failed, with the reason; its items are released and the act is recorded."""
    with events.act(message.company):
        if not move(message, source, state, reason=reason[:300], lease_until=None):
            return False
        message.items.update(is_claimed=False)
        events.record(message.company, state, None, at, message, message.customer, after={"reason": reason})
    return True


def reap(company: Company, at: datetime) -> None:
    """What a dead worker left: a claim goes back to the queue, an intent becomes a doubt for a person."""
    expired = Message.objects.filter(company=company, lease_until__lte=at)
    with events.act(company):
        for message in expired.filter(state="claimed", attempts__gte=ATTEMPTS_MAX).select_related(
            "company", "customer"
        ):
            fail(message, "claimed", at, "too_many_attempts")
        expired.filter(state="claimed").update(state="queued", token="", lease_until=None)
        for message in expired.filter(state="sending").select_related("company", "customer"):
            doubt(message, at, "lease_expired")


def doubt(message: Message, at: datetime, reason: str) -> None:
    """It may have left: from here only a person decides."""
    with events.act(message.company):
        if move(message, "sending", "in_doubt", reason=reason[:300], lease_until=None):
            events.record(message.company, "doubted", None, at, message, message.customer, after={"reason": reason})


def insist(write: Callable[[], T]) -> T:
    """Write down what became of a message that was on its way; a busy database is asked again, for half a minute.

    Nobody but this worker knows what the other side answered: given up at the first refusal it would be a doubt.
    """
    for seconds in NOTED_AFTER:
        try:
            return write()
        except (OperationalError, InterfaceError) as busy:
            LOG.warning("What became of a message could not be written down yet: %s", busy)
            # a server that went away is called anew; a file's line stays: it counts what others write (`verdicts`)
            if connection.vendor != "sqlite" and not connection.in_atomic_block:
                connection.close()
            time.sleep(seconds)
    return write()
