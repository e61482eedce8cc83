"""A customer contests items, or a part of one: the rest of what is owed keeps being reminded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.disputes.words import told
from ardoise.actions.refusals import Unfit
from ardoise.actions.restraints import Noted
from ardoise.domain import disputes
from ardoise.records.models import Company, Customer, Dispute, DisputeItem, DunningSettings, Entry


def parts(entries: Sequence[Entry], cents: int | None) -> dict[Entry, int | None]:
    """What is contested of these items: all of them, or a part of the only one; a part of more or none: Unfit."""
    if cents is not None and len(entries) != 1:
        raise Unfit(_("Choose the one invoice of which a part is contested, or leave the amount empty."))
    return dict.fromkeys(entries, cents)


def open_about(customer: Customer, reason: str, contested: Mapping[Entry, int | None], noted: Noted) -> Dispute:
    """A dispute of these items, each with the cents contested (None: all of it); of none: of all the customer owes.

    An item is in one open dispute at most: the same items for the same reason give the open one back.
    """
    rights.require(noted.by, "restrain", customer.company)
    if reason not in Dispute.REASONS:
        raise Unfit(_("“%(reason)s” is no reason for a dispute.") % {"reason": reason})
    for entry, cents in contested.items():
        check(customer, entry, cents)
    with events.act(customer.company):
        if standing := already(customer, contested):
            if standing.reason == reason and amounts_of(standing) == {e.pk: c for e, c in contested.items()}:
                return standing
            raise Unfit(_("One of these items is in dispute already: settle that dispute first, or add to it."))
        return begin(customer, reason, contested, noted)


def check(customer: Customer, entry: Entry, cents: int | None) -> None:
    """Unfit unless it is the customer's own debit, and the part no more than the whole."""
    if entry.customer_id != customer.pk or entry.company_id != customer.company_id:
        raise rights.Missing(_("This item is not this customer's."))
    if entry.amount_cents <= 0:
        raise Unfit(_("A credit is not contested: choose invoices."))
    if cents is not None and not 0 < cents <= entry.amount_cents:
        raise Unfit(_("The amount contested lies between zero and the amount of the invoice."))


def already(customer: Customer, contested: Mapping[Entry, int | None]) -> Dispute | None:
    """The open dispute in which one of the items is, or that of the whole customer."""
    standing = Dispute.objects.filter(customer=customer, ended_at=None)
    keys = [entry.pk for entry in contested]
    for dispute in standing.prefetch_related("items"):
        entries = {item.entry_id for item in dispute.items.all()} | ({dispute.entry_id} - {None})
        if entries & set(keys) or not entries:
            return dispute
    return None


def amounts_of(dispute: Dispute) -> dict[int, int | None]:
    """What a dispute contests, by entry; empty: all the customer owes."""
    rows = {item.entry_id: item.contested_cents for item in dispute.items.all()}
    return rows or ({dispute.entry_id: None} if dispute.entry_id else {})


def begin(
    customer: Customer,
    reason: str,
    contested: Mapping[Entry, int | None],
    noted: Noted,
    continues: Dispute | None = None,
) -> Dispute:
    """Writes the dispute, its items and its event; inside the caller's transaction.

    What `continues` another was granted there: it waits for its credit note.
    """
    only = next(iter(contested)) if len(contested) == 1 and None in contested.values() else None
    dispute = Dispute.objects.create(
        company=customer.company,
        customer=customer,
        entry=only,
        reason=reason,
        stage="credit_note_to_issue" if continues else "new",
        continues=continues,
        note=noted.note,
        opened_on=noted.on,
        deadline_on=disputes.deadline(reason, noted.on, days_of(customer.company)),
        by=noted.by,
        at=noted.at,
    )
    DisputeItem.objects.bulk_create(
        DisputeItem(company=customer.company, dispute=dispute, entry=entry, contested_cents=cents)
        for entry, cents in contested.items()
    )
    after = told(dispute)
    events.record(
        customer.company, "opened_dispute", noted.by, noted.at, dispute, customer, after=after, words=dispute.note
    )
    return dispute


def days_of(company: Company) -> dict[str, int]:
    """The company's own days to answer, by reason."""
    own = DunningSettings.objects.filter(company=company).first()
    return dict(own.dispute_days) if own else {}
