"""What a run leaves for people to do: addresses to repair, invoices that fall due today."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
from django.db.models import Exists, Max, OuterRef

from ardoise.actions import events, ledger
from ardoise.actions.policies.assignment import policies_of
from ardoise.actions.tasks.repairs import end_needless, open_repairs
from ardoise.actions.tasks.subjects import DUE_TODAY
from ardoise.records.models import Customer, Proposal, Run, Skip, Task

LATELY = timedelta(7)  # after a longer silence the reminders tell


def open_chores(run: Run, at: datetime) -> int:
    """Opens the tasks of a run, each once; repairs that an address or another policy has made needless are ended. How
    many opened."""
    with events.act(run.company):
        end_needless(run.company, ladders(run), at)
        return open_repairs(run.company, unreached(run), run.as_of, at) + open_due_today(run, at)


def ladders(run: Run) -> dict[int, set[str]]:
    """The channels of the policy that governs each customer of whom something is asked to be repaired, by key."""
    goes_by = {name: {level.channel for level in told.levels} for name, told in policies_of(run.company).items()}
    asked = Task.objects.filter(company=run.company, kind="repair", done_at=None).values("customer")
    rows = [of.filter(run=run, customer__in=asked) for of in (Proposal.objects, Skip.objects)]
    under = [pair for some in rows for pair in some.values_list("customer", "policy")]
    return {key: goes_by[name] for key, name in under if name in goes_by}


def unreached(run: Run) -> dict[int, str]:
    """Whom the run would have reached, had it known where: the customer's key and the channel of its level."""
    channels = {
        (name, level.key): level.channel for name, told in policies_of(run.company).items() for level in told.levels
    }
    lost = Skip.objects.filter(run=run, reason="no_address").values_list("customer_id", "policy", "level")
    return {key: channels.get((policy, level), "email") for key, policy, level in lost}


def open_due_today(run: Run, at: datetime) -> int:
    """A task for each customer with something due on the day itself, where its policy tells the collector so.

    What fell due since the run before, on a Sunday or while no run was made, is told of now.
    """
    telling = [name for name, policy in policies_of(run.company).items() if policy.notifies_on_due]
    if not telling:
        return 0
    is_new = pl.col("due_on").is_between(since(run), run.as_of)
    due = ledger.items(run.company, run.as_of).filter(is_new & (pl.col("open_cents") > 0))
    days = dict(due.group_by("customer").agg(pl.col("due_on").min()).iter_rows())
    known = Task.objects.filter(customer=OuterRef("pk"), kind=DUE_TODAY, due_on=run.as_of)
    proposed = Proposal.objects.filter(run=run, policy__in=telling).values("customer")
    skipped = Skip.objects.filter(run=run, policy__in=telling).values("customer")
    whose = Customer.objects.filter(company=run.company, code__in=list(days))
    found = whose.filter(~Exists(known)).filter(pk__in=proposed.union(skipped))
    tasks = [
        Task(
            company=run.company,
            customer=customer,
            kind=DUE_TODAY,
            subject=f"{DUE_TODAY}:{days[customer.code]:%Y-%m-%d}",
            due_on=run.as_of,
            at=at,
        )
        for customer in found
    ]
    Task.objects.bulk_create(tasks)
    if tasks:
        told = {"as_of": run.as_of, "count": len(tasks)}
        events.record(run.company, "asked_due_today", None, at, run, after=told)
    return len(tasks)


def since(run: Run) -> date:
    """The day after the run before, LATELY at most; the first run tells of its own day only."""
    before = Run.objects.filter(company=run.company_id, policy=run.policy, as_of__lt=run.as_of)
    last: date | None = before.aggregate(on=Max("as_of"))["on"]
    return max(last + timedelta(1), run.as_of - LATELY) if last else run.as_of
