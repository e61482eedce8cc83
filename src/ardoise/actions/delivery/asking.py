"""Providers are asked about messages one by one, each seldom, few at once, and outside any transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django_scopes import scope

from ardoise.actions.delivery.settling import as_setting
from ardoise.channels.settings import Setting
from ardoise.records.models import ChannelSetting, Company, Message

BY_PROVIDER = ("provider", "electronic")
AT_ONCE = 50


@dataclass
class Patience:
    """How seldom one message is asked about; what this process asked it remembers."""

    every: timedelta
    asked: dict[int, datetime] = field(default_factory=dict)

    def due(self, messages: QuerySet[Message], at: datetime) -> Iterator[Message]:
        """Those nobody asked about lately, at most AT_ONCE; each counts as asked from the moment it is given."""
        found = messages.select_related("company", "customer").order_by("left_at")[: 20 * AT_ONCE]
        for message in [m for m in found if m.pk not in self.asked or self.asked[m.pk] + self.every <= at][:AT_ONCE]:
            self.asked[message.pk] = at
            yield message


def ask_each(
    company: Company,
    at: datetime,
    patience: Patience,
    waiting: QuerySet[Message],
    ask: Callable[[Message, Setting, datetime], int],
) -> int:
    """What asking about each waiting message of a channel that a provider carries adds up to."""
    answered = 0
    with scope(company=company):
        for kept in ChannelSetting.objects.filter(company=company, way__in=BY_PROVIDER):
            for message in patience.due(waiting.filter(channel=kept.channel), at):
                answered += ask(message, as_setting(company, kept), at)
    return answered
