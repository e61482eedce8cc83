"""Undo a reconciliation: what it settled is open again, what it posted never counted, and all of it stays told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.days import moment_written
from ardoise.actions.reconciliation import bookings, learning, receipts, replaying, taking_over
from ardoise.records.models import Difference, Entry, Movement, Reconciliation, Settlement, User


def unreconcile(reconciliation: Reconciliation, by: User | None, at: datetime, why: str = "") -> bool:
    """The state before it, but for its trace; all that was accepted in the same act goes together.

    True once: the second who undoes it finds it undone (False). Refused while something later stands on what it posted.
    """
    company = reconciliation.company
    rights.require(by, "reconcile", company)
    with events.act(company):
        same = list(
            Reconciliation.objects.filter(company=company, together=reconciliation.together, undone_at=None)
            .select_related("customer", "movement", "payment")
            .order_by("pk")
        )
        if not same:
            return False
        refuse_if_built_on(same)
        for one in same:
            take_back(one, by, at, why)
        receipts.note_spent(company, [one.movement_id for one in same if one.movement_id])  # first: it waits again
        taking_over.refresh(company, [one.customer_id for one in same])
        bookings.refresh(company)
        replaying.explain_again(same, at)
    return True


def refuse_if_built_on(same: Sequence[Reconciliation]) -> None:
    """Refused, naming it, where a later reconciliation settles an entry that these posted."""
    own = [one.pk for one in same]
    posted = posted_by(own)
    standing = Settlement.objects.filter(reconciliation__undone_at=None).exclude(reconciliation__in=own)
    later = standing.filter(Q(payment__in=posted) | Q(item__in=posted)).select_related("reconciliation", "item")
    if found := later.first():
        day = moment_written(found.company, found.reconciliation.at)
        told = {"day": day, "document": found.item.document or found.item.label}
        raise rights.Refused(
            _("What was accepted on %(day)s (%(document)s) stands on this payment: undo that first.") % told
        )


def posted_by(reconciliations: Sequence[int]) -> list[int]:
    """The entries these posted."""
    paid = Reconciliation.objects.filter(pk__in=reconciliations, is_posting=True).values_list("payment", flat=True)
    let_go = Difference.objects.filter(reconciliation__in=reconciliations).values_list("entry", flat=True)
    return [pk for pk in [*paid, *let_go] if pk is not None]


def take_back(one: Reconciliation, by: User | None, at: datetime, why: str) -> None:
    """One customer's part."""
    Entry.objects.filter(pk__in=posted_by([one.pk])).update(gone_on=F("booked_on"))
    Settlement.objects.filter(ended_by=one).update(until_on=None, ended_by=None)
    Difference.objects.filter(reconciliation=one, entry=None, refused_at=None).update(refused_at=at)
    Reconciliation.objects.filter(pk=one.pk).update(undone_at=at, undone_by=by, undone_why=why[:300])
    if one.kind == "returned" and one.movement_id:
        Movement.objects.filter(pk=one.movement_id).update(return_of=None)  # whose it is waits for a person again
    learning.refuse(one, at)
    before = {"movement": one.movement_id, "payment": one.payment_id, "at": one.at}
    events.record(one.company, "unreconciled", by, at, one, one.customer, before=before, words=why)
