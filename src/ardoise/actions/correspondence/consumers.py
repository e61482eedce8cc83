"""Whether what was written asks a consumer for what nobody may ask of them, looked at as the consumer will read it."""

from __future__ import annotations

import re

from django.db.models import Q

from ardoise.domain.correspondence.consumers import MAY_BE_CONSUMERS, asked
from ardoise.domain.correspondence.mistakes import Mistake
from ardoise.domain.correspondence.proofreading import by_hand
from ardoise.records.models import Customer, Entry, Message, MessageItem

QUOTED = re.compile(r"(?m)^>.*$")


def typed_wrongly(customer: Customer, text: str) -> list[Mistake]:
    """What of typed words asks this customer for it; what their invoices are called is none of our words."""
    if not by_hand(text, customer.kind):
        return []
    return by_hand(_without(text, _called(customer.pk)), customer.kind)


def why_not(message: Message, kind: str) -> str:
    """Why it may not leave to a customer of that kind, whatever it was when it was written: a reason's code, or "".

    What an invoice is called, and what they wrote themselves, is none of our words.
    """
    text = f"{message.subject}\n{QUOTED.sub('', message.body)}"
    if kind not in MAY_BE_CONSUMERS or not asked(text, is_typed=True):
        return ""
    carrier = message.carrier_id or message.pk  # what leaves together bears the same words
    listed = MessageItem.objects.filter(Q(message=carrier) | Q(message__carrier=carrier))
    called = _called(message.customer_id) | set(listed.values_list("document", flat=True))
    return "fee_of_consumer" if asked(_without(text, called), is_typed=True) else ""


def _called(customer_id: int) -> set[str]:
    """What the entries of a customer are called."""
    told = Entry.objects.filter(customer=customer_id).values_list("document", "label")
    return {name for names in told.iterator() for name in names}


def _without(text: str, names: set[str]) -> str:
    """The text without those of these names that would read as if they asked for it."""
    for name in sorted(names, key=len, reverse=True):
        if name in text and asked(name, is_typed=True):
            text = text.replace(name, "")
    return text
