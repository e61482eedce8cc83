"""`ardoise match` and `ardoise evaluate match`, as a script or a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli import terminal

from ardoise.formats import bank, problems

INVOICES = [
    ("FA-0101", "MARTIN", "Martin & Fils", "2026-01-05", 1234.56),
    ("FA-0102", "MARTIN", "Martin & Fils", "2026-01-20", 80.0),
    ("FA-0103", "DURAND", "Durand SARL", "2026-01-22", 80.0),
]
PAYMENTS = [
    ("P1", "2026-02-01", "MARTIN ET FILS", 1234.56),
    ("P2", "2026-02-03", "DURAND", 60.0),
    ("P3", "2026-02-09", "NOBODY AT ALL", 999.0),
]


@pytest.fixture
def problem(tmp_path):
    """Three invoices; one paid without a word, one in part with a mistyped number, and money from a stranger."""
    told = {
        "invoices": [
            {"invoice_id": i, "customer_id": c, "customer_name": n, "invoice_date": on, "due_date": on, "amount": a}
            for i, c, n, on, a in INVOICES
        ],
        "payments": [
            {"payment_id": i, "payment_date": on, "payer_name": n, "amount": a, "method": "WIRE", "reference_info": ""}
            for i, on, n, a in PAYMENTS
        ],
        "remittance_lines": [
            {"remittance_id": "R1", "payment_id": "P2", "invoice_ref": "FA-103", "amount": 60.0, "memo": "Acompte"}
        ],
        "ground_truth": {
            "applications": [
                {"payment_id": "P1", "invoice_id": "FA-0101", "applied_amount": 1234.56, "match_type": "simple"},
                {"payment_id": "P2", "invoice_id": "FA-0103", "applied_amount": 60.0, "match_type": "partial"},
            ]
        },
    }
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


def test_a_problem_is_answered_under_its_own_identifiers(problem):
    answer = terminal.ardoise("match", "--problem", problem, "--json", "--language", "en")
    assert answer.returncode == 0, answer.stderr
    first, second, third = json.loads(answer.stdout)["movements"]
    assert (first["line"], first["customer"], first["automatic"]) == ("P1", "MARTIN", True)
    assert [(paid["invoice_id"], paid["amount"]) for paid in first["allocations"]] == [("FA-0101", "1234.56")]
    assert [(paid["line"], paid["amount"]) for paid in second["allocations"]] == [("FA-0103", "60.00")]
    assert (third["customer"], third["allocations"], third["automatic"]) == (None, [], False)


def test_a_problem_is_evaluated_by_application(problem):
    document = json.loads(terminal.ardoise("evaluate", "match", "--problem", problem, "--json").stdout)
    assert document["applications"] == {
        "proposed": 2, "true": 2, "right": 2, "precision": 1.0, "recall": 1.0, "f1": 1.0
    }  # fmt: skip
    assert document["wrong"] == document["missed"] == []


def test_what_is_no_problem_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "other.json"
    path.write_text('{"invoices": []}', encoding="utf-8")
    answer = terminal.ardoise("match", "--problem", path, "--json")
    assert answer.returncode == 3 and answer.stdout == "" and "la clé « payments » manque" in answer.stderr


@pytest.mark.parametrize(("text", "told"), [("{\n?", "at line 2"), ("[]", "a value"), (None, "no such place")])
def test_why_a_file_is_no_problem_is_said_in_a_person_s_words(tmp_path, text, told):
    path = tmp_path / "other.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(problems.UnreadableError) as error:
        problems.read(path, "en")
    assert told in str(error.value) and "Error" not in str(error.value)


def test_a_statement_in_pdf_is_asked_for_in_a_format_of_banks(tmp_path):
    path = tmp_path / "statement.pdf"
    path.write_bytes(b"%PDF-1.7 x")
    assert "CAMT, MT940, CFONB, OFX" in bank.read(path).problems[0].message


def test_nothing_to_match_is_wrong_usage():
    answer = terminal.ardoise("match", "--ledger", "FEC.txt")
    assert answer.returncode == 2 and "--statement" in answer.stderr


HEADER = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\t"
    "PieceRef\tPieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise"
)
ENTRIES = (
    ("VE", "1", "20260105", "411000", "MARTIN", "FA260101", "123,45", "0,00", "A"),
    ("VE", "1", "20260105", "701000", "", "FA260101", "0,00", "123,45", ""),
    ("VE", "2", "20260107", "411000", "MARTIN", "FA260102", "80,00", "0,00", ""),
    ("VE", "2", "20260107", "701000", "", "FA260102", "0,00", "80,00", ""),
    ("BQ", "3", "20260203", "512000", "", "R1", "123,45", "0,00", ""),
    ("BQ", "3", "20260203", "411000", "MARTIN", "R1", "0,00", "123,45", "A"),
)
MT940 = """:20:1
:25:FR7630001007941234567890185
:28C:1/1
:60F:C260201EUR1000,00
:61:2602030203C123,45NTRFNONREF//B1
:86:VIR SEPA RECU /DE MARTIN ET FILS /MOTIF FACT FA260101
:61:2602040204C80,00NTRFNONREF//B2
:86:VIR SEPA RECU /DE MARTIN ET FILS
:61:2602050205D15,00NTRFNONREF//B3
:86:FRAIS
:62F:C260205EUR1188,45
"""


def test_a_statement_is_matched_with_a_ledger_also_what_it_tells_already(tmp_path):
    ledger, statement = tmp_path / "732829320FEC20261231.txt", tmp_path / "february.sta"
    rows = [
        "\t".join([j, j, n, on, gl, "Compte", c, "Martin & Fils" if c else "", d, on, "Libellé", debit, credit, let,
                   "", on, "", ""])
        for j, n, on, gl, c, d, debit, credit, let in ENTRIES
    ]  # fmt: skip
    ledger.write_text("\r\n".join([HEADER, *rows, ""]), encoding="utf-8")
    statement.write_text(MT940, encoding="utf-8")
    answer = terminal.ardoise("match", "--ledger", ledger, "--statement", statement, "--json", "--language", "en")
    assert answer.returncode == 0, answer.stderr
    first, second, third = json.loads(answer.stdout)["movements"]
    assert "1 receipts are in the ledger already" in answer.stderr
    assert (first["customer"], first["automatic"]) == ("MARTIN", True)
    assert [(p["line"], p["document"], p["amount"]) for p in first["allocations"]] == [(2, "FA260101", "123.45")]
    assert [p["document"] for p in second["allocations"]] == ["FA260102"] and second["reasons"]
    assert (third["customer"], third["amount"]) == (None, "-15.00")


def test_a_list_that_tells_no_currency_is_in_euros_as_its_payments_are():
    examples = Path(__file__).parents[2] / "examples"
    told = "--ledger", examples / "open-items.csv", "--statement", examples / "bank-2026-04-08.camt053.xml"
    answer = terminal.ardoise("match", *told, "--json")
    rows = json.loads(answer.stdout)["movements"]
    assert sum(row["automatic"] for row in rows) == 3 and not any("exchange" in row["evidence"] for row in rows)
    assert [one["document"] for one in rows[0]["allocations"]] == ["F2026-001", "VIR-0220", "F2026-003"], (
        "1,200 + 600 − 500"
    )


def test_matching_is_measured_on_a_ledger_s_own_payments(tmp_path):
    ledger = tmp_path / "732829320FEC20261231.txt"
    rows = [
        "\t".join([j, j, n, on, gl, "Compte", c, "Martin & Fils" if c else "", d, on, "Libellé", debit, credit, let,
                   "", on, "", ""])
        for j, n, on, gl, c, d, debit, credit, let in ENTRIES
    ]  # fmt: skip
    ledger.write_text("\r\n".join([HEADER, *rows, ""]), encoding="utf-8")
    document = json.loads(terminal.ardoise("evaluate", "match", ledger, "--json").stdout)
    score = {"payments": 1, "proposed": 1, "sound": 1, "exact": 1, "precision": 1.0, "recall": 1.0}
    assert document["payments"] == document["automatic"] == score
