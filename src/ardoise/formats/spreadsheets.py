"""Tables that leave for a spreadsheet, CSV or XLSX: text stays text, whatever it begins with; numbers stay numbers."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

STARTS = "=+\\-@\uff1d\uff0b\uff0d\uff20"  # also in full width, which some spreadsheets read likewise
FORMULA = re.compile(rf"^[\t\r\n]|(?:^|(?<=[;,\n]))\s*[{STARTS}]|(?<=[;,\n])[\t\r]")


@dataclass(frozen=True)
class Cents:
    """An amount, written as a number."""

    cents: int

    @property
    def value(self) -> Decimal:
        return Decimal(self.cents).scaleb(-2)


Cell = str | int | date | Cents | None


def write_csv(head: Sequence[str], rows: Sequence[Sequence[Cell]], language: str = "fr") -> bytes:
    """The table as CSV, UTF-8 with BOM: semicolons and decimal commas in French, commas and points in English."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    writer.writerow([defused(name) for name in head])
    writer.writerows([csv_cell(cell, language) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def csv_cell(cell: Cell, language: str) -> str:
    """One cell of a CSV."""
    if isinstance(cell, Cents):
        return f"{cell.value:.2f}".replace(".", "," if language == "fr" else ".")
    if isinstance(cell, date):
        return cell.isoformat()
    return defused(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def defused(text: str) -> str:
    """The text behind an apostrophe where a spreadsheet would take it, or a part of it, for a formula."""
    return f"'{text}" if FORMULA.search(text) else text


def write_xlsx(title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """The table as one XLSX sheet, heading frozen; strings are written as strings, never as formulas or links."""
    from xlsxwriter import Workbook

    target = BytesIO()
    book = Workbook(target, {"in_memory": True})
    bold, money, day = (book.add_format(f) for f in ({"bold": True}, {"num_format": "# ##0.00"}, {"num_format": 14}))
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31])
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(head):
        sheet.write_string(0, column, name, bold)
        sheet.set_column(column, column, max(12, min(40, len(name) + 2)))
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, Cents):
                sheet.write_number(number, column, cell.value, money)
            elif isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, cell)
    book.close()
    return target.getvalue()
