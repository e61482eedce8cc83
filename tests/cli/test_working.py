"""The worker goes on while the database is busy."""

from __future__ import annotations

import signal
import subprocess
import sys
from threading import Event
from time import monotonic, sleep

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


@pytest.mark.parametrize("said", ["database or disk is full", "could not extend file: No space left on device"])
def test_a_full_disk_is_told_in_a_sentence_whatever_the_database(said):
    told = database.sentence_of(OperationalError(said), "fr")
    assert "plein" in told and database.place() in told


@pytest.fixture
def stop(monkeypatch):
    """Nobody has asked for the end; the signals of the test's process stay as they are."""
    monkeypatch.setattr("signal.signal", lambda *_: None)
    return working.Stop()


def test_a_server_that_hangs_holds_up_what_waits_for_it_alone(stop):
    lines, answers, done = working.Lines(stop), Event(), []
    lines.begin("Ardoise", answers.wait)
    lines.begin("Ardoise", lambda: done.append("Ardoise again"))
    lines.begin("Tuile", lambda: done.append("Tuile"))
    lines.under_way["Tuile"].join()
    assert done == ["Tuile"], "while Ardoise's server says nothing"
    answers.set()
    lines.under_way["Ardoise"].join()
    lines.begin("Ardoise", lambda: done.append("Ardoise"))
    lines.end()
    assert done == ["Tuile", "Ardoise"]


def test_many_companies_take_their_turns_on_few_connections_and_none_begins_after_the_end(stop, monkeypatch):
    monkeypatch.setattr(working, "LINES_MAX", 2)
    lines, answers, done = working.Lines(stop), Event(), []
    for company in ("Ardoise", "Tuile"):
        lines.begin(company, answers.wait)
    lines.begin("Brique", lambda: done.append("Brique"))
    assert not done
    answers.set()
    lines.under_way["Brique"].join()
    assert done == ["Brique"]
    stop.note(15, None)
    lines.begin("Chaux", lambda: done.append("Chaux"))
    lines.end()
    assert done == ["Brique"]


def test_a_worker_that_falls_lets_what_is_leaving_leave(stop):
    done, lines = [], working.Lines(stop)

    def leave():
        until = monotonic() + 60
        while not lines.is_over and monotonic() < until:
            sleep(0.01)
        done.append(lines.go_on())

    def fall():
        with lines:
            lines.begin("Ardoise", leave)
            raise DatabaseError("database disk image is malformed")

    with pytest.raises(DatabaseError):
        fall()
    assert done == [False], "the message in hand is ended, no other is begun"


TASK_THAT_NOTHING_ENDS = """
import time
from ardoise.cli import working
stop = working.Stop()
while True:
    try:
        print("asked" if stop.asked else "at work", flush=True)
        time.sleep(0.05)
    except BaseException:  # as whoever carries out tasks does, to note what became of them
        pass
"""


def test_asked_twice_by_ctrl_c_a_worker_ends_at_once_and_asked_twice_from_outside_it_ends_its_message():
    with subprocess.Popen([sys.executable, "-c", TASK_THAT_NOTHING_ENDS], stdout=subprocess.PIPE, text=True) as worker:
        next(line for line in worker.stdout if line == "at work\n")
        for _from in ("whoever ends all our processes", "our parent"):
            worker.send_signal(signal.SIGTERM)
        next(line for line in worker.stdout if line == "asked\n")
        assert worker.poll() is None
        worker.send_signal(signal.SIGINT)
        assert worker.wait(60) == -signal.SIGINT
