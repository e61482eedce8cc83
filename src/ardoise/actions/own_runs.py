"""Runs of their own: what a message is approved from that is no rung of a ladder, and in which cycle it stands."""

from __future__ import annotations

from datetime import date, datetime

from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Company, Customer, Message, Run


def begin(company: Company, name: str, today: date, at: datetime) -> Run:
    """The next run under this name, numbered on from the last one; inside the caller's transaction."""
    last = Run.objects.filter(company=company, policy__startswith=name).order_by("-pk").first()
    number = int(last.policy.removeprefix(name)) + 1 if last else 1
    return Run.objects.create(company=company, policy=f"{name}{number}", as_of=today, at=at)


def cycle_of(customer: Customer) -> int:
    """The cycle of what was said last to the customer; the first one where nothing was."""
    theirs = Message.objects.filter(customer=customer).exclude(level__in=INTERNAL).order_by("-pk")
    return theirs.values_list("cycle", flat=True).first() or 1
