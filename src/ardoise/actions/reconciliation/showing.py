"""Cheques and bills in hand, and announced parts of one booking: which movement of the bank shows them.

Worked out anew after each import and each cheque noted, so that it doesn't matter which came first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import QuerySet

from ardoise.records.models import Company, Movement, Reconciliation

PAID_IN = timedelta(45)  # a cheque is shown by the bank within so many days of its receipt, or of a bill's due day
NEAR = timedelta(5)  # the parts of a booking are announced so near to it
INSTRUMENTS = {"cheque": ("cheque", "other"), "bill": ("bill", "other")}
"""What is in hand → kinds of movement that may show it."""


def refresh(company: Company) -> int:
    """Works out which movement shows each cheque, bill or announced part; how many are shown. Inside an act."""
    shown = {**dict(parts(company)), **dict(instruments(company))}
    known = dict(Movement.objects.filter(company=company).exclude(shown_by=None).values_list("pk", "shown_by"))
    for key in {*shown, *known}:
        if shown.get(key) != known.get(key):
            Movement.objects.filter(pk=key).update(shown_by=shown.get(key))
    return sum(1 for _pair in instruments(company))


def instruments(company: Company) -> Iterator[tuple[int, int]]:
    """(cheque or bill, movement): whole deposits by their slip, then each alone by its amount, the nearest first."""
    held = list(Movement.objects.filter(company=company).exclude(instrument="").order_by("booked_on", "pk"))
    if not held:
        return
    shown: set[int] = set()
    used: set[int] = set()
    for group in [*slips(held), *([one] for one in held)]:
        if any(one.pk in shown for one in group):
            continue
        movement = next((m for m in candidates(company, group) if m.pk not in used), None)
        if movement is not None:
            used.add(movement.pk)
            shown |= {one.pk for one in group}
            yield from ((one.pk, movement.pk) for one in group)


def slips(held: Iterable[Movement]) -> list[list[Movement]]:
    """What went to the bank together."""
    groups: dict[tuple[str, str, str], list[Movement]] = defaultdict(list)
    for one in held:
        if one.slip:
            groups[one.instrument, one.currency, one.slip].append(one)
    return [group for group in groups.values() if len(group) > 1]


def candidates(company: Company, group: list[Movement]) -> list[Movement]:
    """The bank's movements of their sum that come after, within the days it takes; one that names the number first."""
    first = min(one.due_on or one.booked_on for one in group)
    last = max(one.due_on or one.booked_on for one in group)
    found = Movement.objects.filter(
        company=company, instrument="", currency=group[0].currency, kind__in=INSTRUMENTS[group[0].instrument],
        amount_cents=sum(one.amount_cents for one in group), booked_on__range=(first - NEAR, last + PAID_IN),
        sightings__isnull=False,
    ).exclude(pk__in=applied(company)).distinct()  # fmt: skip
    numbers = [one.number or one.slip for one in group if one.number or one.slip]
    return sorted(
        found,
        key=lambda m: (not any(n in f"{m.label} {m.reference}" for n in numbers), m.booked_on, m.line, bytes(m.key)),
    )


def applied(company: Company) -> QuerySet[Reconciliation, int | None]:
    """The movements that are applied by themselves."""
    standing = Reconciliation.objects.filter(company=company, undone_at=None, movement__isnull=False)
    return standing.values_list("movement", flat=True)


def parts(company: Company) -> Iterator[tuple[int, int]]:
    """(announced part, booking): the details of a batch that another statement books as one sum."""
    announced = Movement.objects.filter(company=company, is_final=False, sightings__isnull=False).exclude(batch="")
    groups: dict[tuple[int | None, str, str], list[Movement]] = defaultdict(list)
    for one in announced.distinct().order_by("booked_on", "pk"):
        groups[one.account_id, one.currency, one.batch].append(one)
    for (account, currency, batch), group in groups.items():
        if len(group) < 2:
            continue
        days = [one.booked_on for one in group]
        whole = Movement.objects.filter(
            company=company, account=account, currency=currency, is_final=True, sightings__isnull=False,
            amount_cents=sum(one.amount_cents for one in group), booked_on__range=(min(days) - NEAR, max(days) + NEAR),
        ).distinct()  # fmt: skip
        named = [m for m in whole if batch in (m.batch, m.reference, m.end_to_end_id)]
        found = sorted(named or list(whole)[:1], key=lambda m: (m.booked_on, m.line, bytes(m.key)))
        if found:
            yield from ((one.pk, found[0].pk) for one in group)
