"""Whether a message may still be said: what it says, to whom, and the facts behind it, looked at again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from ardoise.actions import correspondence
from ardoise.actions.sending.verdicts import Verdicts
from ardoise.records.models import Customer, Message


def why_not(message: Message, at: datetime, verdicts: Verdicts | None = None) -> str:
    """Why the message may not leave any more: a reason's code, "" if it may."""
    if not correspondence.is_whole(message):
        return "not_whole"
    customer = Customer.objects.select_related("company").get(pk=message.customer_id)
    message.customer = customer
    if is_elsewhere(message):
        return "contact_changed"
    return (verdicts or Verdicts()).of(message, at.astimezone(ZoneInfo(customer.company.time_zone)).date())


def is_elsewhere(message: Message) -> bool:
    """Would it be addressed to somebody else today?"""
    from ardoise.actions.delivery.recipients import recipient_of

    if message.channel == "email":
        return correspondence.recipient_of(message.customer) != message.recipient
    return recipient_of(message.customer, message.channel) != message.recipient
