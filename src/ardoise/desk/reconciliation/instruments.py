"""Cheques and bills of exchange in our hands, noted one by one or as a pasted list."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ardoise.actions import reconciliation as actions
from ardoise.actions import rights
from ardoise.actions.reconciliation import depositing
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.forms import refusals_on
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.reconciliation.choices import cents_or_none
from ardoise.desk.reconciliation.forms import InstrumentForm
from ardoise.desk.reconciliation.words import money
from ardoise.desk.today import lists
from ardoise.formats import values
from ardoise.records.models import BankAccount, Customer, Movement

LISTED_MAX = 500
SLIPS_SHOWN = 20
NAMED = 4  # customers of one name
PARTS = ("customer", "amount", "number", "drawn_by", "due_on")


@needs("see_all")
@require_http_methods(["GET", "POST"])
def instruments(request: Request) -> HttpResponse:
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
    held = depositing.held(request.company)
    page = lists.page_by_identity(held.select_related("customer").order_by("-id"), request.GET.get("after", ""))
    context = {
        "form": form,
        "pasted": request.POST.get("list", ""),
        "pasted_kind": request.POST.get("kind", ""),
        "page": page,
        "may_deposit": any(not one.slip and not one.shown_by_id for one in page.lines),
        "slips": depositing.slips(request.company, SLIPS_SHOWN),
        "accounts": BankAccount.objects.filter(company=request.company, closed_at=None).order_by("pk"),
        "tab": "instruments",
        "may_reconcile": may,
    }
    return render(request, "reconciliation/instruments.html", context)


def is_one(request: Request) -> bool:
    """Was the form of one sent?"""
    return request.method == "POST" and "list" not in request.POST


def customer_of(request: Request, typed: str) -> Customer | str:
    """The customer of that code, or the only one whose name holds every word; else a sentence."""
    seen = rights.customers(request.user, request.company)
    if found := seen.filter(code__iexact=typed.strip()).first():
        return found
    for word in typed.split():
        seen = seen.filter(name__alike=word)
    named = list(seen.order_by("name", "pk")[: NAMED + 1]) if typed.strip() else []
    if len(named) == 1:
        return named[0]
    if not named:
        return _("there is no customer “%(code)s”.") % {"code": typed[:40]}
    told = ", ".join(f"{one.code} ({one.name})" for one in named[:NAMED]) + (
        _(" and others") if len(named) > NAMED else ""
    )
    return _("several customers are called “%(name)s”: %(told)s.") % {"name": typed[:40], "told": told}


def keep_one(request: Request, form: InstrumentForm) -> bool:
    """Notes one; what is missing or refused is said beside its field."""
    if not form.is_valid():
        return False
    given = form.cleaned_data
    customer = customer_of(request, given["customer"])
    if isinstance(customer, str):
        form.add_error("customer", customer[:1].upper() + customer[1:])
        return False
    held = actions.Held(
        customer, given["kind"], given["amount"] or 0, given["received_on"], given["number"], given["drawn_by"],
        given["slip"], given["due_on"],
    )  # fmt: skip
    before = depositing.held(request.company).count()
    with refusals_on(form):
        actions.note_instruments(request.company, [held], request.user, clock.now())
        if depositing.held(request.company).count() == before:
            messages.info(request, _("It was noted already: nothing changed."))
        else:
            messages.success(request, _("Noted: it waits among the receipts."))
        return True
    return False


def keep_list(request: Request) -> bool:
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
    before = depositing.held(request.company).count()
    try:
        noted = actions.note_instruments(request.company, held, request.user, clock.now())
    except Unfit as unfit:
        messages.error(request, str(unfit))
        return False
    total = money(sum(one.amount_cents for one in noted), request.company.currency)
    messages.success(
        request, _("%(n)d noted, %(total)s in all: they wait among the receipts.") % {"n": len(noted), "total": total}
    )
    known = len(held) - (depositing.held(request.company).count() - before)
    if known:
        messages.info(request, _("%(n)d of them had been noted already, or stand twice in the list.") % {"n": known})
    return True


def read_line(request: Request, line: str) -> actions.Held | str:
    """A cheque of the list, or the sentence that says what is wrong with it."""
    cells = [cell.strip() for cell in line.replace("\t", ";").split(";")]
    told = dict(zip(PARTS, [*cells, "", "", "", "", ""], strict=False))
    customer, cents = customer_of(request, told["customer"]), cents_or_none(told["amount"])
    if isinstance(customer, str):
        return customer
    if not cents or cents < 0:
        return _("“%(typed)s” is no amount: write one such as 1234.50.") % {"typed": told["amount"][:40]}
    kind, due_on = "bill" if request.POST.get("kind") == "bill" else "cheque", values.day(told["due_on"])
    if kind == "bill" and due_on is None:
        return _("“%(typed)s” is no day: a bill falls due on one such as 31/12/2026.") % {"typed": told["due_on"][:40]}
    day, slip = clock.today(request.company), request.POST.get("slip", "")
    return actions.Held(customer, kind, cents, day, told["number"], told["drawn_by"], slip, due_on)


@needs("reconcile")
@require_POST
def give_back(request: Request, movement_id: int) -> HttpResponse:
    """It was noted by mistake, or handed back."""
    movement: Movement = get_object_or_404(
        Movement.objects.select_related("company"), company=request.company, pk=movement_id
    )
    try:
        is_done = actions.give_back(movement, request.user, clock.now())
    except rights.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("Taken off the list.") if is_done else _("Somebody was faster: this was decided already.")
        messages.success(request, said)
    return redirect("instruments")
