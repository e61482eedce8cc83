"""A click on a card: accepted as read, accepted corrected, rejected; a reply attached or closed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ardoise.actions import errands as work
from ardoise.actions import replies as actions
from ardoise.actions import rights
from ardoise.actions.reconciliation import listing
from ardoise.desk.frame import clock, rows
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.replies.forms import FactsForm, form_of
from ardoise.desk.replies.views import find, names_of, owed, panel
from ardoise.desk.today import errands
from ardoise.records.models import Finding, Reply


@needs("restrain")
@require_POST
def decide(request: Request, reply_id: int, finding_id: int) -> HttpResponse:
    """Accept or reject; what is missing is said beside its field and nothing is done."""
    shown = find(request, reply_id, "raw")
    finding = get_object_or_404(shown.findings.select_related("reply", "company"), pk=finding_id)
    if request.POST.get("decision") == "reject":
        is_rejected = actions.reject(finding, request.user, clock.now())
        return after(request, shown, is_rejected, _("Rejected: nothing was changed."))
    form = form_of(finding, request.POST, owed(shown, [finding], clock.today(request.company)))
    is_done = accepted(request, finding, form) if form.is_valid() else None
    if is_done is None:
        return panel(request, shown, {finding.pk: form})
    if is_done and finding.situation in ("paid", "advice") and may_explain(request):
        errands.start(work.ask_explaining(request.company, request.user, clock.now()))
    return after(request, shown, is_done, noted(finding))


def noted(finding: Finding) -> str:
    """That it was done, and of whom where several may be meant."""
    finding.refresh_from_db()
    told = names_of(finding)
    return _("Noted for %(names)s.") % {"names": told} if told else _("Noted.")


def may_explain(request: Request) -> bool:
    """Is there a receipt that what they say could explain, and may this person have it explained?"""
    return rights.may(request.user, "reconcile", request.company) and listing.free(request.company).exists()


def accepted(request: Request, finding: Finding, form: FactsForm) -> bool | None:
    """Ask the action: False where it was decided before; None where it refuses, an error of the form by then."""
    with refusals_on(form):
        return actions.accept(finding, request.user, clock.now(), form.edited(finding)) is not None
    return None


@needs("correspond")
@require_POST
def attach(request: Request, reply_id: int) -> HttpResponse:
    """It is from this customer."""
    shown, asked = find(request, reply_id, "raw"), key_of(request.POST.get("customer", ""))
    if asked is None or actions.dispute_of(shown):
        raise BadRequest("customer")
    customer = get_object_or_404(rights.customers(request.user, request.company), pk=asked)
    is_done = actions.attach(shown, customer, request.user, clock.now())
    return after(request, shown, is_done, _("Attached to its customer."))


@needs("correspond")
@require_POST
def close(request: Request, reply_id: int) -> HttpResponse:
    """Nothing more to do about it."""
    shown = find(request, reply_id, "raw")
    return after(request, shown, actions.close(shown, request.user, clock.now()), _("Done."))


def after(request: Request, shown: Reply, is_done: bool, words: str) -> HttpResponse:
    """The same reply, as it stands now; back to the list once it is done."""
    if not is_done:
        words = _("Somebody was faster: this was decided already.")
    if request.htmx:
        fresh = find(request, shown.pk, "raw")
        return rows.done(f"reply-{fresh.pk}", words) if fresh.state == "done" else panel(request, fresh)
    (messages.success if is_done else messages.info)(request, words)
    return redirect("reply", shown.pk)
