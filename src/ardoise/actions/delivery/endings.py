"""How a message that a person carries out ends: done, so that its level is said; or let go, so that it never was."""

from __future__ import annotations

from datetime import date, datetime

from ardoise.actions import events, standing
from ardoise.records.correspondence import BY_HAND
from ardoise.records.models import Message, Task, User


def finish(
    message: Message, verb: str, on: date, by: User | None, at: datetime, receipt: str, cost_micros: int
) -> bool:
    """The person did it that day; False if it was not to be done any more. Inside the transaction of the act."""
    held = Message.objects.filter(pk=message.pk, state="to_do")
    left = {"left_on": on, "left_at": at, "receipt": receipt[:300], "cost_micros": cost_micros}
    if not held.update(state="sent", reason="", lease_until=None, **left):
        return False
    after = {"on": on, "receipt": receipt}
    events.record(message.company, verb, by, at, message, message.customer, after=after)
    return True


def let_go(message: Message, reason: str, by: User | None, at: datetime, state: str = "suppressed") -> bool:
    """It will not be done: its items are free, its level is not said, its task is closed. False if it was over.

    Whoever sent it of their own accord is told, unless it is they who let it go.
    """
    held = Message.objects.filter(pk=message.pk, state="to_do")
    if not held.update(state=state, reason=reason[:300], batch=None, lease_until=None):
        return False
    message.items.update(is_claimed=False)
    Task.objects.filter(message=message, done_at=None).update(done_at=at, done_by=by, outcome="dropped", note=reason)
    events.record(message.company, state, by, at, message, message.customer, after={"reason": reason})
    if message.level in BY_HAND and by != message.approval.by:
        standing.tell_writer(message, reason, at)
    return True
