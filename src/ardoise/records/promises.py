"""What customers said they would pay, at once or by instalments, as the columns of `domain`.

As in `records/book.py` these reads name the company in every query, and `Whose` narrows them to some customers.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from ardoise.domain.instalments import PLAN_REMINDERS, PLANNED_ITEMS
from ardoise.domain.promises import PROMISES
from ardoise.records.book import LEFT, Whose, among, narrowed, these
from ardoise.records.columns import day_of, read


def promises(company_id: int, customer_id: Whose = None) -> pl.DataFrame:
    """The PROMISES and instalments, also those that ended; one row per item promised."""
    own, parameters = these(company_id, customer_id)
    alone = f"""
        SELECT r.id, c.code, coalesce(i.entry_id, r.entry_id), r.amount_cents, r.opened_on, r.promised_on,
               {day_of("r.ended_at")}, NULL, NULL
        FROM records_promise r JOIN records_customer c ON c.id = r.customer_id
        LEFT JOIN records_promise_entries i ON i.promise_id = r.id
        WHERE r.company_id = %s {among("r", customer_id)}"""  # noqa: S608 - our own words, no input
    planned = f"""
        SELECT -n.id, c.code, i.entry_id, n.amount_cents, r.opened_on, n.promised_on, {day_of("r.ended_at")}, r.id,
               i.open_cents
        FROM records_instalment n JOIN records_instalmentplan r ON r.id = n.plan_id
        JOIN records_planneditem i ON i.plan_id = r.id JOIN records_customer c ON c.id = r.customer_id
        WHERE r.company_id = %s {among("r", customer_id)}"""  # noqa: S608 - our own words, no input
    return read(f"{own} {alone} UNION ALL {planned}", [*parameters, company_id, company_id], PROMISES)


def planned_items(company_id: int, customer_id: Whose = None) -> pl.DataFrame:
    """The PLANNED_ITEMS of the plans that nobody ended."""
    query = """
        SELECT r.id, c.code, i.entry_id, i.planned_cents, i.open_cents - i.planned_cents, r.note
        FROM records_planneditem i JOIN records_instalmentplan r ON r.id = i.plan_id
        JOIN records_customer c ON c.id = r.customer_id
        WHERE r.ended_at IS NULL AND r.company_id = %s"""
    return read(*narrowed(query, company_id, customer_id, "r.customer_id"), PLANNED_ITEMS)


def plan_reminders(company_id: int, customer_id: Whose = None, besides: Collection[int] = ()) -> pl.DataFrame:
    """The PLAN_REMINDERS of the plans that nobody ended: what left, or stayed here and counts as said, after the day of
    the agreement. `besides`: messages (their keys) that count as never written."""
    unwritten = ", ".join(map(str, [0, *map(int, besides)]))
    query = f"""
        SELECT DISTINCT r.id, coalesce(m.left_on, m.as_of)
        FROM records_instalmentplan r JOIN records_planneditem i ON i.plan_id = r.id
        JOIN records_messageitem l ON l.entry_id = i.entry_id AND l.open_cents > 0 AND l.planned_cents = 0
        JOIN records_message m ON m.id = l.message_id AND m.state IN {(*LEFT, "kept")}
        WHERE coalesce(m.left_on, m.as_of) > r.opened_on AND m.id NOT IN ({unwritten})
          AND r.ended_at IS NULL AND r.company_id = %s"""  # noqa: S608 - our own words and keys, no input
    return read(*narrowed(query, company_id, customer_id, "r.customer_id"), PLAN_REMINDERS)
