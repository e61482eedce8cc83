"""Several proposals set aside at once, for today or until a day; those set aside, and how they come back."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import restraints, rights
from ardoise.actions.dunning import aside
from ardoise.actions.dunning.waiting import set_aside
from ardoise.actions.refusals import Unfit
from ardoise.desk.customers import facts
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import keys_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.rows import show
from ardoise.desk.frame.tags import day_text
from ardoise.desk.today import errands, lists
from ardoise.desk.today.forms import PUTTING_OFF as FORMS
from ardoise.desk.today.views import listing
from ardoise.records.models import Block, Proposal, Run


@needs("restrain")
@require_POST
def put_off(request: Request, kind: str) -> HttpResponse:
    """What is ticked stays today, or until a day; what became something else meanwhile is told by name."""
    form, ticked = FORMS[kind](request.POST, prefix=kind), keys_of(request.POST.getlist("proposal"))
    waiting = lists.visible(Proposal.objects.filter(pk__in=ticked), request).select_related("company", "customer")
    found, today = list(waiting), clock.today(request.company)
    try:
        if not form.is_valid():
            return listing(request, ticked=ticked, aside_form=form, opened=kind)
        note, until_on = form.cleaned_data["note"], form.until_on(today)
        is_gone = ticked and not found  # the list was computed anew, or is another's: that is told
        done = aside.PutOff() if is_gone else aside.put_off(found, until_on, note, request.user, clock.now())
    except Unfit as unfit:
        form.add_error(None, str(unfit))
        return listing(request, ticked=ticked, aside_form=form, opened=kind)
    tell(request, kind, done, until_on, len(ticked) - len(found))
    return redirect(f"{reverse('today')}?{request.GET.urlencode()}".rstrip("?"))


def tell(request: Request, kind: str, done: aside.PutOff, until_on: date, gone: int) -> None:
    """How many stay, until when, and what was refused, why."""
    count = len(done.blocks)
    if count and kind == "exclude":
        words = ngettext(
            "%(n)d reminder does not leave today: tomorrow’s run proposes it again, on the same rung.",
            "%(n)d reminders do not leave today: tomorrow’s run proposes them again, on the same rung.",
            count,
        )
        messages.success(request, words % {"n": count})
    elif count:
        words = ngettext(
            "%(n)d customer hears no reminder before %(day)s.",
            "%(n)d customers hear no reminder before %(day)s.",
            count,
        )
        messages.success(request, words % {"n": count, "day": day_text(until_on + timedelta(1))})
    named = [[refusal.proposal.customer.name, refusal.reason] for refusal in done.refusals]
    counts = Counter([reason for _name, reason in named] + ["replaced"] * gone)
    for sentence in errands.said(named if not gone else [], counts):
        messages.warning(request, sentence)


@needs("see")
@require_GET
def listed(request: Request) -> HttpResponse:
    """The proposals set aside since the list was computed, each with what was noted and by whom."""
    run = lists.latest_run(request.company)
    lines = []
    if run is not None:
        waiting = Proposal.objects.filter(run=run, approval=None).select_related("customer")
        rows = lists.searched(lists.visible(set_aside(waiting, run, is_wanted=True), request), request)
        lines = list(rows.order_by("-priority", "id")[: lists.LINES])
        with_what_was_noted(lines, run)
    may = rights.role_may(request.role, "restrain")
    return render(request, "today/aside.html", {"run": run, "lines": lines, "may_restrain": may})


def with_what_was_noted(lines: list[Proposal], run: Run) -> None:
    """Tell each line what was noted since the run, `noted`, and the block of all its customer owes, `block`."""
    found: dict[int, list[dict[str, Any]]] = {}
    for kind, table in facts.RESTRAINTS.items():
        since = table.objects.filter(customer__in=[line.customer_id for line in lines], at__gt=run.at, ended_at=None)
        for restraint in since.select_related("by").order_by("pk"):
            found.setdefault(restraint.customer_id, []).append({"kind": kind, "restraint": restraint})
    for line in lines:
        noted = found.get(line.customer_id, [])
        whole = [one["restraint"] for one in noted if one["kind"] == "block" and one["restraint"].entry_id is None]
        show(line, noted=noted, block=whole[0] if whole else None)


@needs("restrain")
@require_POST
def take_back(request: Request) -> HttpResponse:
    """The ticked blocks end: their proposals wait for a decision again."""
    ticked = Block.objects.filter(pk__in=keys_of(request.POST.getlist("block")), ended_at=None)
    found = list(lists.visible(ticked, request).select_related("company", "customer"))
    count = sum(restraints.end(block, request.user, clock.now()) for block in found)
    if count:
        words = ngettext("%(n)d line waits for a decision again.", "%(n)d lines wait for a decision again.", count)
        messages.success(request, words % {"n": count})
    else:
        messages.warning(request, _("Nothing is ticked, or it was taken back meanwhile."))
    return redirect("set_aside")
