"""Approving and sending in the tests: the hours and the small deeds."""

from __future__ import annotations

from datetime import timedelta

from tests import photographs
from tests.actions.books import AS_OF, AT, invoice

from ardoise.actions import dunning, sending
from ardoise.records.models import Contact, Customer, Message

TEN_DAYS_LATE = AS_OF - timedelta(10)


def clock():
    return AT


def later(**span):
    return lambda: AT + timedelta(**span)


def approved(company, alice):
    """The first of the reminders of the day, all of them approved."""
    return photographs.copied_exactly("approved", lambda: approve_all(company, alice), company, alice)


def approve_all(company, alice):
    run = dunning.plan(company, AS_OF, alice, AT)
    outcome = dunning.approve(list(run.proposals.order_by("pk")), alice, AT)
    assert not outcome.refusals
    return outcome.messages[0]


def state_of(message):
    message.refresh_from_db()
    return message.state


def many_approved(company, alice, count=12):
    """So many customers that the whole book is asked at once."""
    for number in range(count):
        customer = Customer.objects.create(company=company, code=f"C{number:02d}", name=f"Client {number}")
        Contact.objects.create(company=company, customer=customer, email=f"c{number}@client.example")
        invoice(company, customer.code, 50_000 + number, TEN_DAYS_LATE)
    approved(company, alice)
    return Message.objects.count()


def approved_on(company, alice, day):
    at = AT + (day - AS_OF)
    run = dunning.plan(company, day, alice, at)
    return dunning.approve(list(run.proposals.all()), alice, at).messages[0]


def dispatched_on(company, day):
    return sending.dispatch(company, lambda: AT + (day - AS_OF))
