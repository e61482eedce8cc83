"""Two character sets in one file, or on one line: read each by its own, and told."""

from __future__ import annotations

import pytest
from tests.formats.fec_files import Dialect, invoice, payment, written
from tests.formats.test_fec import put

from ardoise.formats.encodings import legacy_encoding
from ardoise.formats.files import read


@pytest.mark.parametrize("is_alone", [False, True], ids=["after accents", "the first accents"])
@pytest.mark.parametrize("own", ["utf-8", "cp1252"])
def test_a_name_of_two_character_sets_on_one_line_is_told_with_its_line(tmp_path, own, is_alone):
    before = written(invoice(1, "20250110", "PETIT", "Éts Gérard", 600), Dialect(encoding=own))
    if is_alone:
        before = bytes(byte if byte < 128 else ord("e") for byte in before)
    line = written(payment(2, "20250111", "MARTIN", "Société #t#", 12_000), Dialect(encoding=own)).splitlines(True)[2]
    line = line.replace(b"#", "é".encode("cp1252" if own == "utf-8" else "utf-8"))
    reading = read(put(tmp_path, before + line))
    (told,) = [p for p in reading.problems if "jeux de caractères" in p.message]
    assert told.line == 5 and not told.is_fatal
    assert "Société été" in reading.entries["customer_name"].to_list()


@pytest.mark.parametrize("own", ["cp1252", "iso-8859-15", "cp850"])
def test_capitals_before_a_blank_of_the_printers_are_of_one_set(tmp_path, own):
    names = "Éts LIBERTÉ\xa0: «À bâtir» ÂGÉE\xa0! Ça n°2 Noël", "Crêperie « Île d’Yeu »" if own == "cp1252" else "Île"
    lines = [*invoice(1, "20250110", "M", names[0], 600), *invoice(2, "20250111", "P", names[1], 700)]
    reading = read(put(tmp_path, lines, Dialect(encoding=own)))
    assert not [p for p in reading.problems if "jeux de caractères" in p.message]


def test_the_circumflexes_of_an_old_computer_are_no_letters_of_a_macintosh():
    told = "Pâtisserie du Château, reçu, crêpes"
    assert (
        legacy_encoding(told.encode("cp850")) != "mac-roman" == legacy_encoding("Société à crédit".encode("mac-roman"))
    )
