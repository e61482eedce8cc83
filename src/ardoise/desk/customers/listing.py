"""The list of customers: narrowed by what is typed, segment or collector, in the order asked."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ardoise.actions import rights
from ardoise.desk.aged_balance import books
from ardoise.desk.aged_balance.question import Question, bounds_of
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.rows import show
from ardoise.records.models import Customer, User

LINES = 100
BY_AMOUNT = ("overdue", "total")
"""Orders in which the largest comes first; otherwise by name."""


@dataclass(frozen=True)
class Asked:
    """Which customers, in which order, which page of them."""

    q: str
    segment: str
    collector: int | None
    sort: str
    page: int

    @property
    def is_narrowed(self) -> bool:
        """Does it leave some out?"""
        return bool(self.q or self.segment or self.collector)


def asked(request: Request) -> Asked:
    """What the address asks; nonsense is the usual list."""
    wanted = request.GET
    sort = wanted.get("sort", "")
    page = wanted.get("page", "")
    return Asked(
        q=wanted.get("q", "").strip(),
        segment=wanted.get("segment", ""),
        collector=key_of(wanted.get("collector", "")),
        sort=sort if sort in BY_AMOUNT else "name",
        page=max(int(page), 1) if page.isdecimal() and len(page) < 6 else 1,
    )


@needs("see")
@require_GET
def customers(request: Request) -> HttpResponse:
    """The customers a person may see, with what each owes."""
    wanted = asked(request)
    everybody = rights.customers(request.user, request.company)
    seen = narrowed(everybody, wanted)
    owed = amounts(request)
    lines = by_amount(seen, wanted, owed) if wanted.sort in BY_AMOUNT else by_name(seen, wanted)
    context = {
        "lines": with_amounts(lines[:LINES], owed),
        "next_page": wanted.page + 1 if len(lines) > LINES else None,
        "before": wanted.page - 1,
        "count": seen.count(),
        "asked": wanted,
        "segments": everybody.exclude(segment="").order_by("segment").values_list("segment", flat=True).distinct(),
        "collectors": collectors(request),
    }
    return render(request, "customers/customers.html", context)


def narrowed(rows: QuerySet[Customer], wanted: Asked) -> QuerySet[Customer]:
    """Those whose name, code, SIREN, town or an address holds every word typed, of the segment and collector."""
    for word in wanted.q.split():
        rows = rows.filter(
            Q(name__alike=word)
            | Q(code__icontains=word)
            | Q(siren__startswith=word)
            | Q(city__alike=word)
            | Q(contacts__email__icontains=word)
        ).distinct()
    if wanted.segment:
        rows = rows.filter(segment=wanted.segment)
    return rows.filter(collector=wanted.collector) if wanted.collector else rows


def by_name(seen: QuerySet[Customer], wanted: Asked) -> list[Customer]:
    """The page asked and one line more, in the order of names."""
    start = (wanted.page - 1) * LINES
    return list(seen.select_related("collector").order_by("name", "pk")[start : start + LINES + 1])


def by_amount(seen: QuerySet[Customer], wanted: Asked, owed: pl.DataFrame) -> list[Customer]:
    """The page asked and one line more of those who owe, the largest first."""
    if wanted.is_narrowed:
        owed = owed.filter(pl.col("customer").is_in(list(seen.values_list("code", flat=True))))
    ranked = owed.filter(pl.col(wanted.sort) != 0).sort(wanted.sort, "customer", descending=[True, False])
    codes = ranked["customer"].slice((wanted.page - 1) * LINES, LINES + 1).to_list()
    found = {one.code: one for one in seen.select_related("collector").filter(code__in=codes)}
    return [found[code] for code in codes if code in found]


def amounts(request: Request) -> pl.DataFrame:
    """By `customer` (code), what is `overdue`, the `credits` apart, and `total`, cents of the company's currency."""
    company = request.company
    question = Question(clock.today(company), bounds_of(company.buckets), "customer", False, company.currency)
    balance = books.balance(request, question).filter(pl.col("currency") == company.currency)
    overdue = pl.sum_horizontal(c for c in balance.columns[4:-2])
    return balance.select("customer", "total", overdue=overdue, credits=pl.col(balance.columns[-2]))


def with_amounts(lines: list[Customer], owed: pl.DataFrame) -> list[Customer]:
    """The customers, each with `total_cents`, `overdue_cents` and `credits_cents`."""
    mine = owed.filter(pl.col("customer").is_in([line.code for line in lines]))
    known = {code: owing for code, *owing in mine.iter_rows()}
    for line in lines:
        total_cents, overdue_cents, credits_cents = known.get(line.code, (0, 0, 0))
        show(line, total_cents=total_cents, overdue_cents=overdue_cents, credits_cents=credits_cents)
    return lines


def collectors(request: Request) -> list[User]:
    """Whom the list may be narrowed to: those who collect for the company, where one may see them all."""
    if not rights.role_may(request.role, "see_all"):
        return []
    theirs = Customer.objects.filter(company=request.company).exclude(collector=None).order_by()
    return list(
        User.objects.filter(pk__in=theirs.values("collector").distinct()).order_by("last_name", "first_name", "pk")
    )
