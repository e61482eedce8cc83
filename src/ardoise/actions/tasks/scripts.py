"""What to say on the telephone to whomever one calls, though no call was planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ardoise.actions import templates
from ardoise.actions.correspondence.parties import language_of
from ardoise.actions.policies.assignment import policies_of
from ardoise.actions.templates import Place, Unsound
from ardoise.domain.dunning import DEFAULT_POLICY, Level
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Customer, Message, User

SAID = ("sent", "kept", "in_doubt", "sending")

PAST = ("contacted_recently", "ladder_exhausted")
"""Reasons that name the level said last."""


@dataclass(frozen=True)
class Script:
    """The words of a call, in the customer's language, at which level; `is_next`: it comes next, else was said last."""

    level: str
    is_next: bool
    language: str
    text: str


def script(customer: Customer, by: User | None, today: date) -> Script | None:
    """What the call's template says at the level that comes next, else at the one that was said last.

    None where neither is known, nothing is open, or the words ask for what does not exist.
    """
    last = Message.objects.filter(customer=customer, state__in=SAID).exclude(level__in=INTERNAL)
    said = last.order_by("-as_of", "-pk").first()
    coming = next_level(customer, today)
    if coming is None and (said is None or not said.tone):
        return None
    level, key = coming or Level("", 1, tone=said.tone), coming.key if coming else said.level  # type: ignore[union-attr]
    company, language = customer.company, language_of(customer, customer.company)
    chosen = templates.choose(
        templates.own_words(company), (level.template, level.tone), language, customer.kind, "call"
    )
    place, heard_on = Place(level.tone, language, customer.kind, "call"), said.left_on or said.as_of if said else None
    caller = by.get_full_name() if by else ""
    try:
        letter = templates.begun(company, place, chosen.words, customer, today, heard_on, caller)
    except Unsound:
        return None
    return Script(key, coming is not None, language, letter.body.strip()) if letter else None


def next_level(customer: Customer, today: date) -> Level | None:
    """The level that is proposed, or will be, of this customer alone; None: the plan names none."""
    from ardoise.actions import dunning  # which asks for tasks itself

    plan = dunning.proposed(customer.company, today, customer=customer)
    row = (plan.skips if plan.proposals.is_empty() else plan.proposals).row(0, named=True)
    if row["reason"] in PAST:
        return None
    levels = policies_of(customer.company).get(row["policy"] or "", DEFAULT_POLICY).levels
    return next((level for level in levels if level.key == row["level"]), None)
