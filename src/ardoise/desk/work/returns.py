"""Payments the bank took back, as lines of the day: each with why, until somebody has called, written or noted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import polars as pl
from django.db.models import Sum
from django.utils.translation import gettext as _

from ardoise.actions.handovers import Workload
from ardoise.actions.reconciliation import returns
from ardoise.actions.reconciliation.returning import LATELY
from ardoise.actions.reconciliation.returning import SUBJECT as RETURNED_SUBJECT
from ardoise.desk.aged_balance import books
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import day_text, language
from ardoise.desk.today import lists
from ardoise.desk.work.job import EACH_MAX, Job, beside
from ardoise.domain.bank import say_return
from ardoise.domain.worklist import priority
from ardoise.records.models import Entry, Task

LOOKED_AT = 20 * EACH_MAX  # of those of late, the largest: among them are one's own
RETURNED = timedelta(14)  # what the ledger says was returned stays so long


def returned(request: Request, today: date, whose: Workload) -> Iterable[Job]:
    """Payments that the ledger says were taken back lately of customers who are late; of ours there is a task.

    Lettered with the payment it took back or not: the invoice is open again either way.
    """
    is_back = (pl.col("kind") == "returned_payment") & (pl.col("booked_on") >= today - RETURNED)
    largest = books.payments_of(request).filter(is_back).sort("amount_cents", descending=True)["entry"][:LOOKED_AT]
    if largest.is_empty():
        return
    told = Task.objects.filter(company=request.company, subject=RETURNED_SUBJECT, done_at=None).values("customer")
    back = Entry.objects.filter(pk__in=largest.to_list()).exclude(customer__in=told)
    listed = lists.visible(back, request).filter(whose.of("returned")).select_related("customer__collector", "imported")
    found = list(listed.order_by("-amount_cents")[:EACH_MAX])
    customers = sorted({entry.customer_id for entry in found})
    seen, late = (
        returns.seen_to(request.company.pk, customers, today - RETURNED),
        are_late(request, today, [e.customer.code for e in found]),
    )
    reasons = returns.reasons_of(found)
    for entry in found:
        since, known_at = seen.get(entry.customer_id), entry.imported.ended_at
        if entry.customer.code not in late or (since and (known_at is None or since >= known_at)):
            continue
        words = chip_of(entry.booked_on, reasons.get(entry.pk, ""))
        yield Job(
            "returned_payment", "returns", f"entry-{entry.pk}", entry.customer, entry.amount_cents,
            priority("returned_payment", entry.amount_cents), beside(entry.customer_id, f"entry-{entry.pk}"), True,
            ((words, "grave", "undo"),), entry.booked_on,
        )  # fmt: skip


def are_late(request: Request, today: date, codes: list[str]) -> set[str]:
    """The codes of those of whom something is overdue."""
    is_late = (pl.col("open_cents") > 0) & (pl.col("due_on") <= today)
    return set(books.open_now(request).filter(is_late & pl.col("customer").is_in(codes))["customer"].to_list())


def chip_of(on: date, reason: str) -> str:
    """When, and why where the bank said."""
    day = _("payment returned on %(day)s") % {"day": day_text(on)}
    return " · ".join(filter(None, (day, say_return(reason, language()))))


def why_of(task: Task) -> str:
    """The last return a task tells of: how much, when, why."""
    return task.script.rpartition("\n")[2]


def amounts_back(request: Request, today: date, customers: list[int]) -> dict[int, int]:
    """Customer's key → cents that the bank took back of late."""
    lately = {"booked_on__gt": today - LATELY, "booked_on__lte": today, "gone_on": None}
    told = Entry.objects.filter(company=request.company, customer__in=customers, kind="returned_payment", **lately)
    return dict(told.values_list("customer").annotate(cents=Sum("amount_cents")).order_by())
