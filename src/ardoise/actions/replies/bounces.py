"""A message came back: its address is written to no more, its rung counts as not said, a person hears of it.

Believed only where the report names a message of ours and the address it went to: anybody can write a mail.
"""

from __future__ import annotations

from datetime import datetime

from ardoise.actions import correspondence, events
from ardoise.actions.correspondence import addressing
from ardoise.actions.days import business_date
from ardoise.actions.replies.tasks import remember
from ardoise.formats.mails import Bounce
from ardoise.records.models import Contact, Message, Proof, Reply

LEFT = ("sent", "in_doubt")


def refused(reply: Reply, bounce: Bounce, at: datetime) -> bool:
    """Notes the report on its message; for good, it undoes what the message had said. False: not believed.

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
    if not bounce.is_permanent:
        return True
    heads = [head.pk for head in addressing.parents_of(reply.company, {message.customer_id}).values()]
    contacts = Contact.objects.filter(customer__in=[message.customer_id, *heads], email__iexact=message.recipient)
    contacts.update(email_refused_at=at, email_refused=bounce.words[:300])
    undo(message, bounce, at)
    remember(message.customer, "bounce", message.subject, today, at, message=None)
    return True


def undo(message: Message, bounce: Bounce, at: datetime) -> None:
    """Nobody has read it: its level counts as not said and its items may be claimed again."""
    left = Message.objects.filter(pk=message.pk, state__in=LEFT)
    if left.update(state="failed", reason=f"bounced: {bounce.words}"[:300]):
        correspondence.release(message)
        told = {"reason": "bounced", "status": bounce.status, "words": bounce.words}
        events.record(message.company, "bounced", None, at, message, message.customer, after=told)
