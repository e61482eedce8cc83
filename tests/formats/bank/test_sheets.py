"""A bank's table is read as a statement: its columns guessed, its sides and days decided over the whole column."""

from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter
from tests.formats.bank.files import IBAN

from ardoise.formats import bank, files

FRENCH = """Compte;{iban};EUR
Solde initial;100,00
Date opération;Date valeur;Libellé;Débit;Crédit
02/03/2026;03/03/2026;VIR SEPA RECU /DE MARTIN ET FILS /MOTIF F2026-117;;1 200,00
03/03/2026;03/03/2026;FRAIS TENUE DE COMPTE;12,50;
Solde final;1 287,50
"""


@pytest.fixture
def read(tmp_path):
    def read_text(text: str, mapping=None):
        path = tmp_path / "statement.csv"
        path.write_text(text, encoding="cp1252")
        return bank.read(path, mapping, language="en")

    return read_text


def test_a_french_bank_s_list_is_a_statement_with_its_account_and_balances(read):
    reading = read(FRENCH.format(iban=IBAN))
    assert reading.problems == ()
    (statement,) = reading.statements.to_dicts()
    assert (statement["account"], statement["currency"]) == (IBAN, "EUR")
    assert (statement["opening_cents"], statement["closing_cents"]) == (10000, 128750)
    first, second = reading.movements.to_dicts()
    assert (first["amount_cents"], first["counterparty"], first["booked_on"]) == (
        120000,
        "MARTIN ET FILS",
        date(2026, 3, 2),
    )
    assert (first["kind"], second["kind"], second["amount_cents"]) == ("transfer", "charge", -1250)
    assert reading.mapping["booked_on"] == "Date opération"


def test_a_bank_s_list_is_no_ledger(tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text("Date;Libellé;Référence;Montant;Solde\n02/03/2026;VIR MARTIN;77;1200,00;1300,00\n")
    reading = files.read(path, language="en")
    assert not reading.is_readable
    assert "bank statement" in reading.problems[0].message


@pytest.mark.parametrize(("debit", "credit"), [("-12,50", "20,00"), ("12,50 D", "20,00 C"), ("12,50", "-20,00")])
def test_debits_or_credits_written_negative_are_read_as_such(read, debit, credit):
    lines = f"13/03/2026;A;{debit};\n14/03/2026;B;;{credit}\n15/03/2026;C;;{credit}\n"
    rows = read(f"Date;Libellé;Débit;Crédit\n{lines}").movements
    assert rows.get_column("amount_cents").to_list() == [-1250, 2000, 2000]


def test_a_side_column_decides_over_the_sign(read):
    rows = read("Date,Label,Amount,D/C\n2026-03-13,A,12.50,D\n2026-03-14,B,-20.00,C\n").movements
    assert rows.get_column("amount_cents").to_list() == [-1250, 2000]


def test_a_running_balance_tells_both_ends_whichever_way_the_table_runs(read):
    lines = ["2026-03-13,A,-12.50,87.50", "2026-03-14,B,20.00,107.50"]
    for ordered in (lines, lines[::-1]):
        (statement,) = read("\n".join(["Date,Label,Amount,Balance", *ordered, ""])).statements.to_dicts()
        assert (statement["opening_cents"], statement["closing_cents"]) == (10000, 10750)


def test_a_balance_that_does_not_follow_is_told(read):
    lines = ["2026-03-13,A,-12.50,87.50", "2026-03-14,B,20.00,107.50", "2026-03-15,C,5.00,999.00"]
    reading = read("\n".join(["Date,Label,Amount,Balance", *lines, ""]))
    assert (reading.problems[0].line, reading.movements.height) == (4, 3)


def test_columns_can_be_told(read):
    text = "Quand;Quoi;Combien\n13/03/2026;VIR MARTIN;12,50\n"
    assert not read(text).is_readable
    told = {"Quand": "booked_on", "Quoi": "label", "Combien": "amount"}
    assert read(text, told).movements.get_column("amount_cents").to_list() == [1250]


def test_dates_that_can_be_read_in_two_ways_are_told_and_not_guessed(read):
    reading = read("Date,Label,Amount\n01/02/2026,A,12.50\n")
    assert reading.movements.get_column("booked_on").to_list() == [None]
    assert "day/month" in reading.problems[0].message


def test_an_amount_that_is_none_leaves_its_row_out(read):
    reading = read("Date,Label,Amount\n2026-03-13,A,12..34\n2026-03-14,B,20.00\n")
    assert reading.movements.get_column("amount_cents").to_list() == [2000]
    assert reading.problems[0].line == 2


def test_a_word_that_is_no_currency_is_told_and_the_account_s_counts(read):
    reading = read("Date;Label;Amount;Currency\n2026-03-02;VIR MARTIN;1200.00;EUR\n2026-03-03;X;-5.00;YOUR PAYMENT\n")
    assert reading.movements.get_column("currency").to_list() == ["EUR", "EUR"]
    assert "YOUR PAYMENT" in reading.problems[0].message


def test_a_workbook_says_the_same(tmp_path):
    path = tmp_path / "statement.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for place, row in enumerate([["Date", "Libellé", "Montant"], ["13/03/2026", "VIR MARTIN", 12.5]]):
        sheet.write_row(place, 0, row)
    book.close()
    assert bank.is_statement(path)
    assert bank.read(path).movements.get_column("amount_cents").to_list() == [1250]


def test_several_accounts_in_one_table_are_several_statements(read):
    reading = read("Compte;Date;Libellé;Montant\nA1234;13/03/2026;X;1,00\nB1234;13/03/2026;Y;2,00\n")
    assert reading.statements.get_column("account").to_list() == ["A1234", "B1234"]
    assert reading.movements.get_column("statement").to_list() == [0, 1]


LAYOUTS = {
    "Date;Libellé;Débit euros;Crédit euros\n13/03/2026;VIR MARTIN;;12,50\n": ("VIR MARTIN", None),
    "Date opération;Libellé court;Type;Libellé opération;Montant\n13/03/2026;VIR;Virement;VIR MARTIN;12,50\n":
        ("VIR MARTIN", None),
    "Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise\n"
    "13/03/2026;VIR;DE: MARTIN;12,50;EUR\n":
        ("VIR DE: MARTIN", None),
    "Date de comptabilisation;Libelle simplifie;Libelle operation;Reference;Type operation;Debit;Credit\n"
    "13/03/2026;VIR;VIR MARTIN;R1;Virement recu;;+12,50\n": ("VIR MARTIN", None),
    "dateOp;dateVal;label;amount;accountNum\n2026-03-13;2026-03-13;VIR MARTIN;12,50;0004\n": ("VIR MARTIN", None),
    "Booking Date,Partner Name,Partner Iban,Type,Payment Reference,Amount (EUR),Original Amount\n"
    "2026-03-13,MARTIN,FR7610096000507123456789025,Credit Transfer,F117,12.50,12.50\n": ("F117", "MARTIN"),
    "Type,Started Date,Completed Date,Description,Amount,Fee,Currency,Balance\n"
    "TOPUP,2026-03-12,2026-03-13,From MARTIN,12.50,0.00,EUR,112.50\n": ("From MARTIN", None),
    "Date,Creditor name,Description,Amount\n2026-03-13,MARTIN,F117,12.50\n": ("F117", "MARTIN"),
}  # fmt: skip


@pytest.mark.parametrize("text", LAYOUTS, ids=range(len(LAYOUTS)))
def test_the_lists_of_several_banks_are_understood(read, tmp_path, text):
    (row,) = read(text).movements.to_dicts()
    assert (row["amount_cents"], row["booked_on"]) == (1250, date(2026, 3, 13))
    assert (row["label"], row["counterparty"] if "," in text.split("\n")[0] else None) == LAYOUTS[text]
    assert bank.is_statement(tmp_path / "statement.csv")


def test_what_was_refused_or_is_pending_moved_no_money_and_a_payment_s_text_is_its_label(read):
    reading = read(
        "Statut,Date de l'opération (local),Montant total (TTC),Devise,Nom de la contrepartie,Référence,"
        "Méthode de paiement\n"
        'Exécutée,02-11-2026 09:00:00,"119,00",EUR,MARTIN ET FILS,F2026-117,Virement\n'
        'Refusée,02-11-2026 09:00:00,"-20,00",EUR,PETIT,,Carte\n'
        'En attente,02-11-2026 09:00:00,"30,00",EUR,DURAND,,Virement\n'
    )
    (moved,) = reading.movements.to_dicts()
    assert (moved["amount_cents"], moved["counterparty"], moved["kind"]) == (11900, "MARTIN ET FILS", "transfer")
    assert moved["label"] == "F2026-117"
    assert [p.line for p in reading.problems] == [3, 4]
    assert "no money moved" in reading.problems[0].message and "only announced" in reading.problems[1].message


def test_a_fee_is_a_movement_of_its_own_where_the_balance_proves_it(read):
    text = "Completed Date,Description,Amount,Fee,Currency,Balance\n2026-11-02,MARTIN,119.00,0.00,EUR,1119.00\n"
    reading = read(text + "2026-11-03,SNCF,-24.00,0.50,EUR,1094.50\n")
    assert [(m["amount_cents"], m["kind"]) for m in reading.movements.to_dicts()][1:] == [
        (-2400, "other"),
        (-50, "charge"),
    ]
    assert reading.problems == () and reading.statements["closing_cents"].to_list() == [109450]
    reading = read(text + "2026-11-03,SNCF,-24.50,0.50,EUR,1094.50\n")
    assert reading.movements["amount_cents"].to_list() == [11900, -2450]


def test_a_balance_and_a_currency_told_in_one_cell_are_read(read):
    reading = read(
        "Compte Courant n° 00012345676;\nSolde au 02/11/2026 1 119,00 €\n\nDate;Libellé;Débit euros;Crédit euros;\n"
        "02/11/2026;VIR MARTIN;;119,00;\n"
    )
    (told,) = reading.statements.to_dicts()
    assert (told["closing_cents"], told["currency"], told["account"]) == (111900, "EUR", "00012345676")


def test_a_first_row_stuck_to_the_headings_is_told(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Date;Libelle;Montant02/10/2026;VIR MARTIN F-1;120,00\n03/10/2026;VIR DURAND F-2;80,00\n")
    reading = bank.read(path, language="en")
    assert reading.movements["amount_cents"].to_list() == [8_000]
    assert [(p.line, "line break is missing" in p.message) for p in reading.problems] == [(1, True)]
