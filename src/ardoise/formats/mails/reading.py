"""Bytes to a Mail; malformed MIME gives what can be had of it, never an exception."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.headerregistry import BaseHeader
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from hashlib import sha256
from itertools import islice
from typing import Any, Literal

from ardoise.domain.unseen import without
from ardoise.formats.mails.bodies import text_of, written_by_them
from ardoise.formats.mails.bounces import Bounce, bounce_of, mailbox_in

MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
HEADER_MAX = 16 * 1024  # characters of one header: reading a longer one costs the square of its length
PART_LINES_MAX = 1000  # lines that may begin a part; what stands behind them is left out
PART_LINE = re.compile(rb"\n--")
NAMES = (
    "From", "To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Subject", "Date", "Message-ID", "In-Reply-To",
    "References", "Return-Path", "Auto-Submitted", "Precedence", "X-Failed-Recipients", "Authentication-Results",
)  # fmt: skip
"""The headers that are read."""
Machine = Literal["", "generated", "replied"]
"""Which machine wrote a mail (RFC 3834): none; one that sends of itself, or may; one that answers what comes in."""
ANSWERS = ("auto_reply", "auto-reply")
"""The precedence of such an answer; *bulk* is none: ticket systems send what people write so."""
ROBOTS = ("mailer-daemon", "postmaster", "no-reply", "noreply", "donotreply", "ne-pas-repondre")


@dataclass(frozen=True)
class Mail:
    """One mail of theirs; every text is clean of control characters and of what is not seen, absent is empty."""

    message_id: str  # <…>; made of the hash where the mail has none
    sender: str  # the address alone
    sender_name: str
    recipients: tuple[str, ...]  # addresses it was sent to, in lower case
    subject: str
    sent_at: datetime | None  # as the sender's clock says, in UTC
    answers: tuple[str, ...]  # message ids it answers, the nearest first
    text: str  # what they wrote, quoted parts cut
    whole: str  # with the quoted parts
    attachments: tuple[str, ...]  # names
    by_machine: Machine  # out of office, delivery report, a ticket's number
    bounce: Bounce | None
    sha256: str

    @property
    def is_automatic(self) -> bool:
        """Did a machine write it?"""
        return bool(self.by_machine)


def read(raw: bytes) -> Mail:
    """The mail of these bytes, whatever they are."""
    mail = parsed(raw)
    whole = text_of(mail)
    name, address = mailbox_in(header(mail, "From"))
    to = recipients(mail)
    digest = sha256(raw).hexdigest()
    found = MESSAGE_ID.search(header(mail, "Message-ID"))
    return Mail(
        message_id=found[0] if found else f"<{digest}@ardoise.invalid>",
        sender=address.strip().lower()[:254],
        sender_name=name.strip()[:120],
        recipients=to,
        subject=header(mail, "Subject")[:300],
        sent_at=sent_at(mail),
        answers=answers(mail),
        text=written_by_them(whole, [address.rpartition("@")[2] for address in to]),
        whole=whole,
        attachments=attachments(mail),
        by_machine=by_machine(mail, address),
        bounce=bounce_of(mail, whole),
        sha256=digest,
    )


class Bounded(policy.EmailPolicy):
    """The modern way to read headers, which looks at the beginning of an endless one."""

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        """The header as it is read."""
        return super().header_fetch_parse(name, value if isinstance(value, BaseHeader) else str(value)[:HEADER_MAX])


def parsed(raw: bytes) -> Message:
    """The modern parser; where a header makes it stumble, the old one, which takes anything."""
    raw = with_few_parts(raw)
    try:
        mail: Message = BytesParser(_class=EmailMessage, policy=Bounded()).parsebytes(raw)
        for name in NAMES:  # headers are parsed when asked: ask now
            str(mail.get(name))
        for part in mail.walk():
            part.get_content_type()
    except Exception:
        return BytesParser(policy=policy.compat32).parsebytes(raw)
    return mail


def with_few_parts(raw: bytes) -> bytes:
    """The mail up to where it goes on in more parts than anybody sends."""
    too_many = next(islice(PART_LINE.finditer(raw), PART_LINES_MAX, None), None)
    return raw[: too_many.start()] if too_many else raw


def header(mail: Message, name: str) -> str:
    """A header on one line, decoded; "" where it is absent or cannot be read."""
    try:
        return without(CONTROL.sub(" ", str(mail.get(name, "")))).strip()
    except Exception:
        return ""


def recipients(mail: Message) -> tuple[str, ...]:
    """To, Cc and what the servers say they delivered it to: where a reply address of ours stands."""
    told = [header(mail, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")]
    found = re.findall(r"[\w.+!#$%&'*/=?^`{|}~-]+@[\w.-]+", " ".join(told))
    return tuple(dict.fromkeys(address.lower() for address in found))[:50]


def sent_at(mail: Message) -> datetime | None:
    """The instant of its Date; None where it has none that makes sense."""
    try:
        at = parsedate_to_datetime(header(mail, "Date"))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def answers(mail: Message) -> tuple[str, ...]:
    """In-Reply-To, then References from the last to the first."""
    near = MESSAGE_ID.findall(header(mail, "In-Reply-To"))
    thread = MESSAGE_ID.findall(header(mail, "References"))
    return tuple(dict.fromkeys([*near, *reversed(thread)]))[:100]


def attachments(mail: Message) -> tuple[str, ...]:
    """The names of the files that came with it."""
    names = []
    for part in mail.walk():
        try:
            name = part.get_filename()
        except Exception:
            name = None
        if name:
            names.append(without(CONTROL.sub(" ", str(name))).strip()[:120])
    return tuple(names[:50])


def by_machine(mail: Message, address: str) -> Machine:
    """Did a machine write it, and as an answer to a mail? (RFC 3834, and what mail programs did before it.)"""
    submitted, precedence = header(mail, "Auto-Submitted").lower(), header(mail, "Precedence").lower()
    if submitted.startswith("no"):
        submitted = ""
    is_answer = submitted.startswith("auto-replied") or precedence in ANSWERS or is_shown(mail)
    if is_answer or any(mail.get(name) for name in ("X-Autoreply", "X-Autorespond")):
        return "replied"
    is_generated = (
        submitted
        or precedence == "junk"
        or any(mail.get(name) for name in ("X-Auto-Response-Suppress", "X-Failed-Recipients"))
        or mail.get_content_type() == "multipart/report"
        or address.lower().split("@")[0] in ROBOTS
        or (mail.get("Return-Path") is not None and not header(mail, "Return-Path").strip("<> "))
    )
    return "generated" if is_generated else ""


def is_shown(mail: Message) -> bool:
    """Is it the report of a mail program that a mail was shown or thrown away (RFC 8098), not one passed on by a
    person?"""
    inside: Any = mail.get_payload() if mail.is_multipart() and mail.get_content_type() == "multipart/report" else ()
    return any(part.get_content_type() == "message/disposition-notification" for part in (mail, *inside))
