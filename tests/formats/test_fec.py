"""A FEC in any dialect says the same; what is wrong in it is told with its line, and the rest is read."""

from __future__ import annotations

import sys
from datetime import date

import pytest
from tests.formats.fec_files import BOOK, NAMES, Dialect, cells, credit_note, invoice, line, opening, payment, written

from ardoise.formats import fec
from ardoise.formats.files import read

DIALECTS = {
    "as the law says": Dialect(),
    "pipes": Dialect(separator="|"),
    "trailing pipe": Dialect(separator="|", has_trailing_separator=True),
    "semicolons": Dialect(separator=";"),
    "21 columns": Dialect(extra=("DateRglt", "ModeRglt", "NatOp")),
    "22 columns": Dialect(extra=("DateRglt", "ModeRglt", "NatOp", "IdClient")),
    "padded": Dialect(is_padded=True),
    "lower case header": Dialect(is_cased=False),
    "Montant and Sens": Dialect(is_sided=True),
    "Montant and +1 or -1": Dialect(is_sided=True, sides=("+1", "-1")),
    "points": Dialect(decimal="."),
    "thousands": Dialect(has_groups=True),
    "zeros and plus signs": Dialect(sign="always", width=9),
    "byte order mark": Dialect(encoding="utf-8-sig"),
    "ISO-8859-15": Dialect(encoding="iso-8859-15"),
    "CP1252": Dialect(encoding="cp1252"),
    "CP850": Dialect(encoding="cp850"),
    "UTF-16": Dialect(encoding="utf-16"),
    "UTF-16 without mark": Dialect(encoding="utf-16-le"),
    "CRLF": Dialect(end="\r\n"),
    "CR CR LF": Dialect(end="\r\r\n"),
    "CR": Dialect(end="\r"),
}


def put(tmp_path, lines, dialect=None, name="732829320FEC20251231.txt"):
    path = tmp_path / name
    path.write_bytes(lines if isinstance(lines, bytes) else written(lines, dialect or Dialect()))
    return path


@pytest.mark.parametrize("name", DIALECTS)
def test_the_same_book_in_any_dialect_is_the_same_reading(tmp_path, name):
    official = read(put(tmp_path, BOOK))
    reading = read(put(tmp_path, BOOK, DIALECTS[name]))
    assert reading.problems == ()
    assert reading.entries.rows() == official.entries.rows()
    assert (reading.rows, reading.debit_cents, reading.credit_cents) == (14, 424_353, 424_353)
    assert reading.format == "fec"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("iso-8859-15", "iso-8859-15"), ("cp1252", "iso-8859-15"),
     ("cp850", "cp850"), ("utf-16", "utf-16")],
)  # fmt: skip
def test_the_set_of_characters_is_told(tmp_path, encoding, told):
    assert read(put(tmp_path, BOOK, Dialect(encoding=encoding))).encoding == told


def test_a_euro_sign_tells_cp1252_from_latin_9(tmp_path):
    lines = invoice(1, "20250110", "MARTIN", "Café de l’Été – 10 €", 12_000)
    assert read(put(tmp_path, lines, Dialect(encoding="cp1252"))).encoding == "cp1252"
    assert read(put(tmp_path, lines, Dialect(encoding="cp1252"))).entries["customer_name"][0] == "Café de l’Été – 10 €"


def test_the_customer_ledger_is_what_an_accountant_drew(tmp_path):
    entries = read(put(tmp_path, BOOK)).entries
    told = entries.select("line", "customer", "document", "amount_cents", "letter", "kind", "is_opening").rows()
    assert told == [
        (2, "MARTIN", "x", 50_000, None, "opening", True),
        (4, "MARTIN", "FA1", 120_060, "AA", "invoice", False),
        (7, "DURAND", "FA2", 123_456, None, "invoice", False),
        (11, "MARTIN", "R3", -120_060, "AA", "payment", False),
        (13, "DURAND", "AV4", -10_000, None, "credit_note", False),
        (14, "PETIT", "R5", 777, None, "returned_payment", False),
    ]
    assert entries["due_on"].null_count() == 6  # a FEC has no due date
    assert set(entries["currency"]) == {"EUR"}


def test_blocks_of_any_size_give_the_same_reading(tmp_path):
    path = put(tmp_path, BOOK, Dialect(encoding="iso-8859-15", end="\r\n"))
    whole = read(path)
    for size in (50, 200, 333, 1000):
        reading = fec.read(path, size=size)
        assert reading.entries.rows() == whole.entries.rows()
        assert reading.problems == whole.problems


@pytest.mark.parametrize(
    ("account", "code", "name", "customer", "customer_name"),
    [("41100000", "C1", "Martin", "C1", "Martin"), ("41115300", "", "", "41115300", "Clients"),
     ("41115300", "", "Divers", "41115300", "Clients"), ("41100000", "", "Passage", "Passage", "Passage"),
     ("411", "", "", "411", "Clients"), ("41600000", "C2", "Moreau", "C2", "Moreau")],
)  # fmt: skip
def test_a_customer_is_found_wherever_the_book_holds_it(tmp_path, account, code, name, customer, customer_name):
    lines = [line("VE", "1", "20250110", account, code, name, "F1", "x", 100, 0),
             line("VE", "1", "20250110", "706", "", "", "F1", "x", 0, 100)]  # fmt: skip
    entries = read(put(tmp_path, lines)).entries
    assert entries.select("customer", "customer_name").rows() == [(customer, customer_name)]


def test_a_bad_line_is_left_out_and_told_and_the_rest_is_read(tmp_path):
    lines = [*invoice(1, "20250110", "MARTIN", "Martin", 12_000), *invoice(2, "20250231", "DURAND", "Durand", 600)]
    lines += invoice(3, "20250112", "PETIT", "Petit", 6_000)
    lines[0][11] = "12OO,50"
    reading = read(put(tmp_path, lines))
    assert [(p.line, p.column) for p in reading.problems if p.column] == [
        (2, "Debit"), (5, "EcritureDate"), (6, "EcritureDate"), (7, "EcritureDate"),
    ]  # fmt: skip
    assert "« 12OO,50 » n’est pas un montant" in reading.problems[1].message
    assert "20250231" in next(p for p in reading.problems if p.line == 5).message
    assert reading.entries["customer"].to_list() == ["PETIT"]
    assert reading.is_readable and reading.rows == 9


def test_sentences_are_in_english_when_asked(tmp_path):
    lines = invoice(1, "20250231", "MARTIN", "Martin", 12_000)
    assert "is not a date" in read(put(tmp_path, lines), language="en").problems[-1].message


def test_lines_with_too_few_or_too_many_fields_are_told_apart_from_a_cut_file(tmp_path):
    raw = written(BOOK).decode().split("\n")
    raw[3] = raw[3].rsplit("\t", 3)[0]
    raw[5] = raw[5].replace("Facture", "Fac\tture")
    raw[14] = raw[14][:40]
    reading = read(put(tmp_path, "\n".join(raw[:15]).encode()))
    told = {p.line: p.message for p in reading.problems if p.line in (4, 6, 15)}
    assert "15 champs au lieu de 18" in told[4]
    assert "19 champs au lieu de 18" in told[6]
    assert told[15].startswith("La dernière ligne est coupée")


def test_a_lone_quote_is_a_character(tmp_path):
    lines = invoice(1, "20250110", "MARTIN", 'Le "Petit" 24" écran', 12_000) + invoice(2, "20250110", "D", '"', 600)
    assert read(put(tmp_path, lines)).entries["customer_name"].to_list() == ['Le "Petit" 24" écran', '"']


@pytest.mark.parametrize(
    ("dialect", "is_header_quoted"),
    [(Dialect(), True), (Dialect(separator=";", end="\r\n"), True), (Dialect(), False),
     (Dialect(separator="|", has_trailing_separator=True), True)],
)  # fmt: skip
def test_a_file_with_each_field_between_quotes_is_the_same_reading(tmp_path, dialect, is_header_quoted):
    mark, end = dialect.separator, dialect.end
    rows = [row.split(mark) for row in written(BOOK, dialect).decode().split(end)[:-1]]
    text = [mark.join(f'"{cell}"' if cell else '""' for cell in row) for row in rows]
    if dialect.has_trailing_separator:
        text = [row.removesuffix('""') for row in text]
    if not is_header_quoted:
        text[0] = mark.join(rows[0])
    for size in (300, 10_000):
        reading = fec.read(put(tmp_path, end.join([*text, ""]).encode()), size=size)
        assert reading.problems == () and reading.rows == 14
        assert reading.entries.rows() == read(put(tmp_path, BOOK)).entries.rows()


def test_between_quotes_a_quote_is_doubled_and_a_separator_separates_nothing(tmp_path):
    lines = invoice(1, "20250110", "MARTIN", 'Le ""Petit"";Martin', 600) + invoice(2, "20250111", "DURAND", "D", 600)
    rows = [NAMES, *(cells(row, Dialect()) for row in lines)]
    raw = "".join(";".join(f'"{cell}"' for cell in row) + "\n" for row in rows).encode()
    reading = read(put(tmp_path, raw))
    assert reading.problems == ()
    assert reading.entries["customer_name"].to_list() == ['Le "Petit";Martin', "D"]


def test_blank_lines_are_not_rows_but_count_as_lines(tmp_path):
    raw = written(BOOK).decode().split("\n")
    reading = read(put(tmp_path, "\n".join([raw[0], "", *raw[1:4], "", "", *raw[4:]]).encode()))
    assert reading.rows == 14
    assert reading.entries["line"].to_list()[:3] == [3, 5, 10]


def test_an_unbalanced_entry_is_read_and_told_with_its_difference(tmp_path):
    lines = [*BOOK, *invoice(9, "20250401", "MARTIN", "Martin", 12_000)[:2]]
    reading = read(put(tmp_path, lines))
    told = [p for p in reading.problems if p.line]
    assert [p.line for p in told] == [16]
    assert "VE VE9" in told[0].message and "20,00" in told[0].message
    assert any("écart 20,00" in p.message for p in reading.problems)
    assert reading.is_readable and reading.entries.height == 7


def test_two_errors_that_cancel_out_are_both_told(tmp_path):
    lines = [row for n in range(1, 60) for row in invoice(n, f"202501{n % 28 + 1:02d}", "MARTIN", "Martin", 1200)]
    lines[0][11] += 10
    lines[3][11] -= 10
    assert [p.line for p in read(put(tmp_path, lines)).problems] == [2, 5]


def test_numbers_that_are_always_0_raise_no_false_alarm(tmp_path):
    lines = [*BOOK]
    lines = [[*row[:2], "0", *row[3:]] for row in lines]
    reading = read(put(tmp_path, lines))
    assert reading.problems == ()
    assert reading.entries["kind"].to_list() == [
        "opening", "invoice", "invoice", "payment", "credit_note", "returned_payment",
    ]  # fmt: skip


def test_an_entry_may_span_two_journals(tmp_path):
    lines = [line("V", "7", "20250110", "41100000", "MARTIN", "Martin", "F7", "x", 0, 500),
             line("OD", "7", "20250110", "70600000", "", "", "F7", "x", 500, 0)]  # fmt: skip
    reading = read(put(tmp_path, lines))
    assert reading.problems == ()
    assert reading.entries["kind"].to_list() == ["credit_note"]


def test_an_opening_entry_is_known_without_its_journal(tmp_path):
    lines = [line("OD", "1", "20250101", "41100000", "MARTIN", "Martin", "x", "Solde", 500, 0),
             line("OD", "1", "20250101", "10100000", "", "", "x", "Solde", 0, 500),
             *invoice(2, "20250110", "DURAND", "Durand", 600)]  # fmt: skip
    assert read(put(tmp_path, lines)).entries["is_opening"].to_list() == [True, False]


def agency(lines):
    """The same lines in the journal of the agency of Nantes, whose code is AN."""
    return [["AN", "Ventes agence Nantes", *row[2:]] for row in lines]


def test_sales_of_nantes_are_no_openings(tmp_path):
    lines = agency(invoice(1, "20250305", "MARTIN", "Martin", 600) + invoice(2, "20250405", "DURAND", "Durand", 1200))
    lines += agency(payment(3, "20250505", "DURAND", "Durand", 200))
    entries = read(put(tmp_path, lines)).entries
    assert entries["kind"].to_list() == ["invoice", "invoice", "payment"]
    assert not entries["is_opening"].any()


def test_a_sale_in_the_journal_of_openings_is_no_opening(tmp_path):
    lines = opening("20250101", "MARTIN", "Martin", 500)
    lines += [["AN", "A nouveaux", *row[2:]] for row in invoice(1, "20250110", "DURAND", "Durand", 600)]
    for size in (50, 10_000):
        entries = fec.read(put(tmp_path, lines), size=size).entries
        assert entries["kind"].to_list() == ["opening", "invoice"]


def test_a_bare_code_opens_the_year_with_its_vat_and_its_bank(tmp_path):
    lines = [line("AN", "1", "20250101", "41100000", "MARTIN", "Martin", "F1", "F1", 500, 0),
             line("AN", "1", "20250101", "51200000", "", "", "", "Banque", 700, 0),
             line("AN", "1", "20250101", "44571000", "", "", "", "TVA", 0, 200),
             line("AN", "1", "20250101", "10100000", "", "", "", "Capital", 0, 1000),
             *invoice(2, "20250110", "DURAND", "Durand", 600)]  # fmt: skip
    entries = read(put(tmp_path, [[row[0], "", *row[2:]] for row in lines])).entries
    assert entries["kind"].to_list() == ["opening", "invoice"]


def test_a_fec_of_suppliers_says_nothing_about_customers(tmp_path):
    lines = [line("AC", "1", "20250110", "401000", "F1", "Fournisseur", "x", "x", 0, 100),
             line("AC", "1", "20250110", "606000", "", "", "x", "x", 100, 0)]  # fmt: skip
    reading = read(put(tmp_path, lines))
    assert not reading.is_readable and "411" in reading.problems[0].message


def test_a_missing_column_is_named(tmp_path):
    raw = written(BOOK).replace(b"\tCompteNum\t", b"\tCompteX\t")
    reading = read(put(tmp_path, raw))
    assert not reading.is_readable and "CompteNum" in reading.problems[0].message


def test_a_missing_secondary_column_is_told_and_the_file_read(tmp_path):
    reading = read(put(tmp_path, written(BOOK).replace(b"\tEcritureLet\t", b"\tX\t")))
    assert reading.is_readable and reading.entries["letter"].null_count() == 6
    assert [p.column for p in reading.problems] == ["EcritureLet"]


def test_a_header_alone_is_told(tmp_path):
    assert not read(put(tmp_path, written([]))).is_readable


def test_two_character_sets_in_one_file_are_told(tmp_path):
    utf8 = written(invoice(1, "20250110", "MARTIN", "Société Été", 12_000))
    latin = written(payment(2, "20250111", "MARTIN", "Société Été", 12_000), Dialect(encoding="cp1252"))
    reading = read(put(tmp_path, utf8 + latin.split(b"\n", 1)[1]))
    assert [p.line for p in reading.problems] == [5]
    assert reading.entries["customer_name"].to_list() == ["Société Été", "Société Été"]


def test_a_bad_secondary_date_leaves_the_line_and_empties_the_date(tmp_path):
    lines = invoice(1, "20250110", "MARTIN", "Martin", 12_000)
    lines[0][9] = "20250231"
    reading = read(put(tmp_path, lines))
    assert reading.entries["document_on"].to_list() == [None]
    assert [(p.line, p.column) for p in reading.problems] == [(2, "PieceDate")]


def test_a_fault_on_every_line_is_not_told_a_thousand_times(tmp_path):
    lines = [row for n in range(400) for row in invoice(n, "20250231", "MARTIN", "Martin", 600)]
    reading = read(put(tmp_path, lines))
    assert len(reading.problems) < 250
    assert any("1000 autres lignes" in p.message for p in reading.problems)


def test_negative_amounts_lower_what_is_owed(tmp_path):
    lines = credit_note(1, "20250110", "MARTIN", "Martin", 500)
    lines[0][11:13], lines[1][11:13] = [0, -500], [-500, 0]
    for sign in ("left", "right"):
        assert read(put(tmp_path, lines, Dialect(sign=sign))).entries["amount_cents"].to_list() == [-500]


def with_negative_credits(lines):
    return [[*row[:12], -row[12], *row[13:]] for row in lines]


def test_credits_written_negative_throughout_are_read_as_credits(tmp_path):
    official = read(put(tmp_path, BOOK))
    for size in (50, 333, 10_000):
        reading = fec.read(put(tmp_path, with_negative_credits(BOOK)), size=size)
        assert reading.entries.rows() == official.entries.rows()
        assert (reading.debit_cents, reading.credit_cents) == (424_353, 424_353)
        assert [p.message[:39] for p in reading.problems] == ["Les crédits sont écrits en négatif : il"]


def test_negative_credits_are_known_in_a_file_that_lost_its_last_lines(tmp_path):
    lines = [row for n in range(1, 90) for row in invoice(n, "20250110", "MARTIN", "Martin", 1200)]
    for kept in (lines, lines[:41]):  # plain before the end, and at the end only
        reading = fec.read(put(tmp_path, with_negative_credits(kept[:-1])), size=4000)
        assert set(reading.entries["amount_cents"]) == {1200}
        assert any("n’est pas équilibré" in p.message for p in reading.problems)


def test_a_correction_stays_one_where_credits_are_written_negative(tmp_path):
    lines = [*BOOK, *payment(9, "20250310", "DURAND", "Durand SARL", -5000)]
    reading = read(put(tmp_path, with_negative_credits(lines)))
    assert reading.entries["amount_cents"].to_list()[-1] == 5000
    assert reading.entries["amount_cents"].sum() == read(put(tmp_path, lines)).entries["amount_cents"].sum()


def test_montant_may_be_negative_on_the_credit_side(tmp_path):
    reading = read(put(tmp_path, with_negative_credits(BOOK), Dialect(is_sided=True)))
    assert reading.entries.rows() == read(put(tmp_path, BOOK)).entries.rows()


def test_credits_that_may_be_either_are_refused(tmp_path):
    lines = with_negative_credits(payment(1, "20250110", "MARTIN", "Martin", 1200))
    lines[0][11] = 1300
    reading = read(put(tmp_path, lines))
    assert not reading.is_readable and "crédits positifs" in reading.problems[0].message
    mixed = invoice(1, "20250110", "M", "M", 600) + with_negative_credits(
        invoice(2, "20250110", "M", "M", 900) + invoice(3, "20250111", "M", "M", 300)
    )
    assert not read(put(tmp_path, mixed)).is_readable


def test_one_column_of_signed_amounts_has_both_totals(tmp_path):
    lines = [[*row[:11], row[11] - row[12], 0, *row[13:]] for row in BOOK]
    reading = read(put(tmp_path, lines))
    assert (reading.debit_cents, reading.credit_cents, reading.problems) == (424_353, 424_353, ())
    assert reading.entries.rows() == read(put(tmp_path, BOOK)).entries.rows()


def test_progress_reaches_the_end(tmp_path):
    seen = []
    path = put(tmp_path, BOOK)
    read(path, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


def test_the_first_and_last_day_are_the_files(tmp_path):
    reading = read(put(tmp_path, BOOK))
    assert (reading.first_on, reading.last_on, reading.customers) == (date(2025, 1, 1), date(2025, 3, 5), 3)
    assert len(NAMES) == 18


def test_a_line_without_end_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["ardoise.formats.fec.blocks"], "LINE_MAX", 2000)
    raw = written(BOOK) + b"x" * 10_000
    reading = fec.read(put(tmp_path, raw), size=500)
    assert reading.entries.height == 6
    assert all("champs au lieu de 18" in p.message for p in reading.problems) and len(reading.problems) > 3


@pytest.mark.parametrize("columns", [18, 14])  # 14: EcritureLet, which we read, ends the line
def test_line_ends_of_both_kinds_in_one_file_say_the_same(tmp_path, columns):
    rows = [row.split(b"\t")[:columns] for row in written(BOOK).splitlines()]
    plain = [b"\t".join(row) for row in rows]
    ends = [b"\r\n" if n % 2 else b"\n" for n in range(len(rows))]
    mixed = read(put(tmp_path, b"".join(a + b for a, b in zip(plain, ends, strict=True))))
    windows = read(put(tmp_path, b"\r\n".join([*plain, b""])))
    expected = read(put(tmp_path, b"\n".join([*plain, b""])))
    assert expected.rows == len(BOOK) and "AA" in expected.entries["letter"].to_list()
    assert mixed.entries.equals(expected.entries) and windows.entries.equals(expected.entries)
    assert mixed.problems == windows.problems == expected.problems


def test_a_line_that_lacks_its_last_field_only_is_told_under_either_line_end(tmp_path):
    for end in (b"\n", b"\r\n"):
        rows = written(BOOK).splitlines()
        rows[3] = rows[3].rpartition(b"\t")[0]
        reading = read(put(tmp_path, end.join([*rows, b""])))
        assert [p.line for p in reading.problems if "17 champs au lieu de 18" in p.message] == [4]
