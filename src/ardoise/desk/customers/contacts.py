"""The people at a customer, added and corrected."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ardoise.actions import contacts
from ardoise.desk.customers.forms import ContactForm
from ardoise.desk.customers.views import find
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.records.models import Contact, Customer


@needs("correspond")
@require_http_methods(["GET", "POST"])
def add(request: Request, customer_id: int) -> HttpResponse:
    """Somebody to write to."""
    return kept_or_asked(request, find(request, customer_id), None)


@needs("correspond")
@require_http_methods(["GET", "POST"])
def change(request: Request, customer_id: int, contact_id: int) -> HttpResponse:
    """Another address, another name."""
    customer = find(request, customer_id)
    return kept_or_asked(request, customer, get_object_or_404(Contact, customer=customer, pk=contact_id))


def kept_or_asked(request: Request, customer: Customer, contact: Contact | None) -> HttpResponse:
    """The form, until what it holds can be kept."""
    kept = Contact.objects.get(pk=contact.pk) if contact else None
    form = ContactForm(request.POST or None, instance=kept, country=customer.country)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            contacts.keep(customer, request.user, clock.now(), contact, **form.cleaned_data)
            messages.success(request, _("Contact saved."))
            return redirect("customer", customer.pk)
    return render(request, "customers/contact.html", {"customer": customer, "contact": contact, "form": form})


@needs("correspond")
@require_POST
def remove(request: Request, customer_id: int, contact_id: int) -> HttpResponse:
    """Nobody writes there any more."""
    customer = find(request, customer_id)
    contacts.remove(get_object_or_404(Contact, customer=customer, pk=contact_id), request.user, clock.now())
    messages.success(request, _("Contact removed."))
    return redirect("customer", customer.pk)


@needs("correspond")
@require_POST
def write_again(request: Request, customer_id: int, contact_id: int) -> HttpResponse:
    """An address that came back is good after all."""
    customer = find(request, customer_id)
    contact = get_object_or_404(Contact, customer=customer, pk=contact_id)
    if contacts.write_again(contact, request.user, clock.now()):
        messages.success(request, _("This address is written to again."))
    return redirect("customer", customer.pk)
