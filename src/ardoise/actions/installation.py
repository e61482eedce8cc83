"""Whose database this is. One that was restored or copied elsewhere must not send what its origin sends.

The folder has a name that the database knows. And it remembers, for each company, the last event of its chain when
something left: an older database put back in the place of the one that sent knows nothing of that event. Where both
were put back, a mail may show it: one that quotes a message of ours, signed, that this database does not know.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django_scopes import scope, scopes_disabled

from ardoise.actions import events, rights
from ardoise.actions.message_names import made_at
from ardoise.records import locks, outbox
from ardoise.records.models import Company, Event, Installation, Message, User

NAME = "installation"
ADOPTED, MISSED = "adopted_database", "missed_message"
LEFT = "left-"  # and the company's key
UNTRIED = ("", "braked", "day_off", "quiet_hours", "colleague_off", "doubts")
"""Why what waits may not have been tried; any other reason is a server's, who may have taken it all the same."""
GENERATION = 0x80087601  # FS_IOC_GETVERSION of Linux: drawn anew by the disk for each file that is made


def is_at_home(at: datetime) -> bool:
    """Does nothing speak against it that what leaves from here leaves once?"""
    return not obstacle(at)


def obstacle(at: datetime) -> str:
    """Why nothing may leave from here: a reason's code, "" if it may.

    The disk and the database do not know each other, or something left that this database does not know. A new one is
    introduced.
    """
    told = Installation.objects.values_list("identity", flat=True).first()
    if told is None:
        return "" if _introduce(at) else "restored"
    if _name_on_disk() != told or not all(_is_in_chain(path) for path in _remembered()):
        return "restored"
    return "missing" if any(missing(company) for company in Company.objects.all()) else ""


def missing(company: Company) -> Event | None:
    """That a message was missed, since anybody last said that this database sends from here on."""
    with scope(company=company):
        said = Event.objects.filter(company=company, object_kind="", verb__in=(ADOPTED, MISSED)).order_by("seq").last()
    return said if said and said.verb == MISSED else None


def miss(company: Company, names: Iterable[str], at: datetime) -> None:
    """A mail quotes messages of that name. Signed by us, and never sent from here, one has left from another database:
    told once. Inside the transaction that keeps the mail.

    What was made before somebody took this database up in the place of another is known to be missing.
    """
    adopted = adoptions(company).last()
    for name in names:
        made = made_at(events.origin(company), name)
        if made is None or (adopted and made <= adopted.at) or missing(company):
            continue
        if _left_elsewhere(company, name):
            events.record(company, MISSED, None, at, after={"message_id": name, "made_at": made})


def _left_elsewhere(company: Company, name: str) -> bool:
    """Is a message of that name here in no row and no event, or does it still wait to be tried for the first time?"""
    found = Message.objects.filter(company=company, message_id=name).first()
    if found is None:
        return not events.tells(company, name)
    doubts = Event.objects.filter(company=company, object_kind="message", object_id=found.pk, verb="doubted")
    is_untried = found.state == "queued" and not found.attempts and found.reason in UNTRIED
    return is_untried and not doubts.exists()


def adoptions(company: Company) -> QuerySet[Event]:
    """When a person said that this database sends from then on, in the place of another one; the first one first."""
    with scope(company=company):
        said = Event.objects.filter(company=company, object_kind="", verb=ADOPTED)  # of no kind an index knows the few
        return said.order_by("seq")


def may_identify(user: User | None) -> bool:
    """May the person say so? Only who administers every company of this database, and the installation itself."""
    return all(rights.may(user, "configure", company) for company in Company.objects.all())


def latest(company: Company) -> int:
    """The last event of the company's chain, on the disk from now on: a commit takes along all that came before it.

    It is read first: what another worker notes after that commit a power cut may take, and nothing would leave after.
    """
    last = outbox.last_link(company.pk) or (0, "")
    Installation.objects.update(identity=F("identity"))
    return last[0]


def remember(company: Company, seq: int) -> None:
    """Something left while that was the last event of the company's chain, which was on the disk by then.

    Who forgets it in a power cut remembers an older one, which the database knows as well.
    """
    found = Event.objects.filter(company=company, seq=seq).values_list("hash", flat=True).first()
    if found:
        path = Path(settings.HOME) / f"{LEFT}{company.pk}"
        draft = path.with_suffix(f".{uuid4().hex}")
        draft.write_text(f"{seq} {found}")
        draft.replace(path)


def _remembered() -> list[Path]:
    """Of each company of which anything left, the file that tells when."""
    return [path for path in Path(settings.HOME).glob(f"{LEFT}*") if path.name.removeprefix(LEFT).isdigit()]


def _is_in_chain(path: Path) -> bool:
    """Does the database know the event? A file that tells none, or has just been taken away, says nothing."""
    try:
        seq, _, told = path.read_text().partition(" ")
    except FileNotFoundError:
        return True
    if not (seq.isdigit() and told):
        return True
    with scopes_disabled():
        return Event.objects.filter(company=int(path.name.removeprefix(LEFT)), seq=int(seq), hash=told).exists()


def _forget() -> None:
    for path in _remembered():
        path.unlink(missing_ok=True)


def identify(at: datetime, by: User | None = None) -> int:
    """A person says that this database may send from here on: what may have left becomes a doubt. How many did.

    What left by the other one, this one does not know: the list of the day waits for somebody who has looked.
    """
    from ardoise.actions.dunning import braking  # which approves, and so asks whose database this is

    for company in Company.objects.order_by("pk"):
        rights.require(by, "configure", company)
    with transaction.atomic(), scopes_disabled():
        locks.hold_to_the_end(NAME)
        waiting = Message.objects.filter(state__in=["queued", "claimed", "sending"])
        for company in Company.objects.order_by("pk"):
            count = waiting.filter(company=company).count()
            events.record(company, ADOPTED, by, at, after={"in_doubt": count})
            braking.weigh_last(company, at)
        doubted = waiting.update(state="in_doubt", reason="copied", lease_until=None, token="")
        Installation.objects.all().delete()
        _forget()
        Installation.objects.create(identity=_write(uuid4().hex), at=at)
    return doubted


def _introduce(at: datetime) -> bool:
    """A database that never had a message has nothing to send twice."""
    with transaction.atomic():
        locks.hold_to_the_end(NAME)
        if not Installation.objects.exists():
            _forget()
            Installation.objects.create(identity=_name_on_disk() or _write(uuid4().hex), at=at)
    return True


def _path() -> Path:
    return Path(settings.HOME) / NAME


def _name_on_disk() -> str:
    """The name the folder was given; "" where it has none, or is a copy: a copied file has another number.

    What only one of two machines that share the folder can tell of the number is not compared.
    """
    try:
        with _path().open() as file:
            name, _, number = file.read().strip().partition("\n")
            is_copy = any(told != here for told, here in zip(number.split(), _number_of(file).split(), strict=False))
    except FileNotFoundError:
        return ""
    if is_copy:
        return ""
    return name if number else _write(name)  # written by an Ardoise that knew no numbers


def _number_of(file: TextIO) -> str:
    """What the disk calls the file: the same wherever the folder is moved to on that disk, and of no two files.

    Its inode, which the next file may inherit once it is deleted (a backup put back does, mostly), and where the disk
    tells it its generation, which none inherits. Over the network it is told to nobody: the inode has to do there.
    """
    inode = str(os.fstat(file.fileno()).st_ino)
    try:
        return f"{inode} {fcntl.ioctl(file, GENERATION, bytes(8)).hex()}"
    except OSError:
        return inode


def _write(name: str) -> str:
    """Give the folder that name, whole or not at all."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    draft = _path().with_suffix(f".{uuid4().hex}")
    with draft.open("w") as file:
        file.write(f"{name}\n{_number_of(file)}")
    draft.replace(_path())
    return name
