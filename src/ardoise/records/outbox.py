"""What a worker asks anew for every message it sends, in plain SQL: to word such a question costs ten times its answer.

Each names the company or the message it is about, so they stand outside the scoped managers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from ardoise.records.correspondence import PERSONAL, Message
from ardoise.records.parties import Customer

ANSWER = f"""records_message.level = '{PERSONAL}' AND records_message.channel = 'email' AND EXISTS (
        SELECT 1 FROM records_personalmessage p
        WHERE p.message_id = records_message.id AND p.answers_id IS NOT NULL)"""  # noqa: S608 - our own words, no input
"""Is it what a person answers to a customer's mail, by mail? They wait for it: no hour is the wrong one."""


def next_waiting(company_id: int, at: datetime, but: Collection[str], resting: Collection[str] = ()) -> Message | None:
    """The first message of the queue that may be taken now, with its customer, by no channel of `but`.

    By those of `resting` answers alone are taken. To be asked inside a transaction: on PostgreSQL nobody else is
    given it until that ends.
    """
    excluded = f"AND channel NOT IN ({marks(but)})" if but else ""
    excluded += f" AND (channel NOT IN ({marks(resting)}) OR {ANSWER})" if resting else ""
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    query = f"""SELECT * FROM records_message
        WHERE company_id = %s AND state = 'queued' AND (not_before IS NULL OR not_before <= %s) {excluded}
        ORDER BY id LIMIT 1 {lock}"""  # noqa: S608 - our own words, no input
    asked = [company_id, connection.ops.adapt_datetimefield_value(at), *but, *resting]
    for message in Message.objects.raw(query, asked):
        whose = "SELECT * FROM records_customer WHERE company_id = %s AND id = %s"
        (message.customer,) = Customer.objects.raw(whose, [company_id, message.customer_id])
        return message
    return None


def is_answer(message: Message) -> bool:
    """Does it answer a mail of the customer's, by mail?"""
    if message.level != PERSONAL:
        return False
    return bool(rows(f"SELECT 1 FROM records_message WHERE id = %s AND {ANSWER}", message.pk))  # noqa: S608 - our own words


def is_stopped(company_id: int) -> bool:
    """Does the emergency stop stand?"""
    return bool(
        rows("SELECT 1 FROM records_sendingstop WHERE company_id = %s AND ended_at IS NULL LIMIT 1", company_id)
    )


def has_brake(company_id: int) -> bool:
    """Does a brake stand on any run of the company?"""
    query = "SELECT 1 FROM records_brake WHERE company_id = %s AND released_at IS NULL LIMIT 1"
    return bool(rows(query, company_id))


def items_of(message_id: int) -> list[tuple[Any, ...]]:
    """Of each item, as it was written: the entry, its document, its due date, its open cents, whose entry it is."""
    query = """SELECT i.entry_id, i.document, i.due_on, i.open_cents, e.customer_id
        FROM records_messageitem i JOIN records_entry e ON e.id = i.entry_id WHERE i.message_id = %s ORDER BY i.id"""
    return rows(query, message_id)


def papers_of(message_id: int) -> list[tuple[Any, ...]]:
    """Of each paper, as it was written: whose it is, its name, its type, its bytes."""
    query = """SELECT customer_id, name, content_type, content FROM records_attachment
        WHERE message_id = %s ORDER BY id"""
    return rows(query, message_id)


def said_before(message: Message, states: Sequence[str]) -> tuple[str, ...]:
    """What is in one of the states of the same case, to the same mailbox, by the same channel: names, oldest first."""
    query = f"""SELECT message_id FROM records_message
        WHERE company_id = %s AND customer_id = %s AND channel = %s AND cycle = %s AND recipient = %s AND id <> %s
          AND state IN ({marks(states)}) ORDER BY left_at, id"""  # noqa: S608 - our own words, no input
    of_case = (message.company_id, message.customer_id, message.channel, message.cycle)
    return tuple(name for (name,) in rows(query, *of_case, message.recipient, message.pk, *states))


def last_link(company_id: int) -> tuple[int, str] | None:
    """The number and the hash of the company's last event."""
    query = "SELECT seq, hash FROM records_event WHERE company_id = %s ORDER BY seq DESC LIMIT 1"
    found = rows(query, company_id)
    return (found[0][0], found[0][1]) if found else None


def marks(values: Collection[object]) -> str:
    """A place for each value."""
    return ", ".join(["%s"] * len(values))


def rows(query: str, *asked: int | str) -> list[tuple[Any, ...]]:
    """The answer."""
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return list(cursor.fetchall())
