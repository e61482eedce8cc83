"""The mails to colleagues about a dispute, by the outbox: what they are made from, and what became of them.

Such a message says of the customer what the dispute is about, and is no contact with them: it is no rung, presses
nobody, and stands in the discussion of the dispute with what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ardoise.actions import correspondence, events, ledger, own_runs
from ardoise.actions.correspondence.parties import sender_of
from ardoise.actions.days import business_date
from ardoise.actions.disputes.board import contested_cents, part
from ardoise.actions.disputes.opening import amounts_of
from ardoise.actions.disputes.settling import RUNS
from ardoise.actions.refusals import Unfit
from ardoise.actions.replies import addresses
from ardoise.domain.correspondence import resolvers
from ardoise.domain.correspondence.addressing import Addressee
from ardoise.domain.correspondence.packs import LANGUAGES
from ardoise.records.correspondence import INTERNAL
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
    User,
)

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


@dataclass(frozen=True)
class Words:
    """What a mail to a colleague says, in which language, about how much; `link`: by which it is answered."""

    level: str
    language: str
    subject: str
    text: str
    cents: int
    link: Link


def obstacle(company: Company, mailbox: str) -> str:
    """Why no mail can leave to that address: a code, "" if nothing stands in the way."""
    if not mailbox:
        return "no_mailbox"
    if "@" not in sender_of(company):
        return "no_sender"
    return "" if MailServer.objects.filter(company=company).exists() else "no_server"


def customers_contact(company: Company, mailbox: str) -> Contact | None:
    """The contact of a customer's who reads that mailbox, and would be told what we say among ourselves."""
    theirs = Contact.objects.filter(company=company, email__iexact=mailbox).select_related("customer")
    return theirs.first() if mailbox else None


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


def write(dispute: Dispute, words: Words, by: User | None, at: datetime) -> Message:
    """The mail, frozen and queued; inside the caller's transaction, which made its link."""
    company, today, mailbox = dispute.company, business_date(dispute.company, at), words.link.email
    proposal = propose(dispute, words, today, at)
    said = correspondence.Typed(
        channel="email",
        language=words.language,
        to=Addressee(mailbox),
        subject=words.subject,
        text=words.text,
        reply_to=addresses.resolver_address(words.link) or (by.email if by else ""),
    )
    draft = correspondence.typed(dispute.customer, said, today, proposal)
    if draft.obstacle:
        raise Unfit(_("This mail cannot be written: an address or the subject holds a forbidden character."))
    approval = Approval.objects.create(company=company, proposal=proposal, by=by, at=at)
    message = correspondence.compose(approval, at, draft)
    Link.objects.filter(pk=words.link.pk).update(message=message)
    told = {"for": mailbox, "message": message.sha256, "cents": words.cents}
    events.record(company, words.level, by, at, dispute, dispute.customer, after=told)
    return message


def spoken(company: Company, language: str) -> str:
    """The language, if we write it; else the company's."""
    return language if language in LANGUAGES else company.language


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
        dispute.customer.name, dispute.reason, items, cents, currency, dispute.note, dispute.deadline_on, today,
        is_answered_by_mail=addresses.are_read(company),
    )  # fmt: skip


def propose(dispute: Dispute, words: Words, today: date, at: datetime) -> Proposal:
    """What the message is approved from: a run of its own for each mail about a dispute; it lists nothing."""
    company, customer = dispute.company, dispute.customer
    run = own_runs.begin(company, f"{RUNS}{dispute.pk}-", today, at)
    return Proposal.objects.create(
        company=company, run=run, customer=customer, level=words.level, channel="email", cycle=1,
        amount_cents=words.cents, currency=company.currency, oldest_due_on=today, days_overdue=0, reason=words.level,
    )  # fmt: skip


def what_changed(message: Message, dispute: Dispute, today: date) -> str:
    """Is another amount contested by now, or the mailbox a customer's?"""
    if customers_contact(dispute.company, message.recipient):
        return "resolver_changed"
    told = Proposal.objects.filter(approval__message=message).values_list("amount_cents", flat=True).first()
    return "contested_changed" if told != contested_cents(dispute.company, [dispute], today)[dispute.pk] else ""
