"""Doubts in a row: a way out that answers nothing rests, and what was answered is never lost."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from tests.actions.books import AT, invoice
from tests.actions.outbox import TEN_DAYS_LATE, approved, clock, later, state_of
from tests.channels.sink import taken

from ardoise.actions import correspondence, obstacles, sending
from ardoise.actions.correspondence import composing
from ardoise.actions.obstacles import insist
from ardoise.actions.sending import dispatching
from ardoise.actions.sending.pausing import DOUBTS_MAX
from ardoise.records.models import Contact, Customer, Message


class TestAServerThatCutsEveryLine:
    """It may have taken each message, and says so of none."""

    @pytest.fixture
    def count(self, book, alice, server):
        """So many messages to mailboxes at which the line is cut."""
        Contact.objects.update(email="cut@martin.example")
        for number in range(11):
            customer = Customer.objects.create(company=book, code=f"C{number:02d}", name=f"Client {number}")
            Contact.objects.create(company=book, customer=customer, email=f"cut@c{number}.example")
            invoice(book, customer.code, 50_000 + number, TEN_DAYS_LATE)
        approved(book, alice)
        return Message.objects.count()

    def test_leaves_a_few_doubts_and_then_one_now_and_then(self, book, count, world):
        done = sending.dispatch(book, clock)
        assert done.counts == {"in_doubt": DOUBTS_MAX} and "doubts_until" in done.obstacle
        waiting = Message.objects.filter(state="queued")
        assert waiting.count() == count - DOUBTS_MAX and set(waiting.values_list("reason", flat=True)) == {"doubts"}
        assert sending.dispatch(book, later(minutes=9)).counts == {}
        assert sending.dispatch(book, later(minutes=11)).counts == {"in_doubt": 1}
        assert sending.dispatch(book, later(minutes=12)).counts == {} and len(taken(world)) == DOUBTS_MAX + 1

    def test_is_used_as_before_once_it_answers(self, book, count):
        sending.dispatch(book, clock)
        first = Message.objects.filter(state="queued").order_by("pk").first()
        Contact.objects.filter(customer=first.customer).update(email="anne@client.example")
        first.recipient = "anne@client.example"
        first.sha256 = composing.fingerprint(first, correspondence.contents_of(first))
        first.save()
        assert sending.dispatch(book, later(minutes=11)).counts == {"sent": 1, "in_doubt": DOUBTS_MAX}

    def test_and_once_a_person_has_decided(self, book, count, alice):
        sending.dispatch(book, clock)
        for message in Message.objects.filter(state="in_doubt"):
            sending.decide(message, "count_as_sent", alice, AT)
        assert sending.dispatch(book, later(minutes=1)).counts == {"in_doubt": DOUBTS_MAX}


def test_what_was_answered_is_written_down_though_the_database_is_busy(book, alice, server, world, monkeypatch):
    """Given up, it would be a doubt about a message that left."""
    message, waits = approved(book, alice), []
    real = dispatching._note

    def busy_at_first(*args):
        if len(waits) < 2:
            raise OperationalError("database is locked")
        return real(*args)

    monkeypatch.setattr(dispatching, "_note", busy_at_first)
    monkeypatch.setattr("ardoise.actions.obstacles.time.sleep", waits.append)
    assert sending.dispatch(book, clock).counts == {"sent": 1}
    assert state_of(message) == "sent" and waits == [1, 2] and len(taken(world)) == 1


def test_a_busy_file_is_asked_again_on_the_same_line(monkeypatch):
    """A server that went away is called anew; a file went nowhere."""
    waits, closed = [], []
    line = SimpleNamespace(vendor=connection.vendor, in_atomic_block=False, close=lambda: closed.append(True))
    monkeypatch.setattr(obstacles, "connection", line)
    monkeypatch.setattr(obstacles.time, "sleep", waits.append)

    def write():
        if not waits:
            raise OperationalError("database is locked")
        return "written"

    assert insist(write) == "written" and waits == [1]
    assert closed == ([] if connection.vendor == "sqlite" else [True])
