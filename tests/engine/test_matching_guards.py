"""Each guard between a proposal and what is applied by itself: with it gone, this very receipt would go wrong."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.engine.test_matching import JAN, items, matched, paying, receipts
from tests.engine.test_settling import entry, opened, settlement

from ardoise.domain.reconciliation import Tolerances
from ardoise.engine.reconciliation.paid_twice import left_to_a_person

LOW = Tolerances(automatic_from=0.5)
FEB = date(2026, 2, 11)


def test_two_rivals_are_left_to_a_person_however_low_the_bar():
    twins = items(("C1", "A1", 50_000, JAN), ("C1", "A2", 50_000, FEB))
    told = matched(receipts({"amount_cents": 50_000, "counterparty": "MARTIN SARL"}), twins, tolerances=LOW).matches
    assert told.height and not told["is_automatic"].any()


@pytest.mark.parametrize("cents", [80_000, 79_970])
def test_the_bar_is_the_company_s_to_the_last_thousandth(cents):
    """Of the plain amount, and of what is found by searching: a rounding."""
    told = {"counterparty": "MARTIN SARL", "label": "FA-24031"}
    sure = paying(cents, ("C1", "FA-24031", 80_000, FEB), **told)[0]["confidence"]
    for bar, is_automatic in ((sure, True), (sure + 0.001, False)):
        tolerances = Tolerances(automatic_from=bar)
        again, _ = paying(cents, ("C1", "FA-24031", 80_000, FEB), tolerances=tolerances, **told)
        assert again["is_automatic"] is is_automatic


@pytest.mark.parametrize(("paid", "difference"), [(99_950, "rounding"), (950, None)])
def test_fifty_cents_are_a_rounding_of_a_thousand_euros_and_none_of_ten(paid, difference):
    told, _ = paying(paid, ("C1", "FA-24031", paid + 50, FEB), label="FA-24031", counterparty="MARTIN SARL")
    assert told["difference"] == difference


@pytest.mark.parametrize(("open_", "written"), [("FA-2026-114", "FA-2025-114"), ("114/2026", "114/2025")])
def test_the_invoice_of_another_year_is_no_typing_error(open_, written):
    for cents in (50_000, 50_137):
        told, _ = paying(cents, ("C1", open_, cents, JAN), label=f"FACTURE {written}", counterparty="MARTIN SARL")
        assert not told["is_automatic"]


def test_a_number_is_not_mistyped_that_a_document_paid_before_bears():
    received = receipts({"amount_cents": 50_000, "counterparty": "MARTIN SARL", "label": "FA-2026-114"})
    found = matched(received, items(("C1", "FA-2026-124", 50_000, FEB)))

    def told(*known):
        documents = pl.DataFrame({"customer": ["C1"] * len(known), "document": list(known)})
        row = left_to_a_person(found, received, documents).matches.row(0, named=True)
        return row["is_automatic"], row["evidence"][-1]

    assert told("FA-2026-124") == (True, "payer_name"), "nothing else is called so: a typing error"
    assert told("FA-2026-114", "FA-2026-124") == (False, "already_paid")


def test_an_invoice_that_two_receipts_claim_is_paid_once_and_the_rest_stays_with_the_second():
    rows = [entry(1, 10_000, -30), entry(2, -8_000, -5), entry(3, -8_000, -4)]
    assert opened(rows, settlement(2, 1, 8_000, -5), settlement(3, 1, 8_000, -4)) == {3: -6_000}
