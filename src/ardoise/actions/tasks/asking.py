"""What a person asks for: a call nobody planned and what came of it, a task for another day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.days import business_date
from ardoise.actions.delivery.recipients import CONTACT_ORDER
from ardoise.actions.refusals import Unfit
from ardoise.actions.tasks.calls import Noted, Said, follow, note_outcome
from ardoise.channels.telephones import read
from ardoise.records.models import Customer, Task, User

ASKED = ("call", "visit", "other")
TWICE = timedelta(minutes=1)
"""The same outcome of the same call by the same person within that time is one, clicked twice."""


def ask(
    customer: Customer,
    kind: str,
    subject: str,
    due_on: date,
    by: User | None,
    at: datetime,
) -> Task:
    """Something to do about a customer on a day; asked again, it is the same task."""
    rights.require(by, "send", customer.company)
    words = " ".join(subject.split())[:300]
    if kind not in ASKED:
        raise Unfit(_("Choose a call, a visit or something else to do."))
    if due_on < business_date(customer.company, at):
        raise Unfit(_("Choose today or a day to come."))
    with events.act(customer.company):
        told = {"company": customer.company, "customer": customer, "kind": kind, "subject": words, "due_on": due_on}
        phone = number_of(customer) if kind == "call" else ""
        first = {"at": at, "phone": phone}
        task, is_new = Task.objects.get_or_create(**told, message=None, done_at=None, defaults=first)
        if is_new:
            after = {"kind": kind, "subject": words, "due_on": due_on}
            events.record(customer.company, "asked_task", by, at, task, customer, after=after)
    return task


def ask_each(
    customers: Iterable[Customer], kind: str, subject: str, due_on: date, by: User | None, at: datetime
) -> int:
    """The same asked about several customers of a company, each of their collector: all or none; how many."""
    listed = list(customers)
    if not listed:
        raise Unfit(_("Tick at least one customer."))
    with events.act(listed[0].company):
        return len([ask(customer, kind, subject, due_on, by, at) for customer in listed])


def note_call(customer: Customer, outcome: str, by: User | None, at: datetime, said: Said | None = None) -> Noted:
    """What came of a call nobody had planned: noted as that of any other, in one transaction.

    A call that somebody asked for by hand and that waits is the one that was made.
    """
    rights.require(by, "send", customer.company)
    with events.act(customer.company):
        if done := same_click(customer, outcome, by, at):
            follow(done, outcome, said or Said(), by, at)  # of other items it is another thing that they said
            return Noted(done)
        asked = Task.objects.filter(company=customer.company, customer=customer, kind="call", message=None)
        task = asked.filter(done_at=None).order_by("due_on", "pk").first() or Task.objects.create(
            company=customer.company,
            customer=customer,
            kind="call",
            phone=number_of(customer),
            due_on=business_date(customer.company, at),
            at=at,
        )
        return note_outcome(task, outcome, by, at, said)


def same_click(customer: Customer, outcome: str, by: User | None, at: datetime) -> Task | None:
    """The call that this person noted with this outcome just now."""
    noted = Task.objects.filter(company=customer.company, customer=customer, kind="call", message=None, done_by=by)
    return noted.filter(outcome=outcome, done_at__gt=at - TWICE, done_at__lte=at).first() if by else None


def number_of(customer: Customer) -> str:
    """The number at which the customer is called; "" where none is known."""
    reached = [one for one in customer.contacts.all() if one.phone]
    contacts = sorted(reached, key=lambda one: (CONTACT_ORDER.index(one.role), one.pk))
    return next((number for one in contacts if (number := read(one.phone, customer.country).number)), "")
