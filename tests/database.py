"""What the migrations make is made once and copied: a test process begins with that copy, in memory.

The copy lies in the environment of this checkout, under a name that follows from all it depends on. A fresh
checkout has none: there the migrations run. PostgreSQL has none either.
"""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEPT = Path(sys.prefix) / "migrated"


@contextmanager
def laid_out() -> Iterator[Callable[[], None]]:
    """The copy is in the test database, where there is one; to be called when the migrations have run.

    One process at a time, so that the second finds what the first one kept.
    """
    from django.db import connection

    if connection.vendor != "sqlite":
        yield lambda: None
        return
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "lock").open("w") as lock, closing(in_memory()) as base:
        fcntl.flock(lock, fcntl.LOCK_EX)
        copy = KEPT / f"{state_of_the_schema()}.sqlite3"
        if is_there := copy.exists():
            pour(copy, base)

        def done() -> None:
            if not is_there:
                keep(base, copy)
            fcntl.flock(lock, fcntl.LOCK_UN)

        yield done


def in_memory():
    """The database that Django's tests work on; it lives as long as somebody is connected to it."""
    from django.db import connection

    return connection.Database.connect(connection.creation._get_test_db_name(), uri=True)


def pour(copy: Path, base) -> None:
    """What is in the file, into the database."""
    with closing(type(base)(str(copy))) as kept:
        kept.backup(base)


def keep(base, copy: Path) -> None:
    """The database as it is now, in the file; copies of earlier schemas go."""
    for outdated in KEPT.glob("*.sqlite3*"):
        outdated.unlink()
    unfinished = copy.with_suffix(f".sqlite3-{os.getpid()}")
    with closing(type(base)(str(unfinished))) as kept:
        base.backup(kept)
    unfinished.rename(copy)


def state_of_the_schema() -> str:
    """A name for all that decides what the migrations make."""
    told = sha256()
    places = (ROOT / "src/ardoise/settings.py", ROOT / "requirements-dev.lock", Path(__file__))
    for path in (*places, *sorted((ROOT / "src/ardoise/records").rglob("*.py"))):
        told.update(path.name.encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:24]
