"""An installation with one company, so many customers who owe a little each, and a reminder proposed to every one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from benchmarks import books
from benchmarks.books import AS_OF, AT
from benchmarks.runner import CACHE, HOUSE
from benchmarks.sink import digest

AT_ONCE = 200  # proposals composed together, as the approving takes them
OWED = 3  # overdue invoices of a customer, beside two that were paid
ROWS = 2_000  # written together


def planned_home(customers: int) -> Path:
    """Made once, in a process of its own, so that the one that asks stays free of Django."""
    home = CACHE / books.home_of(customers).name.replace("home", "reminders")
    if not books.is_made(home, "planned"):
        books.cleared(home)
        command = f"from benchmarks import reminders; reminders.plan({str(home)!r}, {customers})"
        subprocess.run([sys.executable, "-c", command], check=True, cwd=HOUSE)
        (home / "planned").touch()
    return home


def plan(home: str, customers: int) -> None:
    """The tables, the company, its book and the plan of the day."""
    books.open_home(Path(home))
    books.settle()
    from django_scopes import scope

    from ardoise.actions import dunning
    from ardoise.records.models import Company, MailServer

    address = {"sender_email": "compta@ateliers-du-chai.example", "iban": "FR7630006000011234567890189"}
    Company.objects.update(**address, address="1 rue du Chai", postcode="33000", city="Bordeaux")
    with scope(company=company()):
        MailServer.objects.create(company=company(), host="127.0.0.1", port=1, security="none")
        for start in range(0, customers, ROWS):
            write(range(start, min(start + ROWS, customers)))
        run = dunning.plan(company(), AS_OF, person(), AT)
    if run.figures["proposals"] != customers:
        raise SystemExit(f"{run.figures['proposals']} of {customers} customers were proposed a reminder.")


def write(numbers: range) -> None:
    """Customers, their contacts and their entries."""
    from django.db import transaction

    from ardoise.records.models import Contact, Customer, Entry, Import

    of = company()
    source, _ = Import.objects.get_or_create(
        company=of, kind="fec", source="bench", state="done", defaults={"started_at": AT, "sha256": ""}
    )
    with transaction.atomic():
        known = Customer.objects.bulk_create(
            Customer(
                company=of,
                code=f"C{n:06d}",
                name=f"Client {n} et fils",
                kind="professional",
                language=("fr", "fr", "en")[n % 3],
                address=f"{n} rue de l’Échéance",
                postcode="33000",
                city="Bordeaux",
            )
            for n in numbers
        )
        Contact.objects.bulk_create(
            Contact(company=of, customer=one, email=f"{one.code.lower()}@client.example") for one in known
        )
        Entry.objects.bulk_create(
            Entry(company=of, imported=source, customer=one, **line)
            for n, one in zip(numbers, known, strict=True)
            for line in lines(n)
        )


def lines(number: int) -> list[dict[str, Any]]:
    """What one customer was invoiced and paid."""
    found = []
    for k in range(OWED + 2):
        issued = AS_OF - timedelta(days=45 + 7 * k)
        is_paid = k >= OWED
        cents = 10_000 + 100 * (number % 997) + k
        document = f"F{number:06d}{k}"
        told = {"source": "bench", "gl_account": "411000", "currency": "EUR", "label": f"Facture {document}"}
        told |= {"letter": document, "lettered_on": issued + timedelta(20)} if is_paid else {}
        place = 10 * number + 2 * k
        invoice = {"kind": "invoice", "document": document, "document_on": issued, "due_on": issued + timedelta(30)}
        found.append({**told, **invoice, **keyed(place), "booked_on": issued, "amount_cents": cents})
        if is_paid:
            on = issued + timedelta(20)
            paid = {"kind": "payment", "document": f"V{document}", "document_on": on, "due_on": on}
            found.append({**told, **paid, **keyed(place + 1), "booked_on": on, "amount_cents": -cents})
    return found


def keyed(place: int) -> dict[str, Any]:
    """A line's number and its natural key."""
    return {"line": place + 1, "key": UUID(int=place + 1).bytes}


def company() -> Any:
    from ardoise.records.models import Company

    return Company.objects.get()


def person() -> Any:
    from ardoise.records.models import User

    return User.objects.get()


def batches(number: int, workers: int) -> Iterator[list[Any]]:
    """One worker's share of the proposals, in batches, each read when its turn comes."""
    from ardoise.records.models import Proposal

    mine = list(Proposal.objects.order_by("pk").values_list("pk", flat=True)[number::workers])
    whole = Proposal.objects.select_related("run", "company", "customer").order_by("pk")
    return (list(whole.filter(pk__in=mine[start : start + AT_ONCE])) for start in range(0, len(mine), AT_ONCE))


def parcels(number: int, workers: int) -> list[Any]:
    """One worker's share of the messages, as the channel carries them."""
    from ardoise.actions.correspondence import contents_of
    from ardoise.actions.sending.dispatching import _parcel
    from ardoise.records.models import Message

    return [_parcel(message, contents_of(message)) for message in Message.objects.order_by("pk")[number::workers]]


def said_sent(home: Path) -> dict[str, Any]:
    """How many messages the database says have left, and a digest of their names, asked by a process of its own."""
    command = f"from benchmarks import reminders; reminders.say_sent({str(home)!r})"
    done = subprocess.run([sys.executable, "-c", command], check=True, cwd=HOUSE, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def say_sent(home: str) -> None:
    books.open_home(Path(home))
    from django_scopes import scope

    from ardoise.records.models import Message

    with scope(company=company()):
        names = list(Message.objects.filter(state="sent").values_list("message_id", flat=True))
    print(json.dumps({"names": len(names), "digest": digest(names)}))


def port() -> int:
    """Where the mail server of the bench listens."""
    return int((Path(os.environ["ARDOISE_HOME"]) / "port").read_text())


def until() -> str:
    """The hour from which nothing more is composed."""
    told = Path(os.environ["ARDOISE_HOME"]) / "until"
    return told.read_text() if told.exists() else "99:99"


def tell_server() -> None:
    """The company sends there."""
    from ardoise.records.models import MailServer

    MailServer.objects.update(port=port())


def clock() -> Callable[[], datetime]:
    """The morning of the plan, and time passes."""
    start = time.monotonic()
    return lambda: AT + timedelta(seconds=time.monotonic() - start)
