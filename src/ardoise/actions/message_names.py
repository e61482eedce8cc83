"""The Message-ID of what we write: random, with the moment it was made, and signed, so that we know our own again."""

from __future__ import annotations

import re
from base64 import b32encode
from datetime import UTC, datetime
from email.utils import parseaddr
from uuid import uuid4

from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "ardoise.message-id"
OURS = re.compile(r"<([0-9a-f]{32})\.([0-9a-f]{8,10})\.([a-z2-7]{16})@[^<>\s]+>", re.ASCII)


def new(origin: str, sender: str, at: datetime) -> str:
    """A name no other message bears, in the sender's own domain; `origin`: of the company (`events.origin`)."""
    unique, moment = uuid4().hex, f"{int(at.timestamp()):08x}"
    domain = parseaddr(sender)[1].rpartition("@")[2] or "ardoise.invalid"
    return f"<{unique}.{moment}.{_signed(origin, unique, moment)}@{domain}>"


def made_at(origin: str, name: str) -> datetime | None:
    """When a message of that company was given this name, on whichever database; None of a name that we never gave."""
    found = OURS.fullmatch(name)
    if not found or not constant_time_compare(found[3], _signed(origin, found[1], found[2])):
        return None
    return datetime.fromtimestamp(int(found[2], 16), UTC)


def _signed(origin: str, unique: str, moment: str) -> str:
    digest = salted_hmac(SALT, f"{origin} {unique} {moment}", algorithm="sha256").digest()
    return b32encode(digest).decode().lower()[:16]
