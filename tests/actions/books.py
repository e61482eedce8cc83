"""Small books in the database, an entry at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from os import getpid
from uuid import NAMESPACE_OID, uuid5

from django.db import connection

from ardoise.records.models import Customer, Entry, Import

AS_OF = date(2026, 3, 16)
AT = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)
_numbers = None


def start_over():
    """The next test numbers its entries as the one before: what is written once can then be copied."""
    global _numbers
    _numbers = None


def following():
    """The next number: after those of the books there are, which may be copies."""
    global _numbers
    if _numbers is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(line), 0) FROM records_entry")
            _numbers = count(cursor.fetchone()[0] + 1)
    return next(_numbers)


def invoice(company, code, cents, due_on, document=None, **facts):
    """An invoice of that customer; negative: a credit note."""
    number = following()
    document = document or f"FA-{number:05d}"
    imported, _ = Import.objects.get_or_create(
        company=company, kind="fec", source="fec", state="done", defaults={"started_at": AT, "sha256": ""}
    )
    return Entry.objects.create(
        company=company,
        imported=imported,
        customer=Customer.objects.get(company=company, code=code),
        source="fec",
        key=uuid5(NAMESPACE_OID, f"{getpid()} {number}").bytes,
        line=number,
        booked_on=facts.pop("booked_on", date(2026, 1, 2)),
        gl_account="411000",
        document=document,
        document_on=facts.pop("document_on", date(2026, 1, 2)),
        amount_cents=cents,
        currency="EUR",
        due_on=due_on,
        kind=facts.pop("kind", "invoice" if cents > 0 else "credit_note"),
        **facts,
    )


def pay(company, code, *entries, on=AS_OF):
    """A payment of these entries, lettered with them."""
    letter = f"P{following()}"
    payment = invoice(
        company, code, -sum(e.amount_cents for e in entries), on, kind="payment", booked_on=on, document_on=on
    )
    for entry in (*entries, payment):
        entry.letter, entry.lettered_on = letter, on
        entry.save(update_fields=["letter", "lettered_on"])
    return payment
