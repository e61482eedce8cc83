"""Late interest, against worked examples computed elsewhere with exact fractions."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import LEGAL

from ardoise.domain import charges
from ardoise.domain.money import cents_of
from ardoise.law.figures import MissingFigureError
from ardoise.law.legal_rate import LEGAL_RATE_OF_PRIVATE_PERSONS
from ardoise.law.regimes import REGIMES

DUE, PAID = date(2025, 1, 31), date(2025, 8, 14)
REGIME_OF_ORACLE = {
    "FR-B2B": "fr-b2b",
    "FR-PUB": "fr-public",
    "FR-B2C": "fr-b2c",
    "FR-JUDG": "fr-judgment",
    "DE-B2B": "de-b2b",
    "DE-B2C": "de-b2c",
    "UK": "uk-b2b",
    "CH": "ch",
    "BE": "be-b2b",
}
CONTRACT_RATES = {"FR-B2B-06": Decimal(5), "FR-B2B-07": Decimal(12)}
PRIVATE_CREDITOR = replace(REGIMES["fr-b2c"], base=LEGAL_RATE_OF_PRIVATE_PERSONS)


def read_oracles(name):
    path = LEGAL / name
    if not path.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"{name} is not beside this checkout"))]
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    return [pytest.param(row, id=next(iter(row.values()))[:40]) for row in rows]


def interest(principal="10000.00", due=DUE, paid=PAID, regime="fr-b2b", **how):
    return charges.late_interest(cents_of(principal), due, paid, charges.regime_named(regime), **how)


@pytest.mark.parametrize("oracle", read_oracles("oracles_interest.csv"))
def test_interest_is_exact_to_the_cent(oracle):
    code = oracle["oracle_id"]
    regime = REGIMES[REGIME_OF_ORACLE[code.rstrip("b").rsplit("-", 1)[0] if code != "FR-JUDG-01" else "FR-JUDG"]]
    if code == "FR-B2C-02":
        regime = PRIVATE_CREDITOR
    due, paid = date.fromisoformat(oracle["due_or_notice_date"]), date.fromisoformat(oracle["paid_date"])
    told = charges.late_interest(
        cents_of(oracle["principal"]),
        due,
        paid,
        regime,
        day_count="act/act" if oracle["day_basis"] == "ACT/ACT" else "act/365",
        contract_pct=CONTRACT_RATES.get(code),
    )
    assert told.days == int(oracle["interest_days"])
    assert told.exact_cents == Fraction(oracle["exact_fraction"]) * 100
    assert told.interest_cents == cents_of(oracle["interest_rounded_once"])
    assert told.fixed_charge_cents == cents_of(oracle["fixed_sum"])
    assert told.total_cents == cents_of(oracle["interest_plus_fixed_sum"])
    assert [written(segment) for segment in told.segments] == [
        part.split(": ", 1)[1].split(" = ")[0] for part in oracle["segments"].split(" | ") if part
    ]


def written(segment):
    return f"{segment.from_on}..{segment.to_on} {segment.days}d @ {segment.rate_pct:.2f}%"


def test_ten_thousand_euros_half_a_year_late_cost_690_21():
    told = interest()
    assert (told.days, told.interest_cents, told.fixed_charge_cents) == (195, 69021, 4000)
    assert [(s.days, str(s.rate_pct)) for s in told.segments] == [(150, "13.15"), (45, "12.15")]
    assert told.segments[0].source == charges.Note(
        fr="C. com. L441-10 II : taux de refinancement de la BCE 3,15 + 10",
        en="C. com. L441-10 II: ECB main refinancing rate 3.15 + 10",
    )


def test_a_company_never_claims_the_rate_of_private_creditors():
    told = interest("240.00", date(2025, 9, 15), date(2026, 2, 10), "fr-b2c")
    assert told.interest_cents == 265 and told.fixed_charge_cents == 0


def test_paid_before_it_is_due_is_no_day_late():
    told = interest(paid=date(2025, 1, 10))
    assert (told.days, told.segments, told.total_cents) == (0, (), 0)


def test_a_rate_nobody_has_published_is_refused_with_a_sentence():
    with pytest.raises(MissingFigureError, match=r"no rate is known for 2027-01-01 .* update Ardoise"):
        interest(due=date(2026, 12, 1), paid=date(2027, 1, 1))


def test_a_frozen_rate_needs_only_its_first_day():
    told = interest(due=date(2026, 12, 30), paid=date(2027, 2, 1), regime="fr-public")
    assert {str(segment.rate_pct) for segment in told.segments} == {"10.40"}


def test_a_clause_below_the_floor_is_raised_to_it_half_year_by_half_year_and_says_so():
    told = interest(contract_pct=Decimal("9.00"))
    assert [str(segment.rate_pct) for segment in told.segments] == ["11.13", "9.00"]
    assert "raised to that floor" in told.notes[0].en and "plancher" in told.notes[0].fr


def test_the_default_rate_is_not_raised_when_it_is_below_the_floor_of_clauses():
    told = interest(due=date(2024, 1, 31), paid=date(2024, 3, 31))
    assert [str(segment.rate_pct) for segment in told.segments] == ["14.50"]


def test_the_belgian_rate_goes_up_to_the_half_point():
    told = interest(due=date(2025, 6, 30), paid=date(2025, 7, 31), regime="be-b2b")
    assert [str(segment.rate_pct) for segment in told.segments] == ["10.5"]  # 2.15 + 8


@pytest.mark.parametrize("pct", ["-1", "NaN", "Infinity"])
def test_a_contract_rate_is_a_percentage_from_nothing_up(pct):
    with pytest.raises(ValueError, match="from 0 up"):
        interest(contract_pct=Decimal(pct))


@pytest.mark.parametrize("regime", ["fr-b2c", "fr-public", "fr-judgment", "de-b2c"])
def test_where_the_law_sets_the_rate_a_clause_is_refused(regime):
    with pytest.raises(ValueError, match="takes no contract rate"):
        interest(regime=regime, contract_pct=Decimal(12))


@pytest.mark.parametrize("principal", ["0.00", "-10.00"])
def test_a_debt_of_nothing_bears_nothing(principal):
    with pytest.raises(ValueError, match="above zero"):
        interest(principal)


def test_an_unknown_regime_is_told_which_exist():
    with pytest.raises(ValueError, match="known: fr-b2b, fr-b2c"):
        charges.regime_named("atlantis")


@pytest.mark.parametrize(
    ("regime", "principal", "charge"),
    [
        ("uk-b2b", "999.99", 4000),
        ("uk-b2b", "1000.00", 7000),
        ("uk-b2b", "10000.00", 10000),
        ("ie-b2b", "1000.00", 4000),
        ("ie-b2b", "1000.01", 7000),
        ("ie-b2b", "10000.00", 7000),
        ("ie-b2b", "10000.01", 10000),
        ("pt-b2b", "1.00", 4000),
        ("ch", "1.00", 0),
    ],
)
def test_the_fixed_charge_follows_its_bands(regime, principal, charge):
    assert charges.fixed_charge_cents(cents_of(principal), REGIMES[regime]) == charge


def test_dutch_interest_joins_the_capital_after_each_full_year():
    told = interest(due=date(2024, 6, 30), paid=date(2025, 12, 31), regime="nl-b2b")
    year = Fraction(10000_00) * (Fraction("12.25") * 184 + Fraction("11.15") * 181) / 36500
    after = (10000_00 + year) * Fraction("10.15") * 184 / 36500
    assert told.exact_cents == year + after


def test_a_dutch_debt_less_than_a_year_late_is_simple():
    assert interest(regime="nl-b2b").exact_cents == interest(regime="lu-b2b").exact_cents


TEN_PERCENT = {"contract_pct": Decimal(10)}  # of 18.25 €: half a cent a day
LONG_AGO = date(2021, 3, 1)


def test_half_a_cent_is_a_cent():
    told = interest("18.25", LONG_AGO, LONG_AGO + timedelta(1), **TEN_PERCENT)
    assert (told.exact_cents, told.interest_cents) == (Fraction(1, 2), 1)


def test_interest_is_struck_in_whole_cents_on_the_day_of_a_payment():
    """Half a cent is told as one and paid as one: the debt itself is not lowered."""
    paid = [charges.Instalment(LONG_AGO + timedelta(1), 1)]
    left = charges.settle(1825, LONG_AGO, paid, LONG_AGO + timedelta(1), REGIMES["fr-b2b"], **TEN_PERCENT)
    assert left.allocations[0].interest_cents == 1 and (left.principal_cents, left.interest_cents) == (1825, 0)


def test_a_payment_takes_the_interest_that_bears_interest_first():
    """At a frozen 10 % yearly compounded: 365 € a year join 3,650 €; paid ten days later, none of them bears more."""
    dutch = replace(REGIMES["nl-b2b"], takes_contract_rate=True)
    paid = [charges.Instalment(LONG_AGO + timedelta(375), 36_500)]
    left = charges.settle(365_000, LONG_AGO, paid, LONG_AGO + timedelta(385), dutch, **TEN_PERCENT)
    assert (left.principal_cents, left.interest_cents) == (365_000, 1_100 + 1_000)


def test_the_five_points_of_a_judgment_come_after_two_months_and_not_on_their_last_day():
    judgment, day = REGIMES["fr-judgment"], date(2024, 11, 1)
    (before, _), (after, _) = (charges.rate_on(judgment, date(2025, 1, last), day) for last in (1, 2))
    assert after == before + 5


@pytest.mark.parametrize("oracle", read_oracles("oracles_imputation.csv")[:2])
def test_a_part_payment_lowers_interest_first_then_principal(oracle):
    left = charges.settle(
        10000_00,
        DUE,
        [charges.Instalment(date(2025, 4, 30), 3000_00)],
        PAID,
        REGIMES["fr-b2b"],
        is_interest_first="interest first" in oracle["rule"],
    )
    (allocation,) = left.allocations
    assert allocation.interest_cents == cents_of(oracle["allocated_interest"])
    assert allocation.principal_cents == cents_of(oracle["allocated_principal"])
    assert left.principal_cents == cents_of(oracle["principal_left"])
    assert left.interest_cents == cents_of(oracle["interest_after"])
    assert left.total_cents == cents_of(oracle["total_to_close"])


def test_a_payment_before_the_due_date_is_all_principal():
    left = charges.settle(1000_00, DUE, [charges.Instalment(date(2025, 1, 15), 1000_00)], PAID, REGIMES["fr-b2b"])
    assert left.total_cents == 0 and left.allocations[0].principal_cents == 1000_00


def test_what_is_paid_beyond_the_debt_is_unapplied():
    left = charges.settle(100_00, DUE, [charges.Instalment(DUE, 150_00)], PAID, REGIMES["fr-b2b"])
    assert left.allocations[0].unapplied_cents == 50_00 and left.total_cents == 0


days = st.dates(date(2022, 1, 1), date(2026, 12, 30))
regimes = st.sampled_from([regime for code, regime in REGIMES.items()])


@settings(deadline=None)
@given(st.integers(1, 10**12), st.lists(days, min_size=3, max_size=3).map(sorted), regimes)
def test_interest_of_two_stretches_is_the_interest_of_both_together(cents, three, regime):
    due, middle, paid = three
    whole = charges.late_interest(cents, due, paid, regime)
    account = charges._Account(Fraction(cents))
    for after, to_on in ((due, middle), (middle, paid)):
        for segment in charges._segments(regime, due, after, to_on, None):
            account.bear(segment, regime, due, "act/365")
    assert account.interest == whole.exact_cents
    assert whole.days == (paid - due).days
    assert abs(whole.interest_cents - whole.exact_cents) <= Fraction(1, 2)


@settings(deadline=None)
@given(st.integers(1, 10**9), days, st.integers(0, 400))
def test_a_day_more_never_costs_less(cents, due, late):
    paid = min(due + timedelta(late), date(2026, 12, 30))
    regime = REGIMES["fr-b2b"]
    today = charges.late_interest(cents, due, paid, regime)
    tomorrow = charges.late_interest(cents, due, paid + timedelta(1), regime)
    assert tomorrow.exact_cents > today.exact_cents


@settings(deadline=None)
@given(st.integers(100, 10**9), days, days, st.lists(st.tuples(days, st.integers(1, 10**9)), max_size=4))
def test_payments_are_spread_to_the_cent(cents, due, as_of, paid):
    payments = [charges.Instalment(on, amount) for on, amount in paid]
    left = charges.settle(cents, due, payments, as_of, REGIMES["nl-b2b"])
    for allocation in left.allocations:
        assert min(allocation.interest_cents, allocation.principal_cents, allocation.unapplied_cents) >= 0
    received = sum(a.interest_cents + a.principal_cents + a.unapplied_cents for a in left.allocations)
    assert received == sum(p.cents for p in payments if p.paid_on <= as_of)
    assert left.principal_cents == cents - sum(a.principal_cents for a in left.allocations) >= 0
