"""The payment code: what a banking app would read from it, line by line as the standard lays it out."""

from __future__ import annotations

import io
import tomllib
from dataclasses import replace

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.cast import LEGAL
from tests.formats.qr_reader import read
from tests.formats.test_statements import statement

from ardoise.domain.correspondence.letters import Creditor
from ardoise.formats import payment_codes, statements
from ardoise.formats.payment_codes import modules

IBAN = "FR7630006000011234567890189"
CREDITOR = Creditor("Ardoise SAS", iban=IBAN, bic="AGRIFRPP")


def pictures(pdf):
    """The pictures of the first page, a string of 0 (light) and 1 (dark) a row."""
    held = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"].get("/XObject", {})
    return [points(held[name]) for name in held if held[name]["/Subtype"] == "/Image"]


def points(picture):
    wide, bits, data = picture["/Width"], picture["/BitsPerComponent"], picture.get_data()
    stride = -(-wide * bits // 8)
    lines = [data[at : at + stride] for at in range(0, len(data), stride)]
    if bits == 1:
        levels = ("".join(f"{byte:08b}" for byte in line)[:wide] for line in lines)
        return [row.translate(str.maketrans("01", "10")) for row in levels]
    return ["".join("1" if byte < 128 else "0" for byte in line[:: len(line) // wide]) for line in lines]


def test_its_lines_are_those_of_the_standard():
    told = payment_codes.payload(CREDITOR, 73_021, "EUR", "C42 - 20261123")
    assert told == f"BCD\n002\n1\nSCT\nAGRIFRPP\nArdoise SAS\n{IBAN}\nEUR730.21\n\n\nC42 - 20261123"


def test_it_agrees_with_the_example_beside_the_facts():
    if not (LEGAL / "epc_qr.toml").is_file():
        pytest.skip("the facts of law are not beside the checkout")
    facts = tomllib.loads((LEGAL / "epc_qr.toml").read_text(encoding="utf-8"))
    wanted = facts["oracle"]["payload_lines"]
    told = payment_codes.payload(Creditor(wanted[5], iban=wanted[6]), 73_021, "EUR", "x").split("\n")
    assert told[:8] == wanted[:8] and told[0] == facts["service_tag"] and told[1] in facts["versions"]
    assert facts["max_payload_bytes"] == payment_codes.BYTES_MAX
    assert read(payment_codes.matrix("\n".join(wanted))) == (facts["error_correction"], "\n".join(wanted))


@pytest.mark.parametrize(
    ("creditor", "cents", "currency"),
    [
        (CREDITOR, 100, "USD"),
        (CREDITOR, 0, "EUR"),
        (CREDITOR, -5, "EUR"),
        (CREDITOR, 100_000_000_000, "EUR"),
        (replace(CREDITOR, iban=""), 100, "EUR"),
        (replace(CREDITOR, iban="12 34"), 100, "EUR"),
        (replace(CREDITOR, name="\n"), 100, "EUR"),
    ],
)
def test_where_no_transfer_can_be_told_so_there_is_no_code(creditor, cents, currency):
    assert payment_codes.payload(creditor, cents, currency, "x") == ""
    assert payment_codes.matrix("") == () and payment_codes.drawing("") == []


@settings(max_examples=30, deadline=None)
@given(name=st.text(min_size=1, max_size=120), text=st.text(max_size=300), cents=st.integers(1, 99_999_999_999))
def test_whatever_a_company_is_called_the_code_stays_within_the_standard_and_reads_back(name, text, cents):
    told = payment_codes.payload(replace(CREDITOR, name=name), cents, "EUR", text)
    if told:
        lines = told.split("\n")
        assert len(lines) == 11 and len(told.encode()) <= 331
        assert len(lines[5]) <= 70 and len(lines[10]) <= 140 and lines[6] == IBAN
        assert lines[7] == f"EUR{cents // 100}.{cents % 100:02d}"
        assert read(payment_codes.matrix(told)) == ("M", told)


@pytest.mark.parametrize("version", range(1, 14))
def test_a_full_code_of_each_size_is_the_one_that_segno_draws(version):
    for told in (b"\0" * modules.room(version), bytes(7 * n * n % 256 for n in range(modules.room(version)))):
        twin = segno.make_qr(told, error="m", boost_error=False, mode="byte", mask=modules.MASK)
        assert twin.version == version
        assert modules.matrix(told) == tuple("".join("01"[module & 1] for module in row) for row in twin.matrix)


def test_what_a_code_leaves_free_is_filled_as_the_standard_says():
    assert modules.framed(1, b"A").hex() == "401410" + "ec11" * 6 + "ec"


def test_a_code_larger_than_the_standard_allows_is_refused():
    with pytest.raises(ValueError, match="332 bytes"):
        modules.matrix(b"x" * 332)


def test_the_statement_bears_the_code_of_its_own_total():
    shown = statement()
    told = statements.payment_code(shown)
    assert told.split("\n")[7] == "EUR1634.56" and told.split("\n")[5] == "Ardoise SAS"
    assert told.split("\n")[-1] == "CLIENT C42 FA-0001 FA-0002 FA-0003"
    (drawn,) = pictures(statements.render(shown))
    quiet = payment_codes.QUIET
    rows = [row[quiet:-quiet] for row in drawn[quiet:-quiet]]
    assert read(rows) == ("M", told)


def test_a_statement_that_asks_for_no_transfer_in_euros_bears_none():
    for other in (statement(currency="USD"), statement((-100,)), statement(creditor=Creditor("Ardoise"))):
        assert not pictures(statements.render(other))
