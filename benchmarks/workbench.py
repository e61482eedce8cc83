"""The workbench on a company with many receipts and ten times as many open items: the pages a person opens all day.

`python -m benchmarks.workbench --size 100k --runs 1`: 100,000 receipts that wait against 1,000,000 open items of
40,000 customers, one of whom owes 5,000. Milliseconds of the server, CPU and wall.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from benchmarks import books
from benchmarks.runner import Step, measure
from benchmarks.scale import ITEMS_PER_CUSTOMER, ITEMS_PER_RECEIPT, name_of

REQUESTS = 12  # the first is told apart
HUGE = 5_000  # items of the largest customer
TODAY = datetime.now(UTC).date()  # the desk reads the clock: so do we
ADDRESSES = {
    "receipts, the tab that opens first": "/reconciliation/",
    "receipts to choose": "/reconciliation/?state=choice",
    "receipts nobody recognised": "/reconciliation/?state=unidentified",
    "receipts after the first page": "/reconciliation/?after={half}",
    "search for a payer": "/reconciliation/?q=Roche",
    "search for a document": "/reconciliation/?q=FA260000017",
    "search for an amount": "/reconciliation/?q=1234,50",
    "one receipt": "/reconciliation/{sure}/",
    "one receipt of the largest customer": "/reconciliation/{huge}/",
    "one receipt nobody recognised": "/reconciliation/{unknown}/",
    "a customer looked up for a receipt": "/reconciliation/{unknown}/?find=Roche",
    "a document looked up for a receipt": "/reconciliation/{unknown}/?find=fa260000017",
    "acceptance of many, its sample": "/reconciliation/many/",
    "what was applied": "/reconciliation/done/",
    "bank": "/reconciliation/bank/",
}


def home(size: int) -> Path:
    """An installation with so many receipts, made once."""
    place = books.home_of(size).with_name(books.home_of(size).name.replace("home", "workbench"))
    if not (place / "settled").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        books.open_home(place)
        books.settle()
        fill(size)
        (place / "settled").touch()
    return place


def settle_apart(size: int) -> None:
    """The same in a process of its own."""
    import subprocess
    import sys

    command = [sys.executable, "-c", f"from benchmarks.workbench import home; home({size})"]
    subprocess.run(command, check=True, cwd=books.HOUSE)


def fill(size: int) -> None:
    """Customers, their open items, receipts, and one explanation of nine receipts in ten."""
    from django_scopes import scope

    from ardoise.records.models import BankAccount, BankStatement, Customer, Entry, Import

    company, user = books.people()
    now, rng = datetime.now(UTC), Random(7)
    many = size * ITEMS_PER_RECEIPT
    with scope(company=company):
        whole = Import.objects.create(
            company=company, kind="fec", source="benchmark", file_name="scale", sha256="0" * 64, by=user, state="done",
            started_at=now, ended_at=now, first_on=TODAY - timedelta(150), last_on=TODAY,
        )  # fmt: skip
        account = BankAccount.objects.create(company=company, number="FR7630004008280001234567647", at=now)
        statement = BankStatement.objects.create(
            company=company, account=account, imported=whole, line=1, from_on=TODAY, to_on=TODAY, currency="EUR"
        )
        people = max(1, many // ITEMS_PER_CUSTOMER)
        batched(Customer, (
            Customer(company=company, code=f"C{n:06d}", name=name_of(rng)) for n in range(people)
        ))  # fmt: skip
        first = Customer.objects.order_by("pk").values_list("pk", flat=True)[0]
        whose = [0] * min(HUGE, many) + [rng.randrange(people) for _ in range(many - min(HUGE, many))]
        asked = [2_000 + int(rng.expovariate(1 / 80_000)) for _ in range(many)]
        pour(Entry, (
            {
                "company_id": company.pk, "imported_id": whole.pk, "customer_id": first + whose[n], "key": key_of(n),
                "source": "benchmark", "line": n + 1, "booked_on": str(TODAY - timedelta(n % 150)), "currency": "EUR",
                "gl_account": "411000", "document": f"FA26{n:07d}", "document_on": str(TODAY - timedelta(n % 150)),
                "label": "Facture", "amount_cents": asked[n], "kind": "invoice", "journal": "VE", "number": "",
                "is_opening": False,
            }
            for n in range(many)
        ))  # fmt: skip
        receive(company, account, statement, rng, first, whose, asked, size, now)


def receive(
    company: Any, account: Any, statement: Any, rng: Random, first: int, whose: list[int], asked: list[int], size: int,
    now: datetime,
) -> None:  # fmt: skip
    """A receipt of each of some items, told by the statement, nine in ten of them explained."""
    from django_scopes import scope

    from ardoise.records.models import Entry, MatchProposal, Movement, Sighting

    with scope(company=company):
        item = Entry.objects.order_by("pk").values_list("pk", flat=True)[0]
        paid = rng.sample(range(len(asked)), size)
        batched(Movement, (
            Movement(
                company=company, account=account, key=key_of(n), line=n + 1, booked_on=TODAY - timedelta(n % 27),
                amount_cents=asked[paid[n]], currency="EUR", kind="transfer",
                label=f"VIR SEPA RECU /DE {name_of(rng)} /MOTIF FA26{paid[n]:07d}", counterparty=name_of(rng),
            )
            for n in range(size)
        ))  # fmt: skip
        start = Movement.objects.order_by("pk").values_list("pk", flat=True)[0]
        batched(Sighting, (
            Sighting(company=company, movement_id=start + n, statement=statement, line=n + 1, content=key_of(n))
            for n in range(size)
        ))  # fmt: skip
        batched(MatchProposal, (
            MatchProposal(
                company=company, movement_id=start + n, rank=1, customer_id=first + whose[paid[n]],
                confidence_bp=9_900 if n % 3 else 9_000, is_automatic=n % 3 > 0,
                evidence=["reference", "payer_document"],
                allocations=[{"entry": item + paid[n], "customer": first + whose[paid[n]], "cents": asked[paid[n]]}],
                allocated_cents=asked[paid[n]], as_of=TODAY, at=now,
            )
            for n in range(size) if n % 10
        ))  # fmt: skip


def batched(model: Any, rows: Iterator[Any]) -> None:
    """The rows written some thousands at a time."""
    while some := list(islice(rows, 5_000)):
        model.objects.bulk_create(some, batch_size=5_000)


def pour(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """The rows written without making a model of each."""
    from django.db import connection, transaction

    first = next(rows)
    names = ", ".join(first)
    asked = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({', '.join(['%s'] * len(first))})"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(asked, tuple(first.values()))
        while some := [tuple(row.values()) for row in islice(rows, 20_000)]:
            cursor.executemany(asked, some)


def key_of(n: int) -> bytes:
    return UUID(int=n).bytes


def signed_in(size: int) -> Any:
    """A browser that has signed in, and what the addresses name."""
    books.open_home(home(size))
    from django.test import Client
    from django_scopes import scope

    import ardoise.wsgi  # noqa: F401 - what a server loads once
    from ardoise.records.models import Customer, MatchProposal, Movement

    company, user = books.people()
    with scope(company=company):
        start = Movement.objects.order_by("pk").values_list("pk", flat=True)[0]
        largest = Customer.objects.order_by("pk").first()
        huge = MatchProposal.objects.filter(customer=largest).values_list("movement", flat=True)[0]
    named = {"half": start + size // 2, "sure": start + 1, "unknown": start + 10, "huge": huge}
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client, named


def happen() -> None:
    """A movement is marked as no customer's, and is one after all: what waits is counted again."""
    from django_scopes import scope

    from ardoise.actions import reconciliation
    from ardoise.records.models import Movement

    company, user = books.people()
    with scope(company=company):
        movement = Movement.objects.select_related("company").order_by("pk")[10]
        made = reconciliation.mark(movement, "loan", user, datetime.now(UTC))
        reconciliation.unmark(made, user, datetime.now(UTC))


def page(address: str, before: Callable[[], None] = lambda: None) -> Callable[[Any], dict[str, float]]:
    """The step that asks one page again and again, each time after something happened."""

    def asked(state: Any) -> dict[str, float]:
        client, named = state
        taken, worked = [], []
        for _ in range(REQUESTS):
            before()
            start, cpu = time.perf_counter(), time.process_time()
            answer = client.get(address.format(**named))
            worked.append((time.process_time() - cpu) * 1000)
            taken.append((time.perf_counter() - start) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")
        return {
            "first_ms": taken[0], "median_ms": median(taken), "p95_ms": quantiles(taken[1:], n=20)[-1],
            "cpu_median_ms": median(worked[1:]), "cpu_worst_ms": max(worked[1:]),
            "kilobytes": len(answer.content) / 1000,
        }  # fmt: skip

    return asked


STEPS = {name: Step(signed_in, page(address)) for name, address in ADDRESSES.items()}
STEPS["receipts, the first time after a receipt was decided"] = Step(signed_in, page("/reconciliation/", happen))

if __name__ == "__main__":
    measure(STEPS, settle_apart)
