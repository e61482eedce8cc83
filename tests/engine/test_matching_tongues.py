"""Receipts in the words of the neighbours: what announces a document, a range, an undoing, an order, a charge."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.engine.test_matching import best, customers, items, matched, receipts

from ardoise.domain.bank import ADVICES
from ardoise.formats.bank.labels import told_by

JAN, FEB = date(2026, 1, 8), date(2026, 2, 11)
WHOLE = "C1", "RE-2026-1098", 81_237, JAN


def paid(cents, label, *owed, payer="Martin SARL", **more):
    """The best explanation of a receipt of Martin's."""
    told = {"amount_cents": cents, "label": label, "counterparty": payer, "received_on": date(2026, 3, 20)}
    return best(matched(receipts(told), items(*(owed or (WHOLE,))), **more))


@pytest.mark.parametrize(
    "words",
    [
        "Erstattung", "Rücküberweisung", "Überzahlung", "Irrläufer", "Doppelzahlung", "Gutschrift Retoure", "teruggave",
        "terugstorting", "restitutie", "anulación pago", "reintegro", "riaccredito", "restituzione", "ristorno",
        "overpayment returned", "repayment", "avoir sur achat", "restitution",
    ],
)  # fmt: skip
def test_words_that_undo_a_payment_are_read_in_the_languages_of_the_neighbours(words):
    for label in (f"{words} Rechnung RE-2026-1098", words):
        row, _ = paid(81_237, label)
        assert "undoes" in row["evidence"] and not row["is_automatic"], label


@pytest.mark.parametrize("announced", ["Rechnung", "Rech.Nr.:", "fra", "Fatt. n.", "FT", "Factuurnr", "Inv#", "Beleg"])
def test_a_number_that_is_not_open_is_heard_in_any_language_however_well_the_amount_fits(announced):
    row, _ = paid(81_237, f"{announced} RE-2026-1638")
    assert "names_another" in row["evidence"] and not row["is_automatic"]
    row, taken = paid(81_237, f"{announced} 252", ("C1", "251", 81_237, JAN), ("C1", "252", 81_237, JAN))
    assert taken == {2: 81_237} and row["is_automatic"], row["evidence"]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("VF26-1133", "VF26 1673"), ("A26.00321", "A26.00861"), ("1112/2026", "1652/2026"),
        ("2026/17044", "2026/17584"), ("202601343", "202601883"), ("17150", "17690"),
    ],
)  # fmt: skip
def test_a_number_made_as_ours_are_is_another_document_s_though_no_word_announces_it(document, told):
    row, _ = paid(81_237, told, ("C1", document, 81_237, JAN))
    assert "names_another" in row["evidence"] and not row["is_automatic"]


def test_a_transfer_s_own_number_behind_re_is_no_document_nor_are_a_month_and_an_order():
    label = "VIR INST RE 485120397 DE: MARTIN SARL MOTIF: "
    for words in (label, "10/2026", "Bestellung 1187", "pedido 1187", "DDT 1187"):
        row, taken = paid(81_237, words, ("C1", "1112/2026", 81_237, JAN), ("C1", "1187/2026", 90_000, JAN))
        assert taken == {1: 81_237} and "names_another" not in row["evidence"], words


@pytest.mark.parametrize(
    ("document", "label"),
    [("4659/2026", "paiement facture 4659/2025"), ("F4528", "VS FATTURA F4528 / 2025"), ("01138", "fact 01138 2025")],
)  # fmt: skip
def test_a_year_behind_a_number_that_is_not_the_document_s_makes_it_another_s(document, label):
    row, taken = paid(35_223, label, ("C1", document, 81_237, JAN))
    assert not (row["is_automatic"] and taken), row["evidence"]
    row, taken = paid(35_223, label.replace("2025", "2026"), ("C1", document, 81_237, JAN))
    assert taken == {1: 35_223} and row["is_automatic"], row["evidence"]


@pytest.mark.parametrize(
    "words",
    [
        "fatture dalla {0} alla {1}", "fras. {0} a la {1}", "FRAS {0} AL {1}", "facturen {0} t/m {1}",
        "inv {0} thru {1}", "facturen {0} tot en met {1}", "facturen {0} tot {1}", "Rechnung {0} - {1}",
        "invoices {0} through {1}",
    ],
)  # fmt: skip
def test_a_range_is_understood_in_the_languages_of_the_neighbours(words):
    for scheme in ("INV00{}", "{}/2026"):
        owed = [("C1", scheme.format(number), 10_037 + 911 * number, JAN) for number in (458, 459, 460, 463, 470)]
        row, taken = paid(sum(one[2] for one in owed[:4]), words.format(scheme.format(458), scheme.format(463)), *owed)
        assert set(taken) == {1, 2, 3, 4} and row["is_automatic"], (scheme, row["evidence"])


def test_one_invoice_less_the_one_credit_note_is_netted_by_itself_though_a_part_would_be_possible():
    row, taken = paid(71_237, "facture RE-2026-1098", WHOLE, ("C1", "AV-77", -10_000, FEB))
    assert taken == {1: 81_237, 2: -10_000} and row["is_automatic"]
    row, _ = paid(71_237, "facture RE-2026-1098", WHOLE, ("C1", "AV-77", -10_000, FEB), ("C1", "AV-78", -10_000, FEB))
    assert not row["is_automatic"]


def test_of_two_invoices_of_one_amount_the_one_that_is_named_is_paid_by_itself():
    row, taken = paid(79_468, "A26 01123", ("C1", "A26.01122", 79_468, JAN), ("C1", "A26.01123", 79_468, JAN))
    assert taken == {2: 79_468} and row["is_automatic"]


def test_a_group_s_documents_are_paid_by_itself_though_somebody_else_is_called_nearly_so():
    people = customers({"C1": "Holding Muñoz SA", "C2": "Talleres Muñoz SL", "C3": "Muebles Muñoz SL", "C4": "Muñoz"},
                       groups={"C2": "C1", "C3": "C1"}.items())  # fmt: skip
    owed = ("C2", "F0196", 81_237, JAN), ("C3", "F0198", 12_311, FEB), ("C4", "F0150", 55_000, JAN)
    row, taken = paid(93_548, "facturas F0196 F0198", *owed, payer="Holding Muñoz SA", customers=people)
    assert taken == {1: 81_237, 2: 12_311} and row["is_automatic"], row["evidence"]


@pytest.mark.parametrize("label", ["RE-2026-1098", "RE-2026-1098 + indemnité 40", "RE-2026-1098 + Verzugszinsen", ""])
def test_money_beside_an_invoice_for_being_late_is_proposed_with_what_the_rest_may_be_and_never_applied_by_itself(
    label,
):
    row, taken = paid(85_237, label, WHOLE, ("C1", "RE-2026-1101", 200_000, FEB))
    assert (taken, row["unapplied_cents"], row["is_automatic"]) == ({1: 81_237}, 4_000, False)
    assert "late_charges" in row["evidence"]


def test_a_name_behind_the_bank_s_own_words_leads_its_label():
    label = "TRANSF. A SU FAVOR MUEBLES SERRANO S.L. PAGO FACTURA"
    told = {"amount_cents": 81_237, "label": label, "counterparty": told_by(label).counterparty}
    people = customers({"C1": "Muebles Serrano S.L.", "C2": "Muebles Navarro S.L."})
    row, taken = best(matched(receipts(told), items(WHOLE), customers=people))
    assert taken == {1: 81_237} and "half_called" not in row["evidence"]


def advised(*lines):
    """An advice of Martin's of these documents and amounts."""
    told = {"payer": "MARTIN SARL", "payment_cents": sum(cents for _, cents in lines), "currency": "EUR"}
    rows = [
        dict.fromkeys(ADVICES) | told | {"line": n, "document": document, "amount_cents": cents}
        for n, (document, cents) in enumerate(lines, 1)
    ]
    return pl.DataFrame(rows, schema=ADVICES)


def test_an_advice_for_several_customers_of_a_group_is_applied_whole_and_of_strangers_to_each_other_proposed_whole():
    owed = ("C2", "FA-24031", 81_237, JAN), ("C3", "FA-24055", 12_311, FEB), ("C1", "FA-24010", 7_000, JAN)
    told = {"advices": advised(("FA-24031", 81_237), ("FA-24055", 12_311))}
    for groups, is_automatic in (({"C2": "C1", "C3": "C1"}, True), ({}, False)):
        row, taken = paid(93_548, "VIR", *owed, customers=customers(groups=groups.items()), **told)
        assert taken == {1: 81_237, 2: 12_311} and row["evidence"][0] == "advice"
        assert row["is_automatic"] == is_automatic and ("several_customers" in row["evidence"]) != is_automatic


def test_who_is_known_to_clear_his_balance_is_told_so_and_is_surer_of_a_round_one():
    owed = [("C1", f"FA-2401{n}", 10_000 * n, JAN) for n in (1, 2, 3, 6)]
    habit = {"customer": "C1", "habit": "whole_balance", "times": 5, "against": 0}
    before, taken = paid(120_000, "VIR", *owed)
    after, again = paid(120_000, "VIR", *owed, habits=[habit])
    assert taken == again == {n: owed[n - 1][2] for n in range(1, 5)}
    assert after["confidence"] > before["confidence"] and "whole_balance" in after["evidence"]


def test_a_month_a_day_and_a_number_of_another_amount_pay_nothing_by_themselves():
    row, _ = paid(12_345, "abono 10/2026", ("C1", "10/2026", 81_237, JAN))
    assert not row["is_automatic"], "October, or an invoice?"
    owed = ("C1", "202600297", 18_000, JAN), ("C1", "202600298", 18_000, JAN)
    assert not paid(18_000, "Ft. nr. 2026-07-06", *owed)[0]["is_automatic"]
    owed = ("C1", "163", 81_237, JAN), ("C1", "164", 100_755, JAN)
    row, _ = paid(100_755, "163", *owed)
    assert "names_another" in row["evidence"] and not row["is_automatic"]


@pytest.mark.parametrize(
    "label",
    [
        "VIREMENT DE BAKKERIJ PEETERS NV COMMUNICATION: F12", "ORDENANTE: BAKKERIJ PEETERS NV CONCEPTO: F12",
        "BONIFICO ORDINANTE: BAKKERIJ PEETERS NV CAUSALE: F12",
        "AUFTRAGGEBER: BAKKERIJ PEETERS NV VERWENDUNGSZWECK: F12",
    ],
)  # fmt: skip
def test_the_payer_ends_where_the_bank_says_what_it_is_for(label):
    assert told_by(label).counterparty == "BAKKERIJ PEETERS NV"


def test_of_two_firms_that_differ_by_their_legal_form_the_payer_is_the_one_whose_form_is_written():
    people = customers({"C1": "Bakkerij Kuipers VOF", "C2": "Bakkerij Kuipers N.V."})
    owed = ("C1", "F-114", 50_000, JAN), ("C2", "F-115", 81_237, JAN)
    row, taken = paid(81_237, "GUTSCHRIFT", *owed, payer="BAKKERIJ KUIPERS VOF", customers=people)
    assert "other_payer" in row["evidence"] and not row["is_automatic"]
    for payer in ("BAKKERIJ KUIPERS NV", "Bakkerij Kuipers"):
        row, taken = paid(81_237, "GUTSCHRIFT", *owed, payer=payer, customers=people)
        assert taken == {2: 81_237} and row["is_automatic"], payer


def test_a_difference_that_would_pass_is_left_to_a_person_where_another_item_has_the_very_amount():
    row, _ = paid(12_100, "facture INV01164", ("C1", "INV01164", 12_000, JAN), ("C1", "INV01165", 12_100, JAN))
    assert not row["is_automatic"]
