"""Receipts as Europe writes them: umlauts spelt out, references with check digits, numbers that end with their year."""

from __future__ import annotations

from datetime import date

import pytest
from tests.engine.test_matching import best, customers, items, matched, receipts

from ardoise.formats.bank.labels import told_by

JAN, FEB, MAR = date(2026, 1, 8), date(2026, 2, 11), date(2026, 3, 25)


def paid(cents, label, *owed, name="Martin SARL", **told):
    """The best explanation of a receipt as the bank's reader tells it; C1 is called `name`."""
    read = told_by(label)
    told = {"counterparty": read.counterparty, "creditor_reference": read.creditor_reference} | told
    received = receipts({"amount_cents": cents, "label": label, **told})
    return best(matched(received, items(*owed), customers=customers({"C1": name, "C2": "Durand et Fils"})))


@pytest.mark.parametrize(
    ("name", "payer"),
    [
        ("Müller Maschinenbau GmbH", "MUELLER MASCHINENBAU GMBH"), ("Mueller Optik", "Müller Optik"),
        ("Müller Textil", "MULLER TEXTIL"), ("Jørgensen & Søn A/S", "JOERGENSEN & SOEN A/S"), ("Weiß KG", "WEISS KG"),
        ("Ångström Værksted ApS", "AANGSTROEM VAERKSTED APS"), ("Jürgen Groß", "GROSS JUERGEN"),
    ],
)  # fmt: skip
def test_an_umlaut_spelt_out_or_dropped_is_the_same_name_also_where_the_amount_tells_nothing(name, payer):
    row, taken = paid(81_237, "GUTSCHRIFT", ("C1", "FA-24031", 81_237, JAN), name=name, counterparty=payer)
    assert taken == {1: 81_237} and row["is_automatic"]
    row, taken = paid(5_000, "GUTSCHRIFT", ("C1", "FA-24031", 81_237, JAN), name=name, counterparty=payer)
    assert row["customer"] == "C1"


@pytest.mark.parametrize(
    "reference",
    [
        "+++000/0262/74771+++", "000/0262/74771", "QRR 000000000000000000002627474", "KID 0004471002627478",
        "VIITE 2627478", "SI12 2627477",
    ],
)  # fmt: skip
def test_a_reference_with_check_digits_names_its_invoice_whoever_writes_it(reference):
    owed = ("C1", "262747", 81_237, JAN), ("C2", "2627", 81_237, JAN), ("C2", "FA-0262", 90_000, FEB)
    row, taken = paid(81_237, f"VIREMENT {reference}", *owed)
    assert taken == {1: 81_237} and row["is_automatic"], row["evidence"]
    if "KID" not in reference:
        assert row["evidence"][0] == "creditor_reference"


@pytest.mark.parametrize("told", ["FACT 2747", "FACTURE FC-2747/26", "RECHNUNG 2747/2026", "FC 2747"])
def test_a_number_that_ends_with_its_year_is_told_by_what_stands_before_it(told):
    owed = ("C1", "FC-2747/26", 81_237, JAN), ("C1", "FC-2748/26", 81_237, JAN)
    row, taken = paid(81_237, f"VIR MARTIN SARL {told}", *owed)
    assert taken == {1: 81_237} and row["is_automatic"], row["evidence"]


def test_a_range_of_numbers_that_end_with_their_year_and_the_ends_of_numbers_in_a_list_are_understood():
    owed = [("C1", f"FC-27{n}/26", 10_000 + n, JAN) for n in range(40, 50)]
    row, taken = paid(30_126, "VIR MARTIN SARL FACT FC-2741/26 A FC-2743/26", *owed)
    assert sorted(taken) == [2, 3, 4] and row["is_automatic"], row["evidence"]
    owed = ("C1", "FA2602888", 64_000, JAN), ("C1", "FA2602889", 64_000, JAN), ("C1", "FA2602890", 64_000, JAN)
    row, taken = paid(128_000, "VIR MARTIN SARL FACTURES FA2602888-2889", *owed)
    assert sorted(taken) == [1, 2] and row["is_automatic"], row["evidence"]


@pytest.mark.parametrize("told", ["SOLDE FA-24031 ET FA-24032", "FACTURES 24031 ET 24032 MOINS AVOIR"])
def test_invoices_named_less_the_credit_note_that_is_not_are_paid(told):
    owed = ("C1", "FA-24031", 120_533, JAN), ("C1", "FA-24032", 80_744, FEB), ("C1", "AV-90077", -10_211, FEB)
    row, taken = paid(191_066, f"VIR MARTIN SARL {told}", *owed, ("C1", "FA-24050", 33_333, FEB))
    assert taken == {1: 120_533, 2: 80_744, 3: -10_211} and row["is_automatic"]
    assert row["evidence"][0] == "credited"
    twins = (*owed, ("C1", "AV-90079", -10_211, FEB))
    assert not paid(191_066, f"VIR MARTIN SARL {told}", *twins)[0]["is_automatic"]


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ("FA-24031 FA-24032", [("AV-90078", -4_211), ("AV-90079", -6_000)]),
        ("FA-24031 FA-24032", [("FA-24050", 191_066)]),
        ("FA-24031 FA-24032 AVOIR AV-80001", []), ("FA-24031 FA-24032 AV-90080", [("AV-90080", -1_000)]),
        ("FACTURES 31 32", []),
    ],
)  # fmt: skip
def test_credit_notes_that_might_be_others_are_netted_by_a_person(told, more):
    owed = ("C1", "FA-24031", 120_533, JAN), ("C1", "FA-24032", 80_744, FEB), ("C1", "AV-90077", -10_211, FEB)
    named = sum(cents for document, cents in more if document in told)
    row, taken = paid(191_066 + named, f"VIR MARTIN SARL {told}", *owed, *(("C1", *one, FEB) for one in more))
    assert row["evidence"][0] == "credited" and {1, 2, 3} <= taken.keys() and not row["is_automatic"]


@pytest.mark.parametrize(("own", "other"), [("PAAS SA", "Pas SA"), ("NOEL MICHAUD", "Nol Michaud")])
@pytest.mark.parametrize("is_label", [False, True])
def test_who_is_spelt_otherwise_is_not_taken_for_who_bears_the_very_letters(own, other, is_label):
    told = {"label": f"VIR {own}"} if is_label else {"label": "VIREMENT", "counterparty": own}
    owed = items(("C1", "FA-24031", 1_237, JAN), ("C2", "FA-24044", 81_237, JAN))
    found = matched(receipts({"amount_cents": 81_237, **told}), owed, customers=customers({"C1": own, "C2": other}))
    row, _ = best(found)
    assert not row["is_automatic"] and "other_payer" in row["evidence"]


@pytest.mark.parametrize(
    "told",
    ["FA-24031 ESCOMPTE 2 PCT", "CREDIT ESCOMPTE LCR FA-24031", "FA-24031 abzgl. 2% Skonto", "FA-24031 MOINS AVOIR"],
)  # fmt: skip
def test_less_than_a_document_asks_is_no_part_where_the_words_speak_of_a_deduction(told):
    row, taken = paid(98_000, told, ("C1", "FA-24031", 100_000, JAN), counterparty="MARTIN SARL")
    assert taken == {1: 98_000} and "deducts" in row["evidence"] and not row["is_automatic"]
    row, _ = paid(100_000, told, ("C1", "FA-24031", 100_000, JAN), counterparty="MARTIN SARL")
    assert row["is_automatic"], "the whole is the whole"
    row, taken = paid(98_000, told, ("C1", "FA-24031", 100_000, MAR), counterparty="MARTIN SARL")
    assert row["difference"] == "discount" and row["is_automatic"], "in time it is let pass"


def test_cheques_of_several_customers_deposited_together_are_proposed_where_their_documents_are_written():
    owed = ("C1", "FA-24031", 31_223, JAN), ("C2", "FA-24044", 54_556, FEB), ("C2", "FA-24045", 1_000, FEB)
    row, taken = paid(85_779, "REMISE CHEQUES FA-24031 FA-24044", *owed, kind="cheque")
    assert taken == {1: 31_223, 2: 54_556} and "several_customers" in row["evidence"] and not row["is_automatic"]


def test_a_town_s_mandate_is_proposed_to_the_town_its_label_names_and_left_to_a_person():
    owed = ("C1", "FA-24031", 81_237, JAN), ("C2", "FA-24044", 81_237, JAN)
    label = "VIR SEPA RECU /DE DRFIP AUVERGNE /MOTIF MDT 2026-1-4412 BORD 88 SAINT FLOUR"
    row, taken = paid(81_237, label, *owed, name="Mairie de Saint-Flour")
    assert taken == {1: 81_237} and not row["is_automatic"] and "for_others" in row["evidence"]


@pytest.mark.parametrize("told", ["LOYERS ANNEE 2026", "12 RUE OBERKAMPF 75011 PARIS"])
def test_a_year_and_a_town_s_code_name_no_document(told):
    owed = ("C1", "2026", 81_237, JAN), ("C1", "75011", 81_237, JAN), ("C1", "FA-24044", 5_000, JAN)
    row, _ = paid(81_237, f"VIR {told}", *owed)
    assert not row["is_automatic"]
    row, taken = paid(81_237, "VIR MARTIN SARL FACTURE 2026", *owed)
    assert taken == {1: 81_237} and row["is_automatic"]


def test_who_bears_the_whole_name_stands_before_who_bears_a_word_of_it():
    owed = ("C1", "FA-24031", 46_612, JAN), ("C2", "FA-24045", 9_900, JAN)
    people = customers({"C1": "Table de la Lune Rousse", "C2": "La Lune SARL"})
    for label, cents in (("VIR TABLE LUNE ROUSSE ACOMPTE", 10_000), ("VIR TABLE DE LA LUNE ROUSS", 9_900)):
        found = matched(receipts({"amount_cents": cents, "label": label}), items(*owed), customers=people)
        assert best(found)[0]["customer"] == "C1", label


def test_who_is_insured_is_proposed_where_the_insurer_names_him_and_left_to_a_person():
    owed = ("C1", "FA-24031", 46_612, JAN), ("C2", "FA-24045", 31_200, JAN)
    label = "VIR SEPA RECU /DE MACIF /MOTIF SINISTRE 2604412 DURAND ET FILS"
    row, taken = paid(31_200, label, *owed, name="MACIF")
    assert taken == {2: 31_200} and not row["is_automatic"] and "other_payer" in row["evidence"]


def test_a_day_names_no_document():
    owed = ("C1", "FC-2927/26", 81_237, JAN), ("C2", "FC-1210/26", 54_700, JAN)
    row, taken = paid(81_237, "VIR MARTIN OPTIQUE FACT DU 12.10.26", *owed, name="Martin Optique")
    assert taken == {1: 81_237} and row["is_automatic"], row["evidence"]


def test_a_name_that_the_bank_cut_behind_what_may_be_an_umlaut_is_found():
    row, _ = paid(5_000, "VIR", ("C1", "FA-24031", 81_237, JAN), name="Vaargues", counterparty="VAAR")
    assert row["customer"] == "C1"
