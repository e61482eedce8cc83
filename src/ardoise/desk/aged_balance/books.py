"""The columns behind the aged balance, kept in memory while the book stays the same.

Reading a book of a million items takes seconds, aggregating it tenths of one, showing a page of it
milliseconds. So each process keeps the last two books and their balances. The key holds the last
event that could change one (an import, a customer, a receipt applied, the company): nothing has to be
forgotten by hand.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import polars as pl
from django.http import HttpRequest
from django_scopes import scope

from ardoise.actions import ledger, rights
from ardoise.desk.aged_balance.question import Question
from ardoise.engine import aging
from ardoise.records import book as records
from ardoise.records.models import Company, Event

BOOKS_KEPT = 2
BALANCES_KEPT = 32
MOVERS = ("import", "customer", "company", "reconciliation", "difference", "movement")
"""The kinds of thing whose events can change what is open or when it is due."""


def version(company: Company) -> int:
    """Changes whenever the book may have."""
    with scope(company=company):
        moved = Event.objects.filter(company=company, object_kind__in=MOVERS).order_by("-seq")
        return moved.values_list("seq", flat=True).first() or 0


@lru_cache(maxsize=BOOKS_KEPT)
def opened(company_id: int, version: int, as_of: date) -> tuple[pl.DataFrame, dict[str, int]]:
    """The items open on the day, and the sums of the customer accounts by currency."""
    return ledger.opened(Company.objects.get(pk=company_id), as_of)


@lru_cache(maxsize=BOOKS_KEPT)
def placed(company_id: int, version: int, as_of: date, bounds: tuple[int, ...], net: bool) -> pl.DataFrame:
    """The items in their buckets: `days_overdue` and `bucket`, -1 for credits kept apart."""
    items = opened(company_id, version, as_of)[0]
    weighed = aging.apply_credits(items) if net else items
    return weighed.pipe(aging.age, as_of).pipe(aging.place_in_buckets, as_of, bounds, "apart")


@lru_cache(maxsize=BALANCES_KEPT)
def whole_balance(
    company_id: int, version: int, as_of: date, bounds: tuple[int, ...], net: bool, by: str
) -> pl.DataFrame:
    """The aged balance of the whole company."""
    return added_up(placed(company_id, version, as_of, bounds, net), company_id, bounds, by)


def added_up(items: pl.DataFrame, company_id: int, bounds: tuple[int, ...], by: str) -> pl.DataFrame:
    """One row per `by` and currency."""
    return labelled(items, company_id, by).pipe(aging.add_up, [by, "currency"], aging.bucket_names(bounds))


def labelled(items: pl.DataFrame, company_id: int, by: str) -> pl.DataFrame:
    """The items with the column `by` of their customer."""
    return aging.label(items, by, None if by == "customer" else records.customers(company_id))


def version_for(request: HttpRequest) -> int:
    """The version of the book, the same for all that one page shows."""
    if not hasattr(request, "book_version"):
        request.book_version = version(request.company)
    return request.book_version


def items_of(request: HttpRequest, question: Question) -> pl.DataFrame:
    """The placed items that this person may see."""
    company = request.company
    items = placed(company.pk, version_for(request), question.as_of, question.bounds, question.net)
    if rights.may(request.user, "see_all", company):
        return items
    codes = list(rights.customers(request.user, company).values_list("code", flat=True))
    return items.filter(pl.col("customer").is_in(codes))


def balance(request: HttpRequest, question: Question) -> pl.DataFrame:
    """The aged balance of what this person may see, all currencies."""
    company = request.company
    if rights.may(request.user, "see_all", company):
        return whole_balance(
            company.pk, version_for(request), question.as_of, question.bounds, question.net, question.by
        )
    return added_up(items_of(request, question), company.pk, question.bounds, question.by)


def ledger_cents(request: HttpRequest, question: Question) -> dict[str, int]:
    """What the customer accounts add up to on the day, by currency."""
    return opened(request.company.pk, version_for(request), question.as_of)[1]


def forget() -> None:
    """Empty the shelf."""
    for kept in (opened, placed, whole_balance):
        kept.cache_clear()
