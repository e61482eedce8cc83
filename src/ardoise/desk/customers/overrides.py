"""A person puts a customer, or one item, under another policy than the rules would, and ends that."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ardoise.actions import policies as actions
from ardoise.desk.customers import facts
from ardoise.desk.customers.policy import form_of
from ardoise.desk.customers.views import find
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.records.models import Entry, PolicyOverride


@needs("restrain")
@require_POST
def override(request: Request, customer_id: int) -> HttpResponse:
    """Put the customer, or one item, under another policy than the rules would."""
    customer = find(request, customer_id)
    form = form_of(request, facts.open_items(customer, clock.today(request.company)))
    if not form.is_valid():
        messages.error(request, _("Not saved: choose a policy and say why."))
        return redirect("customer", customer.pk)
    about: Any = customer
    if form.cleaned_data["about"]:
        theirs = Entry.objects.filter(customer=customer).select_related("customer", "company")
        about = get_object_or_404(theirs, pk=form.cleaned_data["about"])
    try:
        actions.override(about, form.cleaned_data["policy"], form.cleaned_data["note"], request.user, clock.now())
    except actions.Unfit as unfit:
        messages.error(request, str(unfit))
    else:
        messages.success(request, _("Kept: it holds from the next computation on."))
    return redirect("customer", customer.pk)


@needs("restrain")
@require_POST
def end_override(request: Request, customer_id: int, override_id: int) -> HttpResponse:
    """The rules say again under which policy it is."""
    customer = find(request, customer_id)
    theirs = PolicyOverride.objects.filter(customer=customer).select_related("company", "policy", "customer")
    found: PolicyOverride = get_object_or_404(theirs, pk=override_id)
    if actions.end_override(found, request.user, clock.now()):
        messages.success(request, _("Ended: the rules assign it again from now on."))
    else:
        messages.info(request, _("Somebody had ended it already."))
    return redirect("customer", customer.pk)
