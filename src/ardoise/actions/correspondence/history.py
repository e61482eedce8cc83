"""What was already written about each item, and when it left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import Max, Min, Q

from ardoise.domain.dunning import IN_WRITING, Policy
from ardoise.records.book import LEFT
from ardoise.records.models import MessageItem


def left_on(customers: Collection[int]) -> dict[int, date]:
    """By entry, the day a message that claims it last left; one that was only kept here, nobody has read. A credit is
    listed, never reminded of."""
    claimed = MessageItem.objects.filter(message__customer__in=list(customers), open_cents__gt=0)
    rows = claimed.filter(message__state__in=LEFT).values_list("entry_id").annotate(last=Max("message__left_on"))
    return {entry: last for entry, last in rows if last}


def first_notices(customers: Collection[int], policies: Mapping[str, Policy]) -> dict[tuple[str, int], date]:
    """By policy and entry, the day the first formal notice about it left: its tone is frozen with it. Of what was
    written before tones were, formal is what the policy under which it was written says formally; where that knows the
    level no more, what the policy asked for does."""
    tones = {(name, key): one.tone for name, policy in policies.items() for key, one in policy.known_as().items()}
    formal = {key for (_, key), tone in tones.items() if tone == "formal"}
    items = MessageItem.objects.filter(message__customer__in=list(customers), open_cents__gt=0)
    left = items.filter(message__state__in=LEFT, message__channel__in=IN_WRITING)
    told = left.filter(Q(message__tone="formal") | Q(message__tone="", level__in=formal))
    rows = told.values_list("entry_id", "level", "message__approval__proposal__policy", "message__tone")
    firsts: dict[tuple[str, int], date] = {}
    for entry, key, written_under, tone, on in rows.annotate(first=Min("message__left_on")):
        for name in policies:
            if on and (tone or tones.get((written_under, key), tones.get((name, key)))) == "formal":
                firsts[name, entry] = min(on, firsts.get((name, entry), on))
    return firsts
