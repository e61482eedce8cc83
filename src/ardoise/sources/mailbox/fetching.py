"""New mail, oldest first, each once: by the number the mailbox gives it, from the last one read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from imap_tools import BaseMailBox

from ardoise.sources.mailbox.account import Account, Unreachable, opened

AT_ONCE = 2000  # mails a round: a mailbox of fifty thousand is read over many, the desk stays free
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # of RFC 3501
SIZE_MAX = 15 * 1024 * 1024  # bytes of one mail; of a larger one only its beginning is read
BEGINNING = 512 * 1024  # bytes of it: the words stand before the pictures
TOGETHER = 2 * 1024 * 1024  # bytes of the mails asked for in one breath
ASKED = 50  # of whose sizes one question asks
UID = re.compile(rb"\bUID (\d+)")
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Position:
    """How far a mailbox was read: its generation (UIDVALIDITY) and the last number."""

    validity: int = 0
    last_uid: int = 0


@dataclass(frozen=True)
class Fetched:
    """One mail as it lay there; `is_cut`: too large, only its beginning was read; `left`: how many lie behind it.

    Without a byte: it lies there, and the server could not give it.
    """

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
        missing: list[int] = []  # since the last one given: where none is given any more, all are asked for again
        for place, (uid, raw, is_cut) in enumerate(read(box, waiting[:limit]), 1):
            if not raw:
                missing.append(uid)
                continue
            for other in [*(n for n in missing if n in numbers(box, n - 1)), uid]:
                content = raw if other == uid else b""
                yield Fetched(Position(validity, other), content, is_cut, len(waiting) - place)
            missing.clear()


def read(box: BaseMailBox, uids: Sequence[int]) -> Iterator[tuple[int, bytes, bool]]:
    """Each of these mails, a batch asked for at a time: its content, empty where there is none, and whether it was
    cut."""
    for batch in batched(uids, ASKED):
        for some, is_cut in parted(batch, sizes_of(box, batch)):
            found = contents(box, some, f"BODY.PEEK[]<0.{BEGINNING}>" if is_cut else "BODY.PEEK[]")
            yield from ((uid, found.get(uid, b""), is_cut) for uid in some)


def batched(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """So many at a time, in their order."""
    for start in range(0, len(uids), size):
        yield uids[start : start + size]


def parted(uids: Sequence[int], sizes: Mapping[int, int]) -> Iterator[tuple[list[int], bool]]:
    """What is asked for in one breath, in order: mails that together weigh little, or one of which a part is read."""
    group: list[int] = []
    weight = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        if group and (size > SIZE_MAX or weight + size > TOGETHER):
            yield group, False
            group, weight = [], 0
        if size > SIZE_MAX:
            yield [uid], True
        else:
            group.append(uid)
            weight += size
    if group:
        yield group, False


def generation(box: BaseMailBox, account: Account) -> int:
    """The UIDVALIDITY of the folder."""
    return int(box.folder.status(account.folder, ["UIDVALIDITY"])["UIDVALIDITY"])


def numbers(box: BaseMailBox, after: int, since_on: date | None = None) -> Iterator[int]:
    """The numbers of the mails after that one; a server answers with the last one where there is none."""
    asked = f"UID {after + 1}:*" + (f" SINCE {day_of(since_on)}" if since_on else "")
    status, found = box.client.uid("SEARCH", asked)
    if status != "OK":
        raise Unreachable(f"mailbox_broke:{status}")
    yield from (int(number) for line in found if line for number in line.split())


def day_of(on: date) -> str:
    """A day as IMAP writes it, whatever the language of the machine."""
    return f"{on.day}-{MONTHS[on.month - 1]}-{on.year:04d}"


def sizes_of(box: BaseMailBox, uids: Sequence[int]) -> dict[int, int]:
    """Their sizes in bytes, before a byte of any is fetched; a mail that is gone is left out."""
    told = [line for line in asked(box, uids, "RFC822.SIZE") if isinstance(line, bytes)]
    found = [(UID.search(line), SIZE.search(line)) for line in told]
    return {int(uid[1]): int(size[1]) for uid, size in found if uid and size}


def contents(box: BaseMailBox, uids: Sequence[int], part: str) -> dict[int, bytes]:
    """The bytes of these mails or of their beginnings, by their numbers; what is gone is left out."""
    answer, found = asked(box, uids, part), {}
    for line, after in zip_longest(answer, answer[1:]):
        if isinstance(line, tuple):  # some servers give the number before the mail, some behind it
            behind = after if isinstance(after, bytes) else b""
            if uid := UID.search(line[0]) or UID.search(behind):
                found[int(uid[1])] = bytes(line[1])
    return found


def asked(box: BaseMailBox, uids: Sequence[int], part: str) -> list[Any]:
    """What the server says of these mails. One of them that it cannot give (RFC 2180) costs no other: then each is
    asked for by itself, and that one is left out."""
    status, answer = box.client.uid("FETCH", ",".join(map(str, uids)), f"(UID {part})")
    if status == "OK":
        return answer
    return [line for uid in uids for line in asked(box, [uid], part)] if len(uids) > 1 else []
