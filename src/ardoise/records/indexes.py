"""Indexes built after many rows came, not while they come: in order, instead of page by page at random."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import OperationalError, connection
from django.db.models import Model


@contextmanager
def built_after(model: type[Model], coming: int) -> Iterator[None]:
    """In a transaction of SQLite: where as many rows come as the table holds, its indexes are built after them.

    What goes wrong (a key told twice, the process killed) takes back the rows and the want of indexes together.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        statements = dropped(cursor, table) if connection.vendor == "sqlite" and is_most(cursor, table, coming) else []
        yield
        for statement in statements:
            cursor.execute(statement)


def is_most(cursor: Any, table: str, coming: int) -> bool:
    """Do at least as many rows come as are there?"""
    cursor.execute(f"SELECT coalesce(max(id), 0) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own words
    return bool(0 < coming >= cursor.fetchone()[0])


def dropped(cursor: Any, table: str) -> list[str]:
    """Takes away the table's indexes, as far as no open query keeps it from it; gives what makes them again."""
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql <> ''", [table])
    indexes = cursor.fetchall()
    statements = []
    with suppress(OperationalError):
        for name, statement in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
            statements.append(statement)
    return statements
