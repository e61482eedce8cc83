"""What was accepted here takes off both of its entries what the ledger's letters leave, never more."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.test_reconciliation import DAY, ROWS, book, entry
from tests.reference import reconciliation as reference

from ardoise.domain.ledger import BOOK
from ardoise.domain.reconciliation import SETTLEMENTS
from ardoise.engine.reconciliation import applied, lettered, open_items


def settlement(payment, item, cents, day=0, until=None):
    until_on = None if until is None else DAY + timedelta(until)
    return dict(zip(SETTLEMENTS, (payment, item, cents, DAY + timedelta(day), until_on), strict=True))


def opened(rows, *settlements, as_of=DAY):
    told = pl.DataFrame(list(settlements), schema=SETTLEMENTS)
    return dict(open_items(book(*rows), as_of, told).select("entry", "open_cents").iter_rows())


def test_a_receipt_applied_closes_the_invoice_from_that_day_on():
    rows = [entry(1, 10_000, -30), entry(2, -10_000, -5)]
    accepted = settlement(2, 1, 10_000, -5)
    assert opened(rows, accepted) == {}
    assert opened(rows, accepted, as_of=DAY - timedelta(6)) == {1: 10_000}


def test_what_a_receipt_leaves_of_an_invoice_and_of_itself_stays_open():
    rows = [entry(1, 10_000, -30), entry(2, -12_000, -5), entry(3, 5_000, -20)]
    assert opened(rows, settlement(2, 1, 10_000), settlement(2, 3, 500)) == {2: -1_500, 3: 4_500}


def test_the_ledgers_letters_come_first():
    """The ledger lettered the payment with another invoice: it wins, and the settlement takes nothing off."""
    rows = [entry(1, 10_000, -30), entry(2, -10_000, -5, "A"), entry(3, 10_000, -20, "A")]
    told = pl.DataFrame([settlement(2, 1, 10_000)], schema=SETTLEMENTS)
    assert opened(rows, settlement(2, 1, 10_000)) == {1: 10_000}
    assert applied(lettered(book(*rows), DAY), told, DAY)["applied_cents"].to_list() == [0]


def test_a_payment_returned_reopens_what_it_paid():
    rows = [entry(1, 10_000, -30), entry(2, -10_000, -9), entry(3, 10_000, -1, kind="returned_payment")]
    told = [settlement(2, 1, 10_000, -9, until=-1), settlement(2, 3, 10_000, -1)]
    assert opened(rows, *told) == {1: 10_000}
    assert opened(rows[:2], *told, as_of=DAY - timedelta(2)) == {}


def test_nothing_settles_across_accounts_or_currencies():
    rows = [entry(1, 10_000, -30), entry(2, -10_000, -5, customer="DURAND"), entry(3, -10_000, -5, currency="CHF")]
    assert opened(rows, settlement(2, 1, 10_000), settlement(3, 1, 10_000)) == {1: 10_000, 2: -10_000, 3: -10_000}


def test_an_invoice_that_a_settlement_of_tomorrow_pays_says_so_today():
    rows = [entry(1, 10_000, -30), entry(2, -10_000, 1)]
    items = open_items(book(*rows), DAY, pl.DataFrame([settlement(2, 1, 10_000, 1)], schema=SETTLEMENTS))
    assert items.select("entry", "open_cents", "settled_later_on").rows() == [(1, 10_000, DAY + timedelta(1))]


CLAIMS = st.lists(
    st.builds(
        settlement,
        st.integers(1, 7),
        st.integers(1, 7),
        st.sampled_from([100, 500, 700, 1_200]),
        st.integers(-3, 1),
        st.sampled_from([None, None, -1, 0, 1]),
    ),
    max_size=10,
)


CASES = st.lists(st.tuples(ROWS, CLAIMS), min_size=8, max_size=8)


def together(cases):
    """(rows, claims) of one book in which each case has customers of its own."""
    rows, claims = [], []
    for n, (drawn, told) in enumerate(cases):
        before = len(rows)
        for row in map(dict, drawn):
            cents, day, name = row.pop("amount_cents"), row.pop("day"), f"{row.pop('customer')}{n}"
            rows.append(dict.fromkeys(BOOK) | entry(len(rows) + 1, cents, day, customer=name, **row))
        claims += [one | {side: before + one[side] for side in ("payment", "item")} for one in told]
    return rows, claims


@settings(max_examples=40)
@given(CASES)
def test_the_columns_agree_with_the_loop_and_take_no_more_than_there_is(cases):
    rows, claims = together(cases)
    expected, taken = reference.settle(reference.open_items(rows, DAY), rows, claims, DAY)
    told = pl.DataFrame(claims, schema=SETTLEMENTS)
    assert dict(open_items(book(*rows), DAY, told).select("entry", "open_cents").iter_rows()) == expected
    standing = applied(lettered(book(*rows), DAY), told, DAY)
    assert standing["applied_cents"].to_list() == [taken[place] for place in sorted(taken)]
    assert (standing["applied_cents"] <= standing["amount_cents"]).all()


@settings(max_examples=10)
@given(CASES, st.randoms())
def test_the_order_in_which_settlements_are_told_changes_nothing(cases, random):
    rows, claims = together(cases)
    shuffled = random.sample(claims, len(claims))
    assert opened(rows, *claims) == opened(rows, *shuffled)
