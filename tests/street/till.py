"""What the forge's workers do with money that came in: receive it, apply it, import it while somebody kills them."""

from __future__ import annotations

import json
import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django_scopes import scope
from tests.actions import banks, books, camts
from tests.actions.camts import Line

LINES = [Line(1_000 + n, "2026-03-16", f"CLIENT {n}", f"VIR {n}", end_to_end=f"E2E-{n:04d}") for n in range(40)]


def the_company():
    from ardoise.records.models import Company

    return Company.objects.get()


def prepare_receipts(home, count, is_reminded=False, **_):
    """Some customers, each owing one invoice of which the bank has given the money; reminded, where asked."""
    from django.core.management import call_command

    from ardoise.actions import dunning
    from ardoise.records.models import Company, Contact, Customer, MailServer

    call_command("migrate", verbosity=0)
    company = Company.objects.create(name="Ardoise", sender_email="compta@ardoise.example")
    with scope(company=company):
        MailServer.objects.create(company=company, host="127.0.0.1", port=1, security="none")
        for number in range(count):
            customer = Customer.objects.create(company=company, code=f"C{number}", name=f"Client {number}")
            Contact.objects.create(company=company, customer=customer, email=f"c{number}@client.example")
            books.invoice(company, customer.code, 100_000 + number, books.AS_OF - timedelta(10))
            banks.movement(company, 100_000 + number, label=f"VIR C{number}", end_to_end_id=f"C{number}")
        if is_reminded:
            run = dunning.plan(company, books.AS_OF, None, books.AT)
            assert len(dunning.approve(list(run.proposals.all()), None, books.AT).messages) == count


def receive(home, seed=0, payers=1, payer=0, pause=0.01, **_):
    """Applies receipt after receipt, noting in the same act whether the reminder had its intent by then."""
    from ardoise.actions import events, reconciliation
    from ardoise.records.models import Entry, Message, Movement

    company, seen = the_company(), {}
    with scope(company=company):
        invoices = list(Entry.objects.filter(kind="invoice").select_related("customer").order_by("pk"))[payer::payers]
        for invoice in invoices if seed % 2 else reversed(invoices):
            movement = Movement.objects.select_related("company").get(end_to_end_id=invoice.customer.code)
            with events.act(company):
                seen[invoice.customer.code] = Message.objects.get(customer=invoice.customer).state
                match = reconciliation.Match(movement, {invoice.pk: invoice.amount_cents})
                reconciliation.apply(match, None, books.AT)
            time.sleep(pause)
    (Path(home) / f"seen-{payer}.json").write_text(json.dumps(seen))


def apply_all(home, worker=0, **_):
    """Applies every receipt, as fast as it can; notes which it applied itself."""
    from ardoise.actions import reconciliation
    from ardoise.actions.restraints import Unfit
    from ardoise.records.models import Entry, Movement

    company, won = the_company(), []
    with scope(company=company):
        for invoice in Entry.objects.filter(kind="invoice").select_related("customer").order_by("pk"):
            movement = Movement.objects.select_related("company").get(end_to_end_id=invoice.customer.code)
            try:
                match = reconciliation.Match(movement, {invoice.pk: invoice.amount_cents})
                reconciliation.apply(match, None, books.AT)
            except Unfit:
                continue
            won.append(invoice.customer.code)
    (Path(home) / f"won-{worker}.json").write_text(json.dumps(won))


def undo_all(home, worker=0, **_):
    """Undoes every reconciliation, as fast as it can; notes which it undid itself."""
    from ardoise.actions import reconciliation
    from ardoise.records.models import Reconciliation

    company, won = the_company(), []
    with scope(company=company):
        for done in Reconciliation.objects.select_related("company").order_by("pk"):
            if reconciliation.unreconcile(done, None, books.AT):
                won.append(done.pk)
    (Path(home) / f"undone-{worker}.json").write_text(json.dumps(won))


def import_statement(home, die_at=0, **_):
    """Imports a statement of forty lines; killed at its so-and-so-many-th word to the database, where asked."""
    from ardoise.actions import imports

    company, said = the_company(), [0]

    def dying(execute, *told):
        said[0] += 1
        if said[0] == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*told)

    imports.recover(books.AT)
    path = camts.statement(Path(home) / f"s-{os.getpid()}.xml", "2026-03-16", "2026-03-16", 0, *LINES)
    with scope(company=company):
        banks.account(company)
        with connection.execute_wrapper(dying):
            camts.bring(company, path)
    (Path(home) / "said.json").write_text(json.dumps(said[0]))


def found(home, **_):
    """A company without anything."""
    from ardoise.records.models import Company

    Company.objects.create(name="Essai")


def received(path):
    from ardoise.actions import imports

    return imports.receive(the_company(), Path(path), "fec", "compta", {}, None, books.AT)


def queue_ledger(home, path, **_):
    """A ledger is handed in; nobody imports it yet."""
    from ardoise.actions import work

    work.enqueue(received(path))


def import_ledger(home, path, killed_after="", pages_left=0, **_):
    """Imports a ledger; killed once a step of it is done, or on a disk with few pages left, where asked."""
    from ardoise.actions import imports
    from ardoise.actions.imports import carrying, storing

    standing = received(path)
    steps = {
        "customers": (storing, "store_customers"), "entries": (storing, "store_entries"),
        "changes": (storing, "store_changes"), "finish": (carrying, "finish"), "reading": (carrying.ledgers, "prepare"),
    }  # fmt: skip
    if killed_after:
        die_after(*steps[killed_after])
    if pages_left:
        cursor = connection.cursor()
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + pages_left}")
    done = imports.carry_out(standing.pk, books.AT)
    (Path(home) / "said.json").write_text(json.dumps([done.state, done.problems and done.problems[0]["message"]]))


def die_after(module, name):
    """The process kills itself once this is done."""
    real = getattr(module, name)

    def last(*told):
        real(*told)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, last)


JOBS = (prepare_receipts, receive, apply_all, undo_all, import_statement, found, queue_ledger, import_ledger)
