"""The long work, outside the web server: one task for each import and each errand, and the outbox's rounds.

A thin wrapper on django-tasks' database queue, which may run a task again and
decides nothing: an import or an errand is carried out once because its row says so,
a message leaves once because the outbox says so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django_scopes import scope, scopes_disabled
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from ardoise.actions import errands, imports, sending
from ardoise.actions.imports.locks import is_held
from ardoise.domain.correspondence.reasons import in_words
from ardoise.records.models import Company, Errand, Import, Message

Clock = Callable[[], datetime]
Row = DBTaskResult[Any, Any]
LOG = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(minutes=10)
UNANSWERED_AFTER = timedelta(seconds=20)
DOOR: dict[str, Clock] = {}
"""The clock of the worker's process, set by whoever runs it: a task is called by the queue, which has none to give."""
TOLD: dict[int, str] = {}
"""The last obstacle of each company that this process has told."""

UNDER_WAY = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


@task()
def carry_out_import(import_id: int) -> str:
    """Carries out one import; gives the state in which it ended."""
    return imports.carry_out(import_id, DOOR["clock"]()).state


@task()
def carry_out_errand(errand_id: int) -> str:
    """Carries out one errand; gives the state in which it ended."""
    done = errands.carry_out(errand_id, DOOR["clock"])
    return done.state if done else ""


TASKS: dict[type[Import] | type[Errand], Any] = {Import: carry_out_import, Errand: carry_out_errand}
SINCE: dict[type[Import] | type[Errand], str] = {Import: "started_at", Errand: "at"}


def enqueue(waiting: Import | Errand) -> None:
    """The worker will carry it out, once; in the caller's transaction, if there is one."""
    if waiting.pk not in asked_for(type(waiting)):
        TASKS[type(waiting)].enqueue(waiting.pk)


def recover(at: datetime) -> int:
    """Finds what a dead worker left: its imports fail with a sentence, its errands and what it had not begun wait
    again. How many. Files dropped long ago and never imported go; what was leaving for too long becomes a doubt,
    even while this process itself still waits for the server."""
    imports.sweep(at)
    for company in with_messages():
        with scope(company=company):
            sending.reap(company, at)
    dead = [*imports.recover(at), *errands.recover(at)]
    left = [row for about in TASKS for row in taken(about) if requeue(row, about)]
    found = [row for about in TASKS for row in forgotten(about, at)]
    for row in found:
        enqueue(row)
    return len(dead) + len(left) + len(found)


def requeue(row: Row, about: type[Import] | type[Errand]) -> bool:
    """A task that was taken and whose work never began is ready again; one whose work has ended is closed."""
    with scopes_disabled(), transaction.atomic():
        state = about.objects.filter(pk=subject_of(row)).values_list("state", flat=True).first()
        if state == "running":
            return False
        status = TaskResultStatus.READY if state == "waiting" else TaskResultStatus.FAILED
        return bool(tasks(about).filter(pk=row.pk, status=TaskResultStatus.RUNNING).update(status=status))


def forgotten(about: type[Import] | type[Errand], at: datetime) -> list[Import | Errand]:
    """What waits since long, and no task will carry out."""
    with scopes_disabled():
        waiting = about.objects.filter(state="waiting", **{f"{SINCE[about]}__lt": at - FORGOTTEN_AFTER})
        known = asked_for(about)
        return [row for row in waiting if row.pk not in known]


def tasks(about: type[Import] | type[Errand]) -> QuerySet[Row]:
    """The queue's rows about imports, or about errands."""
    return DBTaskResult.objects.filter(task_path=TASKS[about].module_path)


def asked_for(about: type[Import] | type[Errand]) -> set[int]:
    """The imports, or errands, that a task will carry out."""
    return {subject_of(row) for row in tasks(about).filter(status__in=UNDER_WAY)}


def subject_of(row: Row) -> int:
    """The import or the errand a task is about."""
    return int(row.args_kwargs["args"][0])


def is_unanswered(at: datetime) -> bool:
    """Does work wait while nobody does any? Then no worker is running. `at` is the machine's own time."""
    late = at - UNANSWERED_AFTER
    rows = [(row, about) for about in TASKS for row in tasks(about).filter(status__in=UNDER_WAY, enqueued_at__lt=late)]
    return bool(rows) and not any(is_worked_on(row, about) for about in TASKS for row in taken(about))


def taken(about: type[Import] | type[Errand]) -> QuerySet[Row]:
    """The tasks a worker has taken, alive or dead."""
    return tasks(about).filter(status=TaskResultStatus.RUNNING)


def is_worked_on(row: Row, about: type[Import] | type[Errand]) -> bool:
    """Does a living process hold the lock of what the task is about?"""
    with scopes_disabled():
        subject = about.objects.filter(pk=subject_of(row)).first()
    return subject is not None and is_held(subject.company_id, errands.LOCKS.get(getattr(subject, "kind", ""), ""))


def tell(company: Company, obstacle: str) -> None:
    """Why a company's messages wait, said once and not at every round."""
    if obstacle and TOLD.get(company.pk) != obstacle:
        LOG.warning("%s: %s", company.name, in_words(obstacle, company.language))
    TOLD[company.pk] = obstacle


def with_messages() -> list[Company]:
    """The companies that have something to send."""
    with scopes_disabled():
        waiting = Message.objects.filter(state__in=["queued", "claimed", "sending"])
        return list(Company.objects.filter(pk__in=waiting.values("company_id")))


def send_waiting(company: Company, clock: Clock, go_on: Callable[[], bool] = lambda: True, limit: int = 500) -> int:
    """A round of the company's outbox; how many messages ended. Whatever goes wrong is told, and tried again."""
    try:
        done = sending.dispatch(company, clock, limit, go_on)
    except Exception:
        LOG.exception("The outbox of company %s could not be sent", company.pk)
        return 0
    tell(company, done.obstacle)
    return done.counts.total()
