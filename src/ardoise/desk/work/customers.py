"""One customer beside the list of the day: where they stand, what was said last, and what comes of calling them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import ledger, rights, tasks, timeline
from ardoise.actions.reconciliation import returns
from ardoise.actions.refusals import Unfit
from ardoise.actions.replies.unread import unread_of
from ardoise.channels.telephones import shown as phone_shown
from ardoise.desk.customers import facts
from ardoise.desk.customers.ticks import at_first
from ardoise.desk.customers.trail import address_of, drawing_of
from ardoise.desk.customers.views import find
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.meanwhile import meanwhile, seen
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language
from ardoise.desk.tasks.forms import OutcomeForm, answered, results
from ardoise.desk.tasks.words import noted as noted_words
from ardoise.desk.today.forms import a_week_from
from ardoise.desk.work import stuck
from ardoise.records.models import Customer

EXCHANGES = ("messages", "calls", "replies")
SAID_LAST = 3
STAYING = {
    "proposal": gettext_lazy("Back to the reminder"),
    "reply": gettext_lazy("Back to the reply"),
    "dispute": gettext_lazy("Back to the dispute"),
}
"""Rows that a call does not end, since they are still to be decided, and the words that lead back to them."""
ITEMS = 12


@needs("see")
@require_GET
def customer(request: Request, customer_id: int) -> HttpResponse:
    """Beside the list where a script asks; on a page of its own otherwise."""
    return panel(request, find(request, customer_id))


@needs("send")
@require_GET
def script(request: Request, customer_id: int) -> HttpResponse:
    """What to say on the telephone: within the panel, or on a page of its own."""
    shown = find(request, customer_id)
    told = tasks.script(shown, request.user, clock.today(request.company))
    page = "work/script.html" if request.htmx else "work/script_page.html"
    return render(request, page, {"customer": shown, "script": told})


def way_back(row: str) -> tuple[str, str | Lazy] | None:
    """Where the row is decided from which this customer was opened, and its words; None where a call ends it."""
    kind, _dash, key = row.partition("-")
    return (reverse(kind, args=[key]), STAYING[kind]) if kind in STAYING else None


def panel(request: Request, shown: Customer, form: OutcomeForm | None = None, refusal: str = "") -> HttpResponse:
    """The customer, with a form that was refused if there is one, or the sentence of a refusal."""
    today = clock.today(request.company)
    told = ledger.read(shown.company, shown.pk)
    standing = facts.standing(shown, today, told)
    items = facts.open_items(shown, today, standing, told)
    gauges = facts.gauges(items)
    context: dict[str, Any] = {
        "refusal": refusal,
        "seen": seen(shown),
        "customer": shown,
        "gauges": gauges,
        "restraints": standing,
        "items": items[:ITEMS],
        "more": max(0, len(items) - ITEMS),
        "next": facts.next_step(shown, today, language(), told),
        "last": exchanges(shown, today),
        "contacts": shown.contacts.order_by("role", "pk"),
        "row": (row := rows.row_of(request)),
        "way_back": way_back(row),
        "may_send": rights.role_may(request.role, "send"),
        "next_week": a_week_from(today),
        "today": today,
        "returns": returns.of(shown, today, language()),
        "unread": unread_of(shown.company, {shown.pk}).get(shown.pk),
        "undelivered": stuck.told_of(shown.pk, today),
        "may_correspond": rights.role_may(request.role, "correspond"),
        "number": (number := tasks.number_of(shown)),
        "number_shown": phone_shown(number) if number else "",
    }
    if context["may_send"]:
        ticks = at_first(items)
        context |= results(shown, ticks, today, ticks.overdue_cents, form)
    return render(request, "work/customer.html" if request.htmx else "work/alone.html", context)


def exchanges(shown: Customer, today: date) -> list[dict[str, object]]:
    """The last messages, calls and replies, latest first."""
    steps = [
        step for kind in EXCHANGES for step in timeline.page(shown, today, language(), kind=kind, size=SAID_LAST).steps
    ]
    latest = sorted(steps, key=lambda step: step.at, reverse=True)[:SAID_LAST]
    return [{"step": step, "drawing": drawing_of(step), "url": address_of(step)} for step in latest]


@needs("send")
@require_POST
def note(request: Request, customer_id: int) -> HttpResponse:
    """What came of calling them; what cannot be noted is said beside its field."""
    shown = find(request, customer_id)
    if told := meanwhile(request, shown):
        return panel(request, shown, refusal=told)
    form = answered(request, shown)
    if form.is_valid():
        with refusals_on(form):
            said = form.said()
            tasks.note_call(shown, form.outcome, request.user, clock.now(), said)
            return over(request, noted_words(said))
    return panel(request, shown, form)


@needs("send")
@require_POST
def ask(request: Request, customer_id: int) -> HttpResponse:
    """They are to be called another day: a task of that day."""
    shown = find(request, customer_id)
    if told := meanwhile(request, shown):
        return panel(request, shown, refusal=told)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
        tasks.ask(shown, "call", request.POST.get("subject", ""), on, request.user, clock.now())
    except Unfit as unfit:
        return panel(request, shown, refusal=str(unfit))
    except ValueError:
        return panel(request, shown, refusal=_("Choose a day."))
    return over(request, _("Put off."))


def over(request: Request, words: str) -> HttpResponse:
    """The row leaves the list and the next one opens; one that asks for more than a call opens anew. Without a
    script, back to the list, or to what is still to be decided."""
    if request.htmx:
        row = rows.row_of(request)
        return rows.again(words) if row.partition("-")[0] in STAYING else rows.done(row, words)
    messages.success(request, words)
    back = way_back(rows.row_of(request))
    return redirect(back[0] if back else reverse("work"))
