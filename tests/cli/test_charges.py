"""`ardoise interest`, as a script or a person calls it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from tests.cli import terminal

ASKED = ("--principal", "10000.00", "--due", "2025-01-31", "--paid", "2025-08-14", "--regime", "fr-b2b")


def ardoise(*arguments):
    return terminal.ardoise(*arguments)


def asked(**changes):
    options = dict(zip(ASKED[::2], ASKED[1::2], strict=True))
    options |= {f"--{name.replace('_', '-')}": text for name, text in changes.items()}
    return ardoise("interest", *(part for option in options.items() for part in option), "--json")


def test_the_document_is_the_contract():
    answer = ardoise("interest", *ASKED, "--json")
    assert answer.returncode == 0 and not answer.stderr
    document = json.loads(answer.stdout)
    assert document["days"] == 195
    assert (document["interest"], document["fixed_charge"], document["total"]) == ("690.21", "40.00", "730.21")
    first, second = document["segments"]
    assert {name: first[name] for name in ("from", "to", "days", "rate_pct")} == {
        "from": "2025-02-01",
        "to": "2025-06-30",
        "days": 150,
        "rate_pct": "13.15",
    }
    assert second["from"] == "2025-07-01" and "L441-10" in second["source"]


def test_a_person_reads_an_aligned_table():
    answer = ardoise("interest", *ASKED)
    assert "2025-02-01 → 2025-06-30    150 j   13.15 %" in answer.stdout
    assert [line.index(" EUR") for line in answer.stdout.splitlines() if line.endswith(" EUR")] == [40, 40, 40]


def test_an_english_reader_is_told_in_english():
    answer = ardoise("interest", *ASKED, "--contract-rate", "5", "--language", "en")
    assert "Fixed charge" in answer.stdout and "raised to that floor" in answer.stdout


def test_a_contract_rate_and_a_day_count_are_taken():
    assert json.loads(asked(contract_rate="12").stdout)["interest"] == "641.10"
    leap = asked(principal="1200.00", due="2024-02-28", paid="2024-03-15", day_count="act/act")
    assert json.loads(leap.stdout)["interest"] == "7.61"


def test_paid_before_it_was_due_is_an_answer_of_zero():
    answer = asked(paid="2025-01-15")
    document = json.loads(answer.stdout)
    assert answer.returncode == 0
    assert (document["days"], document["segments"], document["total"]) == (0, [], "0.00")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"due": "2025-02-30"}, "--due: “2025-02-30” is not a date"),
        ({"paid": "hier"}, "--paid: “hier” is not a date"),
        ({"principal": "12OO,50"}, "--principal: “12OO,50” is not an amount"),
        ({"principal": "10.005"}, "at most two decimals"),
        ({"principal": "1.200"}, "at most two decimals"),
        ({"principal": "NaN"}, "is not an amount"),
        ({"principal": "-5"}, "above 0"),
        ({"principal": "1" + "0" * 20}, "above 0, at most"),
        ({"regime": "fr"}, "known: fr-b2b, fr-b2c, fr-public"),
        ({"day_count": "30/360"}, "act/365 or act/act"),
        ({"contract_rate": "ten"}, "is not a yearly rate"),
        ({"contract_rate": "-1"}, "from 0 to 1000"),
        ({"regime": "fr-b2c", "contract_rate": "12"}, "takes no contract rate"),
        ({"language": "de"}, "fr or en, not “de”"),
        ({"due": "9999-12-31"}, "too far away"),
        ({"regime": "ch", "paid": "9999-12-31"}, "too far away"),
        ({"language": "fr", "regime": "fr"}, "n’est pas un régime"),
        ({"language": "fr", "paid": "2027-01-01"}, "aucun taux connu au 01/01/2027"),
        ({"language": "fr", "due": "2009-01-01"}, "la table commence le"),
        ({"due": "2009-01-01"}, "the table starts on"),
        ({"paid": "2027-01-01"}, "no rate is known for 2027-01-01"),
    ],
)
def test_wrong_usage_is_a_sentence_and_status_two(changes, sentence):
    answer = asked(**({"language": "en"} | changes))
    assert (answer.returncode, answer.stdout) == (2, "")
    assert sentence in answer.stderr and "Traceback" not in answer.stderr


def test_the_command_imports_nothing_heavy():
    probe = (
        "import sys; sys.argv = ['ardoise', 'interest', *sys.argv[1:]]\n"
        "import ardoise.cli\n"
        "try: ardoise.cli.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'polars', 'django'} & set(sys.modules)), file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", probe, *ASKED], capture_output=True, text=True, check=False)
    assert "690.21" in answer.stdout and answer.stderr.strip() == "[]"
