"""Who holds a message: a token and a lease, taken and given back by conditional updates only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Min
from django_scopes import scope

from ardoise.actions import correspondence, events, standing
from ardoise.actions.delivery import dead_addresses
from ardoise.actions.sending.stopping import stands
from ardoise.records import outbox
from ardoise.records.correspondence import BY_HAND
from ardoise.records.models import Company, Message

AT_ONCE = 200  # messages one worker holds at most
AT_LEAST = 20  # if so many wait: the facts of few are asked for so dearly that few would be slow for that alone
LEASE = timedelta(minutes=3)  # to connect and address: nothing has left, so taking over is safe
PATIENCE = timedelta(minutes=15)  # to hand over: longer than the ten minutes a server may take to answer the dot
TO_TRANSFER = timedelta(minutes=4)  # from intent to final dot: a worker that wakes later sends nothing
ATTEMPTS_MAX = 8
FIRST_WAIT = timedelta(minutes=2)  # doubled at each attempt: the last comes about four hours after the first


def claim(
    company: Company, at: datetime, but: Collection[str] = (), resting: Collection[str] = (), most: int = AT_ONCE
) -> list[Message]:
    """The next messages that wait, in their order, now this worker's; none when nothing waits or sending is stopped.

    `but`: channels of which none is taken; `resting`: those of which answers alone are.
    """
    with scope(company=company), transaction.atomic():
        if stands(company, at):
            return []
        messages = outbox.next_waiting(company.pk, at, but, resting, most)
        taken = {"state": "claimed", "token": uuid4().hex, "lease_until": at + LEASE}
        if messages:
            outbox.turn([m.pk for m in messages], "", ["queued"], taken)
    for message in messages:
        message.__dict__.update(taken)
        message.company = message.customer.company = company
    return messages


def renew(messages: Sequence[Message], at: datetime) -> list[Message]:
    """Those of one claim that are still this worker's, for another lease."""
    keys, until = [message.pk for message in messages], at + LEASE
    token = messages[0].token
    with transaction.atomic():
        outbox.turn(keys, token, ["claimed"], {"lease_until": until}, leased_at=at)
        ours = Message.objects.filter(pk__in=keys, token=token, state="claimed", lease_until=until)
        kept = set(ours.values_list("pk", flat=True))
    for message in messages:
        message.lease_until = until
    return [message for message in messages if message.pk in kept]


def release(messages: Sequence[Message]) -> None:
    """Nothing was tried with these of one claim: back in the queue, as if they had never been taken."""
    if messages:
        free = {"state": "queued", "token": "", "lease_until": None}
        outbox.turn([message.pk for message in messages], messages[0].token, ["claimed"], free)


def intend(message: Message, state: str, at: datetime, **facts: object) -> bool:
    """The message out of its claim, if it is still this worker's and the lease has not expired."""
    told = {"state": state, "left_at": at, "reason": "", "attempts": message.attempts} | facts
    return bool(outbox.turn([message.pk], message.token, ["claimed"], told, leased_at=at))


def hand_to_person(message: Message, at: datetime) -> bool:
    """The message out of its claim and into the hands of a person, if it is still this worker's."""
    told = {"state": "to_do", "reason": "", "token": "", "lease_until": None, "attempts": message.attempts}
    return bool(outbox.turn([message.pk], message.token, ["claimed"], told, leased_at=at))


def put_off(message: Message, until: datetime, reason: str) -> None:
    """It is not the moment: back in the queue until then, no attempt counted."""
    facts = {"reason": reason, "token": "", "lease_until": None, "attempts": max(0, message.attempts - 1)}
    move(message, "claimed", "queued", not_before=until, **facts)


def move(message: Message, source: str, state: str, **facts: object) -> bool:
    """The message into another state, if it is still in that one and this worker's; False changes nothing."""
    return bool(outbox.turn([message.pk], message.token, [source], {"state": state} | facts))


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


def end(
    message: Message, source: str, state: str, at: datetime, reason: str, reasons: Mapping[int, str] | None = None
) -> bool:
    """It will not leave: suppressed or failed, with the reason; its items are released and the act is recorded.

    So is all that was to leave in it, of each why (`reasons`, by key). What a person sends of
    their own accord is theirs to take up again: who did is told.
    """
    with events.act(message.company):
        if not move(message, source, state, reason=reason[:300], lease_until=None):
            return False
        correspondence.release(message)
        for one, why in _ended(message, reason, reasons or {}):
            events.record(message.company, state, None, at, one, one.customer, after={"reason": why})
        dead_addresses.give_up_if_dead(message, reason, at)
        if message.level in BY_HAND:
            standing.tell_writer(message, reason, at)
    return True


def _ended(message: Message, reason: str, reasons: Mapping[int, str]) -> list[tuple[Message, str]]:
    """Each that ends with it, and why, which is noted on those that end for a reason of their own."""
    told = [(one, reasons.get(one.pk, reason)[:300]) for one in correspondence.all_of(message)]
    for one, why in told:
        if why != reason[:300]:
            Message.objects.filter(pk=one.pk).update(reason=why)
    return told


def reap(company: Company, at: datetime) -> None:
    """What a dead worker left: a claim goes back to the queue, an intent becomes a doubt for a person.

    Of the messages it had claimed the first was the one in hand: that one's attempt counts, or a message that kills
    its worker would kill worker after worker.
    """
    all_expired = Message.objects.filter(company=company, lease_until__lte=at)
    expired = all_expired.filter(carrier=None)
    with events.act(company):
        claimed = expired.filter(state="claimed")
        in_hand = list(claimed.exclude(token="").values_list("token").annotate(first=Min("pk")))
        claimed.filter(pk__in=[first for _, first in in_hand]).update(attempts=F("attempts") + 1)
        for message in claimed.filter(attempts__gte=ATTEMPTS_MAX).select_related("company", "customer"):
            fail(message, "claimed", at, "too_many_attempts")
        all_expired.filter(state="claimed").update(state="queued", token="", lease_until=None)
        for message in expired.filter(state="sending").select_related("company", "customer"):
            doubt(message, at, "lease_expired")


def doubt(message: Message, at: datetime, reason: str) -> None:
    """It may have left: from here only a person decides."""
    with events.act(message.company):
        if move(message, "sending", "in_doubt", reason=reason[:300], lease_until=None):
            for one in correspondence.all_of(message):
                events.record(message.company, "doubted", None, at, one, one.customer, after={"reason": reason})
