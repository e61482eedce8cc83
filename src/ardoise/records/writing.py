"""Many rows at once: a frame becomes rows of a table in one statement, a million in seconds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import polars.selectors as cs
from django.db import connection
from django.db.models import Model

ROWS = 50_000  # rows turned into tuples at a time


def insert(model: type[Model], frame: pl.DataFrame) -> None:
    """One row per row of the frame, whose columns are the table's own; defaults of the model are not filled in."""
    if frame.is_empty():
        return
    known = frame.select(column for column in frame if column.null_count() < frame.height)  # absent, it is NULL anyway
    dated = known.with_columns(cs.date().cast(pl.String))
    ready, marks = lightened(dated) if connection.vendor == "sqlite" else (dated, ["%s"] * dated.width)
    quoted = ", ".join(connection.ops.quote_name(name) for name in ready.columns)
    table = connection.ops.quote_name(model._meta.db_table)
    statement = f"INSERT INTO {table} ({quoted}) VALUES ({', '.join(marks)})"  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        for batch in ready.iter_slices(ROWS):
            cursor.executemany(statement, rows_of(batch))  # type: ignore[arg-type]  # an iterator is streamed as well


def lightened(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """The frame without booleans and with fewer None, and the mark of each column.

    Python's driver looks for an adapter for every bool, bytes and None it is given, half the cost of a row.
    """
    sparse = [c.name for c in frame if c.dtype == pl.String and c.null_count() and not (c == "").any()]
    marks = ["nullif(%s, '')" if name in sparse else "%s" for name in frame.columns]
    return frame.with_columns(cs.boolean().cast(pl.Int8), pl.col(sparse).fill_null("")), marks


def rows_of(batch: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows as tuples."""
    return zip(*(values_of(column) for column in batch), strict=True)


def values_of(column: pl.Series) -> list[Any]:
    """A column's values; bytes as a bytearray, which the drivers take as it is."""
    values = column.to_list()
    return [None if value is None else bytearray(value) for value in values] if column.dtype == pl.Binary else values
