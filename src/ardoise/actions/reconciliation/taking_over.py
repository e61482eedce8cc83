"""The ledger tells by itself what the bank told first: nothing counts twice, whatever came first.

Worked out anew from the facts after each import, each undo and each receipt applied, and stored as it is: the
entries of ours that the ledger has taken over, the movements it told before anybody applied them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl
from django.db.models import F, Q

from ardoise.actions.reconciliation import bookings
from ardoise.actions.reconciliation.posting import SOURCE
from ardoise.actions.reconciliation.tolerances import setting_of
from ardoise.engine.ledger import carry_openings
from ardoise.engine.reconciliation import follow_carried, take_over
from ardoise.records import book as records
from ardoise.records import settled
from ardoise.records.models import Company, Difference, Entry, Reconciliation, TakeOver
from ardoise.records.openings import booking_days


def refresh(company: Company, customers: Collection[int] | None = None) -> int:
    """Works out anew what the ledger took over of these customers' entries, or of all; how many it holds now.

    Inside an act, within the company's scope.
    """
    ours = Entry.objects.filter(company=company, source=SOURCE, imported__kind="house")
    if customers is not None:
        ours = ours.filter(customer__in=list(customers))
    standing = ours.exclude(pk__in=undone(company)).values_list("pk", "customer_id")
    entries = dict(standing)
    if entries:
        Entry.objects.filter(pk__in=entries).exclude(gone_on=None).update(gone_on=None)
    TakeOver.objects.filter(company=company, entry__in=ours).delete()
    taken = found(company, entries) if entries else []
    TakeOver.objects.bulk_create(
        TakeOver(company=company, entry_id=entry, ledger_id=ledger, from_on=on) for entry, ledger, on in taken
    )
    for entry, _ledger, on in taken:
        Entry.objects.filter(pk=entry).update(gone_on=on)
    if customers is None:
        bookings.refresh(company)
    return len(taken)


def found(company: Company, entries: dict[int, int]) -> list[tuple[int, int | None, date]]:
    """TAKEN of these entries (entry → customer), from the books of their customers as if none was taken over."""
    whose = sorted(set(entries.values()))
    book = records.book(company.pk, whose)
    carried, _differences = carry_openings(book, booking_days(company.pk))
    settlements = settled.settlements(company.pk, whose).pipe(follow_carried, book, carried)
    ours = pl.DataFrame({"entry": sorted(entries)}, schema={"entry": pl.Int64})
    carried = carried.filter(~pl.col("entry").is_in(bookings.turned_back(company, carried, whose)))
    return take_over(carried, ours, settlements, setting_of(company).near_days).rows()


def undone(company: Company) -> list[int]:
    """The entries whose reconciliation was undone: they never counted."""
    over = Q(reconciliation__undone_at__isnull=False)
    posted = Reconciliation.objects.filter(company=company, is_posting=True, undone_at__isnull=False)
    let_go = Difference.objects.filter(over, company=company, entry__isnull=False)
    return [*posted.values_list("payment", flat=True), *let_go.values_list("entry", flat=True)]


def unseen(company: Company, as_of: object) -> list[Entry]:
    """The payments of ours that the ledger should have told by the day and has not, oldest first."""
    kept = setting_of(company)
    posted = Reconciliation.objects.filter(company=company, payment__isnull=False).values("payment")
    ours = Entry.objects.filter(pk__in=posted, source=SOURCE, kind="payment", imported__kind="house")
    standing = ours.exclude(pk__in=undone(company)).filter(taken_over=None).select_related("customer")
    days = kept.unseen_days
    return [entry for entry in standing.order_by("booked_on", "pk") if (as_of - entry.booked_on).days > days]  # type: ignore[operator]


def overwritten(company: Company) -> list[TakeOver]:
    """What the ledger took over, by what, latest first. Within the company's scope."""
    taken = TakeOver.objects.filter(company=company).exclude(ledger=None, from_on=F("entry__booked_on"))
    return list(taken.select_related("entry__customer", "ledger").order_by("-from_on", "-pk"))
