"""Which items a receipt pays."""

from __future__ import annotations

import time
from datetime import date

import polars as pl
import pytest

from ardoise.domain.bank import ADVICES
from ardoise.domain.ledger import ITEMS
from ardoise.domain.parties import CUSTOMERS
from ardoise.domain.reconciliation import (
    DIFFERENCES,
    DOUBTS,
    HABITS,
    ITEMS_TOLD,
    PAYERS,
    RECEIPTS,
    SENTENCES,
    Tolerances,
    say,
)  # fmt: skip
from ardoise.engine.reconciliation import learn_habits, marks_of, match, purpose_mark
from ardoise.engine.reconciliation.payers import SCORES

NAMES = {"C1": "Martin SARL", "C2": "Durand et Fils", "C3": "Petit", "C4": "Moreau Distribution SAS"}


def items(*rows):
    """Open items: customer, document, cents, and the day of the document."""
    return pl.DataFrame(
        [
            dict.fromkeys(ITEMS)
            | {
                "entry": n, "line": n, "customer": customer, "customer_name": NAMES[customer], "document": document,
                "document_on": on, "booked_on": on, "kind": "invoice" if cents > 0 else "credit_note", "due_on": on,
                "is_due_derived": False, "amount_cents": cents, "open_cents": cents, "currency": "EUR",
            }
            for n, (customer, document, cents, on) in enumerate(rows, 1)
        ],
        schema=ITEMS,
    )  # fmt: skip


def receipts(*rows):
    """Receipts: what is told of each beside its number, the day and the currency."""
    plain = {"received_on": date(2026, 3, 31), "currency": "EUR", "kind": "transfer"}
    return pl.DataFrame(
        [dict.fromkeys(RECEIPTS) | plain | {"receipt": n} | row for n, row in enumerate(rows, 1)], schema=RECEIPTS
    )


def customers(names=NAMES, groups=()):
    rows = [dict.fromkeys(CUSTOMERS) | {"customer": code, "customer_name": name} for code, name in names.items()]
    return pl.DataFrame([row | {"group": dict(groups).get(row["customer"])} for row in rows], schema=CUSTOMERS)


def matched(received, owed, payers=(), habits=(), **more):
    people = more.pop("customers", customers())
    return match(
        received, owed, people, pl.DataFrame(list(payers), schema=PAYERS), pl.DataFrame(list(habits), schema=HABITS),
        **more,
    )  # fmt: skip


def best(matching, receipt=1):
    """The first explanation of a receipt, and the entries it settles."""
    (row,) = matching.matches.filter(receipt=receipt, rank=1).to_dicts()
    taken = matching.allocations.filter(receipt=receipt, rank=1)
    return row, dict(taken.select("entry", "amount_cents").iter_rows())


OWED = items(
    ("C1", "FA-24017", 120_050, date(2026, 1, 5)),
    ("C1", "FA-24031", 80_000, date(2026, 2, 5)),
    ("C2", "FA-24044", 120_050, date(2026, 2, 9)),
)


def test_a_transfer_that_names_an_invoice_of_its_amount_pays_it_by_itself():
    row, taken = best(matched(receipts({"amount_cents": 80_000, "label": "VIR SEPA RECU /DE MARTIN FA24031"}), OWED))
    assert taken == {2: 80_000} and row["is_automatic"] and row["customer"] == "C1"
    assert row["evidence"][0] == "reference"


def test_a_known_account_and_the_amount_of_one_invoice_are_enough():
    received = receipts({"amount_cents": 120_050, "label": "VIREMENT", "counterparty_iban": "FR76 3000 1"})
    learned = [{"kind": "iban", "value": "FR7630001", "customer": "C2", "times": 3, "refused": 0}]
    row, taken = best(matched(received, OWED, learned))
    assert taken == {3: 120_050} and row["is_automatic"]


def test_two_invoices_of_the_same_amount_are_left_to_a_person():
    owed = items(("C1", "A1", 50_000, date(2026, 1, 1)), ("C1", "A2", 50_000, date(2026, 2, 1)))
    row, _ = best(matched(receipts({"amount_cents": 50_000, "counterparty": "MARTIN"}), owed))
    assert not row["is_automatic"]


def learned(customer, name="", **told):
    """PAYERS, once a person has said that a receipt of which this is told is the customer's."""
    row = receipts({"amount_cents": 1, **told}).row(0, named=True)
    marks = marks_of(row["counterparty"], row["counterparty_iban"], row["mandate"])
    marks |= purpose_mark(row, customer, name) if name else {}
    return [{"kind": k, "value": v, "customer": customer, "times": 1, "refused": 0} for k, v in marks.items()]


def paying(cents, *owed, **told):
    """The best explanation of one receipt."""
    more = {key: told.pop(key) for key in ("payers", "habits", "tolerances", "advices", "customers") if key in told}
    return best(matched(receipts({"amount_cents": cents, **told}), items(*owed), **more))


JAN, FEB, MAR = date(2026, 1, 8), date(2026, 2, 11), date(2026, 3, 25)


CODED = {"C00080": "Martin SARL", "C00081": "Durand et Fils", "411080": "Petit", "DURAND": "Durand"}


def quoting(label, cents=200_050, **told):
    """The best explanation of a receipt by customers with codes, of whom each owes two invoices of one amount."""
    owed = items(*(("C1", f"FA-{code}-{n}", (120_050, 80_000)[n], (JAN, FEB)[n]) for code in CODED for n in (0, 1)))
    owed = owed.with_columns(customer=pl.Series([code for code in CODED for _ in (0, 1)]), customer_name=None)
    people = customers(CODED)
    return best(matched(receipts({"amount_cents": cents, "label": label, **told}), owed, customers=people))


@pytest.mark.parametrize(
    ("label", "customer"),
    [
        ("VIR SEPA C00080", "C00080"),
        ("vir sepa ref c-00080 merci", "C00080"),
        ("VIR CLIENT 411080", "411080"),
        ("VIR SEPA CLIENT NO DURAND", "DURAND"),
    ],
)
def test_who_quotes_the_reference_of_our_letters_and_pays_what_they_ask_is_lettered_by_itself(label, customer):
    row, taken = quoting(label)
    assert row["customer"] == customer and row["is_automatic"] and len(taken) == 2
    assert row["evidence"][:2] == ["balance", "payer_code"]


def test_a_document_whose_number_holds_the_customer_s_code_is_named_all_the_same():
    owed = items(*(("C1", f"C00080/26/{n}", cents, JAN) for n, cents in enumerate((12_000, 5_000, 9_900), 1)))
    owed = owed.with_columns(customer=pl.lit("C00080"))
    told = {"amount_cents": 17_000, "label": "REGLT C00080/26/1 C00080/26/2", "counterparty": "GROUPE"}
    row, taken = best(matched(receipts(told), owed, customers=customers(CODED)))
    assert row["evidence"] == ["reference", "payer_code"] and row["is_automatic"] and taken == {1: 12_000, 2: 5_000}


def test_a_number_that_only_looks_like_a_reference_points_to_nobody():
    for label in ("VIR SEPA 411080", "VIR C00080 C00081", "VIR C00082"):
        assert not matched_by_code(label)
    row, _ = quoting("VIR C00080", counterparty="PETIT")  # Petit mistyped, or Martin paid through him
    assert not row["is_automatic"]


def matched_by_code(label):
    owed = items(("C1", "FA-1", 100, JAN)).with_columns(customer=pl.lit("C00080"))
    found = matched(receipts({"amount_cents": 999, "label": label}), owed, customers=customers(CODED))
    return "payer_code" in found.matches.explode("evidence").get_column("evidence").to_list()


def test_an_iso_11649_reference_names_the_invoice():
    row, taken = paying(80_000, ("C1", "FA24031", 80_000, JAN), creditor_reference="RF84FA24031")
    assert taken == {1: 80_000} and row["is_automatic"] and row["evidence"][0] == "creditor_reference"


def test_a_number_with_a_typing_error_is_understood_where_the_amount_agrees():
    owed = [("C1", "FA24031", 81_237, JAN), ("C1", "FA24055", 12_300, FEB)]
    row, taken = paying(81_237, *owed, label="VIR MARTIN FA24013")
    assert taken == {1: 81_237} and row["evidence"][0] == "near_reference"


def test_several_invoices_are_paid_in_one_and_a_credit_note_is_netted():
    owed = [("C1", "FA24031", 81_237, JAN), ("C1", "AV24002", -10_000, FEB), ("C1", "FA24055", 12_300, FEB)]
    row, taken = paying(83_537, *owed, label="FA24031 FA24055 AV24002")
    assert taken == {1: 81_237, 2: -10_000, 3: 12_300} and row["is_automatic"]


def test_a_part_payment_that_names_its_invoice_settles_a_part():
    row, taken = paying(30_000, ("C1", "FA24031", 81_237, JAN), label="ACOMPTE FA24031")
    assert taken == {1: 30_000} and row["evidence"][0] == "named_part" and row["difference"] is None


def test_a_discount_taken_in_time_settles_the_whole_invoice():
    row, taken = paying(98_000, ("C1", "FA24031", 100_000, MAR), label="FA24031 MARTIN")
    assert taken == {1: 100_000} and (row["difference"], row["difference_cents"]) == ("discount", 2_000)


def test_a_discount_taken_too_late_is_a_part_payment():
    row, taken = paying(98_000, ("C1", "FA24031", 100_000, date(2025, 11, 3)), label="FA24031 MARTIN")
    assert taken == {1: 98_000} and row["difference"] is None


def test_a_company_that_grants_no_discount_gets_a_part_payment():
    more = {"tolerances": Tolerances(discount_rate_bp=0)}
    _, taken = paying(98_000, ("C1", "FA24031", 100_000, MAR), label="FA24031", **more)
    assert taken == {1: 98_000}


def test_a_withholding_is_taken_where_the_company_says_its_rate():
    more = {"tolerances": Tolerances(withholding_rates_bp=(500,))}
    row, taken = paying(95_000, ("C1", "FA24031", 100_000, JAN), label="FA24031", **more)
    assert taken == {1: 100_000} and row["difference"] == "withholding"


def test_a_rounding_is_let_pass_and_bank_charges_are_left_to_a_person():
    row, taken = paying(81_200, ("C1", "FA24031", 81_237, JAN), label="FA24031")
    assert taken == {1: 81_237} and (row["difference"], row["is_automatic"]) == ("rounding", True)
    row, taken = paying(98_750, ("C1", "FA24031", 100_000, date(2025, 11, 3)), label="FA24031 /CHRG SHA")
    assert (row["difference"], row["is_automatic"]) == ("bank_charges", False)


def test_the_whole_balance_is_recognised():
    owed = [("C1", f"FA2403{n}", 10_037 + 911 * n, JAN) for n in range(7)]
    row, taken = paying(sum(o[2] for o in owed), *owed, counterparty="MARTIN SARL")
    assert len(taken) == 7 and row["evidence"][0] == "balance" and row["is_automatic"]


def test_invoices_picked_without_a_word_are_sure_only_where_one_set_fits():
    odd = [("C1", f"FA2403{n}", 10_037 + 911 * n * n, JAN) for n in range(7)]
    row, taken = paying(odd[1][2] + odd[4][2], *odd, counterparty="MARTIN SARL")
    assert set(taken) == {2, 5} and row["evidence"][0] == "subset"
    even = [("C1", f"FA2403{n}", 10_000 * (1 + n % 3), JAN) for n in range(7)]
    row, _ = paying(60_000, *even, counterparty="MARTIN SARL")
    assert not row["is_automatic"]


def test_one_pays_for_the_customers_of_his_group():
    owed = [("C2", "FA24031", 81_237, JAN), ("C3", "FA24055", 12_311, FEB)]
    more = {"customers": customers(groups={"C2": "C1", "C3": "C1"}.items())}
    row, taken = paying(93_548, *owed, counterparty="MARTIN SARL", **more)
    assert taken == {1: 81_237, 2: 12_311} and row["evidence"][1] == "payer_group"
    row, taken = paying(93_548, *owed, counterparty="MARTIN SARL", tolerances=Tolerances(is_group_wide=False), **more)
    assert taken == {}


def test_a_known_account_that_pays_another_s_invoice_is_doubted():
    known = [{"kind": "iban", "value": "FR761", "customer": "C2", "times": 5, "refused": 0}]
    told = {"label": "FA24031", "counterparty_iban": "FR76 1", "payers": known}
    row, taken = paying(80_000, ("C1", "FA24031", 80_000, JAN), ("C2", "FA24032", 7_100, JAN), **told)
    assert taken == {1: 80_000} and "other_payer" in row["evidence"] and not row["is_automatic"]


def test_what_was_refused_more_often_than_confirmed_decides_nothing():
    known = [{"kind": "iban", "value": "FR761", "customer": "C1", "times": 1, "refused": 3}]
    row, _ = paying(80_000, ("C1", "A1", 80_000, JAN), label="VIREMENT", counterparty_iban="FR761", payers=known)
    assert not row["is_automatic"]


def test_a_second_payment_of_one_invoice_is_told_and_applied_to_nothing():
    paid = receipts(
        {"amount_cents": 80_000, "label": "FA24031", "received_on": date(2026, 3, 1)},
        {"amount_cents": 80_000, "label": "FA24031", "received_on": date(2026, 3, 9), "counterparty": "MARTIN"},
    )
    found = matched(paid, items(("C1", "FA24031", 80_000, JAN)))
    assert best(found)[1] == {1: 80_000}
    row, taken = best(found, 2)
    assert taken == {} and "already_paid" in row["evidence"] and row["unapplied_cents"] == 80_000


def test_a_payer_nobody_knows_is_found_by_an_odd_amount_and_left_to_a_person():
    row, taken = paying(81_237, ("C1", "A1", 81_237, JAN), ("C2", "A2", 500, JAN), counterparty="ZZZ HOLDING")
    assert taken == {1: 81_237} and row["evidence"][1] == "payer_amount" and not row["is_automatic"]


def test_an_advice_decides_also_with_a_mistyped_number_and_a_deduction():
    lines = [("FA24013", 81_237, None), ("FA24055", 12_000, 300)]
    told = [
        dict.fromkeys(ADVICES)
        | {"line": n, "payer": "Martin", "payment_cents": 93_237, "document": d, "amount_cents": a, "deducted_cents": x}
        for n, (d, a, x) in enumerate(lines, 1)
    ]
    owed = [("C1", "FA24031", 81_237, JAN), ("C1", "FA24055", 12_300, FEB), ("C1", "FA24077", 5_000, FEB)]
    row, taken = paying(93_237, *owed, counterparty="MARTIN", advices=pl.DataFrame(told, schema=ADVICES))
    assert taken == {1: 81_237, 2: 12_000} and row["evidence"][0] == "advice"


def test_a_document_in_another_currency_is_proposed_with_an_exchange_difference():
    owed = items(("C1", "FA24031", 120_000, JAN)).with_columns(currency=pl.lit("USD"))
    row, taken = best(matched(receipts({"amount_cents": 109_911, "label": "FA24031 USD 1,200.00"}), owed))
    assert taken == {1: 120_000} and (row["difference"], row["is_automatic"]) == ("exchange", False)
    worth = receipts({"amount_cents": 109_911, "label": "VIR MARTIN SARL [USD 1200.00]", "counterparty": "MARTIN SARL"})
    row, taken = best(matched(worth, owed))
    assert taken == {1: 120_000} and row["evidence"][0] == "amount" and not row["is_automatic"]


@pytest.mark.parametrize(
    ("cents", "label", "evidence", "difference", "is_automatic"),
    [
        (91_340, "FA24031", "reference", ("exchange", 660), False),  # the dollar fell: a person says so
        (
            91_340,
            "FA24031 USD 1.000,00 COURS 1,0948",
            "reference",
            ("exchange", 660),
            True,
        ),  # the bank tells the dollars
        (92_700, "FA24031", "reference", ("exchange", -700), False),  # a gain
        (80_000, "FA24031", "named_part", (None, 0), False),  # no currency moves so much
    ],
)
def test_a_document_made_out_in_dollars_is_paid_whatever_the_dollar_did_within_what_the_company_lets_pass(
    cents, label, evidence, difference, is_automatic
):
    owed = items(("C1", "FA24031", 92_000, JAN)).with_columns(foreign_cents=100_000, foreign_currency=pl.lit("USD"))
    told = receipts({"amount_cents": cents, "label": label, "counterparty": "MARTIN SARL"})
    row, _ = best(matched(told, owed))
    assert (row["evidence"][0], row["difference"], row["difference_cents"]) == (evidence, *difference)
    assert row["is_automatic"] == is_automatic or evidence == "named_part"
    strict, _ = best(matched(told, owed, tolerances=Tolerances(exchange_rate_bp=0)))
    assert strict["difference"] != "exchange"


def test_as_many_euros_as_dollars_were_asked_is_a_person_s_to_judge_though_the_bank_repeats_its_amount():
    owed = items(("C1", "FA24031", 96_000, JAN)).with_columns(foreign_cents=100_000, foreign_currency=pl.lit("USD"))
    told = {"amount_cents": 100_000, "label": "FA24031 MONTANT 1000,00 EUR", "counterparty": "MARTIN SARL"}
    row, _ = best(matched(receipts(told), owed))
    assert row["difference"] == "exchange" and not row["is_automatic"]


def test_five_thousand_open_items_are_no_blow_up():
    owed = [("C1", f"FA{n:06d}", 10_000 + 37 * n, JAN) for n in range(5_000)]
    started = time.process_time()
    row, _ = paying(owed[17][2] + owed[4_321][2] + 1, *owed, counterparty="MARTIN SARL")
    assert not row["is_automatic"] and time.process_time() - started < 20


def test_a_payer_once_learned_is_known_again():
    once = learned("C1", counterparty="S.A.R.L. Zèbre", counterparty_iban="FR76 1")
    assert {(mark["kind"], mark["value"]) for mark in once} == {("iban", "FR761"), ("name", "ZEBRE")}
    row, taken = paying(50_000, ("C1", "A1", 50_000, JAN), counterparty="ZEBRE SARL", payers=once)
    assert taken == {1: 50_000} and row["evidence"][1] == "payer_learned"


def test_habits_are_learned_from_what_is_confirmed():
    owed = items(*(("C1", f"FA2403{n}", 10_037 + 911 * n, date(2026, n, 5)) for n in (1, 2, 3)))
    told = receipts({"amount_cents": 10_948 + 11_859, "counterparty": "MARTIN"})
    found = matched(told, owed)
    firsts = found.matches.filter(rank=1), found.allocations.filter(rank=1)
    learned = learn_habits(pl.DataFrame(schema=HABITS), told, *firsts, owed)
    seen = {habit: (times, against) for _, habit, times, against in learned.iter_rows()}
    assert seen["oldest_first"] == (1, 0) and seen["whole_balance"] == (0, 1) and seen["by_reference"] == (0, 1)


def test_who_pays_all_of_a_month_at_once_has_that_habit_who_pays_of_two_has_it_not():
    owed = items(("C1", "A1", 10_037, JAN), ("C1", "A2", 20_091, JAN), ("C1", "A3", 33_413, FEB))
    for paid, shown in ((10_037 + 20_091, (1, 0)), (20_091 + 33_413, (0, 1))):
        told = receipts({"amount_cents": paid, "counterparty": "MARTIN"})
        found = matched(told, owed)
        firsts = found.matches.filter(rank=1), found.allocations.filter(rank=1)
        learned = learn_habits(pl.DataFrame(schema=HABITS), told, *firsts, owed)
        assert learned.filter(habit="by_month").select("times", "against").row(0) == shown


def test_a_habit_tells_where_a_round_sum_goes():
    owed = [("C1", "FA24031", 81_237, JAN), ("C1", "FA24055", 62_300, FEB)]
    row, taken = paying(50_000, *owed, counterparty="MARTIN SARL")
    assert taken == {}
    oldest = [{"customer": "C1", "habit": "oldest_first", "times": 9, "against": 0}]
    row, taken = paying(50_000, *owed, counterparty="MARTIN SARL", habits=oldest)
    assert taken == {1: 50_000} and "oldest_first" in row["evidence"] and not row["is_automatic"]


@pytest.mark.parametrize("evidence", SENTENCES)
def test_every_evidence_is_said_in_both_languages(evidence):
    french, english = (say(evidence, language, documents="F1", items=2) for language in ("fr", "en"))
    assert french and english and french != english and "{" not in french + english


def test_every_evidence_has_its_sentence():
    assert {*ITEMS_TOLD, *DOUBTS, *DIFFERENCES, *SCORES} <= set(SENTENCES)


def test_an_advice_that_names_a_stranger_s_invoice_is_not_applied_by_itself():
    told = [
        dict.fromkeys(ADVICES)
        | {"line": 1, "payer": "Martin", "payment_cents": 30_000, "document": "FA24055", "amount_cents": 30_000}
    ]
    owed = [("C1", "FA24031", 81_237, JAN), ("C2", "FA24055", 62_300, FEB)]
    row, _ = paying(30_000, *owed, counterparty="MARTIN SARL", advices=pl.DataFrame(told, schema=ADVICES))
    assert not row["is_automatic"]
