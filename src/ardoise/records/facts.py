"""Whether anything has happened since a moment: every act writes its event in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

SAID = frozenset({"sent", "kept", "suppressed", "failed", "doubted", "to_do"})
"""What becomes of one customer's message: a fact of that customer's alone."""


class Last(NamedTuple):
    """The key of the event written last, of whichever company, and the number of the company's own last one."""

    key: int
    seq: int


NOTHING = Last(0, 0)


class Since(NamedTuple):
    """What happened after an event: what was done, to which customers, and the last of it."""

    verbs: frozenset[str]
    customers: frozenset[int]
    last: Last


def last_event(company_id: int) -> Last:
    """The last there is."""
    query = """SELECT coalesce(max(id), 0), (SELECT coalesce(max(seq), 0) FROM records_event WHERE company_id = %s)
        FROM records_event"""
    with connection.cursor() as cursor:
        cursor.execute(query, [company_id])
        return Last(*cursor.fetchone())


def since(company_id: int, event: Last) -> Since:
    """What anybody has done after that event.

    By its number within the company as well: on PostgreSQL a lower key may be committed after a higher one.
    """
    told = "SELECT id, seq, company_id, verb, customer_id FROM records_event WHERE"
    query = f"{told} id > %s UNION {told} company_id = %s AND seq > %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [event.key, company_id, event.seq])
        rows = cursor.fetchall()
    own = [seq for _, seq, company, _, _ in rows if company == company_id]
    last = Last(max([event.key, *(row[0] for row in rows)]), max([event.seq, *own]))
    return Since(frozenset(row[3] for row in rows), frozenset(row[4] for row in rows if row[4]), last)


def last_about(company_id: int, kinds: Sequence[str]) -> int:
    """The number of the company's last event about things of these kinds, 0 without any; an index answers each kind."""
    each = "SELECT max(seq) AS seq FROM records_event WHERE company_id = %s AND object_kind = %s"
    query = f"SELECT coalesce(max(seq), 0) FROM ({' UNION ALL '.join([each] * len(kinds))}) of_kinds"  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(query, [told for kind in kinds for told in (company_id, kind)])
        return int(cursor.fetchone()[0])
