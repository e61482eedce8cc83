"""What it answers, and whether it may still leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ardoise.actions import correspondence, standing, thanking
from ardoise.actions.delivery import recipients
from ardoise.actions.ledger import items as open_items
from ardoise.actions.personal_messages.wishes import reached
from ardoise.channels import email
from ardoise.records.correspondence import PERSONAL
from ardoise.records.models import Customer, Message, PersonalMessage, Reply


def why_not(message: Message, today: date) -> str:
    """Why it may not leave any more: a reason's code, "" if it may. What answers nothing of theirs was written on the
    facts of that day: a payment, a dispute or a promise since stops it."""
    customer = Customer.objects.select_related("company").get(pk=message.customer_id)
    reply = answered_by(message)
    if message.recipient not in {one.address for one in reached(customer, message.channel, reply)}:
        return _gone(customer, message)
    if reply is None and thanking.is_pressed(customer, today, [message.pk]):
        return "contact_pressure"
    before = standing.when_written(message) if reply is None else None
    return standing.what_came(before, customer, today) if before else ""


def _gone(customer: Customer, message: Message) -> str:
    """Whoever it was written to is not reached there any more: since they refused, or are elsewhere."""
    if message.channel == "email":
        return "opted_out" if recipients.is_refused(customer, message.recipient) else "moved_since"
    return "opted_out" if recipients.why_nobody(customer, message.channel) == "opted_out" else "moved_since"


def answered_by(message: Message) -> Reply | None:
    """The mail of theirs that a message answers."""
    written = PersonalMessage.objects.filter(message=message.pk).select_related("answers").first()
    return written.answers if written else None


def thread_of(message: Message) -> tuple[str, ...]:
    """The name of the mail it answers, as their program knows it; () where no header of ours may hold it."""
    reply = answered_by(message) if message.level == PERSONAL else None
    if reply is None or reply.message_id.endswith(".invalid>") or not email.is_name(reply.message_id):
        return ()
    return (reply.message_id,)


def written_to(replies: Iterable[Reply]) -> dict[int, Sequence[PersonalMessage]]:
    """By reply, the messages that answered it, first to last."""
    found: dict[int, list[PersonalMessage]] = {}
    asked = PersonalMessage.objects.filter(answers__in=list(replies)).exclude(message=None)
    for one in asked.select_related("message__approval__by").order_by("pk"):
        found.setdefault(one.answers_id, []).append(one)  # type: ignore[arg-type]
    return found  # type: ignore[return-value]


def last_sent_on(customer: Customer, today: date) -> date | None:
    """The day on which they last heard from us of what is open; None where they never did."""
    owed = set(open_items(customer.company, today, customer)["entry"].to_list())
    return max((on for entry, on in correspondence.left_on([customer.pk]).items() if entry in owed), default=None)
