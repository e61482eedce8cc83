"""Whoever is to answer a dispute is written to, by the outbox: once, with a link, and once more past the deadline."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from urllib.parse import quote

from django.db import OperationalError
from django.urls import reverse
from django.utils.translation import gettext as _

from ardoise.actions import events, links, rights
from ardoise.actions.days import business_date
from ardoise.actions.disputes import issuing, writing
from ardoise.actions.disputes.crediting import WAITING
from ardoise.actions.disputes.settling import RUNS, assign, taken_back
from ardoise.actions.disputes.writing import (
    LOST,
    UNDER_WAY,
    Asked,
    Words,
    letters_about,
    matter_of,
    signature,
    spoken,
    write,
)
from ardoise.actions.refusals import Unfit
from ardoise.actions.replies import addresses
from ardoise.domain.correspondence import resolvers
from ardoise.records.correspondence import RESOLVER_ASKED, RESOLVER_REMINDED
from ardoise.records.models import Company, Dispute, Link, Message, User

LOG = logging.getLogger(__name__)
RESOLVER_LEVELS = (RESOLVER_ASKED, RESOLVER_REMINDED)


def mailbox_of(dispute: Dispute) -> str:
    """Where whoever is to answer reads their mail; "" where nobody is asked, or has none."""
    return dispute.resolver.email if dispute.resolver else dispute.resolver_email


def obstacle(company: Company, resolver: User | str) -> str:
    """Why no mail can leave to them: a code, "" if nothing stands in the way.

    Without a public address a mail can bear no link: who has an account finds the dispute without one, anybody else
    answers the mail, where answers are read.
    """
    if why := writing.obstacle(company, resolver if isinstance(resolver, str) else resolver.email):
        return why
    is_reached = isinstance(resolver, User) or links.public("/") or addresses.are_read(company)
    return "" if is_reached else "no_public_address"


def ask(dispute: Dispute, resolver: User | str, language: str, by: User, at: datetime) -> Asked:
    """Somebody is to answer (see `assign`), and hears of it by mail; asked again on the same day, or while the mail is
    still under way, it is the mail of before. A colleague reads it in their own language, a mailbox in `language`."""
    company = dispute.company
    rights.require(by, "restrain", company)
    mailbox = resolver.strip() if isinstance(resolver, str) else resolver.email
    if theirs := writing.customers_contact(company, mailbox):
        raise Unfit(debtors(mailbox, theirs.customer.name))
    with events.act(company):
        asked = assign(dispute, resolver, by, at)
        if why := obstacle(company, resolver if isinstance(resolver, User) else mailbox):
            return Asked(asked, None, why)
        if standing := still_fresh(asked, mailbox, business_date(company, at)):
            return Asked(asked, standing)
        asked.links.filter(revoked_at=None).update(revoked_at=at)
        language = resolver.language if isinstance(resolver, User) else language
        return Asked(asked, say(asked, RESOLVER_ASKED, language, by, at), is_new=True)


def debtors(mailbox: str, customer: str) -> str:
    """That a customer reads that mailbox, in a sentence."""
    return _("%(email)s is an address of the customer %(customer)s: ask a colleague.") % {
        "email": mailbox,
        "customer": customer,
    }


def still_fresh(dispute: Dispute, mailbox: str, today: date) -> Message | None:
    """The mail that asked them, if it is under way or left today."""
    alive = letters_about([dispute]).filter(message__recipient=mailbox, message__level=RESOLVER_ASKED, revoked_at=None)
    last = alive.exclude(message__state__in=LOST).order_by("-pk").first()
    if last is None or last.message is None:
        return None
    return last.message if last.message.state in UNDER_WAY or last.message.as_of == today else None


def say(dispute: Dispute, level: str, language: str, by: User | None, at: datetime) -> Message:
    """The mail with a link of its own, once more or for the first time; inside the caller's transaction."""
    company, today, mailbox = dispute.company, business_date(dispute.company, at), mailbox_of(dispute)
    asked = letters_about([dispute]).filter(message__level__in=RESOLVER_LEVELS, message__recipient=mailbox)
    before = asked.filter(message__left_on__isnull=False).last()
    is_again = level == RESOLVER_REMINDED
    link, token = links.new(dispute, mailbox, by, at)
    matter = replace(matter_of(dispute, today), has_account=dispute.resolver is not None)
    text = resolvers.text(
        matter, spoken(company, language), links.public(reverse("link", args=[token])),
        dispute.resolver.first_name if dispute.resolver else "", signature(company, by),
        before.message.left_on if is_again and before and before.message else None,
    )  # fmt: skip
    subject = resolvers.subject(matter, spoken(company, language), is_again)
    return write(dispute, Words(level, spoken(company, language), subject, text, matter.cents, link), by, at)


def why_not(message: Message, today: date) -> str:
    """Why it may not leave any more: settled, answered, somebody else is asked, paid meanwhile; "" if it may."""
    link = Link.objects.filter(message=message.pk).select_related("dispute__company", "dispute__resolver").first()
    if link is None or link.dispute is None or link.dispute.ended_at:
        return "dispute_settled"
    dispute = link.dispute
    if message.level in issuing.LEVELS:
        return issuing.why_not(message, dispute, today)
    if link.revoked_at or mailbox_of(dispute) != message.recipient or links.has_left(dispute):
        return "resolver_changed"
    if dispute.stage != "waiting_resolver":
        return "dispute_answered"
    return writing.what_changed(message, dispute, today)


def remind(company: Company, at: datetime) -> int:
    """Whoever has not answered, or not issued a credit note, by the deadline is written to again, once; how many were.
    One that fails stops no other.

    Only who was asked in time, by a mail that left; who was asked too late hears from a person.
    """
    today = business_date(company, at)
    stages = ("waiting_resolver", WAITING)
    late = Dispute.objects.filter(company=company, ended_at=None, stage__in=stages, deadline_on__lt=today)
    written = 0
    for dispute in late.select_related("company", "customer", "resolver").order_by("pk"):
        try:
            with events.act(company):
                written += issuing.remind(dispute, at) or remind_one(dispute, at)
        except OperationalError:
            raise
        except Exception:
            LOG.exception("Whoever is to answer dispute %s could not be reminded", dispute.pk)
    return written


def remind_one(dispute: Dispute, at: datetime) -> bool:
    """Whoever is to answer this one is written to again, if it is time; under the lock."""
    asked = to_remind(dispute)
    if asked is None or obstacle(dispute.company, dispute.resolver or dispute.resolver_email):
        return False
    say(dispute, RESOLVER_REMINDED, asked.language, None, at)
    return True


def to_remind(dispute: Dispute) -> Message | None:
    """The mail that asked, if it left in time, waits for an answer and nobody was reminded of it; under the lock.

    A reminder that did not arrive, or that a person took back, was the one: the dispute says so, and a person goes on.
    """
    fresh = Dispute.objects.filter(pk=dispute.pk, ended_at=None, stage="waiting_resolver").exists()
    told = letters_about([dispute]).filter(message__recipient=mailbox_of(dispute), revoked_at=None)
    messages = [link.message for link in told if link.message]
    asked = next((m for m in reversed(messages) if m.level == RESOLVER_ASKED), None)
    lost = taken_back([dispute]).filter(level=RESOLVER_REMINDED)
    is_again = any(m.level == RESOLVER_REMINDED for m in messages) or lost.exists()
    if not fresh or asked is None or asked.state != "sent" or asked.left_on is None or is_again:
        return None
    if links.has_left(dispute):  # nobody who works elsewhere is told what a customer says
        return None
    return asked if dispute.deadline_on and asked.left_on <= dispute.deadline_on else None


def unreached(disputes: Iterable[Dispute]) -> dict[int, Message]:
    """Of these, by key, those that wait for an answer or a credit note whose asking did not reach them: the last mail
    to whoever is waited for failed, did not leave after all, stayed on this machine, or may not have left."""
    levels = {"waiting_resolver": RESOLVER_LEVELS, WAITING: issuing.LEVELS}
    waiting = {one.pk: one for one in disputes if one.stage in levels and not one.ended_at}
    last: dict[int, Message] = {}
    for link in letters_about(waiting.values()) if waiting else ():
        asked = waiting[link.dispute_id] if link.dispute_id else None
        if asked is None or link.message is None or link.message.level not in levels[asked.stage]:
            continue
        if asked.stage == WAITING or link.revoked_at is None or link.message.recipient == mailbox_of(asked):
            last[asked.pk] = link.message
    return {key: message for key, message in last.items() if message.state in (*LOST, "kept", "in_doubt")}


def untold(disputes: Iterable[Dispute]) -> set[int]:
    """Of these, by key, those whose resolver is waited for and was told nothing: the mail was taken back."""
    waiting = [one for one in disputes if one.stage == "waiting_resolver" and not one.ended_at]
    names = taken_back(waiting).filter(level=RESOLVER_ASKED).values_list("run__policy", flat=True) if waiting else ()
    return {int(name.removeprefix(RUNS).partition("-")[0]) for name in names}


def mail_to(dispute: Dispute, mailbox: str, address: str, language: str, by: User, today: date) -> str:
    """The same words, ready in one's own mail program: a `mailto:`, for where no mail leaves from here."""
    matter, tongue = replace(matter_of(dispute, today), is_answered_by_mail=False), spoken(dispute.company, language)
    words = resolvers.text(matter, tongue, address, "", signature(dispute.company, by)).replace("\n", "\r\n")
    return f"mailto:{quote(mailbox)}?subject={quote(resolvers.subject(matter, tongue))}&body={quote(words)}"
