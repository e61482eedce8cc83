"""Where the timeline comes from: each source gives its latest rows after a place, and tells them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from ardoise.actions.replies import replies_about
from ardoise.actions.timeline import telling
from ardoise.actions.timeline.steps import Reader, Step
from ardoise.actions.timeline.words import KINDS, VERBS
from ardoise.records.models import Customer, Entry, Event, Import, Message, Proof, Task

Row = Any
Rows = list[tuple[datetime, Row]]


@dataclass(frozen=True)
class Place:
    """A place in the timeline: what follows is older, or of the same instant and further down."""

    at: datetime
    rank: int
    row: int


@dataclass(frozen=True)
class Source:
    """Of which kinds it is, its rows (at most so many after a place), and how they are told."""

    kinds: frozenset[str]
    rows: Callable[[Customer, Place | None, int, str, int], Rows]
    tell: Callable[[Reader, Rows, int], Sequence[Step]]


def after(rows: QuerySet[Row], field: str, place: Place | None, rank: int) -> QuerySet[Row]:
    """The rows that follow the place, latest first."""
    if place is not None:
        later = Q(**{f"{field}__lt": place.at})
        if rank > place.rank:
            later |= Q(**{field: place.at})
        elif rank == place.rank:
            later |= Q(**{field: place.at, "pk__lt": place.row})
        rows = rows.filter(later)
    return rows.order_by(f"-{field}", "-pk")


def events(customer: Customer, place: Place | None, rank: int, kind: str, size: int) -> Rows:
    """What was done; what a message, a proof or a reply tells by itself is left to it."""
    told = Q(object_kind="message", by=None) | Q(object_kind="proof") | Q(verb="received_reply")
    acts = Event.objects.filter(customer=customer).exclude(told).select_related("by")
    if kind:
        mine = Q(verb__in=[verb for verb, (_words, of) in VERBS.items() if of == kind])
        acts = acts.filter(mine | ~Q(verb__in=VERBS) if kind == "file" else mine)
    return [(event.at, event) for event in after(acts, "at", place, rank)[:size]]


def messages(customer: Customer, place: Place | None, rank: int, kind: str, size: int) -> Rows:
    """The messages, at the instant they left or were written."""
    written = Message.objects.filter(customer=customer).annotate(moment=Coalesce("left_at", "composed_at"))
    return [(message.moment, message) for message in after(written.defer("html"), "moment", place, rank)[:size]]


def proofs(customer: Customer, place: Place | None, rank: int, kind: str, size: int) -> Rows:
    """What came back about a message: deposits, deliveries, bounces."""
    about = Q(message__customer=customer) | Q(message__carried__customer=customer)
    mine = Proof.objects.filter(about).distinct().select_related("by").defer("content")
    return [(proof.at, proof) for proof in after(mine, "at", place, rank)[:size]]


def replies(customer: Customer, place: Place | None, rank: int, kind: str, size: int) -> Rows:
    """What they wrote, and what the head of their group answered about them."""
    theirs = replies_about(customer).defer("raw").select_related("customer").prefetch_related("findings")
    return [(reply.received_at, reply) for reply in after(theirs, "received_at", place, rank)[:size]]


def tasks(customer: Customer, place: Place | None, rank: int, kind: str, size: int) -> Rows:
    """What a person was asked to do; what came of it is an event of its own, and a call nobody asked for only that."""
    told_at_once = Q(done_at=F("at"), message=None)
    asked = (
        Task.objects.filter(customer=customer).exclude(told_at_once).select_related("done_by", "customer__collector")
    )
    return [(task.at, task) for task in after(asked, "at", place, rank)[:size]]


def payments(customer: Customer, place: Place | None, rank: int, kind: str, size: int) -> Rows:
    """The credits of the account, and what the bank took back, at the start of the day they were booked."""
    zone = ZoneInfo(customer.company.time_zone)
    credits = Q(amount_cents__lt=0) | Q(kind="returned_payment")
    booked = Entry.objects.filter(credits, customer=customer, is_opening=False)
    if place is not None:
        on = place.at.astimezone(zone).date()
        is_tie = place.at == datetime.combine(on, time(), zone)
        later = Q(booked_on__lt=on)
        if not is_tie or rank > place.rank:
            later |= Q(booked_on=on)
        elif rank == place.rank:
            later |= Q(booked_on=on, pk__lt=place.row)
        booked = booked.filter(later)
    latest = booked.order_by("-booked_on", "-pk")[:size]
    return [(datetime.combine(entry.booked_on, time(), zone), entry) for entry in latest]


def imports(customer: Customer, place: Place | None, rank: int, kind: str, size: int) -> Rows:
    """The imports that brought entries of this customer, each with how many.

    The customer's entries are counted by themselves: joined, SQLite would read the whole book by its imports.
    """
    own = Entry.objects.filter(company=customer.company_id, customer=customer)
    counts = dict(own.values_list("imported").annotate(Count("pk")).order_by())
    brought = Import.objects.exclude(kind="house").filter(pk__in=counts).select_related("by")
    dated = brought.annotate(moment=Coalesce("ended_at", "started_at"))
    rows = list(after(dated, "moment", place, rank)[:size])
    for one in rows:
        one.count = counts[one.pk]
    return [(one.moment, one) for one in rows]


SOURCES = (
    Source(frozenset(KINDS), events, telling.events),
    Source(frozenset({"messages"}), proofs, telling.proofs),
    Source(frozenset({"messages"}), messages, telling.messages),
    Source(frozenset({"replies"}), replies, telling.replies),
    Source(frozenset({"calls"}), tasks, telling.tasks),
    Source(frozenset({"payments"}), imports, telling.imports),
    Source(frozenset({"payments"}), payments, telling.payments),
)
"""In the order in which what happened in the same instant is told: what came of it first, as all is told backwards."""
