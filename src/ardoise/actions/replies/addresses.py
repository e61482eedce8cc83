"""The addresses that are answered to: the company's own with a word that tells whose answer it is.

A customer's names the customer; that of a mail to whoever is to answer a dispute, the link that left in it. Keys are
given again once an older database is put back, so what is signed is what no other row bears: the first event of the
company with the customer's code, or the secret of the link. Addresses of before signed the key alone: they count where
a message in this database bears them, of a time in which no other database can have given the key to somebody else.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from ardoise.actions import events, installation
from ardoise.records.models import Company, Customer, Link, Mailbox, Message

SALT = "ardoise.reply-address"
LENGTH = 16  # characters of 5 bits: nobody guesses another's
LINK = "d"  # before the key of a link: its token is no customer's
OURS = re.compile(rf"\+((?:{LINK})?[0-9]{{1,18}})\.([a-z2-7]{{{LENGTH}}})@", re.IGNORECASE | re.ASCII)
"""What we put behind the company's own: a name with its key, and what signs it. More digits are no key of ours."""


def are_read(company: Company) -> bool:
    """Is there a mailbox in which what is answered to such addresses is read?"""
    return bool(_mailbox(company))


def reply_address(customer: Customer) -> str:
    """local+key.token@domain; "" where the company has no mailbox for replies."""
    return reply_addresses(customer.company, [customer]).get(customer.pk, "")


def reply_addresses(company: Company, customers: Iterable[Customer]) -> dict[int, str]:
    """The same for many customers, by their keys; {} where the company has no mailbox for replies."""
    whole = _mailbox(company)
    origin = events.origin(company) if whole else ""
    return {one.pk: _signed(whole, str(one.pk), _of_customer(origin, one)) for one in customers} if whole else {}


def resolver_address(link: Link) -> str:
    """Where whoever holds that link may answer by mail; "" where the company has no mailbox for replies."""
    whole = _mailbox(link.company)
    return _signed(whole, f"{LINK}{link.pk}", link.token_hash) if whole else ""


def customer_of(company: Company, address: str) -> Customer | None:
    """The customer whose reply address it certainly is; the caller is in the company's scope."""
    name, told = _parts(address)
    found = Customer.objects.filter(company=company, pk=int(name)).first() if name.isdigit() else None
    if found is None or _is_signed(told, name, _of_customer(events.origin(company), found)):
        return found
    theirs = Q(customer=found) | Q(customer__group=found.code)  # what the head of a group reads bears its address
    return found if _is_signed(told, name) and _was_given(Message.objects.filter(theirs), company, name, told) else None


def link_of(company: Company, address: str) -> Link | None:
    """The link, of a mail to whoever is to answer a dispute, whose reply address it certainly is, be it revoked by now;
    likewise in the company's scope."""
    name, told = _parts(address)
    if not name.startswith(LINK):
        return None
    of_mails = Link.objects.filter(company=company, purpose="resolve_dispute").exclude(message=None)
    found = of_mails.filter(pk=int(name.removeprefix(LINK))).select_related("message").first()
    if found is None or _is_signed(told, name, found.token_hash):
        return found
    given = Message.objects.filter(links=found)
    return found if _is_signed(told, name) and _was_given(given, company, name, told) else None


def may_write(customer: Customer, address: str) -> bool:
    """Does the address leave open that this customer wrote? One of ours that is certainly nobody's speaks of somebody
    whom this database does not know: but one of before, signed for this very key, agrees with the sender."""
    name, told = _parts(address)
    return not name or (name == str(customer.pk) and _is_signed(told, name))


def token(name: str, secret: str = "") -> str:
    """What only this installation can make of a name and of what no other row bears."""
    digest = salted_hmac(SALT, f"{name} {secret}" if secret else name, algorithm="sha256").digest()
    return b32encode(digest).decode().lower()[:LENGTH]


def _mailbox(company: Company) -> str:
    found = Mailbox.objects.filter(company=company).exclude(address="").first()
    return found.address if found else ""


def _of_customer(origin: str, customer: Customer) -> str:
    """Who it is whatever its key: a code of a company."""
    return f"{origin} {customer.code}"


def _signed(whole: str, name: str, secret: str) -> str:
    local, _, domain = whole.partition("@")
    return f"{local}+{name}.{token(name, secret)}@{domain}"


def _parts(address: str) -> tuple[str, str]:
    """The name in an address like ours, and what signs it; "" of any other."""
    found = OURS.search(address)
    return (found[1].lower(), found[2].lower()) if found else ("", "")


def _is_signed(told: str, name: str, secret: str = "") -> bool:
    return constant_time_compare(told, token(name, secret))


def _was_given(messages: QuerySet[Message], company: Company, name: str, told: str) -> bool:
    """Does one of the messages bear it, written before any older database was taken up in the company's place?"""
    given = messages.filter(company=company, reply_to__icontains=f"+{name}.{told}@")
    if adopted := installation.adoptions(company).first():
        given = given.filter(composed_at__lt=adopted.at)
    return given.exists()
