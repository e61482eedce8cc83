"""What waits since the way out does not take it: how many by each channel, since when, why, and its last answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from ardoise.actions.sending.pausing import ANSWERED
from ardoise.records.models import Company, Message

WAY_OUT = Q(reason__startswith="mail_") | Q(reason__startswith="provider_")
"""The reasons that speak of the server or the provider, not of the message: see `domain/correspondence/reasons.py`."""


@dataclass(frozen=True)
class Silence:
    """The messages that wait for one way out."""

    channel: str
    count: int
    since: datetime  # when the first of them could have left, or the way out last answered, whichever is later
    why: str  # a reason's code, of the last one that was tried
    answered_at: datetime | None  # when it last said yes or no to a message; None: to none yet


def silences(company: Company) -> list[Silence]:
    """One for each channel whose way out held up a message that still waits; the caller is in the company's scope."""
    waiting = Message.objects.filter(company=company, state="queued", carrier=None)
    held_up = waiting.filter(WAY_OUT).order_by().values("channel").annotate(first=Min("composed_at"))
    found = [_silence(company, row["channel"], row["first"]) for row in held_up.order_by("channel")]
    return [silence for silence in found if silence]


def _silence(company: Company, channel: str, first: datetime) -> Silence | None:
    theirs = Message.objects.filter(company=company, channel=channel, carrier=None)
    answered = theirs.filter(state__in=ANSWERED).aggregate(at=Max("left_at"))["at"]
    waiting = theirs.filter(state="queued").aggregate(n=Count("pk"))["n"]
    reasons = theirs.filter(WAY_OUT, state="queued").order_by("-not_before", "-pk").values_list("reason", flat=True)
    last = reasons.first()
    if last is None:  # a worker has taken the last of them since it was asked
        return None
    return Silence(channel, waiting, max(first, answered) if answered else first, last, answered)
