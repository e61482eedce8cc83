"""Whether messages may still leave, asked at once of all that a worker holds, and how long that answer holds.

An answer about a customer holds while nobody has done anything but send messages to others: every act writes an
event in its own transaction, so the events since the question are all there is to look at. Else the customer's
facts are looked at again, inside the transaction of the intent, and what the worker still holds is asked for anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django_scopes import scopes_disabled

from ardoise.actions import personal_messages
from ardoise.actions.correspondence import addressing, consumers
from ardoise.actions.disputes import asking
from ardoise.actions.dunning.facts import (
    HIDDEN,
    Listed,
    Said,
    is_hidden,
    overtakes,
    what_changed,
    what_changed_for_all,
)
from ardoise.actions.replies.unread import UNREAD, wrote_since
from ardoise.actions.tasks.calls import CARRIED
from ardoise.domain.dunning import NO_RUNGS
from ardoise.records import facts, outbox
from ardoise.records.correspondence import INTERNAL, PERSONAL
from ardoise.records.models import Company, Customer, Message

WORTH_IT = 2  # one message is asked for itself
USED_MIN = 8  # answers that served before an act ended them: fewer, and others act too often to ask for all again


@dataclass
class Verdicts:
    """Reasons by message key ("" means it may leave), as of a day, and the last event when they were asked for."""

    as_of: date = date.min
    reasons: dict[int, str] = field(default_factory=dict)
    customers: dict[int, int] = field(default_factory=dict)  # → the key of the message
    event: facts.Last = facts.NOTHING
    used: int = 0  # answers that served
    is_over: bool = False  # an act ended them: it is worth asking again

    def ask(self, company: Company, today: date, messages: Sequence[Message]) -> None:
        """Answers for these, in place of those there were; what happens while it is asked counts as happening after."""
        self.event, self.as_of, self.reasons = facts.last_event(), today, {}
        self.used, self.is_over = 0, False
        alone = answerable(messages)
        if len(alone) >= WORTH_IT:  # of the company as it is now: its terms may have changed since the round began
            self.reasons = reasons_against(alone[0].customer.company, today, alone)
        self.customers = {message.customer_id: message.pk for message in alone}

    def of(self, message: Message, today: date) -> str:
        """Why the message may not leave; to be asked inside the transaction of its intent, once `look` was."""
        reason = self.reasons.pop(message.pk, None) if self.as_of == today else None
        if reason is None:
            return why_not(message, today)
        self.used += 1
        return reason

    def against(self, message: Message, carried: Sequence[Message], today: date) -> dict[int, str]:
        """The same of a message and all that leaves in it, which leaves whole or not at all: {} if it may, else by key
        why each may not, be it only that the facts of another changed."""
        if not carried:
            reason = self.of(message, today)
            return {message.pk: reason} if reason else {}
        whole = (message, *carried)
        reasons = {one.pk: why_not(one, today) for one in whole}
        if first := next((one for one in whole if reasons[one.pk]), None):
            return {key: reason or f"sister_changed:{first.customer.name}" for key, reason in reasons.items()}
        return {} if have_one_reader(whole) else dict.fromkeys(reasons, "contact_changed")

    def look(self) -> bool:
        """Forget what no longer holds: everything after any act, one customer after a message of another worker's.

        Has anybody acted since it was last asked?
        """
        since = facts.since(self.event)
        self.event = since.last
        has_acted = bool(since.verbs - facts.SAID)
        if has_acted:
            self.reasons, self.is_over = {}, self.used >= USED_MIN
        for customer_id in since.customers & self.customers.keys():
            self.reasons.pop(self.customers[customer_id], None)
        return has_acted


def why_not(message: Message, today: date) -> str:
    """The facts of one message's customer, looked at now."""
    if message.level in NO_RUNGS and is_hidden(message.approval.proposal):
        return HIDDEN
    if message.level in INTERNAL:
        return asking.why_not(message, today)
    customer = Customer.objects.select_related("company").get(pk=message.customer_id)
    if message.level == PERSONAL:
        return personal_messages.why_not(message, today) or consumers.why_not(message, customer.kind)
    listed = items_of(message)
    reason = what_changed(customer, today, message.level, listed, besides=message)
    said = Said(message.pk, customer, message.level, listed, message.carrier_id or message.pk)
    reason = reason or overtakes([said]).get(message.pk, "")
    reason = said_of(reason, bool(moved(customer.company, [message])))
    reason = reason or consumers.why_not(message, customer.kind)
    return reason or (UNREAD if answered([message]) else "")


def said_of(reason: str, is_elsewhere: bool) -> str:
    """The facts say why; of one who is reached elsewhere, or no more, and about whom they say nothing else, that."""
    return "contact_changed" if is_elsewhere and reason in ("", "no_address") else reason


def moved(company: Company, messages: Sequence[Message]) -> set[int]:
    """Those whose recipient, or whose salesperson in copy, is another one today, by their keys."""
    addresses = addressing.of_messages(company, messages)
    copies = addressing.copied(company, [m.customer for m in messages if m.cc])
    return {m.pk for m in messages if addresses[m.pk] != m.recipient or (m.cc and copies.get(m.customer_id) != m.cc)}


def have_one_reader(messages: Sequence[Message]) -> bool:
    """Does one head of a group still receive for all of these customers, some of whom may be that head itself?"""
    heads = addressing.parents_of(messages[0].company, {one.customer_id for one in messages})
    return len({heads[one.customer_id].pk if one.customer_id in heads else one.customer_id for one in messages}) == 1


def reasons_against(company: Company, today: date, waiting: list[Message]) -> dict[int, str]:
    """The same of many messages, asked at once."""
    elsewhere = moved(company, waiting)
    listed = outbox.listed_in([m.pk for m in waiting])
    said = [Said(m.pk, m.customer, m.level, listed.get(m.pk, {}), m.pk, m.channel) for m in waiting]
    changed, early = what_changed_for_all(company, today, said), overtakes(said)
    reasons = {key: reason or early.get(key, "") for key, reason in changed.items()}
    hidden = {m.pk: HIDDEN for m in waiting if is_hidden(m.approval.proposal)}
    told = {key: said_of(reason, key in elsewhere) for key, reason in reasons.items()} | hidden
    told |= {m.pk: consumers.why_not(m, m.customer.kind) for m in waiting if not told[m.pk]}
    unread = answered([message for message in waiting if not told[message.pk]])
    return told | dict.fromkeys(unread, UNREAD)


def answered(messages: Sequence[Message]) -> set[int]:
    """The keys of the reminders that were approved before the customer wrote what nobody has read: he may have paid.

    What a person says himself is none: whoever is about to call or to visit is shown the mail. Nor is what is no
    reminder, since it claims nothing.
    """
    return wrote_since([m for m in messages if m.level not in NO_RUNGS and m.channel not in CARRIED])


def answerable(messages: Sequence[Message]) -> list[Message]:
    """Those of reminders to customers for whom nothing else is under way.

    A debtor whom several customers are, here or in another company, may be contacted only so often in all: what is
    said to one of them counts for the others, so each is asked for itself. So are words of a person's own. Who the
    debtor is is read again: these have been held for a while.
    """
    times = outbox.under_way({message.customer_id for message in messages})
    found = [m.pk for m in messages if m.level not in (PERSONAL, *INTERNAL) and times.get(m.customer_id) == 1]
    asked = Message.objects.filter(pk__in=found, carried=None).defer("html").order_by("pk")
    whole = asked.select_related("customer__company", "approval__proposal__run")
    shared = shared_debtors({message.customer.siren for message in whole} - {""})
    return [message for message in whole if message.customer.siren not in shared]


def shared_debtors(sirens: set[str]) -> set[str]:
    """Those that several customers bear, in whichever companies."""
    with scopes_disabled():
        borne = Customer.objects.filter(siren__in=sirens).values_list("siren").annotate(times=Count("pk"))
        return {siren for siren, times in borne if times > 1}


def items_of(message: Message) -> Listed:
    """What the message lists."""
    return outbox.listed_in([message.pk]).get(message.pk, {})
