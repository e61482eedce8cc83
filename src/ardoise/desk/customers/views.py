"""The file of one customer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ardoise.actions import ledger, rights
from ardoise.actions.dunning.waiting import undecided
from ardoise.actions.policies.placing import pays
from ardoise.actions.reconciliation import advances, returning
from ardoise.actions.timeline import KINDS as TRAIL_KINDS
from ardoise.desk.customers import drawings, facts, policy, trail
from ardoise.desk.customers.offers import offers
from ardoise.desk.customers.refusals import reach
from ardoise.desk.customers.words import KINDS
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language
from ardoise.desk.today.lists import latest_run
from ardoise.domain import behaviours
from ardoise.domain.terms import parse
from ardoise.records.models import Customer, Proposal

LINES = 100


@needs("see")
@require_GET
def customer(request: Request, customer_id: int) -> HttpResponse:
    """All about one customer."""
    return customer_page(request, find(request, customer_id))


def find(request: Request, customer_id: int) -> Customer:
    """A customer this person may see; any other does not exist."""
    seen = rights.customers(request.user, request.company).select_related("company", "collector", "salesperson")
    return get_object_or_404(seen, pk=customer_id)


def customer_page(request: Request, shown: Customer, **more: object) -> HttpResponse:
    """The file; `more` brings back a form that was refused."""
    as_of = clock.today(request.company)
    told = ledger.read(shown.company, shown.pk)
    restraints = facts.standing(shown, as_of, told)
    items = facts.open_items(shown, as_of, restraints, told)
    past = facts.past(told, as_of, items)
    listed = items if request.GET.get("all") else items[:LINES]
    step = facts.next_step(shown, as_of, language(), told)
    context = {
        "customer": shown,
        "as_of": as_of,
        "items": items,
        "listed": listed,
        "closed": past.closed if request.GET.get("closed") else None,
        "closed_count": past.count,
        "days_late": past.days_late,
        "days_early": -(past.days_late or 0),
        "year": drawings.year(past.by_month),
        "behaviour": behaviours.say(pays(told, as_of), language()),
        "bar": drawings.lateness(items, shown.company),
        "gauges": facts.gauges(items),
        "returned_on": returning.lately(shown.company, [shown.pk], as_of).get(shown.pk),
        "advance": advances.told(shown.company).get(shown.code),
        "next": step,
        "last_message": facts.last_message(shown),
        "proposal": waiting(shown),
        "restraints": restraints,
        "whole": [one for one in restraints if one.is_whole],
        "trail": trail.trail(request, shown, told),
        "trail_kinds": TRAIL_KINDS,
        "contacts": shown.contacts.order_by("role", "pk"),
        "kind": KINDS[shown.kind],
        "rule": parse(shown.terms or shown.company.terms).rule(language()),
        "group": head_of_group(request, shown),
        **may(request),
        **reach(shown),
        **more,
    }
    context |= policy.standing(request, shown, step.policy, step.assigned_by, items)
    if context["may_restrain"]:
        context["offers"] = offers(request, more)
    return render(request, "customers/customer.html", context)


@needs("see")
@require_GET
def timeline(request: Request, customer_id: int) -> HttpResponse:
    """A page of the timeline: alone where a script asks for it, in the customer file otherwise."""
    shown = find(request, customer_id)
    if not request.htmx:
        return customer_page(request, shown)
    context = {"customer": shown, "trail": trail.trail(request, shown), "trail_kinds": TRAIL_KINDS, **may(request)}
    return render(request, "customers/trail.html", context)


def head_of_group(request: Request, shown: Customer) -> Customer | None:
    """The customer at the head of this one's group, where the person may see it."""
    seen = rights.customers(request.user, request.company)
    return seen.filter(code=shown.group).first() if shown.group else None


def may(request: Request) -> dict[str, bool]:
    """What this person may do here."""
    verbs = ("approve", "restrain", "correspond", "send", "settle", "see_all")
    return {f"may_{verb}": rights.role_may(request.role, verb) for verb in verbs}


def waiting(shown: Customer) -> Proposal | None:
    """The proposal of the latest run that waits for a decision."""
    latest = latest_run(shown.company)
    return undecided(latest).filter(customer=shown).first() if latest else None
