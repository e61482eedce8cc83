"""Whether a message may still be said: what it says, to whom, and the facts behind it, looked at again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ardoise.actions import correspondence
from ardoise.actions.sending import verdicts
from ardoise.records.models import Message


def why_not(message: Message, at: datetime) -> str:
    """Why the message may not be said any more: a reason's code, "" if it may."""
    if not correspondence.is_whole(message):
        return "not_whole"
    return verdicts.why_not(message, at.astimezone(ZoneInfo(message.company.time_zone)).date())
