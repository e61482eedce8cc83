"""Whom no level may, or can, be said to any more: a person decides what follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ardoise.actions.dunning.braking import WAITS
from ardoise.actions.dunning.waiting import set_aside
from ardoise.actions.handovers import Workload
from ardoise.desk.frame.looks import REASONS
from ardoise.desk.frame.requests import Request
from ardoise.desk.today import lists
from ardoise.desk.work.job import EACH_MAX, Job, beside
from ardoise.desk.work.promises import looked_after
from ardoise.domain.worklist import priority
from ardoise.records.models import Message, Skip, Task

DECIDED = ("ladder_exhausted", "amount_above", "several_currencies", "opted_out")
"""Why no reminder can be proposed of what is overdue, however long one waits."""


def decisions(request: Request, today: date, whose: Workload) -> Iterable[Job]:
    """The customers of the last run with such a reason, until somebody notes what follows or sets a day for it."""
    run = lists.run_of(request)
    if run is None:
        return
    left = Skip.objects.filter(run=run, reason__in=DECIDED, overdue_cents__gt=0).filter(whose.of("decide"))
    planned = Task.objects.filter(company=request.company, message=None, done_at=None).values("customer")
    saying = Message.objects.filter(company=request.company, state__in=WAITS).values("customer")
    free = set_aside(left, run, is_wanted=False).exclude(customer__in=planned).exclude(customer__in=saying)
    asked = lists.visible(free, request)
    waiting = asked.exclude(customer__in=list(looked_after(request, today))).select_related("customer__collector")
    for skip in waiting.order_by("-overdue_cents", "pk")[:EACH_MAX]:
        key, pressing = f"decide-{skip.customer_id}", priority("decide", skip.overdue_cents)
        chips, url = (REASONS[skip.reason],), beside(skip.customer_id, f"decide-{skip.customer_id}")
        yield Job("decide", "tasks", key, skip.customer, skip.overdue_cents, pressing, url, True, chips)
