"""A plan for one customer: from the items ticked in the file, from a call, from a reply."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ardoise.actions import instalments, replies, restraints, rights, tasks
from ardoise.actions.refusals import Unfit
from ardoise.desk.customers import facts
from ardoise.desk.customers.views import find
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.meanwhile import meanwhile, seen
from ardoise.desk.frame.requests import Request
from ardoise.desk.instalments.confirming import place_after, prepared
from ardoise.desk.instalments.forms import Draft, Item, first_draft, late_only, spread_anew, typed
from ardoise.domain.worklist import call_seconds
from ardoise.records.models import Customer, Entry, Finding, Task

SHOWN = 60
ORIGINS = ("finding", "task", "call")
"""What a plan answers: a card of a reply, a task, a call that is being made."""


@needs("restrain")
@require_http_methods(["GET", "POST"])
def agree(request: Request, customer_id: int) -> HttpResponse:
    """The plan as it would be; posted with `act`, spread anew or agreed."""
    customer = find(request, customer_id)
    given = request.POST if request.method == "POST" else request.GET
    items = items_of(request, customer, given)
    if "act" not in request.POST:
        said_by, today = asker(request, customer), clock.today(request.company)
        return page(request, customer, first_draft(items, today, said_by, given.get("note", "")))
    draft = typed(late_only(items) if request.POST["act"] == "late" else items, request.POST)
    if request.POST["act"] in ("late", "spread"):
        return page(request, customer, spread_anew(draft))
    if told := meanwhile(request, customer):
        return page(request, customer, draft.refused(told))
    return agreed(request, customer, draft)


def agreed(request: Request, customer: Customer, draft: Draft) -> HttpResponse:
    """It is recorded, with what it answers; what is wrong is said where it stands."""
    errors = [*(item.error for item in draft.ticked), *(line.error for line in draft.lines)]
    if any(errors) or not draft.agreement.is_valid():
        return page(request, customer, draft.refused(_("Some of it cannot be read: look at the fields marked below.")))
    words = draft.agreement.cleaned_data
    planned = {item.entry: None if item.cents == item.open_cents else item.cents for item in draft.ticked}
    dated = [(line.day, line.cents) for line in draft.lines if line.day and line.cents is not None]
    try:
        with transaction.atomic():
            answer(request, customer)
            today, said_by = clock.today(request.company), words["said_by"]
            noted = restraints.Noted(words["note"], today, request.user, clock.now(), said_by)
            plan = instalments.agree(customer, planned, dated, noted)
    except Unfit as unfit:
        return page(request, customer, draft.refused(str(unfit)))
    messages.success(request, _("The plan is noted: its items are left in peace while its instalments are paid."))
    if rights.role_may(request.role, "approve") and instalments.reached_by(customer):
        return prepared(request, plan)
    return redirect(place_after(request, customer))


def answer(request: Request, customer: Customer) -> None:
    """What asked for the plan is done with: the card accepted, the call or the task noted."""
    if finding := finding_of(request, customer):
        replies.accept(finding, request.user, clock.now())
    said = tasks.Said(seconds=call_seconds(request.POST.get("seconds", "")))
    if (key := key_of(request.POST.get("task", ""))) and rights.role_may(request.role, "send"):
        waiting = Task.objects.filter(company=request.company, customer=customer, pk=key, done_at=None)
        for task in waiting.filter(kind__in=("call", "visit")):
            tasks.note_outcome(task, "plan_asked", request.user, clock.now(), said)
    if request.POST.get("call") and rights.role_may(request.role, "send"):
        tasks.note_call(customer, "plan_asked", request.user, clock.now(), said)


def finding_of(request: Request, customer: Customer) -> Finding | None:
    """The card from which the plan was opened, while nobody has decided it."""
    key = key_of((request.POST or request.GET).get("finding", ""))
    waiting = Finding.objects.filter(company=request.company, situation="plan_wanted", decision="")
    found = waiting.filter(reply__customer=customer, pk=key) if key else waiting.none()
    return found.select_related("reply__company", "reply__customer", "company").first()


def asker(request: Request, customer: Customer) -> str:
    """Who asked for it, where a mail of theirs says so."""
    finding = finding_of(request, customer)
    return finding.reply.sender if finding else ""


def items_of(request: Request, customer: Customer, given: QueryDict) -> list[Item]:
    """What is open, the most late first; ticked is what was asked for, at first all that is overdue or else all."""
    today = clock.today(request.company)
    rows = [row for row in facts.open_items(customer, today, ()) if row["open_cents"] > 0]
    asked = {key for text in given.getlist("entry") if (key := key_of(text))}
    if not asked and "act" not in given:
        late = {row["entry"] for row in rows if (row["days_overdue"] or 0) > 0}
        asked = late or {row["entry"] for row in rows}
    shown = [row for n, row in enumerate(rows) if n < SHOWN or row["entry"] in asked]
    entries = Entry.objects.in_bulk([row["entry"] for row in shown])
    return [
        Item(
            entries[row["entry"]], row["open_cents"], row["due_on"], row["days_overdue"], row["entry"] in asked,
            given.get(f"part-{row['entry']}", "")[:30],
        )
        for row in shown
    ]  # fmt: skip


def page(request: Request, customer: Customer, draft: Draft) -> HttpResponse:
    """The plan to look at, and to look at again."""
    given = request.POST or request.GET
    context = {
        "customer": customer,
        "draft": draft,
        "currency": draft.items[0].entry.currency if draft.items else request.company.currency,
        "is_call": bool(given.get("call") or given.get("task")),
        "origins": [(name, given[name]) for name in ORIGINS if given.get(name)],
        "standing": [one for one in facts.standing(customer, clock.today(request.company)) if one.kind == "plan"],
        "seen": request.POST.get("seen") or seen(customer),
    }
    return render(request, "instalments/plan.html", context)
