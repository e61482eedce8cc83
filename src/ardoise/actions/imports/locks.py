"""One import of a company at a time: a lock that dies with the process that holds it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import TextIO

from django.conf import settings
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from ardoise.actions import events
from ardoise.actions.imports.storing import LAID_OUT
from ardoise.records import locks
from ardoise.records.models import Import


class Busy(Exception):  # noqa: N818 - it reads as what happened
    """Another import of the company is under way."""


@contextmanager
def alone(company_id: int, wait: bool = True, about: str = "") -> Iterator[None]:
    """Nobody else imports into the company meanwhile: waits for its turn, or raises Busy.

    Work `about` something else has a lock of its own.
    """
    with locking(name_of(company_id, about), wait) as is_ours:
        if not is_ours:
            raise Busy
        yield


def locking(name: str, wait: bool) -> AbstractContextManager[bool]:
    """The lock of that name: the database's where machines share it, else the operating system's, on a file.

    Either lets go when the process that holds it is killed.
    """
    return locks.holding(name, wait) if locks.are_shared() else locking_file(name, wait)


@contextmanager
def locking_file(name: str, wait: bool) -> Iterator[bool]:
    """True while the file of that name is ours; without waiting, False where it is another process's."""
    with opened(name) as held:
        is_ours = taken(held, wait)
        try:
            yield is_ours
        finally:  # said: closing it is not enough while a process that we begin meanwhile still has a copy of it
            fcntl.flock(held, fcntl.LOCK_UN)


def opened(name: str) -> TextIO:
    """The file that is locked."""
    folder = Path(settings.RECEIVED_FILES)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return (folder / f"{name}.lock").open("a+")


def taken(held: TextIO, wait: bool) -> bool:
    """Takes the file's lock. Who only looks whether somebody has it keeps it from nobody: he is waited for."""
    if wait:
        fcntl.flock(held, fcntl.LOCK_EX)
        return True
    while not granted(held, fcntl.LOCK_EX):
        if not granted(held, fcntl.LOCK_SH):
            return False
        fcntl.flock(held, fcntl.LOCK_UN)
        sleep(0.001)
    return True


def granted(held: TextIO, kind: int) -> bool:
    """Takes it if it is free for that: shared with others who look, or alone."""
    try:
        fcntl.flock(held, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(company_id: int, about: str = "") -> bool:
    """Is a living process at that work of the company?"""
    name = name_of(company_id, about)
    if locks.are_shared():
        return locks.is_held(name)
    with opened(name) as looked_at:
        return not granted(looked_at, fcntl.LOCK_SH)


def name_of(company_id: int, about: str) -> str:
    """What the lock is called."""
    return f"company-{company_id}{about}"


def recover(at: datetime) -> list[Import]:
    """Finds the imports whose process died and marks them failed: nothing of them was written."""
    with scopes_disabled():
        running = list(Import.objects.filter(state="running").select_related("company"))
    return [dead for dead in running if bury(dead, at)]


def bury(running: Import, at: datetime) -> bool:
    """Marks one import failed unless somebody still works on it."""
    try:
        with alone(running.company_id, wait=False):
            sentence = _("The import was interrupted before its end; nothing of it was kept. Import the file again.")
            return fail(running, [{"line": None, "column": None, "message": sentence}], at)
    except Busy:
        return False


def fail(running: Import, problems: list[dict[str, object]], at: datetime) -> bool:
    """Notes that an import came to nothing, and why; once. What it had laid out goes."""
    if running.file_path:
        (Path(running.file_path).parent / LAID_OUT).unlink(missing_ok=True)
    with events.act(running.company):
        ended = {"state": "failed", "problems": problems, "ended_at": at, "stage": ""}
        if not Import.objects.filter(pk=running.pk, state="running").update(**ended):
            return False
        events.record(running.company, "import_failed", running.by, at, running, words=str(problems[0]["message"]))
    running.refresh_from_db()
    return True
