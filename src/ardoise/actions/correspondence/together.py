"""What leaves as one message for several members of a group: which messages it is, and which papers went with it."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet

from ardoise.actions.correspondence import addressing
from ardoise.actions.correspondence.papers import STATEMENT
from ardoise.records import outbox
from ardoise.records.models import Attachment, Message


def all_of(message: Message) -> list[Message]:
    """The message and all that leaves in it, or in which it leaves: the carrier first."""
    first = message if message.carrier_id is None else message.carrier
    assert first is not None
    carried = outbox.carried_by(first.pk)
    for one in carried:
        one.company = first.company
    return [first, *carried]


def readers_of(message: Message) -> set[int]:
    """The customers at whose place it may be read: all whom it is about, and the heads that receive for them."""
    about = {one.customer_id for one in all_of(message)}
    return about | {head.pk for head in addressing.parents_of(message.company, about).values()}


def papers_as_left(message: Message) -> QuerySet[Attachment]:
    """The papers that went with it, each of the customer whose message bears it: another's is not shown, were it there.

    Of a member those of its own, and the statement that its carrier bears for all.
    """
    own = Q(message=message)
    if message.carrier_id is None:
        whose = own | Q(message__carrier=message)
    else:
        named = [Q(name__startswith=f"{name}-") for name in STATEMENT.values()]
        whose = own | Q(message=message.carrier_id) & (named[0] | named[1])
    of_company = Attachment.objects.filter(company=message.company_id, customer=F("message__customer"))
    return of_company.filter(whose).order_by("message_id", "pk")
