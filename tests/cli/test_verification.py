"""`ardoise verify`, as scripts call it."""

from __future__ import annotations

import json

from tests.actions.fecs import sale, write
from tests.cli.test_imports import call

from ardoise.cli import imports, verification
from ardoise.records.models import Entry, Import


def test_verify_says_that_all_is_well_or_what_is_not(company, in_company, tmp_path, settings):
    settings.RECEIVED_FILES = tmp_path / "received"
    fec = write(tmp_path / "2025.txt", sale("F1", "MARTIN", "2025-01-10", 12000))
    call(imports.run, str(fec))
    well = call(verification.run)
    assert well.exit_code == 0 and "Ardoise" in well.stdout
    Import.objects.filter(pk=Entry.objects.get().imported_id).update(state="undone")
    told = call(verification.run, "--json")
    document = json.loads(told.stdout)
    assert told.exit_code == 1 and [f["check"] for f in document["findings"]] == ["attested", "origins"]
    assert call(verification.run, "--company", "Ardoise").exit_code == 1
