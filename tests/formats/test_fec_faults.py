"""What is wrong with a line of a FEC is told whole, so that it is corrected once."""

from __future__ import annotations

import pytest
from tests.formats.fec_files import BOOK, Dialect, invoice, written

from ardoise.formats import fec


def put(folder, lines, dialect):
    """The lines as a file."""
    path = folder / "faults.txt"
    path.write_bytes(written(lines, dialect))
    return path


def test_each_fault_of_a_line_is_told(tmp_path):
    lines = [*invoice(1, "20250231", "MARTIN", "Martin", 12_000), *invoice(2, "20250112", "DURAND", "Durand", 600)]
    lines[0][11] = "12OO,50"
    lines[0][4] = ""
    found = [(p.line, p.column) for p in fec.read(put(tmp_path, lines, Dialect())).problems if p.column]
    assert found == [(2, "EcritureDate"), (2, "CompteNum"), (2, "Debit"), (3, "EcritureDate"), (4, "EcritureDate")]


def test_a_side_that_says_nothing_is_no_fault_of_its_amount(tmp_path):
    lines = invoice(1, "20250110", "MARTIN", "Martin", 12_000)
    path = put(tmp_path, lines, Dialect(is_sided=True))
    text = path.read_bytes().decode()
    path.write_text(text.replace("120,00\tD", "120,00\tX").replace("100,00\tC", "1OO,00\tX"))
    found = [(p.line, p.column) for p in fec.read(path).problems if p.column]
    assert found == [(2, "Sens"), (3, "Sens"), (3, "Montant")]


def test_a_line_with_one_field_too_many_is_told_though_another_lacks_one(tmp_path):
    raw = written(BOOK).decode().split("\n")
    raw[3] = raw[3].rsplit("\t", 1)[0]
    raw[4] = raw[4].replace("Facture", "\tFacture")  # else its debit would be read as a credit
    path = tmp_path / "faults.txt"
    path.write_bytes("\n".join(raw).encode())
    assert [p.line for p in fec.read(path).problems if p.message.startswith("Ligne de")] == [4, 5]


@pytest.mark.parametrize("day", ["00010110", "02250110", "22250110", "0025-01-10"])
def test_a_day_of_no_book_is_none(tmp_path, day):
    told = fec.read(put(tmp_path, invoice(1, day, "MARTIN", "Martin", 12_000), Dialect())).problems[1:]
    assert [p.line for p in told if f"« {day} » n’est pas une date" in p.message] == [2, 3, 4]
