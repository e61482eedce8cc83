"""Every kind of thing to do, as one line each: what it is about, why it is pressing, where it opens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ardoise.actions import rights, tasks
from ardoise.actions.dunning import braking
from ardoise.actions.handovers import Workload
from ardoise.actions.reconciliation.returning import SUBJECT as RETURNED_SUBJECT
from ardoise.desk.frame.asked import once
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import day_text
from ardoise.desk.replies.words import SITUATIONS
from ardoise.desk.tasks.words import KINDS, subject
from ardoise.desk.tasks.words import kind as kind_words
from ardoise.desk.today import lists
from ardoise.desk.work import cash
from ardoise.desk.work.contested import contested
from ardoise.desk.work.decisions import decisions
from ardoise.desk.work.job import EACH_MAX, Job
from ardoise.desk.work.promises import promises
from ardoise.desk.work.returns import amounts_back, returned, why_of
from ardoise.desk.work.sends import reminders
from ardoise.desk.work.stuck import doubts, undelivered
from ardoise.domain.worklist import priority
from ardoise.records.models import Finding, Reply, Skip, Task


def jobs(request: Request, today: date, whose: Workload) -> list[Job]:
    """All that waits for these people, the most pressing first; of those that press alike, what is about most."""
    found: list[Job] = []
    for kind in (calls, alerts, doubts, undelivered, promises, replies, returned, contested, decisions, reminders):
        found += kind(request, today, whose)
    return sorted(found, key=lambda job: (-job.priority, -abs(job.cents or 0), job.key))


def calls(request: Request, today: date, whose: Workload) -> Iterable[Job]:
    """Calls, visits, repairs and what else a person is asked to do, due today or before; a payment taken back, which
    stays until somebody has seen to it, is among the returns."""
    standing = open_tasks(request).filter(due_on__lte=today).filter(whose.of("task"))
    waiting = list(standing[:EACH_MAX])
    back = amounts_back(request, today, [task.customer_id for task in waiting if task.subject == RETURNED_SUBJECT])
    unsaid = overdue_unsaid(request, [task.customer_id for task in waiting if task.kind == "repair"])
    for task in waiting:
        waited, is_back = (today - task.due_on).days, task.subject == RETURNED_SUBJECT
        told = back if is_back else unsaid if task.kind == "repair" else {}
        cents = task.message.amount_cents if task.message else told.get(task.customer_id)
        kind = "returned_payment" if is_back else task.kind if task.kind != "promise" else "promise_due"
        words = kind_words(task) if task.kind == "bounce" else subject(task, today) or kind_words(task)
        chips = [
            (why_of(task) or words, "grave", "undo")
            if is_back
            else (words, "grave" if task.kind == "bounce" else "info", KINDS.get(task.kind, KINDS["other"])[1])
        ]
        if waited:
            chips.append((ngettext("%(n)d day late", "%(n)d days late", waited) % {"n": waited}, "warn", "clock"))
        if task.attempts:
            chips.append((_("attempt %(n)d") % {"n": task.attempts + 1}, "warn", "phone"))
        pressing = priority(kind, cents, waited)
        url = reverse("task", args=[task.pk])
        yield Job(
            task.kind, "returns" if is_back else "tasks", f"task-{task.pk}", task.customer, cents, pressing, url, True,
            tuple(chips), task.due_on, task.phone,
        )  # fmt: skip


def overdue_unsaid(request: Request, customers: list[int]) -> dict[int, int]:
    """Customer whose address is missing → what the last run found overdue, and could say to nobody."""
    run = lists.run_of(request) if customers else None
    left = Skip.objects.filter(run=run, customer__in=customers, overdue_cents__gt=0) if run else Skip.objects.none()
    return dict(left.values_list("customer", "overdue_cents"))


@once
def open_tasks(request: Request) -> QuerySet[Task]:
    """The tasks nobody has done, of the customers this person may see."""
    return tasks.standing(request.company, request.user)


def replies(request: Request, today: date, whose: Workload) -> Iterable[Job]:
    """What customers answered and nobody has read."""
    new = Reply.objects.filter(whose.of("reply"), state="new").exclude(customer=None)
    unread = lists.visible(new, request).select_related("customer__collector").defer("raw")
    read = Prefetch("findings", Finding.objects.defer("facts"))
    for reply in unread.prefetch_related(read).order_by("pk")[:EACH_MAX]:
        found = sorted(reply.findings.all(), key=lambda finding: -finding.confidence)
        kind = "dispute_reply" if any(finding.situation == "dispute" for finding in found) else "reply"
        waited = (today - reply.received_at.date()).days
        url = reverse("reply", args=[reply.pk])
        told = list(dict.fromkeys(finding.situation for finding in found))[:2]
        chips = tuple(SITUATIONS[situation] for situation in told) or ((_("To read"), "info", "mail"),)
        yield Job(
            "reply", "replies", f"reply-{reply.pk}", reply.customer, None, priority(kind, None, waited), url, True,
            chips, reply.received_at.date(),
        )  # fmt: skip


def alerts(request: Request, today: date, whose: Workload) -> Iterable[Job]:
    """A braked run, and what nobody recognises."""
    if whose.people is None and rights.role_may(request.role, "see_all"):
        for brake in braking.undecided(request.company, lists.run_of(request)):
            chip = (_("the run of %(day)s waits for you") % {"day": day_text(brake.run.as_of)}, "grave", "stop")
            url = reverse("brake", args=[brake.pk])
            yield Job("braked", "alerts", f"brake-{brake.pk}", None, None, priority("braked"), url, False, (chip,))
        yield from cash.alerts(request, today)
