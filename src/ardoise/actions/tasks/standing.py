"""The tasks that wait, and the end of those that need no outcome."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from ardoise.actions import events, rights
from ardoise.records.models import Company, Task, User


def standing(company: Company, user: User | None) -> QuerySet[Task]:
    """The tasks nobody has done, of the customers this person may see, the oldest due first."""
    tasks: QuerySet[Task] = Task.objects.filter(company=company, done_at=None).filter(
        Q(message=None) | Q(message__state="to_do")
    )
    seen = tasks.filter(customer__in=rights.customers(user, company))
    return seen.select_related("customer__collector", "message").order_by("due_on", "pk")


def close(task: Task, by: User | None, at: datetime, note: str = "", is_done: bool = True) -> bool:
    """A task that carries no message is done, or dropped with its reason; False if it was over."""
    rights.require(by, "correspond", task.company)
    with events.act(task.company):
        held = Task.objects.filter(pk=task.pk, done_at=None, message=None)
        outcome, words = "done" if is_done else "dropped", " ".join(note.split())[:1000]
        if not held.update(done_at=at, done_by=by, outcome=outcome, note=words):
            return False
        after = {"kind": task.kind, "subject": task.subject, "outcome": outcome}
        events.record(task.company, "closed_task", by, at, task, task.customer, after=after, words=words)
    return True
