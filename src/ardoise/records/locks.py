"""PostgreSQL's advisory locks: named by us, seen by every machine, gone with the process that holds them.

SQLite has none and needs none: its writers take turns, and the processes of one machine lock files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256

from django.db import Error, connection

HELD = """
    SELECT EXISTS (
     SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND classid = (%s::bigint >> 32) & 4294967295 AND objid = %s::bigint & 4294967295)"""


def are_shared() -> bool:
    """May other machines work on this database?"""
    return connection.vendor == "postgresql"


def number(name: str) -> int:
    """The 64 bits by which PostgreSQL knows a lock's name."""
    return int.from_bytes(sha256(f"ardoise {name}".encode()).digest()[:8], signed=True)


@contextmanager
def holding(name: str, wait: bool = True) -> Iterator[bool]:
    """The lock, held meanwhile on a connection of its own; without waiting, False where somebody else has it.

    It is the session's, not a transaction's: the work under it may commit as often as it likes.
    """
    session = connection.copy()
    try:
        with session.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)" if wait else "SELECT pg_try_advisory_lock(%s)", [number(name)])
            is_ours = wait or bool(cursor.fetchone()[0])
            try:
                yield is_ours
            finally:  # said: the server hears of a closed connection only a moment later; a broken one holds none
                with suppress(Error):
                    cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        session.close()


def is_held(name: str) -> bool:
    """Does anybody hold the lock?"""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [number(name)] * 2)
        return bool(cursor.fetchone()[0])


def hold_to_the_end(name: str) -> None:
    """Waits for the lock and keeps it until the transaction ends; SQLite's one writer has it already."""
    if are_shared():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number(name)])
