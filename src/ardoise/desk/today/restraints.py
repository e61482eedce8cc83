"""A collector sets a proposal aside: the customer contests, promises, or is left in peace."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ardoise.actions import restraints
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.today import forms
from ardoise.desk.today.approvals import next_panel
from ardoise.desk.today.views import find, offered, panel

KINDS = {"dispute": forms.DisputeForm, "promise": forms.PromiseForm, "block": forms.BlockForm}


@needs("restrain")
@require_POST
def restrain(request: HttpRequest, proposal_id: int, kind: str) -> HttpResponse:
    """Note it, and go on to the next proposal; what cannot be noted is said beside its field."""
    if kind not in KINDS:
        raise Http404
    shown = find(request, proposal_id)
    form = KINDS[kind](request.POST, customer=shown.customer, entries=offered(shown), prefix=kind)
    if not form.is_valid() or not noted(request, kind, form):
        return panel(request, shown, **{f"{kind}_form": form, "opened": kind})
    if request.htmx:
        return next_panel(request, shown)
    messages.success(request, _("Noted: this customer is left in peace accordingly."))
    return redirect("today")


def noted(request: HttpRequest, kind: str, form: forms.Restraint) -> bool:
    """Ask the action; its refusal becomes an error of the form."""
    given, today, at = form.cleaned_data, clock.today(request.company), clock.now()
    acts: dict[str, Callable] = {
        "dispute": lambda: restraints.open_dispute(
            form.subject(), given["reason"], given["note"], today, request.user, at
        ),
        "promise": lambda: restraints.promise(
            form.subject(), given["amount"], given["promised_on"], given["note"], today, request.user, at
        ),
        "block": lambda: restraints.block(form.subject(), given["until_on"], given["note"], today, request.user, at),
    }
    try:
        acts[kind]()
    except restraints.Unfit as unfit:
        form.add_error(None, str(unfit))
        return False
    return True
