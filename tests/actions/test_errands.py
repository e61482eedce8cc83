"""Long work: asked once, carried out once, recorded, and found again when its worker died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from tests.actions.books import AS_OF, AT, invoice

from ardoise.actions import dunning, errands, rights, work
from ardoise.actions.imports.locks import alone, is_held
from ardoise.records.models import Approval, Errand, Event, Message, Proposal, Run

LATER = AT + timedelta(minutes=5)


@pytest.fixture
def book(in_company):
    """Martin and Petit each owe an invoice ten days late."""
    for code in ("MARTIN", "PETIT"):
        invoice(in_company, code, 120_000, AS_OF - timedelta(10), f"FA-{code}")
    return in_company


@pytest.fixture
def proposals(book, alice):
    return list(dunning.plan(book, AS_OF, alice, AT).proposals.values_list("pk", flat=True))


def done(errand):
    return errands.carry_out(errand.pk, lambda: LATER)


def test_a_plan_that_was_asked_is_computed_as_of_the_day_and_the_instant_it_was_asked(book, alice):
    ended = done(errands.ask_plan(book, AS_OF, alice, AT))
    run = Run.objects.get()
    assert (run.as_of, run.at, run.by) == (AS_OF, AT, alice)
    assert (ended.state, ended.progress, ended.ended_at, ended.outcome["proposals"]) == ("done", 100, LATER, 2)


def test_it_needs_the_right_when_asked_and_still_when_carried_out(book, bob, charlie, alice, proposals):
    for ask, what in ((errands.ask_plan, AS_OF), (errands.ask_approvals, proposals)):
        with pytest.raises(rights.Refused):
            ask(book, what, bob, AT)
        with pytest.raises(rights.Missing):
            ask(book, what, charlie, AT)
    asked = errands.ask_approvals(book, proposals, alice, AT)
    alice.memberships.update(role="reader")
    assert done(asked).state == "failed" and not Approval.objects.exists()


def test_asking_and_ending_are_recorded(book, alice):
    done(errands.ask_plan(book, AS_OF, alice, AT))
    assert list(Event.objects.order_by("seq").values_list("verb", "by__username")) == [
        ("asked_plan", "alice"),
        ("planned", "alice"),
        ("ended_plan", "alice"),
    ]


def test_asked_twice_it_is_one_errand_and_carried_out_twice_it_is_done_once(book, alice):
    first, second = (errands.ask_plan(book, AS_OF, alice, AT) for _click in range(2))
    assert first == second
    for _worker in range(2):
        done(first)
    assert Event.objects.filter(verb="planned").count() == Event.objects.filter(verb="ended_plan").count() == 1
    assert errands.ask_plan(book, AS_OF, alice, LATER) != first, "once ended, it may be asked again"


def test_the_same_proposals_in_another_order_are_the_same_errand(book, alice, proposals):
    first = errands.ask_approvals(book, proposals, alice, AT)
    assert errands.ask_approvals(book, proposals[::-1], alice, AT) == first
    assert errands.ask_approvals(book, proposals[:1], alice, AT) != first


def test_what_is_approved_and_what_is_refused_is_told(book, alice, proposals):
    asked = errands.ask_approvals(book, [*proposals, 987_654], alice, AT)
    assert done(asked).outcome == {"approved": 2, "refused": {"replaced": 1}, "refusals": []}
    assert Approval.objects.count() == Message.objects.count() == 2


def test_a_worker_killed_between_two_approvals_is_followed_by_one_that_ends_the_work_once(book, alice, proposals):
    asked = errands.ask_approvals(book, proposals, alice, AT)
    work.enqueue(asked)
    work.tasks(Errand).update(status=TaskResultStatus.RUNNING)
    Errand.objects.update(state="running", attempts=1)
    dunning.approve(Proposal.objects.filter(pk=proposals[0]).select_related("company"), alice, AT)
    assert work.recover(LATER) == 2
    asked.refresh_from_db()
    assert asked.state == "waiting" and work.tasks(Errand).get().status == TaskResultStatus.READY
    assert done(asked).outcome["approved"] == 2
    assert Approval.objects.count() == Message.objects.count() == 2


def test_work_that_others_kept_from_the_database_is_begun_again_and_done_once(book, alice, proposals, monkeypatch):
    real, begun = errands.WORK["approve"], []

    def held_up_once(errand, *told):
        begun.append(errand)
        if len(begun) == 1:
            dunning.approve(Proposal.objects.filter(pk=proposals[0]).select_related("company"), alice, AT)
            raise OperationalError("database is locked")
        return real(errand, *told)

    monkeypatch.setitem(errands.WORK, "approve", held_up_once)
    asked = errands.ask_approvals(book, proposals, alice, AT)
    assert done(asked).outcome["approved"] == 2
    assert Approval.objects.count() == Message.objects.count() == 2


def test_work_that_a_living_process_does_is_left_to_it(book, alice):
    asked = errands.ask_plan(book, AS_OF, alice, AT)
    Errand.objects.update(state="running", attempts=1)
    with alone(book.pk, about=errands.LOCKS["plan"]):
        assert not errands.recover(LATER)
    asked.refresh_from_db()
    assert asked.state == "running"


def test_work_that_kills_its_worker_again_and_again_is_given_up_with_a_sentence(book, alice):
    asked = errands.ask_plan(book, AS_OF, alice, AT)
    Errand.objects.update(state="running", attempts=errands.ATTEMPTS)
    errands.recover(LATER)
    asked.refresh_from_db()
    assert asked.state == "failed" and "3" in asked.outcome["words"]
    assert not Run.objects.exists()


HOLDER = """
import sys, time, django
django.setup()
from django.conf import settings
from django.db import connection
from pathlib import Path
settings.RECEIVED_FILES, connection.settings_dict["NAME"] = Path(sys.argv[1]), sys.argv[2]
from ardoise.actions.imports.locks import alone
with alone(int(sys.argv[3]), about="-plan"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_the_lock_of_a_process_that_is_killed_is_free_and_its_work_is_found(book, alice, settings):
    asked = errands.ask_plan(book, AS_OF, alice, AT)
    Errand.objects.update(state="running", attempts=1)
    told = [str(settings.RECEIVED_FILES), str(connection.settings_dict["NAME"]), str(book.pk)]
    worker = subprocess.Popen([sys.executable, "-c", HOLDER, *told], stdout=subprocess.PIPE, text=True)
    assert worker.stdout.readline() == "held\n"
    assert is_held(book.pk, "-plan") and not errands.recover(LATER)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    for _ in range(1200):
        if not is_held(book.pk, "-plan"):
            break
        time.sleep(0.05)  # a server hears of it a moment later
    assert errands.recover(LATER) == [asked]


def test_nobody_at_work_is_noticed_and_somebody_is_too(book, alice):
    work.enqueue(errands.ask_plan(book, AS_OF, alice, AT))
    now = timezone.now()
    assert not work.is_unanswered(now)
    assert work.is_unanswered(now + timedelta(minutes=1))
    work.tasks(Errand).update(status=TaskResultStatus.RUNNING)
    assert work.is_unanswered(now + timedelta(minutes=1)), "its worker died"
    with alone(book.pk, about="-plan"):
        assert not work.is_unanswered(now + timedelta(minutes=1))


def test_what_came_of_it_is_told_once_to_who_asked(book, alice, bob):
    ended = done(errands.ask_plan(book, AS_OF, alice, AT))
    assert not errands.tell_outcome(ended, bob, LATER)
    assert errands.tell_outcome(ended, alice, LATER)
    assert not errands.tell_outcome(ended, alice, LATER)
