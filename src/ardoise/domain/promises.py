"""What became of a promise, or of an instalment of a plan: computed from facts, never declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

OUTCOMES = ("waiting", "kept", "kept_late", "partly_kept", "broken")
"""`kept_late` is of instalments only: money that comes after their day still fills them, the oldest first."""

PROMISES: dict[str, type] = {
    "promise": int,  # its identity; of an instalment, its own below zero
    "customer": str,
    "entry": int,  # one row per item promised; None: what is due, whichever items it pays
    "amount_cents": int,  # of the whole promise, the same on each of its rows; None: what its items amount to
    "opened_on": date,  # the day it was made: what was paid before was not promised
    "promised_on": date,  # the day the money should be here
    "ended_on": date,  # somebody ended it that day; None: it stands
    "plan": int,  # the instalment plan it is part of; None: a promise by itself
    "open_cents": int,  # what was open of the item when the plan was agreed; None: nobody noted it
}
"""What customers said they would pay, and when."""

PROMISE_OUTCOMES: dict[str, type] = {
    "promise": int,
    "customer": str,
    "outcome": str,  # one of OUTCOMES
    "amount_cents": int,
    "paid_cents": int,  # of it, in time; of an instalment, late too
    "promised_on": date,
    "judged_on": date,  # the last day on which a payment is still in time
    "plan": int,
}

SENTENCES = {
    "waiting": {
        "fr": "{paid} reçus sur {amount} promis pour le {day}.",
        "en": "{paid} received of {amount} promised by {day}.",
    },
    "kept": {
        "fr": "Promesse tenue : {amount} promis pour le {day}.",
        "en": "Promise kept: {amount} promised by {day}.",
    },
    "kept_late": {
        "fr": "Échéance payée en retard : {amount} promis pour le {day}.",
        "en": "Instalment paid late: {amount} promised by {day}.",
    },
    "partly_kept": {
        "fr": "Promesse tenue en partie : {paid} reçus sur {amount} promis pour le {day}.",
        "en": "Promise partly kept: {paid} received of {amount} promised by {day}.",
    },
    "broken": {
        "fr": "Promesse non tenue : {amount} promis pour le {day}, rien de reçu.",
        "en": "Promise broken: {amount} promised by {day}, nothing received.",
    },
}


def say(row: Mapping[str, Any], language: str = "fr", currency: str | None = None) -> str:
    """What became of a promise (a row of PROMISE_OUTCOMES), in a sentence."""
    from ardoise.domain.reasons import amount_written, day_written

    return SENTENCES[row["outcome"]][language].format(
        paid=amount_written(row["paid_cents"], currency, language),
        amount=amount_written(row["amount_cents"], currency, language),
        day=day_written(row["promised_on"], language),
    )


def judge(amount_cents: int, paid_cents: int, judged_on: date, as_of: date, late_cents: int = 0) -> str:
    """The outcome on a day: kept as soon as it is paid; until its last day has passed, waited for.

    `paid_cents` came in time, `late_cents` after it, for an instalment.
    """
    if paid_cents >= amount_cents:
        return "kept"
    if as_of <= judged_on:
        return "waiting"
    if paid_cents + late_cents >= amount_cents:
        return "kept_late"
    return "partly_kept" if paid_cents + late_cents > 0 else "broken"


def last_day(promised_on: date, grace_days: int) -> date:
    """The last day on which the money is in time: a bank takes its days."""
    return promised_on + timedelta(grace_days)


@dataclass(frozen=True)
class Promised:
    """A promise to be judged: how much, from which day to which, and the letter groups of its items."""

    amount_cents: int
    first_on: date
    last_on: date
    groups: frozenset[int] | None  # None: what is due, whichever items it pays
    items: frozenset[int] = frozenset()  # the entries promised
    plan: int | None = None  # the plan it is an instalment of: what comes late fills it too
    own: frozenset[int] = frozenset()  # letter groups that close nothing but items of the plan
    settled_cents: int | None = None  # of its items, when the plan was agreed; None: not known
    currencies: frozenset[str] = frozenset()  # those of its items; of none: money is money

    def is_settled_by(self, credit: Credit) -> bool:
        """Does the credit settle items of the plan, and no others?"""
        return credit.group in self.own if credit.item is None else credit.item in self.items

    def is_for(self, credit: Credit) -> bool:
        """Is it a payment that nothing is told of, in the currency of the items?"""
        is_theirs = not self.currencies or credit.currency in self.currencies
        return credit.is_payment and credit.group is None and is_theirs

    def may_take(self, credit: Credit) -> bool:
        """Did it come after the word was given, or settle the plan's items only since then, whenever it was booked?"""
        if self.settled_cents is None or not self.is_settled_by(credit):
            return credit.on >= self.first_on
        return credit.before != self.plan


@dataclass
class Credit:
    """Something that lowered what the customer owes, by how much; what promises haven't taken of it yet."""

    on: date
    cents: int
    is_payment: bool  # False: a credit note or another entry, which keeps a promise only of what it is lettered with
    group: int | None  # its letter group; None: not lettered
    item: int | None = None  # the entry this part of it was applied to here; None: to none, or its letters say
    before: int | None = None  # the plan that was agreed when this had settled its items
    currency: str | None = None


@dataclass(frozen=True)
class Return:
    """A payment the bank took back: its entry, and its letter group where it is lettered."""

    on: date
    cents: int
    entry: int
    group: int | None
    currency: str | None = None

    def took(self, credit: Credit) -> bool:
        """Is this the payment it took back, by its letter or by what was applied here?"""
        return credit.item == self.entry or (self.group is not None and credit.group == self.group)


def share_out(
    promises: Sequence[Promised], credits: Iterable[Credit], returns: Sequence[Return]
) -> list[tuple[int, int]]:
    """What each promise of a customer got in time, and an instalment late, in the order given: a credit counts once,
    for the first it is in time for, or the first instalment that is still wanting.

    A return undoes the payment it is told to have taken back; what nobody tells of it, the last payments before it in
    its currency.
    What had settled the items of a plan when it was agreed fills none of its instalments.
    """
    left = sorted(credits, key=lambda credit: credit.on)
    paid = [credit for credit in reversed(left) if credit.is_payment]
    untold = [(back, take(back.cents, [credit for credit in paid if back.took(credit)])) for back in returns]
    for back, cents in untold:
        take(cents, [credit for credit in paid if credit.on <= back.on and credit.currency == back.currency])
    for plan in {promise.plan: promise for promise in promises if promise.settled_cents}.values():
        left = set_apart(plan, left)
    return [fill(promise, left) for promise in promises]


def set_apart(plan: Promised, credits: Iterable[Credit]) -> list[Credit]:
    """The credits, each that had settled items of the plan when it was agreed marked so, or that part of it."""
    wanting, found = plan.settled_cents or 0, []
    for credit in credits:
        part = min(wanting, credit.cents) if credit.on <= plan.first_on and plan.is_settled_by(credit) else 0
        wanting -= part
        found += [replace(credit, cents=part, before=plan.plan)] if part else []
        found.append(replace(credit, cents=credit.cents - part))
    return found


def fill(promise: Promised, left: Sequence[Credit]) -> tuple[int, int]:
    """What a promise takes of the credits that came in time, and an instalment of those that came late."""
    wanting = take(promise.amount_cents, meant_for(promise, left, promise.last_on))
    rest = wanting if promise.plan is None else take(wanting, meant_for(promise, left, date.max))
    return promise.amount_cents - wanting, wanting - rest


def meant_for(promise: Promised, credits: Sequence[Credit], last_on: date) -> list[Credit]:
    """The credits for a promise until a day; what is lettered with other items is not meant for its own, nor is free
    money in another currency."""
    in_time = [credit for credit in credits if credit.on <= last_on and promise.may_take(credit)]
    if promise.groups is None:
        return [credit for credit in in_time if credit.is_payment]
    applied = [credit for credit in in_time if credit.item in promise.items]
    free = [credit for credit in in_time if credit.item is None]
    return applied + [credit for credit in free if credit.group in promise.groups or promise.is_for(credit)]


def take(cents: int, credits: Iterable[Credit]) -> int:
    """Take so much of the credits, in their order; what is wanting."""
    for credit in credits:
        taken = min(cents, credit.cents)
        credit.cents -= taken
        cents -= taken
    return cents
