"""What a reply says has been paid beside the rest that it promises: of whose account, and whether it is booked yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from ardoise.actions import ledger
from ardoise.actions.refusals import Unfit
from ardoise.actions.replies.members import suggested
from ardoise.actions.replies.owing import Facts, are_apart, day, nothing_left
from ardoise.domain.money import with_currency as money
from ardoise.records.models import Customer, Difference, Entry, Finding, Reconciliation, Reply

EARLY = timedelta(4)  # so many days before the one they name the bank may have booked it: *yesterday*, said on a Monday
UNDATED = timedelta(60)  # how far back it is looked for where they name no day


@dataclass(frozen=True)
class Booked:
    """A credit of the accounts: its day, its amount, and what was paid where it came in with others or lacked some."""

    on: date
    amounts: frozenset[int]


def paid_beside(customers: Sequence[Customer], reply: Reply, rest: Facts) -> list[Finding]:
    """The payments it tells beside the rest which are in the books of none of these accounts yet."""
    said = reply.findings.filter(situation="paid").exclude(decision="rejected").order_by("pk")
    told = [one for one in said if one.facts.get("amount_cents") and not are_apart(one.facts, rest)]
    since = {one.pk: first_day(one.facts, reply.received_at.date()) for one in told}
    here = booked(customers, min(since.values())) if told else []
    return [one for one in told if not is_here(here, one.facts["amount_cents"], since[one.pk])]


def first_day(paid: Facts, received_on: date) -> date:
    """The first on which the bank, or the ledger, may have booked it."""
    return on - EARLY if (on := day(paid)) else received_on - UNDATED


def is_here(here: Sequence[Booked], cents: int, since: date) -> bool:
    """Is one of them a payment of that amount, of that day or later?"""
    return any(one.on >= since and cents in one.amounts for one in here)


def booked(customers: Sequence[Customer], since: date) -> list[Booked]:
    """What stands to the credit of these accounts, by the ledger or by the bank, of that day or later: a receipt
    whole, though it was spread over several of them."""
    accepted = Reconciliation.objects.filter(customer__in=customers, kind="receipt", undone_at=None)
    acts = list(accepted.filter(movement__booked_on__gte=since).select_related("movement"))
    lacking = lacked(acts)
    receipts = {
        act.movement_id: Booked(act.movement.booked_on, frozenset({cents, cents + lacking.get(act.together, 0)}))
        for act in acts
        if act.movement and (cents := act.movement.amount_cents)
    }
    credits = Entry.objects.filter(customer__in=customers, amount_cents__lt=0, booked_on__gte=since, gone_on=None)
    others = credits.exclude(pk__in=[act.payment_id for act in acts]).values_list("booked_on", "amount_cents")
    return [*receipts.values(), *(Booked(on, frozenset({-cents})) for on, cents in others)]


def lacked(acts: Sequence[Reconciliation]) -> dict[UUID, int]:
    """What the receipts lacked of what they settled, by their acts: what the bank kept, a discount."""
    posted = Difference.objects.filter(reconciliation__together__in={act.together for act in acts}, refused_at=None)
    return dict(posted.values_list("reconciliation__together").annotate(Sum("cents")))


def of_each(owed: Mapping[Customer, int], payments: Sequence[Finding], today: date) -> Counter[int]:
    """What these payments take off each account, by its key: off the only one, off that which a person or the words
    named, else off the only one that owes that very amount, in all or for an invoice.

    Unfit where it may be one as well as another, with what is left of all together.
    """
    told: Counter[int] = Counter()
    for finding in payments:
        cents = finding.facts["amount_cents"]
        codes = finding.facts.get("customers") or [one.code for one in suggested(finding)]
        meant = [one for one in owed if one.code in codes] if codes else list(owed)
        exactly = [one for one in meant if len(meant) == 1 or cents in (owed[one], *open_invoices(one, today))]
        exactly = [one for one in exactly if cents <= owed[one]]
        if meant and len(exactly) != 1:
            raise Unfit(whose_is_untold(owed, payments))
        told.update({one.pk: cents for one in exactly})
    return told


def open_invoices(customer: Customer, today: date) -> list[int]:
    """What is open of each."""
    items = ledger.items(customer.company, today, customer)
    return [cents for cents in items["open_cents"].to_list() if cents > 0]


def whose_is_untold(owed: Mapping[Customer, int], payments: Sequence[Finding]) -> str:
    """That a person has to say how much, and how much it is over all these accounts."""
    company = next(iter(owed)).company
    left = sum(owed.values()) - sum(one.facts["amount_cents"] for one in payments)
    if left <= 0:
        return nothing_left()
    words = _("Give the amount, since whose account they have paid is not told: %(left)s is left of all together.")
    return words % {"left": money(left, company.currency, company.language)}
