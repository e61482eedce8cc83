"""`ardoise reconcile`, as a script or a person calls it."""

from __future__ import annotations

import json

import pytest
from tests.cli import terminal

HEADER = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\t"
    "PieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise"
)
LINES = (
    ("VE", "Ventes", "1", "20260105", "411000", "MARTIN", "F2026-0101", "Facture", "123,45", "0,00", ""),
    ("VE", "Ventes", "1", "20260105", "701000", "", "F2026-0101", "Facture", "0,00", "123,45", ""),
    ("VE", "Ventes", "2", "20260107", "411000", "MARTIN", "F2026-0102", "Facture", "80,00", "0,00", "A"),
    ("VE", "Ventes", "2", "20260107", "701000", "", "F2026-0102", "Facture", "0,00", "80,00", ""),
    ("BQ", "Banque", "3", "20260203", "512000", "", "R1", "VIR FAC 20260101", "123,45", "0,00", ""),
    ("BQ", "Banque", "3", "20260203", "411000", "MARTIN", "R1", "VIR FAC 20260101", "0,00", "123,45", ""),
    ("BQ", "Banque", "4", "20260204", "512000", "", "R2", "VIR MARTIN", "80,00", "0,00", ""),
    ("BQ", "Banque", "4", "20260204", "411000", "MARTIN", "R2", "VIR MARTIN", "0,00", "80,00", "A"),
)


@pytest.fixture
def fec(tmp_path):
    """Two invoices and their payments; one pair bears its letter."""
    rows = []
    for journal, name, number, on, gl, customer, document, label, debit, credit, letter in LINES:
        whose = [customer, "Martin & Fils" if customer else ""]
        told = [document, on, label, debit, credit, letter, "", on, "", ""]
        rows.append("\t".join([journal, name, number, on, gl, "Compte", *whose, *told]))
    path = tmp_path / "732829320FEC20261231.txt"
    path.write_text("\r\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def test_the_document_is_the_contract_and_letters_present_are_facts(fec):
    answer = terminal.ardoise("reconcile", fec, "--json", "--language", "en")
    assert answer.returncode == 0, answer.stderr
    document = json.loads(answer.stdout)
    (group,) = document["groups"]
    assert (group["customer"], group["lines"], group["amount"]) == ("MARTIN", [2, 7], "123.45")
    assert group["automatic"] is True and 0.95 <= group["confidence"] <= 1
    assert "20260101" in group["reasons"][0] and "same document number" in group["reasons"][0]
    assert (document["lettered"], document["unmatched"]) == (2, 0)


def test_letters_can_be_forgotten(fec):
    document = json.loads(terminal.ardoise("reconcile", fec, "--ignore-letters", "--json").stdout)
    assert [group["lines"] for group in document["groups"]] == [[2, 7], [4, 9]]


def test_the_company_sets_from_where_on_a_group_is_automatic(fec):
    document = json.loads(terminal.ardoise("reconcile", fec, "--automatic-from", "1", "--json").stdout)
    assert [group["automatic"] for group in document["groups"]] == [False]


def test_a_person_reads_a_table_and_a_count(fec):
    answer = terminal.ardoise("reconcile", fec)
    assert "Martin & Fils (MARTIN)" in answer.stdout and "automatique" in answer.stdout
    assert "99\u202f%" in answer.stdout, "a confidence of 0.995 is not told as certainty"
    assert "Groupes proposés : 1, dont automatiques : 1. Lignes déjà lettrées : 2" in answer.stdout


def test_what_cannot_be_read_is_a_sentence_and_status_three(tmp_path):
    answer = terminal.ardoise("reconcile", tmp_path / "nowhere.txt", "--json")
    assert (answer.returncode, answer.stdout) == (3, "") and "nowhere.txt" in answer.stderr


@pytest.mark.parametrize("arguments", [("--automatic-from", "2"), ("--language", "de")])
def test_wrong_usage_is_a_sentence_and_status_two(fec, arguments):
    answer = terminal.ardoise("reconcile", fec, *arguments)
    assert (answer.returncode, answer.stdout) == (2, "") and "Traceback" not in answer.stderr and answer.stderr
