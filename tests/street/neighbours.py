"""What the forge's workers do where others are concerned: two companies that face the same debtors, letters that two
persons print and post, colleagues who are asked about a dispute."""

from __future__ import annotations

import json
import os
import signal
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
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

    company = Company.objects.get()
    with scope(company=company), dying(die_at):
        for _again in range(3):
            delivery.make(company, list(delivery.waiting(company, "letter")[:3]), None, books.AT)
            for batch in PrintBatch.objects.filter(posted_on=None):
                delivery.post(batch, books.AS_OF, None, books.AT)


@contextmanager
def dying(die_at):
    """Killed at the so-and-so-many-th word to the database; at none where it is 0."""
    said = [0]

    def count(execute, *told):
        said[0] += 1
        if said[0] == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*told)

    with connection.execute_wrapper(count):
        yield


def contest(home, seed=0, pause=0.02, **_):
    """Each customer contests its invoice, and somebody is asked; noting in the same act how far the reminder was."""
    from ardoise.actions import disputes, events
    from ardoise.actions.restraints import Noted
    from ardoise.records.models import Company, Entry, Message

    settings.PUBLIC_BASE_URL = "https://ardoise.example"
    company, seen = Company.objects.get(), {}
    with scope(company=company):
        invoices = list(Entry.objects.filter(kind="invoice").select_related("customer__company").order_by("pk"))
        for invoice in invoices if seed % 2 else reversed(invoices):
            with events.act(company):
                reminders = Message.objects.filter(customer=invoice.customer, level="friendly")
                seen[invoice.customer.code] = list(reminders.values_list("state", flat=True))
                noted = Noted("palette manquante", books.AS_OF, None, books.AT)
                dispute = disputes.open_about(invoice.customer, "delivery", {invoice: None}, noted)
            asked = disputes.ask(dispute, f"{invoice.customer.code.lower()}@ardoise.example", "fr", None, books.AT)
            assert asked.is_new and not asked.obstacle, asked
            time.sleep(pause)
    (Path(home) / "seen.json").write_text(json.dumps(seen))


def nudge(ahead, die_at=0, **_):
    """The night past the deadlines: whoever has not answered is written to again."""
    from ardoise.actions.disputes import asking
    from ardoise.records.models import Company

    settings.PUBLIC_BASE_URL = "https://ardoise.example"
    company = Company.objects.get()
    with scope(company=company), dying(die_at):
        asking.remind(company, books.AT + timedelta(seconds=ahead))


JOBS = (prepare_debtors, post_letters, contest, nudge)
