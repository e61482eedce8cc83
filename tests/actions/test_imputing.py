"""A part payment that names nothing is spread by law or oldest first; how a customer pays is learned, and unlearned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.banks import movement, receive
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.fecs import open_by_document

from ardoise.actions import reconciliation
from ardoise.actions.reconciliation import Match
from ardoise.records.models import Customer, Habit

OLD, NEW, LATER = AS_OF - timedelta(40), AS_OF - timedelta(10), AS_OF + timedelta(20)


@pytest.fixture
def bills(in_company):
    dues = {"NEW": (40_000, NEW), "OLD": (30_000, OLD), "LATER": (20_000, LATER)}
    return {name: invoice(in_company, "MARTIN", cents, due, name) for name, (cents, due) in dues.items()}


def spread(company, bills, cents, designated=()):
    martin = Customer.objects.get(code="MARTIN")
    told = reconciliation.impute(martin, cents, AS_OF, "EUR", [bills[name].pk for name in designated])
    names = {bill.pk: name for name, bill in bills.items()}
    return {names[entry]: part for entry, part in told.allocations.items()}, told.left_cents


def test_what_is_due_first_and_the_oldest_of_it(company, bills):
    assert spread(company, bills, 50_000) == ({"OLD": 30_000, "NEW": 20_000}, 0)
    assert spread(company, bills, 95_000) == ({"OLD": 30_000, "NEW": 40_000, "LATER": 20_000}, 5_000)


def test_what_the_customer_named_comes_before_all(company, bills):
    assert spread(company, bills, 50_000, ["LATER"]) == ({"LATER": 20_000, "OLD": 30_000}, 0)
    martin, part = Customer.objects.get(code="MARTIN"), {bills["NEW"].pk: 15_000}
    told = reconciliation.impute(martin, 50_000, AS_OF, "EUR", parts=part)
    assert told.allocations == {bills["NEW"].pk: 20_000, bills["OLD"].pk: 30_000} and told.rules[0] == "designated"
    assert reconciliation.impute(martin, 15_000, AS_OF, "EUR", parts=part).allocations == part


def test_of_one_day_each_gets_its_share(company, in_company):
    two = {str(cents): invoice(company, "MARTIN", cents, OLD, str(cents)) for cents in (30_000, 10_000)}
    assert spread(company, two, 10_000) == ({"30000": 7_500, "10000": 2_500}, 0)


def test_it_is_applied_as_it_is_spread(company, bills, alice):
    received = movement(company, 50_000)
    told = reconciliation.impute(Customer.objects.get(code="MARTIN"), 50_000, AS_OF, "EUR")
    reconciliation.apply(Match(received, told.allocations), alice, AT)
    assert open_by_document(company, AS_OF) == {"NEW": 20_000, "LATER": 20_000}


def test_how_a_customer_pays_is_learned_of_what_people_confirm_and_unlearned_when_undone(company, bills, alice):
    (done,) = receive(company, alice, bills["OLD"])
    assert Habit.objects.get(habit="oldest_first").times == 1
    assert Habit.objects.get(habit="whole_balance").against == 1
    reconciliation.unreconcile(done, alice, AT)
    assert {(habit.times, habit.against) for habit in Habit.objects.all()} == {(0, 0)}
    habit = Habit.objects.first()
    assert reconciliation.forget(company, habit, alice, AT) and not reconciliation.forget(company, habit, alice, AT)
