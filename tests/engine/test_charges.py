"""Charges of a whole book agree with the rule for one debt, to the cent."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.reference import charges as reference

from ardoise.domain.ledger import ITEMS
from ardoise.domain.parties import CUSTOMERS
from ardoise.engine.charges import accrue

AS_OF = date(2025, 8, 14)
SCHEMA = ITEMS | {"formal_notice_on": date}
PEOPLE = [
    {"customer": "MARTIN", "customer_kind": "professional"},
    {"customer": "DURAND", "customer_kind": None},
    {"customer": "PETIT", "customer_kind": "consumer"},
    {"customer": "MOREAU", "customer_kind": "public_body"},
]


def book(*rows):
    return pl.DataFrame([dict.fromkeys(SCHEMA) | row for row in rows], schema=SCHEMA)


def customers():
    return pl.DataFrame(PEOPLE, schema=CUSTOMERS)


def item(customer="MARTIN", due=date(2025, 1, 31), cents=10_000_00, **more):
    return {"customer": customer, "due_on": due, "open_cents": cents, "currency": "EUR"} | more


def charges_of(*rows, as_of=AS_OF):
    return accrue(book(*rows), as_of, customers()).select("interest_cents", "fixed_charge_cents").rows()


def test_each_kind_of_customer_has_its_own_rate():
    told = charges_of(item("MARTIN"), item("DURAND"), item("MOREAU"), item("PETIT"), item("NOBODY KNOWS"))
    assert told == [(690_21, 4000), (0, 0), (595_68, 4000), (0, 0), (0, 0)]


def test_nothing_is_claimed_of_somebody_who_may_be_a_consumer():
    unknown = [{"customer": "DURAND", "customer_kind": kind} for kind in (None, "unknown")]
    for person in unknown:
        told = accrue(book(item("DURAND"), item("DURAND", due=None)), AS_OF, pl.DataFrame([person], schema=CUSTOMERS))
        assert told.select("interest_cents", "fixed_charge_cents").rows() == [(0, 0), (0, 0)]


def test_a_consumer_owes_interest_from_the_formal_notice_only():
    told = charges_of(
        item("PETIT", date(2025, 8, 1), 240_00, formal_notice_on=date(2025, 9, 15)), as_of=date(2026, 2, 10)
    )
    assert told == [(2_65, 0)]


def test_a_consumer_put_on_notice_before_the_day_owes_nothing_until_that_day_is_over():
    early, late = item("PETIT", formal_notice_on=date(2025, 1, 2)), item("PETIT", formal_notice_on=date(2025, 1, 31))
    (told, _), (same, _) = charges_of(early, late)
    assert told == same > 0


def test_a_formal_notice_of_today_or_tomorrow_has_earned_nothing_yet():
    told = [item("PETIT", formal_notice_on=date(2025, 8, day)) for day in (14, 15)]
    assert charges_of(*told) == [(0, 0), (0, 0)]
    before_the_tables = item("PETIT", date(2012, 6, 1), formal_notice_on=date(2012, 6, 2))
    assert charges_of(before_the_tables, as_of=date(2012, 6, 2)) == [(0, 0)]


def test_credits_and_what_is_not_overdue_bear_nothing():
    assert charges_of(item(cents=-500_00), item(due=AS_OF), item(due=date(2026, 1, 1))) == [(0, 0)] * 3


def test_a_rate_nobody_has_published_is_unknown_not_guessed():
    assert charges_of(item(due=date(2026, 12, 1)), item("PETIT"), as_of=date(2027, 1, 1)) == [(None, 4000), (0, 0)]


def test_the_first_day_of_the_tables_is_known_the_day_before_is_not():
    told = charges_of(item(due=date(2012, 12, 30)), item(due=date(2012, 12, 31)), as_of=date(2013, 1, 31))
    assert told == [(None, 4000), (91_30, 4000)]


def test_a_frozen_rate_lives_on_after_the_tables_end():
    assert charges_of(item("MOREAU", date(2026, 12, 30)), as_of=date(2027, 1, 9)) == [(28_49, 4000)]


def test_without_a_due_date_nothing_is_known():
    assert charges_of(item(due=None), item(due=None, cents=-1), item("PETIT", None)) == [(None, None), (0, 0), (0, 0)]


def test_forty_euros_are_not_forty_dollars():
    assert charges_of(item(currency="USD")) == [(690_21, None)]


def test_a_debt_of_all_the_world_s_money_does_not_overflow():
    (earned, _) = charges_of(item(cents=10**16))[0]
    assert earned == reference.accrue([item(cents=10**16)], AS_OF, PEOPLE)[0]["interest_cents"]


def test_the_book_comes_back_in_order_with_two_columns_more():
    rows = [item(cents=cents) for cents in (5, -3, 700_00)]
    told = accrue(book(*rows), AS_OF, customers())
    assert told.columns == [*SCHEMA, "interest_cents", "fixed_charge_cents"]
    assert told["open_cents"].to_list() == [5, -3, 700_00]
    assert accrue(book(), AS_OF, customers()).is_empty()


days = st.dates(date(2012, 6, 1), date(2027, 6, 30))
rows = st.fixed_dictionaries(
    {
        "customer": st.sampled_from(["MARTIN", "DURAND", "PETIT", "MOREAU", "NOBODY KNOWS"]),
        "due_on": st.none() | days,
        "formal_notice_on": st.none() | days,
        "open_cents": st.integers(-(10**6), 10**6) | st.integers(-(10**14), 10**14),
        "currency": st.sampled_from(["EUR", None, "CHF"]),
    }
)


@settings(deadline=None)
@given(st.lists(rows, max_size=12), days)
@example([item(cents=10**14, due=date(2013, 1, 1), formal_notice_on=None)], date(2026, 12, 31))
def test_the_columns_agree_with_the_loop(items, as_of):
    expected = reference.accrue(items, as_of, PEOPLE)
    assert charges_of(*items, as_of=as_of) == [
        (each["interest_cents"], each["fixed_charge_cents"]) for each in expected
    ]
