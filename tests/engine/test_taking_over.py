"""The ledger tells by itself what we posted from the bank: each once, whatever came first."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference import taking_over as reference

from ardoise.domain.ledger import BOOK
from ardoise.domain.reconciliation import SETTLEMENTS
from ardoise.engine.reconciliation import counterbooked, take_over

DAY = date(2026, 3, 16)


def row(n, cents, day=0, kind="payment", customer="MARTIN", document="V1", gone=None, document_day=None):
    on = DAY + timedelta(day)
    return dict.fromkeys(BOOK) | {
        "entry": n, "line": n, "customer": customer, "amount_cents": cents, "booked_on": on, "currency": "EUR",
        "kind": kind, "document": document, "is_opening": kind == "opening",
        "document_on": None if document_day is None else DAY + timedelta(document_day),
        "gone_on": None if gone is None else DAY + timedelta(gone),
    }  # fmt: skip


def taken(rows, ours, settlements=(), near_days=10):
    book = pl.DataFrame(rows, schema=BOOK)
    mine = pl.DataFrame({"entry": sorted(ours)}, schema={"entry": pl.Int64})
    told = pl.DataFrame(list(settlements), schema=SETTLEMENTS)
    return {entry: (ledger, on) for entry, ledger, on in take_over(book, mine, told, near_days).iter_rows()}


def test_the_nearest_payment_of_the_same_amount_is_ours():
    rows = [row(1, -100), row(2, -100, 9), row(3, -100, 2), row(4, -100, 2, customer="DURAND"), row(5, -90, 0)]
    assert taken(rows, {1}) == {1: (3, DAY + timedelta(2))}


def test_two_alike_are_two():
    rows = [row(1, -100), row(2, -100), row(3, -100, 1)]
    assert taken(rows, {1, 2}) == {1: (3, DAY + timedelta(1))}


def test_too_far_off_is_another_payment():
    assert taken([row(1, -100), row(2, -100, 11)], {1}) == {}


def test_what_is_listed_no_more_took_its_payment_with_it():
    """The list of open items shows the invoice no more: our payment of it goes the same day."""
    rows = [row(1, -100), row(2, 100, -30, "invoice", gone=5)]
    paid = dict(zip(SETTLEMENTS, (1, 2, 100, DAY, None), strict=True))
    assert taken(rows, {1}, [paid]) == {1: (None, DAY + timedelta(5))}
    assert taken(rows, {1}, [paid | {"amount_cents": 60}]) == {}


def test_what_is_counterbooked_takes_back_one_payment_of_several_called_alike():
    called = {"label": "VIR MARTIN"}
    back = row(9, 100, 20) | {"label": "Annulation  VIR Martin"}
    rows = [row(1, -100) | called, row(2, -100, 15) | called, row(3, -100, 30) | called, back]
    assert counterbooked(pl.DataFrame(rows, schema=BOOK)).to_list() == [2], "the latest before it"
    rows = [row(1, -100) | called | {"number": "B7"}, row(2, -100, 15) | called, back | {"number": "B7A"}]
    assert counterbooked(pl.DataFrame(rows, schema=BOOK)).to_list() == [1], "its number tells it"


ROWS = st.lists(
    st.tuples(
        st.sampled_from([-100, -100, -200, 100]),
        st.integers(-6, 6),
        st.sampled_from(["payment", "payment", "other", "opening", "returned_payment", "invoice"]),
        st.sampled_from(["MARTIN", "MARTIN", "DURAND"]),
        st.sampled_from(["V1", "V2", None]),
        st.sampled_from([None, None, None, 7]),
        st.sampled_from([None, -3, 2]),
    ),
    max_size=9,
)


@settings(max_examples=200, deadline=None)
@given(ROWS, st.sets(st.integers(1, 9)), st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=4))
def test_the_columns_agree_with_the_loop(drawn, ours, pairs):
    rows = [row(n, *told) for n, told in enumerate(drawn, 1)]
    ours &= {one["entry"] for one in rows}
    accepted = [dict(zip(SETTLEMENTS, (a, b, 100, DAY, None), strict=True)) for a, b in pairs if a != b]
    assert taken(rows, ours, accepted, 4) == reference.take_over(rows, ours, accepted, 4)
