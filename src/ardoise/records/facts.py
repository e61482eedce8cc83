"""Whether anything has been written since a moment: of a customer, to its own rows; of all else, by its event.

Every table that has a customer is asked, whichever it is: one that is added later is asked as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cache
from hashlib import blake2b
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model

NO_FACTS = {
    "Event", "Attachment", "Proposal", "ProposalItem", "Skip", "Message", "MessageItem", "EntryChange", "Document",
    "Reply", "MatchProposal", "Payer", "Habit",
}  # fmt: skip
"""What is told of a customer, or was proposed to it; messages are asked for their state alone."""
AT_ONCE = 500  # customers named in one question
SAID_TO = """SELECT id, customer_id, state, level, cycle, channel, as_of, left_on FROM records_message
    WHERE customer_id IN ({marks}) ORDER BY id"""
SAID = ["sent", "kept", "suppressed", "failed", "doubted", "to_do"]
"""What becomes of one customer's message, and is written on that customer's rows."""


def digests(customers: Collection[int], besides: Collection[int] = ()) -> dict[int, bytes]:
    """By customer, a digest of all its rows; `besides` are messages, whose own state does not count."""
    found: dict[int, Any] = defaultdict(blake2b)
    ids = sorted(customers)
    with connection.cursor() as cursor:
        for start in range(0, len(ids), AT_ONCE):
            named = ids[start : start + AT_ONCE]
            marks = ", ".join(["%s"] * len(named))
            for query in queries():
                cursor.execute(query.format(marks=marks), named)
                own = besides if query is SAID_TO else ()
                for row in cursor.fetchall():
                    if row[0] not in own:
                        found[row[1]].update(repr(row).encode())
    return {customer: found[customer].digest() for customer in ids}


@cache
def queries() -> list[str]:
    """Of each table: the row's key, its customer's, and the row; an item's customer is its entry's."""
    own = "SELECT id, id, c.* FROM records_customer c WHERE id IN ({marks})"
    told = [query for model in apps.get_app_config("records").get_models() if (query := query_of(model))]
    return [own, SAID_TO, *told]


def query_of(model: type[Model]) -> str:
    """How a table is asked for some customers' rows; "" if it holds no fact of a customer."""
    table, columns = model._meta.db_table, {field.name for field in model._meta.fields}
    if model.__name__ in NO_FACTS or not columns & {"customer", "entry"}:
        return ""
    if "customer" in columns:
        return f"SELECT id, customer_id, t.* FROM {table} t WHERE customer_id IN ({{marks}}) ORDER BY id"  # noqa: S608 - our own words
    return f"""SELECT t.id, e.customer_id, t.* FROM records_entry e JOIN {table} t ON t.entry_id = e.id
        WHERE e.customer_id IN ({{marks}}) ORDER BY t.id"""  # noqa: S608 - our own words


def last_event(company_id: int) -> tuple[int, int]:
    """The key of the event written last, of whichever company, and the number of the company's own last one."""
    query = """SELECT coalesce(max(id), 0), (SELECT coalesce(max(seq), 0) FROM records_event WHERE company_id = %s)
        FROM records_event"""
    with connection.cursor() as cursor:
        cursor.execute(query, [company_id])
        last, seq = cursor.fetchone()
    return int(last), int(seq)


def last_about(company_id: int, kinds: Sequence[str]) -> int:
    """The number of the company's last event about things of these kinds, 0 without any; an index answers each kind."""
    each = "SELECT max(seq) AS seq FROM records_event WHERE company_id = %s AND object_kind = %s"
    query = f"SELECT coalesce(max(seq), 0) FROM ({' UNION ALL '.join([each] * len(kinds))}) of_kinds"  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(query, [told for kind in kinds for told in (company_id, kind)])
        return int(cursor.fetchone()[0])


def acted_since(company_id: int, event: tuple[int, int]) -> bool:
    """Has anybody done anything after that event, apart from workers who sent messages?

    By its number within the company as well: on PostgreSQL a lower key may be committed after a higher one.
    """
    marks = ", ".join(["%s"] * len(SAID))
    query = f"""SELECT 1 FROM records_event WHERE (id > %s OR (company_id = %s AND seq > %s))
        AND verb NOT IN ({marks}) LIMIT 1"""  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(query, [event[0], company_id, event[1], *SAID])
        return cursor.fetchone() is not None
