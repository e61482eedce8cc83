"""The tasks that wait, one of them with its script and number, and what came of it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import handovers, rights, tasks
from ardoise.actions.handovers import Matter
from ardoise.actions.instalments import WISHES
from ardoise.actions.reconciliation import returns
from ardoise.actions.reconciliation.returning import SUBJECT as RETURNED
from ardoise.actions.refusals import Unfit
from ardoise.actions.replies.unread import unread_of
from ardoise.channels.telephones import shown as phone_shown
from ardoise.desk.customers import facts
from ardoise.desk.customers.ticks import at_first
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.causes import cause
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.meanwhile import meanwhile, seen
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language
from ardoise.desk.tasks import words
from ardoise.desk.tasks.forms import OutcomeForm, answered, results
from ardoise.desk.today import lists
from ardoise.desk.today.forms import a_week_from
from ardoise.domain import documents, postal
from ardoise.records.models import Document, MessageItem, Reply, Task

SHOWN = 300


@needs("see")
@require_GET
def tasks_page(request: Request) -> HttpResponse:
    """What waits, the oldest due first; of one kind where the address says so."""
    waiting = tasks.standing(request.company, request.user)
    counts = lists.tallies(waiting, "kind")
    if kind := request.GET.get("kind"):
        waiting = waiting.filter(kind=kind)
    found, today = lists.searched(waiting, request), clock.today(request.company)
    context = {
        "kinds": [(key, label, counts[key]) for key, (label, _drawing) in words.KINDS.items() if key in counts],
        "lines": with_holders(
            request, [told(line, today) for line in found.prefetch_related("customer__contacts")[:SHOWN]]
        ),
        "total": sum(counts.values()),
        "today": today,
        "q": request.GET.get("q", ""),
    }
    return render(request, "tasks/tasks.html", context)


def with_holders(request: Request, lines: list[Task]) -> list[Task]:
    """Each with whoever does it: the collector, unless it was handed over."""
    about = {line.pk: Matter(line.customer_id, "task", line.pk) for line in lines}
    held = handovers.held(request.company, about.values())
    for line in lines:
        one = held.get(about[line.pk])
        line.holder = one.to if one else line.customer.collector  # type: ignore[attr-defined]
    return lines


def told(line: Task, today: date) -> Task:
    """The task in words."""
    line.kind_words, line.subject_words = words.kind(line), words.subject(line, today)  # type: ignore[attr-defined]
    line.drawing = words.KINDS.get(line.kind, words.KINDS["other"])[1]  # type: ignore[attr-defined]
    line.phone = line.phone or (tasks.number_of(line.customer) if line.subject == RETURNED else "")
    line.phone_shown = phone_shown(line.phone) if line.phone else ""  # type: ignore[attr-defined]
    return line


@needs("see")
@require_GET
def task(request: Request, task_id: int) -> HttpResponse:
    """One task; whether the facts still ask for it is looked at as it opens."""
    return page(request, find(request, task_id))


def find(request: Request, task_id: int) -> Task:
    """A task about a customer this person may see; any other does not exist."""
    related = ("company", "customer__company", "message__company", "message__customer", "done_by")
    seen = lists.visible(Task.objects.filter(company=request.company), request)
    found: Task = get_object_or_404(seen.select_related(*related, "message__approval__proposal__run"), pk=task_id)
    return found


def page(request: Request, shown: Task, form: OutcomeForm | None = None, refusal: str = "") -> HttpResponse:
    """The task, with a form that was refused if there is one, or the sentence of a refusal."""
    reason = tasks.why_not(shown, clock.now()) if shown.done_at is None else ""
    listed = MessageItem.objects.filter(message=shown.message_id).select_related("entry").order_by("due_on", "pk")
    items = [item for item in listed if not item.is_apart]
    is_return = shown.subject == RETURNED
    is_spoken = shown.kind in ("call", "visit") or is_return
    today = clock.today(request.company)
    context = {
        "task": told(shown, clock.today(request.company)),
        "items": items,
        "credits": [item for item in listed if item.is_apart],
        "is_spoken": is_spoken,
        "asks_plan": shown.done_at is None and shown.subject.partition(":")[0] in WISHES,
        "is_closable": shown.message_id is None and (not is_spoken or is_return),
        "returns": returns.of(shown.customer, clock.today(request.company), language()) if is_return else [],
        "copies": copies_of(shown),
        "reply": asked_in(shown),
        "address": postal.lines_of(shown.message.recipient) if shown.kind == "visit" and shown.message else [],
        "obstacle": cause(reason) if reason else "",
        "unread": unread_of(shown.company, {shown.customer_id}).get(shown.customer_id) if is_spoken else None,
        "contacts": shown.customer.contacts.order_by("role", "pk"),
        "today": today,
        "next_week": a_week_from(clock.today(request.company)),
        "may_send": rights.role_may(request.role, "send"),
        "row": f"task-{shown.pk}",
        "seen": seen(shown.customer),
        "refusal": refusal,
    }
    if is_spoken:
        ticks = at_first(facts.open_items(shown.customer, today))
        cents = shown.message.amount_cents if shown.message else ticks.overdue_cents
        context |= results(shown.customer, ticks, today, cents, form, shown.kind)
        context["gauges"] = facts.gauges(list(ticks.items))
        context["asks"] = ("task", shown.pk)
    return render(request, "tasks/panel.html" if request.htmx else "tasks/task.html", context)


def asked_in(shown: Task) -> Reply | None:
    """The mail of theirs that the task is about, so that writing answers it."""
    situation = shown.subject.partition(":")[0]
    if shown.message_id or situation not in ("copy_wanted", "plan_wanted", "out_of_office"):
        return None
    accepted = {"findings__situation": situation, "findings__decision__in": ["accepted", "edited"]}
    told = Reply.objects.filter(customer=shown.customer, fetched_at__lte=shown.at, **accepted)
    return told.defer("raw").order_by("-pk").first()


def copies_of(shown: Task) -> list[Document]:
    """The copies that are here of the invoices the task names."""
    _code, _colon, about = shown.subject.partition(":")
    keys = {documents.key_of(number) for number in about.split(",")} - {""}
    if shown.message_id or not keys:
        return []
    kept = Document.objects.filter(company=shown.company, customer=shown.customer).defer("content").order_by("number")
    return [one for one in kept if documents.key_of(one.number) in keys]


@needs("send")
@require_POST
def open_it(request: Request, task_id: int) -> HttpResponse:
    """The facts are looked at again: where they have changed the task ends, and it is said why."""
    noted = tasks.open_task(find(request, task_id), request.user, clock.now())
    if noted.reason:
        messages.warning(request, cause(noted.reason))
        return back(request)
    return redirect("task", task_id)


@needs("send")
@require_POST
def note(request: Request, task_id: int) -> HttpResponse:
    """What came of it; what cannot be noted is said beside its field."""
    shown = find(request, task_id)
    if told := meanwhile(request, shown.customer):
        return page(request, shown, refusal=told)
    form = answered(request, shown.customer, shown.message.amount_cents if shown.message else None)
    if not form.is_valid():
        return page(request, shown, form)
    try:
        said = form.said()
        noted = tasks.note_outcome(shown, form.outcome, request.user, clock.now(), said)
    except Unfit as unfit:
        form.add_error(None, str(unfit))
        return page(request, shown, form)
    if request.htmx:
        return rows.done(f"task-{shown.pk}", cause(noted.reason) if noted.reason else words.noted(said))
    if noted.reason:
        messages.warning(request, cause(noted.reason))
    else:
        messages.success(request, words.noted(said))
    following = tasks.standing(request.company, request.user).filter(kind=shown.kind).exclude(pk=shown.pk)
    due = following.filter(due_on__lte=clock.today(request.company)).first()
    return redirect("task", due.pk) if due and "back" not in request.POST else back(request)


@needs("send")
@require_POST
def put_off(request: Request, task_id: int) -> HttpResponse:
    """It is for another day."""
    shown = find(request, task_id)
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
        is_done = tasks.put_off(shown, on, request.user, clock.now())
    except (Unfit, ValueError) as wrong:
        return refused(request, shown, str(wrong) if isinstance(wrong, Unfit) else _("Choose a day."))
    return over(request, shown, _("Put off.") if is_done else _("Somebody was faster: this was decided already."))


def refused(request: Request, shown: Task, words: str) -> HttpResponse:
    """Beside the list, in the panel; elsewhere above the list."""
    if request.htmx:
        return page(request, shown, refusal=words)
    messages.warning(request, words)
    return back(request)


def over(request: Request, shown: Task, words: str) -> HttpResponse:
    """The task leaves the list from which it was opened."""
    if request.htmx:
        return rows.done(f"task-{shown.pk}", words)
    messages.success(request, words)
    return back(request)


@needs("correspond")
@require_POST
def close(request: Request, task_id: int) -> HttpResponse:
    """A task without a message is done, or dropped."""
    is_done = request.POST.get("end") != "dropped"
    shown = find(request, task_id)
    if tasks.close(shown, request.user, clock.now(), request.POST.get("note", ""), is_done):
        return over(request, shown, _("Done.") if is_done else _("Dropped."))
    return refused(request, shown, _("This task was over already, or asks for an outcome."))


def back(request: Request) -> HttpResponse:
    """To the list from which the task was opened: the day's, or that of all tasks."""
    return redirect("work" if request.POST.get("back") == "work" else "tasks")
