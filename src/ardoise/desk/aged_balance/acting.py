"""What a person does about a cell of the aged balance: calls to make, items to leave in peace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ardoise.actions import restraints, rights, tasks
from ardoise.actions.refusals import Unfit
from ardoise.desk.aged_balance.question import asked
from ardoise.desk.aged_balance.views import behind
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import keys_of
from ardoise.desk.frame.requests import Request
from ardoise.records.models import Customer, Entry

AT_ONCE = 500
"""Customers called, or items left in peace, by one press; more are narrowed first."""


@needs("send")
@require_POST
def call(request: Request) -> HttpResponse:
    """A call to make to each customer of the items ticked, or of all of the cell."""

    def ask(on: date | None) -> str:
        if on is None:
            raise ValueError(on)
        count = tasks.ask_each(
            customers(request), "call", request.POST.get("call-note", ""), on, request.user, clock.now()
        )
        told = ngettext("%(n)d call asked for.", "%(n)d calls asked for.", count)
        return told % {"n": count}

    return done(request, "call", ask)


@needs("restrain")
@require_POST
def leave(request: Request) -> HttpResponse:
    """The items ticked are left in peace until a day."""

    def block(until: date | None) -> str:
        entries, note = chosen(request), request.POST.get("peace-note", "")
        noted = restraints.Noted(note, clock.today(request.company), request.user, clock.now())
        restraints.block_each(entries, until, noted)
        told = ngettext("%(n)d item left in peace.", "%(n)d items left in peace.", len(entries))
        return told % {"n": len(entries)}

    return done(request, "peace", block)


def done(request: Request, deed: str, act: Callable[[date | None], str]) -> HttpResponse:
    """Ask the action, say what became of it, and back to the same cell."""
    typed = request.POST.get(f"{deed}-on", "")
    try:
        messages.success(request, act(date.fromisoformat(typed) if typed else None))
    except Unfit as unfit:
        messages.warning(request, str(unfit))
    except ValueError:
        messages.warning(request, _("Choose a day."))
    return redirect(f"{reverse('aged_items')}?{request.GET.urlencode()}")


def chosen(request: Request) -> list[Entry]:
    """The items ticked, among those of the cell that the address names."""
    found = set(behind(request, asked(request))["entry"].to_list())
    keys = [key for key in keys_of(request.POST.getlist("entry")) if key in found][:AT_ONCE]
    return list(Entry.objects.filter(pk__in=keys).select_related("customer__company", "company").order_by("pk"))


def customers(request: Request) -> list[Customer]:
    """The customers of the items ticked; without a tick, of the whole cell."""
    if request.POST.getlist("entry"):
        codes = {entry.customer.code for entry in chosen(request)}
    else:
        codes = set(behind(request, asked(request))["customer"].to_list())
    if len(codes) > AT_ONCE:
        raise Unfit(_("More than %(most)d customers: narrow the list first.") % {"most": AT_ONCE})
    seen = rights.customers(request.user, request.company)
    return list(seen.filter(code__in=codes).select_related("company", "collector").order_by("pk"))
