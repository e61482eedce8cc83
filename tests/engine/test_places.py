"""Names as numbers and rows in order: both agree with plain Python, whatever the words and the size of the numbers."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from ardoise.engine.places import (
    AT_ONCE,
    FEW,
    Seating,
    beside,
    by_number,
    ends,
    few,
    laid_out,
    order,
    places,
    starts,
    where,
    with_blanks,
)

WORDS = st.lists(st.one_of(st.none(), st.sampled_from("ABCDEFGHIJ"), st.text(max_size=3)), max_size=30)
NUMBERS = st.one_of(st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1))


def seated(words):
    """However few, seated by their hashes."""
    return Seating(pl.Series(words, dtype=pl.String), few=0)


@settings(max_examples=100)
@given(WORDS, WORDS)
def test_each_customer_is_found_where_it_stands_and_a_stranger_nowhere(wanted, known):
    found = seated(known).places(pl.Series(wanted, dtype=pl.String)).to_list()
    assert [None if place is None else known[place] for place in found] == [w if w in known else None for w in wanted]
    assert [place is None for place in found] == [word not in known for word in wanted]
    assert len(set(zip(wanted, found, strict=True))) == len(set(wanted))  # one place a word, always the same


def test_customers_by_the_thousand_are_each_found_though_some_share_a_seat():
    known = pl.Series([f"C{n}" for n in range(50_000)])
    wanted = pl.Series([f"C{n * 7 % 60_000}" for n in range(60_000)])
    expected = [n * 7 % 60_000 if n * 7 % 60_000 < 50_000 else None for n in range(60_000)]
    assert places(wanted, known).to_list() == expected


def test_more_are_asked_for_than_are_looked_at_at_once():
    known = pl.Series([f"C{n}" for n in range(FEW)])
    wanted = pl.Series(["C7", "stranger", "C1999", "C0", None] * (AT_ONCE // 4))
    assert places(wanted, known).to_list() == [7, None, 1999, 0, None] * (AT_ONCE // 4)
    assert places(wanted.clear(), known).to_list() == []


@settings(max_examples=100)
@given(WORDS)
def test_known_words_find_themselves_and_the_same_word_finds_one_place(known):
    seating = seated(known)
    found = seating.places_of_known().to_list()
    assert found == seating.places(seating.known).to_list()
    assert [known[place] for place in found] == known and len(set(found)) == len(set(known))


def test_a_hundred_thousand_times_one_debtor_is_one_place():
    debtors = pl.Series(["552100554"] * 100_000 + [None, "352383715"])
    found = Seating(debtors).places_of_known()
    assert found.n_unique() == 3 and found[0] == found[99_999]


@settings(max_examples=100)
@given(st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=20), st.data())
def test_facts_stand_beside_their_rows_as_a_left_join_puts_them(values, data):
    rows = pl.DataFrame({"row": range(len(values)), "value": values}, schema={"row": pl.UInt32, "value": pl.Int64})
    places = data.draw(st.lists(st.integers(0, max(len(values) - 1, 0)), unique=True, max_size=len(values)))
    facts = pl.DataFrame(
        {"row": places, "word": [f"w{p}" if p % 3 else None for p in places], "day": [p * 2 for p in places]},
        schema={"row": pl.UInt32, "word": pl.String, "day": pl.Int16},
    )
    expected = rows.join(facts, on="row", how="left", maintain_order="left")
    assert beside(rows, facts, "row").equals(expected)
    assert rows.hstack(laid_out(facts, "row", rows.height)).equals(expected)
    is_large = pl.col("value") > 0
    assert few(rows, is_large).equals(rows.filter(is_large))
    assert where(rows.select(is_large).to_series()).to_list() == [n for n, v in enumerate(values) if (v or 0) > 0]


@settings(max_examples=100)
@given(st.lists(st.integers(0, 2), max_size=20))
def test_the_lines_of_one_account_start_and_end_where_another_follows(accounts):
    last = len(accounts) - 1
    told = pl.Series(accounts, dtype=pl.UInt32)
    assert starts(told).to_list() == [n for n, a in enumerate(accounts) if n == 0 or accounts[n - 1] != a]
    assert ends(told).to_list() == [n for n, a in enumerate(accounts) if n == last or accounts[n + 1] != a]


def test_columns_that_say_nothing_are_of_their_kind_and_as_long_as_the_others():
    rows = with_blanks(pl.DataFrame({"n": [1, 2]}), day=pl.Date, word=pl.String)
    assert rows.schema == {"n": pl.Int64, "day": pl.Date, "word": pl.String}
    assert rows["day"].to_list() == rows["word"].to_list() == [None, None]
    assert with_blanks(rows.clear(), more=pl.Int8).height == 0


def test_thousands_are_found_among_few_and_few_among_thousands():
    known = ["b", "a", None, "a"]
    wanted = ["a", "b", "c", None] * FEW
    assert places(pl.Series(wanted), pl.Series(known)).to_list() == [1, 0, None, 2] * FEW
    rows = pl.DataFrame({"value": range(FEW * 2)})
    is_chosen = pl.col("value") % 1000 == 7
    assert few(rows, is_chosen)["value"].to_list() == list(range(7, FEW * 2, 1000))


@settings(max_examples=100)
@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=20))
def test_rows_come_in_the_order_of_their_numbers_and_equal_ones_as_they_came(rows):
    frame = pl.DataFrame(rows, schema={"a": pl.Int64, "b": pl.Int64}, orient="row")
    expected = sorted(range(len(rows)), key=lambda n: rows[n])
    assert order(frame).to_list() == by_number(frame).to_list() == expected
