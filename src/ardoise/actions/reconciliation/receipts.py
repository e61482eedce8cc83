"""What came in and is not wholly applied: computed from the movements and from what was accepted of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Case, When
from django.utils.translation import gettext as _
from django_scopes import scope

from ardoise.actions import ledger
from ardoise.actions.refusals import Unfit
from ardoise.domain.reconciliation import RECEIPTS
from ardoise.records import settled
from ardoise.records.models import Company, Customer, Entry, Movement


@dataclass(frozen=True)
class Received:
    """A receipt to apply: what is left of it; where it is somebody's payment already, that entry and whose."""

    left_cents: int
    payment: Entry | None = None

    @property
    def customer(self) -> Customer | None:
        return self.payment.customer if self.payment else None


def hold(movement: Movement, as_of: date, customers: frozenset[int] = frozenset()) -> Received:
    """The receipt as it is now; Unfit, with a sentence, where nothing of it is left to apply. Inside an act.

    `customers`: whose items it is to pay, where it is several customers' payment already.
    """
    told = settled.receipts(movement.company_id, max(as_of, movement.booked_on), movement.pk)
    if not told.is_empty():
        return Received(told.item(0, "amount_cents"))
    rests = [one for one in unapplied(movement, as_of) if not customers or one.payment.customer_id in customers]  # type: ignore[union-attr]
    if len(rests) > 1:
        raise Unfit(_("This receipt was posted to several customers: choose whose part of it is applied."))
    if not rests:
        raise Unfit(why_nothing_is_left(movement))
    return rests[0]


def note_spent(company: Company, movements: Collection[int]) -> None:
    """Keeps of each whether all of it is posted; inside an act that posted something of them, or took it back."""
    done = settled.spent(company.pk, movements)
    Movement.objects.filter(pk__in=movements).update(is_spent=Case(When(pk__in=done, then=True), default=False))


def unapplied(movement: Movement, as_of: date) -> list[Received]:
    """The payments it became of which something is open."""
    posted = Entry.objects.filter(
        reconciliations__movement=movement, reconciliations__is_posting=True, reconciliations__undone_at=None,
        gone_on=None,
    ).select_related("customer__company").distinct()  # fmt: skip
    payments = {entry.pk: entry for entry in posted}
    if not payments:
        return []
    whose = sorted({entry.customer_id for entry in payments.values()})
    left = ledger.left(movement.company, max(as_of, movement.booked_on), whose)
    return [Received(-left[entry], payments[entry]) for entry in sorted(payments) if entry in left]


def why_nothing_is_left(movement: Movement) -> str:
    """The sentence of a movement that can't be applied."""
    if movement.amount_cents <= 0:
        return _("This movement took money out: there is nothing to apply.")
    if mark := movement.marks.filter(ended_at=None).first():
        return _("This movement is marked as no customer’s payment (%(reason)s): take the mark back first.") % {
            "reason": mark.reason
        }
    if hasattr(movement, "booking"):
        return _("The ledger tells this payment already: %(document)s.") % {"document": movement.booking.entry.document}
    if movement.returns.exists():
        return _("The bank took this money back.")
    return _("This receipt is applied already: look at it again.")


def waiting(company: Company, as_of: date) -> pl.DataFrame:
    """RECEIPTS to apply, oldest first: what nobody posted, and what was posted to a customer and is still open."""
    with scope(company=company):
        free = settled.receipts(company.pk, as_of).select(list(RECEIPTS))
        return pl.concat([free, rests(company, as_of)]).sort("received_on", "receipt")


def rests(company: Company, as_of: date) -> pl.DataFrame:
    """RECEIPTS of which a customer is known and something is open; one that became several payments is left out."""
    posted = settled.posted(company.pk)
    if posted.is_empty():
        return pl.DataFrame(schema=RECEIPTS)
    items = ledger.items(company, as_of, posted["customer_id"].unique().sort().to_list())
    opened = items.select("entry", left=-pl.col("open_cents")).filter(pl.col("left") > 0)
    known = posted.join(opened, on="entry").with_columns(amount_cents="left")
    return known.filter(pl.len().over("receipt") == 1).select(list(RECEIPTS))
