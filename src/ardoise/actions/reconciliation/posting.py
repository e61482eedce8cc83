"""The entries this house posts by itself: what the bank gave, what it took back, what was let go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from ardoise.records.models import Company, Entry, Import, Movement, Reconciliation, Settlement

SOURCE = "bank"
KIND = "house"
RECEIVABLE = "411000"


@dataclass(frozen=True)
class Side:
    """An entry and how much of it is meant, positive."""

    entry: Entry
    cents: int


def house(company: Company, at: datetime) -> Import:
    """The import under which the company's own entries stand: no file brought them."""
    kept, _is_new = Import.objects.get_or_create(
        company=company, kind=KIND, source=SOURCE, defaults={"state": "done", "sha256": "", "started_at": at}
    )
    return kept


@dataclass(frozen=True)
class Line:
    """What is posted in the account of a customer, positive when it is owed to us; what is told of it nowhere is what
    the movement says."""

    kind: str
    cents: int
    gl_account: str = RECEIVABLE
    label: str = ""
    document: str = ""
    currency: str = ""
    nth: int = 0  # of several of one kind


def post(done: Reconciliation, line: Line) -> Entry:
    """The entry of ours that a customer's part of an act makes, be it stored or not. Inside that act."""
    company, movement = done.company, done.movement
    identity = f"{done.together.hex} {done.customer_id} {line.kind} {line.nth}".encode()
    return Entry.objects.create(
        company=company,
        imported=house(company, done.at),
        customer=done.customer,
        source=SOURCE,
        key=blake2b(identity, digest_size=16).digest(),
        line=movement.line if movement else 0,
        journal="BQ" if movement else "OD",
        booked_on=done.on,
        gl_account=line.gl_account,
        document=(line.document or (document_of(movement) if movement else ""))[:120],
        document_on=done.on,
        label=(line.label or (movement.label if movement else ""))[:300],
        amount_cents=line.cents,
        currency=line.currency or (movement.currency if movement else company.currency),
        kind=line.kind,
    )


def document_of(movement: Movement) -> str:
    """By what the movement is known on paper."""
    return movement.number or movement.end_to_end_id or movement.reference


def pair(credits: Sequence[Side], debits: Sequence[Side]) -> list[tuple[Entry, Entry, int]]:
    """What pays what, in the order given: (credit, debit, cents), until one side is used up."""
    pairs, left = [], [side.cents for side in debits]
    place = 0
    for credit in credits:
        rest = credit.cents
        while rest and place < len(debits):
            taken = min(rest, left[place])
            if taken:
                pairs.append((credit.entry, debits[place].entry, taken))
            rest -= taken
            left[place] -= taken
            place += not left[place]
    return pairs


def settle(reconciliation: Reconciliation, pairs: Sequence[tuple[Entry, Entry, int]]) -> list[Settlement]:
    """Stores the pairs, each from the later of both bookings."""
    return Settlement.objects.bulk_create(
        Settlement(
            company=reconciliation.company,
            customer=reconciliation.customer,
            reconciliation=reconciliation,
            payment=credit,
            item=debit,
            cents=cents,
            from_on=max(credit.booked_on, debit.booked_on, reconciliation.on),
        )
        for credit, debit, cents in pairs
    )
