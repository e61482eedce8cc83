"""Whether messages may still leave, asked of the whole book at once, and how long that answer holds.

An answer about a customer holds while nobody else has committed anything to the database: SQLite says so itself
(`PRAGMA data_version`). Where others have, or the database cannot say, it holds if none of the customer's own rows
has changed and nobody has done anything but send messages. Else the customer's facts are looked at again, inside
the transaction of the intent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q
from django_scopes import scopes_disabled

from ardoise.actions import personal_messages
from ardoise.actions.correspondence import addressing
from ardoise.actions.dunning.facts import Said, policy_of, what_changed, what_changed_for_all
from ardoise.records import facts
from ardoise.records.correspondence import PERSONAL
from ardoise.records.models import Company, Customer, Message, MessageItem

WORTH_IT = 8  # fewer waiting messages are each asked for themselves
AT_ONCE = 1000


@dataclass
class Verdicts:
    """Reasons by message key ("" means it may leave), as of a day, and what was so when they were asked for."""

    as_of: date = date.min
    reasons: dict[int, str] = field(default_factory=dict)
    digests: dict[int, bytes] = field(default_factory=dict)  # of the customers
    version: int = -1  # of the database
    event: tuple[int, int] = (0, 0)  # the last one written
    used: int = WORTH_IT  # of the last answer; the first question is always worth it
    is_over: bool = False  # little waits, or others act all the time: each message is asked for itself

    def of(self, message: Message, today: date) -> str:
        """Why the message may not leave; to be asked inside the transaction of its intent."""
        if self.as_of == today and message.pk in self.reasons:
            reason = self.reasons.pop(message.pk)
            if self.holds(message):
                self.used += 1
                return reason
        elif self.reasons and message.pk > max(self.reasons):
            self.reasons.clear()  # other workers sent what else was asked about: this answer is used up
        return why_not(message, today)

    def holds(self, message: Message) -> bool:
        """Is all that the answer was concluded from as it was?"""
        if self.version != -1 and self.version == version():
            return True
        if facts.acted_since(message.company_id, self.event):
            self.reasons.clear()
            return False
        now = facts.digests([message.customer_id], besides=[message.pk])
        return now[message.customer_id] == self.digests[message.pk]

    def refresh(self, company: Company, at: datetime, today: date) -> None:
        """Ask again for all that waits, if the answer is used up or of another day, and asking is worth it."""
        if self.is_over or (self.reasons and self.as_of == today):
            return
        waiting = waiting_alone(company, at) if self.used >= WORTH_IT else []
        self.is_over = len(waiting) < WORTH_IT
        if not self.is_over:
            self._ask(company, today, waiting)

    def _ask(self, company: Company, today: date, waiting: list[Message]) -> None:
        """What changed while it was being asked is left out: it will be asked for itself."""
        self.version, self.event, self.as_of, self.used = version(), facts.last_event(company.pk), today, 0
        before = digests(waiting)
        reasons = reasons_against(company, today, waiting)
        after = digests(waiting)
        self.digests = {key: digest for key, digest in before.items() if after[key] == digest}
        self.reasons = {key: reason for key, reason in reasons.items() if key in self.digests}


def why_not(message: Message, today: date) -> str:
    """The facts of one message's customer, looked at now."""
    if message.level == PERSONAL:
        return personal_messages.why_not(message, today)
    customer = Customer.objects.select_related("company").get(pk=message.customer_id)
    if addressing.of_messages(customer.company, [message])[message.pk] != message.recipient:
        return "contact_changed"
    if message.cc and addressing.copied(customer.company, [customer]).get(customer.pk) != message.cc:
        return "contact_changed"
    policy = policy_of(message.approval.proposal.run.policy)
    return what_changed(customer, today, policy, message.level, items_of(message), besides=message)


def reasons_against(company: Company, today: date, waiting: list[Message]) -> dict[int, str]:
    """The same of many messages, asked at once."""
    addresses = addressing.of_messages(company, waiting)
    moved = {m.pk for m in waiting if addresses[m.pk] != m.recipient}
    copies = addressing.copied(company, [m.customer for m in waiting if m.cc])
    moved |= {m.pk for m in waiting if m.cc and copies.get(m.customer_id) != m.cc}
    said = [Said(m.pk, m.customer, m.level, {i.entry_id: i.open_cents for i in m.items.all()}) for m in waiting]
    policy = policy_of(waiting[0].approval.proposal.run.policy)
    reasons = what_changed_for_all(company, today, policy, said, are_written=True)
    return {key: "contact_changed" if key in moved else reason for key, reason in reasons.items()}


def digests(messages: list[Message]) -> dict[int, bytes]:
    """By message, what is known of its customer, the message itself apart."""
    found = facts.digests({m.customer_id for m in messages}, besides={m.pk for m in messages})
    return {m.pk: found[m.customer_id] for m in messages}


def version() -> int:
    """A number that stays while no other connection commits; -1 where the database cannot tell."""
    if connection.vendor != "sqlite":
        return -1
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])


def waiting_alone(company: Company, at: datetime) -> list[Message]:
    """What waits to leave now, the first of it, of customers for whom nothing else is under way, and by no person.

    A debtor whom several customers are, here or in another company, may be contacted only so often in all: what is
    said to one of them counts for the others, so each is asked for itself; so is one that another worker has taken.
    """
    under_way = Message.objects.filter(company=company, state__in=["queued", "claimed", "sending"])
    now = (
        under_way.filter(state="queued")
        .filter(Q(not_before=None) | Q(not_before__lte=at))
        .exclude(level=PERSONAL)
        .order_by("pk")
    )
    found = list(now.select_related("customer__company", "approval__proposal__run").prefetch_related("items")[:AT_ONCE])
    busy: dict[int, int] = {}
    theirs = under_way.filter(customer__in={message.customer_id for message in found})
    for customer_id in theirs.values_list("customer_id", flat=True):
        busy[customer_id] = busy.get(customer_id, 0) + 1
    shared = shared_debtors({message.customer.siren for message in found} - {""})
    return [m for m in found if busy.get(m.customer_id) == 1 and m.customer.siren not in shared]


def shared_debtors(sirens: set[str]) -> set[str]:
    """Those that several customers bear, in whichever companies."""
    with scopes_disabled():
        borne = Customer.objects.filter(siren__in=sirens).values_list("siren").annotate(times=Count("pk"))
        return {siren for siren, times in borne if times > 1}


def items_of(message: Message) -> dict[int, int]:
    """Open cents by entry, as the message lists them."""
    return dict(MessageItem.objects.filter(message=message).values_list("entry_id", "open_cents"))
