"""Set what a customer has in credit against what it owes, without any movement of a bank: undone like a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from django.utils.translation import gettext as _

from ardoise.actions import events, ledger, rights
from ardoise.actions.days import business_date
from ardoise.actions.reconciliation import taking_over, tolerances
from ardoise.actions.reconciliation.applying import forget_claims
from ardoise.actions.reconciliation.posting import Side, pair, settle
from ardoise.actions.refusals import Unfit
from ardoise.domain.money import written
from ardoise.records.models import Customer, Entry, Reconciliation, User


def clear(customer: Customer, taken: Mapping[int, int], by: User | None, at: datetime) -> Reconciliation:
    """Payments on account, credit notes and advances pay the invoices taken; the smaller side wholly, the rest stays.

    `taken`: entry → at most so much of it, with its own sign; served in that order. Refused, with a sentence and
    without a trace, where something is no longer open for as much, is of another currency, or would stay untouched.
    """
    company = customer.company
    rights.require(by, "reconcile", company)
    with events.act(company):
        own = Entry.objects.filter(company=company, customer=customer, pk__in=taken).select_related("customer__company")
        entries = own.in_bulk()
        if set(entries) != set(taken):
            raise rights.Missing(_("An item of this match is not there any more: look at the receipt again."))
        today = max([business_date(company, at), *(entry.booked_on for entry in entries.values())])
        check(taken, entries, ledger.left(company, today, customer.pk))
        sides = [Side(entries[key], cents) for key, cents in taken.items()]
        pairs = pair(
            [Side(side.entry, -side.cents) for side in sides if side.cents < 0],
            [side for side in sides if side.cents > 0],
        )
        refuse_untouched(entries, pairs)
        done = Reconciliation.objects.create(
            company=company, customer=customer, kind="entries", together=uuid4(), by=by, at=at, on=today,
            tolerances=tolerances.told(company),
        )  # fmt: skip
        settle(done, pairs)
        forget_claims(company, set(taken))
        after = {"items": {entry.document or str(entry.pk): cents for _credit, entry, cents in pairs}}
        events.record(company, "cleared", by, at, done, customer, after=after)
        taking_over.refresh(company, [customer.pk])
    return done


def check(taken: Mapping[int, int], entries: Mapping[int, Entry], open_cents: Mapping[int, int]) -> None:
    """Unfit where the two sides do not hold, in a sentence."""
    for key, cents in taken.items():
        entry, left = entries[key], open_cents.get(key, 0)
        if cents == 0 or cents * left <= 0 or abs(cents) > abs(left):
            language = entry.customer.company.language
            told = {"document": entry.document, "left": written(left, language), "cents": written(cents, language)}
            raise Unfit(_("%(document)s is open for %(left)s, not for %(cents)s: look at the receipt again.") % told)
    if len({entry.currency for entry in entries.values()}) > 1:
        raise Unfit(_("These items are in several currencies: take one currency at a time."))
    if not any(cents < 0 for cents in taken.values()) or not any(cents > 0 for cents in taken.values()):
        raise Unfit(_("Tick what the customer has in credit and what it pays: at least one of each."))


def refuse_untouched(entries: Mapping[int, Entry], pairs: list[tuple[Entry, Entry, int]]) -> None:
    """Unfit where something ticked would have no part in it."""
    touched = {entry.pk for credit, debit, _cents in pairs for entry in (credit, debit)}
    spare = [entry.document or entry.label for key, entry in entries.items() if key not in touched]
    if spare:
        sentence = _("Nothing is left for %(documents)s: untick what is too much.")
        raise Unfit(sentence % {"documents": ", ".join(spare[:3])})
