"""What the customer’s file says of how they may be reached."""

from __future__ import annotations

from ardoise.actions import delivery
from ardoise.actions.delivery.recipients import postal_address
from ardoise.desk.frame.rows import show
from ardoise.desk.policies.words import CHANNELS
from ardoise.records.models import Customer


def reach(shown: Customer) -> dict[str, object]:
    """For the customer's file."""
    refusals = list(delivery.standing(shown))
    for refusal in refusals:
        show(refusal, words=CHANNELS.get(refusal.channel, refusal.channel))
    return {"refusals": refusals, "channel_words": CHANNELS, "is_address_whole": bool(postal_address(shown))}
