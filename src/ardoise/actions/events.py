"""The audit trail: one event per act, in the act's own transaction, chained by SHA-256 over the exact bytes.

One chain per company: hash = SHA-256(hash before ‖ content). The content is kept as
the bytes that were hashed, so that verifying never depends on how JSON is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django_scopes import scope

from ardoise.records import durability, outbox
from ardoise.records.models import Company, Customer, Event, User

GENESIS = ""
HELD: ContextVar[int | None] = ContextVar("HELD", default=None)
"""The company that the act under way holds from its first statement to its end."""


@contextmanager
def act(company: Company, is_lasting: bool = True) -> Iterator[None]:
    """A transaction in which nobody else writes of the company, whichever the database; its queries are the company's.

    It holds the company's row before any other row, so that two acts never wait for each other in a ring. SQLite has
    one writer anyway, from the first moment of a transaction. One that is not `is_lasting` only tells what was done:
    it is on the disk with the next.
    """
    connection = transaction.get_connection()
    is_outermost = not connection.in_atomic_block
    with scope(company=company), transaction.atomic() if is_lasting else durability.with_the_next():
        if not connection.features.has_select_for_update:
            yield
            return
        hold(company)
        with holding_throughout(company) if is_outermost else nullcontext():
            yield


@contextmanager
def holding_throughout(company: Company) -> Iterator[None]:
    """Events of the company written meanwhile need not hold it again: it is held from before any savepoint, so
    nothing but the end of the whole act lets go of it."""
    told = HELD.set(company.pk)
    try:
        yield
    finally:
        HELD.reset(told)


def hold(company: Company | int) -> Company:
    """The company as it is, held until the transaction ends; rows that only point to it need not wait."""
    key = company if isinstance(company, int) else company.pk
    return outbox.held(key)


def record(
    company: Company,
    verb: str,
    by: User | None,
    at: datetime,
    obj: models.Model | None = None,
    customer: Customer | None = None,
    before: Any = None,
    after: Any = None,
    words: str = "",
) -> Event:
    """Adds one event to the company's chain. To be called inside the transaction of the act it tells."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An event is written in the transaction of its act.")
    with scope(company=company):
        if HELD.get() != company.pk and transaction.get_connection().features.has_select_for_update:
            hold(company)  # one writer per chain; SQLite has one writer anyway
        last = outbox.last_link(company.pk) or (0, GENESIS)
        event = Event(
            company=company,
            seq=last[0] + 1,
            at=at.astimezone(UTC),
            by=by,
            verb=verb,
            customer=customer,
            object_kind=obj._meta.model_name or "" if obj else "",
            object_id=obj.pk if obj else None,
        )
        event.content = spell(event, before, after, words)
        event.hash = chain(last[1], event.content)
        event.save(force_insert=True)
    return event


def spell(event: Event, before: Any, after: Any, words: str) -> bytes:
    """The bytes that are hashed: everything the row says, and what changed."""
    told = identity(event) | {"before": before, "after": after, "words": words}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=plain).encode()


def identity(event: Event) -> dict[str, Any]:
    """What the row's columns say, as its content must say it too."""
    return {
        "company": event.company_id,
        "seq": event.seq,
        "at": event.at.isoformat(),
        "by": event.by_id,
        "verb": event.verb,
        "customer": event.customer_id,
        "object": [event.object_kind, event.object_id],
    }


def origin(company: Company) -> str:
    """What no other company ever bore, on whichever machine: the hash of its first event."""
    with scope(company=company):
        return Event.objects.filter(company=company, seq=1).values_list("hash", flat=True).first() or GENESIS


def tells(company: Company, words: str) -> bool:
    """Does any event about a proposal hold these words? One that was taken back tells the message it had been."""
    told = Event.objects.filter(company=company, object_kind="proposal").values_list("content", flat=True)
    return any(words.encode() in bytes(content) for content in told.iterator())


def plain(value: Any) -> str:
    """Dates and instants as ISO text; anything else has no place in an event."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in an event")


def chain(before: str, content: bytes) -> str:
    """The hash of an event."""
    return sha256(before.encode() + bytes(content)).hexdigest()


def timeline(customer: Customer, limit: int = 200) -> list[Event]:
    """What happened to the customer, latest first; `content` in `event.told`."""
    with scope(company=customer.company):
        events = list(Event.objects.filter(customer=customer).select_related("by").order_by("-seq")[:limit])
    for event in events:
        event.told = json.loads(bytes(event.content))  # type: ignore[attr-defined]
    return events


def verify_chain(company: Company) -> int | None:
    """The seq of the first event that is not as it was written, or is missing; None when the chain holds."""
    before, expected = GENESIS, 1
    for event in chain_of(company).iterator(chunk_size=2000):
        content = bytes(event.content)
        if event.seq != expected or event.hash != chain(before, content) or not is_told(event, content):
            return expected
        before, expected = event.hash, expected + 1
    return None


def chain_of(company: Company) -> QuerySet[Event]:
    """The company's events, first to last."""
    with scope(company=company):
        return Event.objects.filter(company=company).order_by("seq")


def is_told(event: Event, content: bytes) -> bool:
    """Do the row's columns still say what its content says?"""
    try:
        told = json.loads(content)
    except ValueError:
        return False
    return all(told.get(key) == value for key, value in identity(event).items())
