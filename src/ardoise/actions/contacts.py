"""The people at a customer: kept, corrected, taken off; each change recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ardoise.actions import events, lines, rights
from ardoise.actions.companies import LABELS, check_lines, set_fields
from ardoise.actions.refusals import Unfit
from ardoise.records.models import Contact, Customer, User

FIELDS = ("name", "role", "email", "phone", "fax")
ADDRESS = ("address", "postcode", "city", "country")


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
            if "email" in before:  # what came back for good was another address
                kept.email_refused_at, kept.email_refused = None, ""
            kept.save()
            verb = "added_contact" if is_new else "changed_contact"
            after = {field: getattr(kept, field) for field in FIELDS}
            events.record(customer.company, verb, by, at, kept, customer, None if is_new else before, after)
            _end_repairs(customer, by, at)
    return kept


def write_again(contact: Contact, by: User | None, at: datetime) -> bool:
    """An address that came back is good after all; False if nothing stood against it."""
    rights.require(by, "correspond", contact.company)
    with events.act(contact.company):
        told = {"email": contact.email, "email_refused": contact.email_refused}
        refused = Contact.objects.filter(pk=contact.pk, email_refused_at__isnull=False)
        if not refused.update(email_refused_at=None, email_refused=""):
            return False
        events.record(
            contact.company, "changed_contact", by, at, contact, contact.customer, told, {"email_refused": ""}
        )
        _end_repairs(contact.customer, by, at)
    return True


def set_address(customer: Customer, by: User | None, at: datetime, **fields: str) -> dict[str, Any]:
    """Where letters to the customer go (ADDRESS); gives what changed, as it was."""
    rights.require(by, "correspond", customer.company)
    with events.act(customer.company):
        fresh = Customer.objects.select_related("company").get(pk=customer.pk)
        before = set_fields(fresh, {field: text.strip() for field, text in fields.items() if field in ADDRESS})
        if not before:
            return {}
        if not (len(fresh.country) == 2 and fresh.country.isascii() and fresh.country.isalpha()):
            raise Unfit(_("A country is two letters, such as FR or BE."))
        fresh.country = fresh.country.upper()
        for field in ADDRESS:
            if wrong := lines.complaint(LABELS.get(field, field), getattr(fresh, field)):
                raise Unfit(wrong)
        try:
            fresh.full_clean(exclude=["company", "code", "collector", "salesperson"], validate_unique=False)
        except ValidationError as error:
            raise Unfit(" ".join(error.messages)) from error
        fresh.save(update_fields=list(ADDRESS))
        after = {field: getattr(fresh, field) for field in before}
        events.record(customer.company, "changed_address", by, at, fresh, fresh, before, after)
        _end_repairs(fresh, by, at)
    customer.refresh_from_db()
    return before


def _end_repairs(customer: Customer, by: User | None, at: datetime) -> None:
    """Whoever looked for an address of this customer need not look any longer."""
    from ardoise.actions.tasks.repairs import close_repaired  # which asks of contacts itself

    close_repaired(customer, by, at)


def check(contact: Contact) -> None:
    """Unfit unless somebody can be reached by it, and nobody else of the customer has the same address."""
    if not (contact.email or contact.phone or contact.fax):
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
