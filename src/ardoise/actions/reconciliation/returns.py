"""What the bank took back from a customer of late: when, how much, why, and what is open again for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db.models import Max

from ardoise.actions import ledger
from ardoise.actions.correspondence.parties import language_of
from ardoise.actions.reconciliation.returning import LATELY
from ardoise.domain.bank import say_return
from ardoise.domain.returned_payments import script
from ardoise.records.models import Booking, Customer, Entry, Event, Reconciliation, Settlement

SEEN_TO = ("called", "noted_task", "wrote", "promised", "opened_dispute", "announced_payment", "asked_task", "blocked")
"""What somebody does about a customer of whom a payment came back."""


@dataclass(frozen=True)
class Back:
    """One payment taken back; `reason` as the bank codes it, or what the ledger says of it."""

    on: date
    cents: int
    currency: str
    reason: str
    why: str  # the reason in words
    documents: tuple[tuple[str, int], ...]  # open again: document, open cents
    script: str  # of the call


def of(customer: Customer, today: date, language: str) -> list[Back]:
    """The returns of the last weeks, the latest first; `language` is of whoever reads, the script's the customer's."""
    lately = {"booked_on__range": (today - LATELY, today), "gone_on": None, "kind": "returned_payment"}
    entries = list(Entry.objects.filter(customer=customer, **lately).order_by("-booked_on", "-pk"))
    if not entries:
        return []
    reasons, ended = reasons_of(entries), ended_by(entries)
    items = ledger.items(customer.company, today, customer).filter(pl.col("open_cents") > 0).sort("due_on", "entry")
    owed = [(row["entry"], row["document"] or "", row["open_cents"]) for row in items.iter_rows(named=True)]
    return [told(customer, entry, reasons.get(entry.pk, ""), ended.get(entry.pk, set()), owed, language)
            for entry in entries]  # fmt: skip


def told(
    customer: Customer, entry: Entry, reason: str, again: set[int], owed: list[tuple[int, str, int]], language: str
) -> Back:
    """One of them: what it reopened by our own settlements, else what the ledger's words name, while it is open."""
    said = f" {entry.label} {entry.document} ".upper().replace(",", " ").split()
    documents = tuple((d, cents) for key, d, cents in owed if d and (key in again or d.upper() in said))
    creditor = customer.company.name
    spoken = language_of(customer, customer.company)
    words = script(
        spoken, creditor, entry.amount_cents, entry.currency, entry.booked_on, reason, [d for d, _cents in documents]
    )
    why = say_return(reason, language) or entry.label
    return Back(entry.booked_on, entry.amount_cents, entry.currency, reason, why, documents, words)


def reasons_of(entries: list[Entry]) -> Mapping[int, str]:
    """Entry → why, as the bank said: of our own returns, and of those the ledger told first."""
    ours = Reconciliation.objects.filter(payment__in=entries, kind="returned", undone_at=None)
    theirs = Booking.objects.filter(entry__in=entries)
    found = dict(theirs.values_list("entry", "movement__return_reason"))
    return found | dict(ours.values_list("payment", "movement__return_reason"))


def ended_by(entries: list[Entry]) -> Mapping[int, set[int]]:
    """Entry of the return → the items whose settlement it ended."""
    found: dict[int, set[int]] = {}
    over = Settlement.objects.filter(ended_by__payment__in=entries, ended_by__undone_at=None)
    for payment, item in over.values_list("ended_by__payment", "item"):
        found.setdefault(payment, set()).add(item)
    return found


def seen_to(company_id: int, customers: list[int], since: date) -> Mapping[int, datetime]:
    """Customer → when somebody last called, wrote or noted what they said, from that day on."""
    done = Event.objects.filter(
        company=company_id, customer__in=customers, verb__in=SEEN_TO, at__date__gte=since, by__isnull=False
    )
    return dict(done.order_by().values_list("customer").annotate(at=Max("at")))
