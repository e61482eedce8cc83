"""Row 1: a FEC read, typed, balanced entry by entry, its problems found; floor: polars reads and types it whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks import books
from benchmarks.runner import Step, measure


def floor(path: Path) -> dict[str, int]:
    """polars alone: all columns as text, then dates and cents."""
    import polars as pl

    days = [pl.col(c).str.to_date("%Y%m%d", strict=False) for c in ("EcritureDate", "PieceDate", "DateLet")]
    cents = [pl.col(c).str.replace(",", ".", literal=True).cast(pl.Decimal(18, 2)) for c in ("Debit", "Credit")]
    frame = pl.read_csv(path, separator="\t", quote_char=None, infer_schema=False).with_columns(*days, *cents)
    return {"rows": frame.height}


def read(path: Path) -> dict[str, int]:
    """What the house does with it."""
    from ardoise.formats import files

    reading = files.read(path)
    entries = sum(part.height for part in reading.parts)
    return {"rows": reading.rows, "entries": entries, "problems": len(reading.problems)}


def imported(size: int) -> Any:
    """The libraries are loaded before the clock runs."""
    import polars  # noqa: F401

    from ardoise.formats import files  # noqa: F401

    return books.fec(size)


STEPS = {"floor: polars_utf8": Step(imported, floor), "files.read": Step(imported, read)}

if __name__ == "__main__":
    measure(STEPS, books.fec)
