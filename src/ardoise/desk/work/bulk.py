"""Several lines of the day put off at once: reminders by a block until the eve of the day, tasks to the day itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from ardoise.actions import tasks
from ardoise.actions.dunning import aside
from ardoise.actions.handovers import OPEN
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import keys_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import day_text
from ardoise.desk.today import lists
from ardoise.desk.today.aside import tell
from ardoise.desk.today.forms import Postponement
from ardoise.desk.work.views import listing
from ardoise.records.models import Proposal, Task

PREFIX = "postpone"
PUT_OFF = ("proposal", "task")
ONLY = gettext_lazy("Only reminders, calls and tasks can be put off: the other ticked lines stay.")


@needs("restrain")
@require_POST
def put_off(request: Request) -> HttpResponse:
    """What is ticked waits until a day; what was decided meanwhile is told."""
    form, today = Postponement(request.POST, prefix=PREFIX), clock.today(request.company)
    chosen = keys_of(request.POST.getlist("proposal"))
    proposals = list(seen(Proposal.objects.filter(pk__in=chosen), request))
    asked = list(seen(Task.objects.filter(pk__in=keys_of(request.POST.getlist("task"))), request))
    try:
        if not form.is_valid():
            return listing(request, postpone=form)
        until_on, note = form.until_on(today), form.cleaned_data["note"]
        if not proposals and not asked:
            raise Unfit(str(ONLY) if others(request) else _("Tick at least one line."))
        done = aside.put_off(proposals, until_on, note, request.user, clock.now()) if proposals else aside.PutOff()
        put = later(request, asked, form.cleaned_data["from_on"], note)
    except Unfit as unfit:
        form.add_error(None, str(unfit))
        return listing(request, postpone=form)
    tell(request, PREFIX, done, until_on, len(chosen) - len(proposals))
    tell_tasks(request, put, len(asked) - put, form.cleaned_data["from_on"])
    if others(request):
        messages.warning(request, ONLY)
    return redirect(f"{reverse('work')}?{request.GET.urlencode()}".rstrip("?"))


def others(request: Request) -> bool:
    """Was something ticked that is not put off?"""
    return any(request.POST.getlist(name) for name in OPEN if name not in PUT_OFF)


def seen(rows: QuerySet[Any], request: Request) -> QuerySet[Any]:
    """Those this person may see, with what an action asks of them."""
    return lists.visible(rows, request).select_related("company", "customer")


def later(request: Request, asked: list[Task], on: date, note: str) -> int:
    """The tasks, each for that day; how many, since some may be over."""
    return sum(tasks.put_off(task, on, request.user, clock.now(), note) for task in asked)


def tell_tasks(request: Request, put: int, gone: int, on: date) -> None:
    """How many tasks wait for that day, and how many were over."""
    if put:
        words = ngettext("%(n)d task is for %(day)s.", "%(n)d tasks are for %(day)s.", put)
        messages.success(request, words % {"n": put, "day": day_text(on)})
    if gone:
        words = ngettext("%(n)d task was over already.", "%(n)d tasks were over already.", gone)
        messages.warning(request, words % {"n": gone})
