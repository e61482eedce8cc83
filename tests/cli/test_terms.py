"""`ardoise due-date`, as a script or a person calls it."""

from __future__ import annotations

import json

import pytest
from tests.cli import terminal


def due_date(*arguments):
    return terminal.ardoise("due-date", *arguments)


def test_the_document_is_the_contract():
    answer = due_date("--issued", "2025-01-15", "--terms", "45 days end of month", "--language", "en", "--json")
    assert answer.returncode == 0 and not answer.stderr
    document = json.loads(answer.stdout)
    assert document["due_on"] == "2025-03-31"
    assert document["rule"] == "issue + 45 days, then end of that month"
    assert document["ceiling"]["verdict"] == "express_only"


def test_the_rule_is_said_in_french_too():
    answer = due_date("--issued", "2025-01-15", "--terms", "fin de mois + 45 jours")
    assert "2025-03-17" in answer.stdout and "fin du mois d’émission, puis + 45 jours" in answer.stdout


def test_a_due_date_on_a_sunday_stays_and_the_debit_moves():
    document = json.loads(due_date("--issued", "2026-10-23", "--terms", "30 jours", "--json").stdout)
    assert (document["due_on"], document["collection_on"]) == ("2026-11-22", "2026-11-23")


def test_the_ceiling_writes_its_days_as_a_french_reader_does():
    answer = due_date("--issued", "2025-01-15", "--terms", "45 jours fin de mois")
    assert "le 31/03/2025 n’est licite que" in answer.stdout
    assert (
        "2025-03-31 is lawful only"
        in due_date("--issued", "2025-01-15", "--terms", "45 jours fin de mois", "--language", "en").stdout
    )


def test_terms_beyond_the_ceiling_name_the_article():
    document = json.loads(due_date("--issued", "2026-01-20", "--terms", "45 jours fin de mois le 10", "--json").stdout)
    assert document["ceiling"]["verdict"] == "unlawful" and "L441-10" in document["ceiling"]["sentence"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--issued", "15/01/2025", "--terms", "30 days"), "--issued: “15/01/2025” is not a date"),
        (("--issued", "2025-01-15", "--terms", "bientôt"), "“bientôt” is not a term of payment we understand"),
        (("--issued", "2025-01-15", "--terms", "le 32"), "write a day from 1 to 31"),
        (("--issued", "2025-01-15", "--terms", "30 days", "--language", "de"), "fr or en, not “de”"),
        (("--issued", "2025-01-15", "--terms", "bientôt", "--language", "fr"), "ne se comprend pas"),
        (("--issued", "9999-12-31", "--terms", "30 days"), "too far away"),
    ],
)
def test_wrong_usage_is_a_sentence_and_status_two(arguments, sentence):
    answer = due_date("--language", "en", *arguments, "--json")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert sentence in answer.stderr and "Traceback" not in answer.stderr
