"""A plan confirmed to the customer in writing: seen before it leaves, by e-mail or by letter, once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ardoise.actions import correspondence, instalments
from ardoise.actions.refusals import Unfit
from ardoise.desk.customers.views import find
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.records.models import Customer, InstalmentPlan, PlanConfirmation


@needs("approve")
@require_http_methods(["GET", "POST"])
def confirmation(request: Request, customer_id: int, plan_id: int) -> HttpResponse:
    """What would leave, and what became of it; posted it is prepared, by the channel that is asked for, or sent."""
    customer = find(request, customer_id)
    plan: InstalmentPlan = get_object_or_404(
        InstalmentPlan.objects.select_related("company", "customer"), customer=customer, pk=plan_id
    )
    if request.method == "GET":
        return page(request, customer, plan)
    channel = request.POST.get("channel", "")
    if request.POST.get("act") != "send":
        return prepared(request, plan, channel)
    try:
        instalments.confirm(plan, request.user, clock.now(), channel)
    except Unfit as unfit:
        return page(request, customer, plan, str(unfit))
    messages.success(request, _("The confirmation waits in the outbox."))
    return redirect(place_after(request, customer))


def prepared(request: Request, plan: InstalmentPlan, channel: str = "") -> HttpResponse:
    """It is prepared, and shown; a call that is being made is gone back to afterwards."""
    instalments.propose_confirmation(plan, request.user, clock.now(), channel)
    place = reverse("confirm_plan", args=[plan.customer_id, plan.pk])
    return redirect(f"{place}?call=1" if request.POST.get("call") else place)


def place_after(request: Request, customer: Customer) -> str:
    """Where one goes on from: the day's work after a call, else the customer's file."""
    is_call = (request.POST or request.GET).get("call")
    return reverse("work") if is_call else reverse("customer", args=[customer.pk])


def page(request: Request, customer: Customer, plan: InstalmentPlan, refusal: str = "") -> HttpResponse:
    """The confirmation as it was prepared; what was not is prepared from the customer's file."""
    kept = PlanConfirmation.objects.filter(plan=plan).select_related("proposal__run", "proposal__company").first()
    if kept is None:
        return redirect("customer", customer.pk)
    context = {
        "customer": customer,
        "plan": plan,
        "proposal": kept.proposal,
        "draft": correspondence.preview(kept.proposal),
        "message": instalments.said(kept.proposal),
        "is_told": instalments.is_told(kept.proposal),
        "channels": instalments.reached_by(customer),
        "refusal": refusal,
        "is_call": bool((request.POST or request.GET).get("call")),
        "after": place_after(request, customer),
    }
    return render(request, "instalments/confirmation.html", context)
