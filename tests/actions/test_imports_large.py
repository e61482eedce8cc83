"""A large ledger takes other ways than a small one, and ends as the same book."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from tests.actions.fecs import AT, bring, receipt, sale, write

from ardoise.actions import imports
from ardoise.actions.imports import storing
from ardoise.formats import parts
from ardoise.records.models import Entry, Import
from ardoise.records.staging import Layout


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


@pytest.mark.parametrize("moment", ["add", "close"])
def test_a_disk_that_fills_while_entries_are_laid_out_leaves_nothing_behind(
    company, alice, january, in_company, monkeypatch, moment
):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storing, "LAID_OUT_FROM", 0)
    with monkeypatch.context() as broken:
        broken.setattr(Layout, moment, full)
        failed = bring(company, january, alice)
    assert failed.state == "failed" and "(disque plein)" in failed.problems[0]["message"]
    assert not Entry.objects.exists()
    assert not list(Path(failed.file_path).parent.glob("*.part"))
    assert bring(company, january, alice).report["new"] == 3


def test_what_a_killed_import_had_laid_out_goes_when_it_is_found_dead(company, alice, january, in_company):
    received = imports.receive(company, january, "fec", "compta", {}, alice, AT)
    Import.objects.filter(pk=received.pk).update(state="running")
    left = Path(received.file_path).parent / storing.LAID_OUT
    left.write_bytes(b"half a file")
    assert [dead.pk for dead in imports.recover(AT)] == [received.pk]
    assert not left.exists()
