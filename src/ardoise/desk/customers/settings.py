"""What is settled for one customer, and the note everybody reads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ardoise.actions import companies
from ardoise.desk.customers.forms import SettingsForm, settings_of
from ardoise.desk.customers.views import find
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request


@needs("settle")
@require_http_methods(["GET", "POST"])
def change(request: Request, customer_id: int) -> HttpResponse:
    """Kind, terms, language, group, who is in charge; own terms move the due dates derived from them."""
    customer = find(request, customer_id)
    form = SettingsForm(request.POST or None, initial=settings_of(customer), company=request.company)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if companies.change_customer(customer, request.user, clock.now(), **form.cleaned_data):
                messages.success(request, _("Kept. Due dates derived from terms follow at once."))
            return redirect("customer", customer.pk)
    told = {"customer": customer, "form": form, "heading": _("Terms and people")}
    return render(request, "customers/sheet.html", told)


@needs("correspond")
@require_POST
def note(request: Request, customer_id: int) -> HttpResponse:
    """Keep the note."""
    customer = find(request, customer_id)
    companies.change_customer(customer, request.user, clock.now(), note=request.POST.get("note", "").strip()[:5000])
    messages.success(request, _("Note saved."))
    return redirect("customer", customer.pk)
