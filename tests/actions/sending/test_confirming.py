"""Reminders nobody has confirmed: late once they might have left, white while they still may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.books import AS_OF, AT

from ardoise.actions import dunning
from ardoise.actions.dunning import aside
from ardoise.actions.sending.confirming import unconfirmed
from ardoise.domain.worklist import send_state, waits_since
from ardoise.records.models import Proposal

FRIDAY, SATURDAY, SUNDAY, MONDAY = (AS_OF + timedelta(n) for n in (4, 5, 6, 7))


def proposed(company, by, day):
    run = dunning.plan(company, day, by, AT + (day - AS_OF))
    return list(Proposal.objects.filter(run=run).select_related("customer", "company", "run"))


def stands(company, by, day, **later):
    """How Martin's reminder of that day stands, so much after half past ten."""
    (proposal,) = proposed(company, by, day)
    return unconfirmed(proposal.run, [proposal], AT + (day - AS_OF) + timedelta(**later))[proposal.pk]


def test_on_its_first_day_it_is_late_only_once_its_hours_are_over(book, alice):
    assert stands(book, alice, AS_OF).state == "future"
    late = stands(book, alice, AS_OF, hours=10)  # half past eight in the evening: the company's hours are over
    assert (late.state, late.is_over, late.since_on) == ("late", True, AS_OF)


def test_it_is_late_from_the_next_day_on_since_the_first_on_which_it_might_have_left(book, alice):
    for day in (FRIDAY, SATURDAY, SUNDAY):
        proposed(book, alice, day)
    late = stands(book, alice, MONDAY)
    assert (late.state, late.is_over, late.since_on) == ("late", False, FRIDAY)


def test_what_no_working_day_has_proposed_yet_is_not_late_on_monday(book, alice):
    proposed(book, alice, SATURDAY)
    assert stands(book, alice, SUNDAY, hours=10).state == "future", "nobody is reached on a Sunday"
    assert stands(book, alice, MONDAY).state == "future"


def test_what_somebody_put_off_was_decided_and_another_level_is_another_reminder(book, alice):
    first = proposed(book, alice, FRIDAY)
    aside.put_off(first, FRIDAY, "demain", alice, AT + timedelta(4, hours=1))
    assert stands(book, alice, MONDAY).state == "future", "somebody said: not today"
    Proposal.objects.filter(run__as_of=MONDAY).update(level="another")
    assert stands(book, alice, MONDAY + timedelta(1)).since_on == MONDAY + timedelta(1)


def test_a_list_of_yesterday_is_late_by_itself(book, alice):
    (proposal,) = proposed(book, alice, AS_OF)
    tomorrow = unconfirmed(proposal.run, [proposal], AT + timedelta(1))[proposal.pk]
    assert (tomorrow.state, tomorrow.since_on) == ("late", AS_OF)


@pytest.mark.parametrize(
    ("runs", "since"),
    [
        ([], MONDAY),
        ([(SUNDAY, True, False), (SATURDAY, True, False), (FRIDAY, True, True)], FRIDAY),
        ([(SUNDAY, False, False), (FRIDAY, True, True)], MONDAY),
        ([(SUNDAY, True, False), (SATURDAY, True, False)], MONDAY),
    ],
)
def test_the_waiting_begins_on_the_first_working_day_of_an_unbroken_row(runs, since):
    assert waits_since(MONDAY, runs) == since


def test_what_is_confirmed_is_never_late():
    assert send_state(True, FRIDAY, MONDAY, True) == "confirmed"
    assert send_state(False, FRIDAY, MONDAY, False) == "late"
    assert send_state(False, MONDAY, MONDAY, True) == "late"
    assert send_state(False, MONDAY, MONDAY, False) == "future"
