"""What a worker asks of the database is answered by an index, so that a message costs as much among a hundred thousand
as among ten."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from tests.actions.outbox import clock, many_approved

from ardoise.actions import sending
from ardoise.records.models import Customer

GROWING = ("message", "messageitem", "attachment", "entry", "event", "task", "customer", "contact", "proposal")
OF_ONE_COMPANY = re.compile(r"SEARCH \w+ USING (COVERING )?INDEX records_\w+_company_id_\w+ \(company_id=\?\)$")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by its statistics, which a test has not")
def test_no_question_of_a_worker_reads_a_table_through(book, alice):
    many_approved(book, alice)
    for number, customer in enumerate(Customer.objects.all()):
        Customer.objects.filter(pk=customer.pk).update(siren=f"{number // 2:09d}")  # two customers are one debtor
    asked = {}

    def hear(execute, sql, params, many, context):
        asked[sql] = params
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hear):
        assert sending.dispatch(book, clock).counts["kept"] > 5
    through = {sql: told for sql, params in asked.items() if (told := read_through(sql, params))}
    assert not through, through


def read_through(sql, params):
    """The steps of a query's plan that read all rows of a table that grows, or all of one company's."""
    if not sql.lstrip().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
        return []
    with connection.cursor() as cursor:
        steps = [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()]
    return [
        step for step in steps if (step.startswith("SCAN") or OF_ONE_COMPANY.match(step)) and names_growing(step, sql)
    ]


def names_growing(step, sql):
    """Is it a table that grows, by its name or by the one the query gives it?"""
    name = step.split()[1]
    table = re.search(rf"records_(\w+) (?:AS )?{name}\b", sql)
    return (table[1] if table else name.removeprefix("records_")) in GROWING
