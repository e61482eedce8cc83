"""What a fixture writes is written once by the actions and then copied: the same rows under the same keys.

A photograph is taken in each process of the tests the first time a fixture is asked for. It is copied only into a
database that stands as it stood then, table by table; into another the actions write again. What many tests write in
databases of their own is copied only where every row is as it was (`copied_exactly`).
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

COLUMNS = """
SELECT place.name, part.name FROM sqlite_master AS place, pragma_table_info(place.name) AS part
WHERE place.type = 'table' AND place.name NOT GLOB 'sqlite_*' ORDER BY place.name, part.cid
"""
TAKEN: dict[str, list[Photograph]] = {}
KEPT_MAX = 8  # of one fixture: the databases it is laid into are few
GIVEN = ("django_migrations", "django_content_type", "auth_permission")
PASSING = {"records_user": ('"password"', '"date_joined"'), "records_mailserver": ('"port"',)}
"""What two tests never have the same and nothing copied reads: a salt, when somebody was made, a free port."""


@dataclass(frozen=True)
class Photograph:
    """The rows that came and those that changed, and what the fixture gave."""

    before: tuple
    came: dict[str, list[tuple]]
    changed: list[tuple[str, dict[str, Any], int]]  # table, what changed in a row, its key
    given: bytes
    turned: tuple[dict[str, Any], ...]  # what became of the models the fixture was given


def copied(name: str, write: Callable[[], Any], *models: Model) -> Any:
    """What `write` gives, having written what it writes; the models are those it was given and may refer to."""
    return copied_where(lambda: (standing(), keys(models)), name, write, models)


def copied_exactly(name: str, write: Callable[[], Any], *models: Model) -> Any:
    """The same for what is written into one book or another: copied only where all that is read stands row by row."""
    return copied_where(every_row, name, write, models)


def copied_where(told: Callable[[], tuple], name: str, write: Callable[[], Any], models: tuple[Model, ...]) -> Any:
    if connection.vendor != "sqlite":
        return write()
    before = told()
    for one in TAKEN.get(name, []):
        if one.before == before:
            return laid(one, models)
    was = contents(), [plain(model) for model in models]
    given = write()
    if (rows := contents()) and all(was[0][table].keys() <= rows[table].keys() for table in rows):
        remember(name, taken(before, rows, *was, given, models))
    return given  # of rows that go a photograph tells nothing: it is written again


def remember(name: str, one: Photograph) -> None:
    album = TAKEN.setdefault(name, [])
    del album[: max(0, len(album) + 1 - KEPT_MAX)]
    album.append(one)


def taken(
    before: tuple, rows_now: dict, was: dict, were: list[dict], given: Any, models: tuple[Model, ...]
) -> Photograph:
    came, changed = {}, []
    for table, rows in rows_now.items():
        old = was[table]
        if new := [row for key, row in rows.items() if key not in old]:
            came[table] = new
        changed += [(table, others(old[key], rows[key], table), key) for key in old if old[key] != rows[key]]
    film = io.BytesIO()
    Camera(film, models).dump(given)
    turned = tuple(
        {k: v for k, v in plain(model).items() if v != facts[k]} for model, facts in zip(models, were, strict=True)
    )
    return Photograph(before, came, changed, film.getvalue(), turned)


def others(old: tuple, row: tuple, table: str) -> dict[str, Any]:
    told = zip(tables()[table], old[1:], row[1:], strict=True)
    return {column: now for column, before, now in told if before != now}


def laid(one: Photograph, models: tuple[Model, ...]) -> Any:
    """The photograph in the database that stands now, and what the fixture gave."""
    with transaction.atomic(), connection.cursor() as cursor:  # a row may stand before the one it points to
        for table, rows in one.came.items():
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f'INSERT INTO "{table}" (rowid, {", ".join(tables()[table])}) VALUES ({marks})', rows)
        for table, facts, key in one.changed:
            told = ", ".join(f"{column} = %s" for column in facts)
            cursor.execute(f'UPDATE "{table}" SET {told} WHERE rowid = %s', [*facts.values(), key])
    for model, facts in zip(models, one.turned, strict=True):
        model.__dict__.update(facts)
    return Projector(io.BytesIO(one.given), models).load()


def plain(model: Model) -> dict[str, Any]:
    return {field.attname: getattr(model, field.attname) for field in model._meta.concrete_fields}


@cache
def tables() -> dict[str, list[str]]:
    """Table → its columns, quoted."""
    told: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column in cursor.fetchall():
            told.setdefault(table, []).append(f'"{column}"')
    return told


def standing() -> tuple:
    """How many rows each table has, and the last of them: the keys of what will be written follow from it."""
    counted = (f'SELECT (SELECT count(*) FROM "{table}"), (SELECT max(rowid) FROM "{table}")' for table in tables())
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counted))
        rows = cursor.fetchall()
        cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
        return (*rows, *cursor.fetchall())


def keys(models: tuple[Model, ...]) -> tuple:
    """Which rows the models are: where others were made before them, as many rows are other ones."""
    return tuple((type(model).__name__, model.pk) for model in models)


def contents() -> dict[str, dict[int, tuple]]:
    """Table → key → row, the key at its head."""
    with connection.cursor() as cursor:
        return {table: {row[0]: row for row in asked(cursor, table)} for table in tables()}


def every_row() -> tuple:
    """All there is that the next test may have again."""
    with connection.cursor() as cursor:
        told = [tuple(asked(cursor, table, lasting(table))) for table in tables() if table not in GIVEN]
        cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
        return (*told, *cursor.fetchall())


def lasting(table: str) -> list[str]:
    return [column for column in tables()[table] if column not in PASSING.get(table, ())]


def asked(cursor: Any, table: str, names: list[str] | None = None) -> list[tuple]:
    columns = ", ".join(
        f"+{column}" for column in names or tables()[table]
    )  # with a sign before it a value comes as it is kept
    cursor.execute(f'SELECT rowid, {columns} FROM "{table}"')
    return cursor.fetchall()


class Camera(pickle.Pickler):
    """Keeps what a fixture gave; of the models that it was itself given, that it was those."""

    def __init__(self, film: io.BytesIO, models: tuple[Model, ...]) -> None:
        super().__init__(film)
        self.known = {id(model): number for number, model in enumerate(models)}

    def persistent_id(self, thing: Any) -> int | None:
        return self.known.get(id(thing))


class Projector(pickle.Unpickler):
    """Shows it again, referring to the models of today."""

    def __init__(self, film: io.BytesIO, models: tuple[Model, ...]) -> None:
        super().__init__(film)
        self.models = models

    def persistent_load(self, number: int) -> Model:
        return self.models[number]
