"""`ardoise import`, as scripts call it."""

from __future__ import annotations

import json

import pytest
import typer
from tests.actions.fecs import AT, receipt, sale, write
from typer.testing import CliRunner

from ardoise.cli import imports
from ardoise.records.models import Entry, Import


def call(run, *arguments):
    """Standard output, status and standard error of a command in this process."""
    app = typer.Typer()
    app.command()(run)
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def fec(tmp_path, settings):
    settings.RECEIVED_FILES = tmp_path / "received"
    return write(
        tmp_path / "2025.txt",
        sale("F1", "MARTIN", "2025-01-10", 12000, "A"),
        receipt("R1", "MARTIN", "2025-02-10", 12000, "A"),
        sale("F2", "DURAND", "2025-03-10", 5000),
    )


def test_a_fec_comes_in_and_the_document_says_what_came(company, fec, in_company):
    told = call(imports.run, str(fec), "--company", "Ardoise", "--json")
    document = json.loads(told.stdout)
    assert told.exit_code == 0 and document["state"] == "done" and document["problems"] == []
    assert {name: document["report"][name] for name in ("rows", "items", "new", "debit", "credit")} == {
        "rows": 6, "items": 3, "new": 3, "debit": "290.00", "credit": "290.00",
    }  # fmt: skip
    assert Entry.objects.count() == 3


def test_a_refused_file_names_the_lines_to_blame(company, fec):
    fec.write_text(fec.read_text().replace("2025011", "2025023").replace("2025021", "2025023").replace("2025031", "x"))
    told = call(imports.run, str(fec))
    assert told.exit_code == 3 and "ligne 2 : « 20250230 » n’est pas une date" in told.stderr


def test_the_second_time_it_says_that_nothing_is_new(company, fec):
    call(imports.run, str(fec))
    assert "Rien de nouveau" in call(imports.run, str(fec)).stdout
    assert "Nothing new" in call(imports.run, str(fec), "--language", "en").stdout


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["absent.txt"], 3),
        (["."], 3),
        (["{fec}", "--kind", "spreadsheet"], 2),
        (["{fec}", "--terms", "bientôt"], 2),
        (["{fec}", "--company", "Inconnue"], 3),
        (["{fec}", "--language", "de"], 2),
        (["{empty}"], 3),
    ],
)
def test_what_can_t_be_done_is_a_sentence_and_a_status(company, fec, tmp_path, in_company, arguments, status):
    (tmp_path / "empty.txt").touch()
    places = {"fec": fec, "empty": tmp_path / "empty.txt"}
    told = call(imports.run, *[argument.format(**places) for argument in arguments])
    assert told.exit_code == status and len(told.stderr.strip()) > 15 and told.stdout == ""
    assert not Entry.objects.exists()


def test_an_import_killed_before_is_said_to_have_failed_by_the_next(company, fec, in_company):
    Import.objects.create(company=company, kind="fec", source="x", state="running", started_at=AT)
    assert call(imports.run, str(fec)).exit_code == 0
    assert list(Import.objects.order_by("pk").values_list("state", flat=True)) == ["failed", "done"]
