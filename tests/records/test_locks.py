"""Locks that several machines share: free the moment they are let go."""

import pytest
from django.db import connection, connections

from ardoise.records import locks

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's writers take turns: nothing to lock"),
]


@pytest.fixture
def slow_to_hear(monkeypatch):
    """A server that hears of a closed connection only when the test is over, as a busy one does a moment later."""
    opened = []

    here = connections["default"]
    another = here.copy

    def copy():
        session = another()
        opened.append((session, session.close))
        session.close = lambda: None
        return session

    monkeypatch.setattr(here, "copy", copy)
    yield
    for _, close in opened:
        close()


def test_a_lock_is_free_before_the_server_hears_that_its_holder_has_gone(slow_to_hear):
    with locks.holding("a work", wait=False) as first:
        assert first and locks.is_held("a work")
    assert not locks.is_held("a work")
    with locks.holding("a work", wait=False) as second:
        assert second


def failing():
    with locks.holding("a work", wait=False):
        raise ValueError("no")


def test_a_work_that_fails_lets_go_too(slow_to_hear):
    with pytest.raises(ValueError, match="no"):
        failing()
    assert not locks.is_held("a work")


def test_who_holds_it_is_alone_and_others_wait_or_are_told():
    with locks.holding("a work"), locks.holding("a work", wait=False) as is_ours, locks.holding("another") as other:
        assert (is_ours, other) == (False, True)


def test_who_was_refused_takes_nothing_from_the_holder(slow_to_hear):
    with locks.holding("a work"):
        with locks.holding("a work", wait=False) as is_ours:
            assert not is_ours
        assert locks.is_held("a work")


def test_a_connection_that_broke_holds_nothing_and_hides_no_result():
    with locks.holding("a work") as is_ours, connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
    assert is_ours and not locks.is_held("a work")
