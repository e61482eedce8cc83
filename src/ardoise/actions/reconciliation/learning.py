"""What is learned of what people confirm and undo: who pays for whom, how a customer pays. Shown, and forgotten."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import F

from ardoise.actions import events, rights
from ardoise.engine import reconciliation as engine
from ardoise.records.models import Company, Customer, Habit, Movement, Payer, Reconciliation, User

if TYPE_CHECKING:
    from ardoise.actions.reconciliation.applying import Match


def normal(value: str) -> str:
    """A reference or an account number as it is compared: capitals and digits alone."""
    return re.sub(r"[^0-9A-Z]+", "", value.upper())


def marks_of(movement: Movement) -> dict[str, str]:
    """By what a payer may be known again: kind → value, as the engine compares it."""
    told = engine.marks_of(movement.counterparty, movement.counterparty_iban, movement.mandate)
    return {kind: value[:200] for kind, value in told.items()}


def confirm(done: Reconciliation, match: Match, at: datetime) -> None:
    """A person said whose this receipt is: its marks are the customer's. What is applied by itself teaches nothing."""
    if done.by_id is None or done.is_automatic or not done.is_posting or done.movement is None:
        return
    for kind, value in marks_of(done.movement).items():
        learn(done.customer, kind, value, at)


def learn(customer: Customer, kind: str, value: str, at: datetime, times: int = 1) -> Payer:
    """One more time that this mark was the customer's. Inside an act."""
    payer, _is_new = Payer.objects.get_or_create(
        company=customer.company, kind=kind, value=value, customer=customer, defaults={"last_at": at}
    )
    Payer.objects.filter(pk=payer.pk).update(times=F("times") + times, last_at=at)
    return payer


def refuse(undone: Reconciliation, at: datetime) -> None:
    """What was undone: its marks speak less for this customer."""
    if undone.movement is None or not undone.is_posting:
        return
    for kind, value in marks_of(undone.movement).items():
        Payer.objects.filter(company=undone.company, kind=kind, value=value, customer=undone.customer).update(
            refused=F("refused") + 1, last_at=at
        )


def forget(company: Company, what: Payer | Habit, by: User | None, at: datetime) -> bool:
    """It was never learned; False where it was forgotten before."""
    rights.require(by, "reconcile", company)
    with events.act(company):
        if not type(what).objects.filter(company=company, pk=what.pk).delete()[0]:
            return False
        if isinstance(what, Payer):
            before = {"kind": what.kind, "value": what.value, "times": what.times, "refused": what.refused}
            events.record(company, "forgot_payer", by, at, None, what.customer, before=before)
        else:
            before = {"habit": what.habit, "times": what.times, "against": what.against}
            events.record(company, "forgot_habit", by, at, None, what.customer, before=before)
    return True
