"""How late the settled invoices were: by the day the last payment of their letter was booked."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reference.kpis import average_days_late_by_loop, days_late_by_month_by_loop, settled_by_loop

from ardoise.domain.ledger import BOOK
from ardoise.domain.reconciliation import SETTLEMENTS
from ardoise.engine.kpis import average_days_late, days_late_by_month, settled_invoices

AS_OF = date(2026, 3, 31)


def line(entry, cents, booked_on, letter, due_on=None, kind=None):
    kind = kind or ("invoice" if cents > 0 else "payment")
    given = {"entry": entry, "line": entry, "import_id": 1, "customer": "MARTIN", "currency": "EUR", "kind": kind}
    return (
        dict.fromkeys(BOOK)
        | given
        | {"amount_cents": cents, "booked_on": booked_on, "letter": letter, "due_on": due_on}
    )


def book(*lines):
    return pl.DataFrame(list(lines), schema=BOOK, orient="row")


def test_martin_paid_a_thousand_ten_days_late_and_three_thousand_thirty_days_late():
    lines = [
        line(1, 100_000, date(2026, 1, 2), "A", date(2026, 2, 1)),
        line(2, -100_000, date(2026, 2, 11), "A"),
        line(3, 300_000, date(2026, 1, 2), "B", date(2026, 2, 1)),
        line(4, -200_000, date(2026, 2, 5), "B"),
        line(5, -100_000, date(2026, 3, 3), "B"),
    ]
    settled = settled_invoices(book(*lines), AS_OF)
    assert settled["days_late"].to_list() == [10, 30]
    assert average_days_late(settled, AS_OF) == 25


def test_what_is_not_wholly_paid_by_the_day_or_was_paid_long_ago_does_not_count():
    lines = [
        line(1, 100_000, date(2026, 1, 2), "A", date(2026, 2, 1)),
        line(2, -100_000, date(2026, 4, 1), "A"),
        line(3, 100_000, date(2024, 1, 2), "C", date(2024, 2, 1)),
        line(4, -100_000, date(2024, 6, 1), "C"),
    ]
    settled = settled_invoices(book(*lines), AS_OF)
    assert settled["entry"].to_list() == [3]
    assert average_days_late(settled, AS_OF) is None


def accepted(*rows):
    return pl.DataFrame(list(rows), schema=SETTLEMENTS, orient="row")


def test_what_was_accepted_in_this_house_counts_as_a_letter_does_until_the_bank_takes_it_back():
    lines = [
        line(1, 100_000, date(2026, 1, 2), None, date(2026, 2, 1)),
        line(2, -100_000, date(2026, 2, 11), None),
        line(3, 300_000, date(2026, 1, 2), None, date(2026, 2, 1)),
        line(4, -200_000, date(2026, 3, 3), None),
        line(5, 50_000, date(2026, 1, 2), None, date(2026, 2, 1)),
    ]
    told = accepted(
        (2, 1, 100_000, date(2026, 2, 11), None),
        (4, 3, 200_000, date(2026, 3, 3), None),
        (6, 5, 50_000, date(2026, 2, 3), date(2026, 3, 4)),
    )
    settled = settled_invoices(book(*lines), AS_OF, told)
    assert settled.select("entry", "days_late").rows() == [(1, 10)]
    before = settled_invoices(book(*lines), date(2026, 3, 3), told)
    assert sorted(before.select("entry", "days_late").rows()) == [(1, 10), (5, 2)]


shares = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 3), st.integers(0, 60), st.none() | st.integers(1, 60)), max_size=6
)


@settings(deadline=None)
@given(shares)
def test_accepted_settlements_agree_with_one_loop(drawn):
    first = date(2026, 3, 1)
    lines = [line(n, 100 * (1 + n % 3), first, "A" if n == 6 else None, first) for n in range(1, 7)]
    lines.append(line(7, -100, first + timedelta(4), "A"))
    rows = [
        (100 + n, item, cents * 100, first + timedelta(start), last and first + timedelta(start + last))
        for n, (item, cents, start, last) in enumerate(drawn)
    ]
    told = settled_invoices(book(*lines), AS_OF, accepted(*rows)).select("entry", "settled_on").rows()
    assert sorted(told) == sorted(settled_by_loop(lines, rows, AS_OF))


days = st.integers(0, 800).map(lambda n: date(2024, 6, 1) + timedelta(n))
entries = st.lists(
    st.tuples(st.integers(-5, 5).filter(bool), days, st.sampled_from(["A", "B", "C", None]), st.none() | days),
    max_size=14,
)


@settings(deadline=None)
@given(entries)
def test_the_columns_agree_with_one_loop(drawn):
    lines = [line(n, cents * 100, on, letter, due) for n, (cents, on, letter, due) in enumerate(drawn, 1)]
    assert average_days_late(settled_invoices(book(*lines), AS_OF), AS_OF) == average_days_late_by_loop(lines, AS_OF)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(-20, 90), st.sampled_from([100, 2_500, 90_000])), max_size=12),
    st.sampled_from([1, 3, 12]),
)
def test_the_months_agree_with_one_loop(drawn, months):
    as_of = date(2026, 3, 16)
    rows = [
        {"settled_on": as_of - timedelta(ago - 3), "days_late": late, "amount_cents": cents}
        for ago, late, cents in drawn
    ]
    settled = pl.DataFrame(rows, schema={"settled_on": pl.Date, "days_late": pl.Int64, "amount_cents": pl.Int64})
    told = days_late_by_month(settled, as_of, months)
    assert told == days_late_by_month_by_loop(rows, as_of, months)
    assert len(told) == months and told[-1][0] == date(2026, 3, 1)
