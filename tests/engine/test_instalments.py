"""A plan is kept, waited for or broken by what came in, and leaves in peace what it spreads while it is not broken."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.dunning_books import AS_OF, frame, held, item, of_martin, planned
from tests.engine.test_promises import INVOICE, booked, said
from tests.reference import instalments as reference

from ardoise.domain.instalments import GIVEN_UP, PLAN_REMINDERS, PLANNED_ITEMS, spread, wrong
from ardoise.domain.ledger import BOOK, ITEMS
from ardoise.domain.promises import OUTCOMES, PROMISE_OUTCOMES, PROMISES
from ardoise.domain.reconciliation import SETTLEMENTS
from ardoise.engine.instalments import claimed_again, judge_plans, leave_planned
from ardoise.engine.promises import judge_all

PLAN = said(-1, 30_000, 40, 30, 1, plan=7) + said(-2, 30_000, 40, 2, 1, plan=7) + said(-3, 30_000, 40, -28, 1, plan=7)


def judged(*payments, as_of=AS_OF):
    """What became of Petit's three instalments of 300, due 30 and 2 days ago and in 28, and of their plan."""
    told = judge_all(frame([INVOICE, *payments], BOOK), frame(PLAN, PROMISES), as_of)
    plan = judge_plans(told, as_of).row(0, named=True)
    return [told.filter(promise=-n)["outcome"][0] for n in (1, 2, 3)], plan["outcome"], plan["paid_cents"]


def test_money_fills_the_instalments_the_oldest_first_in_advance_or_late():
    in_time = booked(2, -30_000, 28)
    assert judged(in_time) == (["kept", "waiting", "waiting"], "waiting", 30_000)
    assert judged(booked(2, -90_000, 39)) == (["kept"] * 3, "kept", 90_000), "all at once, in advance"
    assert judged(in_time, as_of=AS_OF + timedelta(2)) == (["kept", "broken", "waiting"], "broken", 30_000)
    assert judged() == (["broken", "waiting", "waiting"], "broken", 0)
    assert judged(booked(2, -20_000, 31)) == (["partly_kept", "waiting", "waiting"], "broken", 20_000)
    late = booked(2, -30_000, 10)
    assert judged(late) == (["kept_late", "waiting", "waiting"], "waiting", 30_000), "caught up: it runs again"
    assert judged(late, booked(3, -60_000, 1)) == (["kept_late", "kept", "kept"], "kept", 90_000)


def reminded(*ago, payments=()):
    """The same plan, claimed again so many days ago: what it has come to."""

    def judged_on(on):
        return judge_all(frame([INVOICE, *payments], BOOK), frame(PLAN, PROMISES), on)

    days = [{"plan": 7, "on": AS_OF - timedelta(days)} for days in ago]
    given_up = claimed_again(frame(days, PLAN_REMINDERS), judged_on)
    naive = reference.claimed_again(days, lambda on: judged_on(on).to_dicts())
    assert {row["plan"]: (row["reminded_on"], row["broken_on"]) for row in given_up.to_dicts()} == naive
    told = judge_plans(judged_on(AS_OF), AS_OF, given_up).row(0, named=True)
    return told["outcome"], told["is_caught_up"], told["broken_on"] and (AS_OF - told["broken_on"]).days


def test_a_plan_that_was_claimed_again_while_it_was_broken_stays_broken_whatever_comes_late():
    late = booked(2, -30_000, 10)
    assert reminded(payments=[late]) == ("waiting", False, None), "nobody claimed it meanwhile: it runs again"
    assert reminded(20, payments=[late]) == ("broken", True, 30), "broken, paid late since"
    assert reminded(20, 15) == ("broken", False, 30)
    assert reminded(10, 9, payments=[late]) == ("waiting", False, None), "the money crossed with the reminder"
    assert reminded(27, payments=[late]) == ("waiting", False, None), "it was within its days of grace"
    whole = booked(2, -90_000, 10)
    assert reminded(20, payments=[whole]) == ("broken", True, 30)


def agreed_with(open_cents, *entries, settlements=()):
    """What became of a plan of two halves of what was open of an invoice of 900, agreed 40 days ago."""
    half = open_cents // 2
    plan = said(-1, half, 40, 30, 1, plan=7) + said(-2, half, 40, 10, 1, plan=7)
    plan = [row | {"open_cents": open_cents} for row in plan]
    told = judge_all(frame(list(entries), BOOK), frame(plan, PROMISES), AS_OF, 3, frame(settlements, SETTLEMENTS))
    return judge_plans(told, AS_OF).row(0, named=True)["outcome"], told["paid_cents"].to_list()


def test_what_had_settled_the_invoice_by_then_fills_no_instalment_and_what_settles_it_since_does_whenever_booked():
    down = {"payment": 2, "item": 1, "amount_cents": 20_000, "from_on": AS_OF - timedelta(40), "until_on": None}
    paid_down, rest = booked(2, -20_000, 40), booked(3, -70_000, 39)
    assert agreed_with(70_000, INVOICE, paid_down, settlements=[down]) == ("broken", [0, 0]), "paid down that very day"
    assert agreed_with(70_000, INVOICE, paid_down, rest, settlements=[down]) == ("kept", [35_000, 35_000])
    invoice, advance, paid = (
        row | {"letter": "A"} for row in (INVOICE, booked(2, -30_000, 50), booked(3, -60_000, 35))
    )
    assert agreed_with(90_000, invoice, advance, paid) == ("kept", [45_000, 45_000]), "an advance lettered afterwards"
    assert agreed_with(60_000, invoice, advance, paid) == ("kept", [30_000, 30_000]), "one lettered before"
    other = booked(4, 30_000, 60) | {"letter": "A"}
    assert agreed_with(90_000, invoice, other, advance, paid)[0] == "broken", "it may have paid the other one"


def test_a_broken_plan_gives_no_peace_and_presses():
    def said_of(*payments):
        return judge_all(frame([INVOICE, *payments], BOOK), frame(PLAN, PROMISES), AS_OF)

    agreed = frame(
        [{"plan": 7, "customer": "PETIT", "entry": 1, "planned_cents": 90_000, "rest_cents": 0}], PLANNED_ITEMS
    )
    owed = [item(1, "PETIT", 90_000, 60)]
    broken, runs = said_of(booked(2, -20_000, 31)), said_of(booked(2, -30_000, 31))
    assert leave_planned(agreed, broken, frame(owed, ITEMS), AS_OF).is_empty()
    (block,) = leave_planned(agreed, runs, frame(owed, ITEMS), AS_OF).to_dicts()
    assert (block["reason"], block["until_on"]) == ("planned", AS_OF - timedelta(2)), "within the bank's days of grace"
    skipped = planned(owed, blocks=[block]).skips.filter(customer="PETIT")
    assert skipped.select("reason", "on").row(0) == ("planned", AS_OF - timedelta(2))
    (proposal,) = planned(owed, promises=broken.to_dicts()).proposals.to_dicts()
    assert proposal["promise_broken_on"] == AS_OF - timedelta(30)
    assert proposal["priority"] == planned(owed).proposals["priority"][0] + 20


def test_of_an_invoice_planned_in_part_the_rest_is_claimed_and_the_part_told_beside_it():
    plan = planned([item(1, cents=10_000)], blocks=[held("planned", 1, contested=4_000)])
    assert plan.items.select("open_cents", "planned_cents", "contested_cents").rows() == [(6_000, 4_000, 0)]
    both = [held("planned", 1, contested=4_000), held("disputed", 1, contested=1_000)]
    told = planned([item(1, cents=10_000)], blocks=both).items
    assert told.select("open_cents", "planned_cents", "contested_cents").rows() == [(5_000, 4_000, 1_000)]
    assert of_martin([item(1)], [held("planned", 1)]) == (None, "planned", [])
    assert of_martin([item(1), item(2)], [held("planned", 1)])[2] == [2], "the others are reminded"


def part_held(open_cents, *payments):
    """What is held of an invoice of 1500 of which 900 were planned, so much of it being open."""
    told = judge_all(frame([INVOICE, *payments], BOOK), frame(PLAN, PROMISES), AS_OF)
    agreed = frame(
        [{"plan": 7, "customer": "PETIT", "entry": 1, "planned_cents": 90_000, "rest_cents": 60_000}], PLANNED_ITEMS
    )
    return leave_planned(agreed, told, frame([item(1, "PETIT", open_cents, 60)], ITEMS), AS_OF)["contested_cents"][0]


def test_what_was_left_out_of_the_plan_is_claimed_and_no_instalment_to_come():
    first = booked(2, -30_000, 30)
    assert part_held(120_000, first) == 60_000, "one instalment paid: 600 are planned, 600 claimed"
    assert part_held(150_000, first) == 60_000, "not applied yet, it is a credit beside what is claimed"
    second = booked(3, -30_000, 2)
    assert part_held(90_000, first, second) == 30_000
    assert part_held(30_000, first, second, booked(4, -60_000, 1)) == 30_000, "the rest was paid: nothing is claimed"


def test_equal_parts_sum_to_the_cent_and_follow_the_month():
    assert spread(100_000, 3, date(2026, 1, 31)) == [
        (date(2026, 1, 31), 33_333), (date(2026, 2, 28), 33_333), (date(2026, 3, 31), 33_334),
    ]  # fmt: skip
    assert [cents for _on, cents in spread(100_001, 3, date(2026, 1, 31), "weekly", "first")] == [
        33_335,
        33_333,
        33_333,
    ]
    assert [on for on, _cents in spread(300, 3, date(2026, 11, 30), "quarterly")] == [
        date(2026, 11, 30), date(2027, 2, 28), date(2027, 5, 30),
    ]  # fmt: skip


def test_what_is_no_plan_of_the_whole_amount_is_said_in_a_sentence():
    def said_of(*instalments, language="en"):
        told = wrong([(AS_OF + timedelta(day), cents) for day, cents in instalments], 90_000, AS_OF, "EUR", language)
        return told.replace("\xa0", " ").replace("\u202f", " ")

    assert said_of((0, 45_000), (30, 45_000)) == ""
    assert said_of((0, 45_000), (30, 44_000)) == (
        "The instalments amount to €890.00: €10.00 are wanting of the €900.00 to be planned."
    )
    assert "10,00 € de trop" in said_of((0, 46_000), (30, 45_000), language="fr")
    assert "is past" in said_of((-1, 45_000), (30, 45_000)) and "Two instalments" in said_of((1, 45_000), (1, 45_000))
    assert "at least" in said_of() and "above zero" in said_of((1, 90_000), (2, 0))
    assert "60" in said_of(*[(n, 1) for n in range(61)])


def then(plans):
    return [{"plan": plan, "reminded_on": AS_OF, "broken_on": AS_OF - timedelta(9)} for plan in sorted(plans)]


ROWS = st.tuples(st.sampled_from(OUTCOMES), st.integers(1, 9), st.integers(0, 9), st.integers(-40, 40))
CENTS = st.integers(1, 9_000)
ASKED = st.tuples(st.integers(1, 4), st.integers(1, 3), CENTS, st.sampled_from([0, 0, 2_000, 7_000]))


@settings(max_examples=40)
@given(
    st.dictionaries(st.integers(1, 3), st.lists(ROWS, min_size=1, max_size=5), max_size=3),
    st.lists(ASKED, max_size=6, unique_by=lambda row: row[:2]),
    st.dictionaries(st.integers(1, 3), CENTS, max_size=3),
    st.sets(st.integers(1, 4), max_size=2).map(then),
)
def test_the_columns_agree_with_the_loop(plans, asked, opened, claimed):
    outcomes = [
        {"promise": -100 * plan - n, "plan": plan, "customer": f"C{plan}", "outcome": outcome, "paid_cents": 1_000 * p,
         "amount_cents": 1_000 * a, "promised_on": AS_OF + timedelta(on)}
        for plan, rows in plans.items() for n, (outcome, a, p, on) in enumerate(rows)
    ]  # fmt: skip
    outcomes += [{"promise": 1, "customer": "C1", "outcome": "broken", "amount_cents": 5, "paid_cents": 0}]
    agreed = [
        {"plan": p, "customer": f"C{p}", "entry": entry, "planned_cents": cents, "rest_cents": rest}
        for p, entry, cents, rest in asked
    ]
    owed = [item(entry, cents=cents) for entry, cents in opened.items()]
    told = frame(outcomes, PROMISE_OUTCOMES)
    given_up = frame(claimed, GIVEN_UP)
    judged_ = {row["plan"]: row for row in judge_plans(told, AS_OF, given_up).to_dicts()}
    assert judged_ == reference.judge_plans(told.to_dicts(), AS_OF, claimed)
    blocks = leave_planned(frame(agreed, PLANNED_ITEMS), told, frame(owed, ITEMS), AS_OF, given_up)
    rows = blocks.select("entry", "until_on", "contested_cents").rows()
    assert rows == reference.leave_planned(agreed, told.to_dicts(), owed, AS_OF, claimed)
