"""Channels settled, and messages a person carries out, for the tests."""

from __future__ import annotations

from tests.actions.books import AT
from tests.actions.outbox import approved
from tests.channels.providers import TODAY

from ardoise.actions import correspondence, delivery
from ardoise.actions.delivery import recipients
from ardoise.channels.standins.papers import paper
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.records.models import (
    Attachment,
    Contact,
    Customer,
    Message,
    Policy,
    PolicyOverride,
    PolicyVersion,
    Proposal,
)

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
    """The same message by another channel: its level goes by that one where its customer is put, its recipient and its
    paper are that channel's."""
    its_level_by(message, channel)
    message.channel, message.state = channel, state
    message.recipient = recipients.recipient_of(message.customer, channel)
    message.save()
    if channel in ("letter", "registered_letter"):
        Attachment.objects.filter(message=message).update(content=paper(["lettre"]))
    Message.objects.filter(pk=message.pk).update(sha256=correspondence.fingerprint(message))
    message.refresh_from_db()
    return message


def its_level_by(message, channel):
    """Its customer is under a policy whose levels are the usual ones, but for that of the message, which goes so."""
    usual = words.described(DEFAULT_POLICY)
    levels = [told | ({"channel": channel} if told["key"] == message.level else {}) for told in usual["levels"]]
    policy, is_new = Policy.objects.get_or_create(company=message.company, name=f"by {channel}")
    if is_new:
        content = usual | {"name": policy.name, "levels": levels}
        told = {"company": message.company, "policy": policy, "number": 1, "content": content}
        PolicyVersion.objects.create(**told, at=AT, switched_on_at=AT)
    PolicyOverride.objects.create(company=message.company, customer=message.customer, policy=policy, note="so", at=AT)
    Proposal.objects.filter(approval__message=message).update(policy=policy.name)


def to_print(company, alice, channel="letter"):
    """Martin's letter, waiting to be printed here."""
    reachable(company)
    return by_channel(approved(company, alice), channel, "to_do")


__all__ = ["PHONE", "TODAY", "by_channel", "reachable", "settle", "to_print"]
