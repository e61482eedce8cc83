"""A large ledger takes other ways than a small one, and ends as the same book."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.actions.fecs import AT, bring, receipt, sale, write

from ardoise.actions import imports
from ardoise.actions.imports import storing
from ardoise.formats import parts
from ardoise.records.models import Entry, Import


@pytest.fixture(autouse=True)
def received(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"


@pytest.fixture
def january(tmp_path):
    """Martin paid F1; Durand owes F2."""
    return write(
        tmp_path / "2025.txt",
        sale("F1", "MARTIN", "2025-01-10", 12000, "A", "2025-02-10"),
        receipt("R1", "MARTIN", "2025-02-10", 12000, "A", "2025-02-10"),
        sale("F2", "DURAND", "2025-03-10", 5000),
    )


def test_many_entries_are_laid_out_before_they_are_stored_and_say_the_same(
    company, alice, january, in_company, monkeypatch
):
    bring(company, january, alice)
    told = [field.name for field in Entry._meta.fields if field.name not in ("id", "imported")]
    one_by_one = list(Entry.objects.order_by("pk").values_list(*told))
    imports.undo(Import.objects.get(), alice, AT)
    assert not Entry.objects.exists()
    monkeypatch.setattr(storing, "LAID_OUT_FROM", 0)
    monkeypatch.setattr(storing, "PART_ROWS", 2)
    monkeypatch.setattr(parts, "HELD_ROWS", 1)
    done = bring(company, january, alice)
    assert done.state == "done", done.problems
    assert list(Entry.objects.order_by("pk").values_list(*told)) == one_by_one
    assert not list(Path(done.file_path).parent.glob("*.part"))
    again = bring(company, january, alice)
    assert again.state == "done", again.problems
    assert [again.report[n] for n in ("new", "unchanged", "changed", "gone")] == [0, 3, 0, 0]
