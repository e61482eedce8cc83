"""The workbench: receipts that wait, and one of them beside what it may pay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ardoise.actions import rights
from ardoise.actions.reconciliation import listing, setting_of
from ardoise.actions.refusals import Unfit
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.reconciliation import choices
from ardoise.desk.reconciliation.answers import asked
from ardoise.desk.reconciliation.explanations import explained
from ardoise.desk.today import errands, lists
from ardoise.records.models import (
    BankStatement,
    Company,
    Customer,
    Mark,
    MatchProposal,
    Movement,
    Reconciliation,
)

FEW = 1_000  # movements asked for by their keys
Tab = tuple[str, int, list[tuple[str, int]]]
"""A state, how many receipts are in it, and how much by currency."""


@needs("see_all")
@require_GET
def receipts(request: Request) -> HttpResponse:
    """What waits, the latest first: what is sure, what a person chooses, what nobody recognised."""
    company = request.company
    waiting = listing.free(company, looked_for(request))
    rows: dict[str, QuerySet[Any]] = {state: listing.in_state(waiting, state) for state in listing.STATES}
    rows[listing.ASIDE] = searched(listing.set_aside(company), request)
    is_search = bool(request.GET.get("q", "").strip())
    known = listing.states_of(waiting) if is_search else listing.by_state(company)
    tabs = [(state, *summed(known[state] if state in known else by_currency(found))) for state, found in rows.items()]
    state, counts = chosen_state(request, tabs), {name: count for name, count, _sums in tabs}
    listed = with_best(rows[state]).select_related("account").order_by("-id")
    page = lists.page_by_identity(listed, request.GET.get("after", ""), counts[state])
    name_customers(page.lines)
    if state == listing.ASIDE:
        name_marks(page.lines)
    context = {
        "tabs": tabs,
        "state": state,
        "page": page,
        "q": request.GET.get("q", ""),
        "currencies": sorted({line.currency for line in page.lines}),
        "last": BankStatement.objects.filter(is_final=True, to_on__isnull=False).order_by("-to_on").first(),
        "may_reconcile": rights.role_may(request.role, "reconcile"),
        "may_import": rights.role_may(request.role, "import"),
    }
    return render(request, "reconciliation/receipts.html", context | errands.shown(request))


def chosen_state(request: Request, tabs: Sequence[Tab]) -> str:
    """The tab asked for, else the first in which something waits."""
    asked = request.GET.get("state", "")
    if asked in (*listing.STATES, listing.ASIDE):
        return asked
    return next((state for state, count, _sums in tabs if count and state != listing.ASIDE), listing.STATES[0])


def by_currency(rows: QuerySet[Movement]) -> list[tuple[str, int, int]]:
    """Per currency, how many and how much."""
    return list(rows.order_by().values_list("currency").annotate(n=Count("pk"), cents=Sum("left_cents")))


def summed(sums: Sequence[tuple[str, int, int]]) -> tuple[int, list[tuple[str, int]]]:
    """How many, and how much by currency."""
    return sum(n for _currency, n, _cents in sums), sorted((currency, cents) for currency, _n, cents in sums)


def looked_for(request: Request) -> QuerySet[Movement]:
    """The movements searched, by their keys where they are few: every list asks of them, and the words are compared
    once."""
    rows = Movement.objects.filter(company=request.company)
    if not request.GET.get("q", "").strip():
        return rows
    found = searched(rows.filter(is_spent=False), request)
    keys = list(found.values_list("pk", flat=True).order_by()[: FEW + 1])
    return rows.filter(pk__in=keys) if len(keys) <= FEW else found


def searched(rows: QuerySet[Movement], request: Request) -> QuerySet[Movement]:
    """Those in which every word typed is found: payer, words of the bank, references, or the amount."""
    for word in request.GET.get("q", "").split():
        found = Q(counterparty__alike=word) | Q(label__alike=word) | Q(reference__icontains=word)
        if any(sign.isdigit() for sign in word):
            found |= Q(counterparty_iban__icontains=word) | Q(number__icontains=word)
        if (cents := choices.cents_or_none(word)) is not None:
            found |= Q(amount_cents=cents)
        rows = rows.filter(found)
    return rows


def with_best(rows: QuerySet[Movement]) -> QuerySet[Movement]:
    """Each with its first explanation: whose, how sure, how many items, what it leaves."""
    best = MatchProposal.objects.filter(movement=OuterRef("pk"), rank=1)
    told = {
        "best_customer": "customer", "best_bp": "confidence_bp", "best_items": "allocations",
        "best_difference": "difference", "best_difference_cents": "difference_cents",
    }  # fmt: skip
    return rows.annotate(**{name: Subquery(best.values(field)[:1]) for name, field in told.items()})


def name_customers(lines: Sequence[Any]) -> None:
    """Tells each line the customer of its explanation, and how many items that names."""
    named = Customer.objects.in_bulk({line.best_customer for line in lines if line.best_customer})
    for line in lines:
        line.whose = named.get(line.best_customer)
        line.items_count = len(line.best_items or ())


def name_marks(lines: Sequence[Any]) -> None:
    """Tells each line why it was set aside, by whom and when."""
    marks = Mark.objects.filter(movement__in=[line.pk for line in lines], ended_at=None).select_related("by")
    standing = {mark.movement_id: mark for mark in marks}
    for line in lines:
        line.mark = standing.get(line.pk)


def find(company: Company, movement_id: int) -> Movement:
    """A movement of the company; any other does not exist."""
    return get_object_or_404(Movement.objects.select_related("account", "company"), company=company, pk=movement_id)


@needs("see_all")
@require_GET
def receipt(request: Request, movement_id: int) -> HttpResponse:
    """One receipt: what the bank says of it, up to five explanations, and the choice by hand."""
    return panel(request, find(request.company, movement_id))


def panel(request: Request, shown: Movement, refusal: str = "", choice: choices.Choice | None = None) -> HttpResponse:
    """The open receipt; `refusal` says why what was just asked was not done, `choice` is what stood in the form."""
    left = listing.left_of(request.company, shown)
    told = explained(shown, clock.today(request.company)) if left else []
    if left and choice is None:
        try:
            choice = choices.asked(request, told)
        except Unfit as unfit:
            choice, refusal = choices.Choice([]), str(unfit)
    context = {
        "receipt": shown,
        "left_cents": left,
        "is_ahead": left and shown.booked_on > clock.today(request.company),
        "refusal": refusal,
        "explanations": told,
        "choice": choice.completed(shown, left) if choice and left else None,
        "find": request.GET.get("find", ""),
        "added": key_of(request.GET.get("add", "")),
        "found": choices.customers_found(request),
        "bar_bp": setting_of(request.company).automatic_from_bp,
        "applied": Reconciliation.objects.filter(movement=shown, undone_at=None).select_related("customer", "by"),
        "marked": Mark.objects.filter(movement=shown, ended_at=None).select_related("by").first(),
        "questions": asked(shown, clock.today(request.company)),
        "allocation_order": setting_of(request.company).allocation_order,
        "may_ask": rights.role_may(request.role, "send"),
        "mark_reasons": [reason for reason, _name in Mark.REASONS],
        "may_reconcile": rights.role_may(request.role, "reconcile"),
    }
    template = "reconciliation/panel.html" if request.htmx else "reconciliation/receipt.html"
    return render(request, template, context)
