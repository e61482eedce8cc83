"""A ledger's entries made ready part by part, so that memory stays flat: fitted, completed, known by a key, counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import polars as pl

from ardoise.actions.imports import storing
from ardoise.actions.imports.listing import identify
from ardoise.actions.imports.refusals import Complaints, fit
from ardoise.engine.ledger import Keyring, corrected
from ardoise.formats.parts import Parts, Store
from ardoise.records.models import Import

NAMED_MAX = 16
"""So many lists of names are kept apart before they are made one."""


@dataclass
class Gathering:
    """What was gathered of a file so far."""

    running: Import
    as_of: date
    store: Store = field(default_factory=Store)
    keyring: Keyring = field(default_factory=Keyring)
    complaints: Complaints = field(default_factory=Complaints)
    named: list[pl.DataFrame] = field(default_factory=list)  # customer and the last name the file has for it
    groups: list[pl.Series] = field(default_factory=list)  # a number for each letter of a customer
    first_on: date | None = None
    last_on: date | None = None

    def add(self, part: pl.DataFrame) -> None:
        """One more part of the file."""
        fitting, too_long = fit(part, storing.LENGTHS)
        self.complaints.add(too_long)
        entries = complete(fitting, self.running, self.as_of)
        if entries.height:
            self._count(entries)
            self.store.add(entries if self.running.kind == "open_items" else self.keyring.keyed(entries))

    def _count(self, entries: pl.DataFrame) -> None:
        self.named.append(last_names(entries))
        if len(self.named) > NAMED_MAX:
            self.named = [last_names(pl.concat(self.named))]
        lettered = entries.lazy().filter(pl.col("letter").is_not_null()).select(pl.struct("customer", "letter").hash())
        self.groups.append(lettered.collect().to_series().unique())
        first, last = entries.select(first=pl.col("booked_on").min(), last=pl.col("booked_on").max()).row(0)
        self.first_on = min(self.first_on or first, first)
        self.last_on = max(self.last_on or last, last)

    @property
    def entries(self) -> Parts:
        """ENTRIES with `key`, or in a list of open items with `base`; asked when the file has ended."""
        parts = Parts(self.store)
        if self.running.kind == "open_items":
            return parts
        return parts.changed(partial(corrected, corrections=self.keyring.corrections(parts)))

    @property
    def customers(self) -> pl.DataFrame:
        """Each customer once, by code, with the last name the file has for it."""
        return last_names(pl.concat(self.named)).sort("customer")

    @property
    def lettered_groups(self) -> int:
        """How many letters customers have."""
        return pl.concat(self.groups).sort().n_unique()


def last_names(entries: pl.DataFrame) -> pl.DataFrame:
    """Each customer once, with the last name that is told."""
    return entries.group_by("customer").agg(pl.col("customer_name").drop_nulls().last())


def gather(parts: Iterable[pl.DataFrame], running: Import, as_of: date) -> Gathering:
    """All parts of a file."""
    gathering = Gathering(running, as_of)
    for part in parts:
        gathering.add(part)
    return gathering


def complete(entries: pl.DataFrame, running: Import, as_of: date) -> pl.DataFrame:
    """The entries of which customer and amount are known, with a booking date, a currency and a kind; a list's `base`.

    An item is the one it is by the days the list gives, not by the booking date put in their place.
    """
    booked_on = pl.coalesce("booked_on", "document_on", pl.min_horizontal("due_on", pl.lit(as_of)))
    known = entries.filter(pl.col("customer").is_not_null() & pl.col("amount_cents").is_not_null()).with_columns(
        currency=pl.col("currency").fill_null(running.company.currency),
        kind=pl.col("kind").fill_null("other"),
        is_opening=pl.col("is_opening").fill_null(False),
    )
    return (identify(known) if running.kind == "open_items" else known).with_columns(booked_on=booked_on)
