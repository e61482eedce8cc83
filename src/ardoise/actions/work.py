"""The long work, outside the web server: imports one task each, and the outbox's rounds.

A thin wrapper on django-tasks' database queue, which may run a task again and
decides nothing: an import is carried out once because its row says so, a message
leaves once because the outbox says so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django_scopes import scopes_disabled
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from ardoise.actions import imports, sending
from ardoise.records.models import Company, Import, Message

Clock = Callable[[], datetime]
LOG = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(minutes=10)
DOOR: dict[str, Clock] = {}
"""The clock of the worker's process, set by whoever runs it: a task is called by the queue, which has none to give."""

UNDER_WAY = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@task()
def carry_out_import(import_id: int) -> str:
    """Carries out one import; gives the state in which it ended."""
    return imports.carry_out(import_id, DOOR["clock"]()).state


def enqueue(waiting: Import) -> None:
    """The worker will carry out the import; in the caller's transaction, if there is one."""
    carry_out_import.enqueue(waiting.pk)


def recover(at: datetime) -> int:
    """Finds what a dead worker left: its imports fail with a sentence, what it had not begun waits again. How many."""
    dead = imports.recover(at)
    left = [row for row in tasks().filter(status=TaskResultStatus.RUNNING) if requeue(row)]
    with scopes_disabled():
        waiting = Import.objects.filter(state="waiting", started_at__lt=at - FORGOTTEN_AFTER)
        forgotten = [row for row in waiting if row.pk not in asked_for()]
    for row in forgotten:
        enqueue(row)
    return len(dead) + len(left) + len(forgotten)


def requeue(row: DBTaskResult) -> bool:
    """A task that was taken and whose import never began is ready again; one whose import has ended is closed."""
    with scopes_disabled(), transaction.atomic():
        state = Import.objects.filter(pk=import_of(row)).values_list("state", flat=True).first()
        if state == "running":
            return False
        status = TaskResultStatus.READY if state == "waiting" else TaskResultStatus.FAILED
        return bool(tasks().filter(pk=row.pk, status=TaskResultStatus.RUNNING).update(status=status))


def tasks():  # type: ignore[no-untyped-def] - a queryset of the queue's own model
    """The queue's rows that are imports."""
    return DBTaskResult.objects.filter(task_path=carry_out_import.module_path)


def asked_for() -> set[int]:
    """The imports that a task will carry out."""
    return {import_of(row) for row in tasks().filter(status__in=UNDER_WAY)}


def import_of(row: DBTaskResult) -> int:
    """The import a task is about."""
    return int(row.args_kwargs["args"][0])


def send_waiting(clock: Clock, limit: int = 500) -> int:
    """A round of the outbox for each company that has something to send; how many messages ended. One that fails
    doesn't stop the others."""
    with scopes_disabled():
        waiting = Message.objects.filter(state__in=["queued", "claimed", "sending"])
        companies = list(Company.objects.filter(pk__in=waiting.values("company_id")))
    ended = 0
    for company in companies:
        try:
            ended += sum(sending.dispatch(company, clock, limit).counts.values())
        except Exception:
            LOG.exception("The outbox of company %s could not be sent", company.pk)
    return ended
