"""A promise is kept or broken by what was booked, never by what somebody says."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.dunning_books import AS_OF, frame
from tests.reference import promises as reference

from ardoise.domain import promises as words
from ardoise.domain.ledger import BOOK
from ardoise.domain.promises import PROMISES
from ardoise.domain.reconciliation import SETTLEMENTS
from ardoise.engine.promises import judge_all


def booked(entry, cents, ago, customer="PETIT", kind=None, letter=None, currency="EUR"):
    """An entry of the customer's, booked so many days ago."""
    return {
        "entry": entry,
        "import_id": 1,
        "customer": customer,
        "amount_cents": cents,
        "booked_on": AS_OF - timedelta(ago),
        "kind": kind or ("payment" if cents < 0 else "invoice"),
        "letter": letter,
        "gone_on": None,
        "currency": currency,
    }


def said(promise, cents, made, due, *entries, customer="PETIT", ended=None, plan=None):
    """A promise made so many days ago for a day so many days ago (negative: ahead), one row per item."""
    row = {
        "promise": promise,
        "customer": customer,
        "amount_cents": cents,
        "opened_on": AS_OF - timedelta(made),
        "promised_on": AS_OF - timedelta(due),
        "ended_on": None if ended is None else AS_OF - timedelta(ended),
        "plan": plan,
    }
    return [row | {"entry": entry} for entry in entries or (None,)]


def judged(book, promises):
    """{promise: (outcome, cents paid)}."""
    told = judge_all(frame(book, BOOK), frame(promises, PROMISES), AS_OF)
    return {row["promise"]: (row["outcome"], row["paid_cents"]) for row in told.to_dicts()}


INVOICE = booked(1, 90_000, 60)


def test_petit_keeps_his_word_in_part_or_breaks_it():
    assert judged([INVOICE], said(1, 90_000, 20, 10)) == {1: ("broken", 0)}
    assert judged([INVOICE, booked(2, -40_000, 9)], said(1, 90_000, 20, 10)) == {1: ("partly_kept", 40_000)}
    assert judged([INVOICE, booked(2, -90_000, 7)], said(1, 90_000, 20, 10)) == {1: ("kept", 90_000)}


def test_money_in_another_currency_keeps_no_promise_of_these_items():
    word, francs = said(1, 90_000, 20, 10, 1), booked(2, -90_000, 9, currency="CHF")
    assert judged([INVOICE, francs], word) == {1: ("broken", 0)}
    assert judged([INVOICE, francs], said(1, 90_000, 20, 10, 1, plan=7)) == {1: ("broken", 0)}
    paid = booked(3, -90_000, 9)
    back = booked(4, 90_000, 8, kind="returned_payment", currency="CHF")
    assert judged([INVOICE, paid, francs, back], word) == {1: ("kept", 90_000)}, "what came back were the francs"
    assert judged([INVOICE, francs], said(1, 90_000, 20, 10)) == {1: ("kept", 90_000)}, "of no item in particular"


def test_the_bank_takes_three_days_then_it_is_too_late():
    assert judged([INVOICE, booked(2, -90_000, 6)], said(1, 90_000, 20, 10)) == {1: ("broken", 0)}
    assert judged([INVOICE], said(1, 90_000, 20, 3)) == {1: ("waiting", 0)}
    assert judged([INVOICE], said(1, 90_000, 20, 4)) == {1: ("broken", 0)}


def test_what_he_paid_before_he_promised_was_not_promised():
    assert judged([INVOICE, booked(2, -90_000, 21)], said(1, 90_000, 20, 10)) == {1: ("broken", 0)}


def test_a_payment_counts_once_for_the_earlier_promise():
    book = [INVOICE, booked(2, -50_000, 9)]
    assert judged(book, said(1, 50_000, 20, 10) + said(2, 50_000, 20, 8)) == {1: ("kept", 50_000), 2: ("broken", 0)}


def test_a_promise_of_an_invoice_is_not_kept_by_paying_another():
    book = [booked(1, 90_000, 60), booked(2, 30_000, 60, letter="A"), booked(3, -30_000, 9, letter="A")]
    assert judged(book, said(1, None, 20, 10, 1)) == {1: ("broken", 0)}
    assert judged(book, said(1, None, 20, 10, 2)) == {1: ("kept", 30_000)}


def test_money_applied_here_to_another_invoice_keeps_no_promise_of_this_one():
    book, promise = [INVOICE, booked(2, 30_000, 60), booked(3, -90_000, 9)], said(1, None, 20, 10, 1)
    told = [{"payment": 3, "item": 2, "amount_cents": 30_000, "from_on": AS_OF - timedelta(9), "until_on": None}]
    facts = frame(book, BOOK), frame(promise, PROMISES), AS_OF, 3
    assert judge_all(*facts)["outcome"].to_list() == ["kept"]
    assert judge_all(*facts, frame(told, SETTLEMENTS))["outcome"].to_list() == ["partly_kept"]


def test_a_credit_note_lettered_with_the_invoice_leaves_nothing_to_pay():
    book = [booked(1, 90_000, 60, letter="A"), booked(2, -90_000, 9, kind="credit_note", letter="A")]
    assert judged(book, said(1, None, 20, 10, 1)) == {1: ("kept", 90_000)}
    assert judged(book, said(1, 90_000, 20, 10)) == {1: ("broken", 0)}


def test_a_payment_the_bank_took_back_keeps_no_promise():
    book = [INVOICE, booked(2, -90_000, 9), booked(3, 90_000, 5, kind="returned_payment")]
    assert judged(book, said(1, 90_000, 20, 10)) == {1: ("broken", 0)}


def test_a_return_of_what_paid_another_invoice_leaves_the_promise_kept():
    """The bank took the older payment back, as its letter says or as was applied here; the last one stays."""
    others = [booked(2, 30_000, 60), booked(3, -30_000, 25), booked(5, 30_000, 5, kind="returned_payment")]
    book, promise = [INVOICE, *others, booked(4, -90_000, 9)], said(1, None, 20, 10, 1)
    told = [{"payment": 3, "item": 5, "amount_cents": 30_000}, {"payment": 4, "item": 1, "amount_cents": 90_000}]
    since = {"from_on": AS_OF - timedelta(5), "until_on": None}
    applied_here = frame([row | since for row in told], SETTLEMENTS)
    judged_here = judge_all(frame(book, BOOK), frame(promise, PROMISES), AS_OF, 3, applied_here)
    assert judged_here["outcome"].to_list() == ["kept"]
    lettered = [row | {"letter": "R"} if row["entry"] in (3, 5) else row for row in book]
    assert judged(lettered, promise) == judged(lettered, said(1, 90_000, 20, 10)) == {1: ("kept", 90_000)}
    assert judged(book, promise) == {1: ("partly_kept", 60_000)}, "nothing tells which: the last payments"


def test_one_that_was_ended_or_not_yet_made_is_not_judged():
    assert judged([INVOICE], said(1, 100, 20, 10, ended=0) + said(2, 100, -1, -5)) == {}
    assert judged([], []) == {}


def test_what_became_of_it_is_said_in_both_languages():
    row = judge_all(frame([INVOICE], BOOK), frame(said(1, 90_000, 20, 10), PROMISES), AS_OF).to_dicts()[0]
    assert (
        words.say(row, "en").replace("\xa0", " ") == "Promise broken: €900.00 promised by 6 Mar 2026, nothing received."
    )
    assert words.say(row, "fr").startswith("Promesse non tenue")


ENTRIES = st.tuples(
    st.sampled_from([-30_000, -20_000, 20_000, 50_000]),
    st.integers(-2, 25),
    st.sampled_from(["PETIT", "MARTIN"]),
    st.sampled_from(["payment", "credit_note", "invoice", "returned_payment"]),
    st.sampled_from([None, None, "A", "B"]),
    st.sampled_from(["EUR", "EUR", "EUR", "CHF"]),
)


@st.composite
def facts(draw):
    book = [
        booked(n, abs(cents) if kind in ("invoice", "returned_payment") else -abs(cents), ago, who, kind, letter, money)
        for n, (cents, ago, who, kind, letter, money) in enumerate(draw(st.lists(ENTRIES, max_size=7)), 1)
    ]
    told = []
    for n in range(draw(st.integers(0, 4))):
        who, made = draw(st.sampled_from(["PETIT", "MARTIN"])), draw(st.integers(-1, 20))
        own = [row["entry"] for row in book if row["customer"] == who and row["kind"] == "invoice"]
        items = draw(st.lists(st.sampled_from(own), max_size=2, unique=True)) if own else []
        cents = draw(st.sampled_from([None, 20_000, 50_000])) if items else 40_000
        plan = draw(st.sampled_from([None, None, n]))
        word = said(n, cents, made, made - draw(st.integers(0, 9)), *items, customer=who, plan=plan)
        is_noted = plan is not None and draw(st.booleans())
        told += [row | {"open_cents": draw(CENTS)} for row in word] if is_noted else word
    if draw(st.booleans()):
        own = {who: draw(st.integers(0, 8)) for who in ("PETIT", "MARTIN")}
        told = [row | {"grace_days": own[row["customer"]]} for row in told]
    meant = [row["entry"] for row in told if row["entry"] is not None]
    credits = [row for row in book if row["amount_cents"] < 0 and draw(st.booleans())]
    return book, told, [applied(row, draw, st.sampled_from(meant or [1]) | st.integers(1, 7)) for row in credits]


def applied(row, draw, items):
    """A payment or credit note applied here to some entry, often one that was promised, since some day."""
    first, ended = AS_OF - timedelta(draw(st.integers(-1, 9))), draw(st.sampled_from([None, None, AS_OF]))
    told = {"payment": row["entry"], "item": draw(items), "amount_cents": draw(CENTS)}
    return told | {"from_on": first, "until_on": ended}


CENTS = st.sampled_from([10_000, 20_000, 40_000])


NUMBERED = ("entry", "promise", "plan", "payment", "item")


def together(cases):
    """One book in which each case has customers and numbers of its own."""
    for n, case in enumerate(cases):
        for row in (row for rows in case for row in rows):
            numbered = {k: row[k] + 100 * n for k in NUMBERED if row.get(k) is not None}
            row |= numbered | {k: f"{row[k]}{n}" for k in ("customer",) if k in row}
    return ([row for rows in kind for row in rows] for kind in zip(*cases, strict=True))


@settings(max_examples=20)
@given(st.lists(facts(), min_size=8, max_size=8))
def test_the_columns_agree_with_the_loop(cases):
    book, promises, settlements = together(cases)
    booked_by_now = {row["entry"] for row in book if row["booked_on"] <= AS_OF}
    promises = [row for row in promises if row["entry"] is None or row["entry"] in booked_by_now]
    said_so = frame(promises, PROMISES | ({"grace_days": int} if any("grace_days" in row for row in promises) else {}))
    told = judge_all(frame(book, BOOK), said_so, AS_OF, 3, frame(settlements, SETTLEMENTS))
    found = {row["promise"]: (row["outcome"], row["amount_cents"], row["paid_cents"]) for row in told.to_dicts()}
    assert found == reference.judge_all(frame(book, BOOK).to_dicts(), promises, AS_OF, 3, settlements)
