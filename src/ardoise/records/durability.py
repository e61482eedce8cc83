"""How lasting a commit is: on the disk before anything follows from it, unless it only tells what was done.

Of such a process that is killed loses nothing, and a power cut at most what no later commit has followed: databases
write in order, so the next lasting one takes along all that came before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def with_the_next() -> Iterator[None]:
    """A transaction that is on the disk with the next lasting one: the disk is not waited for. Within another
    transaction it is as lasting as that one."""
    if connection.in_atomic_block or connection.vendor == "postgresql":
        is_own = not connection.in_atomic_block
        with transaction.atomic():
            if is_own:
                say("SET LOCAL synchronous_commit = off")
            yield
        return
    say("PRAGMA synchronous = NORMAL")  # which SQLite takes between transactions only
    try:
        with transaction.atomic():
            yield
    finally:
        say("PRAGMA synchronous = FULL")


def say(statement: str) -> None:
    """The database told so."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
