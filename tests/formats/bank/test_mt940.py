"""An MT940 file says what the bank says, in the dialect of whichever bank wrote it."""

from __future__ import annotations

from datetime import date

import pytest
from tests.formats.bank.files import IBAN, MARTIN, mt940

from ardoise.formats import bank


@pytest.fixture
def read(tmp_path):
    def read_bytes(content: bytes):
        path = tmp_path / "statement.sta"
        path.write_bytes(content)
        return bank.read(path, language="en")

    return read_bytes


def test_a_transfer_received_is_one_movement_with_its_days_and_its_text(read):
    reading = read(mt940(":61:2603020301C1200,00NTRFF2026-117//BK77", ":86:VIR SEPA RECU /DE MARTIN ET FILS /MOTIF F7"))
    assert (reading.format, reading.problems) == ("mt940", ())
    (row,) = reading.movements.to_dicts()
    assert (row["amount_cents"], row["value_on"], row["booked_on"]) == (120000, date(2026, 3, 2), date(2026, 3, 1))
    assert (row["reference"], row["end_to_end_id"], row["counterparty"]) == ("BK77", "F2026-117", "MARTIN ET FILS")
    assert reading.statements.get_column("account").to_list() == [IBAN]


def test_german_subfields_are_taken_apart(read):
    text = f":86:166?00GUTSCHRIFT?20EREF+F2026-117?21SVWZ+Rechnung 117?30AGRIFRPP?31{MARTIN}?32MARTIN ET FILS"
    (row,) = read(mt940(":61:260302C1200,00NTRFNONREF", text)).movements.to_dicts()
    assert (row["counterparty"], row["counterparty_iban"], row["end_to_end_id"]) == (
        "MARTIN ET FILS",
        MARTIN,
        "F2026-117",
    )
    assert row["kind"] == "transfer"


def test_a_credit_taken_back_is_a_return(read):
    reading = read(mt940(":61:260302RC1200,00NRTINONREF", ":86:REJET PRLV AC04", closing="D260302EUR1100,00"))
    (row,) = reading.movements.to_dicts()
    assert (row["amount_cents"], row["kind"], row["return_reason"]) == (-120000, "return", "AC04")
    assert reading.problems == ()


def test_marked_text_names_the_payer_the_mandate_and_the_reference(read):
    text = f":86:/TRTP/SEPA/IBAN/{MARTIN}/BIC/AGRIFRPP/NAME/MARTIN ET FILS/MARF/M-12/REMI/F117/EREF/E77"
    (row,) = read(mt940(":61:260302C1200,00NTRFNONREF", text)).movements.to_dicts()
    assert (row["counterparty"], row["mandate"], row["end_to_end_id"]) == ("MARTIN ET FILS", "M-12", "E77")
    assert row["counterparty_iban"] == MARTIN


def test_a_line_that_is_no_movement_is_told_and_the_rest_is_read(read):
    reading = read(mt940(":61:garbled", ":61:260302C1200,00NTRFNONREF"))
    assert reading.movements.height == 1
    assert (reading.problems[0].line, reading.rows) == (5, 2)


def test_a_statement_cut_before_its_closing_balance_says_that_it_cannot_be_checked(read):
    whole = mt940(":61:260302C1200,00NTRFNONREF//B1")
    assert "no closing balance" in read(whole[: whole.index(b":62F:")]).problems[0].message
    assert "without an opening one" in read(whole.replace(b":60F:", b":99X:")).problems[0].message


def test_an_interim_report_is_not_final(read):
    message = f":20:X\n:25:{IBAN}\n:28C:1\n:34F:EUR0\n:13D:2603021200+0100\n:61:260302C12,00NTRF\n:90C:1EUR12,00\n-\n"
    reading = read(message.encode())
    assert (reading.format, reading.statements.get_column("is_final").to_list()) == ("mt942", [False])
    assert reading.problems == ()
    assert reading.movements.get_column("currency").to_list() == ["EUR"]


def test_what_the_code_calls_a_cheque_and_the_words_unpaid_came_back(read):
    unpaid = (
        ":61:260302D1200,00NCHKNONREF",
        ":86:CHEQUE IMPAYE N 1234567",
        ":61:260302D20,00NCHKNONREF",
        ":86:CHQ 1234568",
    )
    assert read(mt940(*unpaid)).movements["kind"].to_list() == ["return", "cheque"]


def test_the_fee_of_a_return_is_no_return(read):
    (row,) = read(
        mt940(":61:260302D12,50NCHG", ":86:FRAIS REJET PRLV AM04", closing="C260302EUR87,50")
    ).movements.to_dicts()
    assert (row["kind"], row["return_reason"]) == ("charge", None)
