"""`ardoise read`: what a file holds, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ardoise.cli.answers import AsJson, Language

if TYPE_CHECKING:
    from ardoise.formats.reading import LedgerReading

SHOWN_PROBLEMS = 20
LABELS = {
    "fr": ("Format", "Codage", "Période", "Lignes", "Lignes clients", "Clients", "Débit", "Crédit", "Problèmes"),
    "en": ("Format", "Encoding", "Period", "Lines", "Receivable lines", "Customers", "Debit", "Credit", "Problems"),
}
WORDS = {
    "fr": ("ligne", "au", "… et {} autres : --json les donne tous."),
    "en": ("line", "to", "… and {} more: --json gives them all."),
}


def run(
    file: Annotated[Path, typer.Argument(help="Ledger (FEC, CSV, XLSX) or bank statement.", show_default=False)],
    as_json: AsJson = False,
    language: Language = "fr",
) -> None:
    """Read an accounting file or a bank statement: what it holds, and each problem with its line."""
    from ardoise.cli import answers
    from ardoise.formats import bank, files

    if language not in LABELS:
        answers.refuse(f"--language : fr ou en, pas « {language} » / fr or en, not “{language}”", answers.WRONG_USAGE)
    if bank.is_statement(file):
        _run_statement(file, as_json, language)
        return
    reading = files.read(file, language=language)
    if not reading.is_readable:
        answers.refuse_unreadable(reading.problems, language)
    if as_json:
        answers.print_json(document_of(reading))
    else:
        typer.echo(report_of(reading, language))


def _run_statement(file: Path, as_json: bool, language: str) -> None:
    from ardoise.cli import answers, statements
    from ardoise.formats import bank

    reading = bank.read(file, language=language)
    if not reading.is_readable:
        answers.refuse_unreadable(reading.problems, language)
    if as_json:
        statements.print_document(reading)
    else:
        typer.echo(statements.report_of(reading, language))


def document_of(reading: LedgerReading) -> dict[str, Any]:
    """The reading in the words of docs/reference/commands.md."""
    from ardoise.domain.money import decimal_text

    return {
        "format": reading.format,
        "encoding": reading.encoding,
        "rows": reading.rows,
        "entries": reading.entries.height,
        "customers": reading.customers,
        "first_on": reading.first_on and reading.first_on.isoformat(),
        "last_on": reading.last_on and reading.last_on.isoformat(),
        "totals": {"debit": decimal_text(reading.debit_cents), "credit": decimal_text(reading.credit_cents)},
        "problems": [{"line": p.line, "column": p.column, "message": p.message} for p in reading.problems],
        "statements": [],
    }


def report_of(reading: LedgerReading, language: str) -> str:
    """The reading for a person: figures aligned, then the problems."""
    line, _, more = WORDS[language]
    width = max(map(len, LABELS[language]))
    rows = [
        f"{label:<{width}}  {value}" for label, value in zip(LABELS[language], _figures(reading, language), strict=True)
    ]
    shown = [f"  {f'{line} {p.line} : ' if p.line else ''}{p.message}" for p in reading.problems[:SHOWN_PROBLEMS]]
    hidden = len(reading.problems) - len(shown)
    return "\n".join([*rows, *shown, *([f"  {more.format(hidden)}"] if hidden else [])])


def _figures(reading: LedgerReading, language: str) -> list[str]:
    from ardoise.domain.money import written

    days = [
        day.strftime("%d/%m/%Y" if language == "fr" else "%Y-%m-%d")
        for day in (reading.first_on, reading.last_on)
        if day
    ]
    counts = [reading.rows, reading.entries.height, reading.customers]
    amounts = [written(cents, language) for cents in (reading.debit_cents, reading.credit_cents)]
    return [
        reading.format.upper(),
        (reading.encoding or "").upper(),
        f" {WORDS[language][1]} ".join(days),
        *(written(count * 100, language)[:-3] for count in counts),
        *amounts,
        str(len(reading.problems)),
    ]
