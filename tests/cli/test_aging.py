"""`ardoise aged-balance`, as a script or a person calls it."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from tests.cli import terminal

HEADER = (
    "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate"
    "|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"
)


def line(number, day, customer, name, document, debit="0,00", credit="0,00", letter=""):
    return (
        f"VE|Ventes|{number}|{day}|411000|Clients|{customer}|{name}|{document}|{day}|{document}|{debit}|{credit}"
        f"|{letter}||{day}||"
    )


def sale(number, day, customer, name, document, cents):
    amount = f"{cents / 100:.2f}".replace(".", ",")
    product = f"VE|Ventes|{number}|{day}|701000|Ventes|||{document}|{day}|{document}|0,00|{amount}|||{day}||"
    return [line(number, day, customer, name, document, debit=amount), product]


@pytest.fixture
def fec(tmp_path):
    """Martin owes 1 200 since January and has 200 of credit; "=1+1" is a customer with a dangerous name."""
    lines = [
        HEADER,
        *sale(1, "20260105", "MARTIN", "Martin & Fils", "F1", 120_000),
        *sale(2, "20260301", "DURAND", "=1+1", "F2", 50_000),
        line(3, "20260310", "MARTIN", "Martin & Fils", "R1", credit="200,00"),
        "BQ|Banque|3|20260310|512000|Banque|||R1|20260310|R1|200,00|0,00|||20260310||",
    ]
    path = tmp_path / "732829320FEC20261231.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def aged_balance(*arguments):
    return terminal.ardoise("aged-balance", *arguments)


def test_the_document_is_the_contract_and_ties(fec):
    answer = aged_balance(fec, "--as-of", "2026-03-16", "--json")
    assert answer.returncode == 0 and not answer.stderr
    document = json.loads(answer.stdout)
    assert (document["as_of"], document["buckets"]) == ("2026-03-16", ["not_due", "1-30", "31-60", "61-90", ">90"])
    assert document["total"] == "1500.00"
    amounts = {row["customer"]: (row["amounts"], row["total"]) for row in document["customers"]}
    assert amounts == {
        "MARTIN": (["0.00", "-200.00", "1200.00", "0.00", "0.00"], "1000.00"),
        "DURAND": (["500.00", "0.00", "0.00", "0.00", "0.00"], "500.00"),
    }
    assert all(sum(map(Decimal, row["amounts"])) == Decimal(row["total"]) for row in document["customers"])


def test_net_of_credits_the_oldest_debt_is_lower(fec):
    document = json.loads(aged_balance(fec, "--as-of", "2026-03-16", "--net", "--buckets", "45", "--json").stdout)
    assert document["buckets"] == ["not_due", "1-45", ">45"]
    assert document["customers"][0]["amounts"] == ["0.00", "1000.00", "0.00"]


def test_a_later_payment_does_not_leak_into_the_past(fec):
    document = json.loads(aged_balance(fec, "--as-of", "2026-02-28", "--json").stdout)
    assert document["total"] == "1200.00"


def test_a_person_reads_french_amounts(fec):
    text = aged_balance(fec, "--as-of", "2026-03-16").stdout
    assert "Balance âgée au 16\u00a0mars\u00a02026" in text and "1\u202f200,00" in text and "\u2212200,00" in text


def test_a_name_is_never_a_formula(fec, tmp_path):
    csv, xlsx = tmp_path / "out.csv", tmp_path / "out.xlsx"
    assert aged_balance(fec, "--as-of", "2026-03-16", "--csv", csv).returncode == 0
    assert aged_balance(fec, "--as-of", "2026-03-16", "--xlsx", xlsx).returncode == 0
    text = csv.read_text(encoding="utf-8-sig")
    assert ";'=1+1;" in text and ";-200,00;" in text
    import zipfile

    with zipfile.ZipFile(xlsx) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "=1+1" in parts.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["missing.txt", "--as-of", "2026-03-16"], 3, "missing.txt"),
        ([".", "--as-of", "2026-03-16"], 3, "dossier"),
        (["FEC", "--as-of", "16/03/2026"], 2, "16/03/2026"),
        (["FEC", "--as-of", "2026-03-16", "--buckets", "60,30"], 2, "60,30"),
        (["FEC", "--as-of", "2026-03-16", "--terms", "whenever"], 2, "ne se comprend pas"),
        (["FEC", "--as-of", "2026-03-16", "--terms", "whenever", "--language", "en"], 2, "is not a term of payment"),
        (["FEC", "--as-of", "2026-03-16", "--json", "--csv", "x"], 2, "--json"),
        (["FEC", "--as-of", "2026-03-16", "--company", "Ardoise"], 2, "--company"),
        (["FEC", "--as-of", "2026-03-16", "--language", "de"], 2, "de"),
        (["FEC", "--as-of", "2026-03-16", "--csv", "/nowhere/out.csv"], 3, "/nowhere/out.csv"),
        (["FEC"], 2, "--as-of"),
    ],
)
def test_what_cannot_be_answered_is_said_with_its_status(fec, arguments, status, said):
    answer = aged_balance(*(fec if a == "FEC" else a for a in arguments))
    assert (answer.returncode, answer.stdout) == (status, "")
    assert said in answer.stderr and "Traceback" not in answer.stderr
