"""Who owes what since when: the aged balance ties to the open items, to the cent, however it is cut."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference import aging as reference

from ardoise.domain.dunning import BLOCKS
from ardoise.domain.ledger import ITEMS
from ardoise.domain.parties import CUSTOMERS
from ardoise.engine.aging import HELD, age, aged_balance, bucket_names, hold

AS_OF = date(2026, 3, 16)
COLLECTORS = {"MARTIN": "alice", "DURAND": "alice", "PETIT": "bob"}


def item(n, cents, late, customer="MARTIN", **more):
    due_on = None if late is None else AS_OF - timedelta(late)
    return (
        dict.fromkeys(ITEMS)
        | {
            "entry": n,
            "line": n,
            "customer": customer,
            "customer_name": customer.title(),
            "due_on": due_on,
            "document_on": due_on,
            "amount_cents": cents,
            "open_cents": cents,
            "currency": "EUR",
            "is_due_derived": False,
        }
        | more
    )


def items(*rows):
    return pl.DataFrame(rows, schema=ITEMS)


def customers():
    rows = [dict.fromkeys(CUSTOMERS) | {"customer": c, "collector": who} for c, who in COLLECTORS.items()]
    return pl.DataFrame(rows, schema=CUSTOMERS)


def amounts(*rows, **how):
    """Bucket amounts, unapplied and total of the only row."""
    balance = aged_balance(items(*rows), AS_OF, **how)
    return list(balance.drop("customer", "customer_name", "currency").row(0))


def test_an_invoice_due_today_is_not_due_and_one_due_yesterday_is():
    aged = age(items(item(1, 100, 0), item(2, 100, 1), item(3, 100, -5), item(4, 100, None)), AS_OF)
    assert aged["days_overdue"].to_list() == [0, 1, -5, None]
    assert amounts(item(1, 100, 0), item(2, 30, 1)) == [100, 30, 0, 0, 0, 0, 130]


def test_bucket_borders_belong_to_the_earlier_bucket():
    rows = [item(n, 10**n, late) for n, late in enumerate([30, 31, 60, 61, 90, 91])]
    assert amounts(*rows) == [0, 1, 110, 11_000, 100_000, 0, 111_111]


def test_buckets_are_named_by_their_days():
    assert bucket_names() == ["not_due", "1-30", "31-60", "61-90", ">90"]
    assert bucket_names([15]) == ["not_due", "1-15", ">15"]


@pytest.mark.parametrize("bounds", [[], [0, 30], [30, 30], [60, 30], [-1]])
def test_bounds_that_do_not_rise_are_refused(bounds):
    with pytest.raises(ValueError, match="rising"):
        bucket_names(bounds)


def test_credits_stand_apart_or_at_their_own_date_or_pay_the_oldest():
    rows = [item(1, 1_000, 100), item(2, 1_000, 10), item(3, -1_300, 40)]
    assert amounts(*rows) == [0, 1_000, 0, 0, 1_000, -1_300, 700]
    assert amounts(*rows, credits="dated") == [0, 1_000, -1_300, 0, 1_000, 0, 700]
    assert amounts(*rows, net=True) == [0, 700, 0, 0, 0, 0, 700]


def test_a_credit_larger_than_the_debts_stays_a_credit():
    assert amounts(item(1, 1_000, 100), item(2, -1_500, 5), net=True) == [0, 0, 0, 0, 0, -500, -500]


def test_by_collector_two_customers_add_up():
    balance = aged_balance(
        items(item(1, 100, 5), item(2, 200, 5, "DURAND"), item(3, 50, 5, "PETIT"), item(4, 7, 5, "NOBODYS")),
        AS_OF,
        by="collector",
        customers=customers(),
    )
    assert dict(balance.select("collector", "total").iter_rows()) == {"alice": 300, "bob": 50, None: 7}


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([100, 700, 5_000, -100, -700, -9_000]),
            st.one_of(st.none(), st.integers(-3, 100)),
            st.sampled_from(["MARTIN", "DURAND", "PETIT", "NOBODYS"]),
            st.sampled_from(["EUR", "EUR", "CHF"]),
            st.booleans(),
        ),
        max_size=12,
    ),
    st.sampled_from(["customer", "collector"]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([(30, 60, 90), (1,), (5, 10)]),
)
def test_the_columns_agree_with_the_loop_and_tie_to_the_items(drawn, by, net, dated, bounds):
    rows = [
        item(n, cents, late, customer, currency=currency, is_due_derived=derived, booked_on=AS_OF - timedelta(2))
        for n, (cents, late, customer, currency, derived) in enumerate(drawn)
    ]
    balance = aged_balance(items(*rows), AS_OF, bounds, by, net, customers(), "dated" if dated else "apart")
    columns = [*bucket_names(bounds), "unapplied", "total"]
    told = {(row[by], row["currency"]): [row[c] for c in columns] for row in balance.to_dicts()}
    expected = reference.aged_balance(rows, AS_OF, bounds, by, net, dated, COLLECTORS)
    assert told == expected
    assert all(sum(row[:-1]) == row[-1] for row in told.values())
    assert balance["total"].sum() == sum(row["open_cents"] for row in rows)


def blocks(*rows):
    return pl.DataFrame([dict.fromkeys(BLOCKS) | row for row in rows], schema=BLOCKS)


def test_what_is_disputed_promised_or_insolvent_stands_beside_what_is_owed():
    owed = items(item(1, 1_000, 5), item(2, 400, 5), item(3, -300, 5), item(4, 50, 5, "PETIT"))
    standing = blocks(
        {"customer": "MARTIN", "entry": 1, "reason": "disputed", "contested_cents": 250},
        {"customer": "MARTIN", "entry": 2, "reason": "promised"},
        {"customer": "PETIT", "entry": None, "reason": "insolvent"},
        {"customer": "MARTIN", "entry": 2, "reason": "blocked"},
    )
    told = hold(owed, standing)
    assert told["disputed_cents"].to_list() == [250, 0, 0, 0]
    assert told["promised_cents"].to_list() == [0, 400, 0, 0]
    assert told["insolvent_cents"].to_list() == [0, 0, 0, 50]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([100, 700, -100]), st.sampled_from(["MARTIN", "PETIT"])), max_size=6),
    st.lists(
        st.tuples(
            st.sampled_from(["MARTIN", "PETIT"]),
            st.one_of(st.none(), st.integers(0, 6)),
            st.sampled_from([*HELD, "blocked"]),
            st.one_of(st.none(), st.sampled_from([50, 900])),
        ),
        max_size=6,
    ),
)
def test_what_is_held_agrees_with_the_loop(drawn, standing):
    rows = [item(n, cents, 5, customer) for n, (cents, customer) in enumerate(drawn)]
    told = [
        {"customer": customer, "entry": entry, "reason": reason, "contested_cents": part}
        for customer, entry, reason, part in standing
    ]
    found = hold(items(*rows), blocks(*told))
    for reason in HELD:
        assert found[f"{reason}_cents"].to_list() == [reference.held(row, told, reason) for row in rows]
