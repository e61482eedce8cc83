"""Which proposals of a run wait for a decision, and which were set aside by what was noted since."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from ardoise.records.models import (
    Block,
    Dispute,
    Insolvency,
    InstalmentPlan,
    Message,
    PaymentNotice,
    Promise,
    Proposal,
    Run,
    Skip,
)

RESTRAINTS = (Block, Dispute, Insolvency, InstalmentPlan, PaymentNotice, Promise)
R = TypeVar("R", Proposal, Skip)


def undecided(run: Run) -> QuerySet[Proposal]:
    """The proposals nobody has approved, nor set aside by noting something about their customer since."""
    return set_aside(Proposal.objects.filter(run=run, approval=None), run, is_wanted=False)


def set_aside(rows: QuerySet[R], run: Run, is_wanted: bool) -> QuerySet[R]:
    """Those whose customer somebody has noted something about since the run (or all the others)."""
    noted = [kind.objects.filter(customer=OuterRef("customer"), at__gt=run.at, ended_at=None) for kind in RESTRAINTS]
    since = reduce(or_, (Q(Exists(found)) for found in noted))
    return rows.filter(since if is_wanted else ~since)


def noted_last(customers: Collection[int], since: datetime) -> dict[int, datetime]:
    """Of these customers, when somebody last noted something that keeps a reminder back, if it was after that."""
    told = [
        kind.objects.filter(customer__in=customers, at__gt=since, ended_at=None)
        .order_by()
        .values_list("customer", "at")
        for kind in RESTRAINTS
    ]
    found: dict[int, datetime] = {}
    for customer, at in told[0].union(*told[1:], all=True):
        found[customer] = max(at, found.get(customer, at))
    return found


def unmade(customers: Collection[int]) -> set[int]:
    """Those of the customers to whom something is still to be said or handed over by a person."""
    return set(Message.objects.filter(customer__in=customers, state="to_do").values_list("customer", flat=True))


def is_overtaken(run: Run, today: date) -> bool:
    """Is there a run of a later day, today or before? A look ahead replaces nothing."""
    newer = Run.objects.filter(company=run.company_id, policy=run.policy, as_of__gt=run.as_of)
    return newer.filter(as_of__lte=today).exists()
