"""The day in one list, narrowed to one's own work or to a kind; absences and targets beside it."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from typing import Any

import polars as pl
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ardoise.actions import rights, worklist
from ardoise.actions.handovers import OPEN, Workload
from ardoise.actions.refusals import Unfit
from ardoise.desk.aged_balance import books
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import offer_rows, refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import cents_typed
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import person
from ardoise.desk.today import lists
from ardoise.desk.today.forms import Day, putting_off
from ardoise.desk.work.contested import hands
from ardoise.desk.work.handed import Handing, seen_at, with_handovers
from ardoise.desk.work.jobs import jobs, open_tasks
from ardoise.desk.work.promises import midnight
from ardoise.desk.work.sends import POSSIBLE, beside_them
from ardoise.desk.work.standing import standing_of
from ardoise.records.models import Absence, Approval, Customer, Promise, Reply, Skip, Task, User

SHOWN = 100
DONE_MAX = 500
TABS = (
    ("tasks", gettext_lazy("Calls and tasks")),
    ("confirm", gettext_lazy("To confirm")),
    ("replies", gettext_lazy("Replies")),
    ("promises", gettext_lazy("Promises")),
    ("returns", gettext_lazy("Payments returned")),
    ("alerts", gettext_lazy("Alerts")),
)


@needs("see")
@require_GET
def work(request: Request) -> HttpResponse:
    """What to do today, the most pressing first; everybody's unless one asks for one's own."""
    return listing(request)


def listing(request: Request, postpone: forms.Form | None = None, handing: forms.Form | None = None) -> HttpResponse:
    """That list; with the form by which some were to be put off or handed over, where it was refused: their ticks
    stand."""
    today, is_mine = clock.today(request.company), "mine" in request.GET
    people = hands(request, today)
    whose = Workload(request.company, people if is_mine else None)
    found = jobs(request, today, whose)
    counts, tab = Counter(job.tab for job in found), request.GET.get("tab", "")
    listed = [job for job in found if not tab or job.tab == tab]
    listed += beside_them(request, today, whose) if tab == "confirm" else []
    sends, send = Counter(job.send for job in listed if job.send), request.GET.get("send", "")
    listed = [job for job in listed if not send or job.send == send]
    shown = with_handovers(request, listed[:SHOWN])
    customers = {job.customer.pk: job.customer for job in shown if job.customer}
    beside = standing_of(request, list(customers.values()))
    context = {
        "lines": [(job, beside.get(job.customer.pk) if job.customer else None) for job in shown],
        "more": max(0, len(listed) - SHOWN),
        "total": len(found),
        "tabs": [(key, name, counts[key]) for key, name in TABS],
        "elsewhere": [(key, name, counts[key]) for key, name in TABS if counts[key] and not listed],
        "tab": tab,
        "sends": sends if tab == "confirm" else None,
        "send": send,
        "is_mine": is_mine,
        "planned": open_tasks(request).filter(due_on__gt=today).filter(whose.of("task")).count(),
        "today": today,
        "done": done_today(request, today),
        "coming": "" if listed else coming(request, today + timedelta(1), whose),
        "fresh": lists.freshness(request, lists.run_of(request)),
        "month": month(request, people if is_mine else None, today),
        "may_settle": rights.role_may(request.role, "settle"),
        "may_approve": rights.role_may(request.role, "approve"),
        "may_correspond": rights.role_may(request.role, "correspond"),
        **ticking(request, today, postpone, handing),
    }
    return render(request, "work/work.html", context)


def ticking(
    request: Request, today: date, postpone: forms.Form | None, handing: forms.Form | None
) -> dict[str, object]:
    """What whoever may do the work does with several lines at once, and what is ticked."""
    if not rights.role_may(request.role, "restrain"):
        return {}
    ticked = {f"{kind}-{key}" for kind in OPEN for key in request.POST.getlist(kind)}
    return {
        "postpone": postpone or putting_off(today)["postpone"],
        "is_refused": bool(postpone),
        "handing": handing or Handing(request=request),
        "is_handing_refused": bool(handing),
        "seen_at": seen_at(),
        "ticked": ticked,
    }


def coming(request: Request, day: date, whose: Workload) -> str:
    """What that day brings, in words; "" where nothing is known of it."""
    due = open_tasks(request).filter(due_on=day).filter(whose.of("task")).count()
    promised = lists.visible(
        Promise.objects.filter(whose.of("promise"), ended_at=None, promised_on=day), request
    ).count()
    possible = Skip.objects.filter(run=lists.run_of(request), on=day, reason__in=POSSIBLE)
    chased = lists.visible(possible, request).filter(whose.customers()).count()
    told = (
        (due, ngettext("%(n)s call or task", "%(n)s calls and tasks", due)),
        (promised, ngettext("%(n)s promise due", "%(n)s promises due", promised)),
        (chased, ngettext("%(n)s reminder", "%(n)s reminders", chased)),
    )
    return ", ".join(words % {"n": count} for count, words in told if count)


def done_today(request: Request, today: date) -> int:
    """What this person ended today: tasks, reminders approved, replies dealt with; of each kind DONE_MAX at most."""
    user, since = request.user, midnight(request, today)
    ended = (
        Task.objects.filter(company=request.company, done_by=user).order_by("-pk").values_list("done_at", flat=True),
        Approval.objects.filter(company=request.company, by=user).order_by("-pk").values_list("at", flat=True),
        Reply.objects.filter(company=request.company, done_by=user).order_by("-pk").values_list("done_at", flat=True),
    )
    return sum(at is not None and at >= since for kind in ended for at in kind[:DONE_MAX])


def month(request: Request, people: list[int] | None, today: date) -> dict[str, object]:
    """Collected this month, beside the target and where it should stand today."""
    booked = books.payments_of(request).filter(pl.col("booked_on") >= today.replace(day=1))
    if people is not None:
        theirs = Customer.objects.filter(collector__in=people).values_list("code", flat=True)
        booked = booked.filter(pl.col("customer").is_in(list(theirs)))
    cents = -int(booked["amount_cents"].sum())
    is_all = rights.role_may(request.role, "see_all")
    target = worklist.target_cents(request.company, request.user, today) if is_all else None
    days = monthrange(today.year, today.month)[1]
    pace = target * min(today.day, days) // days if target else None
    return {
        "cents": cents,
        "target": target,
        "pace": pace,
        "percent": min(100, max(0, cents * 100 // target)) if target else None,
        "pace_percent": pace * 100 // target if pace is not None and target else None,
        "is_behind": pace is not None and cents < pace,
    }


class AbsenceForm(forms.Form):
    """Who stands in, and for how long."""

    delegate = forms.ModelChoiceField(
        label=gettext_lazy("Who stands in for you"), queryset=User.objects.none(), empty_label=gettext_lazy("Choose…")
    )
    from_on = forms.DateField(label=gettext_lazy("From"), widget=Day())
    until_on = forms.DateField(label=gettext_lazy("Until"), widget=Day())

    def __init__(self, *args: Any, request: Request, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = {"memberships__company": request.company, "memberships__role__in": rights.COLLECTING}
        people = User.objects.filter(is_active=True, **able)
        offer_rows(self, "delegate", people.exclude(pk=request.user.pk).order_by("username"), person)


@needs("correspond")
@require_http_methods(["GET", "POST"])
def absences(request: Request) -> HttpResponse:
    """Name who does one's work while one is away."""
    form = AbsenceForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid() and delegated(request, form):
        return redirect("absences")
    standing = Absence.objects.filter(until_on__gte=clock.today(request.company)).select_related("user", "delegate")
    return render(request, "work/absences.html", {"form": form, "absences": standing.order_by("from_on", "pk")})


def delegated(request: Request, form: AbsenceForm) -> bool:
    """Ask the action; its refusal becomes an error of the form."""
    given, user = form.cleaned_data, request.user
    with refusals_on(form):
        worklist.delegate(
            request.company, user, given["delegate"], given["from_on"], given["until_on"], user, clock.now()
        )
        messages.success(request, _("Noted: your work is on their list meanwhile."))
        return True
    return False


@needs("correspond")
@require_POST
def call_back(request: Request, absence_id: int) -> HttpResponse:
    """The absence is over, or was none."""
    absence: Absence = get_object_or_404(Absence.objects.select_related("user", "company"), pk=absence_id)
    worklist.call_back(absence, request.user, clock.now())
    return redirect("absences")


@needs("settle")
@require_POST
def target(request: Request) -> HttpResponse:
    """What all aim at this month."""
    today = clock.today(request.company)
    try:
        worklist.aim(
            request.company, None, today, cents_typed(request.POST.get("cents", "")), request.user, clock.now()
        )
    except Unfit as unfit:
        messages.warning(request, str(unfit))
    except ValueError:
        messages.warning(request, _("Write an amount such as 1234.50."))
    else:
        messages.success(request, _("Noted."))
    return redirect("work")
