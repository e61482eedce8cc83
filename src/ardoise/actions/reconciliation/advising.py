"""What customers say they pay: kept until the money is there and applied."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from ardoise.actions import events, rights
from ardoise.domain.bank import ADVICES
from ardoise.records.columns import read
from ardoise.records.models import Advice, Company, Customer, Import, User

KEPT = timedelta(days=120)  # an advice older than that speaks of no receipt any more
LENGTHS = {"payer": 200, "payment": 80, "document": 120, "reason": 200, "currency": 3}
STORED = [name for name in ADVICES if name != "paper"]
LINE = ("payer", "paid_on", "payment", "document", "amount_cents", "currency")
"""What makes a line itself."""


def keep(
    company: Company,
    told: pl.DataFrame,
    by: User | None,
    at: datetime,
    customer: Customer | None = None,
    imported: Import | None = None,
) -> int:
    """Keeps the ADVICES of one file; how many lines are new. A paper of which one kept before tells every line is
    known."""
    rights.require(by, "import" if imported else "reconcile", company)
    return store(company, told, by, at, customer, imported)


def store(
    company: Company, told: pl.DataFrame, by: User | None, at: datetime, customer: Customer | None,
    imported: Import | None = None,
) -> int:  # fmt: skip
    """The same, of whoever may have it kept."""
    with events.act(company):
        rows = [shortened(row) for row in told.select(STORED).to_dicts()]
        if not rows or is_known(company, rows):
            return 0
        whose = by_code(company, {str(row["payer"]) for row in rows})
        owners = [customer or whose.get(str(row["payer"]).upper()) for row in rows]
        Advice.objects.bulk_create(
            Advice(company=company, customer=owner, imported=imported, at=at, **row)
            for owner, row in zip(owners, rows, strict=True)
        )
        after = {"lines": len(rows), "payer": rows[0]["payer"], "payment": rows[0]["payment"]}
        events.record(company, "kept_advice", by, at, None, customer, after=after)
    return len(rows)


def is_known(company: Company, rows: list[dict[str, Any]]) -> bool:
    """Does a paper kept before tell every one of these lines?"""
    first = {name: rows[0][name] for name in LINE}
    same = Advice.objects.filter(company=company, **first).values_list("imported", "at").distinct()
    asked = Counter(tuple(row[name] for name in LINE) for row in rows)
    papers = (Advice.objects.filter(company=company, imported=imported, at=at) for imported, at in same)
    return any(asked <= Counter(paper.values_list(*LINE)) for paper in papers)


def by_code(company: Company, payers: set[str]) -> dict[str, Customer]:
    """The customers whom an advice names by their code, by it in capitals."""
    spelled = {one for payer in payers - {""} for one in (payer, payer.upper(), payer.lower())}
    found = Customer.objects.filter(company=company, code__in=spelled)
    return {customer.code.upper(): customer for customer in found}


def shortened(row: dict[str, object]) -> dict[str, object]:
    """A line as it is stored."""
    texts = {name: str(row[name] or "")[:length] for name, length in LENGTHS.items()}
    return row | texts | {"line": row["line"] or 0}


def advices(company: Company, as_of: date) -> pl.DataFrame | None:
    """The ADVICES of the last months; None where there is none. Whoever is named by code, or not at all, is called by
    the name of the customer whose it is."""
    query = """
        SELECT a.line,
               CASE WHEN c.id IS NOT NULL AND (a.payer = '' OR UPPER(a.payer) = UPPER(c.code)) THEN c.name
                    ELSE a.payer END,
               a.paid_on, a.payment, a.payment_cents, a.document, a.amount_cents, a.deducted_cents, a.reason,
               a.currency, DENSE_RANK() OVER (ORDER BY a.imported_id, a.at)
        FROM records_advice a LEFT JOIN records_customer c ON c.id = a.customer_id
        WHERE a.company_id = %s AND (a.paid_on >= %s OR (a.paid_on IS NULL AND DATE(a.at) >= %s))"""
    told = read(query, [company.pk, as_of - KEPT, as_of - KEPT], ADVICES)
    return None if told.is_empty() else told
