"""A missing address is a task, never silence: opened once, closed by itself when the address comes in or nothing
goes that way any more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from ardoise import channels
from ardoise.actions import events
from ardoise.actions.delivery.recipients import recipients_of
from ardoise.records.models import ChannelSetting, Company, Customer, Message, Task, User

SUBJECTS = {"email": "no_email", "phone": "no_phone", "fax": "no_fax", "postal": "no_postal_address"}
"""What a channel needs → the subject of the task that asks for it."""
NO_MOBILE = "no_mobile"  # a landline takes no text message
ASKED_BY = {"no_email": "email", "no_phone": "call", NO_MOBILE: "sms", "no_fax": "fax", "no_postal_address": "letter"}
"""Subject → a channel that reaches somebody once it is repaired."""


def open_repairs(company: Company, missing: Mapping[int, str], due_on: date, at: datetime) -> int:
    """A task for each customer (by key) that a channel can't reach; how many were new. Asked again, it is the same.

    Those whose address has come in since, by whatever way, are done.
    """
    close_all_repaired(company, at)
    with events.act(company):
        subjects = subjects_of(company)
        asked = {(key, subjects[channel]) for key, channel in missing.items() if channel in subjects}
        open_now = Task.objects.filter(kind="repair", done_at=None, message=None)
        asked -= set(open_now.filter(customer__in=list(missing)).values_list("customer_id", "subject"))
        back = of_dead_mail(Task.objects.filter(customer__in=list(missing)))
        asked -= {(key, "no_email") for key in back.values_list("customer_id", flat=True)}
        known = set(Customer.objects.filter(pk__in=list(missing)).values_list("pk", flat=True))
        new = [
            Task(
                company=company,
                customer_id=key,
                kind="repair",
                subject=subject,
                due_on=due_on,
                at=at,
            )
            for key, subject in sorted(asked)
            if key in known
        ]
        Task.objects.bulk_create(new)
        if new:
            events.record(company, "asked_repairs", None, at, after={"count": len(new)})
    return len(new)


def subjects_of(company: Company) -> dict[str, str]:
    """Channel → the subject of the task that asks for what it needs."""
    ways = dict(ChannelSetting.objects.filter(company=company).values_list("channel", "way"))
    needed = {channel: SUBJECTS[channels.reaches(channel, ways.get(channel, ""))] for channel in channels.NAMES}
    return needed | {"sms": NO_MOBILE}


def end_needless(company: Company, ladders: Mapping[int, Collection[str]], at: datetime) -> int:
    """Ends the repairs of those customers (by key, with the channels of all levels of their policy) that no level asks
    for any more, with the reason; how many. What was struck out since it is not theirs is asked for all the same."""
    asked = Task.objects.filter(kind="repair", done_at=None, message=None, subject__in=list(ASKED_BY))
    theirs = asked.filter(customer__in=list(ladders)).exclude(struck_out()).select_related("customer")
    subjects = subjects_of(company)
    needless = [task for task in theirs if task.subject not in {subjects.get(one) for one in ladders[task.customer_id]}]
    with events.act(company), override(company.language):
        words = _("No level of the customer’s policy goes that way any more.")
        for task in needless:
            Task.objects.filter(pk=task.pk, done_at=None).update(done_at=at, outcome="dropped", note=words)
            after = {"kind": task.kind, "subject": task.subject, "outcome": "dropped"}
            events.record(company, "closed_task", None, at, task, task.customer, after=after, words=words)
    return len(needless)


def struck_out() -> Q:
    """Is it asked for since somebody who called, or went there, met a stranger?"""
    wrong = Task.objects.filter(customer=OuterRef("customer"), outcome="wrong_contact", done_at__gte=OuterRef("at"))
    by_phone = Q(subject__in=["no_phone", NO_MOBILE]) & Exists(wrong.filter(kind="call"))
    return by_phone | Q(subject="no_postal_address") & Exists(wrong.filter(kind="visit"))


def close_all_repaired(company: Company, at: datetime) -> int:
    """The repairs of the company whose address has come in are done; how many."""
    with events.act(company):
        waiting = Task.objects.filter(kind="repair", done_at=None, subject__in=list(ASKED_BY))
        customers = Customer.objects.filter(pk__in=waiting.values("customer_id")).select_related("company")
        return sum(close_repaired(customer, None, at) for customer in customers)


def close_repaired(customer: Customer, by: User | None, at: datetime) -> int:
    """The repairs of this customer whose address has come in are done; how many. Inside the transaction of the act."""
    closed = 0
    theirs = Task.objects.filter(company=customer.company, customer=customer)
    for task in [*theirs.filter(kind="repair", done_at=None, subject__in=list(ASKED_BY)), *of_dead_mail(theirs)]:
        channel = ASKED_BY.get(task.subject, "email")
        if customer.pk not in recipients_of(customer.company, channel, [customer.pk]):
            continue
        if Task.objects.filter(pk=task.pk, done_at=None).update(done_at=at, done_by=by, outcome="done"):
            after = {"kind": task.kind, "subject": task.subject, "outcome": "done"}
            events.record(customer.company, "closed_task", by, at, task, customer, after=after)
            closed += 1
    return closed


def of_dead_mail(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Those still open that ask for another e-mail address, since a message came back from the one we had."""
    back = Message.objects.filter(customer=OuterRef("customer"), subject=OuterRef("subject"), channel="email")
    return tasks.filter(Exists(back.filter(state="failed")), kind="bounce", done_at=None)
