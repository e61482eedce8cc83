"""Who works for the company, in which role."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ardoise.actions import companies, rights
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.looks import ROLES
from ardoise.desk.frame.requests import Request
from ardoise.desk.preferences.forms import PersonForm
from ardoise.desk.preferences.sections import section_page
from ardoise.records.models import Membership, User


@needs("manage_users")
@require_GET
def people(request: Request) -> HttpResponse:
    """Everybody who works here."""
    return people_page(request)


def people_page(request: Request, **more: object) -> HttpResponse:
    """The list; `more` brings a first password, shown once, or a form that was refused."""
    members = Membership.objects.filter(company=request.company).select_related("user")
    context = {
        "members": members.order_by("user__last_name", "user__username"),
        "roles": ROLES,
        "form": PersonForm(),
    } | more
    return section_page(request, "people", "settings_people", **context)


@needs("manage_users")
@require_http_methods(["POST"])
def add(request: Request) -> HttpResponse:
    """Somebody joins; a new person gets a first password, shown once and stored nowhere in clear."""
    form = PersonForm(request.POST)
    if not form.is_valid():
        return people_page(request, form=form)
    given, password = form.cleaned_data, ""
    person = User.objects.filter(username=given["username"], email__iexact=given["email"]).first()
    try:
        if person is None:
            password = secrets.token_urlsafe(12)
            person = new_person(request, given, password)
        else:
            companies.join(request.company, person, given["role"], request.user, clock.now())
    except (Unfit, rights.Refused) as refusal:
        form.add_error(None, str(refusal))
        return people_page(request, form=form)
    return people_page(request, joined=person, password=password)


def new_person(request: Request, given: dict[str, Any], password: str) -> User:
    """The person, who joins with a password to be changed under “Myself”."""
    names = {"first_name": given["first_name"], "last_name": given["last_name"], "language": request.user.language}
    by, company = request.user, request.company
    signs_in_with = (given["username"], given["email"], password)
    return companies.engage(company, *signs_in_with, given["role"], by, clock.now(), **names)


@needs("manage_users")
@require_POST
def change_role(request: Request, membership_id: int) -> HttpResponse:
    """Another role."""
    member = find(request, membership_id)
    try:
        companies.join(request.company, member.user, request.POST.get("role", ""), request.user, clock.now())
    except (Unfit, rights.Refused) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("settings_people")


@needs("manage_users")
@require_POST
def remove(request: Request, membership_id: int) -> HttpResponse:
    """The person no longer works here; what they did stays told."""
    member = find(request, membership_id)
    try:
        companies.leave(request.company, member.user, request.user, clock.now())
    except rights.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        name = member.user.get_full_name() or member.user.username
        messages.success(request, _("%(name)s no longer works here.") % {"name": name})
    return redirect("settings_people")


def find(request: Request, membership_id: int) -> Membership:
    """A membership of this company; any other does not exist."""
    return get_object_or_404(Membership.objects.select_related("user"), pk=membership_id, company=request.company)
