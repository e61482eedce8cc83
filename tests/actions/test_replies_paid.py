"""*I paid 120 yesterday, the rest on Friday*: of the rest is taken off what nobody has booked yet, and once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.banks import movement, receive
from tests.actions.books import AS_OF, AT, invoice
from tests.actions.mails import mail, received, reminded
from tests.actions.outbox import TEN_DAYS_LATE

from ardoise.actions import reconciliation, replies
from ardoise.actions.reconciliation import Match

YESTERDAY = AS_OF - timedelta(1)
LEFT, PAID = 50_000, 12_000


@pytest.fixture
def owing(company, alice, in_company):
    """Martin owes 500 of which he was reminded, and the 120 that he says he paid."""
    reminded(company, alice)
    return invoice(company, "MARTIN", PAID, TEN_DAYS_LATE, "FA-9")


def rest(company, alice, text="J’ai réglé 120 € hier et je vous règle le solde vendredi."):
    """The amount promised, once a person has accepted the card."""
    _state, reply = received(company, mail(text))
    return replies.accept(reply.findings.get(situation="promise"), alice, AT).amount_cents


def test_what_the_bank_has_shown_and_nobody_applied_is_taken_off(company, alice, owing):
    movement(company, PAID, on=YESTERDAY)
    assert rest(company, alice) == LEFT


@pytest.mark.parametrize("days", [0, 1, 4])
def test_what_was_applied_is_not_taken_off_again_though_the_bank_was_earlier(company, alice, owing, days):
    receive(company, alice, owing, on=YESTERDAY - timedelta(days))
    assert rest(company, alice) == LEFT


def test_a_payment_as_large_of_the_week_before_is_another(company, alice, owing):
    before = invoice(company, "MARTIN", PAID, TEN_DAYS_LATE, "FA-8")
    receive(company, alice, before, on=YESTERDAY - timedelta(7))
    assert rest(company, alice) == LEFT


def test_what_was_kept_on_account_is_not_taken_off_again(company, alice, owing):
    receive(company, alice, cents=PAID, code="MARTIN", on=YESTERDAY)
    assert rest(company, alice) == LEFT


def test_what_came_in_short_of_the_banks_charges_is_not_taken_off_again(company, alice, owing):
    short = movement(company, PAID - 100, on=YESTERDAY)
    charged = Match(short, {owing.pk: PAID}, difference="bank_charges", difference_cents=100)
    reconciliation.apply(charged, alice, AT)
    assert rest(company, alice) == LEFT


def test_what_paid_an_invoice_of_another_account_as_well_is_not_taken_off_again(company, alice, owing):
    other = invoice(company, "DURAND", 2_000, TEN_DAYS_LATE, "FD-9")
    reconciliation.apply(
        Match(movement(company, PAID, on=YESTERDAY), {owing.pk: PAID - 2_000, other.pk: 2_000}), alice, AT
    )
    assert rest(company, alice) == LEFT + 2_000
