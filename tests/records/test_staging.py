"""Rows laid out beside the database are taken into it as they are, by SQLite's own reading of its own format."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

import polars as pl
import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from ardoise.records import staging
from ardoise.records.models import Customer
from ardoise.records.staging import Layout, Staged

TEXTS = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)
ROWS = st.lists(st.tuples(TEXTS, TEXTS, st.binary(min_size=16, max_size=16)), min_size=1, max_size=40)


def laid_out(path, *frames):
    """What SQLite reads of a file laid out from the frames, table after table, once it has found it sound."""
    layout = Layout(path)
    names = [layout.add(frame) for frame in frames]
    layout.close()
    with sqlite3.connect(path) as base:
        assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        columns = [", ".join(f'"{name}"' for name in frame.columns) for frame in frames]
        return [
            base.execute(f"SELECT {told} FROM {name} ORDER BY rowid").fetchall()
            for told, name in zip(columns, names, strict=True)
        ]


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_sqlite_reads_what_was_laid_out(rows):
    frame = pl.DataFrame(rows, schema={"a": pl.String, "b": pl.String, "key": pl.Binary}, orient="row")
    with tempfile.TemporaryDirectory() as folder:
        assert laid_out(Path(folder) / "rows", frame) == [rows]


def test_long_texts_many_pages_and_several_tables_are_read_too(tmp_path):
    many = pl.DataFrame({"line": [str(n) for n in range(30_000)], "label": ["é" * (n % 400) for n in range(30_000)]})
    wide = pl.DataFrame({"order": ["x" * 2_000] * 50, "key": [bytes([n]) * 16 for n in range(50)]})
    one = pl.DataFrame({"a": ["only"]})
    found = laid_out(tmp_path / "rows", many, wide, one)
    assert found == [many.rows(), wide.rows(), one.rows()]
    assert (tmp_path / "rows").stat().st_size > 100 * staging.PAGE


def test_a_file_without_a_row_is_sound_too(tmp_path):
    assert laid_out(tmp_path / "rows") == []


def test_more_rows_than_a_table_can_number_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "ROWS_MAX", 3)
    with pytest.raises(OverflowError):
        Layout(tmp_path / "rows").add(pl.DataFrame({"a": ["1"] * 4}))


@pytest.mark.skipif(not Staged.is_possible(), reason="PostgreSQL has COPY")
def test_rows_are_taken_with_what_they_share_and_the_file_is_gone(in_company, tmp_path):
    martin, durand = Customer.objects.get(code="MARTIN"), Customer.objects.get(code="DURAND")
    staged = Staged(tmp_path / "rows")
    values = {"role": "billing", "email": ["a@x.example", "b@x.example"], "name": ["Anne", None]}
    staged.add(pl.DataFrame({"place": [1, 0], **values}))
    placed = pl.DataFrame({"place": [0, 1], "customer_id": [martin.pk, durand.pk]})
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE people (customer_id INTEGER, role TEXT, email TEXT, name, n INTEGER)")
        with staged.at_hand():
            assert not (tmp_path / "rows").exists()
            staged.take(People, {"n": 7}, placed)
        cursor.execute("SELECT customer_id, role, email, name, n FROM people ORDER BY rowid")
        assert cursor.fetchall() == [
            (durand.pk, "billing", "a@x.example", "Anne", 7),
            (martin.pk, "billing", "b@x.example", None, 7),
        ]


class People:
    """A table of this test only."""

    class _meta:  # noqa: N801 - Django's own name
        db_table = "people"
