"""What customers say they pay: kept until the money is there and applied."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl

from ardoise.actions import events, rights
from ardoise.domain.bank import ADVICES
from ardoise.records.columns import read
from ardoise.records.models import Advice, Company, Customer, Import, User

KEPT = timedelta(days=120)  # an advice older than that speaks of no receipt any more
LENGTHS = {"payer": 200, "payment": 80, "document": 120, "reason": 200, "currency": 3}


def keep(
    company: Company,
    told: pl.DataFrame,
    by: User | None,
    at: datetime,
    customer: Customer | None = None,
    imported: Import | None = None,
) -> int:
    """Keeps the ADVICES of one paper; how many lines were new. The same told twice is kept once."""
    rights.require(by, "import" if imported else "reconcile", company)
    with events.act(company):
        known = {identity(row) for row in Advice.objects.filter(company=company).values(*ADVICES)}
        rows = [shortened(row) for row in told.select(list(ADVICES)).to_dicts()]
        new = [row for row in rows if identity(row) not in known]
        Advice.objects.bulk_create(
            Advice(company=company, customer=customer, imported=imported, at=at, **row) for row in new
        )
        if new:
            after = {"lines": len(new), "payer": new[0]["payer"], "payment": new[0]["payment"]}
            events.record(company, "kept_advice", by, at, None, customer, after=after)
    return len(new)


def shortened(row: dict[str, object]) -> dict[str, object]:
    """A line as it is stored."""
    texts = {name: str(row[name] or "")[:length] for name, length in LENGTHS.items()}
    return row | texts | {"line": row["line"] or 0}


def identity(row: dict[str, object]) -> tuple[object, ...]:
    """What makes a line itself."""
    return tuple(row[name] for name in ("payer", "paid_on", "payment", "document", "amount_cents", "currency"))


def advices(company: Company, as_of: date) -> pl.DataFrame | None:
    """The ADVICES of the last months; None where there is none."""
    query = """
        SELECT a.line, a.payer, a.paid_on, a.payment, a.payment_cents, a.document, a.amount_cents, a.deducted_cents,
               a.reason, a.currency
        FROM records_advice a WHERE a.company_id = %s AND (a.paid_on IS NULL OR a.paid_on >= %s)"""
    told = read(query, [company.pk, as_of - KEPT], ADVICES)
    return None if told.is_empty() else told
