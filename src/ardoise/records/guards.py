"""The guard rail of the audit trail: the database itself refuses to rewrite an event.

A guard, not a proof: whoever holds the file can lift it. The proof is the chain
of hashes that `actions/verification.py` walks.
"""

from __future__ import annotations

from typing import Any

SENTENCE = "An event is never changed nor removed."

SQLITE = [
    f"""CREATE TRIGGER event_kept_{act.lower()} BEFORE {act} ON records_event
    BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"""
    for act in ("UPDATE", "DELETE")
] + [
    # INSERT OR REPLACE deletes without telling the trigger above
    f"""CREATE TRIGGER event_kept_insert BEFORE INSERT ON records_event
    WHEN EXISTS (SELECT 1 FROM records_event WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM records_event WHERE company_id = NEW.company_id AND seq >= NEW.seq)
    BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"""  # noqa: S608 - our own words, no input
]
SQLITE_LIFTED = [f"DROP TRIGGER IF EXISTS event_kept_{act}" for act in ("update", "delete", "insert")]

POSTGRESQL = [
    f"""CREATE FUNCTION keep_event() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$""",
    """CREATE TRIGGER event_kept BEFORE UPDATE OR DELETE ON records_event
    FOR EACH ROW EXECUTE FUNCTION keep_event()""",
    """CREATE TRIGGER event_kept_whole BEFORE TRUNCATE ON records_event
    FOR EACH STATEMENT EXECUTE FUNCTION keep_event()""",
]
POSTGRESQL_LIFTED = [
    "DROP TRIGGER IF EXISTS event_kept ON records_event",
    "DROP TRIGGER IF EXISTS event_kept_whole ON records_event",
    "DROP FUNCTION IF EXISTS keep_event()",
]


def guard(connection: Any) -> None:
    """Put the guard up."""
    execute(connection, SQLITE if connection.vendor == "sqlite" else POSTGRESQL)


def lift(connection: Any) -> None:
    """Take the guard down: for a migration undone, and for tests that empty the database behind them."""
    execute(connection, SQLITE_LIFTED if connection.vendor == "sqlite" else POSTGRESQL_LIFTED)


def execute(connection: Any, statements: list[str]) -> None:
    """Each statement in turn."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
