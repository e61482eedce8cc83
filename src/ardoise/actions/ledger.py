"""What is open: the one way in which doors and actions ask it of a company."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import polars as pl

from ardoise.engine.ledger import carry_openings, scope_letters
from ardoise.engine.reconciliation import APPLIED, applied, follow_carried, lettered, open_items
from ardoise.engine.terms import derive_due_dates
from ardoise.records import book as records
from ardoise.records import settled
from ardoise.records.assigned import import_terms
from ardoise.records.models import Company, Customer
from ardoise.records.openings import booking_days

TO_COME = timedelta(366)  # by then all that was applied from a day to come counts


def items(company: Company, as_of: date, customer: Customer | Collection[int] | None = None) -> pl.DataFrame:
    """The ITEMS open on the day, of the whole company or of one customer or some, each with its due date.

    A due date that no file gives follows the customer's terms, else those of its import, else the company's.
    """
    return read(company, customer.pk if isinstance(customer, Customer) else customer).items(as_of)


def left(company: Company, as_of: date, whose: records.Whose) -> dict[int, int]:
    """Entry open on the day → what may still be paid of it: less what pays it from a later day."""
    told = read(company, whose)
    return told.left(told.items(as_of), as_of)


@dataclass(frozen=True)
class Told:
    """The entries of a company or of some of its customers, read once, whatever is then asked of them."""

    company: Company
    entries: pl.DataFrame  # BOOK
    carried: pl.DataFrame  # without what an opening repeats
    settlements: pl.DataFrame
    customers: pl.DataFrame  # CUSTOMERS
    opened: dict[date, pl.DataFrame] = field(default_factory=dict, init=False, repr=False)  # what was asked already

    def items(self, as_of: date) -> pl.DataFrame:
        """The ITEMS open on the day, with their due dates."""
        if as_of not in self.opened:
            self.opened[as_of] = self.dated(open_items(self.carried, as_of, self.settlements))
        return self.opened[as_of]

    @cached_property
    def book(self) -> pl.DataFrame:
        """The BOOK without what an opening repeats, with its due dates."""
        return self.dated(self.carried)

    def left(self, items: pl.DataFrame, as_of: date) -> dict[int, int]:
        """Entry of the items open on the day → the least that is left of it then or on any day to come: what pays it
        from a later day counts, though the bank take that back on another."""
        starts = self.settlements.filter(pl.col("from_on") > as_of)["from_on"].unique().to_list()
        left = open_cents(items)
        for day in (*starts, as_of + TO_COME):
            then = open_cents(self.items(day))
            left = {entry: min(cents, then.get(entry, 0), key=abs) for entry, cents in left.items()}
        return {entry: cents for entry, cents in left.items() if cents}

    def dated(self, entries: pl.DataFrame) -> pl.DataFrame:
        """Entries or items with their due dates."""
        return due(self.company, entries, self.entries, self.customers)


def open_cents(items: pl.DataFrame) -> dict[int, int]:
    """Entry → what is open of it."""
    return dict(items.select("entry", "open_cents").iter_rows())


def read(company: Company, whose: records.Whose) -> Told:
    """What the ledger tells."""
    entries = records.book(company.pk, whose)
    carried, _differences = carry_openings(entries, booking_days(company.pk))
    accepted = settlements(company, whose, entries, carried)
    return Told(company, entries, carried, accepted, records.customers(company.pk, whose))


def settlements(company: Company, whose: records.Whose, book: pl.DataFrame, carried: pl.DataFrame) -> pl.DataFrame:
    """The SETTLEMENTS accepted; one of an opening line that repeats an entry counts for that entry."""
    return settled.settlements(company.pk, whose).pipe(follow_carried, book, carried)


def overruled(company: Company, as_of: date, customer: Customer | None = None) -> list[dict[str, Any]]:
    """The settlements accepted here of which the ledger's letters leave less than was accepted (rows of APPLIED).

    One whose two entries bear one letter of the ledger is confirmed, not overruled.
    """
    customer_id = customer.pk if customer else None
    book = records.book(company.pk, customer_id)
    carried, _differences = carry_openings(book, booking_days(company.pk))
    told = settlements(company, customer_id, book, carried)
    less = applied(lettered(carried, as_of), told, as_of).filter(pl.col("applied_cents") < pl.col("amount_cents"))
    groups = scope_letters(carried).filter(pl.col("letter").is_not_null()).select("entry", "scope", "letter")
    both = less.join(groups, left_on="payment", right_on="entry", how="left", maintain_order="left")
    both = both.join(groups, left_on="item", right_on="entry", how="left", suffix="_i", maintain_order="left")
    is_one = (pl.col("letter") == pl.col("letter_i")) & (pl.col("scope") == pl.col("scope_i"))
    return both.filter(~is_one.fill_null(False)).select(list(APPLIED)).to_dicts()


def differences(company: Company) -> pl.DataFrame:
    """Where an opening says otherwise than the entries of the year before: engine's DIFFERENCES."""
    return carry_openings(records.book(company.pk), booking_days(company.pk))[1]


def due(company: Company, opened: pl.DataFrame, book: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """The items with their due dates, those of an import with terms of its own by these."""
    own = import_terms(company.pk)
    if not own:
        return derive_due_dates(opened, customers, company.terms)
    named = pl.DataFrame({"import_id": list(own), "own": list(own.values())}, schema={"import_id": int, "own": str})
    by_entry = book.select("entry", "import_id").join(named, on="import_id")
    parted = opened.with_row_index("place").join(by_entry.select("entry", "own"), on="entry", how="left")
    parts = [
        derive_due_dates(part.drop("own"), customers, part.item(0, "own") or company.terms)
        for part in parted.partition_by("own")
    ]
    return pl.concat(parts).sort("place").drop("place") if parts else derive_due_dates(opened, customers, company.terms)
