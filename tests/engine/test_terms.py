"""Due dates of a whole book agree with the rule for one invoice."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference import terms as reference

from ardoise.domain.ledger import ENTRIES, KINDS
from ardoise.domain.parties import CUSTOMERS
from ardoise.engine.terms import derive_due_dates

TEXTS = [
    "30 days",
    "30 jours net",
    "45 jours fin de mois",
    "fin de mois + 45 jours",
    "30 jours fin de mois le 10",
    "fin de mois le 31",
    "1 mois",
    "2 mois fin de mois",
    "fin de mois",
    "le 5",
    "le 31",
    "30 days the 29th",
    "end of month + 30 days the 10th",
    "à réception",
]


def book(*rows):
    return pl.DataFrame([dict.fromkeys(ENTRIES) | row for row in rows], schema=ENTRIES)


def customers(**terms):
    return pl.DataFrame([{"customer": code, "terms": text} for code, text in terms.items()], schema=CUSTOMERS)


def invoice(customer="MARTIN", issued=date(2025, 1, 15), cents=100_00, **more):
    return {"customer": customer, "document_on": issued, "amount_cents": cents, "kind": "invoice"} | more


def test_each_customer_has_its_own_terms_and_the_others_the_company_s():
    derived = derive_due_dates(
        book(invoice("MARTIN"), invoice("DURAND"), invoice("PETIT")),
        customers(MARTIN="45 jours fin de mois", DURAND=None),
        "30 days",
    )
    assert derived["due_on"].to_list() == [date(2025, 3, 31), date(2025, 2, 14), date(2025, 2, 14)]
    assert derived["is_due_derived"].all()
    assert "_terms" not in derived.columns


def test_a_due_date_that_was_given_stays_and_is_not_called_derived():
    given_on = date(2025, 6, 1)
    derived = derive_due_dates(book(invoice(due_on=given_on)), customers(), "30 days")
    assert derived.row(0, named=True)["due_on"] == given_on and not derived["is_due_derived"][0]


def test_asked_twice_it_says_the_same():
    once = derive_due_dates(book(invoice()), customers(), "30 days")
    assert derive_due_dates(once, customers(), "60 days").equals(once)


def test_credits_and_returned_payments_are_due_on_their_own_day():
    derived = derive_due_dates(
        book(
            invoice(cents=-50_00, kind="credit_note"),
            invoice(cents=-50_00, kind="payment"),
            invoice(kind="returned_payment"),
        ),
        customers(),
        "30 days",
    )
    assert derived["due_on"].to_list() == [date(2025, 1, 15)] * 3


def test_without_a_document_date_the_booking_date_counts_and_without_any_nothing_is_invented():
    derived = derive_due_dates(
        book(invoice(issued=None, booked_on=date(2025, 1, 20)), invoice(issued=None)), customers(), "30 days"
    )
    assert derived["due_on"].to_list() == [date(2025, 2, 19), None]
    assert derived["is_due_derived"].to_list() == [True, False]


def test_terms_nobody_understands_name_the_customer():
    with pytest.raises(ValueError, match="Customer DURAND: “quand je peux”"):
        derive_due_dates(book(invoice()), customers(MARTIN="30 days", DURAND="quand je peux"), "30 days")


def test_an_empty_book_has_no_due_dates():
    assert derive_due_dates(book(), customers(), "30 days").is_empty()


days = st.dates(date(2019, 1, 1), date(2030, 12, 31))
codes = st.sampled_from(["MARTIN", "DURAND", "PETIT", "MOREAU"])
entries = st.fixed_dictionaries(
    {
        "customer": codes,
        "document_on": st.none() | days,
        "booked_on": st.none() | days,
        "due_on": st.none() | days,
        "amount_cents": st.integers(-(10**9), 10**9),
        "kind": st.none() | st.sampled_from(KINDS),
    }
)
parties = st.lists(
    st.fixed_dictionaries({"customer": codes, "terms": st.none() | st.sampled_from(TEXTS)}),
    max_size=4,
    unique_by=lambda customer: customer["customer"],
)


@settings(deadline=None)
@given(st.lists(entries, max_size=12), parties, st.sampled_from(TEXTS))
def test_the_columns_agree_with_the_loop(rows, people, default):
    derived = derive_due_dates(book(*rows), pl.DataFrame(people, schema=CUSTOMERS), default)
    expected = reference.derive_due_dates(rows, people, default)
    assert derived.select("due_on", "is_due_derived").rows() == [
        (entry["due_on"], entry["is_due_derived"]) for entry in expected
    ]
