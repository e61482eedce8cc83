"""Each invariant of receipts, broken by hand in the database: verification says which, in a sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.actions.banks import movement, receive
from tests.actions.books import AS_OF, invoice

from ardoise.actions.verification import verify
from ardoise.records.models import BankStatement, Entry, Movement, Reconciliation, Settlement, Sighting


@pytest.fixture
def sound(in_company, alice):
    """Martin paid two invoices by one receipt; something else waits."""
    one, two = (invoice(in_company, "MARTIN", cents, AS_OF, f"F{cents}") for cents in (12_000, 5_000))
    receive(in_company, alice, one, two)
    movement(in_company, 900)
    assert verify(in_company) == []
    return in_company


BREAKS = {
    "settled": lambda: Settlement.objects.filter(cents=12_000).update(cents=12_001),
    "pairs": lambda: Settlement.objects.filter(cents=5_000).update(from_on=AS_OF - timedelta(1)),
    "receipts": lambda: Movement.objects.filter(amount_cents=17_000).update(amount_cents=16_000),
    "postings": lambda: Entry.objects.filter(kind="payment").update(gone_on=AS_OF),
    "statements": lambda: BankStatement.objects.update(opening_cents=0, closing_cents=1),
}


@pytest.mark.parametrize("check", BREAKS)
def test_what_is_broken_is_found(sound, check):
    BREAKS[check]()
    assert check in {finding.check for finding in verify(sound)}


def test_a_receipt_that_no_statement_tells_any_more_is_found(sound):
    Sighting.objects.filter(movement__amount_cents=17_000).delete()
    assert "receipts" in {finding.check for finding in verify(sound)}


def test_an_undone_act_whose_payment_still_counts_is_found(sound):
    from tests.actions.books import AT

    Reconciliation.objects.update(undone_at=AT)
    assert "postings" in {finding.check for finding in verify(sound)}
