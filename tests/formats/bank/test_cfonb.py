"""CFONB120 and CFONB240 say what the bank says, column by column; a record out of its place is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.formats.bank.files import (
    IBAN,
    MARTIN,
    THEIRS,
    cfonb,
    cfonb120,
    cfonb240,
    more,
    movement,
    overpunched,
)

from ardoise.formats import bank
from ardoise.formats.bank import amounts


@pytest.fixture
def read(tmp_path):
    def read_bytes(content: bytes):
        path = tmp_path / "statement.txt"
        path.write_bytes(content)
        return bank.read(path, language="en")

    return read_bytes


def test_a_transfer_received_gathers_its_details(read):
    reading = read(
        cfonb120(
            movement(120000, "VIR SEPA MARTIN ET FILS"),
            more("NPY", "MARTIN ET FILS"),
            more("RCN", f"{'F2026-117':<35}PAIEMENT FACTURE"),
            more("LCC", "FACTURE F2026-117 DU 02/01"),
        )
    )
    assert (reading.format, reading.problems) == ("cfonb120", ())
    (row,) = reading.movements.to_dicts()
    assert (row["amount_cents"], row["kind"], row["booked_on"]) == (120000, "transfer", date(2026, 3, 2))
    assert (row["counterparty"], row["end_to_end_id"]) == ("MARTIN ET FILS", "F2026-117")
    assert row["label"] == "VIR SEPA MARTIN ET FILS PAIEMENT FACTURE FACTURE F2026-117 DU 02/01"
    (statement,) = reading.statements.to_dicts()
    assert (statement["account"], statement["opening_cents"], statement["closing_cents"]) == (IBAN, 10000, 130000)


def test_an_unpaid_direct_debit_has_its_reject_code_and_its_fee(read):
    rejected = movement(-120000, "PRLV IMPAYE MARTIN", "A3", "41")
    reading = read(cfonb120(rejected, more("FEE", "EUR200000000001500"), closing=-110000))
    (row,) = reading.movements.to_dicts()
    assert (row["kind"], row["return_reason"], row["charges_cents"]) == ("return", "41", 1500)
    assert reading.problems == ()


@given(st.integers(-(10**13), 10**13))
def test_a_signed_digit_says_the_amount_and_its_side(cents):
    assert amounts.overpunched(overpunched(cents)) == cents


def test_records_behind_each_other_on_one_line_are_as_good(read):
    content = cfonb120(movement(120000, "VIR MARTIN")).replace(b"\r\n", b"")
    assert len(content) == 360
    assert read(content).movements.get_column("amount_cents").to_list() == [120000]


def test_a_line_cut_of_its_last_blanks_is_read_and_one_too_long_is_told(read):
    short = movement(120000, "VIR MARTIN").rstrip()
    assert read(cfonb120(short)).problems == ()
    reading = read(cfonb120(movement(120000, "VIR MARTIN") + "  STRAY"))
    assert "longer than 120" in reading.problems[0].message
    assert reading.movements.get_column("amount_cents").to_list() == [120000]


def test_a_line_cut_in_its_amount_tells_no_other_amount(read):
    record = movement(120000, "VIR MARTIN")
    reading = read(cfonb120(record[:100], closing=10000))
    assert reading.movements.is_empty() and "not an amount" in reading.problems[0].message


def test_a_label_too_long_does_not_lose_the_amount(read):
    record = movement(120000, "VIR MARTIN")
    reading = read(cfonb120(record[:60] + "AND A LONGER LABEL" + record[60:]))
    assert reading.movements.get_column("amount_cents").to_list() == [120000]
    assert "longer than 120" in reading.problems[0].message


def test_a_movement_outside_a_statement_is_kept_and_told(read):
    reading = read((movement(120000, "VIR MARTIN") + "\n").encode() + cfonb120(closing=10000))
    assert reading.movements.height == 1
    assert reading.statements.get_column("opening_cents").to_list() == [None, 10000]
    assert "outside any statement" in reading.problems[0].message


def test_a_statement_not_closed_a_detail_alone_and_a_closing_alone_are_told(read):
    unclosed = cfonb("01", day="010326", cents=10000) + "\n" + more("LIB", "ALONE") + "\n"
    reading = read(unclosed.encode() + cfonb120(closing=10000))
    said = " ".join(problem.message for problem in reading.problems)
    assert "no closing balance" in said and "follows no movement" in said
    assert "without an opening one" in read(cfonb("07", cents=10000).encode()).problems[0].message


def test_a_report_of_240_columns_tells_transfers_and_rejects(read):
    lines = [
        cfonb240("31", "20"),
        cfonb240("34", "20", THEIRS, "MARTIN ET FILS", 120000),
        cfonb240("39", "20", cents=120000),
        cfonb240("31", "B3"),
        cfonb240("34", "B3", THEIRS, "DURAND SARL", 24000, "41"),
        cfonb240("39", "B3", cents=24000),
    ]
    reading = read("\n".join(lines).encode())
    assert (reading.format, reading.problems) == ("cfonb240", ())
    received, rejected = reading.movements.to_dicts()
    assert (received["amount_cents"], received["counterparty_iban"], received["kind"]) == (120000, MARTIN, "transfer")
    assert (rejected["amount_cents"], rejected["return_reason"], rejected["kind"]) == (-24000, "41", "return")
    assert rejected["counterparty"] == "DURAND SARL"
    assert reading.statements.get_column("is_final").to_list() == [False, False]
    assert reading.statements.get_column("account").to_list() == [IBAN, IBAN]


@pytest.mark.parametrize(
    ("operation", "sign", "kind"),
    [
        ("12", 1, "return"),  # a transfer of ours comes back
        ("C5", 1, "return"),
        ("A3", 1, "return"),  # a debit that we refused
        ("B3", -1, "return"),  # a debit of ours that is not paid
        ("03", -1, "return"),  # a cheque
        ("33", -1, "return"),  # a bill
        ("27", -1, "return"),
        ("C2", 1, "transfer"),
        ("18", 1, "transfer"),
    ],
)
def test_the_code_of_an_operation_says_which_way_its_money_went(read, operation, sign, kind):
    lines = [cfonb240("31", operation), cfonb240("34", operation, THEIRS, "MARTIN", 100, "41")]
    (moved,) = read("\n".join([*lines, cfonb240("39", operation, cents=100)]).encode()).movements.to_dicts()
    assert (moved["amount_cents"], moved["kind"]) == (100 * sign, kind)


def test_a_total_that_differs_from_the_operations_is_told(read):
    lines = [cfonb240("31", "20"), cfonb240("34", "20", THEIRS, "MARTIN", 100), cfonb240("39", "20", cents=200)]
    assert "2.00" in read("\n".join(lines).encode()).problems[0].message
