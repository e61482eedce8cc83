"""The columns behind the aged balance, kept in memory while the book stays the same.

Reading a book of a million items takes seconds, aggregating it tenths of one, showing a page of it
milliseconds. So each process keeps the last two books (`shelf`) and their balances, under the number of
the last event that could change one.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import polars as pl

from ardoise.actions import rights
from ardoise.desk.aged_balance import shelf
from ardoise.desk.aged_balance.question import Question, bounds_of
from ardoise.desk.frame import clock
from ardoise.desk.frame.asked import once
from ardoise.desk.frame.requests import Request
from ardoise.engine import aging
from ardoise.records import book as records

BALANCES_KEPT = 32


@lru_cache(maxsize=shelf.BOOKS_KEPT)
def placed(company_id: int, version: int, as_of: date, bounds: tuple[int, ...], net: bool) -> pl.DataFrame:
    """The items in their buckets: `days_overdue` and `bucket`, -1 for credits kept apart."""
    items = shelf.opened(company_id, version, as_of).items
    weighed = aging.apply_credits(items) if net else items
    return weighed.pipe(aging.age, as_of).pipe(aging.place_in_buckets, as_of, bounds, "apart")


@lru_cache(maxsize=BALANCES_KEPT)
def whole_balance(
    company_id: int, version: int, as_of: date, bounds: tuple[int, ...], net: bool, by: aging.Grouping
) -> pl.DataFrame:
    """The aged balance of the whole company."""
    return added_up(placed(company_id, version, as_of, bounds, net), company_id, bounds, by)


def added_up(items: pl.DataFrame, company_id: int, bounds: tuple[int, ...], by: aging.Grouping) -> pl.DataFrame:
    """One row per `by` and currency."""
    return labelled(items, company_id, by).pipe(aging.add_up, [by, "currency"], aging.bucket_names(bounds))


def labelled(items: pl.DataFrame, company_id: int, by: aging.Grouping) -> pl.DataFrame:
    """The items with the column `by` of their customer."""
    return aging.label(items, by, None if by == "customer" else records.customers(company_id))


@once
def version_for(request: Request) -> int:
    """The version of the book, the same for all that one page shows."""
    return shelf.version(request.company)


def items_of(request: Request, question: Question) -> pl.DataFrame:
    """The placed items that this person may see."""
    company = request.company
    items = placed(company.pk, version_for(request), question.as_of, question.bounds, question.net)
    return seen(request, items)


def open_now(request: Request) -> pl.DataFrame:
    """What is open today, in the company's own buckets: the columns the aged balance opens with."""
    company = request.company
    return items_of(request, Question(clock.today(company), bounds_of(company.buckets), "customer", False, ""))


def payments_of(request: Request) -> pl.DataFrame:
    """The payments of the last month, and those taken back, that this person may see: `entry`, `customer`, `kind`,
    `booked_on`, `amount_cents`."""
    company = request.company
    return seen(request, shelf.opened(company.pk, version_for(request), clock.today(company)).payments)


def seen(request: Request, items: pl.DataFrame) -> pl.DataFrame:
    """Those of the customers this person may see."""
    company = request.company
    if rights.role_may(request.role, "see_all"):
        return items
    codes = list(rights.customers(request.user, company).values_list("code", flat=True))
    return items.filter(pl.col("customer").is_in(codes))


def balance(request: Request, question: Question) -> pl.DataFrame:
    """The aged balance of what this person may see, all currencies."""
    company = request.company
    if rights.role_may(request.role, "see_all"):
        return whole_balance(
            company.pk, version_for(request), question.as_of, question.bounds, question.net, question.by
        )
    return added_up(items_of(request, question), company.pk, question.bounds, question.by)


def ledger_cents(request: Request, question: Question) -> dict[str, int]:
    """What the customer accounts add up to on the day, by currency."""
    accounts = shelf.opened(request.company.pk, version_for(request), question.as_of).accounts
    return dict(accounts.group_by("currency").agg(pl.col("amount_cents").sum()).iter_rows())


def forget() -> None:
    """Empty the shelf."""
    shelf.forget()
    for kept in (placed, whole_balance):
        kept.cache_clear()
