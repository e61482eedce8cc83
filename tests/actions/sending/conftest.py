"""A book with a reminder to send, a mail server, and the world that listens."""

from __future__ import annotations

import pytest
from tests.actions.books import invoice
from tests.actions.outbox import TEN_DAYS_LATE
from tests.channels.sink import listening

from ardoise.actions.sending import dispatching
from ardoise.records.models import Customer, MailServer


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


@pytest.fixture
def family(book):
    """Martin and Petit, of whose group Durand is the head, receives and owes as well; Moreau stands alone."""
    invoice(book, "PETIT", 50_000, TEN_DAYS_LATE, "FA-3")
    invoice(book, "PETIT", -20_000, TEN_DAYS_LATE, "AV-4")
    invoice(book, "DURAND", 7_000, TEN_DAYS_LATE, "FA-5")
    invoice(book, "MOREAU", 20_000, TEN_DAYS_LATE, "FA-6")
    Customer.objects.filter(code__in=["MARTIN", "PETIT"]).update(group="DURAND", parent_receives=True)
    book.iban = "FR7630006000011234567890189"
    book.save()
    return book
