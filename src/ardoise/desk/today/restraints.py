"""A collector sets a proposal aside: the customer contests, promises, or is left in peace."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ardoise.desk.customers import facts
from ardoise.desk.customers.forms import RESTRAINTS, Plain
from ardoise.desk.customers.restraints import noted
from ardoise.desk.customers.ticks import Ticks, posted
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.meanwhile import meanwhile
from ardoise.desk.frame.requests import Request
from ardoise.desk.today.approvals import next_panel
from ardoise.desk.today.views import find, panel
from ardoise.records.models import Proposal

KINDS = ("dispute", "promise", "payment_notice", "block")


@needs("restrain")
@require_POST
def restrain(request: Request, proposal_id: int, kind: str) -> HttpResponse:
    """Note it, and go on to the next proposal; what cannot be noted is said beside its field."""
    if kind not in KINDS:
        raise Http404
    shown = find(request, proposal_id)
    if told := meanwhile(request, shown.customer):
        return panel(request, shown, refusal=told)
    form = RESTRAINTS[kind](request.POST, request.FILES, prefix=kind)
    ticks = posted(facts.open_items(shown.customer, clock.today(request.company)), request.POST)
    if not form.is_valid() or not noted_of(request, kind, form, shown, ticks):
        return panel(request, shown, **{f"{kind}_form": form, "opened": kind, "ticks": ticks})
    if request.htmx:
        return next_panel(request, shown, _("Noted."))
    messages.success(request, _("Noted: this customer is left in peace accordingly."))
    return redirect("today")


def noted_of(request: Request, kind: str, form: Plain, shown: Proposal, ticks: Ticks) -> bool:
    """Ask the action, of what is ticked; its refusal becomes an error of the form."""
    with refusals_on(form):
        entries = ticks.entries(kind)
        if kind in ("promise", "payment_notice"):
            form.cleaned_data["amount"] = ticks.amount(kind, form.cleaned_data["amount"], shown.amount_cents)
        return noted(request, kind, form, shown.customer, entries)
    return False
