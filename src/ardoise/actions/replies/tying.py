"""To which message and which customer a mail belongs; where that is not certain, to nobody until a person says so."""

from __future__ import annotations

from ardoise.actions.replies.addresses import customer_of
from ardoise.formats.mails import Mail
from ardoise.records.models import Company, Contact, Customer, Message


def tie(company: Company, mail: Mail) -> tuple[Message | None, Customer | None]:
    """By the thread first, then by the address it was sent to, then by a sender that only one customer has.

    The caller is in the company's scope. A thread and an address that contradict each other tie to nobody.
    """
    message = message_of(company, mail)
    by_address = next((found for address in mail.recipients if (found := customer_of(company, address))), None)
    if message and by_address and message.customer_id != by_address.pk:
        return None, None
    if message:
        return message, message.customer
    customer = by_address or by_sender(company, mail.sender)
    return None, customer


def message_of(company: Company, mail: Mail) -> Message | None:
    """The message of ours it answers, or that a mail server could not deliver."""
    told = [mail.bounce.message_id] if mail.bounce and mail.bounce.message_id else list(mail.answers)
    found = {m.message_id: m for m in Message.objects.filter(company=company, message_id__in=told)}
    return next((found[key] for key in told if key in found), None)


def by_sender(company: Company, sender: str) -> Customer | None:
    """The only customer with a contact of that address."""
    if not sender:
        return None
    owners = Contact.objects.filter(company=company, email__iexact=sender).values_list("customer_id", flat=True)
    keys = set(owners)
    return Customer.objects.get(pk=keys.pop()) if len(keys) == 1 else None
