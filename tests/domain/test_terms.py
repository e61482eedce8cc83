"""Terms of payment: what people write, and the day it means."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import LEGAL

from ardoise.domain import terms
from ardoise.domain.terms import Terms

COLUMNS = {
    "net30": ("30 jours net", "30 days"),
    "net60": ("60 jours", "net 60"),
    "eom45_A_issue_plus_45_then_eom": ("45 jours fin de mois", "45 days end of month"),
    "eom45_B_eom_then_plus_45": ("fin de mois + 45 jours", "end of month 45 days"),
    "fin_de_mois_plus_30": ("fin de mois 30 jours", "30 days after end of month"),
    "one_month_then_eom": ("1 mois fin de mois", "one month end of month"),
    "periodic_invoice_cap_45": ("45 jours", "45 days"),
}
VERDICTS = {
    "yes": "lawful",
    "no": "unlawful",
    "only as an expressly agreed 45-EOM term": "express_only",
}


def read_oracles(name):
    path = LEGAL / name
    if not path.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason=f"{name} is not beside this checkout"))]
    return list(csv.DictReader(path.open(encoding="utf-8")))


def due(text, issued):
    return terms.parse(text).due_on(date.fromisoformat(issued)).isoformat()


@pytest.mark.parametrize("oracle", read_oracles("oracles_due_dates.csv"))
def test_both_ends_of_month_fall_where_they_should(oracle):
    for column, texts in COLUMNS.items():
        for text in texts:
            assert due(text, oracle["issue_date"]) == oracle[column], text


@pytest.mark.parametrize("oracle", read_oracles("oracles_payday_terms.csv"))
def test_a_day_after_the_end_of_month_and_its_ceiling(oracle):
    issued = date.fromisoformat(oracle["issue_date"])
    due_on = terms.parse(oracle["term"]).due_on(issued)
    assert due_on.isoformat() == oracle["due_date"]
    told = terms.check_ceiling(issued, due_on)
    assert told.verdict == VERDICTS[oracle["lawful_b2b"]]
    assert "L441-10" in told.sentence("fr") and "L441-10" in told.sentence("en")


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("30 days", Terms(30)),
        ("30 jours", Terms(30)),
        ("30j", Terms(30)),
        ("30", Terms(30)),
        ("Net 30", Terms(30)),
        ("À 30 jours", Terms(30)),
        ("30 jours nets date de facture", Terms(30)),
        ("30 jours à compter de la date de facture", Terms(30)),
        ("30 days from invoice date", Terms(30)),
        ("payable within 30 days", Terms(30)),
        ("Paiement à 30 jours.", Terms(30)),
        ("45 jours fin de mois", Terms(45, end_of_month="after")),
        ("45 j. FDM", Terms(45, end_of_month="after")),
        ("45 days, end of the month", Terms(45, end_of_month="after")),
        ("30 EOM", Terms(30, end_of_month="after")),
        ("net 30 EOM", Terms(30, end_of_month="after")),
        ("fin de mois + 45 jours", Terms(45, end_of_month="before")),
        ("fin de mois+45 jours", Terms(45, end_of_month="before")),
        ("fin de mois, puis 45 jours", Terms(45, end_of_month="before")),
        ("45 jours après la fin de mois", Terms(45, end_of_month="before")),
        ("45 jours à compter de la fin du mois", Terms(45, end_of_month="before")),
        ("45 days after end of month", Terms(45, end_of_month="before")),
        ("end of month 45 days", Terms(45, end_of_month="before")),
        ("30 jours fin de mois le 10", Terms(30, end_of_month="after", day_of_month=10)),
        ("30 jours fin de mois le 10 du mois suivant", Terms(30, end_of_month="after", day_of_month=10)),
        ("30 days end of month the 10th", Terms(30, end_of_month="after", day_of_month=10)),
        ("30 jours fin de mois, puis le 10", Terms(30, end_of_month="after", day_of_month=10)),
        ("30 days then end of month", Terms(30, end_of_month="after")),
        ("45 days from the end of the month", Terms(45, end_of_month="before")),
        ("one month", Terms(months=1)),
        ("un mois", Terms(months=1)),
        ("2 months", Terms(months=2)),
        ("1 mois fin de mois", Terms(months=1, end_of_month="after")),
        ("fin de mois", Terms(end_of_month="after")),
        ("end of month", Terms(end_of_month="after")),
        ("month end", Terms(end_of_month="after")),
        ("fin du mois suivant", Terms(months=1, end_of_month="after")),
        ("at receipt", Terms()),
        ("due on receipt", Terms()),
        ("à réception de facture", Terms()),
        ("A réception de la facture", Terms()),
        ("Comptant", Terms()),
        ("paiement comptant", Terms()),
        ("immediately", Terms()),
        ("the 5th", Terms(day_of_month=5)),
        ("le 5 du mois", Terms(day_of_month=5)),
        ("le 1er", Terms(day_of_month=1)),
        ("the 5th of the month", Terms(day_of_month=5)),
        ("le 5 du mois suivant", Terms(end_of_month="after", day_of_month=5)),
        ("30 jours le 5", Terms(30, day_of_month=5)),
        ("0 days", Terms()),
        ("30 jours date facture", Terms(30)),
        ("Virement à 30 jours", Terms(30)),
        ("LCR 45 jours fin de mois", Terms(45, end_of_month="after")),
        ("45 JFDM", Terms(45, end_of_month="after")),
        ("45FDM", Terms(45, end_of_month="after")),
        ("30 jours f.d.m. le 15", Terms(30, end_of_month="after", day_of_month=15)),
        ("15 of the month", Terms(day_of_month=15)),
        ("le 15 du mois", Terms(day_of_month=15)),
        ("prélèvement le 5", Terms(day_of_month=5)),
        ("on the 15th of the following month", Terms(end_of_month="after", day_of_month=15)),
        ("dernier jour du mois", Terms(end_of_month="after")),
        ("chèque à réception", Terms()),
        ("due immediately", Terms()),
        ("comptant à réception", Terms()),
        ("net30", Terms(30)),
        ("2/10 net 30", Terms(30)),
        ("2 % 10, net 30", Terms(30)),
        ("1/10, n/30", Terms(30)),
        ("trente jours fin de mois", Terms(30, end_of_month="after")),
        ("quarante-cinq jours", Terms(45)),
    ],
)
def test_people_are_understood(text, meaning):
    assert terms.parse(text) == meaning


@pytest.mark.parametrize(
    "text",
    [
        "",
        "whenever",
        "30 jours ouvrés",
        "45 jours fin de semaine",
        "le 5 ou le 20",
        "-30 days",
        "cash on delivery",
        "30 jours à réception",
        "30/60 jours",
        "< 30 jours",
        "30 日",
    ],
)
def test_what_is_not_understood_is_answered_with_what_is(text):
    with pytest.raises(ValueError, match="45 jours fin de mois"):
        terms.parse(text)


@pytest.mark.parametrize("text", ["le 32", "30 days the 0th", "500 jours", "13 mois"])
def test_what_cannot_be_is_refused(text):
    with pytest.raises(ValueError, match=r"day from 1 to 31|longer than a year"):
        terms.parse(text)


@pytest.mark.parametrize(
    ("text", "issued", "expected"),
    [
        ("one month", "2025-01-31", "2025-02-28"),
        ("30 days", "2025-01-31", "2025-03-02"),
        ("30 jours fin de mois le 10", "2026-12-05", "2027-02-10"),
        ("fin de mois le 31", "2025-01-15", "2025-02-28"),
        ("le 5", "2025-01-04", "2025-01-05"),
        ("le 5", "2025-01-05", "2025-02-05"),
        ("le 5", "2025-01-06", "2025-02-05"),
        ("30 days the 5th", "2025-02-03", "2025-03-05"),
        ("30 days the 5th", "2025-02-04", "2025-04-05"),
        ("le 31", "2025-02-10", "2025-02-28"),
        ("at receipt", "2025-02-10", "2025-02-10"),
        ("30 days", "2026-11-06", "2026-12-06"),  # a Sunday stays a Sunday
    ],
)
def test_the_day_it_means(text, issued, expected):
    assert due(text, issued) == expected


def test_a_term_says_its_rule_in_both_languages():
    agreed = terms.parse("30 jours fin de mois le 10")
    assert agreed.rule("fr") == "émission + 30 jours, puis fin de ce mois, puis le 10 du mois suivant"
    assert agreed.rule("en") == "issue + 30 days, then end of that month, then day 10 of the next month"
    assert terms.parse("fin de mois + 45 jours").rule("fr") == "fin du mois d’émission, puis + 45 jours"
    assert terms.parse("comptant").rule("en") == "the day of issue"
    assert terms.parse("six mois").rule("fr") == "émission + 6 mois"
    assert (terms.parse("1 month").rule("en"), terms.parse("1 jour").rule("fr")) == (
        "issue + 1 month",
        "émission + 1 jour",
    )


def test_a_periodic_invoice_has_forty_five_days():
    issued = date(2025, 1, 15)
    assert terms.check_ceiling(issued, issued + timedelta(60)).verdict == "lawful"
    assert terms.check_ceiling(issued, issued + timedelta(61)).verdict == "express_only"
    assert terms.check_ceiling(issued, date(2025, 3, 1), is_periodic=True).verdict == "lawful"
    told = terms.check_ceiling(issued, date(2025, 3, 2), is_periodic=True)
    assert told.verdict == "unlawful" and "al. 3" in told.sentence() and "2025-03-01" in told.sentence()


every_terms = st.builds(
    Terms,
    days=st.integers(0, 120),
    end_of_month=st.sampled_from(["none", "after", "before"]),
    day_of_month=st.none() | st.integers(1, 31),
)


@settings(deadline=None)
@given(every_terms, st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_nothing_is_due_before_it_is_issued_nor_before_its_days_have_passed(agreed, issued):
    due_on = agreed.due_on(issued)
    assert due_on >= issued
    if agreed.day_of_month is None or agreed.day_of_month <= 28:
        assert due_on >= issued + timedelta(agreed.days)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_gets_terms_or_a_sentence(text):
    try:
        meaning = terms.parse(text)
    except ValueError as refusal:
        meaning = refusal
    assert isinstance(meaning, Terms) or text in str(meaning)
