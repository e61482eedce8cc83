"""Sixty days of an invented firm, day by day: what leaves on each, whatever broke down the day before."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from tests import seeds
from tests.actions.books import invoice, pay

from ardoise.actions import nights, policies, restraints, sending
from ardoise.actions.dunning import braking
from ardoise.actions.restraints import Noted
from ardoise.domain import policies as words
from ardoise.domain.dunning import DEFAULT_POLICY
from ardoise.records.models import Brake, Contact, Customer, Dispute, Import, Message, MessageItem, Run

SEEDS = seeds.drawn(1)
FIRST = date(2026, 3, 16)  # a Monday
DAYS = [FIRST + timedelta(n) for n in range(60)]
LADDER = ["friendly", "firm", "formal_notice"]
AUTOMATIC = words.described(DEFAULT_POLICY) | {
    "levels": [level | {"is_automatic": True} for level in words.described(DEFAULT_POLICY)["levels"][1:]]
}

CALENDAR = {
    # Durand: due on 18 March, 7 days late
    date(2026, 3, 25): {"DURAND": "friendly"},
    # Martin: due on 20 March
    date(2026, 3, 27): {"MARTIN": "friendly"},
    # Petit: due on 25 March; pays on 3 April and hears nothing more
    date(2026, 4, 1): {"PETIT": "friendly"},
    # Durand, 21 days late; the invoice of 2 April comes along
    date(2026, 4, 8): {"DURAND": "firm"},
    date(2026, 4, 10): {"MARTIN": "firm"},
    # Moreau disputed from 27 March to 20 April: 29 days late, he begins with the first rung all the same
    date(2026, 4, 20): {"MOREAU": "friendly"},
    # Lefebvre: due on 15 April
    date(2026, 4, 22): {"LEFEBVRE": "friendly"},
    date(2026, 4, 27): {"MOREAU": "firm"},
    # 45 days late on Saturday 2 May, on Monday 4 May; Moreau on 6 May
    date(2026, 5, 4): {"DURAND": "formal_notice", "MARTIN": "formal_notice"},
    date(2026, 5, 6): {"LEFEBVRE": "firm", "MOREAU": "formal_notice"},
}
"""What a person would write on a wall: on every other day nothing leaves."""


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def received(settings, tmp_path):
    settings.RECEIVED_FILES = tmp_path / "received"
    nights.FAILED.clear()


@pytest.fixture
def firm(in_company, alice):
    """Five customers, one policy that needs nobody."""
    lefebvre = Customer.objects.create(company=in_company, code="LEFEBVRE", name="Lefebvre & Associés")
    Contact.objects.create(company=in_company, customer=lefebvre, email="lefebvre@client.example")
    dues = {"MARTIN": date(2026, 3, 20), "MOREAU": date(2026, 3, 22), "LEFEBVRE": date(2026, 4, 15)}
    for code, due_on in dues.items():
        invoice(in_company, code, 100_000, due_on)
    invoice(in_company, "DURAND", 60_000, date(2026, 3, 18))
    invoice(in_company, "DURAND", 40_000, date(2026, 4, 2))
    in_company.paid_later = invoice(in_company, "PETIT", 50_000, date(2026, 3, 25))
    policy = policies.adopt(in_company, alice, noon(FIRST))
    policies.switch_on(policies.draft(policy, AUTOMATIC, alice, noon(FIRST)), alice, noon(FIRST))
    return in_company


def live(firm, alice, day: date, is_planned: bool = True, is_sent: bool = True) -> None:
    """A day of the firm: the books come in, the night makes its run, the outbox is emptied; or a part breaks down."""
    at = noon(day)
    Import.objects.update(ended_at=at - timedelta(hours=2))
    if day == date(2026, 3, 27):
        restraints.block(Customer.objects.get(code="MOREAU"), date(2026, 4, 19), Noted("conteste", day, alice, at))
    if day == date(2026, 4, 3):
        pay(firm, "PETIT", firm.paid_later, on=day)
    if is_planned:
        nights.run_nights(lambda: at)
        for brake in Brake.objects.filter(released_at=None):
            braking.release(brake, "premier passage, vérifié", alice, at)
    if is_sent:
        sending.dispatch(firm, lambda: at)


def left(on: date | None = None) -> list[tuple[str, str]]:
    """Customer and level of what left, that day or ever, in the order in which it did."""
    gone = Message.objects.filter(state__in=["kept", "sent"]).order_by("left_at", "pk")
    gone = gone.filter(left_on=on) if on else gone
    return list(gone.values_list("customer__code", "level"))


def test_every_day_what_should_leave_leaves_and_nothing_else(firm, alice):
    for day in DAYS:
        live(firm, alice, day)
        assert dict(left(day)) == CALENDAR.get(day, {}), day
    assert len(left()) == sum(len(told) for told in CALENDAR.values())
    assert not Dispute.objects.exists() and Run.objects.count() == len({run.as_of for run in Run.objects.all()})


@pytest.mark.parametrize("seed", SEEDS)
def test_outages_put_off_and_neither_skip_nor_repeat_a_step(firm, alice, seed):
    chance = random.Random(seed)
    for day in DAYS:
        is_calm = day >= DAYS[-10]
        live(firm, alice, day, is_calm or chance.random() > 0.4, is_calm or chance.random() > 0.4)
        assert all(n == 1 for n in Counter(left(day)).values())
    heard: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for message in Message.objects.filter(state="kept").select_related("customer").order_by("left_on"):
        heard[message.customer.code].append((message.left_on, message.level))
    for code, told in heard.items():
        levels = [level for _day, level in told]
        assert levels == LADDER[: len(levels)], (code, told)
        assert all((b[0] - a[0]).days >= 7 for a, b in pairwise(told)), (code, told)
        assert told[0][0] >= min(day for day, calendar in CALENDAR.items() if code in calendar), (code, told)
    said = MessageItem.objects.filter(message__state="kept", open_cents__gt=0).values_list("entry", "level")
    assert len(said) == len(set(said))
    for code in ("MARTIN", "DURAND", "MOREAU"):
        assert len(heard[code]) == 3, (code, heard[code])
    assert len(heard["LEFEBVRE"]) == 2 and len(heard["PETIT"]) <= 1
