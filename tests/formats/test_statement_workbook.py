"""The statement as a workbook: it adds up, and nothing in it is a formula, whatever a customer is called."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date

import fastexcel
import pytest
from tests.formats.test_statements import statement

from ardoise.formats.statements import Line
from ardoise.formats.statements.workbook import render_xlsx


def rows(content):
    sheet = fastexcel.read_excel(content).load_sheet(0, header_row=None, dtypes="string")
    return sheet.to_polars().rows()


def test_its_amounts_add_up_to_its_total():
    told = rows(render_xlsx(statement((123_456, 45_000, -5_000))))
    amounts = [float(row[4]) for row in told if row[0] and row[0].startswith("FA-")]
    assert amounts == [1234.56, 450.0, -50.0] and float(told[-1][4]) == 1634.56 == round(sum(amounts), 2)
    *claimed, credit = statement().lines
    told = rows(render_xlsx(replace(statement(), lines=tuple(claimed), credits=(credit,))))
    assert [float(row[4]) for row in told if row[0] and row[0].startswith("Total")] == [1684.56, -50.0]
    assert "non déduits" in told[-3][0] and told[-2][0] == "FA-0003"


@pytest.mark.parametrize("attack", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1+1", "=HYPERLINK(\"x\")",
                                    "{=1}", "http://x.example", "0012"])  # fmt: skip
def test_what_looks_like_a_formula_is_a_text(attack):
    line = Line(attack, date(2026, 8, 1), date(2026, 9, 15), 100, 69, attack)
    content = render_xlsx(replace(statement(), customer_name=attack, customer_code=attack, lines=(line,)))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "<f " not in sheet and "hyperlink" not in sheet
    assert rows(content)[3 + 1][0].strip() == attack.strip()


def test_the_same_statement_gives_the_same_bytes():
    assert render_xlsx(statement()) == render_xlsx(statement())


def test_dates_no_workbook_knows_are_text_and_an_english_reader_reads_english():
    old = Line("FA-1", date(1899, 1, 2), date(2026, 9, 15), 100, 69)
    told = rows(render_xlsx(replace(statement(language="en"), lines=(old,))))
    assert told[0][0].startswith("Statement of account") and "1899-01-02" in told[4]
