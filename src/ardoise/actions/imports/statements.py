"""Undo a bank's file: what it alone tells is there no more; what is applied to customers stands in the way."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from ardoise.actions import rights
from ardoise.actions.reconciliation import showing
from ardoise.domain.money import written
from ardoise.records.models import (
    Advice,
    BankStatement,
    Booking,
    Difference,
    Entry,
    Import,
    Mark,
    MatchProposal,
    Movement,
    Question,
    Reconciliation,
    Settlement,
    Sighting,
    TakeOver,
)

NAMED = 5  # receipts a refusal names


def refuse(done: Import) -> None:
    """Raises Refused where a receipt that only this import tells is applied."""
    applied = Reconciliation.objects.filter(movement__in=told_alone(done), undone_at=None).select_related(
        "movement", "customer"
    )
    named = [
        f"{written(one.movement.amount_cents, done.company.language)} – {one.customer.name}"
        for one in applied.order_by("pk")[:NAMED]
        if one.movement
    ]
    if named:
        sentence = _("Receipts of this statement are applied (%(named)s): undo those first, then the import.")
        raise rights.Refused(sentence % {"named": ", ".join(named)})


def told_alone(done: Import) -> QuerySet[Movement]:
    """The movements that no other import tells."""
    others = Sighting.objects.filter(movement=OuterRef("pk")).exclude(statement__imported=done)
    return Movement.objects.filter(sightings__statement__imported=done).exclude(Exists(others)).distinct()


def take_back(done: Import) -> dict[str, int]:
    """Its statements go, and the movements that only they told; gives the counts."""
    alone = list(told_alone(done).values_list("pk", flat=True))
    shared = set(Movement.objects.filter(sightings__statement__imported=done).values_list("pk", flat=True)) - set(alone)
    removed = BankStatement.objects.filter(imported=done).delete()[1].get("records.BankStatement", 0)
    for movement in Movement.objects.filter(pk__in=shared):
        tellers = movement.sightings.values_list("statement__is_final", flat=True)
        Movement.objects.filter(pk=movement.pk).update(is_final=any(tellers))
    MatchProposal.objects.filter(movement__in=alone).delete()
    Booking.objects.filter(movement__in=alone).delete()
    Movement.objects.filter(shown_by__in=alone).update(shown_by=None)
    Movement.objects.filter(return_of__in=alone).update(return_of=None)
    kept = {*standing(Reconciliation, alone), *standing(Mark, alone), *standing(Question, alone)}
    Movement.objects.filter(pk__in=set(alone) - kept).delete()  # one whose story is told stays, and nobody tells of it
    showing.refresh(done.company)
    return {"statements": removed, "movements": len(alone)}


def take_advices_back(done: Import) -> dict[str, int]:
    """What the paper said goes."""
    return {"advices": Advice.objects.filter(imported=done).delete()[0]}


def standing(model: type[Reconciliation] | type[Mark] | type[Question], movements: list[int]) -> list[int]:
    """The movements of which rows of a table speak."""
    return list(model.objects.filter(movement__in=movements).values_list("movement", flat=True))


def let_go_of(entries: QuerySet[Entry]) -> None:
    """What was worked out of entries that go, and what was undone about them, goes with them; the events keep it."""
    TakeOver.objects.filter(ledger__in=entries).delete()
    Booking.objects.filter(entry__in=entries).delete()
    over = Settlement.objects.filter(reconciliation__undone_at__isnull=False)
    (over.filter(item__in=entries) | over.filter(payment__in=entries)).delete()
    Reconciliation.objects.filter(payment__in=entries, undone_at__isnull=False).update(payment=None)
    Difference.objects.filter(item__in=entries).update(item=None)
