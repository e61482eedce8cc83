"""What the board adds up: how much each dispute blocks, and which causes come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F

from ardoise.actions import ledger
from ardoise.actions.disputes.opening import amounts_of
from ardoise.records.models import Company, Dispute

DAYS_BACK = 90


@dataclass(frozen=True)
class Cause:
    """A reason that comes back: how often in the last days, and how long it took to settle."""

    reason: str
    count: int
    days_mean: float | None  # of those settled


def contested_cents(company: Company, disputes: Sequence[Dispute], as_of: date) -> dict[int, int]:
    """What each dispute keeps from being paid, by its key: the parts contested of what is open on the day."""
    customers = sorted({dispute.customer_id for dispute in disputes})
    items = ledger.items(company, as_of, customers).select("entry", "customer", "open_cents")
    by_entry = dict(items.select("entry", "open_cents").iter_rows())
    by_customer: dict[str, int] = {}
    for _entry, customer, cents in items.iter_rows():
        by_customer[customer] = by_customer.get(customer, 0) + max(cents, 0)
    return {
        dispute.pk: sum(part(by_entry.get(entry, 0), cents) for entry, cents in parts.items())
        if (parts := amounts_of(dispute))
        else by_customer.get(dispute.customer.code, 0)
        for dispute in disputes
    }


def part(open_cents: int, contested: int | None) -> int:
    """What is contested of what is still open."""
    return max(open_cents if contested is None else min(contested, open_cents), 0)


def causes(company: Company, as_of: date) -> list[Cause]:
    """The reasons of the last ninety days, the most frequent first; the caller is in the company's scope."""
    since = as_of - timedelta(DAYS_BACK)
    took = ExpressionWrapper(F("ended_at") - F("at"), output_field=DurationField())
    rows = Dispute.objects.filter(company=company, opened_on__gte=since).values("reason")
    told = rows.annotate(count=Count("pk"), mean=Avg(took)).order_by("-count", "reason")
    return [
        Cause(row["reason"], row["count"], row["mean"].total_seconds() / 86_400 if row["mean"] else None)
        for row in told
    ]
