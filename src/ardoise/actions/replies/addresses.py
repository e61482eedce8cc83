"""The addresses that are answered to: the company's own with a word that tells whose answer it is.

A customer's names the customer; that of a mail to whoever is to answer a dispute, the link that left in it.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable

from django.utils.crypto import constant_time_compare, salted_hmac

from ardoise.records.models import Company, Customer, Link, Mailbox

SALT = "ardoise.reply-address"
DIGITS_MAX = 18  # of a key: more is no number of ours
LENGTH = 16  # characters of 5 bits: nobody guesses another's
LINK = "d"  # before the key of a link: its token is no customer's


def reply_address(customer: Customer) -> str:
    """local+key.token@domain; "" where the company has no mailbox for replies."""
    return reply_addresses(customer.company, [customer.pk]).get(customer.pk, "")


def reply_addresses(company: Company, customers: Iterable[int]) -> dict[int, str]:
    """The same for many customers, by their keys; {} where the company has no mailbox for replies."""
    whole = _mailbox(company)
    return {key: _signed(whole, str(key)) for key in customers} if whole else {}


def resolver_address(link: Link) -> str:
    """Where whoever holds that link may answer by mail; "" where the company has no mailbox for replies."""
    whole = _mailbox(link.company)
    return _signed(whole, f"{LINK}{link.pk}") if whole else ""


def customer_of(company: Company, address: str) -> Customer | None:
    """The customer whose reply address it is; the caller is in the company's scope."""
    key = _key(_named(address))
    return Customer.objects.filter(company=company, pk=key).first() if key else None


def link_of(company: Company, address: str) -> Link | None:
    """The link, of a mail to whoever is to answer a dispute, whose reply address it is, be it revoked by now; likewise
    in the company's scope."""
    name = _named(address)
    key = _key(name.removeprefix(LINK)) if name.startswith(LINK) else None
    found = Link.objects.filter(company=company, pk=key, purpose="resolve_dispute").exclude(message=None)
    return found.select_related("message").first() if key else None


def token(name: str) -> str:
    """What only this installation can make of a name."""
    digest = salted_hmac(SALT, name, algorithm="sha256").digest()
    return b32encode(digest).decode().lower()[:LENGTH]


def _mailbox(company: Company) -> str:
    found = Mailbox.objects.filter(company=company).exclude(address="").first()
    return found.address if found else ""


def _signed(whole: str, name: str) -> str:
    local, _, domain = whole.partition("@")
    return f"{local}+{name}.{token(name)}@{domain}"


def _named(address: str) -> str:
    """The name in an address of ours; "" where the token is not its own."""
    name, _, told = address.partition("@")[0].rpartition("+")[2].partition(".")
    return name.lower() if name.isascii() and constant_time_compare(told.lower(), token(name.lower())) else ""


def _key(name: str) -> int | None:
    return int(name) if name.isascii() and name.isdigit() and len(name) <= DIGITS_MAX else None
