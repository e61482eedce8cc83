"""One line of the day: what it is about, why it is pressing, where it opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise as Lazy

from ardoise.actions.handovers import KINDS, OPEN, Matter
from ardoise.records.models import Customer

OF_ONE = ("dispute_to_answer",)
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
    about: Matter | None = None  # what it is about, where its key does not say it

    @property
    def tick(self) -> tuple[str, str] | None:
        """What ticks it among others: the name of its kind and its identity; None: it is done alone."""
        name, _dash, key = self.key.partition("-")
        return (name, key) if self.matter else None

    @property
    def matter(self) -> Matter | None:
        """What may be handed over; None: what nobody's customer is about, what is decided, and the answer that a
        resolver owes, which is asked of somebody else on the dispute."""
        name, _dash, key = self.key.partition("-")
        if self.about or self.customer is None or name not in OPEN or self.kind in OF_ONE:
            return self.about
        return Matter(self.customer.pk, KINDS.get(name, name), 0 if name == "decide" else int(key))

    @property
    def weight(self) -> str:
        """How pressing it looks: high, middle or low."""
        return "high" if self.priority >= 75 else "middle" if self.priority >= 50 else "low"


def beside(customer_id: int, key: str) -> str:
    """Where a customer opens beside the list, for the row of that key."""
    return f"{reverse('work_customer', args=[customer_id])}?row={key}"
