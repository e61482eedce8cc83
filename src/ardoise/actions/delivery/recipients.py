"""Whom a channel reaches: an e-mail address, a telephone number as networks write it, a postal address on one line."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from babel import Locale

from ardoise import channels
from ardoise.channels.telephones import read, read_mobile
from ardoise.domain import postal
from ardoise.records.models import ChannelSetting, Company, Contact, Customer, OptOut

CONTACT_ORDER = ("reminders", "accounting", "billing", "management", "legal", "other")


class Recipient(NamedTuple):
    """Where the message goes, and to whom there; "" and None where a customer, not a person, is reached."""

    address: str
    contact_id: int | None = None
    role: str = ""


def recipient_of(customer: Customer, channel: str, role: str = "") -> str:
    """The address of the one customer; "" where nobody can be reached by that channel."""
    found = recipients_of(customer.company, channel, [customer.pk], role)
    return found[customer.pk].address if customer.pk in found else ""


def recipients_of(company: Company, channel: str, customers: Collection[int], role: str = "") -> dict[int, Recipient]:
    """By customer's key; the contact of that role first, then by CONTACT_ORDER. Who can't be reached is left out.

    Nobody is reached who refused the channel, at an address that came back for good, or by a number that is none.
    """
    way = _way_of(company, channel)
    reached = channels.reaches(channel, way) if channel in channels.NAMES else ""
    asked = refused(channel, customers)
    theirs = [key for key in customers if key not in asked.customers]
    if reached == "postal":
        return {c.pk: Recipient(address) for c in _rows(theirs) if (address := postal_address(c))}
    return _first(_willing(theirs, channel, asked), reached, channel, role)


class Reachable(NamedTuple):
    """Somebody at a customer whom a channel reaches: a person, or by post the customer itself (None)."""

    contact_id: int | None
    address: str
    name: str
    role: str = ""


def reachable(customer: Customer, channel: str) -> list[Reachable]:
    """Everybody there whom a message in writing reaches, in CONTACT_ORDER; each address once."""
    way = _way_of(customer.company, channel)
    refusals = refused(channel, [customer.pk])
    if customer.pk in refusals.customers or (channel != channels.EMAIL and not way):
        return []
    reached = channels.reaches(channel, way)
    if reached == "postal":
        address = postal_address(customer)
        return [Reachable(None, address, customer.name)] if postal.is_whole(postal.lines_of(address)) else []
    found: dict[str, Reachable] = {}
    contacts = _willing([customer.pk], channel, refusals)
    for one in sorted(contacts, key=lambda c: (CONTACT_ORDER.index(c.role), c.pk)):
        if address := _address(one, reached, channel):
            found.setdefault(address.lower(), Reachable(one.pk, address, one.name, one.role))
    return list(found.values())


def why_nobody(customer: Customer, channel: str) -> str:
    """Why `reachable` finds nobody there: a reason's code."""
    way = _way_of(customer.company, channel)
    if channel != channels.EMAIL and not way:
        return "channel_off"
    if customer.pk in refused(channel, [customer.pk]).customers:
        return "opted_out"
    reached = channels.reaches(channel, way)
    if reached == "email" and channel == "registered_letter" and customer.kind == "consumer":
        return "lre_needs_consent"
    return {"postal": "no_postal_address", "email": "no_address"}.get(reached, "phone_missing")


def is_refused(customer: Customer, email: str) -> bool:
    """Did the customer, or the person of that address, refuse e-mails; or did the address come back for good?"""
    refusals = refused(channels.EMAIL, [customer.pk])
    theirs = [one for one in _contacts([customer.pk]) if one.email.lower() == email.lower()]
    return customer.pk in refusals.customers or any(
        one.pk in refusals.contacts or one.email_refused_at is not None for one in theirs
    )


def _way_of(company: Company, channel: str) -> str:
    """By which way the channel leaves; "" for e-mail, which has one, and for a channel that is off."""
    if channel == channels.EMAIL:
        return ""
    kept = ChannelSetting.objects.filter(company=company, channel=channel).values_list("way", flat=True).first()
    return kept or ""


class Refusals(NamedTuple):
    """Customers and contacts that do not want to be reached by a channel."""

    customers: frozenset[int]
    contacts: frozenset[int]


def refused(channel: str, customers: Collection[int]) -> Refusals:
    """Who of these customers, or of their contacts, refused the channel."""
    rows = OptOut.objects.filter(customer__in=list(customers), channel=channel, ended_at=None)
    told = list(rows.values_list("customer_id", "contact_id"))
    return Refusals(
        frozenset(customer for customer, contact in told if contact is None),
        frozenset(contact for _, contact in told if contact is not None),
    )


def postal_address(customer: Customer) -> str:
    """The customer's address on one line, "" where a postman would not find it; abroad the country closes it."""
    town = " ".join(part for part in (customer.postcode, customer.city) if part)
    if not customer.address.strip() or not town:
        return ""
    country = country_name(customer.country)
    lines = [customer.name, *customer.address.splitlines(), town, country]
    return postal.on_one_line([line for line in lines if line.strip()])


def country_name(code: str) -> str:
    """As the French post reads it, in capitals; "" for France."""
    if code in ("", "FR"):
        return ""
    return str(Locale("fr").territories.get(code, code)).upper()


def _willing(customers: Collection[int], channel: str, asked: Refusals) -> list[Contact]:
    """The contacts of these customers that did not refuse the channel."""
    contacts = [contact for contact in _contacts(customers) if contact.pk not in asked.contacts]
    if channel == "registered_letter":  # an electronic one; CPCE L100: a consumer must have agreed to it beforehand
        contacts = [contact for contact in contacts if contact.customer.kind != "consumer"]
    return contacts


def _rows(customers: Collection[int]) -> Iterable[Customer]:
    return Customer.objects.filter(pk__in=list(customers))


def _contacts(customers: Collection[int]) -> list[Contact]:
    return list(Contact.objects.filter(customer__in=list(customers)).select_related("customer"))


def _first(contacts: list[Contact], reached: str, channel: str, role: str) -> dict[int, Recipient]:
    """For each customer the first contact, in order, whose address is one."""
    ranked = sorted(contacts, key=lambda c: (c.role != role, CONTACT_ORDER.index(c.role), c.pk))
    found: dict[int, Recipient] = {}
    for contact in ranked:
        if contact.customer_id not in found and (address := _address(contact, reached, channel)):
            found[contact.customer_id] = Recipient(address, contact.pk, contact.role)
    return found


def _address(contact: Contact, reached: str, channel: str) -> str:
    country = contact.customer.country
    if reached == "email":
        return contact.email if contact.email_refused_at is None else ""
    if reached == "fax":
        return read(contact.fax, country).number
    return (read_mobile if channel == "sms" else read)(contact.phone, country).number
