"""What the board adds up: how much each dispute blocks, and which causes come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from ardoise.actions import ledger, rights
from ardoise.actions.days import business_date
from ardoise.actions.disputes.opening import amounts_of
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Company, Dispute, Event, User

DAYS_BACK = 90


@dataclass(frozen=True)
class Cause:
    """A reason that comes back, or somebody who is asked: how often, about how much, and how long it took."""

    key: str
    count: int
    days_mean: float | None  # of those settled
    cents: int = 0
    open_count: int = 0


def visible(user: User, company: Company) -> QuerySet[Dispute]:
    """The disputes of the customers the person may see, and those they are asked to answer."""
    found = Dispute.objects.filter(company=company)
    if rights.may(user, "see_all", company):
        return found
    return found.filter(Q(customer__in=rights.customers(user, company)) | Q(resolver=user))


def answered(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Of these, the open ones about which nothing happened since whoever was asked has answered."""
    told = Event.objects.filter(company=OuterRef("company"), object_kind="dispute", object_id=OuterRef("pk"))
    told = told.exclude(verb__in=INTERNAL)  # that the house has written to a colleague is no answer of theirs
    last_by = Subquery(told.order_by("-seq").values("by")[:1])
    asked = disputes.exclude(stage="waiting_resolver").exclude(resolver=None, resolver_email="")
    return asked.filter(ended_at=None).annotate(last_by=last_by).filter(Q(last_by=None) | Q(last_by=F("resolver")))


def contested_cents(company: Company, disputes: Sequence[Dispute], as_of: date) -> dict[int, int]:
    """What each dispute keeps from being paid, by its key: the parts contested of what is open on the day."""
    customers = sorted({dispute.customer_id for dispute in disputes})
    items = ledger.items(company, as_of, customers).select("entry", "customer", "open_cents")
    by_entry = dict(items.select("entry", "open_cents").iter_rows())
    by_customer: dict[str, int] = {}
    for _entry, customer, cents in items.iter_rows():
        by_customer[customer] = by_customer.get(customer, 0) + max(cents, 0)
    return {
        dispute.pk: sum(part(by_entry.get(entry, 0), cents) for entry, cents in parts.items())
        if (parts := amounts_of(dispute))
        else by_customer.get(dispute.customer.code, 0)
        for dispute in disputes
    }


def part(open_cents: int, contested: int | None) -> int:
    """What is contested of what is still open."""
    return max(open_cents if contested is None else min(contested, open_cents), 0)


def causes(company: Company, as_of: date) -> list[Cause]:
    """The reasons of the last ninety days, the most frequent first; the caller is in the company's scope."""
    found = lately(company, as_of)
    cents = told_cents(company, found, as_of)
    told = [tallied(reason, held, cents) for reason, held in grouped(found, lambda one: one.reason).items()]
    return sorted(told, key=lambda cause: (-cause.count, cause.key))


def answerers(company: Company, as_of: date) -> list[Cause]:
    """Who was asked in the last ninety days, whom most first: a colleague's name or the address of a mailbox."""
    asked = [one for one in lately(company, as_of) if one.resolver or one.resolver_email]
    cents = told_cents(company, asked, as_of)
    told = [tallied(name, held, cents) for name, held in grouped(asked, resolver_name).items()]
    return sorted(told, key=lambda cause: (-cause.open_count, -cause.count, cause.key))


def resolver_name(dispute: Dispute) -> str:
    """What whoever answers is called; "" where nobody was asked."""
    person = dispute.resolver
    return (person.get_full_name() or person.username) if person else dispute.resolver_email


def lately(company: Company, as_of: date) -> list[Dispute]:
    """The disputes opened in the last ninety days, with what they are about; what was granted of one is no other."""
    since = Dispute.objects.filter(company=company, opened_on__gte=as_of - timedelta(DAYS_BACK), continues=None)
    return list(since.select_related("company", "customer", "entry", "resolver").prefetch_related("items__entry"))


def grouped(disputes: Iterable[Dispute], key: Callable[[Dispute], str]) -> dict[str, list[Dispute]]:
    """The disputes by what `key` says of them."""
    found: dict[str, list[Dispute]] = {}
    for dispute in disputes:
        found.setdefault(key(dispute), []).append(dispute)
    return found


def told_cents(company: Company, disputes: Sequence[Dispute], as_of: date) -> dict[int, int]:
    """What each is about, by its key: what was contested; where that is all they owe, what it blocks while open."""
    whole = [one for one in disputes if one.ended_at is None and not amounts_of(one)]
    blocked = contested_cents(company, whole, as_of) if whole else {}
    return {one.pk: claimed_cents(one) for one in disputes} | blocked


def tallied(key: str, disputes: Sequence[Dispute], cents: Mapping[int, int]) -> Cause:
    """How many, how much, how many still open, and the days the others took."""
    took = [days_taken(one) for one in disputes if one.ended_at]
    mean = sum(took) / len(took) if took else None
    return Cause(key, len(disputes), mean, sum(cents[one.pk] for one in disputes), len(disputes) - len(took))


def days_taken(dispute: Dispute) -> int:
    """From the day it was opened to the one it ended on, as the company counts days; 0 of an open one."""
    if dispute.ended_at is None:
        return 0
    return (business_date(dispute.company, dispute.ended_at) - dispute.opened_on).days


def claimed_cents(dispute: Dispute) -> int:
    """What was contested when it was opened: the parts of its items, whole where no part was said.

    All that a customer owes, contested as a whole, has no amount of its own: 0.
    """
    if dispute.entry is not None:
        return dispute.entry.amount_cents
    return sum(
        item.entry.amount_cents if item.contested_cents is None else item.contested_cents
        for item in dispute.items.all()
    )
