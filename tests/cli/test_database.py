"""A PostgreSQL server that can't be used is told in a sentence that says what to do."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import NotSupportedError, connection
from tests.cli import terminal
from tests.street import bases

from ardoise.cli.database import case_of
from ardoise.records import apps

NOBODY = "postgresql://alice:secret@127.0.0.1:1/ardoise"


def answer(tmp_path, address, *arguments):
    done = terminal.ardoise(*arguments, home=tmp_path, ARDOISE_DATABASE=address)
    return done.returncode, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", [("up", "--port", "18765"), ("verify",), ("send", "--once"), ("work", "--once")])
def test_a_server_that_does_not_answer_is_told_by_every_command(tmp_path, command):
    pytest.importorskip("psycopg")
    status, said = answer(tmp_path, NOBODY, *command)
    assert status == 3
    assert "ne répond pas" in said and "ARDOISE_DATABASE" in said and "127.0.0.1:1" in said
    assert "secret" not in said and "Traceback" not in said


@pytest.mark.slow
def test_it_is_told_in_english_to_who_asks_in_english(tmp_path):
    pytest.importorskip("psycopg")
    assert "does not answer" in answer(tmp_path, NOBODY, "verify", "--language", "en")[1]


@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    [
        "mysql://alice@host/ardoise",
        "/var/lib/ardoise",
        "postgresql://alice:p@ss:word@h:x/",
        "postgresql://alice:s%zz@host/x",
    ],
)
def test_an_address_that_is_none_is_told_with_one_that_is(tmp_path, address):
    pytest.importorskip("psycopg")
    status, said = answer(tmp_path, address, "verify")
    assert status == 3
    assert "postgresql://user:password@host:5432/name" in said and "Traceback" not in said and "%zz" not in said


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a PostgreSQL server: tools/postgresql.py pytest …")
def test_a_database_that_is_not_there_is_told_with_how_to_make_it(tmp_path):
    status, said = answer(tmp_path, bases.address_of(tmp_path), "verify")
    assert status == 3 and "createdb" in said and bases.name_of(tmp_path) in said


@pytest.mark.parametrize(
    ("said", "case"),
    [
        ('connection failed: FATAL:  password authentication failed for user "alice"', "refused"),
        ("FATAL:  authentification par mot de passe échouée pour l'utilisateur « alice »", "refused"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "alice", database "ardoise"', "refused"),
        ('FATAL:  role "alice" does not exist', "refused"),
        ('FATAL:  database "ardoise" does not exist', "missing"),
        ("FATAL:  la base de données « ardoise » n'existe pas", "missing"),
        ("connection refused: is the server running on that host?", "down"),
        ("FATAL:  sorry, too many clients already", "other"),
        ("connection failed: fe_sendauth: no password supplied", "refused"),
    ],
)
def test_what_a_server_says_in_its_language_is_understood(said, case):
    assert case_of(said) == case


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a PostgreSQL server: tools/postgresql.py pytest …")
def test_a_server_too_old_is_not_worked_with(db, monkeypatch):
    monkeypatch.setattr(apps, "POSTGRESQL_MIN", 99)
    with pytest.raises(NotSupportedError, match="99 or newer"):
        connection.copy().connect()


def written_by(home, migration):
    """A database whose tables one migration made."""
    with sqlite3.connect(home / "ardoise.sqlite3") as base:
        base.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)")
        base.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('records', ?, '2026-11-23')", [migration]
        )


COMMANDS = [
    ("verify",),
    ("send",),
    ("outbox",),
    ("run", "--as-of", "2026-11-23"),
    ("plan", "--as-of", "2026-11-23"),
    ("work", "--once"),
    ("worker", "--once"),
]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_of_an_older_ardoise_is_upgraded_first_and_no_command_stumbles_over_it(tmp_path, command):
    written_by(tmp_path, "0001_initial")
    status, said = answer(tmp_path, "", *command)
    assert status == 3 and "plus ancien" in said and "ardoise up" in said and "Traceback" not in said


@pytest.mark.slow
def test_a_database_of_a_newer_ardoise_is_left_alone(tmp_path):
    written_by(tmp_path, "9999_of_tomorrow")
    status, said = answer(tmp_path, "", "send", "--language", "en")
    assert status == 3 and "newer Ardoise" in said and "Nothing was changed" in said


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS[:2])
def test_a_file_that_is_no_database_is_not_called_a_database_without_companies(tmp_path, command):
    (tmp_path / "ardoise.sqlite3").write_bytes(b"not a database at all, " * 999)
    status, said = answer(tmp_path, "", *command)
    assert status == 3 and str(tmp_path) in said and "not a database" in said and "Traceback" not in said
