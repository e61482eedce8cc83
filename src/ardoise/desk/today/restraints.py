"""A collector sets a proposal aside: the customer contests, promises, or is left in peace."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ardoise.actions import disputes, restraints
from ardoise.actions.restraints import Noted, Scan
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.meanwhile import meanwhile
from ardoise.desk.today import forms
from ardoise.desk.today.approvals import next_panel
from ardoise.desk.today.views import find, offered, panel

KINDS = {
    "dispute": forms.DisputeForm,
    "promise": forms.PromiseForm,
    "payment_notice": forms.PaymentNoticeForm,
    "block": forms.BlockForm,
}


@needs("restrain")
@require_POST
def restrain(request: HttpRequest, proposal_id: int, kind: str) -> HttpResponse:
    """Note it, and go on to the next proposal; what cannot be noted is said beside its field."""
    if kind not in KINDS:
        raise Http404
    shown = find(request, proposal_id)
    if told := meanwhile(request, shown.customer):
        return panel(request, shown, refusal=told)
    form = KINDS[kind](request.POST, request.FILES, customer=shown.customer, entries=offered(shown), prefix=kind)
    if not form.is_valid() or not noted(request, kind, form):
        return panel(request, shown, **{f"{kind}_form": form, "opened": kind})
    if request.htmx:
        return next_panel(request, shown, _("Noted."))
    messages.success(request, _("Noted: this customer is left in peace accordingly."))
    return redirect("today")


def noted(request: HttpRequest, kind: str, form: forms.Restraint) -> bool:
    """Ask the action; its refusal becomes an error of the form."""
    given, about = form.cleaned_data, form.subject()
    told = Noted(given["note"], clock.today(request.company), request.user, clock.now(), given.get("said_by", ""))
    acts: dict[str, Callable] = {
        "dispute": lambda: disputes.open_about(form.customer, given["reason"], form.contested(), told),
        "promise": lambda: restraints.promise(about, given["amount"], given["promised_on"], told),
        "payment_notice": lambda: restraints.announce_payment(
            about, given["paid_on"], told, given["amount"], Scan(*given["proof"])
        ),
        "block": lambda: restraints.block(about, given["until_on"], told),
    }
    try:
        acts[kind]()
    except restraints.Unfit as unfit:
        form.add_error(None, str(unfit))
        return False
    return True
