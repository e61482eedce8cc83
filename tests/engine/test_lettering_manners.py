"""How programs write a ledger, and what a book-keeper reads in it: fees, guarantees, series of numbers, days told."""

from __future__ import annotations

from datetime import date

from tests.engine.lettered import entries, lettered, line

from ardoise.engine.lettering import evaluate, propose


def test_what_is_held_back_as_a_guarantee_settles_the_invoice_and_is_claimed_by_itself():
    held = line(4, 6_172, 0, "S101", kind="other", gl_account="41170000")
    rows = [line(2, 123_457, 0, "S101"), line(3, -6_172, 0, "S101", kind="other", gl_account="41100000"), held]
    assert lettered(*rows, line(5, -117_285, 50)) == {(2, 3, 5): True}
    assert set(lettered(*rows, line(5, -117_285, 50), line(6, -6_172, 400, gl_account="41170000"))) == {
        (2, 3, 5), (4, 6)
    }  # fmt: skip


def test_a_card_payout_less_its_fee_settles_the_orders_of_a_day():
    prices, rows, groups = (1_990, 2_990, 4_217, 5_980, 1_990, 7_313, 3_119), [line(500, 8_119, 0)], []
    for day in range(5):
        orders = [line(10 * day + n, prices[n - 2] + 13 * day * (n % 3), day) for n in range(2, 9)]
        cents = sum(order["amount_cents"] for order in orders)
        paid = line(100 + day, -(cents - 700 - day), day + 2)
        rows += [*orders, paid, line(200 + day, -(700 + day), day + 2, kind="other")]
        groups.append((*range(10 * day + 2, 10 * day + 9), 100 + day, 200 + day))
    found = lettered(*rows)
    assert set(found) == set(groups)
    assert found[groups[0]]


def test_a_foreign_payment_its_charge_and_the_difference_of_exchange_settle_one_invoice():
    rows, groups = [line(500, 777_119, 0)], []
    for n, cents in enumerate((59_975, 469_656, 82_311, 267_286, 115_011)):
        parts = (-(cents - 2_250 + 7_013 - 1_009 * n), -2_250, 7_013 - 1_009 * n)
        rows.append(line(10 + n, cents, 20 * n))
        rows += [
            line(20 * m + n, part, 20 * n + 50, kind="other" if m > 2 else "payment") for m, part in enumerate(parts, 2)
        ]
        groups.append((10 + n, 40 + n, 60 + n, 80 + n))
    assert set(lettered(*rows)) == set(groups)


def test_a_day_told_in_a_label_is_no_number_of_an_invoice():
    sold = [line(2 + n, 9_900, 60 + n, f"{90 + n:04d}3") for n in range(8)]
    paid = [line(20 + n, -9_900, 61 + n, label=f"CB {6 + n:02d}03") for n in range(8)]
    assert not any("reference" in told for told in propose(entries(*sold, *paid)).groups["evidence"].to_list())
    assert (2, 20) in lettered(
        line(2, 9_900, 0, "0301"), line(3, 9_900, 9, "0302"), line(20, -9_900, 30, label="F 0301")
    )


def test_a_deposit_of_cheques_is_no_invoice_of_its_number_but_a_short_number_told_is():
    rows = [line(2, 70_013, 0, "S101"), line(3, -70_013, 30, "REM108"), line(4, 80_017, 5, "S108")]
    assert lettered(*rows, line(5, -80_017, 40, "REM109")) == {(2, 3): True, (4, 5): True}
    rows = [line(2, 70_013, 0, "FA-603"), line(3, 70_013, 9, "FA-604"), line(4, -70_013, 30, label="VIR FA-604")]
    assert list(lettered(*rows)) == [(3, 4)]
    rows[2] = line(4, -70_013, 30, label="CARTE ch_fe69e604")
    assert not any("reference" in told for told in propose(entries(*rows)).groups["evidence"].to_list())


def test_of_two_payments_that_name_one_invoice_the_first_pays_it():
    rows = [
        line(2, 40_117, 0, "F60301"),
        line(3, -40_117, 8, label="VIR F60301"),
        line(4, -40_117, 45, label="VIR F60301"),
    ]
    rows += [row for n in range(4) for row in (line(10 + n, 7_013 + n, 20 * n), line(20 + n, -7_013 - n, 20 * n + 45))]
    assert lettered(*rows)[2, 3]
    assert (4, 5) in lettered(*rows, line(5, 40_117, 90, kind="returned_payment"))


def test_months_paid_at_once_go_on_where_the_month_before_stopped_though_an_amount_comes_back():
    months = ((11_363, 11_363, 1_704), (1_622, 11_363, 2_532), (11_363, 11_363, 11_363), (11_363, 9_059, 4_117))
    rows, groups = [], []
    for month, bills in enumerate(months):
        lines = [line(10 * month + n, cents, 30 * month + 9 * n) for n, cents in enumerate(bills, 2)]
        rows += [*lines, line(10 * month + 9, -sum(bills), 30 * month + 61)]
        groups.append((*range(10 * month + 2, 10 * month + 5), 10 * month + 9))
    assert set(lettered(*rows)) == set(groups)


def test_cheques_of_one_amount_that_come_back_are_paid_anew_with_their_fee_oldest_first():
    rows, groups = [], []
    for n in range(5):
        again = {"kind": "returned_payment"}
        rows += [line(10 + n, 110_512, 40 * n, f"FA{1001 + n}"), line(20 + n, -110_512, 40 * n + 30)]
        rows += [line(30 + n, 110_512, 40 * n + 35, **again), line(40 + n, 1_250, 40 * n + 35, label="FRAIS IMPAYE")]
        rows.append(line(50 + n, -111_762, 40 * n + 45))
        groups += [(20 + n, 30 + n), (10 + n, 40 + n, 50 + n)]
    assert set(lettered(*rows)) == set(groups)


def test_a_debt_is_paid_in_parts_among_those_of_its_name():
    named = ("ARNAUD LINA", "ARNAUD PAUL", "BAILLY PAUL", "BAILLY NINA")
    rows = [line(2 + n, 120_000, n, label=f"SCOLARITE {name}") for n, name in enumerate(named)]
    for part in range(10):
        rows += [line(10 + 10 * part + n, -12_000, 20 + 30 * part, label=f"CHQ {name}") for n, name in enumerate(named)]
    assert set(lettered(*rows)) == {(2 + n, *range(10 + n, 110 + n, 10)) for n in range(4)}


def test_where_every_card_is_drawn_the_day_after_a_month_that_may_never_have_been_paid_leaves_a_doubt():
    rows = [line(2 + n, 4_788, 30 * n, kind="invoice") for n in range(7)]
    assert not any(lettered(*rows, *(line(20 + n, -4_788, 30 * n + 1) for n in range(1, 7))).values())
    assert not any(lettered(*rows, *(line(20 + n, -4_788, 30 * n + 1) for n in range(2, 7))).values())
    assert all(lettered(*rows, *(line(20 + n, -4_788, 30 * n + 1) for n in range(7))).values())


def test_a_letter_used_anew_is_another_and_one_that_holds_two_payments_is_one():
    def true(*days_of_lettering, years=1, **more):
        rows = [
            line(10 * n + side, cents, 400 * (years - 1) * n + 20 * side, letter="A", lettered_on=on, **more)
            for n, on in enumerate(days_of_lettering) for side, cents in ((0, 10_001 + n), (1, -10_001 - n))
        ]  # fmt: skip
        return evaluate(entries(*rows)).groups

    assert true(date(2026, 2, 1), date(2026, 3, 1)).right == 2
    assert true(None, None, years=2).right == 2
    assert (true(date(2026, 3, 1), date(2026, 3, 1)).true, true(None, None).true) == (1, 1)
    early, late = date(2026, 1, 31), date(2026, 2, 28)
    apart = [line(2, 10_001, 0, letter="A", lettered_on=early), line(3, -10_001, 30, letter="A", lettered_on=late)]
    assert evaluate(entries(*apart)).groups.right == 1


def test_letters_that_an_account_begins_anew_in_the_year_are_others_and_one_that_returns_to_nothing_is_one():
    def true(*letters):
        rows = [
            line(10 * n + side, cents, 20 * n + 9 * side, letter=letter)
            for n, letter in enumerate(letters) for side, cents in ((0, 10_001 + n), (1, -10_001 - n))
        ]  # fmt: skip
        return evaluate(entries(*rows)).groups

    assert (true(*"ABCABC").right, true(*"ABAB").true) == (6, 4)
    assert (true(*"AAA").true, true(*"ABB").true, true(*"ABCC").true) == (1, 2, 3)


def test_letters_used_anew_teach_each_by_itself_how_long_a_customer_takes():
    habits = [
        line(100 + 10 * n + side, cents, 60 * n + 41 * side, letter="A", lettered_on=date(2026, 1, 1 + n))
        for n in range(4) for side, cents in ((0, 7_013 + n), (1, -7_013 - n))
    ]  # fmt: skip
    rows = [line(2, 12_000, 200), line(3, 12_000, 220), line(4, -12_000, 261)]
    assert list(lettered(*rows)) == [(2, 4)]
    assert list(lettered(*habits, *rows)) == [(3, 4)]


def test_two_stays_of_one_guest_at_one_price_are_not_settled_crosswise_without_asking():
    guests = ["DUMAS JULES", "DUMAS JULES", *(f"GUEST{'X' * n} {'AB' * n}C" for n in range(1, 13))]
    paid = [32, 11, *(10 * n + 1 for n in range(2, 14))]
    rows = [line(2 + n, 8_900, 10 * n, label=f"Facture {who}") for n, who in enumerate(guests)]
    rows += [line(50 + n, -8_900, on, label=f"VIR {who}") for n, (who, on) in enumerate(zip(guests, paid, strict=True))]
    assert lettered(*rows) == {(2 + n, 50 + n): n > 1 for n in range(14)}


def test_groups_that_cross_and_are_square_half_way_are_joined_once():
    taught = [
        line(100 + 10 * n + m, cents, 3 * m, document, customer=f"C{n}", letter="A")
        for n in range(12)
        for m, (cents, document) in enumerate(
            ((9_001 + n, "F101"), (7_013, "F102"), (-9_001 - n, "F101"), (-7_013, "F102"))
        )
    ]
    crossing = [line(2, 600_000, 0, "F6242"), line(3, -600_000, 1, "F6251", kind="credit_note")]
    crossing += [line(4, -600_000, 2, "F6242"), line(5, 600_000, 3, "F6251", kind="returned_payment")]
    assert list(lettered(*taught, *crossing)) == [(2, 3, 4, 5)]
    assert propose(entries(*taught, *crossing)).groups.height == 1
