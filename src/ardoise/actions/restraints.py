"""What leaves a customer or an item in peace: opened and ended by somebody, recorded, and nothing twice.

Each function takes `about`: an entry, or a customer when all they owe is meant. Disputes are in `actions/disputes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.refusals import Unfit
from ardoise.domain.calendar import add_working_days
from ardoise.domain.reasons import day_written
from ardoise.domain.unseen import without
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


@dataclass(frozen=True)
class Noted:
    """What somebody notes about a customer: in which words, on which day of the company's, who, when, and who at the
    customer's said so; `beside`: the keys of what was noted of the same breath, which stands (*500 on the fifth, the
    rest on the twentieth*)."""

    words: str
    on: date
    by: User | None
    at: datetime
    said_by: str = ""
    beside: tuple[int, ...] = ()

    @property
    def note(self) -> str:
        """The words as they are kept."""
        return self.words.strip()[:300]

    @property
    def speaker(self) -> str:
        """Who said so, as it is kept."""
        return self.said_by.strip()[:120]


@dataclass(frozen=True)
class Scan:
    """A paper that shows it."""

    name: str = ""
    content: bytes = b""


def promise(about: About, amount_cents: int, promised_on: date, noted: Noted, entries: Sequence[Entry] = ()) -> Promise:
    """The customer says when they will pay; another day or amount is another promise, which ends the one before,
    unless it was said in the same breath.

    `entries`: the items promised, where they are several of the customer's.
    """
    entries = list(dict.fromkeys(entries))
    check(customer_of(about), entries)
    about = entries[0] if len(entries) == 1 else about
    entries = entries if len(entries) > 1 else []
    if amount_cents <= 0:
        raise Unfit(_("A promise is of an amount above zero."))
    if promised_on < noted.on:
        raise Unfit(_("A promise is for today or a day to come: %(day)s is past.") % {"day": written(promised_on)})
    said = Promise(amount_cents=amount_cents, promised_on=promised_on, said_by=noted.speaker)
    return begin(said, customer_of(about) if entries else about, noted, entries)


def block(about: About, until_on: date | None, noted: Noted) -> Block:
    """We leave it in peace until that day (None: without end); another day replaces the block before."""
    if until_on and until_on < noted.on:
        raise Unfit(_("A block lasts until today or a day to come: %(day)s is past.") % {"day": written(until_on)})
    if not noted.note:
        raise Unfit(_("A block needs its reason in a few words: whoever finds it later must understand it."))
    return begin(Block(until_on=until_on), about, noted)


def block_each(entries: Sequence[Entry], until_on: date | None, noted: Noted) -> list[Block]:
    """Several items of a company left in peace until the same day, for the same reason: all or none."""
    if not entries:
        raise Unfit(_("Tick at least one item."))
    with events.act(entries[0].company):
        return [block(entry, until_on, noted) for entry in entries]


def announce_payment(
    about: About, paid_on: date, noted: Noted, amount_cents: int | None = None, proof: Scan = Scan()
) -> PaymentNotice:
    """The customer says the money left on that day: peace for as many working days as a bank takes, then as before.

    Another day is another notice, which replaces the one before. Of money that should be here by now nothing is held,
    and a person is asked to look for it.
    """
    from ardoise.actions.replies.tasks import remember  # whose package asks for restraints

    if paid_on > noted.on:
        raise Unfit(_("Money that is to leave later is a promise, not a payment under way."))
    if amount_cents is not None and amount_cents <= 0:
        raise Unfit(_("A payment is of an amount above zero."))
    settings = DunningSettings.objects.filter(company=about.company).first()
    until_on = add_working_days(paid_on, settings.payment_notice_days if settings else PAYMENT_NOTICE_DAYS)
    told = PaymentNotice(
        paid_on=paid_on, amount_cents=amount_cents, until_on=until_on, said_by=noted.speaker,
        proof_name=without(proof.name)[:120], proof=proof.content,
    )  # fmt: skip
    with events.act(about.company):
        notice = begin(told, about, noted)
        if until_on < noted.on:
            remember(notice.customer, "other", PAID_NOT_HERE, noted.on, noted.at, note=notice.note)
    return notice


def announce_payments(
    customer: Customer,
    entries: Sequence[Entry],
    paid_on: date,
    noted: Noted,
    amount_cents: int | None = None,
    proof: Scan = Scan(),
) -> list[PaymentNotice]:
    """The same of several of the customer's items, a notice each, or of all he owes where there are none: all or
    nothing."""
    check(customer, entries)
    if amount_cents is not None and len(entries) > 1:
        raise Unfit(_("The amount of a transfer is of one invoice or of all they owe: leave it empty."))
    whose: Sequence[About] = entries or [customer]
    with events.act(customer.company):
        return [announce_payment(about, paid_on, noted, amount_cents, proof) for about in whose]


def declare_insolvency(customer: Customer, judged_on: date, noted: Noted) -> Insolvency:
    """Collective proceedings opened on that day: dunning of all the customer owes stops (C. com. L622-21)."""
    if judged_on > noted.on:
        raise Unfit(_("The judgment is of today or before: %(day)s is to come.") % {"day": written(judged_on)})
    return begin(Insolvency(judged_on=judged_on), customer, noted)


def written(day: date) -> str:
    """A day as every page says it."""
    return day_written(day, (get_language() or "fr")[:2])


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


KINDS: dict[type[Restraint], tuple[str, tuple[str, ...]]] = {
    Promise: ("promised", ("amount_cents", "promised_on")),
    Block: ("blocked", ("until_on",)),
    PaymentNotice: ("announced_payment", ("paid_on", "amount_cents")),
    Insolvency: ("declared_insolvency", ("judged_on",)),
}
"""Of each its verb, and the values in which a second one differs enough to be another."""


def begin(opened: R, about: About, noted: Noted, entries: Sequence[Entry] = ()) -> R:
    """Writes a restraint and its event; the same again is given back, another one ends the one before.

    `opened`: with the values of its kind, not stored yet. `entries`: of a promise of several.
    """
    rights.require(noted.by, "restrain", about.company)
    opened.company, opened.customer, opened.entry = about.company, customer_of(about), entry_of(about)
    opened.note, opened.opened_on, opened.by, opened.at = noted.note, noted.on, noted.by, noted.at
    verb, own = KINDS[type(opened)]
    with events.act(about.company):  # two clicks at once are one
        standing = standing_about(opened, {entry.pk for entry in entries}, noted.beside)
        for one in standing:
            if all(getattr(one, field) == getattr(opened, field) for field in own):
                return one
        for one in standing:
            end(one, noted.by, noted.at)
        opened.save(force_insert=True)
        after = told(opened)
        if isinstance(opened, Promise) and entries:
            opened.entries.set(entries)
            after["entries"] = [entry.pk for entry in entries]
        events.record(opened.company, verb, noted.by, noted.at, opened, opened.customer, after=after, words=opened.note)
    return opened


def check(customer: Customer, entries: Sequence[Entry]) -> None:
    """Missing unless all of these items are the customer's."""
    if any(entry.customer_id != customer.pk for entry in entries):
        raise rights.Missing(_("This item is not this customer's."))


def customer_of(about: About) -> Customer:
    """The customer it is about, or whose item it is about."""
    return about if isinstance(about, Customer) else about.customer


def entry_of(about: About) -> Entry | None:
    """The item it is about; None: all that the customer owes."""
    return about if isinstance(about, Entry) else None


def standing_about(opened: R, entries: set[int], beside: Sequence[int]) -> list[R]:
    """Those of its kind that stand about the very same, one item, these several, or all the customer owes, the latest
    first; not what stands beside it. Of all kinds but a promise there is one at most."""
    about = type(opened).objects.filter(customer=opened.customer, entry=opened.entry, ended_at=None)
    found = about.exclude(pk__in=beside).order_by("-pk")
    if not isinstance(opened, Promise) or opened.entry is not None:
        return list(found)
    named = found.prefetch_related("entries")
    return [one for one in named if isinstance(one, Promise) and {item.pk for item in one.entries.all()} == entries]


def told(restraint: Restraint) -> dict[str, Any]:
    """A restraint in an event."""
    hidden = {"id", "company", "customer", "by", "at", "ended_at", "ended_by", "proof"}
    fields = [field for field in restraint._meta.concrete_fields if field.name not in hidden]
    return {field.attname: getattr(restraint, field.attname) for field in fields}
