"""The last books read, kept in memory and brought up to date by what happened since.

Reading a book of a million items takes seconds; reading again the few customers whose receipts were applied
meanwhile, milliseconds. The events say whom: nothing has to be forgotten by hand.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock

import polars as pl
from django_scopes import scope

from ardoise.actions import ledger
from ardoise.engine.ledger import count_as_of
from ardoise.records import facts
from ardoise.records.models import Company, Customer, Event

BOOKS_KEPT = 2
AGAIN_AT_MOST = 500
"""Customers read again one by one; of more, the whole book is read."""
PAYMENTS_KEPT = timedelta(31)
"""The month, whichever day it is of."""
MOVERS = ("import", "customer", "company", "reconciliation", "difference", "movement")
"""The kinds of thing whose events can change what is open or when it is due."""


@dataclass(frozen=True)
class Opened:
    """As of an event: the items open on a day, what each customer's account adds up to, by currency, and the payments
    of late, those taken back too."""

    version: int
    items: pl.DataFrame
    accounts: pl.DataFrame
    payments: pl.DataFrame


_kept: OrderedDict[tuple[int, date], Opened] = OrderedDict()
_changing = Lock()


def version(company: Company) -> int:
    """Changes whenever the book may have."""
    return facts.last_about(company.pk, MOVERS)


def opened(company_id: int, version: int, as_of: date) -> Opened:
    """The book as of that event: the one kept, or brought up to date, or read."""
    known = _kept.get((company_id, as_of))
    if known is None or known.version != version:
        known = current(Company.objects.get(pk=company_id), known, version, as_of)
        with _changing:
            _kept[company_id, as_of] = known
            while len(_kept) > BOOKS_KEPT:
                _kept.popitem(last=False)
    return known


def current(company: Company, known: Opened | None, version: int, as_of: date) -> Opened:
    """What is known with the customers touched since then read again; all of it where nothing is, or too much moved."""
    codes = touched(company, known.version, version) if known else None
    if known is None or codes is None:
        return read(company, version, as_of, None)
    others, again = ~pl.col("customer").is_in(list(codes.values())), read(company, version, as_of, list(codes))
    return Opened(
        version,
        pl.concat([known.items.filter(others), again.items]),
        pl.concat([known.accounts.filter(others), again.accounts]),
        pl.concat([known.payments.filter(others), again.payments]),
    )


def read(company: Company, version: int, as_of: date, whose: list[int] | None) -> Opened:
    """The book of all or of some customers."""
    told = ledger.read(company, whose)
    accounts = count_as_of(told.carried, as_of).group_by("customer", "currency").agg(pl.col("amount_cents").sum())
    is_late = pl.col("booked_on").is_between(as_of - PAYMENTS_KEPT, as_of)
    counts = is_late & pl.col("kind").is_in(["payment", "returned_payment"]) & pl.col("gone_on").is_null()
    payments = told.entries.filter(counts).select("entry", "customer", "kind", "booked_on", "amount_cents")
    return Opened(version, told.items(as_of), accounts, payments)


def touched(company: Company, since: int, until: int) -> dict[int, str] | None:
    """The customers, key → code, whom alone the events after `since` concern; None when they may concern everybody."""
    with scope(company=company):
        moved = Event.objects.filter(company=company, object_kind__in=MOVERS, seq__gt=since, seq__lte=until)
        ids = set(moved.values_list("customer", flat=True).distinct()[: AGAIN_AT_MOST + 1])
        if until < since or None in ids or len(ids) > AGAIN_AT_MOST:
            return None
        return dict(Customer.objects.filter(pk__in=ids).values_list("pk", "code"))


def forget() -> None:
    """Empty the shelf."""
    with _changing:
        _kept.clear()
