"""Signed links for people without an account: made for one thing, for a time, revocable, opened by a click only."""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django_scopes import scopes_disabled

from ardoise.actions import events, rights
from ardoise.records.models import Dispute, Link, Membership, Message, Proposal, User

VALID_FOR = timedelta(days=30)
LINKED = ("email", "letter", "registered_letter", "fax")  # channels whose messages name the address they are read at
IN_WORDS = re.compile(r"/l/[A-Za-z0-9_-]{20,}/")
SIGNS = 26  # of five bits each, on paper
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: without I, L, O and U
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


def to_resolve(dispute: Dispute, email: str, by: User | None, at: datetime) -> str:
    """A token by which the holder of that mailbox answers this dispute and sees nothing else; the older ones die."""
    rights.require(by, "restrain", dispute.company)
    with events.act(dispute.company):
        dispute.links.filter(revoked_at=None).update(revoked_at=at)
        link, token = new(dispute, email, by, at)
        events.record(dispute.company, "made_link", by, at, link, dispute.customer, after={"for": email})
    return token


def new(dispute: Dispute, email: str, by: User | None, at: datetime) -> tuple[Link, str]:
    """One more link to answer a dispute, and its token, which is kept nowhere; inside the caller's transaction."""
    token = token_urlsafe(32)
    link = Link.objects.create(
        company=dispute.company,
        purpose="resolve_dispute",
        dispute=dispute,
        email=email,
        token_hash=hashed(token),
        by=by,
        at=at,
        expires_at=at + VALID_FOR,
    )
    return link, token


def to_read(messages: Iterable[Message], at: datetime) -> None:
    """Each message can be read at the address it names, and nothing else there; inside the transaction that writes it.

    The address follows from the proposal, so that a draft shows the very link that will leave.
    """
    Link.objects.bulk_create(
        Link(
            company_id=message.company_id,
            purpose="read_message",
            message=message,
            email=message.recipient,
            token_hash=hashed(reading_token(message.approval.proposal, message.channel)),
            at=at,
            expires_at=at + VALID_FOR * 3,
        )
        for message in messages
    )


def address_of(proposal: Proposal) -> str:
    """Where the message of a proposal will be read; "" where this installation has no public address, or no paper
    or mail to write it on."""
    is_linked = proposal.channel in LINKED
    return public(reverse("link", args=[reading_token(proposal, proposal.channel)])) if is_linked else ""


def public(path: str) -> str:
    """The address by which the world reaches that path; "" where this installation has none."""
    base = str(settings.PUBLIC_BASE_URL).rstrip("/")
    return f"{base}{path}" if base.startswith("https://") else ""


def hidden(words: str) -> str:
    """The words without the signs that open a link: whoever reads them here was not given it."""
    return IN_WORDS.sub("/l/…/", words)


def reading_token(proposal: Proposal, channel: str) -> str:
    """What only this installation can make of a proposal: 256 bits; on paper 130, in signs that a person can type.

    Of its key alone it would open another debtor's message once a backup is put back: keys are given again then.
    """
    made_at = proposal.run.at.astimezone(UTC).isoformat()
    told = f"{proposal.pk} {made_at} {proposal.company_id} {proposal.customer.code}"
    digest = salted_hmac("ardoise.read-message", told, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=") if channel == "email" else typed(digest)


def typed(digest: bytes) -> str:
    """130 bits of it as capitals and digits, none of which is read for another, in groups."""
    number = int.from_bytes(digest) >> (8 * len(digest) - 5 * SIGNS)
    signs = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(SIGNS)))
    return "-".join(signs[start : start + 5] for start in range(0, SIGNS, 5))


def as_typed(token: str) -> str:
    """A token that a person read off paper, as it was written: whatever its case, and O for 0, I or L for 1."""
    signs = token.upper().translate(MISREAD)
    return "-".join(signs[start : start + 5] for start in range(0, len(signs), 5))


def find(token: str, at: datetime) -> Link | None:
    """The link of a token, if it is whole, young, and not revoked. Looking opens nothing and notes nothing."""
    with scopes_disabled():
        hashes = [hashed(token), hashed(as_typed(token))]
        link = (
            Link.objects.select_related("company", "dispute__resolver", "message").filter(token_hash__in=hashes).first()
        )
    if link is None or link.revoked_at is not None or link.expires_at <= at:
        return None
    if link.dispute and (link.dispute.ended_at or has_left(link.dispute)):
        return None
    return link


def has_left(dispute: Dispute) -> bool:
    """Was a colleague asked who works for the company no more?"""
    return dispute.pk in departed([dispute])


def departed(disputes: Iterable[Dispute]) -> set[int]:
    """Of these, by key, those of which a colleague was asked who works for their company no more."""
    asked = [one for one in disputes if one.resolver_id]
    here = Membership.objects.filter(user__in={one.resolver_id for one in asked}, user__is_active=True)
    standing = set(here.values_list("user", "company")) if asked else set()
    return {one.pk for one in asked if (one.resolver_id, one.company_id) not in standing}


def is_settled(token: str) -> bool:
    """Was it given to somebody whose dispute ended while they were asked? Whoever was replaced learns nothing."""
    with scopes_disabled():
        link = Link.objects.select_related("dispute").filter(token_hash=hashed(token)).first()
        if link is None or link.dispute is None or link.dispute.ended_at is None:
            return False
        return link.revoked_at in (None, link.dispute.ended_at)


def opened(link: Link, at: datetime) -> None:
    """Somebody clicked: the first time is noted."""
    with scopes_disabled():
        Link.objects.filter(pk=link.pk, opened_at=None).update(opened_at=at)


def hashed(token: str) -> str:
    """What is kept of a token: it cannot be read back."""
    return sha256(token.encode()).hexdigest()
