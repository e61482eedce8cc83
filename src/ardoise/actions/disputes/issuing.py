"""Whoever issues credit notes is asked for the one a dispute waits for: once, and once more past the deadline."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime

from ardoise.actions import events, links, rights
from ardoise.actions.days import business_date
from ardoise.actions.disputes import writing
from ardoise.actions.disputes.board import contested_cents
from ardoise.actions.disputes.crediting import WAITING, is_covered
from ardoise.actions.disputes.settling import taken_back
from ardoise.actions.disputes.writing import LOST, UNDER_WAY, Asked, Words
from ardoise.actions.refusals import Unfit
from ardoise.domain.correspondence import credit_notes
from ardoise.domain.correspondence.wording import long_day
from ardoise.records.correspondence import CREDIT_ASKED, CREDIT_REMINDED
from ardoise.records.models import Company, Dispute, DunningSettings, Message, User

LOG = logging.getLogger(__name__)
LEVELS = (CREDIT_ASKED, CREDIT_REMINDED)


@dataclass(frozen=True)
class Issue:
    """Of a dispute that waits for a credit note: who issues it, the mail that asked, why none can leave (a code)."""

    mailbox: str
    message: Message | None
    obstacle: str

    @property
    def is_asked(self) -> bool:
        """Do they know of it, or will they once the mail has left?"""
        return self.message is not None and self.message.state not in (*LOST, "kept")


def issuer_of(company: Company) -> str:
    """The mailbox of whoever issues credit notes; "" where the company has said nobody."""
    told = DunningSettings.objects.filter(company=company).values_list("credit_notes_to", flat=True).first()
    return told or ""


def issue_of(dispute: Dispute, today: date) -> Issue | None:
    """How it stands with the credit note a dispute waits for; None of one that waits for none."""
    if dispute.stage != WAITING or dispute.ended_at:
        return None
    mailbox = issuer_of(dispute.company)
    return Issue(mailbox, _last(dispute, mailbox), obstacle(dispute, mailbox, today))


def obstacle(dispute: Dispute, mailbox: str, today: date) -> str:
    """Why nobody is asked: a code, "" if nothing stands in the way."""
    company = dispute.company
    if not mailbox:
        return "no_issuer"
    if writing.customers_contact(company, mailbox):
        return "customers_mailbox"
    if why := writing.obstacle(company, mailbox):
        return why
    if not contested_cents(company, [dispute], today)[dispute.pk]:
        return "nothing_contested"
    return "credit_note_here" if is_covered(dispute, today) else ""


def ask(dispute: Dispute, by: User, at: datetime) -> Asked:
    """A person asks for it; again on the same day, or while the mail is still under way, it is the mail of before."""
    rights.require(by, "restrain", dispute.company)
    with events.act(dispute.company):
        fresh, today = Dispute.objects.get(pk=dispute.pk), business_date(dispute.company, at)
        issue = issue_of(fresh, today)
        if issue is None or issue.obstacle:
            return Asked(fresh, None, issue.obstacle if issue else "credit_note_not_awaited")
        if (last := issue.message) and (last.state in UNDER_WAY or (issue.is_asked and last.as_of == today)):
            return Asked(fresh, last)
        return Asked(fresh, say(fresh, CREDIT_ASKED, by, at), is_new=True)


def ask_by_itself(dispute: Dispute, by: User | None, at: datetime) -> None:
    """It begins to wait for a credit note: whoever issues it hears of it, unless they were asked for as much before.

    Inside the caller's transaction. What stands in the way stands beside the dispute, and undoes nothing.
    """
    issue = issue_of(dispute, business_date(dispute.company, at))
    if issue is None or issue.obstacle:
        return
    today = business_date(dispute.company, at)
    if issue.is_asked and issue.message and not writing.what_changed(issue.message, dispute, today):
        return
    try:
        with events.act(dispute.company):
            say(dispute, CREDIT_ASKED, by, at)
    except Unfit:
        LOG.warning("The credit note of dispute %s could not be asked for", dispute.pk)


def say(dispute: Dispute, level: str, by: User | None, at: datetime, asked: Message | None = None) -> Message:
    """The mail; `asked`: the one it reminds of. Inside the caller's transaction."""
    company, today, mailbox = dispute.company, business_date(dispute.company, at), issuer_of(dispute.company)
    colleagues = User.objects.filter(memberships__company=company, is_active=True, email__iexact=mailbox)
    person = colleagues.order_by("pk").first()
    language = writing.spoken(company, person.language if person else "")
    link, _token = links.new(dispute, mailbox, by, at)  # nobody is told it: by its key the answer is known
    said = dispute.remarks.exclude(text="").order_by("pk").last()
    wish = credit_notes.Wish(
        writing.matter_of(dispute, today), dispute.customer.code, said.author if said else "", said.text if said else ""
    )
    on = long_day(asked.left_on, language) if asked and asked.left_on else ""
    signed, name = writing.signature(company, by), person.first_name if person else ""
    text = credit_notes.text(wish, language, name, signed, on)
    subject = credit_notes.subject(wish, language, is_again=level == CREDIT_REMINDED)
    return writing.write(dispute, Words(level, language, subject, text, wish.matter.cents, link), by, at)


def why_not(message: Message, dispute: Dispute, today: date) -> str:
    """Why it may not leave any more: none is waited for, it is here, somebody else issues it; "" if it may."""
    if dispute.stage != WAITING:
        return "credit_note_not_awaited"
    if is_covered(dispute, today):
        return "credit_note_here"
    if issuer_of(dispute.company).lower() != message.recipient.lower():
        return "issuer_changed"
    return writing.what_changed(message, dispute, today)


def remind(dispute: Dispute, at: datetime) -> bool:
    """Past the deadline they hear of it once more, if they were asked in time by a mail that left; under the lock."""
    fresh = Dispute.objects.get(pk=dispute.pk)
    issue = issue_of(fresh, business_date(fresh.company, at))
    asked = issue.message if issue else None
    if issue is None or issue.obstacle or asked is None or asked.level != CREDIT_ASKED or asked.state != "sent":
        return False
    was_taken_back = taken_back([fresh]).filter(level=CREDIT_REMINDED).exists()
    if was_taken_back or not (asked.left_on and fresh.deadline_on and asked.left_on <= fresh.deadline_on):
        return False
    say(fresh, CREDIT_REMINDED, None, at, asked)
    return True


def _last(dispute: Dispute, mailbox: str) -> Message | None:
    """The last mail that asked that mailbox for it."""
    theirs = writing.letters_about([dispute]).filter(message__level__in=LEVELS, message__recipient__iexact=mailbox)
    last = theirs.last()
    return last.message if last else None
