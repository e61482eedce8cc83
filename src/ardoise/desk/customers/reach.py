"""How the customer may be reached: the postal address, and the channels it does not want to be reached by."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ardoise import channels
from ardoise.actions import contacts, delivery
from ardoise.desk.customers.views import customer_page, find
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import RowForm, refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.records.models import Contact, Customer, OptOut


class AddressForm(RowForm):
    """Where letters go."""

    class Meta:
        model = Customer
        fields = ("address", "postcode", "city", "country")
        labels = {
            "address": gettext_lazy("Number and street"),
            "postcode": gettext_lazy("Postcode"),
            "city": gettext_lazy("Town"),
            "country": gettext_lazy("Country (two letters)"),
        }


@needs("correspond")
@require_http_methods(["GET", "POST"])
def address(request: Request, customer_id: int) -> HttpResponse:
    """The postal address, until it can be kept."""
    customer = find(request, customer_id)
    form = AddressForm(request.POST or None, instance=Customer.objects.get(pk=customer.pk))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            contacts.set_address(customer, request.user, clock.now(), **form.cleaned_data)
            messages.success(request, _("Address saved."))
            return redirect("customer", customer.pk)
    told = {"customer": customer, "form": form, "heading": _("Postal address")}
    return render(request, "customers/sheet.html", told)


@needs("correspond")
@require_POST
def opt_out(request: Request, customer_id: int) -> HttpResponse:
    """The customer, or one contact, is not to be reached by a channel any more."""
    customer, channel = find(request, customer_id), request.POST.get("channel", "")
    key = key_of(request.POST.get("contact", ""))
    contact = get_object_or_404(Contact, customer=customer, pk=key) if key is not None else None
    if channel not in channels.NAMES:
        messages.warning(request, _("Choose a channel."))
        return customer_page(request, customer)
    delivery.opt_out(customer, channel, request.user, clock.now(), contact, request.POST.get("note", "")[:300])
    messages.success(request, _("Noted: nobody there is reached by this channel any more."))
    return redirect("customer", customer.pk)


@needs("correspond")
@require_POST
def opt_in(request: Request, customer_id: int, opt_out_id: int) -> HttpResponse:
    """The channel may be used there again."""
    customer = find(request, customer_id)
    refused: OptOut = get_object_or_404(
        OptOut.objects.select_related("company", "customer"), customer=customer, pk=opt_out_id
    )
    if delivery.opt_in(refused, request.user, clock.now()):
        messages.success(request, _("Noted: this channel may be used again."))
    return redirect("customer", customer.pk)
