"""The statement of account as a workbook: texts as texts, never formulas; amounts as numbers; dates as dates."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ardoise.domain.correspondence.tables import APART, MEMBER
from ardoise.domain.correspondence.wording import long_day
from ardoise.formats.statements import Statement, reference
from ardoise.formats.statements.words import WORDS

HEADS = ("document", "document_on", "due_on", "days", "amount")
WIDTHS = (26, 12, 12, 10, 14)
FIRST_ROW = 4
AMOUNT = "#,##0.00;[Red]-#,##0.00"
DAY = {"fr": "dd/mm/yyyy", "en": "d mmm yyyy"}


@dataclass(frozen=True)
class Looks:
    """How the cells of a workbook look."""

    amount: Format
    day: Format
    total: Format
    bold: Format


def render_xlsx(statement: Statement) -> bytes:
    """The workbook's bytes; the same statement gives the same ones."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    made = datetime.combine(statement.as_of, datetime.min.time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": WORDS[statement.language]["title"], "created": made})
    sheet = book.add_worksheet(WORDS[statement.language]["title"][:31])
    looks = Looks(
        book.add_format({"num_format": AMOUNT}),
        book.add_format({"num_format": DAY[statement.language]}),
        book.add_format({"num_format": AMOUNT, "bold": True}),
        book.add_format({"bold": True}),
    )
    _write_head(sheet, statement, looks)
    _write_lines(sheet, statement, looks)
    book.close()
    return out.getvalue()


def _write_head(sheet: Worksheet, statement: Statement, looks: Looks) -> None:
    words, language = WORDS[statement.language], statement.language
    as_of = words["as_of"].format(date=long_day(statement.as_of, language))
    sheet.write_string(0, 0, f"{words['title']} {as_of}", looks.bold)
    sheet.write_string(1, 0, statement.creditor.name)
    sheet.write_string(2, 0, f"{statement.customer_name} – {words['customer']} {statement.customer_code}")
    for column, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        title = f"{words[head]} ({statement.currency})" if head == "amount" else words[head]
        sheet.write_string(FIRST_ROW - 1, column, title, looks.bold)
        sheet.set_column(column, column, width)
    sheet.freeze_panes(FIRST_ROW, 0)


def _write_lines(sheet: Worksheet, statement: Statement, looks: Looks) -> None:
    """Cents become units in the last moment: the workbook knows no integers."""
    row, words = FIRST_ROW, WORDS[statement.language]
    for member in statement.members:
        told = {"name": member.customer_name, "code": member.customer_code, "reference": reference(member)}
        named = MEMBER[statement.language].format(**told)
        sheet.write_string(row, 0, named, looks.bold)
        row = _write_account(sheet, row + 1, member, looks, words["subtotal"]) + 2
    if not statement.members:
        _write_account(sheet, row, statement, looks, words["total"])
        return
    sheet.write_string(row, 0, words["total"], looks.bold)
    sheet.write_number(row, 4, statement.total_cents / 100, looks.total)


def _write_account(sheet: Worksheet, row: int, statement: Statement, looks: Looks, sum_of: str) -> int:
    """An account's lines and what they come to (`sum_of`: its name); the last row it took."""
    for line in statement.lines:
        sheet.write_string(row, 0, line.document or line.label)
        _write_day(sheet, row, 1, line.document_on, looks.day)
        _write_day(sheet, row, 2, line.due_on, looks.day)
        if line.days_overdue > 0 and line.open_cents > 0:
            sheet.write_number(row, 3, line.days_overdue)
        sheet.write_number(row, 4, line.open_cents / 100, looks.amount)
        if line.part:
            sheet.write_string(row, 5, line.part)
        row += 1
    sheet.write_string(row, 0, sum_of, looks.bold)
    sheet.write_number(row, 4, statement.total_cents / 100, looks.total)
    return _write_credits(sheet, row + 2, statement, looks) if statement.credits else row


def _write_credits(sheet: Worksheet, row: int, statement: Statement, looks: Looks) -> int:
    """What stands apart, under the sentence that says so, with a total of its own."""
    sheet.write_string(row, 0, APART[statement.language])
    for credit in statement.credits:
        row += 1
        sheet.write_string(row, 0, credit.document or credit.label)
        _write_day(sheet, row, 1, credit.document_on, looks.day)
        sheet.write_number(row, 4, credit.open_cents / 100, looks.amount)
        if credit.part:
            sheet.write_string(row, 5, credit.part)
    sheet.write_string(row + 1, 0, WORDS[statement.language]["credits_total"], looks.bold)
    sheet.write_number(row + 1, 4, sum(credit.open_cents for credit in statement.credits) / 100, looks.total)
    return row + 1


def _write_day(sheet: Worksheet, row: int, column: int, on: date | None, shape: Format) -> None:
    """A cell of a date; an unknown or a very old one stays empty or text."""
    if on is None:
        return
    if on.year < 1900:
        sheet.write_string(row, column, on.isoformat())
    else:
        sheet.write_datetime(row, column, datetime.combine(on, datetime.min.time()), shape)
