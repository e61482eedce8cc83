"""The desk's small book: Martin is late, Durand disputes, Petit promises, Moreau is insolvent; next door, Voisine."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.test import Client
from django_scopes import scope

from ardoise.actions import disputes, dunning, restraints, sending
from ardoise.actions.reconciliation import listing
from ardoise.actions.restraints import Noted
from ardoise.desk.aged_balance import books
from ardoise.records.models import Contact, Customer, Import, Message, Proposal
from tests import photographs
from tests.actions.books import invoice
from tests.conftest import person

TODAY = date(2026, 3, 16)
AT = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_day(settings):
    """The desk's clock stands at the day of the book."""
    settings.TODAY = TODAY.isoformat()


@pytest.fixture
def book(company, alice):
    """Company Ardoise on the day, its proposals computed; what stands in it by name."""
    return photographs.copied("book", lambda: written(company, alice), company, alice)


def written(company, alice):
    with scope(company=company):
        customers = {customer.code: customer for customer in Customer.objects.all()}
        late = invoice(company, "MARTIN", 120_000, date(2026, 2, 1), document="FA-1")
        invoice(company, "MARTIN", 45_050, date(2026, 3, 1), document="FA-2")
        disputed = invoice(company, "DURAND", 30_000, date(2026, 1, 10), document="FA-3")
        invoice(company, "PETIT", 80_000, date(2026, 2, 10), document="FA-4")
        invoice(company, "MOREAU", 99_900, date(2026, 1, 20), document="FA-5")
        lefebvre = Customer.objects.create(company=company, code="LEFEBVRE", name="Lefebvre & Associés")
        Contact.objects.create(company=company, customer=lefebvre, email="lefebvre@client.example")
        invoice(company, "LEFEBVRE", 2_100_000, date(2026, 2, 20), document="FA-6")
        Import.objects.update(first_on=date(2026, 1, 2), last_on=date(2026, 3, 1), ended_at=AT)
        disputes.open_about(customers["DURAND"], "price", {disputed: None}, Noted("remise oubliée", TODAY, alice, AT))
        restraints.promise(customers["PETIT"], 80_000, date(2026, 3, 20), Noted("", TODAY, alice, AT))
        restraints.declare_insolvency(customers["MOREAU"], date(2026, 2, 2), Noted("", TODAY, alice, AT))
    run = dunning.plan(company, TODAY, alice, AT)
    with scope(company=company):
        proposals = {p.customer.code: p for p in Proposal.objects.filter(run=run).select_related("customer")}
        return SimpleNamespace(company=company, run=run, customers=customers, proposals=proposals, late=late)


@pytest.fixture
def kept(book, alice):
    """Martin's reminder, approved and kept on this machine."""
    martin = book.proposals["MARTIN"]

    def write():
        dunning.approve([martin], alice, AT)
        sending.dispatch(book.company, lambda: AT)
        with scope(company=book.company):
            return Message.objects.get(customer__code="MARTIN")

    return photographs.copied("kept", write, book.company, alice, martin)


@pytest.fixture
def queued(book, alice):
    """Lefebvre's reminder, approved, waiting to leave."""
    lefebvre = book.proposals["LEFEBVRE"]

    def write():
        return dunning.approve([lefebvre], alice, AT).messages[0]

    return photographs.copied("queued", write, book.company, alice, lefebvre)


def signed_in(user):
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def nothing_counted_yet():
    listing.counted.cache_clear()  # a test's companies and events bear the numbers of the one before
    books.forget()


@pytest.fixture
def as_alice(alice):
    return signed_in(alice)


@pytest.fixture
def as_bob(bob):
    return signed_in(bob)


@pytest.fixture
def as_charlie(charlie):
    return signed_in(charlie)


@pytest.fixture
def salesperson(book):
    """Zoé sells to Lefebvre only."""
    zoe = person("zoe", book.company, "salesperson")
    with scope(company=book.company):
        Customer.objects.filter(code="LEFEBVRE").update(salesperson=zoe)
    return zoe


def doubted(message):
    """The same message after its connection broke while it was handed over."""
    with scope(company=message.company):
        Message.objects.filter(pk=message.pk).update(state="in_doubt", reason="lease_expired", left_at=AT)
    return message
