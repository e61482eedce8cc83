"""`ardoise evaluate reconcile`, as a script or a person calls it."""

from __future__ import annotations

import json

import pytest
from tests.cli import terminal

from ardoise import demo


@pytest.fixture(scope="module")
def fec(tmp_path_factory):
    """An invented year whose letters are known."""
    return demo.large(3_000, 1, tmp_path_factory.mktemp("evaluate") / "fec.txt", 2025)


@pytest.mark.parametrize("more", [(), ("--keep-half",)])
def test_the_document_gives_groups_pairs_what_is_automatic_and_the_calibration(fec, more):
    answer = terminal.ardoise("evaluate", "reconcile", fec, "--json", *more)
    assert answer.returncode == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert document["letters"] == ("half" if more else "hidden")
    for score in (document["groups"], document["pairs"], *document["automatic"].values()):
        assert {"proposed", "true", "right", "precision", "recall", "f1"} <= score.keys()
    assert document["groups"]["f1"] > 0.99
    assert document["groups"]["unjudged"] > 0, "pairs the file leaves without letter are counted apart"
    bands = document["calibration"]["confidence"]
    assert sum(band["groups"] for band in bands) == document["groups"]["proposed"]
    missed = sum(abs(band["promised"] - band["kept"]) * band["groups"] for band in bands)
    error = document["calibration"]["error"]["confidence"]
    assert error == pytest.approx(missed / document["groups"]["proposed"], abs=2e-4)


def test_a_person_reads_three_tables(fec):
    answer = terminal.ardoise("evaluate", "reconcile", fec, "--language", "en")
    assert "Automatic groups" in answer.stdout and "the lines belong together" in answer.stdout
    assert "the book-keeper’s very group" in answer.stdout and "Mean distance between promised" in answer.stdout


def test_a_ledger_without_letters_has_nothing_to_compare_with(tmp_path, fec):
    rows = [line.split("\t") for line in fec.read_text(encoding="utf-8").splitlines()]
    bare = [rows[0], *([*row[:13], "", "", *row[15:]] for row in rows[1:])]
    path = tmp_path / "bare.txt"
    path.write_text("\r\n".join("\t".join(row) for row in bare), encoding="utf-8")
    assert "rien à quoi comparer" in terminal.ardoise("evaluate", "reconcile", path).stdout
    assert json.loads(terminal.ardoise("evaluate", "reconcile", path, "--json").stdout)["groups"]["precision"] is None


def test_only_what_can_be_evaluated_is_and_the_rest_is_wrong_usage(fec):
    answer = terminal.ardoise("evaluate", "prediction", fec)
    assert (answer.returncode, answer.stdout) == (2, "") and "reconcile" in answer.stderr
