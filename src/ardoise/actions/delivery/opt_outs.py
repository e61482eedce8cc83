"""Who does not want to be reached by a channel: a customer, or one contact. The claim itself stands."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ardoise import channels
from ardoise.actions import events, rights
from ardoise.actions.refusals import Unfit
from ardoise.records.models import Contact, Customer, OptOut, User


def opt_out(
    customer: Customer, channel: str, by: User | None, at: datetime, contact: Contact | None = None, note: str = ""
) -> OptOut:
    """Nobody is reached there by that channel any more; the same again is given back."""
    rights.require(by, "correspond", customer.company)
    if channel not in channels.NAMES:
        raise Unfit(_("There is no such channel."))
    if contact is not None and contact.customer_id != customer.pk:
        raise rights.Missing(_("This does not exist, or is not yours to see."))
    with events.act(customer.company):
        same = standing(customer).filter(channel=channel, contact=contact).first()
        if same:
            return same
        refused = OptOut.objects.create(
            company=customer.company,
            customer=customer,
            contact=contact,
            channel=channel,
            note=" ".join(note.split())[:300],
            by=by,
            at=at,
        )
        after = {"channel": channel, "contact": contact.pk if contact else None}
        events.record(customer.company, "opted_out", by, at, refused, customer, after=after, words=refused.note)
    return refused


def opt_in(refused: OptOut, by: User | None, at: datetime) -> bool:
    """The channel may be used there again; False if it could be before."""
    rights.require(by, "correspond", refused.company)
    with events.act(refused.company):
        if not OptOut.objects.filter(pk=refused.pk, ended_at=None).update(ended_at=at, ended_by=by):
            return False
        told = {"channel": refused.channel, "contact": refused.contact_id}
        events.record(refused.company, "opted_in", by, at, refused, refused.customer, before=told)
    return True


def standing(customer: Customer) -> QuerySet[OptOut]:
    """What the customer and its contacts refuse, by channel."""
    refusals: QuerySet[OptOut] = OptOut.objects.filter(customer=customer, ended_at=None)
    return refusals.select_related("contact", "by").order_by("channel", "pk")
