"""Disputes, promises, blocks and insolvencies noted and ended from the customer file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import disputes, restraints
from ardoise.actions.disputes.discussion import check_file
from ardoise.actions.refusals import Unfit
from ardoise.actions.restraints import Noted, Scan
from ardoise.desk.customers import facts
from ardoise.desk.customers.forms import RESTRAINTS, Plain
from ardoise.desk.customers.views import customer_page, find
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import keys_of
from ardoise.desk.frame.papers import paper_answer
from ardoise.desk.frame.requests import Request
from ardoise.records.models import Customer, Entry, PaymentNotice
from ardoise.records.restraints import Restraint

Given = dict[str, Any]


@needs("restrain")
@require_POST
def restrain(request: Request, customer_id: int, kind: str) -> HttpResponse:
    """Note it of the ticked items, or of all the customer owes when none is ticked."""
    if kind not in RESTRAINTS:
        raise Http404
    customer = find(request, customer_id)
    form = RESTRAINTS[kind](request.POST, request.FILES, prefix=kind)
    entries = ticked(request, customer)
    if not form.is_valid() or not noted(request, kind, form, customer, entries):
        return customer_page(request, customer, **{f"{kind}_form": form, "opened": kind, "ticked": entries})
    count = len(entries)
    if kind == "insolvency" or not count:
        messages.success(request, _("Noted for all that they owe."))
    else:
        messages.success(request, ngettext("Noted for %(n)d item.", "Noted for %(n)d items.", count) % {"n": count})
    return redirect("customer", customer.pk)


def ticked(request: Request, customer: Customer) -> list[Entry]:
    """The ticked entries; one that is not this customer's does not exist, and does not turn into all they owe."""
    asked = set(request.POST.getlist("entry"))
    found = list(Entry.objects.filter(customer=customer, pk__in=keys_of(asked)).order_by("pk"))
    if len(found) < len(asked):
        raise Http404
    return found


def noted(request: Request, kind: str, form: Plain, customer: Customer, entries: list[Entry]) -> bool:
    """Ask the action, all or nothing; its refusal becomes an error of the form."""
    given = form.cleaned_data
    told = Noted(given["note"], clock.today(request.company), request.user, clock.now(), given.get("said_by", ""))
    with refusals_on(form), transaction.atomic():
        ACTS[kind](given, customer, entries, told)
        return True
    return False


def dispute(given: Given, customer: Customer, entries: list[Entry], told: Noted) -> None:
    """One dispute of all that is ticked; a part of an invoice where one is."""
    disputes.open_about(customer, given["reason"], disputes.parts(entries, given["amount"]), told)


def promise(given: Given, customer: Customer, entries: list[Entry], told: Noted) -> None:
    """One promise of all that is ticked: of the amount typed, else of all that is open of it."""
    cents = given["amount"] if given["amount"] is not None else open_cents(customer, entries, told.on)
    restraints.promise(customer, cents, given["promised_on"], told, entries)


def open_cents(customer: Customer, entries: list[Entry], as_of: date) -> int:
    """What is open of these items, or of all where there are none; Unfit where it is of several currencies."""
    ticked = {entry.pk for entry in entries}
    items = [item for item in facts.open_items(customer, as_of, ()) if not ticked or item["entry"] in ticked]
    if len({item["currency"] for item in items}) > 1:
        raise Unfit(_("A promise has a day and an amount."))
    return sum(item["open_cents"] for item in items)


def payment_notice(given: Given, customer: Customer, entries: list[Entry], told: Noted) -> None:
    """The money is on its way: for each item ticked, or for all that they owe."""
    proof = Scan(*given["proof"])
    restraints.announce_payments(customer, entries, given["paid_on"], told, given["amount"], proof)


def block(given: Given, customer: Customer, entries: list[Entry], told: Noted) -> None:
    """Each item ticked, or all that they owe."""
    abouts: Sequence[Customer | Entry] = entries or [customer]
    for about in abouts:
        restraints.block(about, given["until_on"], told)


def insolvency(given: Given, customer: Customer, entries: list[Entry], told: Noted) -> None:
    """Always of all that they owe."""
    restraints.declare_insolvency(customer, given["judged_on"], told)


ACTS: dict[str, Callable[[Given, Customer, list[Entry], Noted], None]] = {
    "dispute": dispute,
    "promise": promise,
    "payment_notice": payment_notice,
    "block": block,
    "insolvency": insolvency,
}


@needs("see")
@require_GET
def proof(request: Request, customer_id: int, restraint_id: int) -> HttpResponse:
    """What the customer sent to show that the money left."""
    theirs = PaymentNotice.objects.filter(customer=find(request, customer_id)).exclude(proof_name="")
    found: PaymentNotice = get_object_or_404(theirs, pk=restraint_id)
    content = bytes(found.proof)
    return paper_answer(found.proof_name, check_file(content), content)


@needs("restrain")
@require_POST
def end(request: Request, customer_id: int, kind: str, restraint_id: int) -> HttpResponse:
    """It no longer stands."""
    if kind not in facts.RESTRAINTS:
        raise Http404
    customer, why = find(request, customer_id), " ".join(request.POST.get("why", "").split())[:300]
    restraint: Restraint = get_object_or_404(facts.RESTRAINTS[kind].objects.filter(customer=customer), pk=restraint_id)
    if kind == "plan" and not why:
        messages.warning(request, _("A plan is ended for a reason: say it in a few words."))
    elif restraints.end(restraint, request.user, clock.now(), why):
        messages.success(request, _("Ended: the policy applies to it again from now on."))
    else:
        messages.info(request, _("Somebody had ended it already."))
    return redirect("customer", customer.pk)
