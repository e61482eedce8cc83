"""Whether messages may still leave, asked of the whole book at once, and how long that answer holds.

An answer holds while nobody else has committed anything to the database: SQLite says so itself
(`PRAGMA data_version`). Where it no longer holds, or the database cannot say, each customer's
facts are looked at again inside the transaction of the intent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from ardoise.actions.dunning.facts import Said, policy_of, what_changed, what_changed_for_all
from ardoise.records.models import Company, Message, MessageItem

WORTH_IT = 8  # fewer waiting messages are each asked for themselves


@dataclass
class Verdicts:
    """Reasons by message key ("" means it may leave), as of a day, at a version of the database."""

    version: int = -1
    as_of: date = date.min
    reasons: dict[int, str] = field(default_factory=dict)
    used: int = WORTH_IT  # of the last answer; the first question is always worth it
    is_over: bool = False  # little waits, or others write all the time: each message is asked for itself

    def of(self, message: Message, today: date) -> str:
        """Why the message may not leave; to be asked inside the transaction of its intent."""
        if self.holds(today) and message.pk in self.reasons:
            self.used += 1
            return self.reasons.pop(message.pk)
        policy = policy_of(message.approval.proposal.run.policy)
        return what_changed(message.customer, today, policy, message.level, items_of(message), besides=message)

    def holds(self, today: date) -> bool:
        """Has nobody else written since, and is it still the same day?"""
        return self.version != -1 and self.as_of == today and self.version == version()

    def refresh(self, company: Company, at: datetime, today: date) -> None:
        """Ask again for all that waits, if the answer is used up or no longer holds and asking is worth it."""
        if self.is_over or (self.reasons and self.holds(today)):
            return
        now = version()
        waiting = waiting_alone(company, at) if now != -1 and self.used >= WORTH_IT else []
        self.is_over = len(waiting) < WORTH_IT
        if self.is_over:
            return
        said = [Said(m.pk, m.customer, m.level, {i.entry_id: i.open_cents for i in m.items.all()}) for m in waiting]
        policy = policy_of(waiting[0].approval.proposal.run.policy)
        self.reasons = what_changed_for_all(company, today, policy, said, are_written=True)
        self.version, self.as_of, self.used = now, today, 0


def version() -> int:
    """A number that stays while no other connection commits; -1 where the database cannot tell."""
    if connection.vendor != "sqlite":
        return -1
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])


def waiting_alone(company: Company, at: datetime) -> list[Message]:
    """What waits to leave now, of customers for whom nothing else is under way."""
    under_way = Message.objects.filter(company=company, state__in=["queued", "claimed", "sending"])
    now = under_way.filter(state="queued").filter(Q(not_before=None) | Q(not_before__lte=at))
    found = list(now.select_related("customer__company", "approval__proposal__run").prefetch_related("items")[:1000])
    busy: dict[int, int] = {}
    for customer_id in under_way.values_list("customer_id", flat=True):
        busy[customer_id] = busy.get(customer_id, 0) + 1
    return [message for message in found if busy[message.customer_id] == 1]


def items_of(message: Message) -> dict[int, int]:
    """Open cents by entry, as the message lists them."""
    return dict(MessageItem.objects.filter(message=message).values_list("entry_id", "open_cents"))
