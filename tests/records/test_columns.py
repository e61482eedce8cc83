"""A query's answer as columns: whole, however it arrives, or told as failed."""

from __future__ import annotations

from datetime import date

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
        found = columns.read(NUMBERS, ["un, « deux »\n"], SCHEMA).sort("n")
        assert found.get_column("n").to_list() == list(range(1, MANY + 1))
        assert found.get_column("told").to_list() == [f"un, « deux »\n{n}" for n in range(1, MANY + 1)]
    assert columns.read(f"{NUMBERS} WHERE n < 0", ["x"], SCHEMA).is_empty()


KINDS = (
    """SELECT 1, '', '2024-02-29', 1 = 1 UNION ALL SELECT 2, 'é', NULL, NULL UNION ALL SELECT NULL, NULL, NULL, 1 = 0"""
)
OF_KINDS = {"number": int, "words": str, "on": date, "is_so": bool}


@pytest.mark.django_db
def test_few_rows_arrive_as_many_do():
    few = columns.read(f"SELECT * FROM ({KINDS}) AS told", [], OF_KINDS)
    counted = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 500) SELECT n FROM c"
    many = columns.read(f"SELECT k.* FROM ({KINDS}) AS k CROSS JOIN ({counted}) AS c", [], OF_KINDS)
    assert few.rows() == [(1, None, date(2024, 2, 29), True), (2, "é", None, None), (None, None, None, False)]
    assert many.height == 1500 and set(many.rows()) == set(few.rows()) and many.schema == few.schema
    nobody = columns.read(f"SELECT * FROM ({KINDS}) AS told WHERE 1 = 0", [], OF_KINDS)
    assert nobody.is_empty() and nobody.schema == few.schema


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite divides by zero: tools/postgresql.py pytest …")
def test_what_fails_among_the_rows_is_told_and_the_line_goes_on():
    with pytest.raises(DatabaseError, match="division by zero"), transaction.atomic():
        columns.read(f"SELECT 1 / ({MANY} - n), told FROM ({NUMBERS}) AS counted(n, told)", ["x"], SCHEMA)
    assert columns.read(NUMBERS, ["x"], SCHEMA).height == MANY
