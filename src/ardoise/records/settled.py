"""What was accepted, and what came in and is not applied, as the columns of `domain`: one query a frame.

As in `records/book.py` these reads name the company in every query, and `Whose` narrows them to some customers.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from ardoise.domain.reconciliation import HABITS, PAYERS, RECEIPTS, SETTLEMENTS
from ardoise.records.book import Whose, narrowed
from ardoise.records.columns import Schema, read

ACCEPTED: Schema = SETTLEMENTS | {
    "ledger_payment": int, "payment_from_on": date, "ledger_item": int, "item_from_on": date,
}  # fmt: skip


def settlements(company_id: int, whose: Whose = None) -> pl.DataFrame:
    """The SETTLEMENTS that nobody undid; where the ledger took an entry of ours over, its own from that day."""
    query = """
        SELECT s.payment_id, s.item_id, s.cents, s.from_on, s.until_on, p.ledger_id, p.from_on, i.ledger_id, i.from_on
        FROM records_settlement s JOIN records_reconciliation r ON r.id = s.reconciliation_id
        LEFT JOIN records_takeover p ON p.entry_id = s.payment_id
        LEFT JOIN records_takeover i ON i.entry_id = s.item_id
        WHERE r.undone_at IS NULL AND s.company_id = %s"""
    told = read(*narrowed(query, company_id, whose, "s.customer_id"), ACCEPTED)
    if told.is_empty():
        return pl.DataFrame(schema=SETTLEMENTS)
    return told.pipe(hand_over, "payment").pipe(hand_over, "item").select(list(SETTLEMENTS))


def hand_over(told: pl.DataFrame, side: str) -> pl.DataFrame:
    """Each settlement of an entry that was taken over in two: ours until that day, the ledger's from it on."""
    day = pl.col(f"{side}_from_on")
    ours = told.with_columns(until_on=pl.min_horizontal("until_on", day))
    theirs = told.filter(day.is_not_null(), pl.col(f"ledger_{side}").is_not_null()).with_columns(
        pl.col(f"ledger_{side}").alias(side), from_on=pl.max_horizontal("from_on", day)
    )
    both = pl.concat([ours, theirs])
    return both.filter((pl.col("until_on") > pl.col("from_on")).fill_null(True))


MOVEMENT = "records_movement"
"""The name of the table, for who asks of it by the ORM."""


def left(movement: str, is_whole: bool = False) -> str:
    """SQL: what of a movement nobody has posted to a customer, and no cheque or bill in our hands has said before.

    `is_whole`: asked of all that a company has, not of a few.
    """
    return f"""({movement}.amount_cents
     - CASE WHEN EXISTS (SELECT 1 FROM records_reconciliation r WHERE r.movement_id = {movement}.id) THEN coalesce((
         SELECT SUM(-e.amount_cents) FROM records_reconciliation r JOIN records_entry e ON e.id = r.payment_id
         WHERE r.movement_id = {movement}.id AND r.is_posting = (1 = 1) AND r.undone_at IS NULL), 0) ELSE 0 END
     - CASE WHEN {is_named(movement, "shown_by_id", is_whole)} THEN (
         SELECT SUM(s.amount_cents) FROM records_movement s WHERE s.shown_by_id = {movement}.id) ELSE 0 END)"""  # noqa: S608 - our own words


def is_named(movement: str, column: str, is_whole: bool) -> str:
    """SQL: is it what another movement names there? Few are: of a whole company's they are listed once, where to look
    for each takes as long as all the rest.
    """
    if is_whole:
        return f"{movement}.id IN (SELECT o.{column} FROM records_movement o WHERE o.{column} > 0)"  # noqa: S608 - our own words
    return f"EXISTS (SELECT 1 FROM records_movement o WHERE o.{column} = {movement}.id)"  # noqa: S608 - our own words


def waits(movement: str, is_whole: bool = False) -> str:
    """SQL: is a movement money that came in and may be applied? Not what is marked as no customer's, what the ledger
    told by itself, a cheque that came back, nor one whose deposit is applied already.

    The amount bears a sign so that no index of amounts is gone through: nearly every movement of some company waits.
    What is spent is not looked at: of the receipts of years, few wait. `is_whole`: as for `left`.
    """
    return f"""(NOT {movement}.is_spent AND +{movement}.amount_cents > 0
         AND NOT EXISTS (SELECT 1 FROM records_mark k WHERE k.movement_id = {movement}.id AND k.ended_at IS NULL)
         AND NOT EXISTS (SELECT 1 FROM records_booking b WHERE b.movement_id = {movement}.id)
         AND NOT {is_named(movement, "return_of_id", is_whole)}
         AND ({movement}.instrument <> '' OR {movement}.shown_by_id IS NULL OR NOT EXISTS (
          SELECT 1 FROM records_reconciliation w
          WHERE w.movement_id = {movement}.shown_by_id AND w.is_posting = (1 = 1) AND w.undone_at IS NULL))
         AND ({movement}.instrument <> '' OR EXISTS (
          SELECT 1 FROM records_sighting g WHERE g.movement_id = {movement}.id)))"""  # noqa: S608 - our own words


WAITING: Schema = {"state": str, "currency": str, "count": int, "cents": int}
"""How many receipts wait, and how much of them, by how sure their first explanation is and by currency."""


STATES = ("unidentified", "choice", "sure")
"""By the number that SQL gives them."""


def waiting(company_id: int) -> pl.DataFrame:
    """WAITING of the whole company: `sure` what may be applied by itself, `choice` what else names somebody.

    Currency by currency and added up side by side, since a database would sort every receipt to group them; the rank
    bears a sign so that the index is read that holds all that is asked.
    """
    own = "SELECT DISTINCT currency FROM records_movement m WHERE m.company_id = %s AND NOT m.is_spent"
    currencies = read(own, [company_id], {"currency": str})["currency"].sort()
    sums = ", ".join(
        f"count(*) FILTER (WHERE state = {n}), CAST(coalesce(sum(cents) FILTER (WHERE state = {n}), 0) AS BIGINT)"
        for n in range(len(STATES))
    )
    query = f"""
        WITH told AS MATERIALIZED (
            SELECT {left("m", is_whole=True)} AS cents, coalesce((
                SELECT CASE WHEN p.is_automatic THEN 2 ELSE 1 END FROM records_matchproposal p
                WHERE p.movement_id = m.id AND +p.rank = 1 AND p.customer_id IS NOT NULL), 0) AS state
            FROM records_movement m WHERE m.company_id = %s AND m.currency = %s AND {waits("m", is_whole=True)})
        SELECT {sums} FROM told WHERE cents > 0"""  # noqa: S608 - our own words
    shape: Schema = {f"{word}_{state}": int for state in STATES for word in ("count", "cents")}
    rows = []
    for currency in currencies:
        found = read(query, [company_id, currency], shape).row(0, named=True)
        rows += [(state, currency, found[f"count_{state}"], found[f"cents_{state}"]) for state in STATES]
    return pl.DataFrame(rows, WAITING, orient="row").filter(pl.col("count") > 0).sort("state", "currency")


def spent(company_id: int, movements: Collection[int]) -> list[int]:
    """Those of which nothing is left to post."""
    if not movements:
        return []
    marks = ", ".join(["%s"] * len(movements))
    query = f"""
        SELECT m.id FROM records_movement m
        WHERE m.company_id = %s AND m.id IN ({marks}) AND m.amount_cents > 0 AND {left("m")} <= 0"""  # noqa: S608 - our own words
    return read(query, [company_id, *movements], {"id": int})["id"].to_list()


RECEIVED: Schema = RECEIPTS | {"account": str, "number": str, "instrument": str, "is_final": bool, "full_cents": int}
"""RECEIPTS, and what the bank desk asks beside."""


def receipts(company_id: int, as_of: date, movement: int | None = None) -> pl.DataFrame:
    """RECEIVED: the money of the day or before that `waits`, of which something is left to post to a customer."""
    query = f"""
        SELECT m.id, m.booked_on, {left("m")} AS open_cents, m.currency, m.kind, m.label, m.reference, m.end_to_end_id,
               m.mandate, m.creditor_reference, m.counterparty, m.counterparty_iban, c.code, a.number, m.number,
               m.instrument, m.is_final, m.amount_cents
        FROM records_movement m
        LEFT JOIN records_customer c ON c.id = m.customer_id
        LEFT JOIN records_bankaccount a ON a.id = m.account_id
        WHERE m.company_id = %s AND m.booked_on <= %s AND {waits("m")}"""  # noqa: S608 - our own words
    parameters: list[object] = [company_id, as_of]
    if movement is not None:
        query, parameters = f"{query} AND m.id = %s", [*parameters, movement]
    told = read(query, parameters, RECEIVED)
    return told.filter(pl.col("amount_cents") > 0).sort("received_on", "receipt")


def payers(company_id: int) -> pl.DataFrame:
    """The PAYERS learned."""
    query = """
        SELECT p.kind, p.value, c.code, p.times, p.refused FROM records_payer p
        JOIN records_customer c ON c.id = p.customer_id WHERE p.company_id = %s"""
    return read(query, [company_id], PAYERS).sort("kind", "value", "customer")


def habits(company_id: int) -> pl.DataFrame:
    """The HABITS learned."""
    query = """
        SELECT c.code, h.habit, h.times, h.against FROM records_habit h
        JOIN records_customer c ON c.id = h.customer_id WHERE h.company_id = %s"""
    return read(query, [company_id], HABITS).sort("customer", "habit")


def documents(company_id: int, customers: Collection[str]) -> pl.DataFrame:
    """customer and document of all that was ever claimed of these customers, paid or not."""
    schema: Schema = {"customer": str, "document": str}
    if not customers:
        return pl.DataFrame(schema=schema)
    marks = ", ".join(["%s"] * len(customers))
    query = f"""
        SELECT c.code, e.document FROM records_entry e JOIN records_customer c ON c.id = e.customer_id
        WHERE e.company_id = %s AND e.gone_on IS NULL AND e.kind <> 'payment' AND e.document <> ''
         AND c.code IN ({marks})"""  # noqa: S608 - our own words
    return read(query, [company_id, *customers], schema)


POSTED: Schema = RECEIPTS | {"entry": int, "customer_id": int}
"""RECEIPTS that became payments of a customer; the amount is the payment's whole."""


def posted(company_id: int) -> pl.DataFrame:
    """POSTED: the payments posted of movements and not undone."""
    query = """
        SELECT m.id, m.booked_on, -e.amount_cents, m.currency, m.kind, m.label, m.reference, m.end_to_end_id, m.mandate,
               m.creditor_reference, m.counterparty, m.counterparty_iban, c.code, e.id, e.customer_id
        FROM records_reconciliation r
        JOIN records_movement m ON m.id = r.movement_id
        JOIN records_entry e ON e.id = r.payment_id
        JOIN records_customer c ON c.id = e.customer_id
        WHERE r.company_id = %s AND r.is_posting = (1 = 1) AND r.undone_at IS NULL AND e.gone_on IS NULL
         AND r.kind = 'receipt'"""
    return read(query, [company_id], POSTED)
