"""The aged balance, the entries behind each of its cells, and both as files."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import polars as pl
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ardoise.actions import rights
from ardoise.desk.aged_balance import books, exports, rows
from ardoise.desk.aged_balance.question import GROUPINGS, Question, asked
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.engine.aging import HELD

ITEMS = 200


@needs("see")
@require_GET
def aged_balance(request: Request) -> HttpResponse:
    """Who owes what since when, as of a day; the totals tie to the ledger."""
    question = asked(request)
    balance, currencies = rows.in_currency(request, question)
    found = rows.narrow(request, balance, question)
    sums, total_cents = rows.totals(found, question)
    whole, whole_cents = rows.totals(balance, question)
    listed = rows.rows(request, found, question)
    context = {
        "question": question,
        "groupings": GROUPINGS,
        "currencies": currencies,
        "rows": listed,
        "held_columns": [words for words, _cents in rows.held_words((0,) * len(HELD))] if question.held else [],
        "held_sums": rows.held_totals(listed) if question.held and found.height <= rows.PAGE else [],
        "count": found.height,
        "columns": [(name, rows.label_of(name)) for name in rows.columns(question)],
        "sums": sums,
        "total_cents": total_cents,
        "whole_cents": whole_cents,
        "overdue_cents": sum(cents for _bucket, _label, cents in whole[1:-1]),
        "parts": rows.parts(whole),
        "apart_cents": whole[-1][2],
        "behind": behind_address(question),
        "is_narrowed": found.height < balance.height,
        **pages(question, found.height),
    }
    return render(request, "aged_balance/aged_balance.html", context | tie(request, question, whole_cents))


def behind_address(question: Question) -> str:
    """Where the entries of a cell are, but for its row and bucket: made once, not once a cell."""
    asked_again = {
        "as_of": question.as_of.isoformat(),
        "buckets": ",".join(map(str, question.bounds)),
        "by": question.by,
        "net": int(question.net),
        "currency": question.currency,
    }
    return f"{reverse('aged_items')}?{urlencode(asked_again)}"


def pages(question: Question, count: int) -> dict[str, Any]:
    """Where the page stands among the others."""
    last = max((count - 1) // rows.PAGE + 1, 1)
    return {
        "page": question.page,
        "pages": last,
        "before": question.page - 1 if question.page > 1 else None,
        "after": question.page + 1 if question.page < last else None,
    }


def tie(request: Request, question: Question, whole_cents: int) -> dict[str, Any]:
    """What the ledger says, for whoever sees all of it."""
    if not rights.role_may(request.role, "see_all"):
        return {}
    ledger_cents = books.ledger_cents(request, question).get(question.currency, 0)
    return {"ledger_cents": ledger_cents, "ties": ledger_cents == whole_cents}


@needs("see")
@require_GET
def items(request: Request) -> HttpResponse:
    """The entries behind a cell: of one row and bucket, most late first."""
    question = asked(request)
    found = behind(request, question)
    key = request.GET.get("key", "")
    seen = rights.customers(request.user, request.company)
    customer = seen.filter(code=key).first() if question.by == "customer" and key else None
    context = {
        "question": question,
        "items": with_customers(request, found.head(ITEMS).to_dicts()),
        "count": found.height,
        "most": ITEMS,
        "total_cents": found["open_cents"].sum(),
        "bucket": rows.label_of(question.bucket) if question.bucket in rows.columns(question) else "",
        "customer": customer,
        "who": customer.name if customer else who(request, question, key),
        "may_send": rights.role_may(request.role, "send"),
        "may_restrain": rights.role_may(request.role, "restrain"),
        "today": clock.today(request.company),
    }
    return render(request, "aged_balance/items.html", context)


def who(request: Request, question: Question, key: str) -> str:
    """The name of the row whose cell was opened; all of them where no row is named."""
    if "key" not in request.GET:
        return ""
    named = rows.names_of(request, frame := pl.DataFrame({question.by: [key or None]}), question.by)
    return str(frame.select(named).item()) if question.by != "customer" else key


def behind(request: Request, question: Question) -> pl.DataFrame:
    """The placed items of the row and bucket that the address names."""
    placed = books.items_of(request, question).filter(pl.col("currency") == question.currency)
    if question.bucket in rows.columns(question):
        places = [*range(len(rows.columns(question)) - 1), -1]
        placed = placed.filter(pl.col("bucket") == places[rows.columns(question).index(question.bucket)])
    if "key" in request.GET:
        require_row(request, question.by, request.GET["key"])
        placed = books.labelled(placed, request.company.pk, question.by)
        key = request.GET["key"] or None
        placed = placed.filter(pl.col(question.by).eq_missing(pl.lit(key, dtype=pl.String)))
    return placed.sort("days_overdue", "entry", descending=[True, False], nulls_last=True)


def require_row(request: Request, by: str, key: str) -> None:
    """Go on where a customer this person may see stands in that row: a hidden row is as missing as any other."""
    column = {"customer": "code", "collector": "collector__username", "salesperson": "salesperson__username"}
    seen = rights.customers(request.user, request.company)
    if (key or by == "customer") and not seen.filter(**{column.get(by, by): key}).exists():
        raise Http404


def with_customers(request: Request, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The items, each with the key of its customer."""
    ids = rows.identities(request, [item["customer"] for item in items])
    return [item | {"customer_id": ids.get(item["customer"])} for item in items]


@needs("see")
@require_GET
def export(request: Request, kind: str) -> HttpResponse:
    """All the rows asked for, or the entries behind a cell, as CSV or XLSX."""
    if kind not in exports.KINDS:
        raise Http404
    question = asked(request)
    if request.GET.get("what") == "items":
        return exports.items_answer(kind, question, behind(request, question))
    balance, _currencies = rows.in_currency(request, question)
    held = rows.held_by_row(request, question) if question.held else {}
    return exports.balance_answer(kind, question, rows.narrow(request, balance, question), held)
