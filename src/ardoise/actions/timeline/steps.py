"""A line of the timeline, and what is known of all lines of a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from ardoise.actions import ledger
from ardoise.domain.money import with_currency as money
from ardoise.domain.reasons import day_written
from ardoise.records.models import Customer, User


@dataclass(frozen=True)
class Step:
    """One line: what happened, when, by whom and why, in the reader's language."""

    at: datetime
    kind: str  # one of KINDS
    code: str  # the verb of the event, or what sort of thing it is
    words: str
    detail: str = ""
    by: str = ""
    about: str = ""  # message | reply | dispute: what it leads to
    key: int | None = None  # of that
    more: str = ""  # its words in full, to be searched and exported
    rank: int = 0  # of its source
    row: int = 0  # its key there: with `at` and `rank`, its place in the timeline
    is_of_day: bool = False  # the book tells its day, and no hour


@dataclass
class Reader:
    """For whom a page is told: the customer, the day and the language; promises are judged once, and only if asked.

    `told`: the customer's ledger, where it has been read.
    """

    customer: Customer
    as_of: date
    language: str
    told: ledger.Told | None = None
    judged: dict[int, str] | None = field(default=None)

    def day(self, on: date | str | None) -> str:
        """A day, or its ISO text, in words."""
        told = date.fromisoformat(on[:10]) if isinstance(on, str) and on else on
        return day_written(told, self.language) if isinstance(told, date) else ""

    def money(self, cents: int, currency: str = "") -> str:
        """An amount with its currency, the company's own where none is given."""
        return money(cents, currency or self.customer.company.currency, self.language)

    def outcome(self, promise: int) -> str:
        """What became of a promise: kept, partly_kept, broken, waiting, or ended by somebody."""
        if self.judged is None:
            from ardoise.actions import dunning

            self.judged = dunning.promises_told(self.customer.company, self.as_of, [self.customer.pk], self.told)
        return self.judged.get(promise, "ended")


def named(user: User | None) -> str:
    """What somebody of ours is called; nobody is the installation itself."""
    return (user.get_full_name() or user.username) if user else ""


def joined(*parts: object) -> str:
    """What there is of these, side by side."""
    return " · ".join(str(part) for part in parts if part)
