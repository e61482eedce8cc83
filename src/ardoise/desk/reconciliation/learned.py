"""What was learned of who pays for whom and how, shown and forgotten on demand."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import errands as work
from ardoise.actions import reconciliation as actions
from ardoise.actions import rights
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.today import errands, lists
from ardoise.records.models import Habit, Payer

KINDS: dict[str, type[Payer | Habit]] = {"payer": Payer, "habit": Habit}
Learned = TypeVar("Learned", Payer, Habit)


@needs("see_all")
@require_GET
def learned(request: Request) -> HttpResponse:
    """Payers, the latest confirmed first; habits that a customer has shown."""
    payers = searched(Payer.objects.filter(company=request.company), request)
    known = Habit.objects.filter(times__gt=0, company=request.company)
    habits = searched(known, request)
    page = lists.page_by_identity(payers.select_related("customer").order_by("-id"), request.GET.get("after", ""))
    context = {
        "page": page,
        "habits": habits.select_related("customer").order_by("customer__name", "habit")[: lists.LINES],
        "q": request.GET.get("q", ""),
        "tab": "learned",
        "may_reconcile": rights.role_may(request.role, "reconcile"),
    }
    return render(request, "reconciliation/learned.html", context)


def searched(rows: QuerySet[Learned], request: Request) -> QuerySet[Learned]:
    """Those whose customer, or whose mark, holds every word typed."""
    for word in request.GET.get("q", "").split():
        found = Q(customer__name__alike=word) | Q(customer__code__icontains=word)
        rows = rows.filter(found | Q(value__icontains=word)) if rows.model is Payer else rows.filter(found)
    return rows


@needs("reconcile")
@require_POST
def forget(request: Request, kind: str, learned_id: int) -> HttpResponse:
    """It was never learned."""
    if kind not in KINDS:
        raise Http404
    what: Payer | Habit = get_object_or_404(KINDS[kind].objects.filter(company=request.company), pk=learned_id)
    if actions.forget(request.company, what, request.user, clock.now()):
        errands.start(work.ask_explaining(request.company, request.user, clock.now()))
        messages.success(request, _("Forgotten: it counts no more; what waits is explained anew."))
    return redirect("learned")
