"""A mail of theirs is kept once, tied, and read; a delivery report is acted on, since it is a fact and no opinion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import override

from ardoise.actions import correspondence, events, installation
from ardoise.actions.days import business_date
from ardoise.actions.replies import advices, colleagues
from ardoise.actions.replies.bounces import refused
from ardoise.actions.replies.tying import message_of, quoted, tie
from ardoise.domain import replies
from ardoise.formats import mails
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Company, Finding, Message, Reply
from ardoise.records.replies import RAW_MAX

Clock = Callable[[], datetime]


def keep(company: Company, raw: bytes, at: datetime, is_cut: bool = False, clock: Clock | None = None) -> str:
    """The state of the reply kept: new or to_attach, bounce; "known" when it was kept before.

    `clock`: read once nobody else writes of the company: whoever says yes to a reminder while the mail is being read
    does not know of it. The caller is in the company's scope.
    """
    mail = mails.read(raw)
    words = mail.text
    mail = replace(mail, text=own_words(company, mail))
    text = f"{mail.text}\n\n{too_large(company, mail.text)}".strip() if is_cut else mail.text or words
    files = b"" if is_cut else raw
    found = [] if is_known(company, mail, text) else findings(company, mail, files, at)
    with events.act(company):
        name = name_of(company, mail, text)
        if name is None:
            return "known"
        message, customer = tie(company, mail)
        if is_colleagues := colleagues.is_theirs(message):
            found = colleagues.findings(mail, text, found)
        reply = Reply.objects.create(
            company=company,
            customer=customer,
            answers=message,
            message_id=name,
            sender=written_by(mail),
            subject=mail.subject,
            received_at=said_at(mail, at),
            fetched_at=clock() if clock else at,
            text=text,
            raw=raw[:RAW_MAX],
            sha256=mail.sha256,
            state="new" if customer or is_colleagues else "to_attach",
        )
        events.record(company, "received_reply", None, at, reply, customer, after={"sha256": mail.sha256})
        installation.miss(company, quoted(mail), at)
        Finding.objects.bulk_create(row(reply, finding) for finding in found)
        if mail.bounce:
            if refused(reply, mail.bounce, at) and customer is None:
                told_by_dispute(reply, at)
            return "bounce"
    return reply.state


def own_words(company: Company, mail: mails.Mail) -> str:
    """What they wrote, without the message of ours it answers, however their program put it below."""
    message = None if mail.bounce else message_of(company, mail)
    if message is None:
        return mail.text
    return mails.above(mail.text, "\n".join(one.body for one in correspondence.all_of(message)))


def told_by_dispute(reply: Reply, at: datetime) -> None:
    """A mail to a colleague that came back for good is the matter of its dispute, which says so."""
    if Message.objects.filter(replies=reply, level__in=INTERNAL, state="failed").exists():
        Reply.objects.filter(pk=reply.pk).update(state="done", done_at=at)


def is_known(company: Company, mail: mails.Mail, text: str) -> bool:
    """Is it here already? Then it is not read again."""
    return name_of(company, mail, text) is None


def too_large(company: Company, words: str) -> str:
    """What stands below the words of a mail of which only the beginning was read, or in their place."""
    with override(company.language):
        if words:
            return _("What came with this mail is too large to be read here: open it in the mailbox itself.")
        return _("Too large to be read here: open it in the mailbox itself.")


def name_of(company: Company, mail: mails.Mail, text: str) -> str | None:
    """Under which id the mail is kept; None when it is here already.

    Two copies of one mail bear one id, are of one sender and say the same. Programs that give one id to all they send
    say something else each time, or say it for somebody else: each is kept, under an id of its own. The very mail
    fetched again is known, whatever an earlier version left of its words.
    """
    name = mail.message_id[:300]
    for one in (name, f"{name[:280]}#{mail.sha256[:12]}"):
        kept = Reply.objects.filter(company=company, message_id=one).values_list("sha256", "text", "sender").first()
        if kept is None:
            return one
        if kept[0] == mail.sha256 or kept[1:] == (text, written_by(mail)):
            return None
    return None


def written_by(mail: mails.Mail) -> str:
    """Whose it is, as it is kept."""
    return (f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender)[:300]


def keep_unread(company: Company, raw: bytes, at: datetime, place: str = "") -> str:
    """A mail that we stumble over is kept as it came, tied to nobody and not read: a person opens it.

    `place`: where it lies, of one that the mailbox could not give. The caller is in the company's scope.
    """
    digest = sha256(raw).hexdigest()
    with events.act(company), override(company.language):
        opened_there = _("The mailbox could not give this mail: open it there.")
        reply, is_new = Reply.objects.get_or_create(
            company=company,
            message_id=f"<{place or digest}@unread.invalid>",
            defaults={
                "subject": _("Mail that could not be read"),
                "text": opened_there if place else _("Open the mail itself to read it."),
                "received_at": at,
                "fetched_at": at,
                "raw": raw[:RAW_MAX],
                "sha256": digest,
                "state": "to_attach",
            },
        )
        if is_new:
            events.record(company, "received_reply", None, at, reply, after={"sha256": digest})
    return reply.state if is_new else "known"


def said_at(mail: mails.Mail, at: datetime) -> datetime:
    """When they wrote it, by their own clock; one that runs ahead of ours is not believed."""
    return min(mail.sent_at or at, at)


def findings(company: Company, mail: mails.Mail, files: bytes, at: datetime) -> list[replies.Finding]:
    """What is read in it and in its files; a machine's mail says that it is one, and what is paid.

    Days are counted from the company's own day on which they wrote: *tomorrow* said after midnight is the day after.
    """
    if mail.bounce:
        facts = {"email": mail.bounce.address, "is_permanent": mail.bounce.is_permanent}
        return [replies.Finding("bounce", mail.bounce.words or mail.subject, 0, 0.99, facts)]
    read = replies.read(mail.text, business_date(company, said_at(mail, at)), mail.subject, mail.by_machine)
    if mail.attachments:  # a scanner's mail has the words of a machine, and a person's letter in it
        read = [finding for finding in read if finding.situation != replies.ACKNOWLEDGEMENT]
    listed = advices.proposed(company, mail, files, read)
    if any("lines" in finding.facts for finding in listed):  # which says of what they pay, where the words do not
        read = [finding for finding in read if finding.situation != "paid" or finding.facts.get("documents")]
    return read + listed


def row(reply: Reply, finding: replies.Finding) -> Finding:
    """A finding as it is stored: days as text."""
    facts = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in finding.facts.items()}
    return Finding(
        company_id=reply.company_id,
        reply=reply,
        situation=finding.situation,
        excerpt=finding.excerpt[:500],
        start=finding.start,
        confidence=finding.confidence,
        facts=facts,
    )
