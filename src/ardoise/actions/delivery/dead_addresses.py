"""An address that takes no mail: it is written to no more, and a person looks for another."""

from __future__ import annotations

from datetime import datetime

from ardoise.actions.correspondence.together import readers_of
from ardoise.actions.days import business_date
from ardoise.actions.replies.tasks import remember
from ardoise.domain.correspondence import smtp
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Contact, Message


def give_up_if_dead(message: Message, answer: str, at: datetime) -> None:
    """Our mail server's answer says so of the mailbox itself, by its class (RFC 3463, X.1.1 and the like)."""
    if message.channel == "email" and smtp.says_dead(answer):
        give_up(message, answer, at)


def give_up(message: Message, words: str, at: datetime) -> None:
    """Whoever has the address the message went to is written to there no more. Inside the transaction of the act.

    Of what went to a colleague nothing is held against a customer: the dispute says that nobody was reached.
    """
    if message.level in INTERNAL:
        return
    contacts = Contact.objects.filter(customer__in=readers_of(message), email__iexact=message.recipient)
    contacts.update(email_refused_at=at, email_refused=words[:300])
    remember(message.customer, "bounce", message.subject, business_date(message.company, at), at, message=None)
