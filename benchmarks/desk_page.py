"""Row 11: the desk's pages on a company with so many customer entries: median and 95th percentile, server side."""

from __future__ import annotations

import time
from statistics import median, quantiles
from typing import Any

from benchmarks import books
from benchmarks.runner import Step, measure

REQUESTS = 20


def signed_in(size: int) -> Any:
    """A browser that has signed in, and been on the first page once."""
    books.copied_home(size)
    from django.test import Client
    from django_scopes import scope

    from ardoise.actions import dunning
    from ardoise.records.models import Customer

    company, user = books.people()
    dunning.plan(company, books.AS_OF, user, books.AT)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with scope(company=company):
        customer = Customer.objects.order_by("code")[0]
    return client, customer


def page(address: str) -> Step:
    """The step of one page."""
    return Step(signed_in, lambda state: asked(state, address))


def asked(state: Any, address: str) -> dict[str, float]:
    """The page asked for again and again; milliseconds of the median and of the slow ones."""
    client, customer = state
    taken = []
    for _ in range(REQUESTS):
        start = time.perf_counter()
        answer = client.get(address.format(customer=customer), follow=True)
        taken.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code}")
    return {
        "first_ms": taken[0],
        "median_ms": median(taken),
        "p95_ms": quantiles(taken, n=20)[-1],
        "kilobytes": len(answer.content) / 1000,
    }


STEPS = {"today": page("/")}

if __name__ == "__main__":
    measure(STEPS, books.settle_apart)
