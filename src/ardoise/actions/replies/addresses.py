"""The address a customer answers to: the company's own with a word that tells whose answer it is."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable

from django.utils.crypto import constant_time_compare, salted_hmac

from ardoise.records.models import Company, Customer, Mailbox

SALT = "ardoise.reply-address"
DIGITS_MAX = 18  # of a customer's key: more is no number of ours
LENGTH = 16  # characters of 5 bits: nobody guesses another customer's


def reply_address(customer: Customer) -> str:
    """local+key.token@domain; "" where the company has no mailbox for replies."""
    return reply_addresses(customer.company, [customer.pk]).get(customer.pk, "")


def reply_addresses(company: Company, customers: Iterable[int]) -> dict[int, str]:
    """The same for many customers, by their keys; {} where the company has no mailbox for replies."""
    mailbox = Mailbox.objects.filter(company=company).exclude(address="").first()
    if mailbox is None:
        return {}
    local, _, domain = mailbox.address.partition("@")
    return {key: f"{local}+{key}.{token(key)}@{domain}" for key in customers}


def customer_of(company: Company, address: str) -> Customer | None:
    """The customer whose reply address it is; the caller is in the company's scope."""
    key, _, told = address.partition("@")[0].rpartition("+")[2].partition(".")
    if not (key.isascii() and key.isdigit() and len(key) <= DIGITS_MAX):
        return None
    if not constant_time_compare(told.lower(), token(int(key))):
        return None
    return Customer.objects.filter(company=company, pk=int(key)).first()


def token(key: int) -> str:
    """What only this installation can make of a customer's key."""
    digest = salted_hmac(SALT, str(key), algorithm="sha256").digest()
    return b32encode(digest).decode().lower()[:LENGTH]
