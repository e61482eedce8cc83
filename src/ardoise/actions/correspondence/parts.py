"""What a message says of an item claimed in part: how much is contested or planned, or of what it is the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django_scopes import scope

from ardoise.domain.correspondence.tables import tell_part
from ardoise.records.models import DisputeItem, Message, MessageItem, Proposal, ProposalItem

Part = tuple[datetime, datetime | None, date | None, int, int]  # noted at, settled at, in peace until, cents, granted
Parts = Mapping[int, Sequence[Part]]


def contested_parts(customers: Collection[int]) -> Parts:
    """By entry, every part of it that was ever contested; within the company's scope."""
    disputed = DisputeItem.objects.filter(dispute__customer__in=list(customers), contested_cents__gt=0)
    granted = DisputeItem.objects.filter(dispute__continues=OuterRef("dispute"), entry=OuterRef("entry"))
    told = disputed.annotate(granted=Coalesce(Subquery(granted.values("contested_cents")[:1]), 0))
    facts = ("dispute__at", "dispute__ended_at", "dispute__grace_until_on", "contested_cents", "granted")
    found: dict[int, list[Part]] = {}
    for entry, *part in told.values_list("entry_id", *facts):
        found.setdefault(entry, []).append(tuple(part))
    return found


def part_told(item: ProposalItem, proposal: Proposal, parts: Parts, language: str) -> str:
    """What is said of an item a proposal lists, as its run knew it; "" where it is claimed whole."""
    return _told(item, proposal.currency, standing(parts, item.entry_id, proposal.run.as_of, proposal.run.at), language)


def with_parts_told(message: Message, items: Sequence[MessageItem]) -> Sequence[MessageItem]:
    """The items a message claims, each with its `part` in the customer's language, as it was when composed."""
    with scope(company=message.company_id):
        parts = contested_parts([message.customer_id])
    for item in items:
        contested_cents = standing(parts, item.entry_id, message.as_of, message.composed_at)
        item.part = _told(item, message.currency, contested_cents, message.language)  # type: ignore[attr-defined]
    return items


def _told(item: ProposalItem | MessageItem, currency: str, contested_cents: int, language: str) -> str:
    whole_cents = item.entry.amount_cents if item.entry.currency == currency else 0
    return tell_part(item.open_cents, contested_cents, whole_cents, currency, language, item.planned_cents)


def standing(parts: Parts, entry: int, as_of: date, at: datetime | None) -> int:
    """What was contested of an entry on that day, by what was known at an instant; None: what is now.

    What was granted of a settled dispute is a part of its own from then on.
    """
    found = 0
    for noted_at, settled_at, until_on, cents, granted in parts.get(entry, ()):
        is_known = at is None or noted_at <= at
        if is_known and (settled_at is None or (at is not None and settled_at > at)):
            found += cents
        elif is_known and until_on is not None and until_on >= as_of:
            found += cents - granted
    return found
