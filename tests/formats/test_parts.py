"""A long ledger is handed on in parts: in memory or on disk, they say the same."""

from __future__ import annotations

import errno

import polars as pl
import pytest
from tests.formats.fec_files import Dialect, invoice, payment, written

from ardoise.formats import fec, files
from ardoise.formats.fec.book import Book
from ardoise.formats.parts import Parts, Store

YEAR = [
    row
    for number in range(1, 400)
    for make in (invoice, payment)
    for row in make(number, f"2025{1 + number // 40:02}15", "MARTIN", "Martin & Fils", 10_000 + number)
]


@pytest.fixture
def ledger(tmp_path):
    """Martin's invoices of a year, each paid."""
    path = tmp_path / "123456789FEC20251231.txt"
    path.write_bytes(written(YEAR, Dialect()))
    return path


def put_down_from(monkeypatch, limit):
    """Stores of readers put down what they hold beyond so many rows."""
    init = Book.__init__
    monkeypatch.setattr(Book, "__init__", lambda self, *a, **k: init(self, *a, **{"kept": Store(limit), **k}))


@pytest.mark.parametrize("limit", [0, 300])
def test_what_is_put_down_on_disk_is_read_as_if_it_were_in_memory(ledger, monkeypatch, limit):
    held = fec.read(ledger, size=4_000).entries
    put_down_from(monkeypatch, limit)
    reading = fec.read(ledger, size=4_000)
    assert reading.parts.store.places
    assert reading.entries.equals(held)
    assert reading.parts.height == held.height == 798
    assert reading.customers == 1


def test_parts_may_be_asked_for_again(ledger, monkeypatch):
    put_down_from(monkeypatch, 0)
    parts = fec.read(ledger, size=4_000).parts
    assert [part.height for part in parts] == [part.height for part in parts]
    assert len(list(parts)) > 3


def test_a_change_is_made_of_each_part():
    parts = Parts.of(pl.DataFrame({"amount_cents": [1, 2]}), pl.DataFrame({"amount_cents": [3]}))
    doubled = parts.changed(lambda part: part.with_columns(amount_cents=part["amount_cents"] * 2))
    assert doubled.whole()["amount_cents"].to_list() == [2, 4, 6]
    assert parts.whole()["amount_cents"].to_list() == [1, 2, 3]


@pytest.mark.parametrize(("language", "words"), [("fr", "trop long pour la place"), ("en", "too long for the room")])
def test_a_full_disk_is_told_with_its_folder_and_what_to_do(ledger, monkeypatch, tmp_path, language, words):
    def full(self):
        raise OSError(errno.ENOSPC, "No space left on device")

    put_down_from(monkeypatch, 0)
    monkeypatch.setattr(Store, "_put_down", full)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    reading = files.read(ledger, language=language)
    assert not reading.is_readable
    (problem,) = reading.problems
    assert words in problem.message
    assert str(tmp_path) in problem.message
