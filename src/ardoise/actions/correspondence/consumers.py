"""Whether what was written asks a consumer for what nobody may ask of them, looked at as the consumer will read it."""

from __future__ import annotations

import re

from django.db.models import Q

from ardoise.domain.correspondence.consumers import MAY_BE_CONSUMERS, asked
from ardoise.records.models import Message, MessageItem

QUOTED = re.compile(r"(?m)^>.*$")


def why_not(message: Message, kind: str) -> str:
    """Why it may not leave to a customer of that kind, whatever it was when it was written: a reason's code, or "".

    What an invoice is called, and what they wrote themselves, is none of our words.
    """
    text = f"{message.subject}\n{QUOTED.sub('', message.body)}"
    if kind not in MAY_BE_CONSUMERS or not asked(text, is_typed=True):
        return ""
    listed = MessageItem.objects.filter(Q(message=message) | Q(message__carrier=message))
    for document in filter(None, listed.values_list("document", flat=True)):
        text = text.replace(document, "")
    return "fee_of_consumer" if asked(text, is_typed=True) else ""
