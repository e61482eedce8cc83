"""Mails of Martin's, and the reminder they answer."""

from __future__ import annotations

from email.message import EmailMessage

from tests.actions.books import AS_OF, AT, invoice
from tests.actions.outbox import TEN_DAYS_LATE, approved

from ardoise.actions import replies
from ardoise.records.models import Message, Reply

PROMISE = "Bonjour,\n\nNous vous réglerons 500,00 € le {day}.\n"


def reminded(company, by):
    """Martin was reminded of F1, and the message left."""
    invoice(company, "MARTIN", 50_000, TEN_DAYS_LATE)
    message = approved(company, by)
    Message.objects.filter(pk=message.pk).update(state="sent", left_at=AT, left_on=AS_OF)
    message.refresh_from_db()
    return message


def mail(text, sender="martin@client.example", number=1, to="compta@ardoise.example", **headers):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, "Re: Rappel"
    made["Message-ID"] = f"<{number}@client.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def received(company, raw):
    state = replies.keep(company, raw, AT)
    return state, Reply.objects.order_by("-pk").first()
