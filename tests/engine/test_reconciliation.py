"""What is open on a day: the lettering as it stood then, and nothing of tomorrow."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference import reconciliation as reference

from ardoise.domain.ledger import BOOK
from ardoise.engine.reconciliation import open_items

DAY = date(2026, 3, 16)


def entry(n, cents, day=0, letter=None, customer="MARTIN", **more):
    booked_on = None if day is None else DAY + timedelta(day)
    return {
        "entry": n,
        "line": n,
        "customer": customer,
        "amount_cents": cents,
        "booked_on": booked_on,
        "document_on": booked_on,
        "currency": "EUR",
        "letter": letter,
        "import_id": 1,
        "is_opening": False,
    } | more


def book(*rows):
    return pl.DataFrame([dict.fromkeys(BOOK) | row for row in rows], schema=BOOK)


def opened(*rows, as_of=DAY):
    return dict(open_items(book(*rows), as_of).select("entry", "open_cents").iter_rows())


def test_an_invoice_and_its_payment_under_one_letter_are_closed():
    assert opened(entry(1, 10_000, -30, "A"), entry(2, -10_000, -5, "A"), entry(3, 700, -1)) == {3: 700}


def test_a_payment_of_tomorrow_closes_nothing_today():
    rows = [entry(1, 10_000, -30, "A"), entry(2, -10_000, 1, "A")]
    assert opened(*rows) == {1: 10_000}
    assert opened(*rows, as_of=DAY + timedelta(1)) == {}


def test_a_payment_booked_ahead_is_told_beside_the_open_invoice():
    rows = [entry(1, 10_000, -30, "A"), entry(2, -10_000, 7, "A"), entry(3, 500, -9, "B"), entry(4, -400, 7, "B")]
    items = open_items(book(*rows), DAY)
    assert items.select("entry", "open_cents", "settled_later_on").rows() == [
        (1, 10_000, DAY + timedelta(7)),
        (3, 500, None),  # not the whole of it
    ]


def test_an_invoice_moved_to_the_doubtful_ones_stays_itself():
    """500 of January go from 411 to 416 in October: still the debt of January, whether the move was lettered or not."""
    moved = {"document": "OD5", "gl_account": "411000"}
    for letter in ("A", None):
        invoice = entry(1, 50_000, -100, letter, gl_account="411000", due_on=DAY - timedelta(70))
        rows = [
            invoice,
            entry(2, -50_000, -9, letter, **moved),
            entry(3, 50_000, -9, **moved | {"gl_account": "416000"}),
        ]
        assert opened(*rows) == {1: 50_000}
        assert open_items(book(*rows), DAY - timedelta(20))["settled_later_on"].to_list() == [None]
    paid = [rows[0], rows[1], rows[2] | {"letter": "B"}, entry(4, -50_000, -1, "B", gl_account="416000")]
    assert opened(*(row | {"letter": row["letter"] or "A"} for row in paid)) == {}


def test_what_was_paid_in_part_is_open_for_the_rest_oldest_first():
    rows = [entry(1, 10_000, -30, "A"), entry(2, 5_000, -20, "A"), entry(3, -12_000, -5, "A")]
    assert opened(*rows) == {2: 3_000}


def test_a_payment_too_large_stays_open_for_its_excess():
    rows = [entry(1, 10_000, -30, "A"), entry(2, -8_000, -9, "A"), entry(3, -5_000, -5, "A")]
    assert opened(*rows) == {3: -3_000}


def test_the_due_date_decides_what_is_oldest():
    rows = [
        entry(1, 10_000, -30, "A", due_on=DAY + timedelta(30)),
        entry(2, 10_000, -20, "A", due_on=DAY),
        entry(3, -10_000, -5, "A"),
    ]
    assert opened(*rows) == {1: 10_000}


def test_the_same_letter_of_another_customer_or_another_file_is_another_letter():
    rows = [
        entry(1, 10_000, -30, "A"),
        entry(2, -10_000, -5, "A", customer="DURAND"),
        entry(3, -10_000, -5, "A", import_id=2),
    ]
    assert opened(*rows) == {1: 10_000, 2: -10_000, 3: -10_000}


def test_a_letter_handed_on_counts_in_the_file_that_gave_it():
    rows = [entry(1, 10_000, -300, "B", letter_scope=2), entry(2, -10_000, -5, "B", import_id=2)]
    assert opened(*rows) == {}


def test_currencies_never_offset():
    assert opened(entry(1, 10_000, -30, "A"), entry(2, -10_000, -5, "A", currency="CHF")) == {1: 10_000, 2: -10_000}


def test_what_its_source_no_longer_lists_is_not_open_from_that_day():
    rows = [entry(1, 10_000, -30, gone_on=DAY)]
    assert opened(*rows) == {}
    assert opened(*rows, as_of=DAY - timedelta(1)) == {1: 10_000}


def test_zero_is_nothing_and_an_empty_book_is_an_empty_answer():
    assert opened(entry(1, 0, -30)) == opened() == {}


ROWS = st.lists(
    st.builds(
        dict,
        amount_cents=st.sampled_from([0, 500, 700, 1_200, -500, -700, -1_200]),
        day=st.one_of(st.none(), st.integers(-4, 2)),
        letter=st.sampled_from([None, "A", "A", "B"]),
        customer=st.sampled_from(["MARTIN", "DURAND"]),
        currency=st.sampled_from(["EUR", "EUR", "CHF", None]),
        import_id=st.sampled_from([1, 2]),
        letter_scope=st.sampled_from([None, 1, 2]),
        due_on=st.sampled_from([None, DAY, DAY + timedelta(3)]),
        gl_account=st.sampled_from([None, "411000", "411000", "416000"]),
        document=st.sampled_from([None, "OD5"]),
        gone_on=st.sampled_from([None, None, DAY, DAY + timedelta(1)]),
    ),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_the_columns_agree_with_the_loop_and_tie_to_the_ledger(drawn):
    rows = [
        dict.fromkeys(BOOK) | entry(n, row.pop("amount_cents"), row.pop("day"), **row)
        for n, row in enumerate(map(dict, drawn), 1)
    ]
    items = open_items(book(*rows), DAY)
    assert dict(items.select("entry", "open_cents").iter_rows()) == reference.open_items(rows, DAY)
    ahead = reference.settled_later(rows, DAY)
    told = dict(items.select("entry", "settled_later_on").iter_rows())
    assert told == {entry: ahead.get(entry) for entry in told}
    balance, opened_sums = Counter(), Counter()
    for row in rows:
        is_counted = (row["booked_on"] or DAY) <= DAY and (row["gone_on"] is None or row["gone_on"] > DAY)
        balance[row["customer"], row["currency"]] += row["amount_cents"] * is_counted
    for row in items.to_dicts():
        opened_sums[row["customer"], row["currency"]] += row["open_cents"]
        assert 0 < row["open_cents"] / row["amount_cents"] <= 1
    assert {k: v for k, v in balance.items() if v} == {k: v for k, v in opened_sums.items() if v}
