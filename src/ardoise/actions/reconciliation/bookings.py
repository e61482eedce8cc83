"""Movements that the ledger told before anybody applied them: they are nobody's receipt any more."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.db.models import Max, Q

from ardoise.actions.reconciliation import learning, returning
from ardoise.actions.reconciliation.posting import SOURCE
from ardoise.actions.reconciliation.tolerances import setting_of
from ardoise.engine.reconciliation.taking_over import REVERSAL, REVERSED, counterbooked
from ardoise.records import book as records
from ardoise.records import settled
from ardoise.records.models import Booking, Company, Entry, Import, Movement, Payer

SURE_DAYS = 3  # without a name, the only payment of that amount must be so near
WORD = 4  # letters of a name's word that say something
FOREVER = date(9999, 12, 31)


@dataclass(frozen=True)
class Told:
    """An entry of the ledger that none of ours is, and the amount of the bank that it tells."""

    entry: int
    customer: int
    name: str
    document: str
    on: date
    cents: int
    currency: str


def refresh(company: Company) -> int:
    """Works out anew which free movements the ledger tells, receipts and returns; how many. Inside an act."""
    Booking.objects.filter(company=company).delete()
    returns = returning.waiting(company)
    pairs = [
        *paired(company, receipts(company), ("payment",)),
        *paired(company, returns, ("returned_payment", "other")),
    ]
    Booking.objects.bulk_create(Booking(company=company, movement=one, entry_id=entry) for one, entry in pairs)
    return len(pairs)


def receipts(company: Company) -> list[Movement]:
    """The receipts of which nobody has applied anything."""
    free = settled.receipts(company.pk, FOREVER)
    movements = Movement.objects.in_bulk(free["receipt"].to_list())
    left = free.select("receipt", "amount_cents").iter_rows()
    return [movements[key] for key, cents in left if cents == movements[key].amount_cents]


def paired(company: Company, movements: list[Movement], kinds: tuple[str, ...]) -> list[tuple[Movement, int]]:
    """Each movement with the entry of these kinds by which the ledger tells it."""
    if not movements:
        return []
    return choose(company, sorted(movements, key=in_order), entries(company, movements, kinds))


def in_order(movement: Movement) -> tuple[date, int, bytes]:
    """The oldest first, then as the file lists them; the natural key decides what the file does not."""
    return movement.booked_on, movement.line, bytes(movement.key)


def entries(company: Company, movements: list[Movement], kinds: tuple[str, ...]) -> list[Told]:
    """The ledger's entries of these kinds, of the same amounts and days, that took over nothing of ours."""
    near = timedelta(setting_of(company).near_days)
    days = [movement.booked_on for movement in movements]
    there = Entry.objects.filter(
        company=company, kind__in=kinds, gone_on=None, takes_over=None, is_opening=False,
        booked_on__range=(min(days) - near, max(days) + near),
    ).exclude(source=SOURCE)  # fmt: skip
    amounts = {-movement.amount_cents for movement in movements}
    found = there.values_list(
        "pk", "customer_id", "customer__name", "document", "booked_on", "amount_cents", "currency", "line"
    )
    listed = [row for row in found.iterator() if row[5] in amounts]
    back = taken_back(company, {row[0]: row[1] for row in listed})
    told = [(*row[:5], -row[5], row[6], row[7]) for row in listed if row[0] not in back]
    return [Told(*row[:7]) for row in sorted(told, key=lambda row: (row[4], row[3], row[7], row[0]))]


def taken_back(company: Company, told: dict[int, int]) -> set[int]:
    """Of these entries (entry → customer), those that the ledger counterbooked after an undo of ours."""
    turned = Q(number__endswith=REVERSED) | Q(label__istartswith=REVERSAL)
    whose = Entry.objects.filter(turned, company=company, gone_on=None).values_list("customer", flat=True).distinct()
    customers = sorted(set(whose) & set(told.values()))
    return set(turned_back(company, records.book(company.pk, customers), customers)) & set(told) if customers else set()


def turned_back(company: Company, book: pl.DataFrame, customers: list[int]) -> list[int]:
    """The entries of these customers' BOOK that the ledger counterbooked: what this house posted is none of them."""
    ours = Entry.objects.filter(company=company, source=SOURCE, customer__in=customers).values_list("pk", flat=True)
    theirs = book.filter(~pl.col("entry").is_in(list(ours)))
    return counterbooked(theirs).to_list()


def choose(company: Company, movements: list[Movement], told: list[Told]) -> list[tuple[Movement, int]]:
    """Each movement's payment in the ledger, the surest pairs first, then the nearest; each once."""
    by_amount: dict[tuple[int, str], list[Told]] = defaultdict(list)
    for one in told:
        by_amount[one.cents, one.currency].append(one)
    alike = Counter((movement.amount_cents, movement.currency) for movement in movements)
    known, last_on = payers(company), ledger_until(company)
    near = setting_of(company).near_days
    pairs = []
    for place, movement in enumerate(movements):
        candidates = by_amount[movement.amount_cents, movement.currency]
        is_alone = len(candidates) == 1 and alike[movement.amount_cents, movement.currency] == 1
        for rank, one in enumerate(candidates):
            gap = abs((movement.booked_on - one.on).days)
            if movement.customer_id not in (None, one.customer) or gap > near:
                continue
            is_named = movement.customer_id is not None or names(movement, one, known)
            is_sure = is_alone and gap <= SURE_DAYS and last_on is not None and last_on >= movement.booked_on
            if is_named or is_sure:
                pairs.append((not is_named, gap, place, rank, movement, one))
    return once(sorted(pairs, key=lambda pair: pair[:4]))


def once(pairs: Iterable[tuple[bool, int, int, int, Movement, Told]]) -> list[tuple[Movement, int]]:
    """The pairs in order, of which each movement and each entry is in one."""
    used: set[tuple[str, int]] = set()
    kept = []
    for *_order, movement, one in pairs:
        if not used & {("movement", movement.pk), ("entry", one.entry)}:
            used |= {("movement", movement.pk), ("entry", one.entry)}
            kept.append((movement, one.entry))
    return kept


def names(movement: Movement, one: Told, known: dict[tuple[str, str], set[int]]) -> bool:
    """Does the movement say that it is this customer's: by account, mandate, name or document?"""
    marks = learning.marks_of(movement)
    if any(one.customer in known.get(mark, ()) for mark in marks.items()):
        return True
    said = set(words(f"{movement.counterparty} {movement.label}"))
    own = {word for word in words(one.name) if len(word) >= WORD}
    return bool(own & said) or (len(one.document) >= WORD and learning.normal(one.document) in said)


def words(text: str) -> list[str]:
    """The words in capitals."""
    return re.findall(r"[^\W_]+", text.upper())


def payers(company: Company) -> dict[tuple[str, str], set[int]]:
    """What was learned: (kind, value) → customers."""
    known: dict[tuple[str, str], set[int]] = defaultdict(set)
    for kind, value, customer in Payer.objects.filter(company=company).values_list("kind", "value", "customer_id"):
        known[kind, value].add(customer)
    return known


def ledger_until(company: Company) -> date | None:
    """The last day any ledger tells of."""
    done = Import.objects.filter(company=company, state="done", kind__in=["fec", "open_items"])
    last: date | None = done.aggregate(on=Max("last_on"))["on"]
    return last
