"""Calls nobody had planned, tasks that a person asks for or hands over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.deliveries import reachable
from tests.actions.outbox import TEN_DAYS_LATE

from ardoise.actions import restraints, rights, tasks
from ardoise.actions.tasks import Said
from ardoise.records.models import Customer, Event, Promise, Task


@pytest.fixture(autouse=True)
def owed(in_company):
    return invoice(in_company, "MARTIN", 154_567, TEN_DAYS_LATE)


@pytest.fixture
def martin(company, owed):
    reachable(company)
    return Customer.objects.get(code="MARTIN")


def test_a_call_nobody_had_planned_is_noted_with_what_it_opens(martin, alice):
    said = Said("Mme Martin", on=AS_OF + timedelta(7), amount_cents=100_000)
    noted = tasks.note_call(martin, "promise", alice, AT, said)
    assert (noted.task.kind, noted.task.outcome, noted.task.phone) == ("call", "promise", "+33612345678")
    assert Promise.objects.get(customer=martin).amount_cents == 100_000
    assert Event.objects.filter(verb="called", customer=martin).count() == 1


def test_clicked_twice_it_is_one_call(martin, alice, bob, company):
    for seconds in (0, 5, 30):
        tasks.note_call(martin, "message_left", alice, AT + timedelta(seconds=seconds))
    assert Task.objects.count() == 1
    tasks.note_call(martin, "message_left", alice, AT + timedelta(hours=2))
    assert Task.objects.count() == 2, "a second call of the day is another"


def test_nobody_answered_comes_back_and_is_then_the_call_that_was_made(martin, alice):
    again = tasks.note_call(martin, "no_answer", alice, AT).task
    assert again.done_at is None and again.due_on > AS_OF and again.attempts == 1
    assert tasks.note_call(martin, "reached", alice, AT + timedelta(1)).task.pk == again.pk
    assert Task.objects.get().outcome == "reached"


def test_what_cannot_be_noted_leaves_nothing_behind(martin, alice):
    with pytest.raises(restraints.Unfit):
        tasks.note_call(martin, "promise", alice, AT)
    with pytest.raises(restraints.Unfit):
        tasks.note_call(martin, "bribe", alice, AT)
    assert not Task.objects.exists() and not Event.objects.filter(verb="called").exists()


def test_a_task_is_asked_for_once(martin, alice):
    first = tasks.ask(martin, "call", "  demander   le bon de commande ", AS_OF, alice, AT)
    assert tasks.ask(martin, "call", "demander le bon de commande", AS_OF, alice, AT) == first
    assert first.subject == "demander le bon de commande" and first.phone
    assert Event.objects.filter(verb="asked_task").count() == 1


@pytest.mark.parametrize(("kind", "on"), [("bribe", AS_OF), ("call", AS_OF - timedelta(1))])
def test_a_task_is_of_a_kind_and_for_a_day_to_come(martin, alice, kind, on):
    with pytest.raises(restraints.Unfit):
        tasks.ask(martin, kind, "", on, alice, AT)


def test_only_those_who_may_send(martin, bob):
    for refused in (
        lambda: tasks.note_call(martin, "reached", bob, AT),
        lambda: tasks.ask(martin, "call", "", AS_OF, bob, AT),
    ):
        with pytest.raises(rights.Refused):
            refused()


def test_two_promises_of_one_call_are_two_and_the_call_is_one(company, martin, alice):
    first, other = (invoice(company, "MARTIN", cents, AS_OF - timedelta(20)) for cents in (10_000, 20_000))
    for entry, days in ((first, 3), (other, 20), (other, 20)):
        said = Said("", AS_OF + timedelta(days), entry.amount_cents, entries=[entry])
        tasks.note_call(martin, "promise", alice, AT + timedelta(seconds=days), said)
    assert Event.objects.filter(verb="called", customer=martin).count() == Task.objects.count() == 1
    assert list(Promise.objects.order_by("pk").values_list("entry", "amount_cents")) == [
        (first.pk, 10_000),
        (other.pk, 20_000),
    ]
