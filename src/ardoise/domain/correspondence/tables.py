"""The items of a letter, aligned for a plain-text reader and as an HTML table for the others."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ardoise.domain.correspondence.wording import day
from ardoise.domain.money import with_currency as money


@dataclass(frozen=True)
class LetterItem:
    """An item the letter lists; negative: a credit that lowers the claim."""

    document: str
    document_on: date | None
    due_on: date
    open_cents: int
    days_overdue: int
    interest_cents: int = 0


HEADS = {
    "fr": ("Pièce", "Date", "Échéance", "Retard", "Montant"),
    "en": ("Document", "Date", "Due", "Late", "Amount"),
}
TOTAL = {"fr": "Total", "en": "Total"}
DAYS = {"fr": "{} j", "en": "{} d"}
CELL = "padding: 4px 5px; border-bottom: 1px solid #c9ced8"


def text_table(items: Sequence[LetterItem], currency: str, language: str) -> str:
    """Columns aligned by spaces, amounts on the right, the total under them."""
    rows = [HEADS[language], *(_cells(item, currency, language) for item in items)]
    total = (TOTAL[language], "", "", "", _total(items, currency, language))
    widths = [max(len(row[i]) for row in [*rows, total]) for i in range(5)]
    lines = [_line(row, widths) for row in rows]
    rule = "-" * (sum(widths) + 8)
    return "\n".join([lines[0], rule, *lines[1:], rule, _line(total, widths)])


def html_table(items: Sequence[LetterItem], currency: str, language: str) -> str:
    """The same rows; every value escaped."""
    head = "".join(f'<th style="{CELL}; text-align: {_side(i)}">{text}</th>' for i, text in enumerate(HEADS[language]))
    rows = "\n".join(_row(_cells(item, currency, language)) for item in items)
    total = html.escape(_total(items, currency, language))
    foot = (
        f'<tr><th colspan="4" style="{CELL}; text-align: left">{TOTAL[language]}</th>'
        f'<th style="{CELL}; text-align: right; white-space: nowrap">{total}</th></tr>'
    )
    frame = "border-collapse: collapse; font-size: 14px; min-width: 60%"
    return f'<table style="{frame}">\n<tr>{head}</tr>\n{rows}\n{foot}\n</table>'


def days_late(item: LetterItem, language: str) -> str:
    """12 days late → "12 j"; a credit and what is not late say nothing."""
    return DAYS[language].format(item.days_overdue) if item.days_overdue > 0 and item.open_cents > 0 else ""


def _cells(item: LetterItem, currency: str, language: str) -> tuple[str, ...]:
    return (
        " ".join(item.document.split()) or "—",
        day(item.document_on, language),
        day(item.due_on, language),
        days_late(item, language),
        money(item.open_cents, currency, language),
    )


def _total(items: Sequence[LetterItem], currency: str, language: str) -> str:
    return money(sum(item.open_cents for item in items), currency, language)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    placed = (
        text.rjust(width) if i > 2 else text.ljust(width)
        for i, (text, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(placed).rstrip()


def _side(column: int) -> str:
    return "right" if column > 2 else "left"


def _row(cells: tuple[str, ...]) -> str:
    drawn = (
        f'<td style="{CELL}; text-align: {_side(i)}; white-space: nowrap">{html.escape(text)}</td>'
        for i, text in enumerate(cells)
    )
    return "<tr>" + "".join(drawn) + "</tr>"
