"""Cheques and bills of exchange in our hands: noted one by one or by list, before any bank shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import blake2b
from uuid import uuid4

from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.days import business_date
from ardoise.actions.reconciliation import replaying, showing
from ardoise.actions.refusals import Unfit
from ardoise.records.models import Company, Customer, Movement, Reconciliation, User


@dataclass(frozen=True)
class Held:
    """A cheque or a bill as somebody notes it."""

    customer: Customer
    kind: str  # cheque | bill
    cents: int
    received_on: date
    number: str = ""
    drawn_by: str = ""  # the name on it, where it is another's
    slip: str = ""  # the deposit it goes with
    due_on: date | None = None  # of a bill


def note(company: Company, held: Iterable[Held], by: User | None, at: datetime) -> list[Movement]:
    """Each becomes a receipt of its customer, all or none; the same customer, number and amount are noted once."""
    rights.require(by, "reconcile", company)
    listed = list(held)
    today = business_date(company, at)
    for one in listed:
        check(company, one, today)
    with events.act(company):
        made = list({kept.pk: kept for kept in (keep(company, one, by, at) for one in listed)}.values())
        showing.refresh(company)
        if made:
            replaying.explain_some(company, [one.pk for one in made], {one.customer.pk for one in listed}, at)
    return made


def check(company: Company, one: Held, today: date) -> None:
    """Unfit where it makes no sense."""
    if one.customer.company_id != company.pk:
        raise rights.Missing(_("This does not exist, or is not yours to see."))
    if one.kind not in ("cheque", "bill"):
        raise Unfit(_("Choose a cheque or a bill of exchange."))
    if one.cents <= 0:
        raise Unfit(_("A cheque or a bill is of an amount above zero."))
    if one.received_on > today:
        raise Unfit(_("It is noted once it is here: the day on which it was received is yet to come."))
    if one.kind == "bill" and one.due_on is None:
        raise Unfit(_("Give the day on which the bill falls due."))


def keep(company: Company, one: Held, by: User | None, at: datetime) -> Movement:
    """The movement of one, known by its number; without a number each is another."""
    number = "".join(one.number.split())[:40]
    identity = f"{one.kind} {one.customer.pk} {number} {one.cents}" if number else uuid4().hex
    key = blake2b(identity.encode(), digest_size=16).digest()
    if known := Movement.objects.filter(company=company, key=key).exclude(instrument="").first():
        return known
    slip = one.slip.strip()[:40]
    shown = Movement.objects.filter(company=company, instrument=one.kind, shown_by__isnull=False)
    if slip and shown.filter(slip=slip).exists():  # with one more, its sum would be the deposit's no longer
        raise Unfit(_("There is a slip %(name)s already: give another number.") % {"name": slip})
    fields = {
        "booked_on": one.received_on, "amount_cents": one.cents, "currency": company.currency, "kind": one.kind,
        "label": (one.drawn_by or one.customer.name)[:1000], "counterparty": one.drawn_by[:200],
        "customer": one.customer, "instrument": one.kind, "number": number, "slip": slip,
        "due_on": one.due_on,
    }  # fmt: skip
    made, _is_new = Movement.objects.update_or_create(company=company, key=key, defaults=fields)  # given back before
    after = {"kind": one.kind, "cents": one.cents, "number": number, "slip": made.slip, "due_on": one.due_on}
    events.record(company, "noted_instrument", by, at, made, one.customer, after=after)
    return made


def give_back(movement: Movement, by: User | None, at: datetime) -> bool:
    """It was noted by mistake, or handed back: it is no receipt any more; False the second time."""
    company = movement.company
    rights.require(by, "reconcile", company)
    with events.act(company):
        held = Movement.objects.filter(company=company, pk=movement.pk).exclude(instrument="").first()
        if held is None:
            return False
        if Reconciliation.objects.filter(movement=held, undone_at=None).exists():
            raise rights.Refused(_("It is applied to invoices: undo that first."))
        before = {"kind": held.kind, "cents": held.amount_cents, "number": held.number}
        Movement.objects.filter(pk=held.pk).update(instrument="", shown_by=None)  # nobody tells of it any more
        showing.refresh(company)
        events.record(company, "gave_back_instrument", by, at, held, held.customer, before=before)
    return True
