"""Doubts by the accident that left them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Max, QuerySet

from ardoise.desk.policies.words import CHANNELS
from ardoise.records.models import Message

SAME = ("channel", "left_on", "reason")


@dataclass(frozen=True)
class Cut:
    """Doubts that one accident left: of one channel, one day, one reason."""

    channel: str
    left_on: date | None
    reason: str
    count: int

    @property
    def words(self) -> str:
        """By what they may have left."""
        return str(CHANNELS.get(self.channel, self.channel))

    @property
    def query(self) -> str:
        """The address of the list of these alone."""
        return cut_query(self.channel, f"{self.left_on or ''}", self.reason)


def cut_query(channel: str, left_on: str, reason: str) -> str:
    return urlencode({"state": "in_doubt", "channel": channel, "left_on": left_on, "reason": reason})


def cuts(seen: QuerySet[Message]) -> list[Cut]:
    """The doubts among these messages by what cut them off, the latest first."""
    found = seen.filter(state="in_doubt").order_by().values(*SAME).annotate(count=Count("pk"), last=Max("pk"))
    return [Cut(row["channel"], row["left_on"], row["reason"], row["count"]) for row in found.order_by("-last")]
