"""Rows 3 and 3b: the aged balance of so many open items from columns, and of as many entries from SQLite, cold."""

from __future__ import annotations

from typing import Any

from benchmarks import books
from benchmarks.runner import Step, measure


def native(items: Any) -> None:
    """The floor: what polars does at least, one group-by over days late."""
    import polars as pl

    days = (pl.lit(books.AS_OF) - pl.col("due_on")).dt.total_days()
    place = sum((days > bound).cast(pl.Int8) for bound in (0, 30, 60, 90))
    sums = [pl.col("open_cents").filter(pl.col("place") == n).sum().alias(str(n)) for n in range(5)]
    items.with_columns(place=place).group_by("customer", "currency").agg(*sums, pl.col("open_cents").sum()).sort(
        "open_cents", descending=True
    )


def aged(items: Any) -> None:
    from ardoise.engine.aging import aged_balance

    aged_balance(items, books.AS_OF)


def aged_net(items: Any) -> None:
    from ardoise.engine.aging import aged_balance

    aged_balance(items, books.AS_OF, net=True)


def in_memory(size: int) -> Any:
    from ardoise.engine import aging  # noqa: F401

    return books.open_items(size)


def in_database(size: int) -> int:
    """The company's key, in an installation that is already there."""
    books.open_home(books.settled_home(size))
    from ardoise.engine import aging, ledger, reconciliation, terms  # noqa: F401
    from ardoise.records import book  # noqa: F401

    return int(books.people()[0].pk)


def read_only(company_id: int) -> dict[str, int]:
    """The floor of the database: its entries as columns, nothing more."""
    from ardoise.records import book

    return {"entries": book.book(company_id).height}


def cold(company_id: int) -> dict[str, int]:
    """From the database to the balance."""
    from ardoise.engine import aging, ledger, reconciliation, terms
    from ardoise.records import book

    carried, _ = ledger.carry_openings(book.book(company_id))
    items = reconciliation.open_items(carried, books.AS_OF)
    dated = terms.derive_due_dates(items, book.customers(company_id), "30 jours")
    return {"open": dated.height, "customers": aging.aged_balance(dated, books.AS_OF).height}


STEPS = {
    "floor: polars native": Step(in_memory, native),
    "aged_balance": Step(in_memory, aged),
    "aged_balance net": Step(in_memory, aged_net),
    "read from SQLite": Step(in_database, read_only),
    "aged_balance from SQLite": Step(in_database, cold),
}

if __name__ == "__main__":
    measure(STEPS, books.settle_apart)
