"""Cheques and bills of exchange in our hands, noted one by one or as a pasted list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ardoise.actions import reconciliation as actions
from ardoise.actions import rights
from ardoise.actions.restraints import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.reconciliation.choices import cents_or_none
from ardoise.desk.reconciliation.forms import InstrumentForm
from ardoise.desk.today import lists
from ardoise.records.models import Customer, Movement

LISTED_MAX = 500
PARTS = ("customer", "amount", "number", "drawn_by")


@needs("see_all")
@require_http_methods(["GET", "POST"])
def instruments(request: HttpRequest) -> HttpResponse:
    """What is noted, the latest first; one more, or a list of them."""
    may = rights.role_may(request.role, "reconcile")
    if request.method == "POST":
        rights.require(request.user, "reconcile", request.company)
    form = InstrumentForm(
        request.POST if is_one(request) else None, initial={"received_on": clock.today(request.company)}
    )
    is_kept = keep_one(request, form) if is_one(request) else request.method == "POST" and keep_list(request)
    if is_kept:
        return redirect("instruments")
    held = Movement.objects.filter(company=request.company).exclude(instrument="")
    context = {
        "form": form,
        "pasted": request.POST.get("list", ""),
        "page": lists.page_by_identity(held.select_related("customer").order_by("-id"), request.GET.get("after", "")),
        "tab": "instruments",
        "may_reconcile": may,
    }
    return render(request, "reconciliation/instruments.html", context)


def is_one(request: HttpRequest) -> bool:
    """Was the form of one sent?"""
    return request.method == "POST" and "list" not in request.POST


def customer_of(request: HttpRequest, code: str) -> Customer | None:
    return rights.customers(request.user, request.company).filter(code__iexact=code.strip()).first()


def keep_one(request: HttpRequest, form: InstrumentForm) -> bool:
    """Notes one; what is missing or refused is said beside its field."""
    if not form.is_valid():
        return False
    given = form.cleaned_data
    customer = customer_of(request, given["customer"])
    if customer is None:
        form.add_error("customer", _("There is no customer of that code: look it up among the customers."))
        return False
    held = actions.Held(
        customer, given["kind"], given["amount"] or 0, given["received_on"], given["number"], given["drawn_by"],
        given["slip"], given["due_on"],
    )  # fmt: skip
    try:
        actions.note_instruments(request.company, [held], request.user, clock.now())
    except Unfit as unfit:
        form.add_error(None, str(unfit))
        return False
    messages.success(request, _("Noted: it waits among the receipts."))
    return True


def keep_list(request: HttpRequest) -> bool:
    """Notes the cheques of a pasted list, all or none; each wrong line is told."""
    lines = [line for line in request.POST["list"].splitlines() if line.strip()]
    held, wrong = [], []
    for number, line in enumerate(lines[:LISTED_MAX], 1):
        one = read_line(request, line)
        held.append(one) if isinstance(one, actions.Held) else wrong.append(f"{_('Line')} {number}: {one}")
    if len(lines) > LISTED_MAX:
        wrong.append(_("More than %(n)d lines: note them in several lists.") % {"n": LISTED_MAX})
    if not held and not wrong:
        wrong.append(_("The list is empty."))
    for sentence in wrong[:5]:
        messages.error(request, sentence)
    if wrong:
        return False
    actions.note_instruments(request.company, held, request.user, clock.now())
    messages.success(request, _("%(n)d noted: they wait among the receipts.") % {"n": len(held)})
    return True


def read_line(request: HttpRequest, line: str) -> actions.Held | str:
    """A cheque of the list, or the sentence that says what is wrong with it."""
    cells = [cell.strip() for cell in line.replace("\t", ";").split(";")]
    told = dict(zip(PARTS, [*cells, "", "", "", ""], strict=False))
    customer, cents = customer_of(request, told["customer"]), cents_or_none(told["amount"])
    if customer is None:
        return _("there is no customer “%(code)s”.") % {"code": told["customer"][:40]}
    if not cents or cents < 0:
        return _("“%(typed)s” is no amount: write one such as 1234.50.") % {"typed": told["amount"][:40]}
    slip = request.POST.get("slip", "")
    day = clock.today(request.company)
    return actions.Held(customer, "cheque", cents, day, told["number"], told["drawn_by"], slip)


@needs("reconcile")
@require_POST
def give_back(request: HttpRequest, movement_id: int) -> HttpResponse:
    """It was noted by mistake, or handed back."""
    movement = get_object_or_404(Movement.objects.select_related("company"), company=request.company, pk=movement_id)
    try:
        is_done = actions.give_back(movement, request.user, clock.now())
    except rights.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Taken off the list.") if is_done else _("Somebody was faster: this was decided already.")
        messages.success(request, said)
    return redirect("instruments")
