"""What the examples' README promises is what the commands answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import terminal

EXAMPLES = Path(__file__).parents[2] / "examples"
FEC = "001200450FEC20260331.txt"
ON = ("--as-of", "2026-03-31")

QUESTIONS = {
    "read": ("read", FEC),
    "read-camt053": ("read", "bank-2026-04-08.camt053.xml"),
    "read-cfonb120": ("read", "bank-2026-04-08.cfonb120.txt"),
    "aged-balance": ("aged-balance", FEC, *ON),
    "plan": ("plan", FEC, *ON),
    "plan-gentle": ("plan", FEC, *ON, "--policy", "policy.toml"),
}


def answer(*arguments):
    done = terminal.ardoise(*arguments, "--json", cwd=EXAMPLES)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def only_what_is_expected(found, expected):
    """The answer reduced to the keys the expectation has; lists keep their length."""
    if isinstance(expected, dict):
        return {k: only_what_is_expected(found[k], v) for k, v in expected.items()}
    if isinstance(expected, list) and len(found) == len(expected):
        return [only_what_is_expected(f, e) for f, e in zip(found, expected, strict=True)]
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_example_answers_what_the_pencil_says(question):
    expected = json.loads((EXAMPLES / "expected" / f"{question}.json").read_text())
    assert only_what_is_expected(answer(*QUESTIONS[question]), expected) == expected


def test_the_list_of_open_items_gives_the_same_balance_as_the_books():
    expected = json.loads((EXAMPLES / "expected" / "aged-balance.json").read_text())
    assert only_what_is_expected(answer("aged-balance", "open-items.csv", *ON), expected) == expected


def test_every_contact_of_the_example_is_understood():
    from ardoise.formats import contacts, tables

    table = tables.read(EXAMPLES / "contacts.csv")
    reading = contacts.read(table, contacts.guess(table.header))
    assert not reading.problems
    known = {
        code: (kind, email)
        for code, kind, email in reading.contacts.select("customer", "customer_kind", "email").iter_rows()
    }
    assert known["LEROY"] == ("consumer", "anne@leroy.example") and known["ROUX"] == (
        "professional",
        "compta@roux.example",
    )
    assert len(known) == 6
