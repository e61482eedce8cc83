"""A message came back: its address is written to no more, its rung counts as not said, a person hears of it.

Anybody can write a mail. A report is noted only where it names a message of ours and the address it went to; an address
is refused by itself only on evidence: a server's own report of the standard's form, about the address, that brings our
message back, comes soon after it left, from nobody the customer employs, and from an address nobody has answered from
since. Whatever lacks one of these waits for a person, who accepts it or not.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parseaddr

from ardoise.actions import correspondence, events
from ardoise.actions.days import business_date
from ardoise.actions.delivery import dead_addresses
from ardoise.formats.mails import Bounce
from ardoise.records.models import Contact, Message, Proof, Reply

LEFT = ("sent", "in_doubt")
SOON = timedelta(days=7)  # servers give up after five days at most


def refused(reply: Reply, bounce: Bounce, at: datetime) -> bool:
    """Notes the report on its message; proven and for good, it undoes what the message had said. False: not noted.

    Inside the transaction that keeps the reply.
    """
    message = reply.answers
    if message is None or bounce.address not in ("", message.recipient.lower()):
        return False
    today = business_date(reply.company, at)
    Proof.objects.create(
        company=reply.company,
        message=message,
        kind="bounce",
        on=today,
        reference=bounce.status,
        detail=bounce.words[:300],
        at=at,
    )
    if bounce.is_permanent and is_proven(reply, message, bounce, at):
        give_up(message, bounce.status, bounce.words, at)
    return True


def is_proven(reply: Reply, message: Message, bounce: Bounce, at: datetime) -> bool:
    """Is there nothing about the report that a debtor who wants to be left in peace could have written?"""
    if not bounce.is_evidence or bounce.address != message.recipient.lower() or message.left_at is None:
        return False
    if not message.left_at <= at <= message.left_at + SOON:
        return False
    sender = parseaddr(reply.sender)[1].lower()
    readers = correspondence.readers_of(message)
    is_theirs = Contact.objects.filter(customer__in=readers, email__iexact=sender).exists()
    others = Reply.objects.filter(customer__in=readers, received_at__gte=message.left_at).exclude(pk=reply.pk)
    return not is_theirs and not others.filter(sender__icontains=bounce.address).exists()


def give_up(message: Message, status: str, words: str, at: datetime) -> None:
    """The address is written to no more, what the message said counts as not said, a person looks for another."""
    dead_addresses.give_up(message, words, at)
    undo(message, status, words, at)


def is_given_up(message: Message) -> bool:
    """Is what it said undone, and is nobody there written to at its address any more?"""
    theirs = Contact.objects.filter(customer__in=correspondence.readers_of(message), email__iexact=message.recipient)
    return message.state not in LEFT and not theirs.filter(email_refused_at=None).exists()


def undo(message: Message, status: str, words: str, at: datetime) -> None:
    """Nobody has read it: its level counts as not said and its items may be claimed again."""
    whole = correspondence.all_of(message)
    left = Message.objects.filter(pk__in=[one.pk for one in whole], state__in=LEFT)
    if left.update(state="failed", reason=f"bounced: {words}"[:300]):
        told = {"reason": "bounced", "status": status, "words": words}
        for one in whole:
            correspondence.release(one)
            events.record(message.company, "bounced", None, at, one, one.customer, after=told)
