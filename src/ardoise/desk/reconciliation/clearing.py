"""What customers have in credit: payments on account, credit notes; set against what they owe, or a rest let go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import reconciliation as actions
from ardoise.actions import rights
from ardoise.actions.reconciliation import advances
from ardoise.actions.refusals import Unfit
from ardoise.desk.aged_balance import books
from ardoise.desk.aged_balance.question import Question, bounds_of
from ardoise.desk.customers import facts
from ardoise.desk.customers.views import find
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of, keys_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.reconciliation.choices import amount_of, cents_or_none
from ardoise.domain.reconciliation import DIFFERENCES
from ardoise.records.models import Customer, Entry

SHOWN = 200


@dataclass(frozen=True)
class Credit:
    """A customer who has something in credit, in one currency."""

    customer: Customer
    currency: str
    payments_cents: int  # received and not applied
    notes_cents: int  # credit notes and what else is in his favour
    owed_cents: int


@needs("see_all")
@require_GET
def on_account(request: Request) -> HttpResponse:
    """The customers with something in credit, those first of whom most could be settled."""
    told = credits_of(request)
    found = Customer.objects.filter(company=request.company, code__in=told["customer"].to_list())
    words = request.GET.get("q", "").lower().split()
    people = {one.code: one for one in found if all(word in f"{one.name} {one.code}".lower() for word in words)}
    lines = [Credit(people[row[0]], *row[1:]) for row in told.iter_rows() if row[0] in people]
    context = {
        "lines": lines[:SHOWN],
        "more": max(0, len(lines) - SHOWN),
        "sums": sums(lines),
        "advances": advances.told(request.company),
        "q": request.GET.get("q", ""),
        "tab": "account",
    }
    return render(request, "reconciliation/on_account.html", context)


def credits_of(request: Request) -> pl.DataFrame:
    """customer, currency, payments, notes, owed: all positive; from the columns that the aged balance keeps."""
    company = request.company
    question = Question(clock.today(company), bounds_of(company.buckets), "customer", False, company.currency)
    items, cents = books.items_of(request, question), pl.col("open_cents")
    is_paid = pl.col("kind").is_in(["payment"]).fill_null(False)
    told = items.group_by("customer", "currency").agg(
        payments=-cents.filter(cents < 0, is_paid).sum(),
        notes=-cents.filter(cents < 0, ~is_paid).sum(),
        owed=cents.filter(cents > 0).sum(),
    )
    credit = pl.col("payments") + pl.col("notes")
    may = pl.min_horizontal(credit, "owed")
    return told.filter(credit > 0).sort(may, credit, "customer", descending=[True, True, False])


def sums(lines: Sequence[Credit]) -> list[tuple[str, int, int]]:
    """(currency, payments, notes) of all."""
    found: dict[str, list[int]] = {}
    for line in lines:
        kept = found.setdefault(line.currency, [0, 0])
        kept[0] += line.payments_cents
        kept[1] += line.notes_cents
    return [(currency, *kept) for currency, kept in sorted(found.items())]  # type: ignore[misc]


@needs("see")
@require_GET
def account(request: Request, customer_id: int) -> HttpResponse:
    """What the customer has in credit beside what it owes."""
    return page(request, find(request, customer_id))


def page(
    request: Request, shown: Customer, refusal: str = "", ticked: Mapping[int, int | None] | None = None
) -> HttpResponse:
    """The two lists; `refusal` says why what was just asked was not done, `ticked` is what stood in the form."""
    items = facts.open_items(shown, clock.today(request.company))
    chosen = dict.fromkeys(alike(items)) if ticked is None else ticked
    for item in items:
        item["is_ticked"] = item["entry"] in chosen
        item["cents"] = chosen.get(item["entry"]) or item["open_cents"]
    credits = [item for item in items if item["open_cents"] < 0]
    context = {
        "customer": shown,
        "credits": credits,
        "debits": [item for item in items if item["open_cents"] > 0],
        "advance": advances.told(request.company).get(shown.code),
        "refusal": refusal,
        "may_reconcile": rights.role_may(request.role, "reconcile"),
        "tab": "account",
    }
    return render(request, "reconciliation/account.html", context)


def alike(items: Sequence[dict[str, Any]]) -> list[int]:
    """What comes ticked, to be looked at: all of a square account; else one credit and one invoice of an amount that
    no other has."""
    if items and not sum(item["open_cents"] for item in items):
        return [item["entry"] for item in items]
    found = []
    for cents in {item["open_cents"] for item in items if item["open_cents"] > 0}:
        same = [item for item in items if abs(item["open_cents"]) == cents]
        if len(same) == 2 and same[0]["open_cents"] == -same[1]["open_cents"]:
            found += [item["entry"] for item in same]
    return found


@needs("reconcile")
@require_POST
def clear(request: Request, customer_id: int) -> HttpResponse:
    """The ticked credits pay the ticked invoices."""
    shown, ticked = find(request, customer_id), {}
    try:
        ticked = {key: amount_of(request.POST, key) for key in keys_of(request.POST.getlist("item"))}
        items = facts.open_items(shown, clock.today(request.company))
        opened = {item["entry"]: item["open_cents"] for item in items}
        taken = {key: opened[key] if cents is None else cents for key, cents in ticked.items() if key in opened}
        done = actions.clear(shown, taken, request.user, clock.now())
    except (Unfit, rights.Refused, rights.Missing) as refused:
        return page(request, shown, str(refused), ticked)
    messages.success(request, _("Settled against each other."))
    return redirect("reconciliation", done.pk)


@needs("reconcile")
@require_POST
def let_go(request: Request, customer_id: int) -> HttpResponse:
    """What is left of an item is let go, within one's limit; beyond it a second person is asked."""
    shown, reason = find(request, customer_id), request.POST.get("reason", "")
    own = Entry.objects.select_related("company", "customer__company").filter(customer=shown)
    item, cents = (
        own.filter(pk=key_of(request.POST.get("item", "")) or 0).first(),
        cents_or_none(request.POST.get("amount", "")),
    )
    if item is None or cents is None or reason not in DIFFERENCES:
        return page(request, shown, _("Write an amount such as 1234.50, and say what the difference is."))
    try:
        done = actions.write_off(item, cents, reason, request.user, clock.now())
    except (Unfit, rights.Refused) as refused:
        return page(request, shown, str(refused))
    waits = done.differences.filter(entry=None).exists()
    messages.success(request, _("It waits for a second person.") if waits else _("Let go: it is owed no more."))
    return redirect("clear_items", shown.pk)
