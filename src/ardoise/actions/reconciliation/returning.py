"""Money the bank took back: rejected debits, unpaid cheques and bills. What it had paid is owed again, and told."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.days import business_date
from ardoise.actions.reconciliation import learning
from ardoise.actions.reconciliation.posting import RECEIVABLE, SOURCE, Line, post, settle
from ardoise.actions.refusals import Unfit
from ardoise.domain.bank import say_return
from ardoise.domain.money import with_currency
from ardoise.domain.reasons import day_written
from ardoise.records.models import (
    Company,
    Customer,
    Difference,
    Entry,
    Movement,
    Reconciliation,
    Settlement,
    Task,
    User,
)

BACK = timedelta(days=400)  # a bank takes back what it gave up to so long before
LATELY = timedelta(60)  # a return makes a reminder more pressing for so long
SUBJECT = "payment_returned"


def waiting(company: Company) -> list[Movement]:
    """The returns of which nobody knows whose they are, nor the ledger tells, oldest first. In the company's scope."""
    known = Reconciliation.objects.filter(company=company, kind="returned", undone_at=None).values("movement")
    told = Movement.objects.filter(company=company, kind="return", amount_cents__lt=0, sightings__isnull=False)
    free = told.exclude(pk__in=known).exclude(marks__in=company.mark_set.filter(ended_at=None))
    return list(free.filter(return_of=None, booking=None).distinct().order_by("booked_on", "line", "pk"))


def unapplied(company: Company, since: date) -> list[Movement]:
    """The returns since a day of receipts that were never applied: nobody owes more, but the money is gone."""
    back = Movement.objects.filter(company=company, return_of__isnull=False, booked_on__gte=since)
    applied = Reconciliation.objects.filter(company=company, kind="returned", undone_at=None).values("movement")
    return list(back.exclude(pk__in=applied).order_by("booked_on", "pk"))


def recognise(company: Company, at: datetime) -> int:
    """Takes back what the new returns surely took back; how many. The others wait for a person. Inside an act.

    One that a person has undone is his to say.
    """
    found = 0
    undone = Reconciliation.objects.filter(company=company, kind="returned", undone_at__isnull=False)
    denied = set(undone.values_list("movement", flat=True))
    for movement in waiting(company):
        original = original_of(movement)
        if original is None or movement.pk in denied:
            continue
        Movement.objects.filter(pk=movement.pk).update(return_of=original)
        movement.return_of = original
        found += 1
        standing = accepted(original)
        if standing:
            take_back(movement, standing, None, at)
    return found


def original_of(movement: Movement) -> Movement | None:
    """The only receipt of that amount before it that bears one of its marks, or is the cheque it names, or settled the
    document it names; None: not sure."""
    before = Movement.objects.filter(
        company=movement.company, currency=movement.currency, amount_cents=-movement.amount_cents,
        booked_on__range=(movement.booked_on - BACK, movement.booked_on), returns=None,
    ).exclude(kind="return")  # fmt: skip
    there = before.filter(Q(sightings__isnull=False) | ~Q(instrument="")).distinct()
    same = [one for one in there if marks(one) & marks(movement) or is_named(one, movement)]
    same = same or [one for one in there if settled_documents(one) & words_of(movement)]
    held = [one for one in same if one.instrument] or same  # the cheque itself, not the deposit that shows it
    return held[0] if len(held) == 1 else None


def marks(movement: Movement) -> set[str]:
    """By what a receipt and its return know each other."""
    told = (movement.end_to_end_id, movement.mandate, movement.creditor_reference, movement.reference)
    return {learning.normal(word) for word in told if len(learning.normal(word)) >= 4} - {"NOTPROVIDED", "NONREF"}


def is_named(one: Movement, movement: Movement) -> bool:
    """Does the return name the number of the cheque or bill?"""
    said = f"{movement.label} {movement.reference} {movement.end_to_end_id}"
    return bool(one.number) and len(one.number) >= 5 and one.number in said.replace(" ", "")


def settled_documents(one: Movement) -> set[str]:
    """The numbers, four signs or more, of what the receipt settles."""
    paid = Settlement.objects.filter(payment__in=[act.payment_id for act in accepted(one)], until_on=None)
    told = paid.filter(reconciliation__undone_at=None).values_list("item__document", flat=True)
    return {learning.normal(document) for document in told if len(learning.normal(document)) >= 4}


def words_of(movement: Movement) -> set[str]:
    """What a document's number may be among: every word of what the bank says of it."""
    said = (movement.label, movement.reference, movement.end_to_end_id, movement.mandate, movement.creditor_reference)
    return {learning.normal(word) for text in said for word in re.split(r"[\s,;]+", text)} - {""}


def accepted(original: Movement) -> list[Reconciliation]:
    """What posted the receipt to its customers."""
    posting = Reconciliation.objects.filter(movement=original, is_posting=True, kind="receipt", undone_at=None)
    return list(posting.select_related("company", "customer__company", "payment").order_by("pk"))


def returned(
    movement: Movement, original: Movement | None, customer: Customer | None, by: User | None, at: datetime,
    item: Entry | None = None,
) -> list[Reconciliation]:  # fmt: skip
    """A person says what the bank took back: a receipt, or a customer's money of which no receipt is here.

    What the receipt paid is owed again from the bank's day; without one the customer owes the amount, or the invoice
    (`item`) is open again that a payment of ours had settled by just as much: a debit rejected out of a batch.
    """
    company = movement.company
    rights.require(by, "reconcile", company)
    if movement.amount_cents >= 0:
        raise Unfit(_("This movement brought money in: it is no return."))
    if original is not None and original.amount_cents != -movement.amount_cents:
        raise Unfit(_("The receipt is of another amount than what the bank took back."))
    with events.act(company):
        if Reconciliation.objects.filter(movement=movement, kind="returned", undone_at=None).exists():
            raise Unfit(_("This return is accounted for already."))
        standing = accepted(original) if original else []
        if original is not None and (standing or customer is None):
            Movement.objects.filter(pk=movement.pk).update(return_of=original)
            return take_back(movement, standing, by, at)
        if customer is None or customer.company_id != company.pk:
            raise Unfit(_("Say which receipt, or which customer’s."))
        if item is not None and item.customer_id != customer.pk:
            raise rights.Missing(_("An item of this match is not there any more: look at the receipt again."))
        return [of_the_batch(movement, customer, item, by, at)]


def of_the_batch(
    movement: Movement, customer: Customer, item: Entry | None, by: User | None, at: datetime
) -> Reconciliation:
    """The customer owes the amount; the invoice it had paid out of a larger payment of ours is open again instead."""
    cents = -movement.amount_cents
    document = item.document if item else ""
    done = owe_again(Return(movement, by, at), customer, cents, document=document)
    part = settled_by(item, cents, done.on) if item else None
    if part is not None:
        assert done.payment is not None
        part.until_on, part.ended_by = max(done.on, part.from_on), done
        part.save(update_fields=["until_on", "ended_by"])
        settle(done, [(part.payment, done.payment, cents)])
    return done


def settled_by(item: Entry, cents: int, on: date) -> Settlement | None:
    """What stands on the day between a payment of ours and the item, for just so much; the latest."""
    standing = Settlement.objects.filter(
        item=item, cents=cents, until_on=None, reconciliation__undone_at=None, payment__kind="payment",
        payment__source=SOURCE, from_on__lte=on,
    )  # fmt: skip
    return standing.select_related("payment").order_by("-from_on", "-pk").first()


def take_back(
    movement: Movement, standing: Sequence[Reconciliation], by: User | None, at: datetime
) -> list[Reconciliation]:
    """Each customer who was credited owes the amount again, and what the payment had settled is open again."""
    back, made = Return(movement, by, at), []
    for one in standing:
        assert one.payment is not None
        done = owe_again(back, one.customer, -one.payment.amount_cents, one.payment.gl_account)
        reopen(done, one, at)
        made.append(done)
    return made


@dataclass(frozen=True)
class Return:
    """What the bank took back, and who says whose it is: one act, whomever it is about."""

    movement: Movement
    by: User | None
    at: datetime
    together: UUID = field(default_factory=uuid4)


def owe_again(
    back: Return, customer: Customer, cents: int, gl_account: str = RECEIVABLE, document: str = ""
) -> Reconciliation:
    """The entry of the return, its reconciliation, an alert, the event."""
    movement, by, at, on = back.movement, back.by, back.at, back.movement.booked_on
    done = Reconciliation(
        company=movement.company, customer=customer, movement=movement, is_posting=True, together=back.together,
        kind="returned", is_automatic=by is None, by=by, at=at, on=on, note=movement.return_reason[:300],
    )  # fmt: skip
    done.payment = post(done, Line("returned_payment", cents, gl_account, document=document))
    done.save(force_insert=True)
    alert(customer, movement, business_date(movement.company, at), at)
    after = {"movement": movement.pk, "cents": cents, "reason": movement.return_reason, "on": on}
    events.record(movement.company, "returned_payment", by, at, done, customer, after=after)
    return done


def reopen(done: Reconciliation, original: Reconciliation, at: datetime) -> None:
    """All that the payment settled ends on the day of the return, and what was granted on it; the two entries meet."""
    assert original.payment is not None and done.payment is not None
    granted = Difference.objects.filter(reconciliation__payment=original.payment, reconciliation__undone_at=None)
    posted = granted.filter(entry__isnull=False).exclude(reconciliation=done).select_related("entry").order_by("pk")
    differences = [one.entry for one in posted if one.entry is not None]
    ours = Q(payment=original.payment) | Q(payment__in=differences) | Q(item__in=differences)
    for settlement in Settlement.objects.filter(ours, reconciliation__undone_at=None, until_on=None):
        settlement.until_on, settlement.ended_by = max(done.on, settlement.from_on), done
        settlement.save(update_fields=["until_on", "ended_by"])
    pairs = [(original.payment, done.payment, -original.payment.amount_cents)]
    for nth, entry in enumerate(differences, 1):
        same = (entry.gl_account, entry.label, entry.document, entry.currency)
        back = post(done, Line("other", -entry.amount_cents, *same, nth))
        Difference.objects.create(
            company=done.company, customer=done.customer, reconciliation=done, entry=back, reason="short_payment",
            gl_account=posted.get(entry=entry).gl_account, cents=entry.amount_cents, by=done.by, at=at,
        )  # fmt: skip
        is_credit = entry.amount_cents < 0
        pairs.append((entry if is_credit else back, back if is_credit else entry, abs(entry.amount_cents)))
    settle(done, pairs)


def lately(company: Company, customers: Collection[int], as_of: date) -> dict[int, date]:
    """Customer's key → the last day on which the bank took a payment back, the ledger's word or ours, of late."""
    back = Entry.objects.filter(
        company=company, customer__in=customers, kind="returned_payment", gone_on=None,
        booked_on__range=(as_of - LATELY, as_of),
    )  # fmt: skip
    return dict(back.values_list("customer").annotate(on=Max("booked_on")).order_by())


def alert(customer: Customer, movement: Movement, today: date, at: datetime) -> None:
    """Somebody is told: one open task per customer, which tells each of the returns."""
    task, _is_new = Task.objects.get_or_create(
        company=customer.company, customer=customer, kind="other", subject=SUBJECT, message=None, done_at=None,
        defaults={"due_on": today, "at": at},
    )  # fmt: skip
    task.script = "\n".join([line for line in (task.script, told(movement, customer.company.language)) if line])
    task.save(update_fields=["script"])


def told(movement: Movement, language: str) -> str:
    """A return in a line: how much, when, why."""
    amount, day = (
        with_currency(-movement.amount_cents, movement.currency, language),
        day_written(movement.booked_on, language),
    )
    why = say_return(movement.return_reason, language)
    return " · ".join(part for part in (amount, day, why) if part)
