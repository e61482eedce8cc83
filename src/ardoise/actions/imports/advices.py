"""What a customer says he pays, as a file: kept until the money is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from ardoise.actions.days import business_date
from ardoise.actions.imports.refusals import Unusable, refusal, told
from ardoise.actions.lines import on_one_line
from ardoise.actions.reconciliation import advised, advising
from ardoise.formats import advices
from ardoise.records.models import Customer, Import

NAMED_MAX = 20  # documents named twice that are told one by one


@dataclass(frozen=True)
class Plan:
    """What an import will write, decided."""

    lines: pl.DataFrame  # ADVICES
    customer: Customer | None
    report: dict[str, Any]
    problems: list[dict[str, Any]]


def prepare(running: Import, at: datetime, tell: Any) -> Plan:
    """Reads; Unusable when nothing of the file can be. Option `customer`: the code of who sent it."""
    said = running.options.get("columns") or {}  # not those remembered: each customer writes headings of his own
    columns = {theirs: ours for ours, theirs in said.items() if theirs}
    reading = advices.read(Path(running.file_path), columns or None, running.company.language)
    if any(problem.is_fatal for problem in reading.problems):
        raise Unusable(*map(told, sorted(reading.problems, key=lambda problem: not problem.is_fatal)))
    lines, broken = on_one_line(reading.advices)
    if lines.is_empty():
        raise refusal(lambda: _("The file names no document that is paid."))
    days = lines["paid_on"].drop_nulls()
    running.first_on, running.last_on = days.min(), days.max()  # type: ignore[assignment]
    report = {"format": reading.format, "rows": reading.rows, "items": lines.height}
    sent_by = sender(running)
    strange = advised.remarks(running.company, lines, sent_by, business_date(running.company, at))
    return Plan(lines, sent_by, report, [*map(told, reading.problems), *broken, *repeated(lines), *strange])


def repeated(lines: pl.DataFrame) -> list[dict[str, Any]]:
    """A problem per document that one payment names twice for the same amount: it may be a line too many."""
    same = ["payer", "paid_on", "payment", "document", "amount_cents"]
    again = lines.filter(
        pl.col("document").is_not_null(), pl.col("amount_cents").is_not_null(), pl.int_range(pl.len()).over(same) > 0
    )
    sentence = _("%(document)s is named once more for the same amount: ask the customer whether he pays it twice.")
    return [
        {"line": line, "column": None, "message": sentence % {"document": document}}
        for line, document in again.select("line", "document").head(NAMED_MAX).iter_rows()
    ]


def sender(running: Import) -> Customer | None:
    """Who sent it, where it was said."""
    code = running.options.get("customer")
    found = Customer.objects.filter(company=running.company, code=code).first() if code else None
    if code and found is None:
        raise refusal(lambda: _("There is no customer %(code)s.") % {"code": code})
    return found


def store(running: Import, plan: Plan, at: datetime) -> dict[str, Any]:
    """Keeps the lines that are new; no image is needed."""
    new = advising.keep(running.company, plan.lines, running.by, at, plan.customer, running)
    plan.report.update({"new": new, "unchanged": plan.lines.height - new})
    return {}
