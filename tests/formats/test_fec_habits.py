"""What accounting software and spreadsheets make of a FEC, and what is still the same book."""

from __future__ import annotations

from datetime import date

import pytest
from tests.formats.fec_files import BOOK, Dialect, cells, invoice, written

from ardoise.formats import files
from ardoise.formats.values import all_cents, cents, day

PLAIN = written(BOOK).decode()
ROWS = [row.split("\t") for row in PLAIN.splitlines()]


def reading(folder, text, encoding="utf-8"):
    """The text as a file, read."""
    path = folder / "habit.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return files.read(path)


def joined(rows, separator="\t", end="\n"):
    return "".join(separator.join(row) + end for row in rows)


def quoted(rows, separator):
    return joined([[f'"{cell}"' for cell in row] for row in rows], separator)


def dated(rows, write):
    """The rows, each of their days written in another way."""
    days = [place for place, name in enumerate(rows[0]) if name.endswith("Date") or name == "DateLet"]
    changed = [[write(cell) if place in days and cell else cell for place, cell in enumerate(row)] for row in rows[1:]]
    return joined([rows[0], *changed])


HABITS = {
    "commas and quotes": quoted(ROWS, ","),
    "commas and points": joined([[cell.replace(",", ".") for cell in row] for row in ROWS], ","),
    "two separators more at each end": joined([ROWS[0], *([*row, "", ""] for row in ROWS[1:])]),
    "the empty fields of the end left off": "\n".join(row.rstrip("\t") for row in PLAIN.split("\n")),
    "lines of separators only": PLAIN + "\t" * 17 + "\n" + "\t" * 17 + "\n",
    "the separator said first": "sep=;\n" + joined(ROWS, ";"),
    "a mark before the second file": PLAIN[: PLAIN.index("VE\t")] + "\ufeff" + PLAIN[PLAIN.index("VE\t") :],
    "day, month, year": dated(ROWS, lambda text: text[6:] + text[4:6] + text[:4]),
    "a year of two digits": dated(ROWS, lambda text: f"{text[6:]}/{text[4:6]}/{text[2:4]}"),
    "days of a program": dated(ROWS, lambda text: f"{text[6:]}/{text[4:6]}/{text[:4]} 00:00:00"),
    "days become floats": dated(ROWS, lambda text: f"{text}.0"),
    "no day is nought": joined([*[[*row[:14], row[14] or "00000000", *row[15:]] for row in ROWS]]),
}


@pytest.mark.parametrize("habit", HABITS)
def test_the_same_book_under_any_habit_is_the_same_reading(tmp_path, habit):
    expected, found = reading(tmp_path, PLAIN), reading(tmp_path, HABITS[habit])
    assert (found.format, found.rows, found.problems) == ("fec", expected.rows, ())
    assert found.entries.drop("line").equals(expected.entries.drop("line"))


def classed(row):
    """The line, its account behind the letter of its class."""
    letter = {"411": "C", "401": "F"}.get(row[4][:3], "G")
    return [*row[:4], letter + row[4], *row[5:]]


def sided(row):
    """The line, each amount with the side of its column behind it."""
    return [*row[:11], row[11] and f"{row[11]} DB", row[12] and f"{row[12]} cr", *row[13:]]


@pytest.mark.parametrize("write", [classed, sided])
def test_letters_before_accounts_and_behind_amounts_change_nothing(tmp_path, write):
    found = reading(tmp_path, joined([ROWS[0], *map(write, ROWS[1:])]))
    expected = reading(tmp_path, PLAIN)
    assert found.problems == () and found.entries.equals(expected.entries)


def test_a_side_against_its_column_is_told_and_not_read(tmp_path):
    row = [*ROWS[1][:11], f"{ROWS[1][11]} CR", *ROWS[1][12:]]
    found = reading(tmp_path, joined([ROWS[0], row, *ROWS[2:]]))
    assert any("CR" in problem.message and problem.line == 2 for problem in found.problems)


@pytest.mark.parametrize("separator", ["\t", "|"])
def test_a_file_without_header_is_read_in_the_official_order_and_told(tmp_path, separator):
    found, expected = reading(tmp_path, joined(ROWS[1:], separator)), reading(tmp_path, PLAIN)
    assert [p.line for p in found.problems] == [None] and "pas de ligne de titres" in found.problems[0].message
    assert found.entries.drop("line").equals(expected.entries.drop("line")) and found.entries["line"][0] == 1


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be", "mac-roman"])
def test_a_rarer_set_of_characters_is_read_and_told(tmp_path, encoding):
    found = reading(tmp_path, PLAIN, encoding)
    assert found.encoding == encoding.removesuffix("-le").removesuffix("-be")
    assert found.entries.equals(reading(tmp_path, PLAIN).entries) and found.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1'200,50", 120_050), ("1 200,50 €", 120_050), ("1200.50EUR", 120_050), ("(34,56)", -3_456), ("−12,00", -1_200),
     ("-", 0), (",50", 50), ("1200.000", 120_000), ("0.000", 0), ("12.500", None), ("1,200", None),
     ("(34,56 €)", -3_456), ("€ 12,00", 1_200), ("12€50", None), ("€", None), ("-12,00 EUR", -1_200),
     ("12OO,50", None), ("()", None), ("1.234.567", 123_456_700), ("1.23.456", None),
     ("(-5,00)", None), ("EUR", None), ("- €", 0), ("1,2E3", None)],
)  # fmt: skip
def test_an_amount_is_what_an_accountant_reads_in_it(text, expected):
    assert cents(text) == expected


def test_three_decimals_are_told_by_the_rest_of_their_column():
    assert all_cents(["12.500", "0.000"]) == {"12.500": 1_250, "0.000": 0}
    assert all_cents(["12,500", "1200,000"]) == {"12,500": 1_250, "1200,000": 120_000}
    assert all_cents(["12.500", "100"]) == {"100": 10_000}


def test_thousands_without_cents_are_told_by_the_rest_of_their_column():
    assert all_cents(["-1,200", "1,234.56"]) == {"-1,200": -120_000, "1,234.56": 123_456}
    assert all_cents(["1.200", "1.234.567"]) == {"1.200": 120_000, "1.234.567": 123_456_700}
    assert all_cents(["1,200", "1,234.56", "0,000"]) == {"1,234.56": 123_456, "0,000": 0}, "both: nobody knows"


@pytest.mark.parametrize("text", ["20232031", "32012023", "15/13/24", "2023-02-31", "20230231"])
def test_a_day_in_no_calendar_is_none(text):
    assert day(text) is None


@pytest.mark.parametrize("is_quoted", [True, False])
def test_a_label_cut_by_a_line_break_is_put_together_again(tmp_path, is_quoted):
    text = "Facture été 1\nlot 2\n\n3" if not is_quoted else '"Facture été 1\nlot 2\n\n3"'
    found = reading(tmp_path, PLAIN.replace("Facture été 1\t", f"{text}\t", 1))
    assert (found.rows, found.debit_cents) == (14, reading(tmp_path, PLAIN).debit_cents)
    assert [(p.line, "jusqu’à la 7" in p.message) for p in found.problems] == [(4, True)]
    assert "Facture été 1 lot 2  3" in found.entries["label"].to_list()


@pytest.mark.parametrize(("lines", "cut"), [(15, 1), (2, 1), (2, 4)])
def test_a_last_line_cut_in_its_amount_is_told_even_where_empty_fields_are_left_off(tmp_path, lines, cut):
    rows = ["\t".join(row[:13]).rstrip("\t") for row in ROWS[:lines]]
    rows[0] = "\t".join(ROWS[0])
    found = reading(tmp_path, "\n".join(rows)[:-cut])
    assert found.rows == lines - 1 and any("La dernière ligne est coupée" in p.message for p in found.problems)


@pytest.mark.parametrize("missing", [7, 9, 10])  # CompAuxLib, PieceDate, EcritureLib
@pytest.mark.parametrize("currency", ["", "EUR"])
def test_lines_that_lack_a_column_in_the_middle_are_never_read_shifted(tmp_path, missing, currency):
    full = [[*row[:17], currency] for row in ROWS[1:]]
    found = reading(tmp_path, joined([ROWS[0], *(row[:missing] + row[missing + 1 :] for row in full)]))
    assert not found.is_readable and found.entries.is_empty()


def test_two_lines_that_were_cut_are_not_taken_for_one(tmp_path):
    rows = PLAIN.split("\n")
    rows[3], rows[4] = "\t".join(rows[3].split("\t")[:11]), "\t".join(rows[4].split("\t")[:8])
    told = {p.line for p in reading(tmp_path, "\n".join(rows)).problems if "champs au lieu de 18" in p.message}
    assert told == {4, 5}


def test_the_header_of_a_second_file_is_told_and_is_no_line(tmp_path):
    found = reading(tmp_path, PLAIN + "\ufeff" + PLAIN)
    assert found.rows == 28
    assert [(p.line, "bout à bout" in p.message) for p in found.problems] == [(16, True)]


def test_a_title_above_the_header_is_told_and_lines_are_counted_from_it(tmp_path):
    found = reading(tmp_path, "Export de la société Ardoise\n\n" + PLAIN)
    assert found.format == "fec" and "(ligne 3)" in found.problems[0].message
    assert found.entries["line"].to_list() == [line + 2 for line in reading(tmp_path, PLAIN).entries["line"]]


def test_zero_bytes_are_told_with_the_first_line_and_the_book_is_read(tmp_path):
    raw = PLAIN.encode().replace(b"Facture", b"Fact\0re")
    found = reading(tmp_path, raw)
    assert found.rows == 14 and [(p.line, "6 octet(s) nul(s)" in p.message) for p in found.problems] == [(4, True)]


def test_a_due_date_that_software_adds_is_the_due_date_of_the_invoice(tmp_path):
    rows = [[*row, ("DateLimitReglmt", "20250415")[bool(place)]] for place, row in enumerate(ROWS)]
    entries = reading(tmp_path, joined(rows)).entries
    told = dict(zip(entries["kind"], entries["due_on"], strict=True))
    assert told["invoice"] == date(2025, 4, 15) and told["payment"] is None and told["credit_note"] is None


def test_sides_may_be_whole_words(tmp_path):
    lines = invoice(1, "20250110", "MARTIN", "Martin", 12_000)
    rows = [cells(line, Dialect(is_sided=True, sides=("Débit", "crédit"))) for line in lines]
    header = written([], Dialect(is_sided=True)).decode()
    found = reading(tmp_path, header + joined(rows))
    assert (found.debit_cents, found.credit_cents, found.problems) == (12_000, 12_000, ())
