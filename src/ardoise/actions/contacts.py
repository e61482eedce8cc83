"""The people at a customer: kept, corrected, taken off; each change recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.companies import Unfit, check_lines, set_fields
from ardoise.records.models import Contact, Customer, User

FIELDS = ("name", "role", "email", "phone")


def keep(customer: Customer, by: User | None, at: datetime, contact: Contact | None = None, **fields: Any) -> Contact:
    """A new contact of the customer, or the one given, corrected; the same again changes nothing."""
    rights.require(by, "correspond", customer.company)
    with events.act(customer.company):
        kept = contact or Contact(company=customer.company, customer=customer)
        if kept.customer_id != customer.pk:
            raise rights.Missing(_("This does not exist, or is not yours to see."))
        before = set_fields(kept, {field: value for field, value in fields.items() if field in FIELDS})
        check(kept)
        if before or kept.pk is None:
            is_new = kept.pk is None
            kept.save()
            verb = "added_contact" if is_new else "changed_contact"
            after = {field: getattr(kept, field) for field in FIELDS}
            events.record(customer.company, verb, by, at, kept, customer, None if is_new else before, after)
    return kept


def check(contact: Contact) -> None:
    """Unfit unless somebody can be reached by it, and nobody else of the customer has the same address."""
    if not (contact.email or contact.phone):
        raise Unfit(_("A contact needs an e-mail address or a telephone number."))
    same = Contact.objects.filter(customer=contact.customer, email__iexact=contact.email).exclude(pk=contact.pk)
    if contact.email and same.exists():
        raise Unfit(_("This customer has a contact with this e-mail address already."))
    check_lines(contact)
    try:
        contact.full_clean(exclude=["company", "customer"])
    except ValidationError as error:
        raise Unfit(" ".join(error.messages)) from error


def remove(contact: Contact, by: User | None, at: datetime) -> bool:
    """Nobody writes to this contact any more; False if it was gone."""
    rights.require(by, "correspond", contact.company)
    with events.act(contact.company):
        before = {field: getattr(contact, field) for field in FIELDS}
        customer, key = contact.customer, contact.pk
        if not Contact.objects.filter(pk=key).delete()[0]:
            return False
        events.record(contact.company, "removed_contact", by, at, None, customer, before=before)
    return True
