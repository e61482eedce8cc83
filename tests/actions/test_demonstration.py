"""The demo firm's past reminders: all of them leave, or it is said which did not and why."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django_scopes import scope
from tests.actions.books import AT, invoice
from tests.actions.outbox import TEN_DAYS_LATE, approved, state_of

from ardoise.actions import companies, demonstration
from ardoise.actions.dunning.waiting import undecided
from ardoise.actions.sending.confirming import unconfirmed
from ardoise.records.models import Company, Event, Message, Run, User


@pytest.fixture
def message(in_company, alice):
    invoice(in_company, "MARTIN", 50_000, TEN_DAYS_LATE)
    return approved(in_company, alice)


def test_a_reminder_put_off_for_minutes_leaves_the_same_morning_and_is_told(in_company, message, caplog):
    Message.objects.update(not_before=AT + timedelta(minutes=5), reason="busy")
    demonstration.leave(in_company, AT)
    assert state_of(message) == "kept"
    assert "MARTIN (queued: busy)" in caplog.text


def test_one_that_a_dead_worker_held_leaves_too(in_company, message):
    Message.objects.update(state="claimed", token="gone", lease_until=AT + timedelta(minutes=3))
    demonstration.leave(in_company, AT)
    assert state_of(message) == "kept"


def test_one_that_stays_behind_fails_the_demo_by_name(in_company, message):
    Message.objects.update(not_before=AT + timedelta(days=1), reason="unforeseen")
    with pytest.raises(RuntimeError, match=r"MARTIN \(queued: unforeseen\)"):
        demonstration.leave(in_company, AT)
    assert state_of(message) == "queued"


@pytest.mark.django_db
def test_a_demo_firm_that_can_not_be_made_whole_is_not_there_at_all(monkeypatch):
    """The next `ardoise up` would open on half of it."""

    def stumble(*_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(demonstration, "bring", stumble)
    with pytest.raises(RuntimeError, match="full"):
        companies.set_up_demo(AT, date(2026, 11, 23))
    assert not (Company.objects.exists() or User.objects.exists() or Event.objects.exists())


@pytest.mark.django_db
def test_a_first_look_on_a_monday_finds_a_few_reminders_late_and_most_to_come():
    as_of = date(2026, 11, 30)
    at = datetime.combine(as_of, time(9), UTC)
    company = demonstration.set_up(at, as_of, customers=60)
    with scope(company=company):
        run = Run.objects.filter(as_of=as_of).get()
        waiting = list(undecided(run).select_related("customer"))
        states = Counter(send.state for send in unconfirmed(run, waiting, at).values())
        assert states["late"] >= 1 and states["future"] > 2 * states["late"], states
        sent = {message.left_on or message.as_of for message in Message.objects.filter(state="kept")}
        assert sent and all(day.weekday() != 6 for day in sent), "nobody was written to on a Sunday"
