"""Whether a message may still be said: what it says, to whom, and the facts behind it, looked at again."""

from __future__ import annotations

from datetime import datetime

from ardoise.actions import correspondence
from ardoise.actions.days import business_date
from ardoise.actions.dunning import facts
from ardoise.actions.policies.assignment import policies_of
from ardoise.actions.sending import verdicts
from ardoise.records.models import Message


def why_not(message: Message, at: datetime) -> str:
    """Why the message may not be said any more: a reason's code, "" if it may."""
    if not correspondence.is_whole(message):
        return "not_whole"
    return verdicts.why_not(message, business_date(message.company, at))


def still_claimed(message: Message, at: datetime) -> set[int]:
    """Of the entries the message claims, those of which its level would still be said today, by its channel; none: it
    would not."""
    now = facts.proposed(message.company, business_date(message.company, at), None, message.customer, besides=message)
    if now.proposals.is_empty():
        return set()
    level, channel, policy = now.proposals.select(facts.RUNG).row(0)
    if (level, channel) != (facts.called_now(message.level, policies_of(message.company)[policy]), message.channel):
        return set()
    claimed = {entry for entry, (cents, _) in verdicts.items_of(message).items() if cents > 0}
    return claimed & set(now.items["entry"].to_list())
