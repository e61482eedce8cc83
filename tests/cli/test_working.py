"""The worker goes on while the database is busy."""

from __future__ import annotations

from threading import Event

import pytest
from django.db import DatabaseError, OperationalError, connection

from ardoise.cli import database, working

pytestmark = pytest.mark.django_db


def held(*args):
    raise OperationalError("database is locked")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server makes others wait, it refuses none")
def test_a_file_that_others_hold_too_long_is_waited_for(monkeypatch, caplog):
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # that of the test
    monkeypatch.setattr(working, "WAIT", 0)
    working.patiently(held, is_patient=True)
    assert "recommencez" in caplog.text or "try again" in caplog.text
    with pytest.raises(OperationalError):
        working.patiently(held, is_patient=False)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a server makes others wait, it refuses none")
def test_any_other_fault_of_the_file_ends_it():
    def broken():
        raise DatabaseError("database disk image is malformed")

    with pytest.raises(DatabaseError):
        working.patiently(broken, is_patient=True)
    assert database.sentence_of(OperationalError("database is locked"), "en").endswith("try again in a moment.")


def test_a_server_that_hangs_holds_up_what_waits_for_it_alone():
    lines, answers, done = working.Lines(), Event(), []
    lines.begin("Ardoise", answers.wait)
    lines.begin("Ardoise", lambda: done.append("Ardoise again"))
    lines.begin("Tuile", lambda: done.append("Tuile"))
    lines.under_way["Tuile"].join()
    assert done == ["Tuile"], "while Ardoise's server says nothing"
    answers.set()
    lines.end()
    lines.begin("Ardoise", lambda: done.append("Ardoise"))
    lines.end()
    assert done == ["Tuile", "Ardoise"]
