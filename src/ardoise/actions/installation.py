"""Whose database this is. One that was restored or copied elsewhere must not send what its origin sends."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django_scopes import scopes_disabled

from ardoise.actions import events, rights
from ardoise.records import locks
from ardoise.records.models import Company, Installation, Message, User

NAME = "installation"


def is_at_home(at: datetime) -> bool:
    """Do the disk and the database know each other? A new database is introduced; a restored or copied one is not."""
    told = Installation.objects.values_list("identity", flat=True).first()
    if told is None:
        return _introduce(at)
    return _path().exists() and _path().read_text().strip() == told


def may_identify(user: User | None) -> bool:
    """May the person say so? Only who administers every company of this database, and the installation itself."""
    return all(rights.may(user, "configure", company) for company in Company.objects.all())


def identify(at: datetime, by: User | None = None) -> int:
    """A person says that this database may send from here on: what may have left becomes a doubt. How many did."""
    for company in Company.objects.order_by("pk"):
        rights.require(by, "configure", company)
    with transaction.atomic(), scopes_disabled():
        locks.hold_to_the_end(NAME)
        waiting = Message.objects.filter(state__in=["queued", "claimed", "sending"])
        for company in Company.objects.order_by("pk"):
            count = waiting.filter(company=company).count()
            events.record(company, "adopted_database", by, at, after={"in_doubt": count})
        doubted = waiting.update(state="in_doubt", reason="copied", lease_until=None, token="")
        Installation.objects.all().delete()
        _write(Installation.objects.create(identity=uuid4().hex, at=at).identity)
    return doubted


def _introduce(at: datetime) -> bool:
    """A database that never had a message has nothing to send twice."""
    with transaction.atomic():
        locks.hold_to_the_end(NAME)
        if not Installation.objects.exists():
            if not _path().exists():
                _write(uuid4().hex)
            Installation.objects.create(identity=_path().read_text().strip(), at=at)
    return True


def _path() -> Path:
    return Path(settings.HOME) / NAME


def _write(identity: str) -> None:
    """Whole or not at all."""
    _path().parent.mkdir(parents=True, exist_ok=True)
    draft = _path().with_suffix(f".{os.getpid()}")
    draft.write_text(identity)
    draft.replace(_path())
