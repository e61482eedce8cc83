"""The tables of law, against the facts they were copied from."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pytest
from tests.cast import LEGAL

from ardoise.domain import charges
from ardoise.law import figures, holidays, legal_rate, rates
from ardoise.law.regimes import REGIMES


def read_facts(name):
    path = LEGAL / name
    if not path.exists():
        pytest.skip(f"{name} is not beside this checkout")
    return list(csv.DictReader(path.open(encoding="utf-8")))


def start_of(semester):
    year, half = semester.split("-S")
    return date(int(year), 1 if half == "1" else 7, 1)


def rate(code, day):
    return charges.rate_on(REGIMES[code], day, day)[0]


def test_every_rate_of_the_french_table():
    for row in read_facts("fr_b2b_default_rate.csv"):
        first, last = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
        assert rate("fr-b2b", first) == rate("fr-b2b", last) == Decimal(row["default_L441_10_pct"])
        frozen, _ = charges.rate_on(REGIMES["fr-public"], last, first)
        assert frozen == Decimal(row["public_procurement_R2192_31_pct"])


def test_both_columns_of_the_legal_rate():
    for row in read_facts("fr_legal_interest_rate.csv"):
        day = date.fromisoformat(row["end"])
        assert legal_rate.LEGAL_RATE.on(day).pct == Decimal(row["all_other_creditors_pct"])
        private = legal_rate.LEGAL_RATE_OF_PRIVATE_PERSONS.on(day).pct
        assert private == Decimal(row["creditor_natural_person_non_professional_pct"])
    assert legal_rate.LEGAL_RATE.on(date(2026, 11, 22)).confidence == "medium"


def test_every_rate_of_the_neighbours():
    for row in read_facts("eu_b2b_rates_by_semester.csv"):
        day = start_of(row["semester"])
        for code in ("nl-b2b", "lu-b2b", "es-b2b", "it-b2b", "ie-b2b", "pt-b2b"):
            assert rate(code, day) == Decimal(row["margin8_countries_NL_LU_ES_IT_IE_PT_pct"])
        assert rate("be-b2b", day) == Decimal(row["BE_rounded_up_half_point_pct"])
        assert rate("de-b2b", day) == Decimal(row["DE_b2b_pct"])
        assert rate("de-b2c", day) == Decimal(row["DE_b2c_pct"])


def test_every_base_rate_of_germany_and_britain():
    for row in read_facts("de_basiszinssatz.csv"):
        assert rates.BASISZINSSATZ.on(date.fromisoformat(row["valid_from"])).pct == Decimal(row["basiszinssatz_pct"])
    for row in read_facts("uk_statutory_interest.csv"):
        for day in (row["debts_becoming_late_from"], row["debts_becoming_late_to"]):
            assert rates.BANK_OF_ENGLAND.on(date.fromisoformat(day)).pct + 8 == Decimal(row["statutory_rate_pct"])


def test_every_move_of_the_central_bank():
    facts = read_facts("ecb_mro.csv")
    assert [(str(figure.first_on), str(figure.pct)) for figure in rates.ECB_MAIN_REFINANCING.figures] == [
        (row["effective_date"], row["rate_pct"]) for row in facts
    ]


def test_a_figure_of_low_confidence_sets_no_rate_we_claim():
    doubtful = [figure for figure in rates.ECB_MAIN_REFINANCING.figures if figure.confidence == "low"]
    assert doubtful and all(figure.pct != rates.ECB_BY_SEMESTER.figures[-1].pct for figure in doubtful)


@pytest.mark.parametrize("known", [rates.ECB_BY_SEMESTER, rates.BASISZINSSATZ, rates.BANK_OF_ENGLAND])
def test_the_first_day_of_2027_is_nobodys_guess(known):
    assert known.on(date(2026, 12, 31))
    with pytest.raises(figures.MissingFigureError, match="2027-01-01"):
        known.on(date(2027, 1, 1))


@pytest.mark.parametrize("code", sorted(REGIMES))
def test_figures_stand_in_order_of_their_days(code):
    days = [figure.first_on for figure in REGIMES[code].base.figures]
    assert days == sorted(set(days))


def test_the_holidays_of_france_and_of_target():
    facts = read_facts("fr_public_holidays.csv")
    told = [(str(day), name) for year in range(2025, 2029) for day, name in holidays.french_holidays(year).items()]
    assert sorted(told) == sorted((row["date"], row["name"]) for row in facts)
    closing = [
        (str(day), name) for year in range(2025, 2029) for day, name in holidays.target_closing_days(year).items()
    ]
    assert sorted(closing) == sorted((row["date"], row["name"]) for row in read_facts("target_closing_days.csv"))


def test_easter_of_years_anybody_can_look_up():
    found = [holidays.easter_sunday(year) for year in (1999, 2000, 2008, 2011, 2024, 2038)]
    assert [str(day) for day in found] == [
        "1999-04-04",
        "2000-04-23",
        "2008-03-23",
        "2011-04-24",
        "2024-03-31",
        "2038-04-25",
    ]
