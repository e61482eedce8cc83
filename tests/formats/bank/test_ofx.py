"""An OFX file says what the bank says, whether its marks are closed or not."""

from __future__ import annotations

import pytest
from tests.formats.bank.files import IBAN, ofx, paid

from ardoise.formats import bank


@pytest.fixture
def read(tmp_path):
    def read_bytes(content: bytes):
        path = tmp_path / "statement.ofx"
        path.write_bytes(content)
        return bank.read(path, language="en")

    return read_bytes


def test_a_statement_without_closed_marks_is_read(read):
    reading = read(ofx(paid("1200.00", memo="Facture F2026-117"), paid("-12,50", "FRAIS TENUE", kind="FEE")))
    assert (reading.format, reading.problems) == ("ofx", ())
    first, second = reading.movements.to_dicts()
    assert (first["amount_cents"], first["kind"], first["reference"]) == (120000, "transfer", "B1200.00")
    assert (second["amount_cents"], second["kind"]) == (-1250, "charge")
    assert first["label"] == "VIR MARTIN Facture F2026-117"
    (statement,) = reading.statements.to_dicts()
    assert (statement["account"], statement["closing_cents"], statement["opening_cents"]) == (IBAN, 130000, None)


def test_one_line_or_many_says_the_same(read):
    content = ofx(paid("1200.00"), paid("50.00"))
    many = content.replace(b"<", b"\n<")
    one = content.replace(b"\n", b"").replace(b"OFXHEADER:100", b"OFXHEADER:100\n")
    columns = ["amount_cents", "label", "booked_on", "kind"]
    assert read(many).movements.select(columns).equals(read(one).movements.select(columns))


def test_accents_of_old_software_and_entities_are_text(read):
    (row,) = read(ofx(paid("1.00", "VIR DE L&apos;H\u00d4TEL &amp; FILS"))).movements.to_dicts()
    assert row["label"] == "VIR DE L'HÔTEL & FILS"


def test_what_the_bank_answers_instead_of_a_statement_is_told(read):
    answer = (
        b"OFXHEADER:100\n\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Bad login</STATUS>"
    )
    reading = read(answer)
    assert not reading.is_readable
    assert any("Bad login" in problem.message for problem in reading.problems)


@pytest.mark.parametrize("place", [0, 1])
def test_an_amount_whose_movement_has_a_garbled_mark_is_told(read, place):
    movements = [paid("1200.00"), paid("-5.00", "FRAIS")]
    movements[place] = movements[place].replace("STMTTRN", "STM?TRN")
    reading = read(ofx(*movements))
    assert (reading.rows, reading.movements.height) == (2, 1) and "TRNAMT" in reading.problems[0].message


def test_a_file_cut_in_a_movement_keeps_those_before(read):
    content = ofx(paid("1200.00"), paid("50.00"))
    reading = read(content[: content.rindex(b"<FITID>")])
    assert reading.movements.get_column("amount_cents").to_list() == [120000]
    assert not reading.is_whole
    between = read(content[: content.rindex(b"<STMTTRN>")])
    assert between.movements.height == 1 and not between.is_whole and "cut or damaged" in between.problems[0].message


def test_what_stands_in_a_comment_is_not_said(read):
    comment = "<!-- " + paid("9.99") + "\n" + paid("8.88") + " -->"
    assert read(ofx(paid("1.00"), comment, paid("2.00"))).movements.get_column("amount_cents").to_list() == [100, 200]
