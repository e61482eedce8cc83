"""Whose words wait unread: whoever has written, that he paid perhaps, hears nothing that was decided without them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from ardoise.actions import events
from ardoise.actions.replies.colleagues import ABOUT_THEM
from ardoise.actions.replies.members import members_told
from ardoise.domain.replies import ACKNOWLEDGEMENT
from ardoise.records.models import Company, Customer, Event, Finding, Message, Reply

UNREAD = "reply_unread"
"""Why what was approved before a reply came is not sent: a code of `domain.correspondence.reasons`."""


def unread_of(company: Company, among: Collection[int] | None = None) -> dict[int, list[Reply]]:
    """By key the customers of whom a mail waits that nobody has accepted, corrected, rejected or set aside, with those
    whom it is about or whose reminders its writer reads as the head of their group; of each the mails, oldest first.
    That somebody is away, a mail came back or a machine has received it, is nobody's word.

    `among`: only these customers are asked about.
    """
    read = Finding.objects.filter(reply=OuterRef("pk"))
    asks = Exists(read.filter(decision="").exclude(situation__in=(*ABOUT_THEM, ACKNOWLEDGEMENT))) | ~Exists(read)
    waiting = Reply.objects.filter(asks, company=company, state="new").exclude(customer=None)
    if among is not None:
        waiting = waiting.filter(_may_be_about(among))
    found = list(waiting.defer("raw").select_related("company", "customer").order_by("pk"))
    if not found:
        return {}
    writers = {reply.pk: reply.customer_id for reply in found if reply.customer_id}
    read_by, about = _members_of(company, set(writers.values())), members_told(found)
    told: dict[int, list[Reply]] = {}
    for reply in found:
        writer = writers[reply.pk]
        for key in {writer, *read_by.get(writer, ()), *about.get(reply.pk, ())}:
            if among is None or key in among:
                told.setdefault(key, []).append(reply)
    return told


def last_unread(company: Company, among: Collection[int]) -> int:
    """The key of the latest mail of these customers' that waits unread; 0: none. What a page shows beside what it asks
    about, so that nobody says yes to what a mail that came since speaks against."""
    unread = unread_of(company, among)
    return max((reply.pk for theirs in unread.values() for reply in theirs), default=0)


def moment_of_look(company: Company, clock: Callable[[], datetime]) -> datetime:
    """When somebody begins to look whether anybody has written, who says yes at that moment: what is known by then can
    be seen, what is kept while they look is known later, and what they said yes to does not leave over it."""
    with events.act(company):  # as a mail is kept, which reads the clock within
        return clock()


def wrote_since(messages: Sequence[Message]) -> set[int]:
    """Of these messages of one company those, by their keys, to whom somebody said yes before words came that wait
    unread; what a machine approved, it approved before any."""
    if not messages:
        return set()
    unread = unread_of(messages[0].company, {message.customer_id for message in messages})
    if not unread:
        return set()
    known = _known_at({reply for theirs in unread.values() for reply in theirs})
    last = {key: max(known[reply.pk] for reply in theirs) for key, theirs in unread.items()}
    asked = [message for message in messages if message.customer_id in last]
    return {m.pk for m in asked if m.approval.by_id is None or last[m.customer_id] > m.approval.at}


def _known_at(replies: Iterable[Reply]) -> dict[int, datetime]:
    """Since when each is known to be this customer's: fetched, or attached to him by a person."""
    known = {reply.pk: reply.fetched_at for reply in replies}
    whose = {reply.customer_id for reply in replies}
    attached = Event.objects.filter(customer__in=whose, verb="attached_reply", object_id__in=known)
    for key, at in attached.values_list("object_id", "at"):
        if key:
            known[key] = max(known[key], at)
    return known


def _members_of(company: Company, heads: Collection[int]) -> dict[int, list[int]]:
    """By the key of each head of a group those whose reminders it reads."""
    codes = dict(Customer.objects.filter(pk__in=heads).values_list("code", "pk"))
    members = Customer.objects.filter(company=company, parent_receives=True, group__in=codes)
    read_by: dict[int, list[int]] = {}
    for group, key in members.values_list("group", "pk"):
        read_by.setdefault(codes[group], []).append(key)
    return read_by


def _may_be_about(among: Collection[int]) -> Q:
    """Theirs, their head's, or an answer to what left with what was written about them."""
    heads = Customer.objects.filter(pk__in=among, parent_receives=True).exclude(group="").values("group")
    theirs = Message.objects.filter(customer__in=among)
    told = Q()
    for whole in (theirs.values("pk"), theirs.exclude(carrier=None).values("carrier")):
        told |= Q(answers__in=whole) | Q(answers__carrier__in=whole)
    return Q(customer__in=among) | Q(customer__code__in=heads) | told
