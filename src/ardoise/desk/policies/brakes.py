"""A run that stopped before the first send: why, and the button that lets it go on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import errands as asking
from ardoise.actions import rights
from ardoise.actions.dunning import braking
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language
from ardoise.desk.today import errands
from ardoise.desk.today.lists import latest_run
from ardoise.domain import brake as words
from ardoise.records.models import Brake, Run


def standing(request: Request, run: Run | None) -> dict[str, Any]:
    """The brake on a run, for the banner of Today; and how old the books are, against what is allowed."""
    found = Brake.objects.filter(run=run, released_at=None).first() if run else None
    books = braking.books_of(request.company, clock.today(request.company))
    told = [reason for reason in braking.stale(books) if reason["reason"] != "ledger_missing"]  # the list says it
    stale = [words.say(reason, language(), request.company.currency) for reason in told]
    context: dict[str, Any] = {"books": books, "stale": stale if not found else [], "brake": None}
    if found and rights.role_may(request.role, "see_all"):
        context |= {"brake": found, "brake_reasons": reasons_of(request, found)}
    return context


def reasons_of(request: Request, stopped: Brake) -> list[str]:
    """Why it stopped, a sentence each."""
    return [words.say(reason, language(), request.company.currency) for reason in stopped.reasons]


def find(brake_id: int) -> Brake:
    """A brake of this company; any other does not exist."""
    return get_object_or_404(Brake.objects.select_related("run", "company", "released_by"), pk=brake_id)


@needs("see_all")
@require_GET
def brake(request: Request, brake_id: int) -> HttpResponse:
    """Why the run stopped, its figures beside the usual ones, and how to let it go on."""
    return page(request, find(brake_id))


def page(request: Request, stopped: Brake, **more: object) -> HttpResponse:
    """The page of a brake."""
    is_last = stopped.run == latest_run(request.company)
    context = {
        "stopped": stopped,
        "reasons": reasons_of(request, stopped),
        "figures": braking.beside_the_usual(stopped.run),
        "books": braking.books_of(request.company, stopped.run.as_of),
        "is_stale": any(reason["reason"].startswith(("ledger", "bank")) for reason in stopped.reasons),
        "automatic": len(braking.automatic(stopped.run)) if is_last else 0,
        "may": rights.role_may(request.role, "settle"),
        "is_replaced": not (is_last or braking.undecided(request.company, None).filter(pk=stopped.pk).exists()),
        **more,
    }
    return render(request, "policies/brake.html", context)


@needs("settle")
@require_POST
def release(request: Request, brake_id: int) -> HttpResponse:
    """Somebody looked: the run goes on, its automatic levels approved by the worker; or is dropped, and nothing of it
    leaves."""
    stopped, is_dropped = find(brake_id), request.POST.get("do") == "drop"
    decide = braking.drop if is_dropped else braking.release
    try:
        if request.POST.get("judged") != stopped.at.isoformat() and not stopped.is_decided:
            raise Unfit(braking.judged_again())
        is_decided = decide(stopped, request.POST.get("note", ""), request.user, clock.now())
    except Unfit as unfit:
        return page(request, stopped, error=str(unfit), note=request.POST.get("note", ""))
    if not is_decided:
        messages.info(request, _("Somebody had decided already."))
    elif is_dropped:
        words = _(
            "Dropped: nothing of this list leaves. Once the facts are others, compute it again: it is judged anew."
        )
        messages.success(request, words)
    else:
        messages.success(request, _("Released: what this list proposes can be approved, and leave."))
        is_last = stopped.run == latest_run(request.company)
        if waiting := braking.automatic(stopped.run) if is_last else []:
            errands.start(asking.ask_approvals(request.company, waiting, None, clock.now()))
    return redirect("today")
