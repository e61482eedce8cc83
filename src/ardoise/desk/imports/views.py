"""The page on which files are dropped, the report of each import, and the way back."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import groupby
from typing import Any

import polars as pl
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Lower, Replace
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ardoise.actions import imports as actions
from ardoise.actions import ledger, rights
from ardoise.actions.imports.refusals import in_words, lists_in
from ardoise.desk.frame import clock
from ardoise.desk.frame.gate import needs
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.rows import show
from ardoise.desk.frame.tags import language
from ardoise.desk.imports.words import COLUMNS, FORMATS, KINDS, STAGES, STATES
from ardoise.records.models import BankAccount, Customer, Import

SHOWN = 50
PROBLEMS_SHOWN = 200
QUOTED = re.compile(r"«[^»]*»|“[^”]*”")
PLACES_SHOWN = 30  # lines told beside the first of a problem that recurs
ALIKE_SHOWN = 20
COUNTS = ("new", "unchanged", "changed", "adjusted", "gone", "differences")


@needs("import")
@require_GET
def imports(request: Request) -> HttpResponse:
    """Drop a file; the past ones below."""
    found = brought().select_related("by").order_by("-pk")[:SHOWN]
    context = {
        "past": [with_words(one) for one in found],
        "limit_mib": settings.FILE_UPLOAD_BYTES_MAX // 1024**2,
        "limit_bytes": settings.FILE_UPLOAD_BYTES_MAX,
    }
    return render(request, "imports/imports.html", context)


def brought() -> QuerySet[Import]:
    """The imports of files; what the house books of its own is undone where it was decided."""
    return Import.objects.exclude(kind="house")


def with_words(one: Import) -> Import:
    """The import, with its kind and state in words."""
    words, tone, drawing = STATES[one.state]
    show(one, kind_words=KINDS.get(one.kind, one.kind), state_words=words, state_tone=tone, state_drawing=drawing)
    return one


@needs("import")
@require_GET
def report(request: Request, import_id: int) -> HttpResponse:
    """How far it is; once ended, what it found and did."""
    one = with_words(get_object_or_404(brought().select_related("by"), pk=import_id))
    context = {
        "import": one,
        "format": FORMATS.get(one.report.get("format", ""), one.report.get("format", "")),
        "words": STAGES.get(one.stage, one.stage),
        "is_ended": one.state not in ("waiting", "running"),
        "problems": gathered(one.problems),
        "problem_count": one.report.get("problems", len(one.problems)),
        "accounts": BankAccount.objects.filter(company=request.company, closed_at=None).order_by("name", "number"),
        "may_plan": rights.role_may(request.role, "plan"),
    }
    if one.state == "done":
        context |= told(request, one)
    return render(request, "imports/report.html", context)


def gathered(problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is wrong said once, whatever value it quotes: the first of a column, how many there are, on which lines."""
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for problem in problems:
        said = QUOTED.sub("", problem["message"]), repr(problem.get("lists"))
        found.setdefault((problem["column"], *said), []).append(problem)
    return [
        alike[0]
        | {
            "place": COLUMNS.get(alike[0]["column"], alike[0]["column"]),
            "message": in_words(alike[0], language()),
            "lists": lists_in(alike[0], language()),
            "count": len(alike),
            "others": [fault["line"] for fault in alike[1 : PLACES_SHOWN + 1] if fault["line"]],
            "unsaid": max(0, len(alike) - 1 - PLACES_SHOWN),
        }
        for alike in list(found.values())[:PROBLEMS_SHOWN]
    ]


def told(request: Request, one: Import) -> dict[str, Any]:
    """The figures of a done import."""
    figures = one.report
    debit, credit = (cents(figures.get(side)) for side in ("debit", "credit"))
    return {
        "debit_cents": debit,
        "credit_cents": credit,
        "is_balanced": debit == credit,
        "counts": [(count_words(key, one.kind), figures[key]) for key in COUNTS if key in figures],
        "differences": differences(request, one) if one.kind == "fec" else [],
        "look_alikes": look_alikes(),
    }


def look_alikes() -> list[list[Customer]]:
    """The customers whose codes differ only by case or spaces, together: one customer perhaps, in two accounts."""
    bare = Lower(Replace("code", Value(" "), Value("")))
    known = Customer.objects.annotate(bare=bare)
    twice = known.values("bare").annotate(n=Count("pk")).filter(n__gt=1).order_by("bare").values_list("bare", flat=True)
    found = known.filter(bare__in=list(twice[:ALIKE_SHOWN])).order_by("bare", "code")
    return [list(alike) for _bare, alike in groupby(found, key=lambda customer: customer.bare)]


def cents(text: str | None) -> int | None:
    return None if text is None else int(Decimal(text) * 100)


def count_words(key: str, kind: str) -> str:
    """What became of the entries (of a customer list: of the contacts), by the report's word for it."""
    if kind == "contacts":
        return {"new": _("New contacts"), "changed": _("Contacts changed")}[key]
    return {
        "new": _("New"),
        "unchanged": _("Known and unchanged"),
        "changed": _("Lettered otherwise than before"),
        "adjusted": _("Open amount adjusted"),
        "gone": _("No longer listed"),
        "differences": _("Openings that say otherwise than the year before"),
    }[key]


def differences(request: Request, one: Import) -> list[dict[str, Any]]:
    """Where this file's opening says otherwise than the year before, customer by customer."""
    rows = ledger.differences(request.company).filter(pl.col("import_id") == one.pk).to_dicts()
    seen = Customer.objects.filter(code__in=[row["customer"] for row in rows])
    known = {code: (pk, name) for pk, code, name in seen.values_list("pk", "code", "name")}
    return [
        row
        | dict(zip(("customer_id", "name"), known.get(row["customer"], (None, row["customer"])), strict=True))
        | {"difference_cents": row["opening_cents"] - row["carried_cents"]}
        for row in rows
    ]


@needs("import")
@require_GET
def progress(request: Request, import_id: int) -> HttpResponse:
    """How far it is; when it has ended, the page is read again."""
    one = get_object_or_404(brought(), pk=import_id)
    if one.state not in ("waiting", "running"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "imports/progress.html", {"import": one, "words": STAGES.get(one.stage, one.stage)})


@needs("import")
@require_POST
def undo(request: Request, import_id: int) -> HttpResponse:
    """Take back all of it, or say what stands on it."""
    one = get_object_or_404(brought().select_related("company"), pk=import_id)
    try:
        actions.undo(one, request.user, clock.now())
    except rights.Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Undone: all that this import brought and changed is as it was before."))
    return redirect("import", one.pk)
