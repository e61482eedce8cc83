"""The movements a bank told before, as columns: what an import must know to tell nothing twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from ardoise.records.columns import Schema, hexed, read

KNOWN: Schema = {
    "movement": int,
    "account": str,
    "statement": int,
    "line": int,
    "booked_on": date,
    "amount_cents": int,
    "currency": str,
    "label": str,
    "reference": str,
    "end_to_end_id": str,
    "mandate": str,
    "creditor_reference": str,
    "counterparty": str,
    "counterparty_iban": str,
    "is_final": bool,
    "is_proven": bool,  # its statement has both balances
    "content": str,  # hexadecimal
}
"""A row per movement and statement that tells it; one that nobody tells any more has an empty content."""


def known(company_id: int, accounts: Sequence[str], first_on: date, last_on: date) -> pl.DataFrame:
    """KNOWN of some accounts and days."""
    marks = ", ".join(["%s"] * len(accounts)) or "NULL"
    query = f"""
        SELECT m.id, a.number, s.statement_id, coalesce(s.line, 0), m.booked_on, m.amount_cents, m.currency, m.label,
               m.reference, m.end_to_end_id, m.mandate, m.creditor_reference, m.counterparty, m.counterparty_iban,
               m.is_final, (t.opening_cents IS NOT NULL AND t.closing_cents IS NOT NULL), {hexed("s.content")}
        FROM records_movement m JOIN records_bankaccount a ON a.id = m.account_id
        LEFT JOIN records_sighting s ON s.movement_id = m.id
        LEFT JOIN records_bankstatement t ON t.id = s.statement_id
        WHERE m.company_id = %s AND m.booked_on BETWEEN %s AND %s AND a.number IN ({marks})"""  # noqa: S608 - our own words
    told = read(query, [company_id, first_on, last_on, *accounts], KNOWN)
    return told.with_columns(pl.col("content").str.to_lowercase().fill_null("")).sort("movement", "statement", "line")
