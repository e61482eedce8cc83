"""One import of a company at a time: who asks, who looks, who has gone."""

from __future__ import annotations

import fcntl
import os
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.actions.fecs import AT, bring, sale, write

from ardoise.actions import imports, installation, rights, verification
from ardoise.actions.imports import locks, receiving
from ardoise.records.models import Import


@pytest.fixture(autouse=True)
def received(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"


@pytest.fixture
def january(in_company, alice, tmp_path):
    """An import that is done."""
    done = bring(in_company, write(tmp_path / "a.txt", sale("F1", "MARTIN", "2026-01-05", 100)), alice)
    assert done.state == "done"
    return done


@pytest.fixture
def copied(monkeypatch):
    """Whoever is begun beside us has a copy of each file that is locked, and is not done with it."""
    copies, real = [], fcntl.flock

    def lock(held, kind):
        copies.append(os.dup(held.fileno()))
        real(held, kind)

    monkeypatch.setattr(fcntl, "flock", lock)
    yield
    monkeypatch.undo()
    for copy in copies:
        os.close(copy)


def test_a_lock_is_free_before_every_copy_of_its_file_is_closed(copied):
    with locks.locking_file("a work", wait=False) as first:
        assert first
    with locks.locking_file("a work", wait=False) as second:
        assert second


def test_who_only_looks_keeps_the_lock_from_nobody(monkeypatch):
    with locks.opened("a work") as looker:
        fcntl.flock(looker, fcntl.LOCK_SH)
        monkeypatch.setattr(locks, "sleep", lambda _seconds: looker.close())
        with locks.locking_file("a work", wait=False) as is_ours:
            assert is_ours and looker.closed


def test_who_holds_it_is_alone_and_others_are_told():
    with locks.locking_file("a work", wait=False) as first, locks.locking_file("a work", wait=False) as second:
        assert (first, second) == (True, False)
    with locks.locking_file("a work", wait=True) as third:
        assert third


def test_two_may_look_at_once_and_neither_finds_the_other(in_company):
    name = locks.name_of(in_company.pk, "-plan")
    with locks.opened(name) as looker:
        fcntl.flock(looker, fcntl.LOCK_SH)
        assert not locks.is_held(in_company.pk, "-plan")
    with locks.alone(in_company.pk, about="-plan"):
        assert locks.is_held(in_company.pk, "-plan")


def test_an_import_is_not_undone_while_another_is_carried_out(january, alice):
    running = Import.objects.create(
        company=january.company, kind="fec", source="x", state="running", file_name="fevrier.txt", started_at=AT
    )
    with locks.alone(january.company_id), pytest.raises(rights.Refused, match="en cours"):
        imports.undo(january, alice, AT)
    running.delete()
    assert imports.undo(january, alice, AT).state == "undone"


def test_an_import_is_undone_as_soon_as_it_is_said_to_be_done(january, alice, monkeypatch):
    """Its receipts are still explained then: whoever undoes it waits for that, and is refused nothing."""
    locking = locks.locking
    with ExitStack() as explaining:
        explaining.enter_context(locks.alone(january.company_id))

        def locked(name, wait):
            if wait:
                explaining.close()
            return locking(name, wait)

        monkeypatch.setattr(locks, "locking", locked)
        assert imports.undo(january, alice, AT).state == "undone"


def test_an_import_that_begins_or_ends_while_it_is_looked_at_was_not_interrupted(january, monkeypatch):
    facts = {"company": january.company, "kind": "fec", "source": "x", "started_at": AT}
    for was, becomes in (("running", "failed"), ("waiting", "running")):
        another = Import.objects.filter(pk=Import.objects.create(**facts, state=was, file_name="fevrier.txt").pk)
        monkeypatch.setattr(locks, "is_held", lambda _key, it=another, state=becomes: it.update(state=state) and False)
        assert not verification.verify(january.company)
        another.delete()
    Import.objects.create(**facts, state="running", file_name="mars.txt")
    monkeypatch.setattr(locks, "is_held", lambda _key: False)
    assert [found.check for found in verification.verify(january.company)] == ["interrupted"]


def test_what_somebody_else_throws_away_meanwhile_stops_no_sweeping(january, monkeypatch, settings):
    gone = Path(settings.RECEIVED_FILES) / ("0" * 32)
    monkeypatch.setattr(Path, "glob", lambda _folder, _what: [gone])
    assert receiving.sweep(AT) == 0


def test_what_was_remembered_of_another_database_may_go_while_it_is_read(settings):
    assert installation._is_in_chain(Path(settings.HOME) / "left-987654")
