"""A bank statement as `ardoise read` tells it: one document, or a report for a person."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from ardoise.formats.bank import StatementReading

SHOWN_PROBLEMS = 20
SHOWN_MOVEMENTS = 20
ROWS_AT_A_TIME = 10_000
WORDS = {
    "fr": {
        "format": "Format", "encoding": "Codage", "account": "Compte", "period": "Période", "opening": "Solde initial",
        "closing": "Solde final", "in": "Entrées", "out": "Sorties", "movements": "Mouvements",
        "problems": "Problèmes", "line": "ligne", "to": "au", "unknown": "inconnu",
        "more": "… et {} autres : --json les donne tous.", "number": "Relevé",
    },
    "en": {
        "format": "Format", "encoding": "Encoding", "account": "Account", "period": "Period", "opening": "Opening",
        "closing": "Closing", "in": "Money in", "out": "Money out", "movements": "Movements",
        "problems": "Problems", "line": "line", "to": "to", "unknown": "unknown",
        "more": "… and {} more: --json gives them all.", "number": "Statement",
    },
}  # fmt: skip


def print_document(reading: StatementReading) -> None:
    """The reading in the words of docs/reference/commands.md, written as it goes."""
    write = sys.stdout.write
    head = {
        "format": reading.format,
        "encoding": reading.encoding,
        "rows": reading.rows,
        "customers": None,
        "totals": {"debit": None, "credit": None},
        "is_whole": reading.is_whole,
        "problems": [{"line": p.line, "column": p.column, "message": p.message} for p in reading.problems],
    }
    write(_text(head)[:-1] + ', "statements": [')
    for place, (statement, movements) in enumerate(by_statement(reading)):
        write(",\n" if place else "\n")
        write(_text(_statement(statement))[:-1] + ', "movements": [')
        for number, movement in enumerate(_rows(movements)):
            write((",\n" if number else "\n") + _text(_movement(movement)))
        write("]}")
    write("]}\n")


def by_statement(reading: StatementReading) -> Iterator[tuple[dict[str, Any], pl.DataFrame]]:
    """Each statement with its movements, which readers give in the order of their statements."""
    counts = dict(reading.movements.group_by("statement").len().iter_rows())
    movements, start = reading.movements, 0
    for statement in reading.statements.iter_rows(named=True):
        size = counts.get(statement["statement"], 0)
        yield statement, movements.slice(start, size)
        start += size


def report_of(reading: StatementReading, language: str) -> str:
    """The reading for a person: each account with its balances, then the problems."""
    words = WORDS[language]
    lines = [
        f"{words['format']} : {reading.format.upper()}   {words['encoding']} : {(reading.encoding or '–').upper()}"
        f"   {words['movements']} : {reading.movements.height}"
    ]
    for statement, movements in by_statement(reading):
        lines += ["", *_account(statement, movements, language)]
    lines += ["", f"{words['problems']} : {len(reading.problems)}"]
    for problem in reading.problems[:SHOWN_PROBLEMS]:
        place = f"{words['line']} {problem.line} : " if problem.line else ""
        lines.append(f"  {place}{problem.message}")
    if (hidden := len(reading.problems) - SHOWN_PROBLEMS) > 0:
        lines.append(f"  {words['more'].format(hidden)}")
    return "\n".join(lines)


def _account(statement: dict[str, Any], movements: pl.DataFrame, language: str) -> list[str]:
    import polars as pl

    words, amount = WORDS[language], pl.col("amount_cents")
    money_in, money_out = movements.select(
        into=amount.filter(amount > 0).sum(), out=amount.filter(amount < 0).sum()
    ).row(0)
    days = [_day(day, language) for day in (statement["from_on"], statement["to_on"]) if day]
    number = f"   {words['number']} {statement['number']}" if statement["number"] else ""
    title = f"{words['account']} {statement['account'] or words['unknown']} {statement['currency'] or ''}{number}"
    figures = [
        (words["opening"], statement["opening_cents"]), (words["in"], money_in), (words["out"], money_out),
        (words["closing"], statement["closing_cents"]),
    ]  # fmt: skip
    width = max(len(label) for label, _ in figures)
    rows = [f"  {label:<{width}}  {_cents(cents, language):>18}" for label, cents in figures]
    to = f" {words['to']} "
    period = [f"  {words['period']} : {to.join(dict.fromkeys(days))}"] if days else []
    return [title.rstrip(), *period, *rows, *_first(movements, language)]


def _first(movements: pl.DataFrame, language: str) -> list[str]:
    """The first movements, a line each."""
    rows = [
        f"    {_day(row['booked_on'], language):<10}  {_cents(row['amount_cents'], language):>16}  "
        f"{(row['counterparty'] or row['label'] or '–')[:60]}{_reason(row, language)}"
        for row in movements.head(SHOWN_MOVEMENTS).iter_rows(named=True)
    ]
    hidden = movements.height - SHOWN_MOVEMENTS
    return [*rows, *([f"    {WORDS[language]['more'].format(hidden)}"] if hidden > 0 else [])]


def _reason(row: dict[str, Any], language: str) -> str:
    from ardoise.domain.bank import say_return

    return f" – {say_return(row['return_reason'], language)}" if row["return_reason"] else ""


def _cents(cents: int | None, language: str) -> str:
    from ardoise.domain.money import written

    return WORDS[language]["unknown"] if cents is None else written(cents, language)


def _day(day: date | None, language: str) -> str:
    return "–" if day is None else day.strftime("%d/%m/%Y" if language == "fr" else "%Y-%m-%d")


def _statement(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "account": row["account"],
        "bank": row["bank"],
        "currency": row["currency"],
        "number": row["number"],
        "from_on": _iso(row["from_on"]),
        "to_on": _iso(row["to_on"]),
        "opening": _amount(row["opening_cents"]),
        "closing": _amount(row["closing_cents"]),
        "is_final": row["is_final"],
        "line": row["line"],
    }


def _movement(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "line": row["line"],
        "booked_on": _iso(row["booked_on"]),
        "value_on": _iso(row["value_on"]),
        "amount": _amount(row["amount_cents"]),
        "currency": row["currency"],
        "label": row["label"],
        "reference": row["reference"],
        "counterparty": row["counterparty"],
        "counterparty_iban": row["counterparty_iban"],
        "return_reason": row["return_reason"],
        "kind": row["kind"],
        "code": row["code"],
        "batch": row["batch"],
        "end_to_end_id": row["end_to_end_id"],
        "mandate": row["mandate"],
        "creditor_reference": row["creditor_reference"],
        "charges": _amount(row["charges_cents"]),
    }


def _rows(movements: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for part in movements.iter_slices(ROWS_AT_A_TIME):
        yield from part.iter_rows(named=True)


def _amount(cents: int | None) -> str | None:
    from ardoise.domain.money import decimal_text

    return None if cents is None else decimal_text(cents)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)
