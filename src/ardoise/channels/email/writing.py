"""A parcel as the bytes of an e-mail. Headers with a line break in them are refused, never cleaned."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from ardoise.channels.outcomes import NotSent, Parcel

CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")

MAILBOX = re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}@[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*", re.ASCII)


def written(parcel: Parcel, at: datetime) -> bytes:
    """The e-mail, CRLF line ends: words and HTML side by side, then the papers."""
    refuse_what_no_header_may_hold(parcel)
    mail = EmailMessage(policy=SMTP)
    name, address = parseaddr(parcel.sender)
    mail["From"] = Address(name, addr_spec=address)
    mail["To"] = Address(addr_spec=parcel.recipient)
    mail["Subject"] = parcel.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = parcel.message_id
    mail["Content-Language"] = parcel.language
    mail.set_content(parcel.body, cte="quoted-printable")
    if parcel.html:
        mail.add_alternative(parcel.html, subtype="html", cte="quoted-printable")
    for paper in parcel.papers:
        kind, _, subtype = paper.content_type.partition("/")
        mail.add_attachment(paper.content, maintype=kind, subtype=subtype, filename=paper.name)
    return mail.as_bytes()


def refuse_what_no_header_may_hold(parcel: Parcel) -> None:
    """CR, LF or any control character means somebody tries to add a header; an address is one mailbox, in ASCII.

    That the company has told no sender's address is no fault of the message: it waits until there is one.
    """
    headers = (parcel.sender, parcel.recipient, parcel.subject, parcel.message_id, *(p.name for p in parcel.papers))
    if any(CONTROL.search(header) for header in headers):
        raise NotSent("A header of the message holds a line break or a control character.", is_final=True)
    if not MAILBOX.fullmatch(parseaddr(parcel.sender)[1]):
        raise NotSent("no_sender", is_ours=True)
    if not MAILBOX.fullmatch(parcel.recipient):
        raise NotSent(f"“{parcel.recipient}” is not one e-mail address.", is_final=True)
