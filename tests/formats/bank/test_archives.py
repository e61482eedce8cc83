"""A ZIP of statements is read as one, within limits; what it claims is not believed."""

from __future__ import annotations

import zipfile

import pytest
from tests.formats.bank.files import camt, entry, mt940, statement

from ardoise.formats import bank
from ardoise.formats.bank import archives, beginnings


@pytest.fixture
def packed(tmp_path):
    def pack(**files: bytes):
        path = tmp_path / "statements.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return path

    return pack


def test_statements_of_several_formats_are_numbered_through(packed):
    path = packed(a=camt(statement(entry())), b=mt940(":61:260302C1200,00NTRFNONREF"), c=b"hello")
    reading = bank.read(path, language="en")
    assert reading.movements.get_column("statement").to_list() == [0, 1]
    assert reading.statements.get_column("statement").to_list() == [0, 1]
    assert [problem.message.startswith("c: ") for problem in reading.problems] == [True]


def test_an_archive_that_unpacks_to_a_giant_is_refused(packed, monkeypatch):
    monkeypatch.setattr(archives, "UNPACKED_MAX", 1_000_000)
    reading = bank.read(packed(a=b"0" * 2_000_000), language="en")
    assert not reading.is_readable
    assert "once unpacked" in reading.problems[0].message


def test_an_archive_without_a_statement_a_damaged_one_and_one_in_another_are_refused(packed, tmp_path):
    assert not bank.read(packed(a=b"hello")).is_readable
    damaged = packed(a=camt(statement(entry())))
    damaged.write_bytes(damaged.read_bytes()[:-30])
    assert "damaged" in bank.read(damaged, language="en").problems[0].message
    nested = packed(a=b"PK\x03\x04" + b"0" * 100)
    assert not bank.read(nested).is_readable


def test_a_path_in_the_archive_leads_nowhere(packed, tmp_path):
    path = packed(**{"../../escaped.xml": camt(statement(entry()))})
    assert bank.read(path).movements.height == 1
    assert not (tmp_path.parent / "escaped.xml").exists()


def test_a_ledger_in_an_archive_is_to_be_unpacked_and_no_file_is_called_by_a_name_of_ours(tmp_path):
    for inside, told in (
        (
            b"JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\t"
            b"CompAuxLib\tPieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate"
            b"\tMontantdevise\tIdevise\n",
            "décompressez-la",
        ),
        (b"hello", "note.txt n’est pas un relevé"),
    ):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("note.txt", inside)
        (problem,) = bank.read(path).problems
        assert told in problem.message and "0.txt" not in problem.message


def test_a_statement_too_long_for_one_is_refused_before_it_is_opened(packed, monkeypatch, tmp_path):
    path = tmp_path / "long.xml"
    path.write_bytes(camt(statement(entry())))
    monkeypatch.setattr(bank, "BYTES_MAX", 500)
    told = bank.read(path, language="en").problems[0].message
    assert told.startswith("long.xml is over") and "shorter ones" in told
    assert beginnings.read(path)[0].problems[0].is_fatal
    assert not bank.read(packed(a=path.read_bytes())).is_readable, "nor in an archive"


def test_of_a_long_file_its_first_movements_are_shown(packed, monkeypatch, tmp_path):
    monkeypatch.setattr(beginnings, "BYTES", 2_000)
    monkeypatch.setattr(beginnings, "CHUNK", 1_000)
    path = tmp_path / "long.xml"
    path.write_bytes(camt(statement(entry() * 40)))
    reading, is_all = beginnings.read(path)
    assert not is_all and 0 < reading.movements.height < 40
    assert bank.read(path).movements.height == 40
    reading, is_all = beginnings.read(packed(a=path.read_bytes()))
    assert reading.is_readable and not is_all, "an archive is not unpacked for a look"
