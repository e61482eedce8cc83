"""Whose words wait unread: whoever has written, that he paid perhaps, hears nothing that a machine decided."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from ardoise.actions.replies.colleagues import ABOUT_THEM
from ardoise.actions.replies.members import members_told
from ardoise.records.models import Company, Customer, Finding, Reply


def unread_of(company: Company) -> set[int]:
    """By key the customers of whom a mail waits that nobody has accepted, corrected, rejected or set aside, with those
    whom it is about or whose reminders its writer reads as the head of their group. That somebody is away, or a mail
    came back, is nobody's word."""
    read = Finding.objects.filter(reply=OuterRef("pk"))
    asks = Exists(read.filter(decision="").exclude(situation__in=ABOUT_THEM)) | ~Exists(read)
    waiting = Reply.objects.filter(asks, company=company, state="new").exclude(customer=None)
    found = list(waiting.defer("raw").select_related("company", "customer"))
    heads = {reply.customer.code for reply in found if reply.customer}
    members = Customer.objects.filter(company=company, parent_receives=True, group__in=heads).values_list(
        "pk", flat=True
    )
    return {reply.customer_id for reply in found}.union(members, *members_told(found).values())
