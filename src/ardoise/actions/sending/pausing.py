"""A way out that leaves one doubt after another rests: a person should decide five of them, not five thousand."""

from __future__ import annotations

from datetime import datetime, timedelta

from ardoise.records.models import Company, Message

DOUBTS_MAX = 5  # in a row: one mailbox that is cut off is an accident, five are the server's way
PAUSE = timedelta(minutes=10)
ANSWERED = ("sent", "failed")
OURS = ("lease_expired", "copied")  # doubts that say nothing of the server: a worker died, a database was copied


def paused(company: Company, at: datetime) -> dict[str, datetime]:
    """The channels that rest, and until when: their last messages may all have left, or not.

    Afterwards one more is tried; another doubt, and the channel rests again. Any answer of the server, and any
    decision of a person that leaves fewer doubts than that, ends it. The caller is in the company's scope.
    """
    doubts = Message.objects.filter(company=company, state="in_doubt", left_at__isnull=False, carrier=None).exclude(
        reason__in=OURS
    )
    latest: dict[str, list[datetime]] = {}
    for channel, left_at in doubts.order_by("-left_at").values_list("channel", "left_at"):
        if left_at:
            latest.setdefault(channel, []).append(left_at)
    rest = {}
    for channel, left in latest.items():
        if len(left) >= DOUBTS_MAX and left[0] + PAUSE > at and not _answered(company, channel, left[DOUBTS_MAX - 1]):
            rest[channel] = left[0] + PAUSE
    return rest


def _answered(company: Company, channel: str, since: datetime) -> bool:
    """Has the other side said yes or no to any message since?"""
    told = Message.objects.filter(company=company, state__in=ANSWERED, channel=channel, left_at__gt=since)
    return told.exists()
