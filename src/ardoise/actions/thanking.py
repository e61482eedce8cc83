"""A word of thanks: who was reminded, has paid it all, and is under a policy that says so hears of it once.

What answers a reminder that leaves by itself leaves by itself; any other waits for a person, as the reminder had.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from ardoise.actions import events, ledger
from ardoise.actions.policies.assignment import policies_of
from ardoise.actions.policies.limits import limits_of
from ardoise.domain.dunning import Level, Policy
from ardoise.domain.pressure import Limits
from ardoise.engine import pressure
from ardoise.records import book
from ardoise.records.models import (
    Contact,
    Customer,
    Entry,
    Message,
    MessageItem,
    OptOut,
    Proposal,
    ProposalItem,
    Run,
    Settlement,
    Skip,
)

THANKS = "thanks"
LEVEL = Level(THANKS, 1, tone=THANKS)
REMINDED = timedelta(60)  # a reminder older than that is no longer what they answer by paying
PAID = timedelta(10)  # thanks that come later than that are odd
AT_PEACE = ("nothing_open", "not_due")


@dataclass(frozen=True)
class Paid:
    """What came in after a message, and when the last of it did."""

    cents: int
    on: date


def thank(run: Run) -> int:
    """Adds to the run a proposal of thanks per customer who has earned one, instead of its skip; how many."""
    thankful = {name: policy for name, policy in policies_of(run.company).items() if policy.thanks}
    if not thankful:
        return 0
    waiting = Skip.objects.filter(run=run, policy__in=list(thankful), reason__in=AT_PEACE)
    with events.act(run.company):
        found = earned(reminded(waiting.values_list("customer", flat=True), run.as_of), run.as_of)
        for message in found:
            propose(run, message, thankful)
    return len(found)


def earned(reminders: Iterable[Message], as_of: date) -> list[Message]:
    """Of these reminders to customers who are at peace that day, the last of each that has earned a word of thanks."""
    said = {message.customer_id: message for message in reminders}
    return [message for message in said.values() if not why_not(message.customer, entries_of(message), as_of)]


def reminded(customers: Iterable[int], as_of: date) -> Iterable[Message]:
    """The last reminder of each of these customers that left lately and was not thanked for; the latest last."""
    later = Message.objects.filter(customer=OuterRef("customer"), level=THANKS, pk__gt=OuterRef("pk"))
    refused = OptOut.objects.filter(customer=OuterRef("customer"), channel="email", ended_at=None)
    reached = Contact.objects.filter(customer=OuterRef("customer"), email_refused_at=None).exclude(email="")
    left = Message.objects.filter(customer__in=customers, state="sent", left_on__gt=as_of - REMINDED)
    claimed = MessageItem.objects.filter(message=OuterRef("pk"), open_cents__gt=0)
    found = left.filter(Exists(claimed), ~Exists(later), ~Exists(refused), Exists(reached))
    return found.select_related("customer__company").prefetch_related("items").order_by("pk")


def entries_of(message: Message) -> list[int]:
    """What the message claimed."""
    return [item.entry_id for item in message.items.all() if item.open_cents > 0]


def why_not(customer: Customer, entries: Collection[int], as_of: date, besides: Collection[int] = ()) -> str:
    """Why nobody is thanked: something of it is open again, something is late, a dispute, a payment the bank took back
    of late, a debtor who has heard enough; "" where all is paid. `besides`: messages (their keys) that do not count."""
    items = ledger.items(customer.company, as_of, customer)
    owed = items.filter(items["open_cents"] > 0)
    is_open = bool(set(owed["entry"].to_list()) & set(entries))
    is_late = not owed.filter(owed["due_on"] < as_of).is_empty()
    if is_open or is_late or not entries:
        return "amount_changed"
    blocks = book.blocks(customer.company_id, as_of, customer.pk)
    if not blocks.is_empty():
        return str(blocks["reason"][0])
    from ardoise.actions.reconciliation import returning  # which asks customers, and so looks at thanks

    is_back = returning.lately(customer.company, [customer.pk], as_of)
    if is_back or not paid_for(customer, entries, as_of):
        return "amount_changed"
    return "contact_pressure" if is_pressed(customer, as_of, besides) else ""


def is_pressed(customer: Customer, as_of: date, besides: Collection[int] = ()) -> bool:
    """Has the debtor been contacted as often as may be, by whatever channel, company or account of theirs?"""
    limits = limits_of(customer.company)
    since = as_of - timedelta(limits.contacts_days - 1)
    made = book.contacts_made(customer.company_id, since, customer.pk, besides)
    asked = book.customers(customer.company_id, customer.pk).select("customer", "debtor")
    weighed = pressure.weigh(asked, made, Limits(limits.contacts_max, limits.contacts_days), as_of)
    return bool(weighed["contacts_made"][0] >= weighed["contacts_max"][0])


def paid_for(customer: Customer, entries: Collection[int], as_of: date) -> Paid | None:
    """The payments lettered with these entries or applied to them, booked in the last days; None without money."""
    groups = Q(pk__in=[])
    for entry in Entry.objects.filter(pk__in=list(entries)).exclude(letter=None):
        groups |= Q(letter=entry.letter, imported=entry.imported_id)
    lettered = Entry.objects.filter(groups, customer=customer, kind="payment", gone_on=None, booked_on__lte=as_of)
    applied = Settlement.objects.filter(
        customer=customer, item__in=list(entries), payment__kind="payment", reconciliation__undone_at=None,
        until_on=None, from_on__lte=as_of,
    ).exclude(payment__in=lettered)  # fmt: skip
    found = list(lettered.values_list("amount_cents", "booked_on"))
    found += [(-cents, on) for cents, on in applied.values_list("cents", "payment__booked_on")]
    last = max((on for _cents, on in found), default=None)
    if last is None or last < as_of - PAID:
        return None
    return Paid(-sum(cents for cents, _on in found), last)


def propose(run: Run, message: Message, policies: Mapping[str, Policy]) -> None:
    """The proposal, in the place of the skip; it lists what was paid, of which nothing is open."""
    skip = Skip.objects.get(run=run, customer=message.customer)
    by_itself = {key for key, level in policies[skip.policy].known_as().items() if level.is_automatic}
    listed = [item for item in message.items.all() if item.open_cents > 0]
    proposal = Proposal.objects.create(
        company=run.company,
        run=run,
        customer=message.customer,
        level=THANKS,
        channel=LEVEL.channel,
        cycle=message.cycle,
        amount_cents=0,
        currency=message.currency,
        oldest_due_on=min(item.due_on for item in listed),
        days_overdue=0,
        reason=THANKS,
        last_sent_on=message.left_on,
        last_level=message.level,
        policy=skip.policy,
        assigned_by=skip.assigned_by,
        is_automatic=message.level in by_itself,
    )
    skip.delete()
    ProposalItem.objects.bulk_create(
        ProposalItem(
            company=run.company, proposal=proposal, entry_id=item.entry_id, due_on=item.due_on, open_cents=0,
            days_overdue=0,
        )
        for item in listed
    )  # fmt: skip
