"""A book with a reminder to send, a mail server, and the world that listens."""

from __future__ import annotations

import pytest
from tests.actions.books import invoice
from tests.actions.outbox import TEN_DAYS_LATE
from tests.channels.sink import listening

from ardoise.actions.sending import dispatching
from ardoise.records.models import MailServer


@pytest.fixture
def book(in_company):
    company = in_company
    company.invoices = [
        invoice(company, "MARTIN", 120_000, TEN_DAYS_LATE, "FA-1"),
        invoice(company, "MARTIN", 34_567, TEN_DAYS_LATE, "FA-2"),
    ]
    return company


@pytest.fixture
def world(tmp_path):
    """The outside world: a folder of what it received."""
    folder = tmp_path / "world"
    folder.mkdir()
    return folder


@pytest.fixture
def server(book, world):
    with listening(world) as port:
        MailServer.objects.create(company=book, host="127.0.0.1", port=port, security="none")
        yield


@pytest.fixture
def passes(monkeypatch):
    """Calls what a test wants done when a message first goes by a place on its way out."""

    def at(place, deed):
        left = [deed]
        monkeypatch.setattr(dispatching, "passing", lambda name: left.pop()() if left and name == place else None)

    return at
