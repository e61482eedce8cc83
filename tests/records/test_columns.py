"""A query's answer as columns: whole, however it arrives, or told as failed."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from ardoise.records import columns

MANY = 20_000
NUMBERS = f"""WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {MANY})
    SELECT n, %s || n FROM counted"""
SCHEMA = {"n": int, "told": str}


@pytest.mark.django_db
def test_many_rows_arrive_once_each_and_others_may_be_asked_for_after_them():
    for _ in range(2):
        found = columns.read(NUMBERS, ["un, « deux »\n"], SCHEMA)
        assert found.get_column("n").to_list() == list(range(1, MANY + 1))
        assert found.get_column("told").to_list() == [f"un, « deux »\n{n}" for n in range(1, MANY + 1)]
    assert columns.read(f"{NUMBERS} WHERE n < 0", ["x"], SCHEMA).is_empty()


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite divides by zero: tools/postgresql.py pytest …")
def test_what_fails_among_the_rows_is_told_and_the_line_goes_on():
    with pytest.raises(DatabaseError, match="division by zero"), transaction.atomic():
        columns.read(f"SELECT 1 / ({MANY} - n), told FROM ({NUMBERS}) AS counted(n, told)", ["x"], SCHEMA)
    assert columns.read(NUMBERS, ["x"], SCHEMA).height == MANY
