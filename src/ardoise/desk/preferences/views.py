"""The company, its terms and ladder, and a new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ardoise.actions import companies, policies, rights
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language
from ardoise.desk.policies.words import ladder
from ardoise.desk.preferences.forms import CompanyForm, DunningForm, NewCompanyForm
from ardoise.desk.preferences.sections import open_sections, section_page
from ardoise.domain.terms import parse
from ardoise.law.refusals import RefusalError
from ardoise.records.models import Company


@needs("see")
@require_GET
def settings(request: Request) -> HttpResponse:
    """To the first section this person may open."""
    return redirect(open_sections(request)[0][0])


@needs("see_all")
@require_http_methods(["GET", "POST"])
def company(request: Request) -> HttpResponse:
    """Who the company is and who signs; read-only for whoever may not configure it."""
    may = rights.role_may(request.role, "configure")
    fresh = Company.objects.get(pk=request.company.pk)
    form = CompanyForm(request.POST if request.method == "POST" else None, instance=fresh)
    if request.method == "POST" and form.is_valid() and changed(request, form, form.cleaned_data):
        return redirect("settings_company")
    return section_page(request, "company", "settings_company", form=only_read(form, may), may=may)


def changed(request: Request, form: BaseForm, fields: dict[str, Any]) -> bool:
    """Ask the action; its refusal becomes an error of the form."""
    with refusals_on(form):
        before = companies.change(request.company, request.user, clock.now(), **fields)
        messages.success(request, _("Saved.") if before else _("Nothing to change."))
        return True
    return False


def only_read(form: BaseForm, may: bool) -> BaseForm:
    """The form, its fields closed to whoever may not change them."""
    for field in form.fields.values():
        field.disabled = not may
    return form


@needs("see_all")
@require_http_methods(["GET", "POST"])
def dunning(request: Request) -> HttpResponse:
    """Terms, buckets, language; the ladder of reminders in words."""
    may = rights.role_may(request.role, "settle")
    first = {name: getattr(request.company, name) for name in DunningForm.base_fields}
    first["buckets"] = first["buckets"].replace(",", ", ")
    form = DunningForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid() and changed(request, form, form.cleaned_data):
        return redirect("settings_dunning")
    context = {
        "form": only_read(form, may),
        "may": may,
        "example": example(request, form["terms"].value() or ""),
        "ladder": ladder(next(iter(policies.policies_of(request.company).values())), request.company.currency),
    }
    return section_page(request, "dunning", "settings_dunning", **context)


@needs("see_all")
@require_GET
def due_date(request: Request) -> HttpResponse:
    """The due date of an invoice of today under the terms being typed."""
    return render(request, "preferences/due_date.html", {"example": example(request, request.GET.get("terms", ""))})


def example(request: Request, text: str) -> dict[str, Any]:
    """When an invoice of today falls due, and the rule in words; or what is not understood."""
    today = clock.today(request.company)
    try:
        terms = parse(text)
    except RefusalError as refusal:
        return {"refusal": refusal.sentence(language())}
    return {"issued_on": today, "due_on": terms.due_on(today), "rule": terms.rule(language())}


@needs("configure")
@require_http_methods(["GET", "POST"])
def new_company(request: Request) -> HttpResponse:
    """Open another company, of which one becomes the administrator."""
    form = NewCompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        terms = "30 jours" if request.user.language == "fr" else "30 days"
        fields = {"siren": form.cleaned_data["siren"], "language": request.user.language, "terms": terms}
        with refusals_on(form):
            opened = companies.create(form.cleaned_data["name"], request.user, clock.now(), **fields)
            request.session["company_id"] = opened.pk
            messages.success(request, _("%(name)s is open. Import its ledger.") % {"name": opened.name})
            return redirect("imports")
    return section_page(request, "new_company", "settings_company", form=form)
