"""A payment that is less than all that is owed goes where the debtor says, else where the law says."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import REALDATA

from ardoise.domain.imputation import ORDERS, Debt, impute
from ardoise.law import imputation as law

PAID_ON = date(2026, 3, 1)
ORACLES = REALDATA.parent / "legal" / "facts" / "oracles_imputation.csv"


def parts(debts, cents, **more):
    imputed, left = impute(debts, cents, PAID_ON, **more)
    return {one.key: one.cents for one in imputed}, left


def test_a_part_payment_goes_to_the_interest_first():
    debt = Debt("A", 1_000_000, date(2025, 1, 31), interest_cents=32_064)
    (one,), left = impute([debt], 300_000, date(2025, 4, 30))
    assert (one.interest_cents, one.principal_cents, left) == (32_064, 267_936, 0)
    assert law.rule(one.rules[-1]).article == "C. civ. art. 1343-1"


def test_to_the_principal_first_where_it_is_agreed():
    debt = Debt("A", 1_000_000, date(2025, 1, 31), interest_cents=32_064)
    (one,), _ = impute([debt], 300_000, date(2025, 4, 30), order="principal_first")
    assert (one.interest_cents, one.principal_cents) == (0, 300_000)


def test_what_falls_due_on_the_very_day_is_due():
    due, dearer = Debt("today", 10_000, PAID_ON), Debt("tomorrow", 10_000, date(2026, 3, 2), rate_bp=1_200)
    assert parts([dearer, due], 10_000) == ({"today": 10_000}, 0)


def test_due_debts_first_then_the_dearest_then_the_oldest():
    debts = [
        Debt("A", 30_000, date(2026, 1, 10)),
        Debt("B", 40_000, date(2026, 2, 10), rate_bp=1215),
        Debt("C", 20_000, date(2026, 6, 1), rate_bp=2000),
    ]
    assert parts(debts, 50_000) == ({"B": 40_000, "A": 10_000}, 0)


def test_what_the_debtor_says_comes_before_all():
    debts = [Debt("A", 30_000, date(2026, 2, 10)), Debt("B", 40_000, date(2026, 1, 10), rate_bp=1215)]
    assert parts(debts, 20_000, designated=["A"]) == ({"A": 20_000}, 0)


def test_debts_alike_share_in_proportion():
    debts = [Debt("A", 30_000, date(2026, 1, 10)), Debt("B", 10_000, date(2026, 1, 10))]
    assert parts(debts, 10_000) == ({"A": 7_500, "B": 2_500}, 0)
    three = [replace(debts[0], key=key, principal_cents=cents) for key, cents in {"A": 1, "B": 2, "C": 4}.items()]
    assert parts(three, 2) == ({"B": 1, "C": 1}, 0)  # cents that don't divide: to the largest remainders


def test_what_nobody_asks_stays():
    assert parts([Debt("A", 30_000, date(2026, 1, 10))], 50_000) == ({"A": 30_000}, 20_000)


DEBTS = st.lists(
    st.builds(
        Debt, st.sampled_from("ABCDEFGH"), st.integers(0, 5_000), st.dates(date(2026, 1, 1), date(2026, 4, 1)),
        st.integers(0, 300), st.sampled_from([0, 800, 1215]),
    ),
    max_size=6, unique_by=lambda debt: debt.key,
)  # fmt: skip


@given(DEBTS, st.integers(0, 20_000), st.lists(st.sampled_from("ABCDEFGH"), max_size=3), st.sampled_from(ORDERS))
def test_nothing_is_lost_and_no_debt_gets_more_than_it_asks(debts, cents, designated, order):
    imputed, left = impute(debts, cents, PAID_ON, designated, order)
    asked = {debt.key: debt for debt in debts}
    assert sum(one.cents for one in imputed) + left == cents and left >= 0
    assert all(0 <= one.principal_cents <= asked[one.key].principal_cents for one in imputed)
    assert all(0 <= one.interest_cents <= asked[one.key].interest_cents for one in imputed)
    assert left == 0 or sum(one.cents for one in imputed) == sum(debt.cents for debt in debts)
    assert impute(debts[::-1], cents, PAID_ON, designated, order) == (imputed, left)


@pytest.mark.skipif(not ORACLES.is_file(), reason=f"no oracles here: {ORACLES}")
def test_the_oracles_of_interest_and_principal_hold():
    with ORACLES.open(encoding="utf-8") as stream:
        told = {row["oracle_id"]: row for row in csv.DictReader(stream)}
    for oracle, order in (("IMP-01", "legal"), ("IMP-02", "principal_first")):
        row = told[oracle]
        debt = Debt("A", 1_000_000, date(2025, 1, 31), interest_cents=32_064)
        (one,), _ = impute([debt], 300_000, date(2025, 4, 30), order=order)
        assert f"{one.interest_cents / 100:.2f}" == row["allocated_interest"]
        assert f"{one.principal_cents / 100:.2f}" == row["allocated_principal"]
        assert f"{(debt.principal_cents - one.principal_cents) / 100:.2f}" == row["principal_left"]
