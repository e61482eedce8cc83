"""What the company lets pass, whether anything is applied by itself, and who lets go how much alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ardoise.actions import errands as work
from ardoise.actions import reconciliation as actions
from ardoise.actions import rights
from ardoise.actions.reconciliation.tolerances import LIMITS, accounts_of
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.preferences.sections import section_page
from ardoise.desk.reconciliation.choices import cents_or_none
from ardoise.desk.reconciliation.forms import ToleranceForm, told
from ardoise.desk.today import errands
from ardoise.records.models import User, WriteOffLimit


@needs("see_all")
@require_http_methods(["GET", "POST"])
def tolerances(request: Request) -> HttpResponse:
    """Read by whoever sees all; changed by whoever settles."""
    may, company = rights.role_may(request.role, "settle"), request.company
    posted = request.POST if request.method == "POST" else None
    form = ToleranceForm(posted, initial=told(actions.setting_of(company), accounts_of(company)))
    if posted is not None and form.is_valid() and changed(request, form):
        return redirect("settings_reconciliation")
    for field in form.fields.values():
        field.disabled = not may
    context = {
        "form": form,
        "may": may,
        "limits": limits(request),
        "own_limits": own_limits(request),
        "people": User.objects.filter(memberships__company=request.company, is_active=True).order_by("username"),
        "may_limit": rights.role_may(request.role, "configure"),
    }
    return section_page(request, "reconciliation", "settings_reconciliation", **context)


def changed(request: Request, form: ToleranceForm) -> bool:
    """Ask the action; its refusal becomes an error of the form."""
    with refusals_on(form):
        actions.change(request.company, request.user, clock.now(), **form.fields_of())
        errands.start(work.ask_explaining(request.company, request.user, clock.now()))
        messages.success(request, _("Saved."))
        return True
    return False


def limits(request: Request) -> list[tuple[str, int]]:
    """Role → cents let go without a second person."""
    own = dict(WriteOffLimit.objects.filter(company=request.company, user=None).values_list("role", "cents"))
    return [(role, own.get(role, cents)) for role, cents in LIMITS.items()]


def own_limits(request: Request) -> list[WriteOffLimit]:
    """What was said of persons, whatever their role."""
    said = WriteOffLimit.objects.filter(company=request.company, user__isnull=False)
    return list(said.select_related("user").order_by("user__username"))


@needs("configure")
@require_POST
def limit(request: Request) -> HttpResponse:
    """Up to how much a role, or a person whatever their role, lets go alone."""
    role, cents = request.POST.get("role", ""), cents_or_none(request.POST.get("amount", ""))
    user = User.objects.filter(pk=key_of(request.POST.get("person", "")) or 0).first()
    if (role not in LIMITS and user is None) or cents is None:
        messages.error(request, _("Write an amount such as 1234.50."))
        return redirect("settings_reconciliation")
    try:
        actions.limit(request.company, cents, request.user, clock.now(), role="" if user else role, user=user)
    except (Unfit, rights.Missing) as unfit:
        messages.error(request, str(unfit))
    else:
        messages.success(request, _("Saved."))
    return redirect("settings_reconciliation")
