"""What the forge's workers do where others are concerned: two companies that face the same debtors, letters that two
persons print and post."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

from django.db import connection
from django_scopes import scope
from tests.actions import books

COMPANIES = ("Ardoise", "Tuile")


def open_by_night(name="Ardoise", **told):
    """A company without quiet hours: its workers try at any hour. `limits`: what else it says of reminders."""
    from ardoise.records.models import Company, DunningSettings

    limits = told.pop("limits", {})
    company = Company.objects.create(name=name, **told)
    DunningSettings.objects.create(company=company, quiet_from=None, quiet_until=None, **limits)
    return company


def prepare_debtors(home, count=6, **_):
    """Two companies with a reminder approved to each of the same debtors, who may be contacted once; every other one
    is two customers of the first. That they are the same debtors is known once all is approved."""
    from ardoise.actions import dunning
    from ardoise.records.models import Contact, Customer, MailServer

    for name in COMPANIES:
        once = {"contacts_max": 1, "contacts_days": 30}
        company = open_by_night(name, sender_email="compta@ardoise.example", limits=once)
        with scope(company=company):
            MailServer.objects.create(company=company, host="127.0.0.1", port=1, security="none")
            for code in codes(name, count):
                customer = Customer.objects.create(company=company, code=code, name=f"Client {code}")
                Contact.objects.create(company=company, customer=customer, email=f"{code.lower()}@client.example")
                books.invoice(company, code, 100_000, books.AS_OF - timedelta(10))
            run = dunning.plan(company, books.AS_OF, None, books.AT)
            outcome = dunning.approve(list(run.proposals.all()), None, books.AT)
            assert len(outcome.messages) == len(codes(name, count)), outcome
            for customer in Customer.objects.all():
                Customer.objects.filter(pk=customer.pk).update(siren=customer.code[-9:])


def codes(name, count):
    """The customers of a company: a letter of whose they are, then the debtor's number."""
    own = [f"{name[0]}{55_210_000 + n:09d}" for n in range(count)]
    return own + [f"Z{code[1:]}" for code in own[::2]] if name == COMPANIES[0] else own


def post_letters(home, die_at=0, seed=0, **_):
    """A person prints what waits and posts what was printed; killed at the so-and-so-many-th word to the database."""
    from ardoise.actions import delivery
    from ardoise.records.models import Company, PrintBatch

    company, said = Company.objects.get(), [0]

    def dying(execute, *told):
        said[0] += 1
        if said[0] == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*told)

    with scope(company=company), connection.execute_wrapper(dying):
        for _again in range(3):
            delivery.make(company, list(delivery.waiting(company, "letter")[:3]), None, books.AT)
            for batch in PrintBatch.objects.filter(posted_on=None):
                delivery.post(batch, books.AS_OF, None, books.AT)


JOBS = (prepare_debtors, post_letters)
