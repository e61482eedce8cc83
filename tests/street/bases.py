"""The database of one run: a file in its folder, or one on the PostgreSQL server that ARDOISE_DATABASE names."""

from __future__ import annotations

import os
import shutil
import time
from hashlib import sha256
from pathlib import Path

from tests import database

ADDRESS = os.environ.get("ARDOISE_DATABASE", "")
ENGINE = "postgresql" if ADDRESS else "sqlite"
FILE = "ardoise.sqlite3"


def name_of(home: Path) -> str:
    """What Django calls the run's database."""
    return f"street_{sha256(str(home).encode()).hexdigest()[:20]}" if ADDRESS else str(home / FILE)


def address_of(home: Path) -> str:
    """What ARDOISE_DATABASE says of the run's database; empty: it is in the folder."""
    from psycopg.conninfo import conninfo_to_dict

    asked = {name: value for name, value in conninfo_to_dict(ADDRESS).items() if value is not None}
    told = "&".join(f"{name}={value}" for name, value in (asked | {"dbname": name_of(home)}).items())
    return f"postgresql://?{told}" if ADDRESS else ""


def create(home: Path, like: Path | None = None) -> None:
    """A database with every table and nothing in it, or a copy of another run's, with what its folder holds."""
    if like:
        shutil.copytree(like, home)
        settle(home)
    if ADDRESS:
        template = name_of(like) if like else database.migrated_on_server(ADDRESS)
        on_server(f'CREATE DATABASE "{name_of(home)}" TEMPLATE "{template}"')
    elif not like:
        shutil.copy(database.migrated(), home / FILE)


def settle(home: Path) -> None:
    """Have a copied folder pass for one that was moved: its name, without the number of the file it was in."""
    if (told := home / "installation").exists():
        told.write_text(told.read_text().split()[0])


def is_there(home: Path) -> bool:
    """Has the run a database?"""
    if not ADDRESS:
        return (home / FILE).exists()
    with connected(None) as line:
        return bool(line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name_of(home)]).fetchall())


def drop(home: Path) -> None:
    """The run is over."""
    if ADDRESS:
        on_server(f'DROP DATABASE IF EXISTS "{name_of(home)}" WITH (FORCE)')


def on_server(statement: str) -> None:
    """The statement; tried again while somebody is still leaving the database."""
    from psycopg import OperationalError, errors

    for attempt in range(600):
        try:
            with connected(None) as line:
                line.autocommit = True
                line.execute(statement)
            return
        except (errors.ObjectInUse, OperationalError):
            if attempt == 599:
                raise
            time.sleep(0.1)


def connected(home: Path | None):
    """A PostgreSQL connection to the run's database, or to the server's own."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    asked = conninfo_to_dict(ADDRESS)
    return psycopg.connect(**(asked | ({"dbname": name_of(home)} if home else {})))


def query(home: Path, text: str, *parameters) -> list:
    """The rows of a query of the run's database; %s marks a parameter."""
    if ADDRESS:
        with connected(home) as line:
            cursor = line.execute(text, parameters)
            return cursor.fetchall() if cursor.description else []
    from django.db.backends.sqlite3.base import Database

    base = Database.connect(home / FILE)
    try:
        with base:
            return base.execute(text.replace("%s", "?"), parameters).fetchall()
    finally:
        base.close()
