"""A list of open items is read as a person would read it; what can be read in two ways is told, never guessed."""

from __future__ import annotations

from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import REALDATA

from ardoise.formats import open_items, tables
from ardoise.formats.cells import amounts, days, order_of
from ardoise.formats.files import read

FRENCH = """Balance des postes clients;;;;;
Société Ardoise;;arrêtée au;31/12/2025;;

N° client;Nom du client;N° facture;Date facture;Échéance;Montant TTC;Reste dû;Type
0012;Martin & Fils;FA1;31/01/2025;02/03/2025;1 234,56;1 000,00 €;Facture
12;Durand SARL;FA2;15/02/2025;17/03/2025;2.000,00;(12,00);Facture
12;Durand SARL;AV3;16/02/2025;;600,00;600,00-;Avoir
0012;Martin & Fils;FA0;10/01/2025;;50,00;0,00;Facture
Total;;;;;;388,00;
"""


def put(tmp_path, text, name="items.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_french_list_under_its_titles(tmp_path, encoding):
    reading = read(put(tmp_path, FRENCH, encoding=encoding))
    told = reading.entries.select("line", "customer", "document", "due_on", "amount_cents", "kind").rows()
    assert told == [
        (5, "0012", "FA1", date(2025, 3, 2), 100_000, "invoice"),
        (6, "12", "FA2", date(2025, 3, 17), -1_200, "invoice"),
        (7, "12", "AV3", None, -60_000, "credit_note"),
    ]
    assert (reading.debit_cents, reading.credit_cents, reading.customers) == (100_000, 61_200, 2)
    assert [p.line for p in reading.problems] == [9]  # the line of totals
    assert reading.format == "csv"


def test_codes_with_and_without_zeros_are_two_customers(tmp_path):
    assert set(read(put(tmp_path, FRENCH)).entries["customer"]) == {"0012", "12"}


@pytest.mark.parametrize(
    "rows",
    [
        "TOTAL ENERGIES;F1;;100\nTOTAL SA;F2;;40\nDURAND;F3;;50",
        "DURAND;;;50\nTOTAL ENERGIES;;;50\nTOTAL SA;;;30",
        "DURAND;F1;;50\nPETIT;F2;;60\nTOTAL;F3;;70",
    ],
)
def test_a_customer_called_total_keeps_its_debts(tmp_path, rows):
    reading = read(put(tmp_path, f"Client;Facture;Échéance;Montant\n{rows}\n"))
    assert reading.entries["customer"].to_list() == [row.split(";")[0] for row in rows.split("\n")]
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ("DURAND;F1;;50\nPETIT;F2;;60\nTotal;;;110", [4]),
        ("DURAND;F1;;50\nTotal général;;;51", [3]),  # not the sum, yet nothing else than a total
        ("DURAND;F1;;50\nPETIT;F2;;60\nTotal;2;31/12/2025;110", [4]),  # counts, and a day: the sum tells
        ("DURAND;F1;;50\nTotal DURAND;;;50\nPETIT;F2;;60\nTotal PETIT;;;60\nTotal général;;;110", [3, 5, 6]),
        ("DURAND;F1;;50\nSous-total DURAND;;;50\nTOTAL ENERGIES;F2;;50\nTOTAUX;;;100", [3, 5]),
    ],
)
def test_a_line_that_adds_up_others_is_no_item(tmp_path, rows, lines):
    reading = read(put(tmp_path, f"Client;Facture;Échéance;Montant\n{rows}\n"))
    assert [p.line for p in reading.problems] == lines
    assert all("total" in p.message for p in reading.problems)
    assert reading.entries.height == len(rows.split("\n")) - len(lines)


def test_a_customer_with_a_code_may_be_called_total(tmp_path):
    text = "Nom;Code client;Facture;Montant\nTotal;C1;;100\nDurand;C2;F2;50\n"
    assert read(put(tmp_path, text)).entries["customer"].to_list() == ["C1", "C2"]


def test_debit_and_credit_columns(tmp_path):
    text = "Client;Pièce;Échéance;Débit;Crédit\nMARTIN;F1;2025-03-02;12,50;\nMARTIN;R1;2025-03-09;;2,50\n"
    assert read(put(tmp_path, text)).entries["amount_cents"].to_list() == [1250, -250]


def test_credit_notes_without_a_sign_are_counted_as_negative_and_told(tmp_path):
    text = "Client;Facture;Type;Montant\nMARTIN;F1;Facture;100,00\nMARTIN;A1;Avoir;20,00\n"
    reading = read(put(tmp_path, text))
    assert reading.entries["amount_cents"].to_list() == [10_000, -2_000]
    assert "sans signe" in reading.problems[0].message


def test_a_mapping_beats_the_guess_and_may_fix_the_order_of_dates(tmp_path):
    text = "Who,No,When,How much\nMARTIN,F1,01/02/2025,12.50\n"
    mapping = {"Who": "customer", "No": "document", "When": "document_on", "How much": "amount"}
    path = put(tmp_path, text)
    assert not read(path).is_readable
    doubtful = read(path, mapping)
    assert doubtful.entries["document_on"].to_list() == [None]
    assert "jour/mois" in doubtful.problems[0].message
    assert read(path, mapping | {"mdy": "date_order"}).entries["document_on"].to_list() == [date(2025, 1, 2)]


def test_an_amount_of_two_readings_is_left_out_and_told(tmp_path):
    reading = read(put(tmp_path, 'Client,Facture,Montant\nA,1,"1,234"\nB,2,50\n'))
    assert reading.entries["customer"].to_list() == ["B"]
    assert [(p.line, p.column) for p in reading.problems] == [(2, "Montant")]


def test_a_line_without_customer_or_amount_is_told(tmp_path):
    reading = read(put(tmp_path, "Client;Facture;Montant\n;1;10,00\nB;2;\nC;3;douze\nD;4;5,00\n"))
    assert reading.entries["customer"].to_list() == ["D"]
    assert [p.line for p in reading.problems] == [2, 3, 4] or {p.line for p in reading.problems} == {2, 3, 4}


def test_quoted_newlines_are_one_row(tmp_path):
    reading = read(put(tmp_path, 'Client;Facture;Montant\n"Martin\n& Fils";1;10,00\nB;2;5,00\n'))
    assert reading.entries["line"].to_list() == [2, 3]


def test_a_quote_that_never_closes_does_not_swallow_the_file(tmp_path):
    rows = "".join(f"C{n};{n};5,00\n" for n in range(200))
    assert read(put(tmp_path, f'Client;Facture;Montant\nA;"24 pouces;10,00\n{rows}')).entries.height == 201


def test_only_customer_accounts_of_a_ledger_in_a_table_are_items(tmp_path):
    text = "CompteGeneral;Client;Facture;Débit;Crédit\n411000;A;F1;10,00;\n401000;B;F2;;10,00\n"
    assert read(put(tmp_path, text)).entries["customer"].to_list() == ["A"]


def test_any_table_of_names_and_amounts_is_no_list_of_items(tmp_path):
    assert not read(put(tmp_path, "Date;Name;Amount\n2025-01-01;Shop;10.00\n")).is_readable


def test_a_workbook_with_real_dates_serial_days_and_numbers(tmp_path):
    path = tmp_path / "items.bin"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write(1, 0, "Postes ouverts")
        sheet.write_row(3, 0, ["Code client", "N° facture", "Échéance", "Solde"])
        sheet.write_row(4, 0, ["0012", 2960623488])
        sheet.write_datetime(4, 2, datetime(2025, 1, 31), day)
        sheet.write(4, 3, 0.1 + 0.2)
        sheet.write_row(5, 0, ["0013", 2960623489, 45688, -1234.5])
    reading = read(path)
    assert reading.entries.select("line", "customer", "document", "due_on", "amount_cents").rows() == [
        (5, "0012", "2960623488", date(2025, 1, 31), 30),
        (6, "0013", "2960623489", date(2025, 1, 31), -123_450),
    ]
    assert reading.format == "xlsx" and reading.problems == ()


def test_a_formula_is_a_text_like_another(tmp_path):
    reading = read(put(tmp_path, "Client;Facture;Montant\n=1+1;@SUM(A1);5,00\n"))
    assert reading.entries.select("customer", "document").row(0) == ("=1+1", "@SUM(A1)")


@pytest.mark.parametrize(
    ("texts", "cents"),
    [
        (["1 234,56", "€ 12,00", "-3,5"], [123_456, 1_200, -350]),
        (["1,234.56", "1,234"], [123_456, 123_400]),
        (["1.234,56", "1.234"], [123_456, 123_400]),
        (["(12.00)", "12.00-", "12.00 CR", "USD 12.00", "−12.00"], [-1200, -1200, -1200, 1200, -1200]),
        (["1'234.50", "1 234.50"], [123_450, 123_450]),
        (["2309.7899999999995", "1.5E3"], [230_979, 150_000]),
        (["", "-", "nan"], [None, None, None]),
        (["1.234"], [None]),
        (["1.23.45", "12OO,50", "--5", "1,2,3", "12.345,6 7"], [None] * 5),
        (["1,5", "1.5", "1.234"], [150, 150, None]),
    ],
)
def test_amounts_are_decided_over_their_column(texts, cents):
    assert amounts(texts)[0] == cents


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1), st.sampled_from([(",", "."), (",", " "), (".", ","), (".", "")])
)
def test_amounts_written_with_two_decimals_are_never_altered(values, marks):
    decimal, group = marks
    texts = [
        f"{'-' if v < 0 else ''}{abs(v) // 100:,}".replace(",", group) + f"{decimal}{abs(v) % 100:02d}" for v in values
    ]
    assert amounts(texts) == (values, [])


def test_the_order_of_dates_is_decided_over_their_columns():
    assert order_of([["01/02/2025", "25/02/2025"]]) == "dmy"
    assert order_of([["01/02/2025"], ["1/25/2025"]]) == "mdy"
    assert order_of([["25/01/2025", "01/25/2025"]]) is None
    assert days(["25/01/2025", "01/25/2025", "03/03/2025"], None)[0] == [
        date(2025, 1, 25),
        date(2025, 1, 25),
        date(2025, 3, 3),
    ]
    assert (
        days(["20250131", "2025-01-31T00:00:00", "31.01.25", "45688", "20250131.0"], None)[0] == [date(2025, 1, 31)] * 5
    )
    assert [doubt.kind for doubt in days(["01/02/2025", "31/02/2025", "soon"], None)[1]] == [
        "ambiguous",
        "nothing",
        "nothing",
    ]


def test_headings_are_guessed_once_each():
    header = ["N° facture", "Client", "Échéance", "Montant TTC", "Solde", "Date"]
    assert open_items.guess(header) == {
        "document": "N° facture", "customer": "Client", "due_on": "Échéance", "amount": "Montant TTC",
        "open_amount": "Solde", "document_on": "Date",
    }  # fmt: skip


def test_the_currency_after_a_heading_is_no_part_of_it():
    header = ["Code client", "Débit euros", "Crédit (EUR)", "Solde en €", "Montant_EUR"]
    assert open_items.guess(header) == {
        "customer": "Code client", "debit": "Débit euros", "credit": "Crédit (EUR)", "open_amount": "Solde en €",
        "amount": "Montant_EUR",
    }  # fmt: skip
    assert open_items.guess(["Débiteur", "Débit"]) == {"customer": "Débiteur", "debit": "Débit"}
    header = ["Réf. tiers", "N° de la pièce", "Date d’émission", "Exigible le", "Reste dû"]
    assert list(open_items.guess(header)) == ["customer", "document", "document_on", "due_on", "open_amount"]


def test_headings_that_repeat_are_told_apart(tmp_path):
    table = tables.read(put(tmp_path, "Nom;Nom;;Montant\na;b;c;1\n"))
    assert table.header == ("Nom", "Nom (2)", "#3", "Montant")
    assert table.column("Nom (2)") == ["b"]


@pytest.mark.skipif(not REALDATA.is_dir(), reason="real files are not here")
def test_an_export_full_of_floats_keeps_every_line_and_every_zero():
    path = next(REALDATA.glob("payments/*/nulldata.csv"), None)
    if path is None:
        path = next(REALDATA.glob("payments/*/*/nulldata.csv"))
    reading = read(path)
    assert (reading.rows, reading.entries.height) == (9681, 9681)
    assert reading.entries["document"].str.contains(".0", literal=True).sum() == 0
    assert reading.entries["customer"].str.starts_with("0").any()
    assert reading.entries["due_on"].null_count() == 0
