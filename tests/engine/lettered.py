"""Lines of an account as a book-keeper would jot them down, and the letters proposed for them."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from ardoise.domain.ledger import ENTRIES
from ardoise.engine.lettering import propose

DAY = date(2026, 1, 5)


def line(n, cents, day=0, document=None, **more):
    on = DAY + timedelta(day)
    kind = "invoice" if cents > 0 else "payment"
    return dict.fromkeys(ENTRIES) | {
        "line": n, "customer": "MARTIN", "currency": "EUR", "amount_cents": cents, "booked_on": on,
        "document_on": on, "document": document, "kind": kind, "is_opening": False,
    } | more  # fmt: skip


def entries(*rows):
    return pl.DataFrame(list(rows), schema=ENTRIES)


def lettered(*rows, **asked):
    """The proposed groups: their lines, and whether they are automatic."""
    groups = propose(entries(*rows), **asked).groups
    return {tuple(g["lines"]): g["is_automatic"] for g in groups.to_dicts()}
