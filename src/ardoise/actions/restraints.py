"""What leaves a customer or an item in peace: opened and ended by somebody, recorded, and nothing twice.

Each function takes `about`: an entry, or a customer when all they owe is meant. Disputes are in `actions/disputes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.domain.calendar import add_working_days
from ardoise.records.models import (
    Block,
    Customer,
    DunningSettings,
    Entry,
    Insolvency,
    PaymentNotice,
    Promise,
    User,
)
from ardoise.records.restraints import Restraint

About = Customer | Entry
PAID_NOT_HERE = "paid_not_here"
PAYMENT_NOTICE_DAYS = 5  # working days, where the company has said nothing else
R = TypeVar("R", bound=Restraint)


class Unfit(ValueError):  # noqa: N818 - it reads as what happened
    """What was asked makes no sense; its text is a sentence that says what to do."""


def promise(
    about: About,
    amount_cents: int,
    promised_on: date,
    note: str,
    opened_on: date,
    by: User | None,
    at: datetime,
    said_by: str = "",
    entries: Sequence[Entry] = (),
) -> Promise:
    """The customer says when they will pay; another day or amount is another promise, which ends the one before.

    `entries`: the items promised, where they are several of the customer's; `said_by`: who at the customer's.
    """
    entries = list(dict.fromkeys(entries))
    about = entries[0] if len(entries) == 1 else about
    entries = entries if len(entries) > 1 else []
    if any(entry.customer_id != customer_of(about).pk for entry in entries):
        raise rights.Missing(_("This item is not this customer's."))
    if amount_cents <= 0:
        raise Unfit(_("A promise is of an amount above zero."))
    if promised_on < opened_on:
        raise Unfit(_("A promise is for today or a day to come: %(day)s is past.") % {"day": promised_on})
    fields = {"amount_cents": amount_cents, "promised_on": promised_on}
    told = {"said_by": said_by.strip()[:120]}
    whole = customer_of(about) if entries else about
    return begin(Promise, "promised", whole, opened_on, note, by, at, fields, told, entries)


def block(about: About, until_on: date | None, note: str, opened_on: date, by: User | None, at: datetime) -> Block:
    """We leave it in peace until that day (None: without end); another day replaces the block before."""
    if until_on and until_on < opened_on:
        raise Unfit(_("A block lasts until today or a day to come: %(day)s is past.") % {"day": until_on})
    if not note.strip():
        raise Unfit(_("A block needs its reason in a few words: whoever finds it later must understand it."))
    return begin(Block, "blocked", about, opened_on, note, by, at, {"until_on": until_on}, {})


def block_each(
    entries: Sequence[Entry], until_on: date | None, note: str, opened_on: date, by: User | None, at: datetime
) -> list[Block]:
    """Several items of a company left in peace until the same day, for the same reason: all or none."""
    if not entries:
        raise Unfit(_("Tick at least one item."))
    with events.act(entries[0].company):
        return [block(entry, until_on, note, opened_on, by, at) for entry in entries]


def announce_payment(
    about: About,
    paid_on: date,
    note: str,
    opened_on: date,
    by: User | None,
    at: datetime,
    amount_cents: int | None = None,
    said_by: str = "",
    proof_name: str = "",
    proof: bytes = b"",
) -> PaymentNotice:
    """The customer says the money left on that day: peace for as many working days as a bank takes, then as before.

    Another day is another notice, which replaces the one before. Of money that should be here by now nothing is held,
    and a person is asked to look for it.
    """
    from ardoise.actions.replies.tasks import remember  # whose package asks for restraints

    if paid_on > opened_on:
        raise Unfit(_("Money that is to leave later is a promise, not a payment under way."))
    if amount_cents is not None and amount_cents <= 0:
        raise Unfit(_("A payment is of an amount above zero."))
    settings = DunningSettings.objects.filter(company=about.company).first()
    until_on = add_working_days(paid_on, settings.payment_notice_days if settings else PAYMENT_NOTICE_DAYS)
    own = {"paid_on": paid_on, "amount_cents": amount_cents}
    told = {"until_on": until_on, "said_by": said_by.strip()[:120], "proof_name": proof_name[:120], "proof": proof}
    with events.act(about.company):
        notice = begin(PaymentNotice, "announced_payment", about, opened_on, note, by, at, own, told)
        if until_on < opened_on:
            remember(notice.customer, "other", PAID_NOT_HERE, opened_on, at, note=notice.note)
    return notice


def declare_insolvency(
    customer: Customer, judged_on: date, note: str, opened_on: date, by: User | None, at: datetime
) -> Insolvency:
    """Collective proceedings opened on that day: dunning of all the customer owes stops (C. com. L622-21)."""
    if judged_on > opened_on:
        raise Unfit(_("The judgment is of today or before: %(day)s is to come.") % {"day": judged_on})
    return begin(Insolvency, "declared_insolvency", customer, opened_on, note, by, at, {"judged_on": judged_on}, {})


def end(restraint: Restraint, by: User | None, at: datetime, words: str = "") -> bool:
    """It no longer stands; False when somebody had ended it before."""
    rights.require(by, "restrain", restraint.company)
    with events.act(restraint.company):
        standing = type(restraint).objects.filter(pk=restraint.pk, ended_at=None)
        if not standing.update(ended_at=at, ended_by=by):
            return False
        restraint.refresh_from_db()
        verb = f"ended_{restraint._meta.model_name}"
        events.record(
            restraint.company, verb, by, at, restraint, restraint.customer, before=told(restraint), words=words
        )
    return True


def begin(
    model: type[R],
    verb: str,
    about: About,
    opened_on: date,
    note: str,
    by: User | None,
    at: datetime,
    own: dict[str, Any],
    first: dict[str, Any],
    entries: Sequence[Entry] = (),
) -> R:
    """Writes a restraint and its event; the same again is given back, another of `own` values ends the one before.

    `first`: values in which a second one does not differ enough to be another. `entries`: of a promise of several.
    """
    rights.require(by, "restrain", about.company)
    customer, entry = customer_of(about), about if isinstance(about, Entry) else None
    with events.act(about.company):  # two clicks at once are one
        standing = standing_about(model, customer, entry, {entry.pk for entry in entries})
        if standing and all(getattr(standing, field) == value for field, value in own.items()):
            return standing
        if standing:
            end(standing, by, at)
        fields = {"note": note.strip()[:300], "opened_on": opened_on, "by": by, "at": at} | own | first
        opened = model.objects.create(company=about.company, customer=customer, entry=entry, **fields)
        after = told(opened)
        if isinstance(opened, Promise) and entries:
            opened.entries.set(entries)
            after["entries"] = [entry.pk for entry in entries]
        events.record(about.company, verb, by, at, opened, customer, after=after, words=opened.note)
    return opened


def customer_of(about: About) -> Customer:
    """The customer it is about, or whose item it is about."""
    return about if isinstance(about, Customer) else about.customer


def standing_about(model: type[R], customer: Customer, entry: Entry | None, entries: set[int]) -> R | None:
    """The latest that stands about the very same: one item, these several, or all the customer owes."""
    found = model.objects.filter(customer=customer, entry=entry, ended_at=None).order_by("-pk")
    if model is not Promise or entry is not None:
        return found.first()
    named = found.prefetch_related("entries")
    return next((one for one in named if {item.pk for item in one.entries.all()} == entries), None)  # type: ignore[attr-defined]


def told(restraint: Restraint) -> dict[str, Any]:
    """A restraint in an event."""
    hidden = {"id", "company", "customer", "by", "at", "ended_at", "ended_by", "proof"}
    fields = [field for field in restraint._meta.concrete_fields if field.name not in hidden]
    return {field.attname: getattr(restraint, field.attname) for field in fields}
