"""A parcel as the bytes of an e-mail. Headers with a line break in them are refused, never cleaned.

Each header stands once and no line is longer than a server must take (RFC 5322 2.1.1), everything is ASCII, and the
Message-ID is of the sender's domain: so that a signature put on by the mail server (DKIM) survives the journey.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.policy import SMTP
from email.utils import format_datetime, parseaddr, quote
from functools import lru_cache
from hashlib import sha256
from quopri import encodestring

from ardoise.channels.outcomes import NotSent, Paper, Parcel

CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")

MAILBOX = re.compile(r"[!#-'*+\-./0-9=?A-Z^_`a-z{|}~]{1,64}@[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*", re.ASCII)
NAME = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>", re.ASCII)
LANGUAGE = re.compile(r"[a-z]{2}", re.ASCII)
HEADER = re.compile(r"[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)*", re.ASCII)
CONTENT_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+", re.ASCII)
LINE_MAX = 900  # of a header we are given; a server need take no more than 998
OWN = {
    "from", "to", "cc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted",
    "content-language", "mime-version", "content-type", "content-transfer-encoding", "bcc", "sender", "return-path",
}  # fmt: skip
"""What is written from the parcel itself, or not at all: no further header may bear these names."""
REFERENCES_MAX = 10
REGISTRY = HeaderRegistry()


def written(parcel: Parcel, at: datetime) -> bytes:
    """The e-mail, CRLF line ends: words and HTML side by side, then the papers."""
    refuse_what_no_header_may_hold(parcel)
    boundary = "=_" + sha256(parcel.message_id.encode()).hexdigest()[:32]  # "=_" is in no encoded line
    words = _words(parcel, boundary + "a")
    whole = _joined("mixed", boundary, [words, *map(_paper, parcel.papers)]) if parcel.papers else words
    return "".join(_headers(parcel, at)).encode("ascii") + whole


def _headers(parcel: Parcel, at: datetime) -> Iterator[str]:
    yield _from(parcel.sender)
    yield f"To: {parcel.recipient}\r\n"
    if parcel.cc:
        yield f"Cc: {parcel.cc}\r\n"
    if parcel.reply_to:
        yield f"Reply-To: {parcel.reply_to}\r\n"
    yield _folded("Subject", parcel.subject)
    yield f"Date: {format_datetime(at)}\r\n"
    yield f"Message-ID: {parcel.message_id}\r\n"
    if parcel.answers:
        yield f"In-Reply-To: {parcel.answers[-1]}\r\n"
        yield "References: " + "\r\n ".join(parcel.answers[-REFERENCES_MAX:]) + "\r\n"
    if not parcel.is_by_hand:
        yield "Auto-Submitted: auto-generated\r\n"
    yield f"Content-Language: {parcel.language}\r\n"
    for name, value in parcel.headers:
        yield f"{name}: {value}\r\n"
    yield "MIME-Version: 1.0\r\n"


@lru_cache(maxsize=64)
def _from(sender: str) -> str:
    name, address = parseaddr(sender)
    return _folded("From", str(Address(name, addr_spec=address)))


def _folded(name: str, value: str) -> str:
    """Encoded where it isn't ASCII, folded where it is long (RFC 2047, RFC 5322)."""
    return str(REGISTRY(name, value).fold(policy=SMTP))


def _words(parcel: Parcel, boundary: str) -> bytes:
    plain = _text("plain", parcel.body)
    return _joined("alternative", boundary, [plain, _text("html", parcel.html)]) if parcel.html else plain


def _text(kind: str, words: str) -> bytes:
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    ended = lines if lines.endswith("\n") else lines + "\n"
    return head.encode() + encodestring(ended.encode()).replace(b"\n", b"\r\n")


def _paper(paper: Paper) -> bytes:
    held = f'attachment; filename="{quote(paper.name)}"'
    head = f"Content-Type: {paper.content_type}\r\nContent-Transfer-Encoding: base64\r\n" + (
        f"Content-Disposition: {held}\r\n" if paper.name.isascii() else _folded("Content-Disposition", held)
    )
    return head.encode("ascii") + b"\r\n" + _base64(paper.content)


def _base64(content: bytes) -> bytes:
    """In lines of 76 characters (RFC 2045 6.8)."""
    whole = b2a_base64(content, newline=False)
    return b"\r\n".join([whole[start : start + 76] for start in range(0, len(whole), 76)]) + b"\r\n"


def _joined(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    """Parts of a whole (RFC 2046)."""
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    line = f"--{boundary}\r\n".encode()
    return head + b"".join(line + part + b"\r\n" for part in parts) + f"--{boundary}--\r\n".encode()


def is_name(text: str) -> bool:
    """Can a mail be named so in a header of ours? Programs name theirs in other ways, too."""
    return NAME.fullmatch(text) is not None


def refuse_what_no_header_may_hold(parcel: Parcel) -> None:
    """CR, LF or any control character means somebody tries to add a header; an address is one mailbox, in ASCII.

    That the company has told no sender's address is no fault of the message: it waits until there is one.
    """
    told = (parcel.sender, parcel.recipient, parcel.cc, parcel.reply_to, parcel.subject)
    named = (parcel.message_id, *parcel.answers)
    if any(CONTROL.search(header) for header in (*told, *named, *(paper.name for paper in parcel.papers))):
        raise NotSent("unsafe_header", is_final=True)
    if not MAILBOX.fullmatch(parseaddr(parcel.sender)[1]):
        raise NotSent("no_sender", is_ours=True)
    for address in (parcel.recipient, *filter(None, [parcel.cc, parcel.reply_to])):
        if not MAILBOX.fullmatch(address):
            raise NotSent(f"not_a_mailbox:{address}", is_final=True)
    if not all(map(is_name, named)) or not LANGUAGE.fullmatch(parcel.language):
        raise NotSent("not_named", is_final=True)
    _refuse_foreign_headers(parcel)


def _refuse_foreign_headers(parcel: Parcel) -> None:
    """Further headers are ASCII, one line each, and none is written twice; a paper's type is a type."""
    names = [name.lower() for name, _ in parcel.headers]
    for name, value in parcel.headers:
        if not HEADER.fullmatch(name) or not value.isascii() or not value.isprintable() or len(value) > LINE_MAX:
            raise NotSent(f"no_header:{name[:40]}", is_final=True)
    if OWN.intersection(names) or len(set(names)) < len(names):
        raise NotSent("header_twice", is_final=True)
    for paper in parcel.papers:
        if not CONTENT_TYPE.fullmatch(paper.content_type):
            raise NotSent(f"paper_of_no_type:{paper.name}", is_final=True)
