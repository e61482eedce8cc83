"""Movements that are no customer's payment: own transfers, suppliers' refunds, loans; said by a person, taken back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.refusals import Unfit
from ardoise.records.models import Mark, Movement, Reconciliation, User

REASONS = tuple(reason for reason, _words in Mark.REASONS)


def mark(movement: Movement, reason: str, by: User | None, at: datetime, note: str = "") -> Mark:
    """It is nobody's receipt; marked twice it is marked once, the first time."""
    company = movement.company
    rights.require(by, "reconcile", company)
    if reason not in REASONS:
        raise Unfit(_("Say what this movement is: %(names)s.") % {"names": ", ".join(REASONS)})
    with events.act(company):
        if known := Mark.objects.filter(movement=movement, ended_at=None).first():
            return known
        if Reconciliation.objects.filter(movement=movement, undone_at=None).exists():
            raise rights.Refused(_("This receipt is applied to a customer: undo that first."))
        made = Mark.objects.create(company=company, movement=movement, reason=reason, note=note[:300], by=by, at=at)
        movement.proposals.all().delete()
        movement.questions.filter(closed_at=None).update(closed_at=at)
        after = {"movement": movement.pk, "reason": reason, "note": note}
        events.record(company, "marked_movement", by, at, made, after=after)
    return made


def unmark(made: Mark, by: User | None, at: datetime) -> bool:
    """It may be a receipt after all; False the second time."""
    rights.require(by, "reconcile", made.company)
    with events.act(made.company):
        if not Mark.objects.filter(pk=made.pk, ended_at=None).update(ended_at=at):
            return False
        events.record(made.company, "unmarked_movement", by, at, made, before={"reason": made.reason})
    return True
