"""A database that was restored or copied sends nothing: its origin may have sent the same."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.actions.books import AT
from tests.actions.outbox import approved, clock, state_of
from tests.channels.sink import taken

from ardoise.actions import dunning, installation, sending
from ardoise.actions.dunning import braking
from ardoise.records.models import Brake, Event, Installation, Message


def test_a_copied_database_sends_nothing_until_a_person_says_so(book, alice, server, world, settings, tmp_path):
    message = approved(book, alice)
    settings.HOME = tmp_path / "elsewhere"
    done = sending.dispatch(book, clock)
    assert done.counts == {} and done.obstacle == "restored"
    assert installation.identify(AT) == 1
    assert Event.objects.filter(verb="adopted_database").count() == 1
    assert (state_of(message), message.reason) == ("in_doubt", "copied")
    assert sending.dispatch(book, clock).counts == {} and taken(world) == []


@pytest.fixture
def home(settings, tmp_path):
    """A folder of one's own, on whose disk the installation lies."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME


def introduce() -> None:
    """The database to the folder, which may both come from another test."""
    Installation.objects.all().delete()
    assert installation.is_at_home(AT)


def test_a_folder_copied_whole_sends_nothing_and_one_that_was_moved_does(home, book, alice, server, world, settings):
    message = approved(book, alice)
    introduce()
    settings.HOME = shutil.copytree(home, home.with_name("copy"))
    assert sending.dispatch(book, clock).obstacle == "restored"
    settings.HOME = home.rename(home.with_name("moved"))
    assert sending.dispatch(book, clock).counts == {"sent": 1} and state_of(message) == "sent"


def test_a_copy_that_a_person_adopts_sends_and_is_no_more_taken_for_one(home, book, alice, server, world, settings):
    approved(book, alice)
    introduce()
    settings.HOME = shutil.copytree(home, home.with_name("copy"))
    installation.identify(AT)
    assert installation.is_at_home(AT)
    settings.HOME = home
    assert not installation.is_at_home(AT), "the origin, were it to work on this database, is now the stranger"


def test_a_folder_named_before_folders_had_numbers_is_at_home_and_has_one_from_then_on(home, book, settings):
    introduce()
    named = home / installation.NAME
    named.write_text(named.read_text().partition("\n")[0])
    assert installation.is_at_home(AT)
    settings.HOME = shutil.copytree(home, home.with_name("copy"))
    assert not installation.is_at_home(AT)


def test_a_backup_put_back_in_the_place_of_the_folder_it_was_made_of_is_a_copy(home, book):
    """The file then mostly has the inode of the one that was deleted: on ext4, if the tests have a disk of it."""
    introduce()
    for n in range(10):
        backup = shutil.copytree(home, home.with_name(f"backup-{n}"))
        shutil.rmtree(home)
        shutil.copytree(backup, home)
        assert not installation.is_at_home(AT)
        installation.identify(AT)


def test_machines_that_share_a_folder_compare_what_both_can_tell_of_it(home, book, monkeypatch):
    """Who has the disk tells more of a file than who reads it over the network."""
    monkeypatch.setattr(installation, "_number_of", lambda file: "12 a0")
    introduce()
    seen = {"12": True, "12 a0": True, "12 b1": False, "13": False, "13 a0": False}
    for number, is_home in seen.items():
        monkeypatch.setattr(installation, "_number_of", lambda file, number=number: number)
        assert installation.is_at_home(AT) == is_home, number
    monkeypatch.setattr(installation, "_number_of", lambda file: "12")
    installation.identify(AT)
    monkeypatch.setattr(installation, "_number_of", lambda file: "12 a0")
    assert installation.is_at_home(AT)


@pytest.fixture
def put_back(home, book, alice, server):
    """The database alone put back in its folder, as it was before the reminder of the day left, approved by then."""
    approved(book, alice)
    introduce()
    with suppress(PutBack), transaction.atomic():
        assert sending.dispatch(book, clock).counts == {"sent": 1}
        raise PutBack
    return Message.objects.get()


class PutBack(Exception):  # noqa: N818 - it reads as what happened
    """All that was written since is gone."""


def test_an_older_database_put_back_in_its_folder_sends_nothing_twice(put_back, book, alice, world):
    assert state_of(put_back) == "queued" and len(taken(world)) == 1
    assert sending.dispatch(book, clock).obstacle == "restored"
    assert installation.identify(AT) == 1
    assert sending.dispatch(book, clock).counts == {} and state_of(put_back) == "in_doubt"
    assert installation.is_at_home(AT) and len(taken(world)) == 1


def test_what_an_older_database_would_say_again_waits_for_somebody_who_has_looked(put_back, book, alice, world):
    """It says so in the list of the day and in that of the next, until a person lets one go; and after each time."""
    monday = AT + timedelta(7)
    for at in (AT, monday):
        installation.identify(at)
        run = dunning.plan(book, at.date(), None, at, judge=braking.weigh)
        brake = Brake.objects.get(run=run)
        assert [reason["reason"] for reason in brake.reasons if reason["reason"] == "put_back"]
        assert not dunning.approve(list(run.proposals.filter(approval=None)), alice, at).messages
        braking.release(brake, "boîte d’envoi lue", alice, at)
        assert not braking.weigh(run, at)
    assert taken(world)


def test_what_another_worker_notes_after_the_disk_was_waited_for_is_not_remembered(book, alice):
    """Its event is on the disk with the next message only: a folder that knew of it would take the database for an
    older one after a power cut."""
    approved(book, alice)
    with CaptureQueriesContext(connection) as asked:
        assert installation.latest(book) > 0
    words = [query["sql"] for query in asked if "records_event" in query["sql"] or "UPDATE" in query["sql"]]
    assert ["UPDATE" in sql for sql in words] == [False, True]
