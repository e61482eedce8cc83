"""Proposing letters: what belongs together in a customer's account, how sure that is, and what isn't decided alone."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import polars as pl
import pytest
from benchmarks.awkward_accounts import AWKWARD
from benchmarks.everyday_accounts import EVERYDAY
from benchmarks.invented_accounts import books
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import REALDATA
from tests.engine.lettered import DAY, entries, lettered, line
from tests.reference import lettering as reference

from ardoise.domain.ledger import ENTRIES
from ardoise.domain.lettering import LINES_WITH_NAMES_MIN, SENTENCES, say
from ardoise.domain.names import LEGAL_FORMS, LINKS, NOISE
from ardoise.engine.lettering import evaluate, measure, propose
from ardoise.engine.lettering.accounts import delays_of
from ardoise.engine.lettering.candidates import is_near
from ardoise.engine.lettering.references import words_of
from ardoise.engine.lettering.subsets import ways

FOUND = {"outstanding", "uneven subscription", "till", "plan", "dollars", "bills", "lettered in part", "guarantee"}
"""Ways of paying where all that is needed stands in the amounts and their days."""


def test_an_invoice_and_the_payment_that_names_it_are_lettered_by_themselves():
    assert lettered(line(2, 12_345, 0, "F2026-0101"), line(3, -12_345, 30, label="VIR FAC 2026-0101")) == {(2, 3): True}


def test_a_lone_amount_is_enough():
    assert lettered(line(2, 12_345), line(3, -12_345, 30)) == {(2, 3): True}


def test_the_number_beats_an_older_invoice_of_the_same_amount():
    rows = [line(2, 12_000, 0, "F10101"), line(3, 12_000, 20, "F10102"), line(4, -12_000, 40, label="VIR F10102")]
    assert list(lettered(*rows)) == [(3, 4)]


def test_a_mistyped_number_still_speaks():
    rows = [line(2, 12_000, 0, "F10177"), line(3, 12_000, 20, "F10192"), line(4, -12_000, 40, label="VIR F10129")]
    assert list(lettered(*rows)) == [(3, 4)]


def test_of_two_invoices_of_one_amount_a_payment_without_a_word_settles_none_by_itself():
    groups = propose(entries(line(2, 12_000), line(3, 12_000, 1), line(4, -12_000, 40))).groups
    assert groups["is_automatic"].to_list() == [False]
    assert "rival" in groups["evidence"].to_list()[0]


def test_a_contract_number_on_every_line_and_the_customer_s_own_code_tell_nothing():
    rows = [
        line(2 * n + side, cents, 30 * n + 20 * side, label="CONTRAT 88123 CLIENT 4512", customer="C4512")
        for n in range(4) for side, cents in ((0, 10_001 + n), (1, -10_001 - n))
    ]  # fmt: skip
    evidence = propose(entries(*rows)).groups["evidence"].to_list()
    assert [told[0] for told in evidence] == ["amount"] * 4


def test_one_transfer_pays_the_oldest_invoices_less_a_credit_note():
    rows = [
        line(2, 50_017, 0), line(3, 31_299, 4), line(4, -1_102, 6, kind="credit_note"), line(5, 20_400, 9),
        line(6, 70_003, 12), line(7, -100_614, 45),
    ]  # fmt: skip
    assert lettered(*rows) == {(2, 3, 4, 5, 7): True}


def test_an_invoice_is_paid_in_parts():
    assert list(lettered(line(2, 90_001), line(3, -40_000, 10), line(4, -30_000, 20), line(5, -20_001, 30))) == [
        (2, 3, 4, 5)
    ]


def test_parts_that_name_the_invoice_are_gathered_among_others():
    rows = [
        line(2, 90_001, 0, "F77001"), line(3, 55_010, 2, "F77002"), line(4, -40_000, 10, label="acompte F77001"),
        line(5, -55_010, 12, label="F77002"), line(6, -50_001, 30, label="solde F77001"),
    ]  # fmt: skip
    assert list(lettered(*rows)) == [(2, 4, 6), (3, 5)]


def test_a_payment_taken_back_is_lettered_with_its_return_and_the_invoice_with_the_next_one():
    rows = [
        line(2, 45_678), line(3, -45_678, 20), line(4, 45_678, 24, kind="returned_payment"), line(5, -45_678, 40),
    ]  # fmt: skip
    assert list(lettered(*rows)) == [(2, 5), (3, 4)]


def test_a_few_cents_written_off_close_the_invoice():
    rows = [line(2, 9_276), line(3, -9_277, 7), line(4, 1, 7, kind="other")]
    assert list(lettered(*rows)) == [(2, 3, 4)]


def test_openings_without_detail_are_settled_as_a_whole():
    rows = [
        line(2, 68_724, 0, kind="opening", is_opening=True), line(3, 44_194, 0, kind="opening", is_opening=True),
        line(4, -65_916, 1, "180509"), line(5, -47_002, 26, "180587"),
    ]  # fmt: skip
    assert list(lettered(*rows)) == [(2, 3, 4, 5)]


def test_invoices_that_are_no_neighbours_are_found_when_there_is_one_way():
    rows = [
        line(2, 51_203, 0), line(3, 70_377, 1), line(4, 33_019, 2), line(5, 91_871, 3), line(6, 12_011, 4),
        line(7, -155_085, 40),
    ]  # fmt: skip
    assert list(lettered(*rows)) == [(2, 5, 6, 7)]


def test_sums_of_round_amounts_prove_nothing():
    rows = [line(n, 100_00 * n, n) for n in range(1, 40)] + [line(50, -7_300_00, 60)]
    assert not any(lettered(*rows).values())


def test_round_amounts_that_agree_by_chance_are_hardly_ever_believed():
    rng, rows = Random(3), []
    for customer in range(60):
        for n in range(37):
            cents = rng.randrange(2, 90) * 1_000 if n < 25 else -rng.randrange(2, 180) * 1_000
            day = 5 * n if n < 25 else 20 + 10 * (n - 25)
            rows.append(line(40 * customer + n + 2, cents, day, customer=f"C{customer}"))
    groups = propose(entries(*rows)).groups
    assert groups.height > 120 and groups["is_automatic"].sum() < groups.height / 50


@pytest.mark.parametrize(("delay", "paid"), [(10, 91), (55, 90)])
def test_letters_teach_after_how_many_days_a_customer_pays(delay, paid):
    rows = [
        line(2 * n + side, 20_000 + n if not side else -20_000 - n, 40 * n + side * delay, letter=f"L{n}")
        for n in range(5) for side in (0, 1)
    ]  # fmt: skip
    rows += [line(90, 36_000, 300), line(91, 36_000, 345), line(92, -36_000, 355)]
    assert list(lettered(*rows)) == [(paid, 92)]


def test_a_book_lettered_throughout_is_left_alone():
    found = propose(entries(line(2, 500, letter="A"), line(3, -500, 5, letter="A"), line(4, 80, letter="B")))
    assert (found.groups.height, found.lettered, found.unmatched) == (0, 3, 0)


def test_letters_present_are_facts_unless_they_are_ignored():
    rows = [line(2, 500, letter="A"), line(3, -500, 5, letter="A"), line(4, 700), line(5, -700, 9)]
    assert list(lettered(*rows)) == [(4, 5)]
    assert list(lettered(*rows, ignore_letters=True)) == [(2, 3), (4, 5)]
    found = propose(entries(*rows))
    assert (found.lettered, found.unmatched) == (2, 0)


def test_customers_and_currencies_never_mix():
    rows = [line(2, 500), line(3, -500, 5, customer="DURAND"), line(4, -500, 5, currency="CHF")]
    assert lettered(*rows) == {}
    assert propose(entries(*rows)).unmatched == 3


def interleaved(n, customer, letters):
    """Two invoices and then their two payments: square together, and each pair by itself."""
    one, other = letters
    return [
        line(n, 10_000 + n, n, customer=customer, letter=one),
        line(n + 1, 20_500 + n, n + 2, customer=customer, letter=other),
        line(n + 2, -10_000 - n, n + 30, customer=customer, letter=one),
        line(n + 3, -20_500 - n, n + 32, customer=customer, letter=other),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("letters", "groups"), [("AA", [(1000, 1001, 1002, 1003)]), ("AB", [(1000, 1002), (1001, 1003)])]
)
def test_the_book_s_own_letters_teach_whether_a_square_account_is_lettered_as_one(letters, groups):
    taught = [row for n in range(10) for row in interleaved(10 * n, f"C{n}", letters)]
    asked = [row | {"booked_on": DAY + timedelta(40)} for row in interleaved(1000, "MARTIN", (None, None))]
    assert list(lettered(*taught, *asked)) == groups


def test_where_strangers_share_an_account_the_name_tells_whose_payment_it_is():
    names = ["ABELARD ANNE", "BESNARD BRUNO", "CHAUVIN CLAIRE", "DELATTRE ANNE"]
    sold = [line(n, 4_500, n, label=f"Facture {name.title()}") for n, name in enumerate(names, 2)]
    paid = [line(10 - n, -4_500, 20 + n, label=f"VIR DE {name}") for n, name in enumerate(names)]
    assert lettered(*sold, *paid) == {(2, 10): True, (3, 9): True, (4, 8): True, (5, 7): True}
    others = [line(n, cents, n, label=f"VIR {names[n % 4]}") for n, cents in ((20, 7_777), (21, -7_777))]
    assert lettered(*sold, *paid, *others)[20, 21] is False, "an amount alone doesn't make two people one"


def monthly(unpaid=None):
    """One amount a month, paid ten days later without a word, but for one month."""
    sold = [line(n, 12_000, 30 * n) for n in range(2, 12)]
    return sold + [line(30 + n, -12_000, 30 * n + 10 + n % 2) for n in range(2, 12) if n != unpaid]


def test_what_is_paid_in_its_turn_is_automatic_and_what_follows_a_month_left_out_is_not():
    assert lettered(*monthly()) == {(n, 30 + n): True for n in range(2, 12)}
    assert lettered(*monthly(unpaid=6)) == {(n, 30 + n): False for n in range(2, 12) if n != 6}


def test_at_a_counter_paid_the_same_day_the_day_tells_and_one_left_open_shifts_nothing():
    rows = [line(2 * n, 5_000, 9 * n) for n in range(1, 31)]
    rows += [line(2 * n + 1, -5_000, 9 * n) for n in range(1, 31) if n % 7]
    rows += [line(100 + 2 * n + k, (1 - 2 * k) * (7_001 + n), 9 * n) for n in range(25) for k in (0, 1)]
    sold = {lines: told for lines, told in lettered(*rows).items() if lines[0] < 100}
    assert sold == {(2 * n, 2 * n + 1): True for n in range(1, 31) if n % 7}


def test_a_line_that_another_could_stand_for_is_never_lettered_alone():
    rows = [line(2, 36_311), line(3, 1_800, 1), line(4, 36_311, 9), line(5, -38_111, 20), line(6, -36_311, 50)]
    assert not any(lettered(*rows).values())


def test_one_transfer_pays_a_row_of_invoices_but_for_the_disputed_one():
    rows = [line(n, 30_000 + 1_013 * n, 2 * n) for n in range(2, 12)]
    paid = sum(row["amount_cents"] for row in rows if row["line"] != 7)
    assert lettered(*rows, line(12, -paid, 60)) == {(2, 3, 4, 5, 6, 8, 9, 10, 11, 12): True}


def test_two_cheques_of_one_day_pay_a_row_of_invoices_together():
    rows = [line(n, 20_000 + 3_517 * n, 3 * n) for n in range(2, 9)]
    paid = sum(row["amount_cents"] for row in rows[:5])
    cheques = [line(20, -60_007, 50), line(21, 60_007 - paid, 50)]
    assert lettered(*rows, *cheques) == {(2, 3, 4, 5, 6, 20, 21): True}


def test_in_a_shared_account_one_transfer_pays_the_invoices_of_its_name():
    names = ["ABELARD ANNE", "BESNARD BRUNO", "CHAUVIN CLAIRE"]
    sold = [line(n, 10_000 + 777 * n, n, label=f"Vente {names[n % 3].title()}") for n in range(2, 14)]
    paid = [
        line(20 + k, -sum(row["amount_cents"] for row in sold[k::3]), 30 + k, label=f"VIR {names[(k + 2) % 3]}")
        for k in range(3)
    ]
    assert list(lettered(*sold, *paid)) == [(2, 5, 8, 11, 20), (3, 6, 9, 12, 21), (4, 7, 10, 13, 22)]


def test_a_credit_note_long_after_an_invoice_of_its_amount_is_not_lettered_with_it_alone():
    assert lettered(line(2, 51_000), line(3, -51_000, 20, kind="credit_note")) == {(2, 3): True}
    assert lettered(line(2, 51_000), line(3, -51_000, 200, kind="credit_note")) == {(2, 3): False}


def test_every_evidence_has_its_sentence_in_both_languages():
    for evidence in SENTENCES:
        for language in ("fr", "en"):
            assert say(evidence, language, lines=3, others=2, days=4, reference="171536").endswith(".")


def test_a_number_is_near_another_by_one_stroke_only():
    assert is_near("171536", "171546") and is_near("171536", "17536") and is_near("171536", "175136")
    assert not is_near("171536", "181537") and not is_near("1715", "1716")


ACCOUNTS = st.lists(
    st.builds(
        dict,
        amount_cents=st.sampled_from([0, 500, 700, 1_200, 1_203, -500, -700, -1_200, -1_203, -1_703]),
        day=st.integers(0, 60),
        letter=st.sampled_from([None, None, None, "A", "B"]),
        customer=st.sampled_from(["MARTIN", "DURAND"]),
        currency=st.sampled_from(["EUR", "EUR", "CHF", None]),
        document=st.sampled_from([None, "F10101", "F10102", "F10202", "x"]),
        kind=st.sampled_from(["invoice", "payment", "credit_note", "returned_payment", "opening", "other"]),
        is_opening=st.booleans(),
    ),
    max_size=16,
)


def book_of(drawn):
    return [line(n, row.pop("amount_cents"), row.pop("day"), **row) for n, row in enumerate(map(dict, drawn), 2)]


@settings(max_examples=120, deadline=None)
@given(ACCOUNTS, st.randoms(use_true_random=False))
def test_groups_are_square_disjoint_of_one_account_and_the_same_in_any_order(drawn, random):
    rows = book_of(drawn)
    by_line = {row["line"]: row for row in rows}
    found = propose(entries(*rows))
    taken = [n for lines in found.groups["lines"].to_list() for n in lines]
    assert len(taken) == len(set(taken))
    for group in found.groups.to_dicts():
        own = [by_line[n] for n in group["lines"]]
        assert {(row["customer"], row["currency"]) for row in own} == {(group["customer"], group["currency"])}
        assert sum(row["amount_cents"] for row in own) == 0 and len(own) > 1
        assert all(row["letter"] is None and row["amount_cents"] for row in own)
        assert 0 <= group["exact"] <= group["confidence"] <= 1
    counted = sum(bool(row["amount_cents"]) for row in rows)
    assert found.unmatched + found.lettered + len(taken) == counted
    random.shuffle(rows)
    assert propose(entries(*rows)).groups.equals(found.groups)


def told_by(rows):
    """What the groups of a book are made of, whatever the numbers of its lines."""
    said = {row["line"]: str(row | {"line": 0, "letter": None}) for row in rows}
    return sorted(sorted(said[n] for n in lines) for lines in propose(entries(*rows), True).groups["lines"].to_list())


@settings(max_examples=60, deadline=None)
@given(ACCOUNTS, st.randoms(use_true_random=False))
def test_a_file_whose_lines_are_shuffled_is_lettered_the_same(drawn, random):
    rows = book_of(drawn)
    numbers = [row["line"] for row in rows]
    random.shuffle(numbers)
    assert told_by([row | {"line": n} for row, n in zip(rows, numbers, strict=True)]) == told_by(rows)


@settings(max_examples=120, deadline=None)
@given(ACCOUNTS)
def test_the_measures_agree_with_the_loop(drawn):
    rows = book_of(drawn)
    groups = propose(entries(*rows), ignore_letters=True).groups
    for chosen, word in ((groups, ""), (groups.filter("is_automatic"), "automatic_")):
        told = measure(groups, entries(*rows))
        scores = [getattr(told, word + name) for name in ("groups", "pairs")]
        mine = [(score.proposed, score.true, score.right) for score in scores]
        counts = (getattr(told, f"{word}sound"), getattr(told, f"{word}unjudged"))
        assert (*mine, *counts) == reference.score(chosen.to_dicts(), rows)
        judged, strict = getattr(told, word + "groups"), getattr(told, f"{word}strict".removeprefix("_"))
        assert (strict.proposed, strict.right) == (judged.proposed + counts[1], judged.right)


@settings(max_examples=60, deadline=None)
@given(ACCOUNTS)
def test_what_letters_teach_of_delays_agrees_with_the_loop(drawn):
    rows = book_of(drawn)
    assert delays_of(entries(*rows).filter(pl.col("amount_cents") != 0)) == reference.delays(rows)


LABELS = st.sampled_from(["Facture Hélène Dupont", "VIR DE HELENE DUPONT", "CHQ DUPONT-MARTIN 1204", "Martin", None])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([500, -500]), LABELS, LABELS), max_size=12))
def test_the_words_that_tell_lines_apart_agree_with_the_loop(drawn):
    rows = [line(n, cents, label=label, customer_name=name) for n, (cents, label, name) in enumerate(drawn, 2)]
    told = {n: set(words) for n, words in words_of(entries(*rows).with_columns(account=pl.lit(0))).iter_rows()}
    assert told == reference.words(rows, LEGAL_FORMS | LINKS | NOISE, LINES_WITH_NAMES_MIN)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(-30, 30).filter(bool), max_size=10), st.integers(-60, 60), st.integers(2, 5))
def test_subsets_are_found_exactly_and_two_ways_are_told_apart_from_one(amounts, target, largest):
    found, every = ways(amounts, target, largest), reference.ways(amounts, target, largest)
    assert len(found) == min(2, len(every))
    assert all(tuple(sorted(way)) in every for way in found)


def test_a_customer_with_five_thousand_open_lines_is_a_matter_of_seconds():
    rng = Random(5)
    rows = [line(n, rng.randrange(1_000, 90_000), n // 12) for n in range(2, 4_002)]
    rows += [line(n, -rng.randrange(1_000, 400_000), (n - 4_002) // 3) for n in range(4_002, 5_002)]
    found = propose(entries(*rows))
    assert found.groups.filter(pl.col("lines").list.len() > 2, "is_automatic").height == 0, "chance is not believed"


def test_nothing_in_nothing_out():
    found = propose(entries())
    assert (found.groups.height, found.lettered, found.unmatched) == (0, 0, 0)
    assert evaluate(entries()).groups.f1 is None


def test_on_accounts_made_to_mislead_and_on_everyday_ones_what_is_automatic_is_right():
    wrong = automatic = true = 0
    for name, rows in books(4, seed=3, ways=AWKWARD | EVERYDAY):
        told = evaluate(entries(*(dict.fromkeys(ENTRIES) | row for row in rows)))
        here = told.automatic_groups.proposed - told.automatic_sound
        assert here <= told.automatic_groups.proposed / 100, name
        assert name not in FOUND or told.groups.f1 >= 0.95, name
        wrong, automatic = wrong + here, automatic + told.automatic_groups.proposed
        true += told.automatic_groups.true
    assert wrong <= automatic / 1_000 and automatic >= 0.7 * true


@pytest.mark.skipif(not (REALDATA / "fec").exists(), reason="the real ledgers are not beside this checkout")
@pytest.mark.parametrize(("name", "f1"), [("quadra_half_lettered.txt", 0.89), ("111111111FEC20221231.TXT", 0.96)])
def test_on_real_books_what_is_automatic_holds_under_one_letter_and_covers_four_groups_in_five(name, f1):
    from ardoise.formats import files

    told = evaluate(files.read(REALDATA / "fec" / name).entries)
    assert told.automatic_sound / told.automatic_groups.proposed >= 0.995
    assert told.automatic_pairs.precision >= 0.995
    assert told.automatic_groups.right / told.automatic_groups.true >= 0.80
    assert told.groups.f1 >= f1
