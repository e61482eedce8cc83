"""Channels settled, and messages a person carries out, for the tests."""

from __future__ import annotations

from tests.actions.books import AT
from tests.actions.outbox import approved
from tests.channels.providers import TODAY

from ardoise.actions import correspondence, delivery
from ardoise.actions.delivery import recipients
from ardoise.channels.standins.papers import paper
from ardoise.records.models import Attachment, Contact, Customer, Message

PHONE = "06 12 34 56 78"


def settle(company, channel, way, port=1, cost_micros=1_500_000, **fields):
    """The channel is on."""
    where = {"host": "127.0.0.1", "port": str(port), "security": "none"} if way in ("provider", "electronic") else {}
    return delivery.keep(company, channel, delivery.Wish(way, where | fields, "standin", cost_micros), None, AT)


def reachable(company, code="MARTIN"):
    """The customer has a telephone and an address."""
    Contact.objects.filter(customer__code=code).update(phone=PHONE)
    Customer.objects.filter(code=code).update(address="12 rue de la Paix", postcode="75002", city="PARIS")
    return Customer.objects.get(code=code)


def by_channel(message, channel, state="queued"):
    """The same message by another channel: its recipient and its paper are that channel's."""
    message.channel, message.state = channel, state
    message.recipient = recipients.recipient_of(message.customer, channel)
    message.save()
    if channel in ("letter", "registered_letter"):
        Attachment.objects.filter(message=message).update(content=paper(["lettre"]))
    Message.objects.filter(pk=message.pk).update(sha256=correspondence.fingerprint(message))
    message.refresh_from_db()
    return message


def to_print(company, alice, channel="letter"):
    """Martin's letter, waiting to be printed here."""
    reachable(company)
    return by_channel(approved(company, alice), channel, "to_do")


__all__ = ["PHONE", "TODAY", "by_channel", "reachable", "settle", "to_print"]
