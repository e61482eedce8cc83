"""The credit notes that came in since a dispute was opened: what it waited for, and whether they cover it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from ardoise.actions.disputes.board import claimed_cents, contested_cents
from ardoise.actions.disputes.opening import amounts_of
from ardoise.records.models import Dispute, Entry

WAITING = "credit_note_to_issue"
NUMBER_MIN = 3  # signs of an invoice's number: a shorter one may be anything


def credit_notes(disputes: Iterable[Dispute]) -> dict[int, list[Entry]]:
    """Of each open dispute, by its key, the credit notes its customer was given since it began, in the currency of what
    is contested: any where it waits for one, else those that are certainly about it."""
    waiting = [one for one in disputes if not one.ended_at]
    if not waiting:
        return {}
    given = Entry.objects.filter(
        customer__in={one.customer_id for one in waiting}, kind="credit_note", gone_on=None, is_opening=False,
        booked_on__gte=min(map(begun_on, waiting)),
    )  # fmt: skip
    notes = list(given.order_by("booked_on", "pk"))
    found = {one.pk: [note for note in notes if note.customer_id == one.customer_id] for one in waiting}
    found = {one.pk: of_dispute(one, found[one.pk]) for one in waiting if found[one.pk]}
    return {key: theirs for key, theirs in found.items() if theirs}


def of_dispute(dispute: Dispute, notes: Iterable[Entry]) -> list[Entry]:
    """Those of its customer that may be about it."""
    contested = list(Entry.objects.filter(pk__in=list(amounts_of(dispute))))
    money = {entry.currency for entry in contested}
    since = [note for note in notes if note.booked_on >= begun_on(dispute)]
    theirs = [note for note in since if not money or note.currency in money]
    return [note for note in theirs if dispute.stage == WAITING or is_certain(dispute, note, contested)]


def is_certain(dispute: Dispute, note: Entry, contested: Iterable[Entry]) -> bool:
    """Does it name an invoice contested, or is it of the very amount?"""
    numbers = [entry.document for entry in contested if len(entry.document) >= NUMBER_MIN]
    is_named = any(re.search(rf"(?<![\w/.-]){re.escape(n)}(?![\w/-])", note.label, re.IGNORECASE) for n in numbers)
    return is_named or -note.amount_cents == claimed_cents(dispute)


def begun_on(dispute: Dispute) -> date:
    """The day of the first word: what was granted of an earlier dispute began with that."""
    return dispute.continues.opened_on if dispute.continues else dispute.opened_on


def is_covered(dispute: Dispute, today: date) -> bool:
    """Do the credit notes since then make up for all that is contested? Then its end claims nothing anew.

    What another dispute of the customer's was ended with is used up.
    """
    given = credit_notes([dispute]).get(dispute.pk, [])
    contested = contested_cents(dispute.company, [dispute], today)[dispute.pk]
    return bool(given) and -sum(note.amount_cents for note in given) >= contested + used_cents(dispute)


def used_cents(dispute: Dispute) -> int:
    """How much of credit notes since it began ended other disputes of its customer."""
    others = Dispute.objects.filter(customer=dispute.customer_id, outcome="credit_note", grace_until_on=None)
    ended = others.exclude(pk=dispute.pk).select_related("entry").prefetch_related("items__entry")
    return sum(claimed_cents(one) for one in ended if one.ended_at and one.ended_at.date() >= begun_on(dispute))
