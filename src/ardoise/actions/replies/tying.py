"""To which message and which customer a mail belongs; where that is not certain, to nobody until a person says so."""

from __future__ import annotations

from ardoise.actions import correspondence
from ardoise.actions.correspondence import addressing
from ardoise.actions.replies.addresses import customer_of, link_of, may_write
from ardoise.actions.replies.members import is_named
from ardoise.formats.mails import Mail
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Company, Contact, Customer, Link, Message


def tie(company: Company, mail: Mail) -> tuple[Message | None, Customer | None]:
    """By the thread first, then by the address it was sent to, then by a sender that only one customer has.

    What answers a mail to a colleague is tied to that mail and to no customer: see `of_colleague`.
    The caller is in the company's scope. A thread and an address that contradict each other tie to nobody, and so do
    the addresses of several customers, whose accountant answers for them all in one mail. An answer to
    what the head of a group read for several members is the member's whose papers alone it names, else the head's.
    """
    message = message_of(company, mail)
    by_address = {found for address in mail.recipients if (found := customer_of(company, address))}
    asked = {link.message for address in mail.recipients if (link := link_of(company, address))}
    if asked or (message and message.level in INTERNAL):
        return of_colleague(company, mail, {*asked, message} - {None}, bool(by_address)), None
    if message:
        told = readers(message)
        if not by_address <= set(told):
            return None, None
        named = None if mail.bounce else _named_alone(message, mail.text)
        return (named, named.customer) if named else (message, told[0])
    if len(by_address) > 1:
        return None, None
    return None, next(iter(by_address), None) or _agreed(by_sender(company, mail.sender), mail)


def of_colleague(company: Company, mail: Mail, told: set[Message | None], is_customers_too: bool) -> Message | None:
    """The mail to a colleague about one dispute that it answers: their words, or their mail server's.

    None, so that a person looks, where it answers something else as well, or comes from an address of a customer's:
    what a customer says is never taken for a colleague's word, nor a colleague's for the customer's.
    """
    links = Link.objects.filter(message__in=[one.pk for one in told if one], purpose="resolve_dispute")
    disputes = set(links.values_list("dispute", flat=True))
    is_internal = all(one and one.level in INTERNAL for one in told)
    is_theirs = not mail.bounce and Contact.objects.filter(company=company, email__iexact=mail.sender).exists()
    if is_customers_too or is_theirs or not is_internal or len(disputes) != 1:
        return None
    return max((one for one in told if one), key=lambda one: one.pk)


def message_of(company: Company, mail: Mail) -> Message | None:
    """The message of ours it answers, or that a mail server could not deliver."""
    told = quoted(mail)
    found = {m.message_id: m for m in Message.objects.filter(company=company, message_id__in=told)}
    return next((found[key] for key in told if key in found), None)


def quoted(mail: Mail) -> list[str]:
    """The messages it says it answers, or could not deliver, the nearest first."""
    return [mail.bounce.message_id] if mail.bounce and mail.bounce.message_id else list(mail.answers)


def _agreed(customer: Customer | None, mail: Mail) -> Customer | None:
    """The sender's customer, where no address of ours that it was sent to speaks of somebody else."""
    return customer if customer and all(may_write(customer, address) for address in mail.recipients) else None


def readers(message: Message) -> list[Customer]:
    """Whom an answer to the message may be of; who reads it first: of a group its head, then the members."""
    whole = correspondence.all_of(message)
    heads = addressing.parents_of(message.company, {one.customer_id for one in whole}) if len(whole) > 1 else {}
    return list(dict.fromkeys([*heads.values(), message.customer, *(one.customer for one in whole)]))


def _named_alone(message: Message, text: str) -> Message | None:
    """Of what left as one, the only message whose documents the words name."""
    whole = correspondence.all_of(message)
    found = [one for one in whole if any(is_named(document, text) for document in _documents(one))]
    return found[0] if len(whole) > 1 and len(found) == 1 else None


def _documents(message: Message) -> list[str]:
    return list(message.items.exclude(document="").values_list("document", flat=True))


def by_sender(company: Company, sender: str) -> Customer | None:
    """The only customer with a contact of that address."""
    if not sender:
        return None
    owners = Contact.objects.filter(company=company, email__iexact=sender).values_list("customer_id", flat=True)
    keys = set(owners)
    return Customer.objects.get(pk=keys.pop()) if len(keys) == 1 else None
