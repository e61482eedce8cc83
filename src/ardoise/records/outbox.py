"""What a worker asks anew for every message it sends, in plain SQL: to word such a question costs ten times its answer.

Each names the company or the message it is about, so they stand outside the scoped managers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from ardoise.records.correspondence import INTERNAL_AT_ONCE, PERSONAL, Message
from ardoise.records.parties import Company, Customer

WAITING = "company_id = %s AND state = 'queued' AND carrier_id IS NULL AND (not_before IS NULL OR not_before <= %s)"

AT_ONCE = f"""(records_message.level IN {INTERNAL_AT_ONCE} OR records_message.level = '{PERSONAL}'
        AND records_message.channel = 'email' AND EXISTS (SELECT 1 FROM records_personalmessage p
        WHERE p.message_id = records_message.id AND p.answers_id IS NOT NULL))"""  # noqa: S608 - our own words, no input
"""Is no hour the wrong one? A customer waits for the answer to their mail, by mail; a colleague who is asked reads it
when they work."""


def next_waiting(
    company_id: int, at: datetime, but: Collection[str], resting: Collection[str], most: int
) -> list[Message]:
    """The first messages of the queue that may be taken now, each with its customer, by no channel of `but`.

    What a person wrote goes before what the house proposes. By the channels of `resting` only what leaves at any hour
    is taken.
    To be asked inside a transaction: on PostgreSQL nobody else is given them until that ends.
    """
    which = f"{WAITING} AND channel NOT IN ({marks(but)})" if but else WAITING
    which += f" AND (channel NOT IN ({marks(resting)}) OR {AT_ONCE})" if resting else ""
    asked = [company_id, connection.ops.adapt_datetimefield_value(at), *but, *resting]
    found = _first(f"{which} AND level = '{PERSONAL}'", asked, most) or _first(which, asked, most)
    for message, customer in zip(found, _customers_of(company_id, found), strict=True):
        message.customer = customer
    return found


def _first(which: str, asked: Sequence[Any], most: int) -> list[Message]:
    """Half of those, `most` at most, so that several workers come to the end together."""
    some = f"SELECT count(*) FROM (SELECT 1 FROM records_message WHERE {which} LIMIT %s) drawn"  # noqa: S608 - our own words
    ((waiting,),) = rows(some, *asked, 2 * most)
    if not waiting:
        return []
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    query = f"SELECT * FROM records_message WHERE {which} ORDER BY id LIMIT %s {lock}"  # noqa: S608 - our own words
    return list(Message.objects.raw(query, [*asked, -(-waiting // 2)]))


def _customers_of(company_id: int, messages: Sequence[Message]) -> list[Customer]:
    """The customer of each."""
    ids = sorted({message.customer_id for message in messages})
    whose = f"SELECT * FROM records_customer WHERE company_id = %s AND id IN ({marks(ids)})"  # noqa: S608 - our own words
    found = {one.pk: one for one in Customer.objects.raw(whose, [company_id, *ids])} if ids else {}
    return [found[message.customer_id] for message in messages]


def held(company_id: int) -> Company:
    """The company as it is, held until the transaction ends; rows that only point to it need not wait."""
    lock = "FOR NO KEY UPDATE" if connection.features.has_select_for_update else ""
    query = f"SELECT * FROM records_company WHERE id = %s {lock}"  # noqa: S608 - our own words
    for company in Company.objects.raw(query, [company_id]):
        return company
    raise Company.DoesNotExist


def turn(
    messages: Collection[int],
    token: str,
    states: Sequence[str],
    facts: Mapping[str, Any],
    leased_at: datetime | None = None,
) -> int:
    """Gives those of the messages that are in one of the states and bear the token other facts; how many there were.

    What leaves in one of them goes with it, in the same breath, and counts. With `leased_at`, only where the lease has
    not expired by then.
    """
    ops, asked_for = connection.ops, marks(messages)
    adapted = [ops.adapt_datetimefield_value(v) if isinstance(v, datetime) else v for v in facts.values()]
    values = [ops.adapt_datefield_value(v) if type(v) is date else v for v in adapted]
    query = f"""UPDATE records_message SET {", ".join(f"{name} = %s" for name in facts)}
        WHERE (id IN ({asked_for}) OR carrier_id IN ({asked_for})) AND token = %s
        AND state IN ({marks(states)})"""  # noqa: S608 - our own words
    asked = [*values, *messages, *messages, token, *states]
    if leased_at is not None:
        query, asked = f"{query} AND lease_until > %s", [*asked, ops.adapt_datetimefield_value(leased_at)]
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return int(cursor.rowcount)


def is_at_once(message: Message) -> bool:
    """May it leave at any hour?"""
    if message.level not in (PERSONAL, *INTERNAL_AT_ONCE):
        return False
    return bool(rows(f"SELECT 1 FROM records_message WHERE id = %s AND {AT_ONCE}", message.pk))  # noqa: S608 - our own words


def under_way(customers: Collection[int]) -> dict[int, int]:
    """How many messages wait or leave to each of these customers, where any do; CROSS: see `book.history`."""
    query = f"""SELECT m.customer_id, count(*) FROM records_customer c CROSS JOIN records_message m
        WHERE c.id IN ({marks(customers)}) AND m.customer_id = c.id AND m.state IN ('queued', 'claimed', 'sending')
        GROUP BY m.customer_id"""  # noqa: S608 - our own words, no input
    return dict(rows(query, *customers)) if customers else {}


def still_to_leave(customers: Collection[int]) -> list[tuple[int, str, int]]:
    """What waits to leave to these customers: entry, level and message. CROSS: see `book.history`."""
    query = f"""SELECT i.entry_id, i.level, m.id
        FROM records_customer c CROSS JOIN records_message m JOIN records_messageitem i ON i.message_id = m.id
        WHERE c.id IN ({marks(customers)}) AND m.customer_id = c.id AND m.state IN ('queued', 'claimed')"""  # noqa: S608 - our own words
    return rows(query, *customers) if customers else []


def siren_of(customer_id: int) -> str:
    """Who the customer is to every company that faces it; "" where nobody has said so."""
    ((siren,),) = rows("SELECT siren FROM records_customer WHERE id = %s", customer_id)
    return str(siren)


STOPPED = """SELECT id FROM records_sendingstop
        WHERE company_id = %s AND ended_at IS NULL AND (until_on IS NULL OR until_on >= %s)"""
"""SQL: the emergency stops that stand on a day: none whose last day is over, whether or not a worker has noted it."""


def stop_of(company_id: int, today: date) -> int | None:
    """The key of the emergency stop that stands on that day of the company's."""
    found = rows(f"{STOPPED} ORDER BY id LIMIT 1", company_id, connection.ops.adapt_datefield_value(today))
    return int(found[0][0]) if found else None


class InTheWay(NamedTuple):
    """Does the emergency stop stand; does any brake, on whichever run?"""

    is_stopped: bool
    has_brake: bool


def in_the_way(company_id: int, today: date) -> InTheWay:
    """Both in one question, which is asked while the company is held."""
    query = f"""SELECT EXISTS ({STOPPED}),
        EXISTS (SELECT 1 FROM records_brake WHERE company_id = %s AND released_at IS NULL)"""  # noqa: S608 - our own words
    ((is_stopped, has_brake),) = rows(query, company_id, connection.ops.adapt_datefield_value(today), company_id)
    return InTheWay(bool(is_stopped), bool(has_brake))


HELD_BACK = """
    SELECT 1 FROM records_brake b WHERE b.company_id = %s AND b.released_at IS NULL AND (
        b.run_id = (SELECT p.run_id FROM records_approval a JOIN records_proposal p ON p.id = a.proposal_id
                    WHERE a.id = %s)
        OR b.dropped_at IS NULL AND b.run_id = (
            SELECT last.id FROM records_approval a JOIN records_proposal p ON p.id = a.proposal_id
            JOIN records_run own ON own.id = p.run_id
            JOIN records_run last ON last.company_id = own.company_id AND last.policy = own.policy
            WHERE a.id = %s ORDER BY last.as_of DESC LIMIT 1)) LIMIT 1"""


def is_held_back(message: Message) -> bool:
    """Does a brake stand on the run of the message, or wait on the last run for somebody to look?

    What makes that one stop, a bank unread or mail that comes back, speaks against what was approved before, too. A
    message whose approval was taken back meanwhile has no run.
    """
    return bool(rows(HELD_BACK, message.company_id, message.approval_id, message.approval_id))


def items_of(message_id: int) -> list[tuple[Any, ...]]:
    """Of each item, as it was written: entry, document, due date, open cents, whether it stands apart, whose it is."""
    query = """SELECT i.entry_id, i.document, i.due_on, i.open_cents, i.is_apart, e.customer_id
        FROM records_messageitem i JOIN records_entry e ON e.id = i.entry_id WHERE i.message_id = %s ORDER BY i.id"""
    return rows(query, message_id)


def listed_in(messages: Collection[int]) -> dict[int, dict[int, tuple[int, bool]]]:
    """Of each message that lists anything: by entry, its open cents and whether it stands apart."""
    query = f"""SELECT message_id, entry_id, open_cents, is_apart FROM records_messageitem
        WHERE message_id IN ({marks(messages)})"""  # noqa: S608 - our own words
    found: dict[int, dict[int, tuple[int, bool]]] = {}
    for message, entry, cents, is_apart in rows(query, *messages):
        found.setdefault(message, {})[entry] = (cents, bool(is_apart))
    return found


def carried_by(message_id: int) -> list[Message]:
    """What leaves in the message beside what it says itself, in the order it was written."""
    query = "SELECT * FROM records_message WHERE carrier_id = %s ORDER BY id"
    return list(Message.objects.raw(query, [message_id]))


def papers_of(message_id: int) -> list[tuple[Any, ...]]:
    """Of each paper, as it was written: whose it is, its name, its type, its bytes."""
    query = """SELECT customer_id, name, content_type, content FROM records_attachment
        WHERE message_id = %s ORDER BY id"""
    return rows(query, message_id)


def said_before(message: Message, states: Sequence[str]) -> tuple[str, ...]:
    """What is in one of the states of the same case, to the same mailbox, by the same channel: names, oldest first.

    Of what left in another, that one's name.
    """
    query = f"""SELECT coalesce(c.message_id, m.message_id)
        FROM records_message m LEFT JOIN records_message c ON c.id = m.carrier_id
        WHERE m.company_id = %s AND m.customer_id = %s AND m.channel = %s AND m.cycle = %s AND m.recipient = %s
          AND m.id <> %s AND m.state IN ({marks(states)}) ORDER BY m.left_at, m.id"""  # noqa: S608 - our own words
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


def rows(query: str, *asked: Any) -> list[tuple[Any, ...]]:
    """The answer."""
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        return list(cursor.fetchall())
