"""Under which policy a customer is and why, and the form that puts it under another."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from ardoise.actions import policies as actions
from ardoise.desk.frame.forms import offer, offer_rows
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language, policy_name
from ardoise.desk.policies.forms import OverrideForm
from ardoise.records.models import Customer, Policy


def standing(
    request: Request, customer: Customer, policy: str, assigned_by: str, items: list[dict[str, Any]]
) -> dict[str, Any]:
    """The policy of a customer and which rule says so, what a person put elsewhere, and the form to do so."""
    known = actions.policies_of(request.company)
    return {
        "under_policy": policy,
        "policy_row": Policy.objects.filter(name=policy).first(),
        "policy_why": actions.why_in_words(request.company, policy, assigned_by, language()),
        "overrides": actions.overrides_of(customer),
        "override_form": form_of(request, items) if len(known) > 1 else None,
    }


def form_of(request: Request, items: list[dict[str, Any]]) -> OverrideForm:
    """The form, about all the customer owes or one open item."""
    posted = request.POST if request.method == "POST" else None
    form = OverrideForm(posted, prefix="override")
    names = list(actions.policies_of(request.company))
    holding = Policy.objects.filter(name__in=names).order_by("name")
    offer_rows(form, "policy", holding, lambda policy: policy_name(policy.name))
    owed = [(str(i["entry"]), i["document"] or i["label"] or "–") for i in items if i["open_cents"] > 0]
    offer(form, "about", [("", _("All that they owe")), *owed])
    return form
