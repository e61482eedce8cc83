"""Small books in the database, an entry at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import blake2b
from itertools import count

from django.db import connection

from ardoise.engine.ledger import KEY
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
    told = {"new": imported.report.get("new", 0) + 1}
    Import.objects.filter(pk=imported.pk).update(report=imported.report | told)
    made = Entry(
        company=company,
        imported=imported,
        customer=Customer.objects.get(company=company, code=code),
        source="fec",
        line=number,
        booked_on=facts.pop("booked_on", date(2026, 1, 2)),
        gl_account="411000",
        document=document,
        document_on=facts.pop("document_on", date(2026, 1, 2)),
        amount_cents=cents,
        currency=facts.pop("currency", "EUR"),
        due_on=due_on,
        kind=facts.pop("kind", "invoice" if cents > 0 else "credit_note"),
        **facts,
    )
    made.key = natural_key(made)
    made.save(force_insert=True)
    return made


def natural_key(entry):
    """The key that an import would give it: see engine/ledger/keys.py."""
    words = {word: getattr(entry, word) for word in KEY}
    alike = Entry.objects.filter(company=entry.company, **words).count()
    words["customer"] = entry.customer.code
    text = "\x1f".join("" if value is None else str(value) for value in (*words.values(), alike))
    return blake2b(text.encode(), digest_size=16).digest()


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
