"""`ardoise read`: one document on standard output, a sentence on standard error, a status a script can trust."""

from __future__ import annotations

import json

import pytest
from tests.cli import terminal
from tests.formats.bank.files import IBAN, camt, mt940
from tests.formats.fec_files import BOOK, written


def ardoise(*arguments):
    return terminal.ardoise("read", *arguments)


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "fec.txt"
    path.write_bytes(written(BOOK))
    return path


def test_the_document_is_the_contracts(ledger):
    answer = ardoise(ledger, "--json")
    document = json.loads(answer.stdout)
    assert answer.returncode == 0 and answer.stderr == ""
    asked = ("format", "encoding", "rows", "customers", "totals", "problems", "statements")
    assert {key: document[key] for key in asked} == {
        "format": "fec", "encoding": "utf-8", "rows": 14, "customers": 3,
        "totals": {"debit": "4243.53", "credit": "4243.53"}, "problems": [], "statements": [],
    }  # fmt: skip


def test_problems_do_not_change_the_status(ledger):
    ledger.write_bytes(ledger.read_bytes().replace(b"1234,56", b"12OO,50"))
    answer = ardoise(ledger, "--json", "--language", "en")
    problems = json.loads(answer.stdout)["problems"]
    assert answer.returncode == 0
    assert {"line": 7, "column": "Debit"}.items() <= next(p for p in problems if p["line"] == 7).items()
    assert "“12OO,50” is not an amount" in next(p for p in problems if p["line"] == 7)["message"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"hello\n"])
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    answer = ardoise(path, "--json")
    assert (answer.returncode, answer.stdout) == (3, "")
    assert answer.stderr.strip().endswith((".", ")."))


def test_a_file_of_which_no_line_can_be_read_names_the_first_of_them(ledger):
    head, *lines = ledger.read_bytes().split(b"\n")
    ledger.write_bytes(b"\n".join([head, *(b"\t".join(line.split(b"\t")[:9]) for line in lines)]))
    answer = ardoise(ledger)
    assert answer.returncode == 3
    assert "Aucune des 14 lignes" in answer.stderr and "ligne 2 : Ligne de 9 champs au lieu de 18" in answer.stderr


def test_a_directory_and_a_missing_file_are_refused(tmp_path):
    assert ardoise(tmp_path).returncode == 3
    assert "n’existe pas" in ardoise(tmp_path / "none.txt").stderr


def test_wrong_usage_is_another_status(ledger):
    assert ardoise(ledger, "--language", "de").returncode == 2
    assert ardoise().returncode == 2


def test_a_person_gets_a_short_aligned_report(ledger):
    report = ardoise(ledger).stdout.splitlines()
    assert report[0].split() == ["Format", "FEC"]
    assert len({len(row) - len(row.lstrip()) for row in report}) == 1
    assert any(row.startswith("Clients") and row.endswith(" 3") for row in report)


def test_a_bank_statement_is_the_contract_s_document(tmp_path):
    path = tmp_path / "statement.sta"
    path.write_bytes(mt940(":61:2603020302C1200,00NTRFF117//B77", ":86:VIR SEPA RECU /DE MARTIN ET FILS /MOTIF F117"))
    answer = ardoise(path, "--json")
    assert (answer.returncode, answer.stderr) == (0, "")
    document = json.loads(answer.stdout)
    assert (document["format"], document["rows"], document["problems"]) == ("mt940", 1, [])
    (statement,) = document["statements"]
    asked = ("account", "currency", "opening", "closing")
    assert [statement[key] for key in asked] == [IBAN, "EUR", "100.00", "1300.00"]
    asked = (
        "line", "booked_on", "value_on", "amount", "label", "reference", "counterparty", "counterparty_iban",
        "return_reason",
    )  # fmt: skip
    assert [statement["movements"][0][key] for key in asked] == [
        5, "2026-03-02", "2026-03-02", "1200.00", "VIR SEPA RECU /DE MARTIN ET FILS /MOTIF F117", "B77",
        "MARTIN ET FILS", None, None,
    ]  # fmt: skip


def test_a_bank_statement_is_told_to_a_person_in_two_languages(tmp_path):
    path = tmp_path / "statement.sta"
    path.write_bytes(mt940(":61:2603020302C1200,00NTRFNONREF", closing="C260302EUR1290,00"))
    french, english = ardoise(path).stdout, ardoise(path, "--language", "en").stdout
    assert "Solde final" in french and "1\u202f200,00" in french and "02/03/2026" in french
    assert "Closing" in english and "1,200.00" in english and "2026-03-02" in english
    assert "does not add up" in english


@pytest.mark.parametrize("content", [camt(prolog="<!DOCTYPE d []>\n"), camt(), b"PK\x03\x04 nothing"])
def test_a_bank_file_that_holds_nothing_is_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "statement.xml"
    path.write_bytes(content)
    answer = ardoise(path, "--json")
    assert (answer.returncode, answer.stdout) == (3, "")
    assert answer.stderr.strip().endswith(".")
