"""Names as numbers and rows in order: both agree with plain Python, whatever the words and the size of the numbers."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ardoise.engine.places import order, places

WORDS = st.lists(st.one_of(st.none(), st.sampled_from("ABCDEFGHIJ"), st.text(max_size=3)), max_size=30)
NUMBERS = st.one_of(st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1))


@settings(max_examples=100)
@given(WORDS, WORDS)
def test_each_customer_is_found_where_it_stands_and_a_stranger_nowhere(wanted, known):
    found = places(pl.Series(wanted, dtype=pl.String), pl.Series(known, dtype=pl.String)).to_list()
    assert [None if place is None else known[place] for place in found] == [w if w in known else None for w in wanted]
    assert [place is None for place in found] == [word not in known for word in wanted]
    assert len(set(zip(wanted, found, strict=True))) == len(set(wanted))  # one place a word, always the same


def test_customers_by_the_thousand_are_each_found_though_some_share_a_seat():
    known = pl.Series([f"C{n}" for n in range(50_000)])
    wanted = pl.Series([f"C{n * 7 % 60_000}" for n in range(60_000)])
    expected = [n * 7 % 60_000 if n * 7 % 60_000 < 50_000 else None for n in range(60_000)]
    assert places(wanted, known).to_list() == expected


@settings(max_examples=100)
@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=20))
def test_rows_come_in_the_order_of_their_numbers_and_equal_ones_as_they_came(rows):
    frame = pl.DataFrame(rows, schema={"a": pl.Int64, "b": pl.Int64}, orient="row")
    assert order(frame).to_list() == sorted(range(len(rows)), key=lambda n: rows[n])
