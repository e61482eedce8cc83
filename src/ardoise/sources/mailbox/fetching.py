"""New mail, oldest first, each once: by the number the mailbox gives it, from the last one read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from imap_tools import BaseMailBox

from ardoise.sources.mailbox.account import Account, Unreachable, opened

AT_ONCE = 2000  # mails a round: a mailbox of fifty thousand is read over many, the desk stays free
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # of RFC 3501
SIZE_MAX = 15 * 1024 * 1024  # bytes of one mail; of a larger one only its head is read
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Position:
    """How far a mailbox was read: its generation (UIDVALIDITY) and the last number."""

    validity: int = 0
    last_uid: int = 0


@dataclass(frozen=True)
class Fetched:
    """One mail as it lay there; `is_cut`: too large, only its head was read; `left`: how many lie behind it."""

    position: Position
    raw: bytes
    is_cut: bool
    left: int = 0


def fetch(
    account: Account, position: Position, limit: int = AT_ONCE, since_on: date | None = None
) -> Iterator[Fetched]:
    """At most `limit` mails after that position, each with its own; reading marks nothing as read.

    Those that arrived before `since_on` are left alone: a mailbox that has served for years holds no replies to us.
    A mailbox of another generation is read from its beginning: who stores knows what he has by the message's id.
    """
    with opened(account) as box:
        validity = generation(box, account)
        after = position.last_uid if position.validity == validity else 0
        waiting = sorted(number for number in numbers(box, after, since_on) if number > after)
        for place, uid in enumerate(waiting[:limit], 1):
            size = size_of(box, uid)
            is_cut = size > SIZE_MAX
            part = "BODY.PEEK[HEADER]" if is_cut else "BODY.PEEK[]"
            if raw := content(box, uid, part):
                yield Fetched(Position(validity, uid), raw, is_cut, len(waiting) - place)


def generation(box: BaseMailBox, account: Account) -> int:
    """The UIDVALIDITY of the folder."""
    return int(box.folder.status(account.folder, ["UIDVALIDITY"])["UIDVALIDITY"])


def numbers(box: BaseMailBox, after: int, since_on: date | None = None) -> Iterator[int]:
    """The numbers of the mails after that one; a server answers with the last one where there is none."""
    asked = f"UID {after + 1}:*" + (f" SINCE {day_of(since_on)}" if since_on else "")
    status, found = box.client.uid("SEARCH", asked)  # type: ignore[arg-type]
    if status != "OK":
        raise Unreachable("The mailbox would not say what is new.")
    yield from (int(number) for line in found if line for number in line.split())


def day_of(on: date) -> str:
    """A day as IMAP writes it, whatever the language of the machine."""
    return f"{on.day}-{MONTHS[on.month - 1]}-{on.year:04d}"


def size_of(box: BaseMailBox, uid: int) -> int:
    """Its size in bytes, before a byte of it is fetched; 0 where the mail is gone."""
    _status, answer = box.client.uid("FETCH", str(uid), "(RFC822.SIZE)")
    found = next((SIZE.search(line) for line in answer if isinstance(line, bytes) and SIZE.search(line)), None)
    return int(found[1]) if found else 0


def content(box: BaseMailBox, uid: int, part: str) -> bytes:
    """The bytes of the mail or of its head; empty where it is gone."""
    _status, answer = box.client.uid("FETCH", str(uid), f"({part})")
    return next((bytes(line[1]) for line in answer if isinstance(line, tuple)), b"")
