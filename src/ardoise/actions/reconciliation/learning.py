"""What is learned of what people confirm and undo: who pays for whom, how a customer pays. Shown, and forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl
from django.db.models import F
from django.db.models.functions import Greatest

from ardoise.actions import events, rights
from ardoise.domain.reconciliation import HABITS, RECEIPTS
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


def all_marks_of(movement: Movement, customer: Customer, paid: Iterable[str]) -> dict[str, str]:
    """The same, and what this customer's money is for where its words say so, and no number of the documents `paid`."""
    row = {name: getattr(movement, name, None) for name in RECEIPTS}
    told = row | {"receipt": movement.pk, "received_on": movement.booked_on}
    return marks_of(movement) | engine.purpose_mark(told, customer.code, customer.name, paid)


def confirm(done: Reconciliation, match: Match, items: pl.DataFrame, at: datetime) -> None:
    """A person said whose this receipt is, and what it pays, of the ITEMS that were open: its marks are the
    customer's, and how he pays is seen. What is applied by itself teaches nothing."""
    if done.by_id is None or done.is_automatic or not done.is_posting or done.movement is None:
        return
    paid = items.filter(pl.col("entry").is_in(list(match.allocations)))["document"].drop_nulls()
    for kind, value in all_marks_of(done.movement, done.customer, paid).items():
        learn(done.customer, kind, value, at)
    shown = habits_shown(done, match, items)
    Reconciliation.objects.filter(pk=done.pk).update(shown_habits=shown)
    for habit, is_so in shown.items():
        count(done.customer, habit, is_so, 1)


def habits_shown(done: Reconciliation, match: Match, items: pl.DataFrame) -> dict[str, bool]:
    """Which habits of its customer a receipt shows, or contradicts; where there was no choice, none."""
    movement, code = done.movement, done.customer.code
    assert movement is not None
    own = items.filter(pl.col("customer") == code)
    taken = [(movement.pk, entry) for entry in match.allocations if entry in set(own["entry"].to_list())]
    if not taken:
        return {}
    told = {name: getattr(movement, name, None) for name in RECEIPTS}
    row = told | {"receipt": movement.pk, "received_on": movement.booked_on, "customer": None}
    learned = engine.learn_habits(
        pl.DataFrame(schema=HABITS),
        pl.DataFrame([row], schema=RECEIPTS),
        pl.DataFrame([(movement.pk, code, match.difference or None)], schema=DECISION, orient="row"),
        pl.DataFrame(taken, schema={"receipt": pl.Int64, "entry": pl.Int64}, orient="row"),
        own,
    )
    return {habit: bool(times) for habit, times in learned.select("habit", "times").iter_rows()}


DECISION = {"receipt": pl.Int64, "customer": pl.String, "difference": pl.String}


def count(customer: Customer, habit: str, is_so: bool, times: int) -> None:
    """One more time, or one less, that it was so, or was not."""
    Habit.objects.get_or_create(company=customer.company, customer=customer, habit=habit)
    side = "times" if is_so else "against"
    Habit.objects.filter(customer=customer, habit=habit).update(**{side: Greatest(F(side) + times, 0)})


def learn(customer: Customer, kind: str, value: str, at: datetime, times: int = 1) -> Payer:
    """One more time that this mark was the customer's. Inside an act."""
    payer, _is_new = Payer.objects.get_or_create(
        company=customer.company, kind=kind, value=value, customer=customer, defaults={"last_at": at}
    )
    Payer.objects.filter(pk=payer.pk).update(times=F("times") + times, last_at=at)
    return payer


def refuse(undone: Reconciliation, at: datetime) -> None:
    """What was undone: what a person's confirmation of it had taught is unlearned, and its marks speak against this
    customer."""
    if undone.movement is None or not undone.is_posting:
        return
    taught = 0 if undone.by_id is None or undone.is_automatic else 1
    paid = undone.settlements.values_list("item__document", flat=True)
    for kind, value in all_marks_of(undone.movement, undone.customer, paid).items():
        Payer.objects.filter(company=undone.company, kind=kind, value=value, customer=undone.customer).update(
            times=Greatest(F("times") - taught, 0), refused=F("refused") + 1, last_at=at
        )
    for habit, is_so in undone.shown_habits.items():
        count(undone.customer, habit, is_so, -1)


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
