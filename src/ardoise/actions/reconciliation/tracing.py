"""Whose a return may be where no receipt of ours is its own: a debit rejected out of a batch, a payment of the ledger.

Suggested with reasons, never taken by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.db.models.functions import Upper

from ardoise.actions.reconciliation import learning
from ardoise.actions.reconciliation.bookings import payers
from ardoise.actions.reconciliation.posting import SOURCE
from ardoise.actions.reconciliation.returning import BACK, words_of
from ardoise.engine.reconciliation.names import likeness
from ardoise.records.models import Company, Customer, Entry, Movement, Reconciliation, Settlement

SUGGESTED = 3
REASONS = {"document": 8, "payer": 4, "name": 3, "amount": 2}
"""What speaks for a customer, and how loud: a document named, a known mark, the name, a payment of that amount."""
ALIKE = 0.75  # likeness of two names from which they may be one
LEAST = REASONS["name"]  # a payment of the amount alone points to nobody


@dataclass(frozen=True)
class Suspect:
    """A customer whose payment the bank may have taken back, what speaks for it, and the invoice it had paid, or the
    whole receipt, where one of ours is of that amount."""

    customer: Customer
    reasons: tuple[str, ...]
    item: Entry | None = None
    original: Movement | None = None


def suspects(company: Company, movements: Sequence[Movement]) -> dict[int, list[Suspect]]:
    """Movement → up to SUGGESTED customers, the likeliest first. Within the company's scope."""
    if not movements:
        return {}
    named, paid, known = documents_named(company, movements), payments(company, movements), payers(company)
    parts, receipts = parts_of(company, movements), receipts_of(paid)
    found = {}
    for movement in movements:
        told: dict[int, dict[str, Entry | None]] = defaultdict(dict)
        for entry in named:
            if learning.normal(entry.document) in words_of(movement) and entry.amount_cents > 0:
                told[entry.customer_id]["document"] = entry
        for mark in learning.marks_of(movement).items():
            for customer in known.get(mark, ()):
                told[customer]["payer"] = None
        for entry in paid:
            if is_taken_back(entry, movement):
                told[entry.customer_id].setdefault("amount", None)
        for one in parts:
            if one.cents == -movement.amount_cents and one.from_on <= movement.booked_on:
                told[one.customer_id]["amount"] = one.item
        whole = {entry.customer_id: receipts[entry.pk] for entry in reversed(paid)
                 if entry.pk in receipts and is_taken_back(entry, movement)}  # fmt: skip
        found[movement.pk] = ranked(movement, told, whole)
    return found


def documents_named(company: Company, movements: Sequence[Movement]) -> list[Entry]:
    """The entries whose document one of the movements may name."""
    said = " ".join(f"{m.label} {m.reference} {m.end_to_end_id} {m.creditor_reference}" for m in movements)
    words = {word for word in re.split(r"[\s,;]+", said) if len(word) >= 4 and any(c.isdigit() for c in word)}
    book = Entry.objects.filter(company=company, gone_on=None).alias(known_as=Upper("document"))
    found = book.filter(known_as__in={word.upper() for word in words})
    return list(found.exclude(source=SOURCE).select_related("customer").order_by("-booked_on", "pk"))


def payments(company: Company, movements: Sequence[Movement]) -> list[Entry]:
    """The payments of which one of the movements may be the return."""
    days, amounts = [m.booked_on for m in movements], {m.amount_cents for m in movements}
    there = Entry.objects.filter(company=company, kind="payment", gone_on=None)
    near = there.filter(booked_on__range=(min(days) - BACK, max(days)), amount_cents__in=amounts)
    return list(near.select_related("customer").order_by("-booked_on", "pk"))


def is_taken_back(entry: Entry, movement: Movement) -> bool:
    """Is it of the amount, of the currency, and not after the return?"""
    same = (entry.amount_cents, entry.currency) == (movement.amount_cents, movement.currency)
    return same and movement.booked_on - BACK <= entry.booked_on <= movement.booked_on


def receipts_of(paid: Sequence[Entry]) -> dict[int, Movement]:
    """Payment → the receipt of ours that it is the whole of, and that the bank has not taken back yet."""
    posted = Reconciliation.objects.filter(payment__in=paid, is_posting=True, kind="receipt", undone_at=None)
    whole = posted.filter(movement__amount_cents=-F("payment__amount_cents"), movement__returns=None)
    return {one.payment_id: one.movement for one in whole.select_related("movement") if one.movement}  # type: ignore[misc]


def ranked(movement: Movement, told: dict[int, dict[str, Entry | None]], whole: dict[int, Movement]) -> list[Suspect]:
    """The likeliest first, each with the receipt of that amount, or the invoice of that amount that it names."""
    people = Customer.objects.select_related("company").in_bulk(list(told))
    weighed = []
    for key, reasons in told.items():
        said = movement.counterparty or movement.label
        if likeness(said, people[key].name) >= ALIKE:
            reasons["name"] = None
        weight = sum(REASONS[reason] for reason in reasons)
        if weight >= LEAST:
            kept = tuple(reason for reason in REASONS if reason in reasons)
            original = whole.get(key)
            item = None if original else reasons.get("document") or reasons.get("amount")
            weighed.append((-weight, people[key].code, Suspect(people[key], kept, item, original)))
    return [suspect for _weight, _code, suspect in sorted(weighed, key=lambda one: one[:2])[:SUGGESTED]]


def parts_of(company: Company, movements: Sequence[Movement]) -> list[Settlement]:
    """What payments of ours settle by just such an amount: one debit of a batch, as a rule."""
    amounts = {-movement.amount_cents for movement in movements}
    standing = Settlement.objects.filter(company=company, cents__in=amounts, until_on=None, payment__source=SOURCE)
    return list(standing.filter(reconciliation__undone_at=None).select_related("item").order_by("pk"))
