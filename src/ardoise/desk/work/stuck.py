"""Messages a person must look after: those that may have left or not, and those that did not arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ardoise.actions.handovers import Workload
from ardoise.actions.reconciliation import returns
from ardoise.desk.frame.causes import cause
from ardoise.desk.frame.requests import Request
from ardoise.desk.today import lists
from ardoise.desk.work.job import EACH_MAX, Job, beside
from ardoise.domain.worklist import priority
from ardoise.records.correspondence import BY_HAND, INTERNAL
from ardoise.records.models import Event, Message, Task

LATELY = timedelta(14)  # a message that failed stays so long, unless somebody sees to it
OWN = (*BY_HAND, *INTERNAL)  # who wrote it hears of it elsewhere: by a task, on the dispute
NEVER_ARRIVED = ("failed", "suppressed")
SEEN_TO = (*returns.SEEN_TO, "put_off_task", "added_contact", "changed_contact", "changed_address")


def doubts(request: Request, today: date, whose: Workload) -> Iterable[Job]:
    """Messages of which a person must say what became of them."""
    for message in listed(request, Q(state="in_doubt"), whose):
        key = f"message-{message.pk}"
        yield line(
            message, "in_doubt", f"{reverse('message', args=[message.pk])}?row={key}", _("may have left, or not")
        )


def undelivered(request: Request, today: date, whose: Workload) -> Iterable[Job]:
    """Messages nobody got, until somebody has looked after their customer; the words of a person's own are a task."""
    asked = Task.objects.filter(customer=OuterRef("customer"), kind__in=("repair", "bounce"), done_at=None)
    failed = Q(state="failed", as_of__gte=today - LATELY) & ~Q(level__in=OWN) & ~Exists(asked)
    for message in unseen(listed(request, failed & ~Exists(later()), whose)):
        url = beside(message.customer_id, f"message-{message.pk}")
        yield line(message, "failed", url, _("did not arrive"), "cross")


def listed(request: Request, which: Q, whose: Workload) -> Sequence[Message]:
    """Those of them about customers this person may see and whose they are to do, the latest first."""
    seen = lists.visible(Message.objects.filter(which, carrier=None), request)
    found = seen.filter(whose.of("message")).select_related("customer__collector")
    return list(found.defer("body", "html").order_by("-pk")[:EACH_MAX])


def line(message: Message, kind: str, url: str, words: str, drawing: str = "question") -> Job:
    return Job(
        kind, "alerts", f"message-{message.pk}", message.customer, message.amount_cents,
        priority(kind, message.amount_cents), url, True, ((words, "grave", drawing),), message.as_of,
    )  # fmt: skip


def later() -> QuerySet[Message]:
    """What was written to the same customer since, and did not fail."""
    since = Message.objects.filter(customer=OuterRef("customer"), pk__gt=OuterRef("pk")).exclude(level__in=INTERNAL)
    return since.exclude(state__in=NEVER_ARRIVED)


def unseen(failed: Sequence[Message]) -> Sequence[Message]:
    """Those whose customer nobody has called, written to, noted anything about or corrected since they failed."""
    if not failed:
        return failed
    ended = Event.objects.filter(object_kind="message", object_id__in=[m.pk for m in failed])
    failed_at = latest(ended.filter(verb__in=("failed", "bounced")), "object_id")
    acts = Event.objects.filter(verb__in=SEEN_TO, customer__in=[m.customer_id for m in failed], by__isnull=False)
    seen_at = latest(acts, "customer_id")
    return [
        m
        for m in failed
        if not (m.customer_id in seen_at and seen_at[m.customer_id] >= failed_at.get(m.pk, m.approval.at))
    ]


def latest(acts: QuerySet[Event], by: str) -> Mapping[int, datetime]:
    """The last of them, by what they are about."""
    return dict(acts.order_by().values_list(by).annotate(at=Max("at")))


def told_of(customer_id: int, today: date) -> list[dict[str, object]]:
    """What did not arrive at one customer and waits to be seen to: the message and why, in words."""
    failed = Message.objects.filter(customer=customer_id, state="failed", as_of__gte=today - LATELY)
    found = list(failed.exclude(level__in=OWN).filter(~Exists(later())).defer("body", "html").order_by("-pk")[:3])
    return [{"message": message, "why": cause(message.reason)} for message in unseen(found)]
