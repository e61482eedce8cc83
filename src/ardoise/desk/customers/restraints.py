"""Disputes, promises, blocks and insolvencies noted and ended from the customer file."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ardoise.actions import restraints
from ardoise.desk.customers import facts
from ardoise.desk.customers.forms import RESTRAINTS, Plain
from ardoise.desk.customers.views import customer_page, find
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import keys_of
from ardoise.records.models import Customer, Entry


@needs("restrain")
@require_POST
def restrain(request: HttpRequest, customer_id: int, kind: str) -> HttpResponse:
    """Note it of the ticked items, or of all the customer owes when none is ticked."""
    if kind not in RESTRAINTS:
        raise Http404
    customer = find(request, customer_id)
    form = RESTRAINTS[kind](request.POST, prefix=kind)
    entries = ticked(request, customer)
    if not form.is_valid() or not noted(request, kind, form, customer, entries):
        return customer_page(request, customer, **{f"{kind}_form": form, "opened": kind, "ticked": entries})
    count = len(entries)
    if kind == "insolvency" or not count:
        messages.success(request, _("Noted for all that they owe."))
    else:
        messages.success(request, ngettext("Noted for %(n)d item.", "Noted for %(n)d items.", count) % {"n": count})
    return redirect("customer", customer.pk)


def ticked(request: HttpRequest, customer: Customer) -> list[Entry]:
    """The ticked entries; one that is not this customer's does not exist, and does not turn into all they owe."""
    asked = set(request.POST.getlist("entry"))
    found = list(Entry.objects.filter(customer=customer, pk__in=keys_of(asked)).order_by("pk"))
    if len(found) < len(asked):
        raise Http404
    return found


def noted(request: HttpRequest, kind: str, form: Plain, customer: Customer, entries: list[Entry]) -> bool:
    """Ask the action of each, all or none; its refusal becomes an error of the form."""
    today = clock.today(request.company)
    open_cents = {item["entry"]: item["open_cents"] for item in facts.open_items(customer, today)}
    try:
        with transaction.atomic():
            for about in entries or [customer]:
                acts(request, form.cleaned_data, customer, about, open_cents)[kind]()
    except restraints.Unfit as unfit:
        form.add_error(None, str(unfit))
        return False
    return True


def acts(
    request: HttpRequest, given: dict, customer: Customer, about: Customer | Entry, open_cents: dict[int, int]
) -> dict[str, Callable]:
    """Kind → the action, about an item or the whole customer."""
    told = (given["note"], clock.today(request.company), request.user, clock.now())
    is_item = isinstance(about, Entry)
    return {
        "dispute": lambda: restraints.open_dispute(about, given["reason"], *told),
        "promise": lambda: restraints.promise(
            about, promised_cents(given["amount"], about, open_cents), given["promised_on"], *told
        ),
        "block": lambda: restraints.block(about, given["until_on"], *told),
        "insolvency": lambda: restraints.declare_insolvency(customer if is_item else about, given["judged_on"], *told),
    }


def promised_cents(typed: int | None, about: Customer | Entry, open_cents: dict[int, int]) -> int:
    """The amount typed, else all that is open of it."""
    if typed is not None:
        return typed
    return open_cents.get(about.pk, 0) if isinstance(about, Entry) else sum(open_cents.values())


@needs("restrain")
@require_POST
def end(request: HttpRequest, customer_id: int, kind: str, restraint_id: int) -> HttpResponse:
    """It no longer stands."""
    if kind not in facts.RESTRAINTS:
        raise Http404
    customer = find(request, customer_id)
    restraint = get_object_or_404(facts.RESTRAINTS[kind].objects.filter(customer=customer), pk=restraint_id)
    if restraints.end(restraint, request.user, clock.now()):
        messages.success(request, _("Ended: the policy applies to it again from now on."))
    else:
        messages.info(request, _("Somebody had ended it already."))
    return redirect("customer", customer.pk)
