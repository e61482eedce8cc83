"""The credit notes that came in since a dispute was opened: what it waited for, and whether they cover it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ardoise.actions.disputes.board import contested_cents
from ardoise.records.models import Dispute, Entry

WAITING = "credit_note_to_issue"


def credit_notes(disputes: Iterable[Dispute]) -> dict[int, list[Entry]]:
    """Of each open dispute that waits for one, by its key, the credit notes its customer was given since it began."""
    waiting = [one for one in disputes if one.stage == WAITING and not one.ended_at]
    if not waiting:
        return {}
    given = Entry.objects.filter(
        customer__in={one.customer_id for one in waiting}, kind="credit_note", gone_on=None, is_opening=False,
        booked_on__gte=min(map(begun_on, waiting)),
    )  # fmt: skip
    notes = list(given.order_by("booked_on", "pk"))
    found = {
        one.pk: [n for n in notes if n.customer_id == one.customer_id and n.booked_on >= begun_on(one)]
        for one in waiting
    }
    return {key: theirs for key, theirs in found.items() if theirs}


def begun_on(dispute: Dispute) -> date:
    """The day of the first word: what was granted of an earlier dispute began with that."""
    return dispute.continues.opened_on if dispute.continues else dispute.opened_on


def is_covered(dispute: Dispute, today: date) -> bool:
    """Do the credit notes since then make up for all that is contested? Then its end claims nothing anew."""
    given = credit_notes([dispute]).get(dispute.pk, [])
    contested = contested_cents(dispute.company, [dispute], today)[dispute.pk]
    return bool(given) and -sum(note.amount_cents for note in given) >= contested
