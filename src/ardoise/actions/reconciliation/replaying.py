"""Receipts explained again where a person took something back: at once, and never applied by itself again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from ardoise.actions.days import business_date
from ardoise.actions.reconciliation import proposing
from ardoise.records.models import Company, Difference, MatchProposal, Movement, Reconciliation

DOUBTED_BP = 4_900  # below what many are accepted at: nobody takes it for sure a second time
TAKEN_BACK = "taken_back"

Explained = tuple[int | None, frozenset[int]]
"""Whose, and which items."""


def taken_back(company: Company, movements: Collection[int]) -> dict[int, set[Explained]]:
    """Movement → what a person took back of it: invoices and credit notes, not what was posted for it."""
    undone = Reconciliation.objects.filter(
        company=company, kind="receipt", undone_at__isnull=False, undone_by__isnull=False
    )
    let_go = set(Difference.objects.filter(reconciliation__in=undone).values_list("entry", flat=True))
    sides = undone.values_list("pk", "movement", "customer", "payment", "settlements__payment", "settlements__item")
    told: dict[int, tuple[int, int, set[int]]] = {}
    for pk, movement, customer, payment, *both in sides:
        if movement in movements:
            told.setdefault(pk, (movement, customer, set()))[2].update({*both} - {payment, None} - let_go)
    found: dict[int, set[Explained]] = defaultdict(set)
    for movement, customer, items in told.values():
        found[movement].add((customer, frozenset(items)))
    return found


def left_to_a_person(rows: list[dict[str, Any]], company: Company) -> list[dict[str, Any]]:
    """The explanations as they are stored: of a receipt that a person took back none is applied by itself, and the
    one that was taken back says so and is sure no more."""
    known = taken_back(company, {row["movement_id"] for row in rows})
    return [cautious(row, known[row["movement_id"]]) if row["movement_id"] in known else row for row in rows]


def cautious(row: dict[str, Any], denied: set[Explained]) -> dict[str, Any]:
    """One of them."""
    told = row | {"is_automatic": False}
    if (row["customer_id"], frozenset(one["entry"] for one in row["allocations"])) not in denied:
        return told
    return told | {
        "confidence_bp": min(row["confidence_bp"], DOUBTED_BP), "evidence": [*row["evidence"], TAKEN_BACK],
    }  # fmt: skip


def explain_again(undone: Collection[Reconciliation], at: datetime) -> None:
    """What was taken back waits with its explanations, by the items of its customers; inside an act."""
    movements = {one.movement_id for one in undone if one.movement_id and one.kind == "receipt"}
    if movements:
        explain_some(next(iter(undone)).company, movements, {one.customer_id for one in undone}, at)


def explain_some(company: Company, movements: Collection[int], customers: Collection[int], at: datetime) -> None:
    """Some receipts explained by the items of the customers whose they are; inside an act."""
    booked = Movement.objects.filter(pk__in=movements).values_list("booked_on", flat=True)
    today = business_date(company, at)
    as_of = max([today, *booked])
    found = proposing.explained(company, as_of, movements, customers, today)
    MatchProposal.objects.filter(company=company, movement__in=movements).delete()
    MatchProposal.objects.bulk_create(MatchProposal(company=company, as_of=as_of, at=at, **row) for row in found)
