"""What only a person decides: a doubt, what was kept and never left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from ardoise.actions import correspondence, events, rights
from ardoise.records.models import Message, Proof, User

Outcome = Literal["count_as_sent", "send_again"]


def decide(message: Message, outcome: Outcome, by: User | None, at: datetime) -> bool:
    """End a doubt: it counts as sent, or it is queued again to be looked at anew. False: there was none."""
    rights.require(by, "send", message.company)
    if outcome not in ("count_as_sent", "send_again"):
        raise ValueError(f"“{outcome}” is no way to end a doubt: count_as_sent or send_again.")
    facts = (
        {"state": "sent", "receipt": "counted as sent"}
        if outcome == "count_as_sent"
        else {"state": "queued", "attempts": 0, "reason": "", "not_before": None, "left_at": None, "left_on": None}
    )
    with events.act(message.company):
        whole = correspondence.all_of(message)  # what left in one message is decided together
        doubted = Message.objects.filter(pk__in=[one.pk for one in whole], state="in_doubt")
        if not doubted.update(token="", lease_until=None, **facts):
            return False
        for one in whole:
            events.record(message.company, outcome, by, at, one, one.customer, before={"reason": one.reason})
    return True


def decide_each(messages: Iterable[Message], outcome: Outcome, by: User | None, at: datetime) -> int:
    """The same of each, in a transaction and with an event of its own; how many doubts it ended."""
    return sum(decide(message, outcome, by, at) for message in messages)


def forget_kept(messages: Iterable[Message], by: User | None, at: datetime) -> int:
    """Kept messages never left: their approvals are undone and their levels count as not said. How many were.

    One of which a proof came in did leave, whatever its state says: it stays.
    """
    forgotten = 0
    for message in messages:
        rights.require(by, "send", message.company)
        with events.act(message.company):
            if kept := Message.objects.select_for_update().filter(pk=message.pk, state="kept").first():
                if Proof.objects.filter(message__in=correspondence.all_of(kept)).exists():
                    continue
                correspondence.unwrite(kept, "forgot_kept", by, at)
                forgotten += 1
    return forgotten
