"""Doubts that a provider can end: it is asked what became of the message. Asking never sends anything again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_scopes import scope

from ardoise.actions import events
from ardoise.actions.delivery.asking import Patience, ask_each
from ardoise.channels import provider
from ardoise.channels.provider import Fate
from ardoise.channels.settings import Setting
from ardoise.records.models import Company, Message

LET_SETTLE = timedelta(minutes=10)  # what was still on its way when the line broke has arrived by then
ASKED_FOR = timedelta(days=7)
UNAWARE = "provider_unaware"
PATIENCE = Patience(timedelta(minutes=10))


def ask_about_doubts(company: Company, at: datetime) -> int:
    """Ends the doubts of which a provider knows the end; how many. What it does not know stays a person's to decide."""
    with scope(company=company):
        doubted = Message.objects.filter(company=company, state="in_doubt").exclude(reason="copied")
    old = doubted.filter(left_at__lte=at - LET_SETTLE, left_at__gt=at - ASKED_FOR)
    return ask_each(company, at, PATIENCE, old, _end)


def _end(message: Message, setting: Setting, at: datetime) -> bool:
    """Asked outside any transaction; noted only if nobody has decided in the meantime."""
    fate = provider.ask(provider.place_of(setting), message.message_id)
    if fate.is_known is None:
        return False
    with events.act(message.company):
        held = Message.objects.filter(pk=message.pk, state="in_doubt")
        if not fate.is_known:
            held.update(reason=UNAWARE)
            return False
        return _note(message, fate, setting, at)


def _note(message: Message, fate: Fate, setting: Setting, at: datetime) -> bool:
    from ardoise import channels

    held = Message.objects.filter(pk=message.pk, state="in_doubt")
    if fate.is_refused:
        reason = f"provider_refused:{fate.words}"[:300]
        if not held.update(state="failed", reason=reason, token="", lease_until=None):
            return False
        message.items.update(is_claimed=False)
        events.record(message.company, "failed", None, at, message, message.customer, after={"reason": reason})
        return True
    cost = channels.folder(message.channel).cost_of(setting, message.body)
    facts = {"receipt": fate.reference, "reason": "", "token": "", "lease_until": None, "cost_micros": cost}
    if not held.update(state="sent", **facts):
        return False
    after = {"receipt": fate.reference, "asked": True}
    events.record(message.company, "sent", None, at, message, message.customer, after=after)
    return True
