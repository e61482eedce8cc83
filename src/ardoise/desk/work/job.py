"""One line of the day: what it is about, why it is pressing, where it opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise as Lazy

from ardoise.records.models import Customer

TICKED = ("proposal", "task")  # what may be done together with others
EACH_MAX = 100  # of a kind; the most pressing first


@dataclass(frozen=True)
class Job:
    """One line of the day."""

    kind: str  # of domain/worklist.py
    tab: str  # tasks | confirm | replies | promises | returns | alerts
    key: str  # the identity of its row
    customer: Customer | None
    cents: int | None
    priority: int
    url: str
    is_panel: bool  # opens beside the list, else a page of its own
    chips: tuple[tuple[str | Lazy, str, str], ...] = ()  # words, tone, drawing
    on: date | None = None
    phone: str = field(default="", repr=False)
    name: str = ""  # whom the bank names, where no customer is known
    currency: str = ""  # of its cents; "": the company's
    send: str = ""  # of a reminder, one of SENDS (domain/worklist.py)

    @property
    def tick(self) -> tuple[str, str] | None:
        """What ticks it among others: the name of its kind and its identity; None: it is done alone."""
        kind, _dash, key = self.key.partition("-")
        return (kind, key) if kind in TICKED else None

    @property
    def weight(self) -> str:
        """How pressing it looks: high, middle or low."""
        return "high" if self.priority >= 75 else "middle" if self.priority >= 50 else "low"


def beside(customer_id: int, key: str) -> str:
    """Where a customer opens beside the list, for the row of that key."""
    return f"{reverse('work_customer', args=[customer_id])}?row={key}"
