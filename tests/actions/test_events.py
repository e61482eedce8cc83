"""The audit trail: written with the act, chained, and never rewritten unnoticed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from tests.actions.fecs import AT

from ardoise.actions import events
from ardoise.records import guards
from ardoise.records.models import Company, Customer, Event


@pytest.fixture
def trail(company, alice, in_company):
    """Five acts."""
    martin = Customer.objects.get(code="MARTIN")
    with transaction.atomic():
        for number in range(5):
            events.record(company, "noted", alice, AT, martin, martin, after={"n": number}, words=f"Note n° {number}")
    return company


def test_an_event_says_who_did_what_when_to_what(trail, alice):
    first = Event.objects.order_by("seq").first()
    assert (first.seq, first.by, first.verb, first.at) == (1, alice, "noted", AT)
    told = json.loads(bytes(first.content))
    assert told["after"] == {"n": 0} and told["words"] == "Note n° 0" and told["by"] == alice.pk


def test_the_timeline_of_a_customer_is_theirs_latest_first(trail):
    martin, durand = Customer.objects.get(code="MARTIN"), Customer.objects.get(code="DURAND")
    assert [event.told["after"]["n"] for event in events.timeline(martin)] == [4, 3, 2, 1, 0]
    assert events.timeline(durand) == []


def test_each_company_has_its_own_chain(trail, other_company):
    with transaction.atomic():
        assert events.record(other_company, "noted", None, AT).seq == 1
    assert events.verify_chain(trail) is None and events.verify_chain(other_company) is None


def held(of, company):
    """How often an act holds its company's row, in which two events are written."""
    with CaptureQueriesContext(connection) as asked, of:
        for _ in range(2):
            events.record(company, "noted", None, AT)
    return sum(query["sql"].endswith("FOR NO KEY UPDATE") for query in asked)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer: tools/postgresql.py pytest …")
@pytest.mark.django_db(transaction=True)
def test_an_act_holds_its_company_once_but_where_less_than_the_whole_act_may_let_go_of_it():
    one, other = (Company.objects.create(name=name, siren="001847367") for name in ("Ardoise", "Martin"))
    assert held(events.act(one), one) == 1
    assert held(events.act(one), other) == 1 + 2
    with transaction.atomic():
        assert held(transaction.atomic(), one) == 2
        assert held(events.act(one), one) == 1 + 2
    assert held(events.act(one), one) == 1
    assert events.verify_chain(one) is None and events.verify_chain(other) is None


def test_an_instant_of_another_zone_is_the_same_instant(company):
    paris = datetime(2026, 7, 1, 10, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))
    with transaction.atomic():
        events.record(company, "noted", None, paris)
    assert events.verify_chain(company) is None


@pytest.mark.parametrize(
    "rewriting",
    [
        "UPDATE records_event SET verb = 'sent' WHERE seq = 2",
        "DELETE FROM records_event WHERE seq = 5",
        pytest.param(
            "INSERT OR REPLACE INTO records_event SELECT * FROM records_event WHERE seq = 3",
            marks=pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows INSERT OR REPLACE"),
        ),
        pytest.param(
            "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE records_event",
            marks=pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite knows no TRUNCATE"),
        ),
    ],
)
def test_the_database_refuses_to_rewrite(trail, rewriting):
    before = list(Event.objects.order_by("seq").values_list())
    with pytest.raises((IntegrityError, DatabaseError), match="never changed"), transaction.atomic():
        connection.cursor().execute(rewriting)
    assert list(Event.objects.order_by("seq").values_list()) == before


@pytest.mark.parametrize(
    ("tampering", "first_bad"),
    [
        ("UPDATE records_event SET verb = 'sent' WHERE seq = 2", 2),
        ("UPDATE records_event SET by_id = NULL WHERE seq = 4", 4),
        ("UPDATE records_event SET at = '2026-01-16 08:00:00' WHERE seq = 3", 3),
        ("UPDATE records_event SET content = (SELECT content FROM records_event WHERE seq = 4) WHERE seq = 3", 3),
        ("UPDATE records_event SET hash = replace(hash, substr(hash, 1, 1), 'z') WHERE seq = 1", 1),
        ("DELETE FROM records_event WHERE seq = 3", 3),
        ("UPDATE records_event SET seq = 9 WHERE seq = 5", 5),
    ],
)
def test_whoever_lifts_the_guard_is_found(trail, tampering, first_bad):
    guards.lift(connection)
    connection.cursor().execute(tampering)
    assert events.verify_chain(trail) == first_bad


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_its_act_s_transaction_is_refused(company):
    with pytest.raises(RuntimeError, match="transaction"):
        events.record(company, "noted", None, AT)
