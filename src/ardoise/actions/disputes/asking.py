"""Whoever is to answer a dispute is written to, by the outbox: once, with a link, and once more past the deadline.

Such a message goes to a colleague. It says of the customer what the dispute is about, and is no contact with them: it
is no rung, presses nobody, and stands in the discussion of the dispute with what became of it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import quote

from django.db import OperationalError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ardoise.actions import correspondence, events, ledger, links, rights
from ardoise.actions.correspondence.parties import sender_of
from ardoise.actions.days import business_date
from ardoise.actions.disputes.board import contested_cents, part
from ardoise.actions.disputes.opening import amounts_of
from ardoise.actions.disputes.settling import RUNS, assign, taken_back
from ardoise.actions.replies import addresses
from ardoise.actions.restraints import Unfit
from ardoise.domain.correspondence import resolvers
from ardoise.domain.correspondence.addressing import Addressee
from ardoise.domain.correspondence.packs import LANGUAGES
from ardoise.records.correspondence import INTERNAL, RESOLVER_ASKED, RESOLVER_REMINDED
from ardoise.records.models import (
    Approval,
    Company,
    Contact,
    Dispute,
    Entry,
    Link,
    MailServer,
    Message,
    Proposal,
    Run,
    User,
)

LOG = logging.getLogger(__name__)
UNDER_WAY = ("queued", "claimed", "sending", "in_doubt")
LOST = ("failed", "suppressed")
"""States of a message that nobody has read."""


@dataclass(frozen=True)
class Asked:
    """What came of asking: the mail, or why none can leave (a code; "" where one does)."""

    dispute: Dispute
    message: Message | None
    obstacle: str = ""
    is_new: bool = False  # False: the mail of before is still under way, or left today


def mailbox_of(dispute: Dispute) -> str:
    """Where whoever is to answer reads their mail; "" where nobody is asked, or has none."""
    return dispute.resolver.email if dispute.resolver else dispute.resolver_email


def obstacle(company: Company, resolver: User | str) -> str:
    """Why no mail can leave to them: a code, "" if nothing stands in the way.

    Without a public address a mail can bear no link; who has an account finds the dispute without one.
    """
    if not (resolver if isinstance(resolver, str) else resolver.email):
        return "no_mailbox"
    if "@" not in sender_of(company):
        return "no_sender"
    if not MailServer.objects.filter(company=company).exists():
        return "no_server"
    return "no_public_address" if isinstance(resolver, str) and not links.public("/") else ""


def ask(dispute: Dispute, resolver: User | str, language: str, by: User, at: datetime) -> Asked:
    """Somebody is to answer (see `assign`), and hears of it by mail; asked again on the same day, or while the mail is
    still under way, it is the mail of before. A colleague reads it in their own language, a mailbox in `language`."""
    company = dispute.company
    rights.require(by, "restrain", company)
    mailbox = resolver.strip() if isinstance(resolver, str) else resolver.email
    refuse_debtor(company, mailbox)
    with events.act(company):
        asked = assign(dispute, resolver, by, at)
        if why := obstacle(company, resolver if isinstance(resolver, User) else mailbox):
            return Asked(asked, None, why)
        if standing := still_fresh(asked, mailbox, business_date(company, at)):
            return Asked(asked, standing)
        asked.links.filter(revoked_at=None).update(revoked_at=at)
        spoken = resolver.language if isinstance(resolver, User) else language
        return Asked(asked, write(asked, RESOLVER_ASKED, spoken, by, at), is_new=True)


def refuse_debtor(company: Company, mailbox: str) -> None:
    """Unfit: a customer reads that mailbox, and would be told what we say among ourselves."""
    theirs = Contact.objects.filter(company=company, email__iexact=mailbox).select_related("customer")
    if mailbox and (found := theirs.first()):
        raise Unfit(
            _("%(email)s is an address of the customer %(customer)s: ask a colleague.")
            % {"email": mailbox, "customer": found.customer.name}
        )


def still_fresh(dispute: Dispute, mailbox: str, today: date) -> Message | None:
    """The mail that asked them, if it is under way or left today."""
    alive = letters_about([dispute]).filter(message__recipient=mailbox, message__level=RESOLVER_ASKED, revoked_at=None)
    last = alive.exclude(message__state__in=LOST).order_by("-pk").first()
    if last is None or last.message is None:
        return None
    return last.message if last.message.state in UNDER_WAY or last.message.as_of == today else None


def letters_about(disputes: Iterable[Dispute]) -> QuerySet[Link]:
    """The links of these disputes that left in a mail of ours, each with it."""
    found = Link.objects.filter(dispute__in=list(disputes)).exclude(message=None)
    return found.select_related("message__approval__by").order_by("pk")


def spoken_of(message: Message) -> Dispute | None:
    """The dispute that a message to a colleague is about; None of any other."""
    if message.level not in INTERNAL:
        return None
    link = Link.objects.filter(message=message.pk).select_related("dispute").first()
    return link.dispute if link else None


def write(dispute: Dispute, level: str, language: str, by: User | None, at: datetime) -> Message:
    """The mail, frozen and queued, with a link of its own; inside the caller's transaction."""
    company, today, mailbox = dispute.company, business_date(dispute.company, at), mailbox_of(dispute)
    spoken = language if language in LANGUAGES else company.language
    before = letters_about([dispute]).filter(message__recipient=mailbox, message__left_on__isnull=False).last()
    link, token = links.new(dispute, mailbox, by, at)
    answered_at = addresses.resolver_address(link)
    matter = replace(matter_of(dispute, today), is_answered_by_mail=bool(answered_at))
    proposal = propose(dispute, level, matter.cents, today, at)
    name = dispute.resolver.first_name if dispute.resolver else ""
    is_again = level == RESOLVER_REMINDED
    said = correspondence.Typed(
        channel="email",
        language=spoken,
        to=Addressee(mailbox),
        subject=resolvers.subject(matter, spoken, is_again),
        text=resolvers.text(
            matter, spoken, links.public(reverse("link", args=[token])), name, signature(company, by),
            before.message.left_on if is_again and before and before.message else None,
        ),
        reply_to=answered_at or (by.email if by else ""),
    )  # fmt: skip
    draft = correspondence.typed(dispute.customer, said, today, proposal)
    if draft.obstacle:
        raise Unfit(_("This mail cannot be written: an address or the subject holds a forbidden character."))
    approval = Approval.objects.create(company=company, proposal=proposal, by=by, at=at)
    message = correspondence.compose(approval, at, draft)
    Link.objects.filter(pk=link.pk).update(message=message)
    told = {"for": mailbox, "message": message.sha256, "cents": matter.cents}
    events.record(company, level, by, at, dispute, dispute.customer, after=told)
    return message


def signature(company: Company, by: User | None) -> Sequence[str]:
    """Who asks."""
    return list(filter(None, [by.get_full_name() if by else "", company.name]))


def matter_of(dispute: Dispute, today: date) -> resolvers.Matter:
    """What the mail says of the dispute, as things stand."""
    company, parts = dispute.company, amounts_of(dispute)
    open_items = ledger.items(company, today, dispute.customer).select("entry", "open_cents")
    open_cents = dict(open_items.iter_rows())
    entries = Entry.objects.filter(pk__in=list(parts)).order_by("document_on", "pk")
    items = [
        resolvers.Contested(
            entry.document or entry.label, entry.document_on, open_cents.get(entry.pk, 0),
            None if parts[entry.pk] is None else part(open_cents.get(entry.pk, 0), parts[entry.pk]), entry.currency,
        )
        for entry in entries
    ]  # fmt: skip
    cents = contested_cents(company, [dispute], today)[dispute.pk]
    currency = items[0].currency if items else company.currency
    return resolvers.Matter(
        dispute.customer.name, dispute.reason, items, cents, currency, dispute.note, dispute.deadline_on, today
    )


def propose(dispute: Dispute, level: str, cents: int, today: date, at: datetime) -> Proposal:
    """What the message is approved from: a run of its own for each mail about a dispute; it lists nothing."""
    company, customer = dispute.company, dispute.customer
    name = f"{RUNS}{dispute.pk}-"
    last = Run.objects.filter(company=company, policy__startswith=name).order_by("-pk").first()
    number = int(last.policy.removeprefix(name)) + 1 if last else 1
    run = Run.objects.create(company=company, policy=f"{name}{number}", as_of=today, at=at)
    return Proposal.objects.create(
        company=company, run=run, customer=customer, level=level, channel="email", cycle=1, amount_cents=cents,
        currency=company.currency, oldest_due_on=today, days_overdue=0, reason=level,
    )  # fmt: skip


def why_not(message: Message, today: date) -> str:
    """Why it may not leave any more: settled, answered, somebody else is asked, paid meanwhile; "" if it may."""
    link = Link.objects.filter(message=message.pk).select_related("dispute__company", "dispute__resolver").first()
    if link is None or link.dispute is None or link.dispute.ended_at:
        return "dispute_settled"
    dispute = link.dispute
    if link.revoked_at or mailbox_of(dispute) != message.recipient or links.has_left(dispute):
        return "resolver_changed"
    if dispute.stage != "waiting_resolver":
        return "dispute_answered"
    if Contact.objects.filter(company=message.company_id, email__iexact=message.recipient).exists():
        return "resolver_changed"
    told = Proposal.objects.filter(approval=message.approval_id).values_list("amount_cents", flat=True).first()
    now = contested_cents(dispute.company, [dispute], today)[dispute.pk]
    return "contested_changed" if told != now else ""


def remind(company: Company, at: datetime) -> int:
    """Whoever has not answered by the deadline is written to again, once; how many were. One that fails stops no other.

    Only who was asked in time, by a mail that left; who was asked too late hears from a person.
    """
    today = business_date(company, at)
    if obstacle(company, "anybody@house.invalid"):
        return 0
    late = Dispute.objects.filter(company=company, ended_at=None, stage="waiting_resolver", deadline_on__lt=today)
    written = 0
    for dispute in late.select_related("company", "customer", "resolver").order_by("pk"):
        try:
            with events.act(company):
                asked = to_remind(dispute)
                if asked is not None:
                    write(dispute, RESOLVER_REMINDED, asked.language, None, at)
                    written += 1
        except OperationalError:
            raise
        except Exception:
            LOG.exception("Whoever is to answer dispute %s could not be reminded", dispute.pk)
    return written


def to_remind(dispute: Dispute) -> Message | None:
    """The mail that asked, if it left in time, waits for an answer and nobody was reminded of it; under the lock.

    A reminder that did not arrive, or that a person took back, was the one: the dispute says so, and a person goes on.
    """
    fresh = Dispute.objects.filter(pk=dispute.pk, ended_at=None, stage="waiting_resolver").exists()
    told = letters_about([dispute]).filter(message__recipient=mailbox_of(dispute), revoked_at=None)
    messages = [link.message for link in told if link.message]
    asked = next((m for m in reversed(messages) if m.level == RESOLVER_ASKED), None)
    is_again = any(m.level == RESOLVER_REMINDED for m in messages) or taken_back([dispute]).exists()
    if not fresh or asked is None or asked.state != "sent" or asked.left_on is None or is_again:
        return None
    if links.has_left(dispute):  # nobody who works elsewhere is told what a customer says
        return None
    return asked if dispute.deadline_on and asked.left_on <= dispute.deadline_on else None


def unreached(disputes: Iterable[Dispute]) -> dict[int, Message]:
    """Of these, by key, those whose resolver is waited for and was not reached: the last mail to them failed, did not
    leave after all, stayed on this machine, or may not have left."""
    waiting = {
        dispute.pk: dispute for dispute in disputes if dispute.stage == "waiting_resolver" and not dispute.ended_at
    }
    last: dict[int, Message] = {}
    for link in letters_about(waiting.values()) if waiting else ():
        asked = waiting[link.dispute_id] if link.dispute_id else None
        if link.message and asked and (link.revoked_at is None or link.message.recipient == mailbox_of(asked)):
            last[asked.pk] = link.message
    return {key: message for key, message in last.items() if message.state in (*LOST, "kept", "in_doubt")}


def untold(disputes: Iterable[Dispute]) -> set[int]:
    """Of these, by key, those whose resolver is waited for and was told nothing: the mail was taken back."""
    waiting = [one for one in disputes if one.stage == "waiting_resolver" and not one.ended_at]
    names = taken_back(waiting).filter(level=RESOLVER_ASKED).values_list("run__policy", flat=True) if waiting else ()
    return {int(name.removeprefix(RUNS).partition("-")[0]) for name in names}


def mail_to(dispute: Dispute, mailbox: str, address: str, language: str, by: User, today: date) -> str:
    """The same words, ready in one's own mail program: a `mailto:`, for where no mail leaves from here."""
    matter = matter_of(dispute, today)
    spoken = language if language in LANGUAGES else dispute.company.language
    words = resolvers.text(matter, spoken, address, "", signature(dispute.company, by)).replace("\n", "\r\n")
    return f"mailto:{quote(mailbox)}?subject={quote(resolvers.subject(matter, spoken))}&body={quote(words)}"
