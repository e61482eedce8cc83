"""How a customer pays is told by what he paid, when."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.dunning_books import AS_OF, frame
from tests.reference import behaviours as reference

from ardoise.domain import behaviours as words
from ardoise.domain.behaviours import Bounds
from ardoise.domain.ledger import BOOK
from ardoise.domain.reconciliation import SETTLEMENTS
from ardoise.engine.behaviours import behaviours


def paid(number, late, customer="MARTIN", ago=30, cents=10_000):
    """An invoice paid so many days late, so many days ago, and its payment."""
    paid_on = AS_OF - timedelta(ago)
    shared = {"customer": customer, "import_id": 1, "letter": f"L{number}", "currency": "EUR", "gone_on": None}
    due_on = paid_on - timedelta(late)
    invoice = {"entry": 2 * number, "amount_cents": cents, "kind": "invoice", "booked_on": due_on - timedelta(30)}
    payment = {"entry": 2 * number + 1, "amount_cents": -cents, "kind": "payment", "booked_on": paid_on}
    return [shared | invoice | {"due_on": due_on}, shared | payment | {"due_on": paid_on}]


def told(book, disputes=(), as_of=AS_OF):
    opened = pl.DataFrame(list(disputes), schema={"customer": str, "opened_on": type(AS_OF)}, orient="row")
    return behaviours(frame([row for rows in book for row in rows], BOOK), as_of, opened)


def named(*lates, **facts):
    return told([paid(n, late) for n, late in enumerate(lates)], **facts)["behaviour"].to_list()


def test_each_behaviour_has_its_customer():
    assert named(0, 40) == ["new"]
    assert named(0, 5, -20) == ["punctual"]
    assert named(0, 0, 0, 20) == ["forgetful"]
    assert named(0, 12, 40) == ["habitually_late"]
    twice = [("MARTIN", AS_OF - timedelta(9)), ("MARTIN", AS_OF - timedelta(90))]
    assert named(0, 0, 0, disputes=twice) == ["disputes"]
    assert named(0, 0, 0, disputes=twice[:1]) == ["punctual"]


def test_what_is_open_or_was_paid_long_ago_or_by_credit_note_says_nothing():
    late = [paid(n, 50) for n in range(3)]
    assert told([row[:1] for row in late])["behaviour"].to_list() == ["new"]
    assert told(late, as_of=AS_OF + timedelta(400))["behaviour"].to_list() == ["new"]
    noted = [[invoice, credit | {"kind": "credit_note"}] for invoice, credit in late]
    assert told(noted)["invoices_paid"].to_list() == [0]


def test_it_is_said_with_its_figures():
    row = told([paid(n, 20) for n in range(3)]).to_dicts()[0]
    assert words.say(row, "en") == (
        "Habitually late: 100% of the 3 invoices paid within a year came more than 5 days late; "
        "20 days late on average."
    )
    assert all(words.say(row | {"behaviour": name}, "fr") for name in words.NAMES)


def settled(number, late, customer="MARTIN", ago=30, until=None):
    """The same without a letter: a receipt was applied to it here; `until`: days ago, the bank took it back."""
    rows = [row | {"letter": None} for row in paid(number, late, customer, ago)]
    until_on = None if until is None else AS_OF - timedelta(until)
    told = (2 * number + 1, 2 * number, 10_000, AS_OF - timedelta(ago), until_on)
    return rows, dict(zip(SETTLEMENTS, told, strict=True))


def test_a_receipt_applied_here_tells_how_he_pays_until_the_bank_takes_it_back():
    pairs = [settled(n, 20) for n in range(3)]
    book = frame([row for rows, _ in pairs for row in rows], BOOK)
    accepted = pl.DataFrame([told for _, told in pairs], schema=SETTLEMENTS)
    assert behaviours(book, AS_OF, settlements=accepted)["behaviour"].to_list() == ["habitually_late"]
    back = accepted.with_columns(until_on=pl.lit(AS_OF - timedelta(3)))
    assert behaviours(book, AS_OF, settlements=back)["invoices_paid"].to_list() == [0]


PAID = st.tuples(st.integers(-5, 40), st.sampled_from(["MARTIN", "DURAND"]), st.integers(-3, 400))


@settings(max_examples=80, deadline=None)
@given(st.lists(PAID, max_size=8), st.lists(st.tuples(st.sampled_from(["MARTIN", "DURAND"]), st.integers(-2, 400))))
def test_the_columns_agree_with_the_loop(invoices, contested):
    book = [row for n, (late, who, ago) in enumerate(invoices) for row in paid(n, late, who, ago)]
    disputes = [{"customer": who, "opened_on": AS_OF - timedelta(ago)} for who, ago in contested]
    found = told([book], [tuple(row.values()) for row in disputes])
    columns = ("behaviour", "invoices_paid", "late_pct", "days_late_mean", "disputes")
    assert {row["customer"]: tuple(row[k] for k in columns) for row in found.to_dicts()} == reference.behaviours(
        frame(book, BOOK).to_dicts(), AS_OF, disputes, Bounds()
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PAID, st.sampled_from([None, 5, 500])), max_size=6), st.lists(PAID, max_size=4))
def test_the_columns_agree_with_the_loop_on_what_was_applied_here(applied, lettered):
    pairs = [settled(n, late, who, ago, until) for n, ((late, who, ago), until) in enumerate(applied)]
    rows = [row for rows, _ in pairs for row in rows]
    rows += [row for n, told in enumerate(lettered, 100) for row in paid(n, *told)]
    accepted = [told for _, told in pairs]
    found = behaviours(frame(rows, BOOK), AS_OF, settlements=pl.DataFrame(accepted, schema=SETTLEMENTS))
    columns = ("behaviour", "invoices_paid", "late_pct", "days_late_mean", "disputes")
    assert {row["customer"]: tuple(row[k] for k in columns) for row in found.to_dicts()} == reference.behaviours(
        frame(rows, BOOK).to_dicts(), AS_OF, [], Bounds(), accepted
    )
