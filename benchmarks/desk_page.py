"""Row 11: the desk's pages on a company with so many customer entries: median and 95th percentile, server side."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from statistics import median, quantiles
from typing import Any

from benchmarks import books
from benchmarks.runner import Step, measure

REQUESTS = 20  # after which the page is warm: the first is told apart


def signed_in(size: int) -> Any:
    """A browser that has signed in, on the morning after the plan; and the customer with the most entries."""
    books.open_home(books.settled_home(size))
    from django.db.models import Count
    from django.test import Client
    from django_scopes import scope

    import ardoise.wsgi  # noqa: F401 - what a server loads once
    from ardoise.actions import dunning
    from ardoise.records.models import Customer, Entry, Run

    company, user = books.people()
    now = datetime.now(UTC)  # the desk reads the clock: so do we
    with scope(company=company):
        if not Run.objects.filter(as_of=now.date()).exists():
            dunning.plan(company, now.date(), user, now)
        most = Entry.objects.values("customer").annotate(lines=Count("pk")).order_by("-lines", "customer")[0]
        customer = Customer.objects.get(pk=most["customer"])
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client, customer


def page(address: str) -> Step:
    """The step of one page."""
    return Step(signed_in, lambda state: asked(state, address))


def asked(state: Any, address: str) -> dict[str, float]:
    """The page asked for again and again; milliseconds of the first, of the median and of the slow ones, and CPU."""
    client, customer = state
    taken, worked = [], []
    for _ in range(REQUESTS):
        start, cpu = time.perf_counter(), time.process_time()
        answer = client.get(address.format(customer=customer.pk))
        worked.append((time.process_time() - cpu) * 1000)
        taken.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
    return {
        "first_ms": taken[0],
        "median_ms": median(taken),
        "p95_ms": quantiles(taken[1:], n=20)[-1],
        "cpu_median_ms": median(worked[1:]),
        "cpu_p95_ms": quantiles(worked[1:], n=20)[-1],
        "kilobytes": len(answer.content) / 1000,
    }


STEPS = {
    "today": page("/"),
    "my day": page("/day/"),
    "not chased": page("/not-chased/"),
    "aged balance": page("/aged-balance/"),
    "customer with the most entries": page("/customers/{customer}/"),
    "customers": page("/customers/"),
    "imports": page("/imports/"),
    "outbox": page("/outbox/"),
}

if __name__ == "__main__":
    measure(STEPS, books.settle_apart)
