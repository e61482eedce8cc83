"""Everyday ways of paying: parts that are no neighbours, rents, plans, bills that come back; what they are worth."""

from __future__ import annotations

import polars as pl
import pytest
from benchmarks.awkward_accounts import AWKWARD
from benchmarks.invented_accounts import books
from benchmarks.sceptical_accounts import SCEPTICAL
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.lettered import entries, lettered, line

from ardoise.domain.ledger import ENTRIES
from ardoise.domain.lettering import SENTENCES
from ardoise.domain.lettering_odds import DIVISORS, ODDS, probability
from ardoise.engine.lettering import evaluate, propose


def evidence(*rows):
    """Per group, its lines and what is said of it."""
    groups = propose(entries(*rows)).groups
    return {tuple(lines): told for lines, told in groups.select("lines", "evidence").iter_rows()}


def test_a_guarantee_held_back_for_a_year_completes_the_invoice_of_its_year():
    bills = [(2, 1_234_500, 0), (3, 2_718_300, 40), (4, 3_141_400, 80)]
    rows = [line(n, cents, day) for n, cents, day in bills]
    rows += [line(n + 10, -(cents - cents // 20), day + 30) for n, cents, day in bills]
    rows += [line(n + 20, -(cents // 20), day + 365) for n, cents, day in bills]
    assert list(lettered(*rows)) == [(2, 12, 22), (3, 13, 23), (4, 14, 24)]


def test_a_payment_and_the_difference_booked_that_day_settle_two_invoices_together():
    rows = [
        line(2, 50_123, 0), line(3, 70_456, 5), line(4, 33_333, 20), line(5, -120_001, 40),
        line(6, -578, 40, kind="other"), line(7, -33_333, 60),
    ]  # fmt: skip
    assert list(lettered(*rows)) == [(2, 3, 5, 6), (4, 7)]


@pytest.mark.parametrize("delay", [-5, 70])
def test_a_rent_paid_by_the_quarter_in_advance_or_late_is_settled_in_its_turn(delay):
    rows = [line(2 + n, 45_000, 30 * n) for n in range(9)]
    rows += [line(20 + n, -135_000, 90 * n + delay) for n in range(3)]
    assert list(lettered(*rows)) == [(2, 3, 4, 20), (5, 6, 7, 21), (8, 9, 10, 22)]


def test_a_price_that_strangers_pay_every_day_is_no_rent():
    rows = [line(2 + n, 1_500, n) for n in range(12)]
    found = evidence(*rows, line(20, -4_500, 15), line(21, -1_500, 16))
    assert not any(told == ["run"] for told in found.values())


def test_a_sale_of_three_times_a_price_is_not_paid_by_those_who_bought_at_that_price():
    rows = [line(2, 4_500, 0), line(20, -4_500, 75)]
    rows += [row for n in range(4) for row in (line(3 + n, 1_500, 10 * n), line(10 + n, -1_500, 10 * n + 9))]
    assert list(lettered(*rows)) == [(2, 20), (3, 10), (4, 11), (5, 12), (6, 13)]


def test_a_debt_paid_in_ten_equal_parts_is_found_among_other_payments():
    rows = [line(2, 1_000_010, 0), *(line(10 + n, -100_001, 30 + 30 * n) for n in range(10))]
    rows += [line(30, 44_417, 100), line(31, -44_417, 145)]
    assert list(lettered(*rows)) == [(2, *range(10, 20)), (30, 31)]


def test_a_price_that_another_sale_has_nearly_as_well_is_left_to_a_person():
    ways = {way: SCEPTICAL[way] for way in ("counter", "many in one", "skipped")}
    for way, rows in books(3, 1001, ways):
        told = pl.DataFrame([dict.fromkeys(ENTRIES) | row for row in rows], schema=ENTRIES)
        measures = evaluate(told)
        assert measures.automatic_sound == measures.automatic_groups.proposed, way
        assert measures.automatic_groups.proposed > 30 or way == "skipped"


def test_a_bill_that_comes_back_after_a_month_is_lettered_with_what_pays_it_anew():
    rows = [
        line(2, 40_111, 0), line(3, 60_222, 10), line(4, -100_333, 30),
        line(5, 100_333, 63, kind="returned_payment"), line(6, 1_500, 63, kind="other"), line(7, -101_833, 80),
    ]  # fmt: skip
    assert list(lettered(*rows)) == [(2, 3, 4), (5, 6, 7)]


def test_a_deposit_is_lettered_with_its_payment_and_its_credit_with_the_final_invoice():
    rows = [
        line(2, 30_003, 0, "F10101"), line(3, -30_003, 8), line(4, 100_010, 40, "F10102"),
        line(5, -30_003, 40, "A20001", label="REPRISE ACOMPTE F10101", kind="credit_note"), line(6, -70_007, 75),
    ]  # fmt: skip
    assert lettered(*rows) == {(2, 3): False, (4, 5, 6): False}, "by number it could be otherwise: a person looks"


def test_credit_notes_are_taken_off_at_once_whichever_invoices_are_due():
    sold = [(2, 40_111, 0), (3, 50_222, 5), (4, 60_333, 12), (5, 70_444, 25), (6, 80_555, 33)]
    rows = [line(n, cents, day) for n, cents, day in sold]
    rows += [line(9, -8_022, 30, kind="credit_note"), line(10, -(40_111 + 50_222 + 60_333 - 8_022), 42)]
    assert list(lettered(*rows)) == [(2, 3, 4, 9, 10)]


def test_of_months_that_are_alike_each_payment_takes_the_nearest():
    rows = [line(2 + 2 * n + side, cents, 30 * n) for n in range(6) for side, cents in ((0, 82_011), (1, 7_513))]
    rows += [line(40 + n, -89_524, 30 * n + 9) for n in range(6)]
    assert list(lettered(*rows)) == [(2 + 2 * n, 3 + 2 * n, 40 + n) for n in range(6)]


def test_a_remittance_of_a_hundred_invoices_leaves_one_out():
    rows = [line(2 + n, 20_000 + 7 * n * n, n // 4) for n in range(150)]
    paid = sum(row["amount_cents"] for row in rows[:100]) - rows[41]["amount_cents"]
    (group,) = lettered(*rows, line(900, -paid, 60))
    assert group == (*(n for n in range(2, 102) if n != 43), 900)


def test_where_number_and_order_agree_the_match_is_automatic_and_where_they_differ_a_person_looks():
    sold = [line(2, 42_509, 0, "F10348"), line(3, 42_509, 15, "F10389")]
    agreed = [line(4, -42_509, 40, label="VIR F10348"), line(5, -42_509, 55, label="VIR F10389")]
    crossed = [line(4, -42_509, 40, label="VIR F10389"), line(5, -42_509, 55, label="VIR F10348")]
    assert lettered(*sold, *agreed) == {(2, 4): True, (3, 5): True}
    assert lettered(*sold, *crossed) == {(2, 5): False, (3, 4): False}


@given(st.sampled_from(sorted(ODDS)), st.sets(st.sampled_from(sorted(DIVISORS))), st.sampled_from(sorted(DIVISORS)))
def test_a_doubt_more_never_makes_surer_and_each_has_its_sentence(main, doubts, more):
    assert 0 < probability(main, {*doubts, more}) <= probability(main, doubts) < 1
    assert {main, more} <= SENTENCES.keys()


def test_what_is_promised_follows_from_what_is_told():
    """From the reasons of a group alone: the odds of what it rests on, divided by each doubt."""
    seen = set()
    for way, rows in books(1, seed=3, ways=AWKWARD):
        groups = propose(entries(*(dict.fromkeys(ENTRIES) | row for row in rows)), ignore_letters=True).groups
        for confidence, told in groups.select("confidence", "evidence").iter_rows():
            (main,) = [word for word in told if word in ODDS]
            odds = ODDS[main]
            for doubt in set(told) & DIVISORS.keys():
                odds /= DIVISORS[doubt]
            assert confidence == pytest.approx(odds / (1 + odds), abs=2e-4), way
            seen |= set(told)
    assert len(seen & ODDS.keys()) >= 6 and len(seen & DIVISORS.keys()) >= 6


def test_what_a_payment_leaves_out_is_paid_with_the_next_one_and_the_two_stay_apart():
    rows = [line(2 + n, 40_117 + 1_013 * n * n, 3 * n) for n in range(16)]
    paid = sum(row["amount_cents"] for row in rows[:8]) - rows[4]["amount_cents"]
    later = sum(row["amount_cents"] for row in rows) - paid
    found = lettered(*rows, line(20, -paid, 30), line(21, -later, 55))
    assert list(found) == [(2, 3, 4, 5, 7, 8, 9, 20), (6, *range(10, 18), 21)]


def test_a_direct_debit_taken_back_reads_both_ways_and_the_other_months_leave_no_doubt():
    rows = [line(2 + n, 3_990, 30 * n) for n in range(8)]
    rows += [line(20 + n, -3_990, 30 * n + 4) for n in range(8) if n != 3]
    rows += [line(30, 3_990, 67, kind="returned_payment"), line(31, -3_990 * 2, 94)]
    expected = {(2 + n, 20 + n): True for n in range(8) if n not in (2, 3)} | {(22, 30): False, (4, 5, 31): False}
    assert lettered(*rows) == expected


def test_a_row_that_holds_a_group_paid_before_is_no_other_explanation():
    sold = [40_117, 50_229, 60_331, 70_457]
    rows = [line(2 + n, cents, 10 * n) for n, cents in enumerate(sold)]
    rows += [line(10, -sold[0] - sold[1], 12, kind="other"), line(11, -sold[2] - sold[3], 35, kind="other")]
    assert lettered(*rows) == {(2, 3, 10): True, (4, 5, 11): True}


def test_what_moves_to_the_doubtful_account_settles_the_invoice_and_is_claimed_anew():
    rows = [line(10 + n, 7_013 * n, 40 * n) for n in range(1, 6)]
    rows += [line(20 + n, -7_013 * n, 40 * n + 15 * n) for n in range(1, 6)]
    rows += [line(2, 40_117, 0), line(3, -40_117, 250, kind="other"), line(4, 40_117, 250, gl_account="41600000")]
    assert (2, 3) in lettered(*rows)
    assert {(2, 3), (4, 5)} <= lettered(*rows, line(5, -40_117, 280, gl_account="41600000")).keys()


def test_an_invoice_assigned_to_a_factor_on_its_day_is_settled_without_a_doubt():
    assigned = line(2, -40_117, 0, kind="other", journal="OD", label="CESSION")
    assert lettered(assigned, line(3, 40_117, 0, journal="VE")) == {(2, 3): True}


def test_a_transfer_that_names_each_invoice_is_automatic_and_one_order_number_on_all_lines_is_not():
    sold = [(2, 40_117, 0, "F10348"), (3, 50_229, 20, "F10389"), (4, 60_331, 50, "F10412")]
    paid = line(9, -100_448, 70, label="VIR F10348 F10412")
    assert lettered(*(line(*row) for row in sold), paid) == {(2, 4, 9): True}
    orders = [line(n, cents, day, label="CDE 77123") for n, cents, day, _ in sold]
    assert lettered(*orders, line(9, -150_677, 70, label="CDE 77123")) == {(2, 3, 4, 9): False}


def test_what_names_one_invoice_and_balances_it_is_automatic_and_so_is_what_an_advance_leaves_to_pay():
    rows = [line(2, 150_000, 0, "FA1017"), line(3, -45_000, 0, "FA1017", kind="other"), line(4, -105_000, 30)]
    rows += [line(5, 80_000, 5, "FA1018"), line(6, -24_000, 5, "FA1018", kind="other"), line(7, -56_000, 60, "FA1018")]
    assert lettered(*rows) == {(2, 3, 4): True, (5, 6, 7): True}
    assert evidence(*rows)[5, 6, 7][0] == "invoice"


def test_a_payment_handed_on_to_four_is_settled_by_what_it_was_handed_on_in():
    parts = [65_432, 40_246, 17_019, 8_881]
    rows = [line(2, -sum(parts), 0), line(12, 12_345, 5), line(13, -12_345, 30)]
    rows += [line(3 + n, cents, n, kind="returned_payment") for n, cents in enumerate(parts)]
    assert lettered(*rows) == {(2, 3, 4, 5, 6): True, (12, 13): True}


def test_a_payment_booked_twice_and_taken_back_leaves_the_first_to_the_invoice():
    rows = [line(2, 44_321, 0), line(3, -44_321, 30), line(4, -44_321, 30)]
    assert list(lettered(*rows, line(5, 44_321, 33, kind="returned_payment"))) == [(2, 3), (4, 5)]


def test_a_rebate_noted_after_the_next_invoices_comes_off_both_payments_of_a_day():
    months = [[30_117, 45_223, 18_808], [51_039, 27_776, 61_112], [33_337, 22_229]]
    rows = [line(2 + 10 * m + n, cents, 30 * m + n) for m, sold in enumerate(months) for n, cents in enumerate(sold)]
    rows += [line(100 + 2 * m, -sum(sold) + 1_500 + 7_001 * (m == 0), 30 * m + 40) for m, sold in enumerate(months)]
    rows += [line(101 + 2 * m, -1_500, 30 * m + 40) for m in range(3)]
    rows += [line(50, -7_001, 36, kind="credit_note"), line(60, 9_999, 20), line(61, 5_551, 45)]
    assert list(lettered(*rows)) == [(2, 3, 4, 50, 100, 101), (12, 13, 14, 102, 103), (22, 23, 104, 105)]


def test_an_invoice_that_the_next_year_opens_again_is_not_settled_without_asking_which_of_the_two():
    rows = [line(2, 64_647, 0, "F2040"), line(3, 64_647, 20, "F2040", kind="opening", is_opening=True)]
    assert list(lettered(*rows, line(4, -64_647, 40, "F2040")).values()) == [False]


def test_who_pays_on_the_day_of_the_invoice_is_believed_where_the_bank_is_booked_before_the_sales():
    rows = [line(2 + n, 4_900, 30 * n, journal="VE") for n in range(9)]
    rows += [line(20 + n, -4_900, 30 * n, journal="BQ") for n in range(9) if n != 4]
    assert list(lettered(*rows)) == [(2 + n, 20 + n) for n in range(9) if n != 4]


def test_months_paid_later_than_anybody_pays_may_begin_with_one_that_was_never_paid():
    others = [row for n in range(20) for row in (
        line(100 + n, 11_003 + 907 * n, 9 * n, customer="DURAND"), line(200 + n, -11_003 - 907 * n, 9 * n + 20,
        customer="DURAND"))]  # fmt: skip
    months = [line(2 + n, 1_990, 30 * n) for n in range(8)] + [line(20 + n, -1_990, 30 * n + 50) for n in range(7)]
    assert [sure for lines, sure in lettered(*others, *months).items() if lines[0] < 100] == [False] * 7
    assert all(lettered(*months).values())
