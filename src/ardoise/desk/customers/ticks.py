"""The open items of a customer beside what is noted of them, ticked at first: it is about those that stay ticked.

Where nobody unticked any that is free, and where none is ticked, a promise or a payment under way is of all that they
owe, what is booked meanwhile among it: so the customer means it, and both last some days. A dispute is of the very
items ticked: nobody contests an invoice he has not had, and it lasts until somebody settles it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from ardoise.actions.refusals import Unfit
from ardoise.desk.frame.inputs import keys_of
from ardoise.desk.frame.tags import written
from ardoise.records.models import Entry

EXACT = ("dispute",)
SHOWN_OPEN = 5  # more are folded away


@dataclass(frozen=True)
class Ticks:
    """What may be ticked, and what is."""

    items: Sequence[dict[str, Any]]  # facts.open_items, credits among them
    ticked: frozenset[int]  # entries
    is_stale: bool = False  # was one ticked that is not open any more, or never was theirs?
    by_hand: frozenset[str] = frozenset()  # the fields in which a person wrote, as the page tells them

    @property
    def debits(self) -> list[dict[str, Any]]:
        """Those that may be ticked."""
        return [item for item in self.items if item["open_cents"] > 0]

    @property
    def free(self) -> frozenset[int]:
        """The debits that nobody contests whole: ticked at first."""
        return frozenset(item["entry"] for item in self.debits if not is_contested(item))

    @property
    def is_all(self) -> bool:
        """Is everything meant that they owe and do not contest?"""
        return not self.ticked or (bool(self.free) and self.ticked >= self.free)

    @property
    def cents(self) -> int:
        """What the ticked leave open."""
        return sum(item["open_cents"] for item in self.debits if item["entry"] in self.ticked)

    @property
    def has_sum(self) -> bool:
        """Are the ticked of one currency?"""
        return len({item["currency"] for item in self.debits if item["entry"] in self.ticked}) == 1

    @property
    def overdue_cents(self) -> int:
        """What of the ticked should have been paid, in the first currency in which anything is owed."""
        late = [item for item in self.debits if (item["days_overdue"] or 0) > 0 and item["entry"] in self.ticked]
        first = min((item["currency"] for item in self.items), default="")
        return sum(item["open_cents"] for item in late if item["currency"] == first)

    @property
    def currency(self) -> str:
        """That of what may be ticked; "" where it is of several, which have no sum."""
        found = {item["currency"] for item in self.debits}
        return found.pop() if len(found) == 1 else ""

    @property
    def is_some(self) -> bool:
        """Are they not as they are at first?"""
        return self.ticked != self.free

    @property
    def is_open(self) -> bool:
        """Few enough to stand open, or changed?"""
        return len(self.items) <= SHOWN_OPEN or self.is_some

    def entries(self, kind: str) -> list[Entry]:
        """What something of that kind is noted of; none: all that they owe. Unfit where one is open no more."""
        if self.is_stale:
            raise Unfit(_("One of the items ticked is not open any more: look at the ticks, and note it again."))
        if self.is_all and kind not in EXACT:
            return []
        return list(Entry.objects.filter(pk__in=self.ticked).order_by("document_on", "pk"))

    def follows(self, kind: str, offered: int | None) -> dict[str, str | bool]:
        """What the field of that amount tells the page: it goes with the ticks until a person writes in it; nothing
        where what is ticked has no sum."""
        if not offered or not self.currency:
            return {}
        now = written(offered if self.is_all else self.cents)
        return {"data-follows": now, "data-whole": written(offered), "data-by-hand": amount_of(kind) in self.by_hand}

    def amount(self, kind: str, typed: int | None, offered: int | None) -> int | None:
        """What was typed. Left as it was offered of all, it is what the ticked leave open, where that has a sum (a page
        without a script cannot tell it from the same typed by hand); of a payment of several that pays each whole,
        none: each notice is of one."""
        is_left = typed is not None and typed == offered and not self.is_all and amount_of(kind) not in self.by_hand
        cents = self.cents if is_left and self.has_sum else typed
        is_each = kind == "payment_notice" and len(self.ticked) > 1 and not self.is_all
        return None if is_each and cents == self.cents else cents


def amount_of(kind: str) -> str:
    """The name of the field in which the amount of something of that kind is written."""
    return f"{kind}-amount"


def is_contested(item: dict[str, Any]) -> bool:
    """Is all of it in a dispute that nobody has ended?"""
    return any(standing.kind == "dispute" and cents is None for standing, cents in item["restraints"])


def at_first(items: Sequence[dict[str, Any]]) -> Ticks:
    """All that is free, ticked."""
    return Ticks(items, Ticks(items, frozenset()).free)


def posted(items: Sequence[dict[str, Any]], given: QueryDict) -> Ticks:
    """As a person left them."""
    asked, theirs = set(given.getlist("entry")), {item["entry"] for item in items if item["open_cents"] > 0}
    ticked = frozenset(keys_of(asked)) & theirs
    return Ticks(items, ticked, len(ticked) < len(asked), frozenset(given.getlist("by_hand")))
