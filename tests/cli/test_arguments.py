"""The two commands of a pocket calculator answer at once, and refuse as the others do."""

from __future__ import annotations

import subprocess
import sys
from typing import Annotated

import pytest
import typer

from ardoise import __version__
from ardoise.cli import charges, imports, terms
from ardoise.cli.arguments import plainly_read

HEAVY = ("pydantic", "django", "polars")
ASKED = ["--principal", "10000.00", "--due", "2025-01-31", "--paid", "2025-08-14", "--regime", "fr-b2b"]


def ardoise(*words):
    told = f"print([m for m in {HEAVY!r} if m in sys.modules])"
    program = f"import sys\nfrom ardoise.cli import main\ntry:\n    main()\nfinally:\n    {told}"
    return subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)


def test_interest_and_due_dates_load_nothing_heavy():
    for words in (
        ["interest", *ASKED],
        ["due-date", "--issued", "2025-01-15", "--terms", "45 days end of month"],
    ):
        ended = ardoise(*words)
        assert ended.returncode == 0
        assert ended.stdout.endswith("[]\n")


def test_a_refusal_keeps_its_status_and_its_sentence():
    ended = ardoise("due-date", "--issued", "2025-02-31", "--terms", "30 days", "--language", "en")
    assert (ended.returncode, "2025-02-31" in ended.stderr) == (2, True)


def test_what_is_missing_is_told_as_for_any_command():
    ended = ardoise("interest", "--principal", "100.00")
    assert ended.returncode == 2
    assert "--due" in ended.stderr


def test_version_is_told():
    assert ardoise("--version").stdout.startswith(f"ardoise {__version__}\n")


def test_both_ways_of_giving_a_value_are_read():
    words = ["--issued=2025-01-15", "--terms", "30 jours", "--json"]
    assert plainly_read(terms.run, words) == {"issued": "2025-01-15", "terms": "30 jours", "json": True}


@pytest.mark.parametrize(
    "words",
    [
        ["--issued", "2025-01-15"],
        ["--issued", "2025-01-15", "--terms"],
        ["--issued", "--terms", "30 days"],
        ["--issued", "2025-01-15", "--terms", "30 days", "--help"],
        ["--issued", "2025-01-15", "--issued", "2025-01-16", "--terms", "30 days"],
        ["--issued", "2025-01-15", "--terms", "30 days", "--json=yes"],
        ["2025-01-15", "30 days"],
    ],
)
def test_what_does_not_fit_is_left_to_typer(words):
    assert plainly_read(terms.run, words) is None


def test_a_command_that_takes_more_than_texts_is_left_to_typer():
    def run(port: Annotated[int, typer.Option()] = 1) -> None:
        """Anything."""

    assert plainly_read(run, []) is None
    assert plainly_read(imports.run, ["x.txt"]) is None


def test_an_option_with_a_dash_is_found():
    given = plainly_read(charges.run, [*ASKED, "--day-count", "act/act"])
    assert given["day_count"] == "act/act"
