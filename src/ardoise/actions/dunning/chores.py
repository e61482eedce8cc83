"""What a run leaves for people to do: addresses to repair, invoices that fall due today."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db.models import Exists, OuterRef

from ardoise.actions import events, ledger
from ardoise.actions.policies.assignment import policies_of
from ardoise.records import book
from ardoise.records.models import Customer, Proposal, Run, Skip, Task

UNREACHED = ("no_address",)
NO_ADDRESS, DUE_TODAY = "no_address", "due_today"
"""Subjects of tasks, codes."""


def open_chores(run: Run, at: datetime) -> int:
    """Opens the tasks of a run, each once, and ends the repairs that an address has made needless; how many opened."""
    with events.act(run.company):
        ended = end_repairs(run, at)
        opened = open_repairs(run, at) + open_due_today(run, at)
        if ended or opened:
            told = {"as_of": run.as_of, "opened": opened, "ended": ended}
            events.record(run.company, "opened_tasks", None, at, run, after=told)
    return opened


def open_repairs(run: Run, at: datetime) -> int:
    """A task for each customer whom the run would have written to, had it known where."""
    is_open = Task.objects.filter(customer=OuterRef("customer"), kind="repair", subject=NO_ADDRESS, done_at=None)
    lost = Skip.objects.filter(run=run, reason__in=UNREACHED).filter(~Exists(is_open)).select_related("customer")
    tasks = [_task(run, skip.customer, "repair", NO_ADDRESS, at) for skip in lost]
    Task.objects.bulk_create(tasks, ignore_conflicts=True)
    return len(tasks)


def end_repairs(run: Run, at: datetime) -> int:
    """Repairs of customers whom the run could reach, or no longer wants to, are done."""
    lost = Skip.objects.filter(run=run, reason__in=UNREACHED).values("customer")
    repairs = Task.objects.filter(company=run.company, kind="repair", subject=NO_ADDRESS, done_at=None)
    mended = repairs.exclude(customer__in=lost).filter(customer__in=reached(run))
    return mended.update(done_at=at, outcome="done")


def reached(run: Run) -> list[int]:
    """Customers of the run that somebody can be reached at."""
    rows = book.customers(run.company_id).filter(pl.col("has_address").fill_null(False))
    codes = rows.join(book.names(run.company_id), on="customer", how="inner")
    return codes["customer_id"].to_list()


def open_due_today(run: Run, at: datetime) -> int:
    """A task for each customer with something due on the day itself, where its policy tells the collector so."""
    telling = [name for name, policy in policies_of(run.company).items() if policy.notifies_on_due]
    if not telling:
        return 0
    due = ledger.items(run.company, run.as_of).filter((pl.col("due_on") == run.as_of) & (pl.col("open_cents") > 0))
    codes = due["customer"].unique().to_list()
    known = Task.objects.filter(customer=OuterRef("pk"), kind=DUE_TODAY, due_on=run.as_of)
    under = [rows.filter(run=run, policy__in=telling).values("customer") for rows in (Proposal.objects, Skip.objects)]
    whose = Customer.objects.filter(company=run.company, code__in=codes).filter(~Exists(known))
    found = list(whose.filter(pk__in=under[0]).union(whose.filter(pk__in=under[1])))
    tasks = [_task(run, customer, DUE_TODAY, f"{DUE_TODAY}:{run.as_of:%Y-%m-%d}", at) for customer in found]
    Task.objects.bulk_create(tasks, ignore_conflicts=True)
    return len(tasks)


def _task(run: Run, customer: Customer, kind: str, subject: str, at: datetime) -> Task:
    told = {"kind": kind, "subject": subject, "due_on": run.as_of, "assignee_id": customer.collector_id, "at": at}
    return Task(company=run.company, customer=customer, **told)
