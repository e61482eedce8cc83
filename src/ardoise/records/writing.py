"""Many rows at once: a frame becomes rows of a table in one statement, a million in seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
import polars.selectors as cs
from django.db import connection
from django.db.models import Model

ROWS = 50_000  # rows written as CSV at a time
TUPLES = 1_000  # rows turned into tuples at a time: so few stay in the processor's memory, a sixth faster


def insert(model: type[Model], frame: pl.DataFrame) -> None:
    """One row per row of the frame, whose columns are the table's own; defaults of the model are not filled in."""
    if frame.is_empty():
        return
    known = frame.select(column for column in frame if column.null_count() < frame.height)  # absent, it is NULL anyway
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor == "postgresql":
        copy(table, known)
        return
    ready, marks = lightened(known.with_columns(cs.date().cast(pl.String)))
    statement = f"INSERT INTO {table} ({quoted(ready.columns)}) VALUES ({', '.join(marks)})"  # noqa: S608 - our own words
    execute_many(statement, ready)


def update(model: type[Model], frame: pl.DataFrame) -> None:
    """The rows whose keys are in the column `id` take the values of the other columns."""
    if frame.is_empty():
        return
    table = connection.ops.quote_name(model._meta.db_table)
    names = [name for name in frame.columns if name != "id"]
    if connection.vendor == "postgresql":
        update_from_copy(table, names, frame)
        return
    assignments = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in names)
    ready = frame.select(*names, "id").with_columns(cs.date().cast(pl.String))
    execute_many(f"UPDATE {table} SET {assignments} WHERE id = %s", ready)  # noqa: S608 - our own words


def update_from_copy(table: str, names: list[str], frame: pl.DataFrame) -> None:
    """PostgreSQL takes the new values into a table of this transaction, then changes all rows by one statement."""
    with connection.cursor() as cursor:
        columns = quoted(["id", *names])
        cursor.execute("DROP TABLE IF EXISTS told")
        cursor.execute(f"CREATE TEMPORARY TABLE told ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")  # noqa: S608
        copy("told", frame.select("id", *names))
        cursor.execute("ANALYZE told")
        assignments = ", ".join(f"{quoted([name])} = told.{quoted([name])}" for name in names)
        cursor.execute(f"UPDATE {table} SET {assignments} FROM told WHERE {table}.id = told.id")  # noqa: S608


def copy(table: str, frame: pl.DataFrame) -> None:
    """PostgreSQL's COPY: the rows as CSV, strings quoted so that none is taken for the mark of NULL."""
    statement = f"COPY {table} ({quoted(frame.columns)}) FROM STDIN (FORMAT csv, NULL '\\N')"
    told = frame.with_columns(
        cs.string().str.replace_all("\0", "", literal=True),  # which PostgreSQL can't keep, and nobody can read
        cs.binary().bin.encode("hex").str.replace("^", "\\x"),  # as PostgreSQL writes bytes
    )
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as stream:
        for batch in told.iter_slices(ROWS):
            stream.write(batch.write_csv(include_header=False, quote_style="non_numeric", null_value="\\N"))


def quoted(names: Sequence[str]) -> str:
    """The columns of a statement."""
    return ", ".join(connection.ops.quote_name(name) for name in names)


def execute_many(statement: str, frame: pl.DataFrame) -> None:
    """The statement for each row."""
    with connection.cursor() as cursor:
        for batch in frame.iter_slices(TUPLES):
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
