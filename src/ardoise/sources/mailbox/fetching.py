"""New mail, oldest first, each once: by the number the mailbox gives it, from the last one read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imap_tools import BaseMailBox

from ardoise.sources.mailbox.account import Account, Unreachable, opened

AT_ONCE = 200  # mails a round: a mailbox of fifty thousand is read over many, the desk stays free
SIZE_MAX = 15 * 1024 * 1024  # bytes of one mail; of a larger one only its head is read
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Position:
    """How far a mailbox was read: its generation (UIDVALIDITY) and the last number."""

    validity: int = 0
    last_uid: int = 0


@dataclass(frozen=True)
class Fetched:
    """One mail as it lay there; `is_cut`: too large, only its head was read."""

    position: Position
    raw: bytes
    is_cut: bool


def fetch(account: Account, position: Position, limit: int = AT_ONCE) -> Iterator[Fetched]:
    """At most `limit` mails after that position, each with its own; reading marks nothing as read.

    A mailbox of another generation is read from its beginning: who stores knows what he has by the message's id.
    """
    with opened(account) as box:
        validity = generation(box, account)
        after = position.last_uid if position.validity == validity else 0
        for uid in sorted(number for number in numbers(box, after) if number > after)[:limit]:
            size = size_of(box, uid)
            is_cut = size > SIZE_MAX
            part = "BODY.PEEK[HEADER]" if is_cut else "BODY.PEEK[]"
            if raw := content(box, uid, part):
                yield Fetched(Position(validity, uid), raw, is_cut)


def generation(box: BaseMailBox, account: Account) -> int:
    """The UIDVALIDITY of the folder."""
    return int(box.folder.status(account.folder, ["UIDVALIDITY"])["UIDVALIDITY"])


def numbers(box: BaseMailBox, after: int) -> Iterator[int]:
    """The numbers of the mails after that one; a server answers with the last one where there is none."""
    status, found = box.client.uid("SEARCH", f"UID {after + 1}:*")  # type: ignore[arg-type]
    if status != "OK":
        raise Unreachable("The mailbox would not say what is new.")
    yield from (int(number) for line in found if line for number in line.split())


def size_of(box: BaseMailBox, uid: int) -> int:
    """Its size in bytes, before a byte of it is fetched; 0 where the mail is gone."""
    _status, answer = box.client.uid("FETCH", str(uid), "(RFC822.SIZE)")
    found = next((SIZE.search(line) for line in answer if isinstance(line, bytes) and SIZE.search(line)), None)
    return int(found[1]) if found else 0


def content(box: BaseMailBox, uid: int, part: str) -> bytes:
    """The bytes of the mail or of its head; empty where it is gone."""
    _status, answer = box.client.uid("FETCH", str(uid), f"({part})")
    return next((bytes(line[1]) for line in answer if isinstance(line, tuple)), b"")
