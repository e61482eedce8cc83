"""Whether anything has happened since a moment: every act writes its event in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

SAID = frozenset({"sent", "kept", "suppressed", "failed", "doubted", "to_do"})
"""What becomes of one customer's message: a fact of that customer's alone."""


class Last(NamedTuple):
    """The number of each company's last event, by its key: within a company numbers are committed in their order."""

    seqs: tuple[tuple[int, int], ...]


NOTHING = Last(())


class Since(NamedTuple):
    """What happened after those events, in whichever company: what was done, to which customers, and the last of it."""

    verbs: frozenset[str]
    customers: frozenset[int]
    last: Last


def last_event() -> Last:
    """The last there are."""
    query = """SELECT c.id, coalesce((SELECT max(e.seq) FROM records_event e WHERE e.company_id = c.id), 0)
        FROM records_company c ORDER BY c.id"""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return Last(tuple(cursor.fetchall()))


def since(event: Last) -> Since:
    """What anybody has done after those events; a company that is newer than they are has done all that it did.

    Not by the key of events: on PostgreSQL a lower one may be committed after a higher one.
    """
    known = event.seqs or ((0, 0),)
    query = f"""SELECT e.company_id, e.seq, e.verb, e.customer_id
        FROM (VALUES {", ".join(["(%s, %s)"] * len(known))}) told CROSS JOIN records_event e
        WHERE e.company_id = told.column1 AND e.seq > told.column2
        UNION ALL SELECT company_id, seq, verb, customer_id FROM records_event WHERE company_id > %s"""  # noqa: S608 - marks
    with connection.cursor() as cursor:
        cursor.execute(query, [*(number for pair in known for number in pair), known[-1][0]])
        rows = cursor.fetchall()
    seqs = dict(event.seqs)
    for company, seq, _verb, _customer in rows:
        seqs[company] = max(seqs.get(company, 0), seq)
    last = Last(tuple(sorted(seqs.items())))
    return Since(frozenset(row[2] for row in rows), frozenset(row[3] for row in rows if row[3]), last)


def last_about(company_id: int, kinds: Sequence[str]) -> int:
    """The number of the company's last event about things of these kinds, 0 without any; an index answers each kind."""
    each = "SELECT max(seq) AS seq FROM records_event WHERE company_id = %s AND object_kind = %s"
    query = f"SELECT coalesce(max(seq), 0) FROM ({' UNION ALL '.join([each] * len(kinds))}) of_kinds"  # noqa: S608 - our own words
    with connection.cursor() as cursor:
        cursor.execute(query, [told for kind in kinds for told in (company_id, kind)])
        return int(cursor.fetchone()[0])
