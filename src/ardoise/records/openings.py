"""On which days the imports of a company open a year, and what those days amount to: what `carry_openings` asks.

As in `records/book.py` these reads name the company in every query.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from ardoise.records.columns import Schema, read


def booking_days(company_id: int) -> pl.DataFrame:
    """Which days the company's imports tell of: engine's DAYS, what `carry_openings` asks of the whole company.

    The days of opening entries, the first and last day of each import's movements, and the last day a FEC covers:
    a year in which no customer moved tells of its customers too; and what each day of an import amounts to that has an
    opening after its first movement. `ledger`: empty, or the kind and source of what was
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
    if again := reopened(days):
        days = pl.concat([days, daily_sums(again)], how="diagonal")
    apart = ledgers(company_id)
    if apart.is_empty():
        return days
    return days.join(apart, on="import_id", how="left").with_columns(pl.col("ledger").fill_null(""))


def reopened(days: pl.DataFrame) -> list[int]:
    """The imports with an opening after their first movement: there a year may begin, or be corrected."""
    first: dict[int, date] = {}
    opened: dict[int, date] = {}
    for import_id, is_opening, day in days.iter_rows():
        if day is not None:
            told, choose = (opened, max) if is_opening else (first, min)
            told[import_id] = choose(day, told.get(import_id, day))
    return [import_id for import_id, last in opened.items() if import_id in first and last > first[import_id]]


def daily_sums(imports: list[int]) -> pl.DataFrame:
    """What the opening lines, and the others, of each day amount to in some imports: DAYS and amount_cents."""
    schema: Schema = {"import_id": int, "is_opening": bool, "booked_on": date, "amount_cents": int}
    marks = ", ".join(["%s"] * len(imports))
    query = f"""
        SELECT imported_id, is_opening, booked_on, SUM(amount_cents) FROM records_entry
        WHERE imported_id IN ({marks}) AND gone_on IS NULL GROUP BY imported_id, is_opening, booked_on
        """  # noqa: S608 - our own marks
    return read(query, imports, schema)


def ledgers(company_id: int) -> pl.DataFrame:
    """import_id and ledger of what was said to be another ledger, and of what this house posts by itself."""
    query = """
        SELECT i.id, i.kind || ' ' || i.source FROM records_import i WHERE i.company_id = %s AND i.kind = 'house'
        UNION ALL
        SELECT i.id, i.kind || ' ' || i.source FROM records_import i WHERE i.company_id = %s AND EXISTS (
         SELECT 1 FROM records_import o WHERE o.company_id = i.company_id AND o.kind = i.kind AND o.source = i.source
          AND o.state IN ('running', 'done') AND CAST(o.options AS TEXT) LIKE %s)"""
    return read(query, [company_id, company_id, '%"other_ledger": true%'], {"import_id": int, "ledger": str})
