"""Entries and customers, written in bulk: columns into executemany, never an object per row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from ardoise.actions.imports.posting import STATE
from ardoise.domain.parties import COMPANY_FORM
from ardoise.formats.parts import Parts
from ardoise.records import book as records
from ardoise.records.indexes import built_after
from ardoise.records.models import Company, Customer, Entry, EntryChange, Import
from ardoise.records.staging import Staged
from ardoise.records.writing import insert, update

STORED = [
    "line",
    "journal",
    "number",
    "booked_on",
    "gl_account",
    "document",
    "document_on",
    "label",
    "amount_cents",
    "currency",
    "letter",
    "lettered_on",
    "letter_scope",
    "due_on",
    "kind",
    "is_opening",
    "foreign_cents",
    "foreign_currency",
    "gone_on",
]
LENGTHS = {"journal": 20, "number": 60, "gl_account": 30, "document": 120, "label": 300, "currency": 3, "letter": 30}
"""How much of a text is kept; the key was computed on the whole."""

BLANK = ("journal", "number", "gl_account", "document", "label")  # empty, not NULL, when unknown


LAID_OUT_FROM = 5_000
"""So many new rows are laid out before they are stored."""
LAID_OUT = "entries.part"
"""Where they are: beside the file they come from, gone as soon as the database has opened it, or the import failed."""
PART_ROWS = 100_000
"""So many rows are put in the order of their customers at once."""


@dataclass
class Ready:
    """New entries as they will be stored, all but their import and the keys of their customers."""

    customers: pl.DataFrame  # customer and its `place`
    parts: Iterable[pl.DataFrame] = ()
    staged: Staged | None = None
    height: int = 0

    def at_hand(self) -> AbstractContextManager[None]:
        """Where the rows were laid out, they can be taken meanwhile."""
        return self.staged.at_hand() if self.staged else nullcontext()


def make_ready(imported: Import, new: pl.DataFrame | Parts, customers: pl.DataFrame) -> Ready:
    """The new entries made ready before anybody has to wait for them; many of them laid out beside the database."""
    parts = new if isinstance(new, Parts) else Parts.of(new)
    places = customers.select("customer").with_row_index("place")
    ready = (in_order(part, places) for part in gathered(parts))
    if parts.height < LAID_OUT_FROM or not Staged.is_possible():
        return Ready(places, ready, height=parts.height)
    staged = Staged(Path(imported.file_path).parent / LAID_OUT)
    try:
        for part in ready:
            staged.add(part)
    except BaseException:
        staged.discard()
        raise
    return Ready(places, staged=staged, height=parts.height)


def gathered(parts: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The parts, as many together as are put in order at once."""
    waiting: list[pl.DataFrame] = []
    for part in parts:
        waiting.append(part)
        if sum(each.height for each in waiting) >= PART_ROWS:
            yield pl.concat(waiting)
            waiting = []
    if waiting:
        yield pl.concat(waiting)


def in_order(new: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Entries cut to size, customer by customer, so that each customer's lie side by side."""
    cut = [
        pl.col(c).str.slice(0, n) if c not in BLANK else pl.col(c).str.slice(0, n).fill_null("")
        for c, n in LENGTHS.items()
    ]
    placed = new.join(places, on="customer", how="left", maintain_order="left").sort("place", "line")
    if placed.get_column("place").null_count():
        raise LookupError("an entry's customer is not stored")
    told = placed.with_columns(cut).with_columns(pl.col(BLANK).fill_null(""))
    return told.select("place", *STORED, "key")


def store_entries(imported: Import, ready: Ready) -> None:
    """Inserts the entries."""
    ids = records.names(imported.company_id).select("customer", "customer_id")
    placed = ready.customers.join(ids, on="customer").select("place", "customer_id")
    if placed.height < ready.customers.height:
        raise LookupError("an entry's customer is not stored")
    owned = {"company_id": imported.company_id, "imported_id": imported.pk, "source": imported.source}
    with built_after(Entry, ready.height):
        if ready.staged:
            ready.staged.take(Entry, owned, placed)
        for part in ready.parts:
            values = part.join(placed, on="place", maintain_order="left").drop("place")
            insert(Entry, values.with_columns(pl.lit(value).alias(column) for column, value in owned.items()))


def store_changes(imported: Import, changed: pl.DataFrame) -> None:
    """Updates lettering and disappearance of known entries, and keeps what they were."""
    images = changed.select(
        company_id=imported.company_id,
        imported_id=imported.pk,
        entry_id="entry",
        before=pl.struct(pl.col(f"was_{c}").alias(c) for c in STATE).struct.json_encode(),
        after=pl.struct(STATE).struct.json_encode(),
    )
    insert(EntryChange, images)
    set_state(changed.select(*STATE, "entry"))


def set_state(states: pl.DataFrame) -> None:
    """Writes `STATE` of the entries; columns: STATE, entry."""
    update(Entry, states.rename({"entry": "id"}))


def store_customers(company: Company, named: pl.DataFrame, rename: bool) -> dict[str, Any]:
    """Creates the customers the file names first, renames the others if asked; gives the image of before.

    `named`: customer (the code) and customer_name, each code once. Within the company's scope.
    """
    stored = records.names(company.pk)
    missing = named.join(stored, on="customer", how="anti")
    new = create_customers(company, missing)
    renamed = renames(named, stored) if rename else []
    for customer_id, name, _old in renamed:
        Customer.objects.filter(pk=customer_id).update(name=name)
    return {
        "new_customers": new,
        "customers": {str(customer_id): {"name": old} for customer_id, _name, old in renamed},
    }


def create_customers(company: Company, missing: pl.DataFrame) -> list[int]:
    """Inserts them, named by their code where the file has no name, defaults in every other field; gives their ids."""
    defaults = {f.attname: f.get_default() for f in Customer._meta.concrete_fields if not f.primary_key}
    told = missing.select(
        code=pl.col("customer").str.slice(0, 100),
        name=pl.coalesce(pl.col("customer_name").replace("", None), "customer").str.slice(0, 200),
        company_id=pl.lit(company.pk),
    ).with_columns(kind=kind_of_name())
    insert(Customer, told.with_columns(pl.lit(d).alias(c) for c, d in defaults.items() if c not in told.columns))
    stored = records.names(company.pk).join(told, left_on="customer", right_on="code", how="semi")
    return stored["customer_id"].sort().to_list()


def kind_of_name() -> pl.Expr:
    """A ledger tells no kind; a company's legal form does, anybody else may be a consumer."""
    return pl.when(pl.col("name").str.contains(COMPANY_FORM)).then(pl.lit("professional")).otherwise(pl.lit("unknown"))


def renames(named: pl.DataFrame, stored: pl.DataFrame) -> list[tuple[int, str, str]]:
    """(customer_id, name, old name) of the customers that the file calls otherwise."""
    both = named.drop_nulls("customer_name").join(stored, on="customer", suffix="_old")
    told = both.with_columns(pl.col("customer_name").str.slice(0, 200))
    other = told.filter(pl.col("customer_name") != pl.col("customer_name_old"))
    return list(other.select("customer_id", "customer_name", "customer_name_old").iter_rows())
