"""Row 4d: customers planned anew from the database, as after a payment or a dispute; the book they stand in is large.

`python -m benchmarks.replan --size 1M`: one customer, a page's 20, 500; beside it a question that only counts.
"""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from benchmarks import books
from benchmarks.runner import Step, measure

TIMES = 20


def in_database(size: int) -> Any:
    """The company, and the keys of its customers in an order that has nothing to do with their entries."""
    books.open_home(books.settled_home(size))
    from django_scopes import scope

    from ardoise.actions import dunning  # noqa: F401
    from ardoise.records.models import Customer

    company, _ = books.people()
    with scope(company=company):
        keys = list(Customer.objects.order_by("siren", "-code").values_list("pk", flat=True))
    return company, keys


def of(many: int) -> Step:
    """The step for so many customers."""
    return Step(in_database, lambda state: planned_anew(*state, many))


def planned_anew(company: Any, keys: list[int], many: int) -> dict[str, float]:
    """Others each time, after a first one; CPU milliseconds of one plan, and of each customer in it."""
    from django_scopes import scope

    from ardoise.actions.dunning import facts
    from ardoise.actions.policies.assignment import assigned
    from ardoise.records import book

    taken = []
    with scope(company=company):
        for turn in range(TIMES + 1):
            whose = keys[turn * many % len(keys) :][:many]
            start = time.process_time()
            history = book.history(company.pk, whose)
            under = assigned(company)
            facts.planned(facts.gathered(company, books.AS_OF, history, under, whose), under)
            taken.append((time.process_time() - start) * 1000)
    return {"cpu_ms": median(taken[1:]), "cpu_ms_each": median(taken[1:]) / many, "slowest_ms": max(taken[1:])}


STEPS = {"one customer": of(1), "a page of 20": of(20), "500": of(500)}

if __name__ == "__main__":
    measure(STEPS, books.settle_apart)
