"""What the migrations make is made once and copied: for the tests' own database, and for those of the street.

On SQLite the copy lies in the environment of this checkout, under a name that follows from all it depends on; on
PostgreSQL it is a database of the server, which the others have as their template. Where there is none, the
migrations run, in a process of their own.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psycopg

ROOT = Path(__file__).parents[1]
KEPT = Path(sys.prefix) / "migrated"
PREFIX = "ardoise_migrated_"


@contextmanager
def laid_out() -> Iterator[None]:
    """Meanwhile the tests' database may be made: it begins with what the migrations made."""
    from django.db import connection

    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_on_server(os.environ["ARDOISE_DATABASE"])
        yield
        return
    name = connection.creation._get_test_db_name()  # in memory, as long as somebody is connected to it
    with closing(connection.Database.connect(name, uri=True)) as base:
        with closing(connection.Database.connect(migrated())) as kept:
            kept.backup(base)
        yield


def migrated() -> Path:
    """The file of a database as an installation's first start leaves it."""
    KEPT.mkdir(exist_ok=True)
    copy = KEPT / f"{state_of_the_schema()}.sqlite3"
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not copy.exists():
            for outdated in KEPT.glob("*.sqlite3"):
                outdated.unlink()
            with tempfile.TemporaryDirectory(dir=KEPT) as home:
                migrate(ARDOISE_HOME=home, ARDOISE_DATABASE="")
                (Path(home) / "ardoise.sqlite3").rename(copy)
    return copy


def migrated_on_server(address: str) -> str:
    """The same on the PostgreSQL server at that address: the name of the template."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    name = PREFIX + state_of_the_schema()
    with psycopg.connect(address, autocommit=True) as line:
        line.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        there = {found for (found,) in line.execute("SELECT datname FROM pg_database")}
        if name not in there:
            for outdated in (found for found in there if found.startswith(PREFIX)):
                line.execute(f'DROP DATABASE "{outdated}"')
            line.execute(f'CREATE DATABASE "{name}"')
            told = "&".join(f"{key}={value}" for key, value in (conninfo_to_dict(address) | {"dbname": name}).items())
            with tempfile.TemporaryDirectory() as home:
                migrate(ARDOISE_HOME=home, ARDOISE_DATABASE=f"postgresql://?{told}")
        wait_until_left(line, name)
    return name


def wait_until_left(line: psycopg.Connection, name: str) -> None:
    """A database to which somebody is connected is nobody's template, and a server hears of it a moment later that
    who was has gone."""
    for _ in range(600):
        if not line.execute("SELECT 1 FROM pg_stat_activity WHERE datname = %s", [name]).fetchone():
            return
        time.sleep(0.1)


def migrate(**where: str) -> None:
    """Run every migration there is."""
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(command, env=os.environ | where | {"DJANGO_SETTINGS_MODULE": "ardoise.settings"}, check=True)


def state_of_the_schema() -> str:
    """A name for all that decides what the migrations make."""
    told = sha256()
    places = (ROOT / "src/ardoise/settings.py", ROOT / "requirements-dev.lock", Path(__file__))
    for path in (*places, *sorted((ROOT / "src/ardoise/records").rglob("*.py"))):
        told.update(path.name.encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:24]
