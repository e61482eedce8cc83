"""The book of a company, handed out as the columns of `domain`: one query a frame, no row loop.

These reads name the company in every query, so they stand outside the scoped
managers; `customer_id` narrows them to one customer, or to some, which must be the company's.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from ardoise.domain.dunning import BLOCKS, HISTORY
from ardoise.domain.ledger import BOOK
from ardoise.domain.parties import CUSTOMERS
from ardoise.records.columns import Schema, hexed, read

ENTRY_COLUMNS: Schema = {
    "entry": int,
    "customer_id": int,
    "import_id": int,
    "letter_scope": int,
    "line": int,
    "journal": str,
    "number": str,
    "booked_on": date,
    "gl_account": str,
    "document": str,
    "document_on": date,
    "label": str,
    "amount_cents": int,
    "currency": str,
    "letter": str,
    "lettered_on": date,
    "due_on": date,
    "kind": str,
    "is_opening": bool,
    "gone_on": date,
}
KNOWN: Schema = {
    "entry": int,
    "import_id": int,
    "hex": str,  # the natural key; JSON has no bytes
    "booked_on": date,
    "amount_cents": int,
    "letter": str,
    "lettered_on": date,
    "due_on": date,
    "letter_scope": int,
    "gone_on": date,
}
"""What an import must know of the entries its source brought before."""

TOLD: Schema = {
    "entry": int,
    "source": str,
    "hex": str,
    "customer": str,
    "document": str,
    "document_on": date,
    "booked_on": date,
    "amount_cents": int,
    "currency": str,
    "is_opening": bool,
    "gone_on": date,
}
"""What was told, by whichever source, to recognise it under another key."""

Whose = int | Collection[int] | None
"""Rows of one customer, of some, or of all."""

SAID = ("queued", "claimed", "sending", "sent", "kept", "in_doubt")
"""States of a message that left, may have left, or is about to."""


def book(company_id: int, customer_id: Whose = None) -> pl.DataFrame:
    """The BOOK: every entry of the company, also those its source no longer lists."""
    query = """
        SELECT id, customer_id, imported_id, letter_scope, line, journal, number, booked_on, gl_account, document,
               document_on, label, amount_cents, currency, letter, lettered_on, due_on, kind, is_opening, gone_on
        FROM records_entry WHERE company_id = %s"""
    entries = read(*narrowed(query, company_id, customer_id), ENTRY_COLUMNS)
    return entries.join(names(company_id, customer_id), on="customer_id").select(list(BOOK))


def known(company_id: int, source: str, kind: str) -> pl.DataFrame:
    """KNOWN: the entries that a source brought so far by files of that kind, also those it no longer lists."""
    query = f"""
        SELECT id, imported_id, {hexed("key")}, booked_on, amount_cents, letter, lettered_on, due_on, letter_scope,
               gone_on
        FROM records_entry WHERE company_id = %s AND source = %s
         AND imported_id IN (SELECT id FROM records_import WHERE company_id = %s AND kind = %s)"""  # noqa: S608 - our own words, no input
    return read(query, [company_id, source, company_id, kind], KNOWN).with_columns(pl.col("hex").str.to_lowercase())


def told(company_id: int, kind: str) -> pl.DataFrame:
    """TOLD: the entries that files of that kind brought so far, whatever their source."""
    query = f"""
        SELECT e.id, e.source, {hexed("e.key")}, c.code, e.document, e.document_on, e.booked_on, e.amount_cents,
               e.currency, e.is_opening, e.gone_on
        FROM records_entry e
        JOIN records_import i ON i.id = e.imported_id
        JOIN records_customer c ON c.id = e.customer_id
        WHERE e.company_id = %s AND i.kind = %s"""  # noqa: S608 - our own words, no input
    return read(query, [company_id, kind], TOLD).with_columns(pl.col("hex").str.to_lowercase())


def booking_days(company_id: int) -> pl.DataFrame:
    """Which days the company's imports tell of: engine's DAYS, what `carry_openings` asks of the whole company.

    The days of opening entries, the first and last day of each import's movements, and the last day a FEC covers:
    a year in which no customer moved tells of its customers too. `ledger`: empty, or the kind and source of what was
    said to be another ledger.
    """
    # compared, since the index is not searched by a bare boolean
    movement = "FROM records_entry e WHERE e.imported_id = i.id AND e.is_opening = (1 = 0)"
    query = f"""
        SELECT DISTINCT e.imported_id, 1 = 1, e.booked_on FROM records_import i
        JOIN records_entry e ON e.imported_id = i.id AND e.is_opening = (1 = 1) WHERE i.company_id = %s
        UNION ALL SELECT i.id, 1 = 0, (SELECT MIN(e.booked_on) {movement}) FROM records_import i WHERE i.company_id = %s
        UNION ALL SELECT i.id, 1 = 0, (SELECT MAX(e.booked_on) {movement}) FROM records_import i WHERE i.company_id = %s
        UNION ALL SELECT i.id, 1 = 0, i.last_on FROM records_import i
        WHERE i.company_id = %s AND i.kind = 'fec' AND i.state = 'done'
        """  # noqa: S608 - our own words, no input
    days = read(query, [company_id] * 4, {"import_id": int, "is_opening": bool, "booked_on": date})
    return days.join(ledgers(company_id), on="import_id", how="left").with_columns(pl.col("ledger").fill_null(""))


def ledgers(company_id: int) -> pl.DataFrame:
    """import_id and ledger of the imports whose kind and source were said to be another ledger."""
    query = """
        SELECT i.id, i.kind || ' ' || i.source FROM records_import i WHERE i.company_id = %s AND EXISTS (
         SELECT 1 FROM records_import o WHERE o.company_id = i.company_id AND o.kind = i.kind AND o.source = i.source
          AND o.state IN ('running', 'done') AND CAST(o.options AS TEXT) LIKE %s)"""
    return read(query, [company_id, '%"other_ledger": true%'], {"import_id": int, "ledger": str})


def names(company_id: int, customer_id: Whose = None) -> pl.DataFrame:
    """customer_id, customer (the code), customer_name."""
    query = "SELECT id, code, name FROM records_customer WHERE company_id = %s"
    schema = {"customer_id": int, "customer": str, "customer_name": str}
    return read(*narrowed(query, company_id, customer_id, "id"), schema)


def narrowed(query: str, company_id: int, customer_id: Whose, column: str = "customer_id") -> tuple[str, list[object]]:
    """The query, about one customer or some if such are given, and its parameters."""
    if customer_id is None:
        return query, [company_id]
    if isinstance(customer_id, int):
        return f"{query} AND {column} = %s", [company_id, customer_id]
    marks = ", ".join(["%s"] * len(customer_id)) or "NULL"
    return f"{query} AND {column} IN ({marks})", [company_id, *customer_id]


def customers(company_id: int, customer_id: Whose = None) -> pl.DataFrame:
    """The CUSTOMERS; `terms` and `language` are None where the company's hold, `has_address` if there is an e-mail."""
    query = """
        SELECT c.code, c.name, c.kind, c.segment, c."group", w.username, s.username, c.terms, c.language,
               EXISTS (SELECT 1 FROM records_contact t WHERE t.customer_id = c.id AND t.email <> '')
        FROM records_customer c
        LEFT JOIN records_user w ON w.id = c.collector_id
        LEFT JOIN records_user s ON s.id = c.salesperson_id
        WHERE c.company_id = %s"""
    return read(*narrowed(query, company_id, customer_id, "c.id"), CUSTOMERS)


def blocks(company_id: int, as_of: date, customer_id: Whose = None) -> pl.DataFrame:
    """The BLOCKS that stand: disputes, promises, blocks and insolvencies nobody ended; a block until its day.

    One opened after `as_of` stands too: a question about the past must not write to whoever disputes today.
    """
    kinds = [
        ("records_dispute", "disputed", "NULL", ""),
        ("records_promise", "promised", "r.promised_on", ""),
        ("records_block", "blocked", "r.until_on", "AND (r.until_on IS NULL OR r.until_on >= %s)"),
        ("records_insolvency", "insolvent", "NULL", ""),
    ]
    frames = []
    for table, reason, until, condition in kinds:
        query = f"""
            SELECT c.code, r.entry_id, '{reason}', r.note, {until}
            FROM {table} r JOIN records_customer c ON c.id = r.customer_id
            WHERE r.ended_at IS NULL {condition} AND r.company_id = %s"""  # noqa: S608 - our own words, no input
        text, parameters = narrowed(query, company_id, customer_id, "r.customer_id")
        frames.append(read(text, [as_of, *parameters] if condition else parameters, BLOCKS))
    return pl.concat(frames)


def history(company_id: int, customer_id: Whose = None) -> pl.DataFrame:
    """The HISTORY: what was said, may have been said, or is about to be."""
    query = f"""
        SELECT c.code, i.entry_id, i.level, m.cycle, coalesce(m.left_on, m.as_of)
        FROM records_messageitem i
        JOIN records_message m ON m.id = i.message_id
        JOIN records_customer c ON c.id = m.customer_id
        WHERE m.state IN {SAID} AND m.company_id = %s"""  # noqa: S608 - our own words, no input
    return read(*narrowed(query, company_id, customer_id, "m.customer_id"), HISTORY)
