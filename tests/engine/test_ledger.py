"""The book: the same entry is the same whenever it is read, and no year is told twice."""

from __future__ import annotations

from collections import Counter
from datetime import date
from hashlib import blake2b

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference import ledger as reference

from ardoise.domain.ledger import BOOK, ENTRIES
from ardoise.engine.ledger import DAYS, Keyring, book_of, carry_openings, corrected, natural_keys
from ardoise.engine.ledger.keys import KEY
from ardoise.engine.ledger.openings import gaps, superseded
from ardoise.engine.reconciliation import open_items

LATE = date(2030, 1, 1)


def entry(n, year, cents, day="06-15", document="", letter=None, customer="MARTIN", is_opening=False, **more):
    """A line of the file of that year (import = year); an opening stands on its first of January."""
    booked_on = date.fromisoformat(f"{year}-{'01-01' if is_opening else day}")
    return (
        dict.fromkeys(BOOK)
        | {
            "entry": n,
            "line": n,
            "import_id": year,
            "booked_on": booked_on,
            "document_on": booked_on,
            "customer": customer,
            "document": document,
            "amount_cents": cents,
            "currency": "EUR",
            "letter": letter,
            "kind": "invoice",
            "is_opening": is_opening,
        }
        | more
    )


def opening(n, year, cents, document="", letter=None, **more):
    return entry(n, year, cents, document=document, letter=letter, is_opening=True, **more)


def book(*rows):
    return pl.DataFrame(rows, schema=BOOK)


def opened(*rows, as_of=LATE):
    carried, _ = carry_openings(book(*rows))
    return dict(open_items(carried, as_of).select("entry", "open_cents").iter_rows())


def differences(*rows):
    _, found = carry_openings(book(*rows))
    return found.select("customer", "opening_cents", "carried_cents").rows()


OTHER = entry(99, 2024, 1, customer="SOMEBODY")  # 2024 has a file, whoever it speaks of


def test_a_key_is_sixteen_bytes_and_tells_identical_lines_apart_in_file_order():
    rows = [entry(1, 2024, 500, document="F1"), entry(2, 2024, 500, document="F1"), entry(3, 2024, 600, document="F1")]
    keys = natural_keys(book(*rows))["key"].to_list()
    assert len(set(keys)) == 3 and {len(key) for key in keys} == {16}
    assert natural_keys(book(*rows[:1]))["key"].to_list() == keys[:1]


def test_the_keys_of_databases_that_exist_stay_as_they_are():
    one = entry(1, 2024, 500, document="F1")
    texts = ["" if one.get(word) is None else str(one[word]) for word in KEY]
    spelled = [blake2b("\x1f".join([*texts, rank]).encode(), digest_size=16).digest() for rank in "01"]
    assert natural_keys(book(one, one | {"line": 2}))["key"].to_list() == spelled


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(1, 2)), min_size=1, max_size=12), st.integers(1, 5))
def test_the_keys_of_a_file_that_comes_in_parts_are_those_of_the_whole(told, size):
    rows = [entry(n, 2024, cents, document=document) for n, (document, cents) in enumerate(told, 1)]
    parts = [book(*rows[at : at + size]) for at in range(0, len(rows), size)]
    keyring = Keyring()
    keyed = [keyring.keyed(part) for part in parts]
    corrections = keyring.corrections(parts)
    found = [key for part in keyed for key in corrected(part, corrections)["key"].to_list()]
    assert found == natural_keys(book(*rows))["key"].to_list()


def test_a_label_or_a_letter_that_changes_leaves_the_key_alone():
    before, after = (
        natural_keys(book(entry(1, 2024, 500, document="F1", label=label, letter=letter)))["key"].to_list()
        for label, letter in (("old", None), ("new", "A"))
    )
    assert before == after


def test_what_moves_from_one_column_to_the_next_is_another_entry():
    one = entry(1, 2024, 500, journal="VE1", number="2")
    other = entry(1, 2024, 500, journal="VE", number="12")
    assert natural_keys(book(one, other))["key"].n_unique() == 2


def test_a_file_alone_is_a_book_in_which_an_entry_is_its_line():
    entries = pl.DataFrame([{k: v for k, v in entry(7, 2024, 500).items() if k in ENTRIES}], schema=ENTRIES)
    told = book_of(entries).row(0, named=True)
    assert (told["entry"], told["import_id"], told["gone_on"]) == (7, 0, None)
    assert book_of(entries).columns == list(BOOK)


def test_an_opening_of_a_first_year_is_what_was_owed_before():
    assert opened(opening(1, 2024, 12_000, "F1"), entry(2, 2024, 500)) == {1: 12_000, 2: 500}


def test_the_next_years_opening_doubles_nothing():
    rows = [entry(1, 2024, 12_000, document="F1"), opening(2, 2025, 12_000, "F1")]
    assert opened(*rows) == {1: 12_000}
    assert differences(*rows) == []


def test_a_payment_lettered_with_the_opening_closes_last_years_invoice_from_its_day_on():
    rows = [
        entry(1, 2024, 12_000, document="F1"),
        opening(2, 2025, 12_000, "F1", letter="A"),
        entry(3, 2025, -12_000, "02-10", letter="A"),
    ]
    assert opened(*rows) == {}
    assert opened(*rows, as_of=date(2025, 2, 9)) == {1: 12_000}


def test_an_invoice_paid_in_part_reopens_for_its_rest():
    rows = [
        entry(1, 2024, 12_000, document="F1", letter="A"),
        entry(2, 2024, -2_000, "07-01", letter="A"),
        opening(3, 2025, 10_000, "F1", letter="B"),
        entry(4, 2025, -10_000, "02-10", letter="B"),
    ]
    assert opened(*rows) == {}
    assert opened(*rows, as_of=date(2024, 12, 31)) == {1: 10_000}


def test_one_globalised_line_closes_all_that_was_left():
    rows = [
        entry(1, 2024, 12_000, document="F1"),
        entry(2, 2024, 3_000, document="F2"),
        opening(3, 2025, 15_000, "AN", letter="A"),
        entry(4, 2025, -15_000, "03-01", letter="A"),
    ]
    assert opened(*rows) == {}
    assert differences(*rows) == []


def test_a_globalised_line_that_says_another_amount_keeps_the_difference_and_ties():
    rows = [entry(1, 2024, 12_000, document="F1"), entry(2, 2024, 3_000, document="F2"), opening(3, 2025, 14_000, "AN")]
    assert opened(*rows) == {1: 12_000, 2: 3_000, 3: -1_000}
    assert differences(*rows) == [("MARTIN", 14_000, 15_000)]


def test_an_opening_nobody_told_of_stays():
    rows = [OTHER, opening(1, 2025, 12_000, "F0"), opening(2, 2025, 1, customer="SOMEBODY")]
    assert opened(*rows) == {1: 12_000, 99: 1}
    assert differences(*rows) == [("MARTIN", 12_000, 0)]


def test_what_the_opening_no_longer_lists_is_gone_from_that_day():
    rows = [entry(1, 2024, 12_000, document="F1"), entry(2, 2024, 500, document="F2"), opening(3, 2025, 12_000, "F1")]
    assert opened(*rows) == {1: 12_000}
    assert opened(*rows, as_of=date(2024, 12, 31)) == {1: 12_000, 2: 500}
    assert differences(*rows) == [("MARTIN", 12_000, 12_500)]


def test_three_years_close_the_first_years_invoice_in_the_third():
    rows = [
        entry(1, 2023, 12_000, document="F1"),
        opening(2, 2024, 12_000, "F1", letter="Z"),
        OTHER,
        opening(3, 2025, 12_000, "F1", letter="A"),
        opening(5, 2025, 1, customer="SOMEBODY"),
        entry(4, 2025, -12_000, "02-10", letter="A"),
    ]
    assert opened(*rows) == {99: 1}


def test_openings_that_keep_the_day_of_their_invoice_double_nothing():
    """2025's file repeats 2024's invoices on their own days; its year begins with its first movement."""
    rows = [
        entry(1, 2024, 12_000, "03-01", document="F1"),
        entry(2, 2024, 500, "11-30", document="F2"),
        opening(3, 2025, 12_000, "F1", letter="A", booked_on=date(2024, 3, 1)),
        opening(4, 2025, 500, "F2", booked_on=date(2024, 11, 30)),
        entry(5, 2025, -12_000, "02-10", letter="A"),
    ]
    assert opened(*rows) == {2: 500}
    assert opened(*rows, as_of=date(2025, 2, 9)) == {1: 12_000, 2: 500}
    assert differences(*rows) == []


def test_one_file_of_several_years_tells_nothing_twice():
    """All from import 1, as a FEC of two fiscal years: Martin paid F1 in the second, F2 is still open."""
    rows = [
        opening(1, 2024, 700, "F0"),
        entry(2, 2024, 12_000, document="F1"),
        entry(3, 2024, 500, document="F2"),
        opening(4, 2025, 700, "F0"),
        opening(5, 2025, 12_000, "F1", letter="A"),
        opening(6, 2025, 500, "F2"),
        entry(7, 2025, -12_000, "02-10", letter="A"),
    ]
    rows = [row | {"import_id": 1} for row in rows]
    assert opened(*rows) == {1: 700, 3: 500}
    assert opened(*rows, as_of=date(2024, 12, 31)) == {1: 700, 2: 12_000, 3: 500}
    assert differences(*rows) == []


def test_an_opening_corrected_in_the_middle_of_the_year_wipes_nothing_out():
    rows = [opening(1, 2024, 700, "F0"), entry(2, 2024, 500, "02-01", document="F2"), OTHER]
    late = [opening(n, 2024, 30, "AN", booked_on=date(2024, *day)) for n, day in ((3, (8, 1)), (4, (12, 15)))]
    assert opened(*[row | {"import_id": 1} for row in (*rows, *late)]) == {1: 700, 2: 500, 3: 30, 4: 30, 99: 1}


def test_a_short_fiscal_year_in_one_file_doubles_nothing():
    """The year ends in September, then in December: both openings repeat all that stood open."""
    rows = [
        opening(1, 2024, 700, "F0"),
        entry(2, 2024, 500, "02-01", document="F2"),
        opening(3, 2024, 700, "F0", booked_on=date(2024, 10, 1)),
        opening(4, 2024, 500, "F2", booked_on=date(2024, 10, 1)),
        entry(5, 2024, 90, "11-02", document="F5"),
        opening(6, 2025, 700, "F0"),
        opening(7, 2025, 500, "F2"),
        opening(8, 2025, 90, "F5"),
        entry(9, 2025, -700, "01-20", document="R9"),
    ]
    whole = [row | {"import_id": 1} for row in rows]
    assert opened(*whole, as_of=date(2024, 12, 31)) == {1: 700, 2: 500, 5: 90}
    assert sum(opened(*whole).values()) == 590
    assert [span.day for span in superseded(book(*whole).select(*DAYS, "amount_cents"))] == [
        date(2024, 10, 1),
        date(2025, 1, 1),
    ]
    for changed_one in (3, 4):  # an opening that lacks a cent of what stood open corrects the year, as before
        changed = [row | {"amount_cents": row["amount_cents"] - (row["entry"] == changed_one)} for row in whole]
        assert date(2024, 10, 1) not in [s.day for s in superseded(book(*changed).select(*DAYS, "amount_cents"))]


def test_a_years_file_after_one_of_three_years_doubles_nothing():
    rows = [
        entry(1, 2022, 300, document="F1"),
        entry(2, 2024, 500, document="F2"),
        entry(3, 2025, 900, document="F3"),
    ]
    older = [row | {"import_id": 1} for row in rows]
    assert opened(*older, opening(4, 2025, 300, "F1"), opening(5, 2025, 500, "F2")) == {1: 300, 2: 500, 3: 900}


GAP = [  # 2024 and 2026 have files, 2025 has none
    entry(1, 2024, 12_000, document="F1"),
    entry(2, 2024, 500, document="F2"),
    opening(3, 2026, 500, "F2", letter="A"),
    opening(4, 2026, 900, "F9"),
    entry(5, 2026, -500, "02-10", letter="A"),
]


def test_over_a_missing_year_the_latest_opening_rules():
    """F1 was paid in 2025, of which there is no file; F2 is the same invoice still, paid in 2026; F9 is of 2025."""
    assert opened(*GAP) == {4: 900}
    assert opened(*GAP, as_of=date(2026, 1, 31)) == {2: 500, 4: 900}
    assert opened(*GAP, as_of=date(2025, 12, 31)) == {1: 12_000, 2: 500}
    assert gaps(book(*GAP).select(DAYS)) == [(2026, date(2024, 6, 15), date(2026, 1, 1))]


def test_over_a_missing_year_an_equal_amount_is_another_invoice():
    rows = [entry(1, 2024, 500, document="RENT 2024"), opening(2, 2026, 500, "RENT 2025", document_on=None)]
    later = [opening(3, 2026, 7, "F7"), entry(4, 2026, 1, "02-01")]
    assert opened(*rows, *later) == {2: 500, 3: 7, 4: 1}


def test_the_missing_year_found_later_closes_the_gap():
    missing = [opening(6, 2025, 12_000, "F1"), opening(7, 2025, 500, "F2"), entry(8, 2025, -12_000, "03-03", "F1")]
    late = entry(9, 2025, 900, "09-09", document="F9")
    assert gaps(book(*GAP, *missing, late).select(DAYS)) == []
    assert sum(opened(*GAP, *missing, late).values()) == 900


def test_an_opening_says_nothing_about_another_ledger():
    """2025 opens the ledger B; Martin's invoice stands in ledger A, which has no file of 2025."""
    rows = [entry(1, 2024, 12_000, document="F1"), opening(2, 2025, 500, "G1", customer="DURAND"), OTHER | {"entry": 3}]
    ledgers = pl.when(pl.col("import_id") == 2024).then(pl.lit("A")).otherwise(pl.lit("B"))
    days = book(*rows).select(DAYS).with_columns(ledger=ledgers)
    carried, differing = carry_openings(book(*rows), days)
    assert carried["entry"].to_list() == [1, 2, 3] and carried["gone_on"].null_count() == 3
    assert differing.is_empty() and gaps(days) == []


def test_a_customer_alone_needs_the_companys_days():
    """He moved nothing in 2024: nothing of his own tells that 2025 repeats 2024."""
    his = [opening(1, 2024, 12_000, "F1"), opening(2, 2025, 12_000, "F1")]
    days = book(*his, OTHER).select(DAYS)
    carried, _ = carry_openings(book(*his), days)
    assert carried["entry"].to_list() == [1]


AMOUNTS = st.sampled_from([500, 700, 1_200, -500, -700])
LINES = st.lists(
    st.builds(
        dict,
        year=st.sampled_from([2023, 2024, 2025]),
        cents=AMOUNTS,
        document=st.sampled_from(["", "F1", "F2"]),
        letter=st.sampled_from([None, None, "A", "B"]),
        customer=st.sampled_from(["MARTIN", "DURAND"]),
        day=st.sampled_from(["03-01", "09-30"]),
        is_opening=st.booleans(),
    ),
    max_size=14,
)


def rows_of(drawn):
    return [entry(n, **line) for n, line in enumerate(drawn, 1)]


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_the_columns_agree_with_the_loop_and_the_balance_is_what_was_first_opened_and_moved(drawn):
    rows = rows_of(drawn)
    carried, found = carry_openings(book(*rows))
    repeated = superseded(book(*rows).select(DAYS))
    expected, said = reference.carry_openings(rows, repeated)
    facts = ("amount_cents", "letter", "letter_scope", "gone_on")
    assert {r["entry"]: [r[f] for f in facts] for r in carried.to_dicts()} == {
        r["entry"]: [r[f] for f in facts] for r in expected
    }
    assert {
        (r["customer"], r["currency"], r["import_id"]): (r["opening_cents"], r["carried_cents"])
        for r in found.to_dicts()
    } == said
    the_balance_is_what_was_first_opened_and_moved(rows, carried, found, repeated)


def the_balance_is_what_was_first_opened_and_moved(rows, carried, found, repeated):
    """Per customer the first opening, all movements and the differences."""
    told = [(s.import_id, s.first_on, s.last_on) for s in repeated]
    balance = Counter()
    for row in rows:
        is_repeated = any(i == row["import_id"] and a <= row["booked_on"] <= b for i, a, b in told)
        if not (row["is_opening"] and is_repeated):
            balance[row["customer"]] += row["amount_cents"]
    for row in found.to_dicts():
        balance[row["customer"]] += row["opening_cents"] - row["carried_cents"]
    opened = Counter()
    for row in open_items(carried, LATE).to_dicts():
        opened[row["customer"]] += row["open_cents"]
    assert {k: v for k, v in balance.items() if v} == {k: v for k, v in opened.items() if v}


@settings(max_examples=60, deadline=None)
@given(LINES, st.permutations([1, 2, 3]), st.data())
def test_neither_the_order_of_the_imports_nor_one_file_for_all_changes_anything(drawn, numbers, data):
    """In one file the letters of each year, which are one file's own, are spelled apart."""
    steady = [{"year": year, "cents": 1, "day": "06-30", "customer": "SOMEBODY"} for year in (2023, 2024, 2025)]
    has_all_years = data.draw(st.booleans())
    rows = rows_of([*drawn, *steady] if has_all_years else drawn)
    facts = facts_of(rows)
    renumber = dict(zip([2023, 2024, 2025], numbers, strict=True))
    order = {year: n for n, year in enumerate(data.draw(st.permutations([2023, 2024, 2025])))}
    other = sorted(
        (row | {"import_id": renumber[row["import_id"]]} for row in rows), key=lambda r: order[r["booked_on"].year]
    )
    other = [row | {"entry": n} for n, row in enumerate(other, 1)]
    assert facts == facts_of(other)
    if has_all_years:
        apart = [
            row | {"import_id": 1, "letter": row["letter"] and f"{row['letter']}{row['import_id']}"} for row in rows
        ]
        assert facts == facts_of(apart)


def facts_of(rows):
    """What is open on three days, without the numbers that depend on the order of arrival."""
    carried, _ = carry_openings(book(*rows))
    columns = ("customer", "document", "document_on", "line", "open_cents")
    days = (LATE, date(2024, 12, 31), date(2024, 6, 1))
    return [sorted(open_items(carried, as_of).select(columns).rows(), key=repr) for as_of in days]
