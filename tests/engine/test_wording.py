"""What the words of a receipt forbid, however well its amount fits."""

from __future__ import annotations

from datetime import date
from itertools import product
from random import Random

import polars as pl
import pytest
from benchmarks import labelled_purposes as purposes
from benchmarks.labelled_receipts import SCHEMES, Ledger
from benchmarks.labelled_ways import books
from benchmarks.matching import judged
from benchmarks.matching import matched as labelled_matching
from tests.engine.test_matching import best, customers, items, learned, matched, receipts

from ardoise.domain.bank import ADVICES
from ardoise.domain.reconciliation import Tolerances
from ardoise.engine.reconciliation import wording

JAN, FEB, MAR = date(2026, 1, 8), date(2026, 2, 11), date(2026, 3, 25)


def paid(cents, label, *owed, **told):
    """The best explanation of a receipt with that label."""
    people = told.pop("customers", customers())
    return best(matched(receipts({"amount_cents": cents, "label": label, **told}), items(*owed), customers=people))


UNDONE = (
    "REMBOURSEMENT", "REJET", "DOUBLE PAIEMENT", "ANNULATION", "TROP PERCU", "REFUND", "STORNO", "ERREUR DE VIREMENT",
    "Remboursé", "payée deux fois", "Virement erroné", "2ème paiement", "Rueckzahlung",
)  # fmt: skip


@pytest.mark.parametrize("words", UNDONE)
def test_a_document_named_whole_for_its_very_amount_is_left_to_a_person_beside_words_that_undo_a_payment(words):
    for told in ({}, {"creditor_reference": "RF84FA24031"}):
        row, taken = paid(81_237, f"VIR MARTIN SARL {words} FA-24031", ("C1", "FA-24031", 81_237, JAN), **told)
        assert taken == {1: 81_237} and "undoes" in row["evidence"] and not row["is_automatic"]


@pytest.mark.parametrize("words", ["REGLEMENT", "SINISTRE 2026", "FACTURE IMPAYEE", "SUITE RELANCE", "MERCI"])
def test_a_document_named_whole_for_its_very_amount_is_paid_by_itself_beside_words_that_undo_nothing(words):
    row, _ = paid(81_237, f"VIR MARTIN SARL {words} FA-24031", ("C1", "FA-24031", 81_237, JAN))
    assert row["is_automatic"]


@pytest.mark.parametrize("place", range(4))
def test_nothing_wrong_is_applied_by_itself_whatever_traps_french_labels_hold(place):
    (book,) = books(1, 2, seed=400 + place)
    wrong = [one for one in judged("labels", book) if one.is_automatic and not one.is_right]
    assert [(book.ways[one.receipt], one.evidence) for one in wrong] == []


@pytest.mark.parametrize(
    ("label", "doubt"),
    [
        ("VIR MARTIN SARL REMBOURSEMENT TROP PERCU", "undoes"),
        ("VIR MARTIN SARL RESTITUTION CAUTION", "gives_back"),
        ("VIR MARTIN SARL APPORT EN COMPTE COURANT", "gives_back"),
        ("VIR MARTIN SARL ACOMPTE COMMANDE 7", "is_a_part"),
        ("VIR MARTIN SARL ECHEANCE 2/3", "is_a_part"),
        ("VIR MARTIN SARL FACT XB74019", "names_another"),
        ("VIR MARTIN SARL FACTURE 7", "names_another"),
    ],
)
def test_words_that_speak_of_something_else_leave_the_amount_to_a_person(label, doubt):
    row, _ = paid(81_237, label, ("C1", "FA-24031", 81_237, JAN))
    assert doubt in row["evidence"] and not row["is_automatic"]


@pytest.mark.parametrize(
    ("name", "label"),
    [(None, "VIR MARTIN SARL MECENAT"), ("MARTIN SARL", "QUOTE PART CHARGES"), ("MARTIN LOYER", "VIR DE MARTIN LOYER")],
)
def test_a_purpose_in_words_nobody_thought_of_is_no_proof_and_is_known_once_a_person_confirms_it(name, label):
    owed, told = ("C1", "FA-24031", 81_237, JAN), {"label": label, "counterparty": name}
    row, taken = paid(81_237, told["label"], owed, counterparty=name)
    assert taken == {1: 81_237} and "unknown_words" in row["evidence"] and not row["is_automatic"]
    assert row["confidence"] > 0.6
    known = learned("C1", "Martin SARL", **told)
    again = matched(receipts({"amount_cents": 81_237, **told}), items(owed), payers=known)
    assert "unknown_words" not in best(again)[0]["evidence"]
    assert best(again)[0]["is_automatic"] or not name  # in a label alone one word of a name is not enough


@pytest.mark.parametrize(
    "label", ["VIR MARTIN SARL MERCI", "VIR SEPA RECU MARTIN PAIEMENT VOTRE FACTURE OCTOBRE", "VIR MARTIN JEAN REGLEME"]
)
def test_usual_phrases_first_names_and_words_the_bank_cut_are_no_purpose(label):
    row, _ = paid(81_237, label, ("C1", "FA-24031", 81_237, JAN))
    assert "unknown_words" not in row["evidence"]


OTHER_PURPOSES = """
    COTISATION|LOYER|COMMANDE|CDE 771|BON DE COMMANDE 77|ACOMPTE1|CAUTION2|LOYER01 2026|COTIS2026|MIETE01|AVOIR
    NOTRE AVOIR|AVOIR FOURNISSEUR|GUTSCHRIFT 118|CREDIT|TVA|REMISE|SUR COMPTE|A VALOIR|ACC|30%|1/3|RG|TP|CHARGES|RENT
    BOURSE|GARANTIE|PROCHAINE FACTURE|ANNEE 2023|SOLDE ANNEE 2024|FACTURE D'AOUT|LOYER-01|POUR DUPUIS|LOC 03/2026
"""


def test_money_said_to_be_for_something_else_in_usual_words_is_left_to_a_person_whatever_the_bank():
    motifs = [motif.strip() for line in OTHER_PURPOSES.split("\n") for motif in line.split("|") if motif.strip()]
    book = Ledger(Random(5), SCHEMES[0], 900)
    for style, motif in product((0, 2, 8, None), motifs):
        row = book.invoice(book.customer(others=0))
        name = book.names[row["customer"]]
        book.pay(motif, name, row["open_cents"], {}, motif, style or 0)
        if style is None:  # the bank tells the payer apart
            book.receipts[-1] |= {"label": f"{motif} {name}".upper(), "counterparty": name.upper()}
    found = judged("other purposes", book)
    assert sum(not one.is_silent for one in found) > 0.9 * len(found)  # all the same they are proposed
    assert [book.receipts[one.receipt - 1]["label"] for one in found if one.is_automatic] == []


def test_a_number_of_something_else_that_is_a_larger_invoice_s_pays_no_part_of_it():
    owed = ("C1", "1187", 95_000, JAN), ("C1", "1190", 12_345, JAN)
    for words in ("BL1187", "PROJET 1187", "CODE 1187", "KUNDENNR 1187", "1187 PARIS", "IBAN FR14 2004 1010 0505 1187"):
        assert not paid(40_000, f"VIR MARTIN SARL {words}", *owed)[0]["is_automatic"], words
    assert wording.without_other_numbers("FR14 2004 1010 0505 0001 3M02 606 F 114") == "  F 114"
    assert wording.without_other_numbers("FA26 0114 0115 0116") == "FA26 0114 0115 0116"
    row, taken = paid(40_000, "VIR MARTIN SARL FACT 1187", *owed)
    assert taken == {1: 40_000} and row["is_automatic"]


def test_a_customer_s_code_is_no_purpose_neither_when_it_is_learned_nor_when_it_is_read():
    owed = ("C1", "FA-24031", 81_237, JAN)
    told = {"label": "VIR CLIENT ATELIER TRAVAUX", "counterparty": "MARTIN SARL"}
    known = learned("ATELIER", "Martin SARL", **told)
    assert "TRAVAUX" in [mark["value"] for mark in known if mark["kind"] == "purpose"]
    his = items(owed).with_columns(customer=pl.lit("ATELIER"))
    again = matched(receipts({"amount_cents": 81_237, **told}), his, payers=known)
    assert "unknown_words" not in best(again)[0]["evidence"]


@pytest.mark.parametrize("place", range(2))
def test_of_forty_purposes_in_people_s_own_words_none_is_applied_wrongly(place):
    (book,) = purposes.books(400 + place, 1)
    wrong = [one for one in judged("purposes", book) if one.is_automatic and not one.is_right]
    assert [book.ways[one.receipt] for one in wrong] == []


def test_a_number_of_another_year_names_nothing_here():
    row, _ = paid(5_000, "VIR MARTIN FACT FA2025-18897", ("C1", "FA2026-18897", 12_000, JAN))
    assert row["evidence"][0] != "named_part" and not row["is_automatic"]
    assert paid(5_000, "VIR MARTIN FACT FA2026-18897", ("C1", "FA2026-18897", 12_000, JAN))[1] == {1: 5_000}


def test_a_stranger_s_order_number_that_is_an_invoice_s_end_pays_no_part_of_it():
    row, _ = paid(5_000, "VIR SEPA AXA DOSSIER 2026-1187", ("C1", "F26/01187", 12_000, JAN))
    assert not row["is_automatic"] and "unrecognised" in row["evidence"]


def test_who_is_called_like_another_customer_is_not_taken_for_the_one_whose_number_he_writes():
    owed = ("C1", "FA2026-1187", 12_000, JAN), ("C2", "FA2026-1178", 12_000, JAN)
    for told in (
        {"label": "FA2026-1187", "counterparty": "DURAND ET FILS"},
        {"label": "VIR DURAND ET FILS FA2026-1187"},
    ):
        row, _ = best(matched(receipts({"amount_cents": 12_000, **told}), items(*owed)))
        assert not row["is_automatic"]


HIS, OTHERS = ("C1", "FA-24031", 81_237, JAN), ("C2", "FA-1", 5_500, JAN)


@pytest.mark.parametrize(
    ("his", "others", "payer", "label"),
    [
        ("DURAND FRERES", "DURAND", "DURAND", "VIR FA-24031"),
        ("Durand Frères", "Durand", "DURAND SARL", "VIR FA-24031"),
        ("DURAND FRERES", "S.A.R.L. Dûrand", "DURAND", "VIR FA-24031"),
        ("DURAND FRERES", "DURAND", "", "VIR DURAND FA-24031"),
        ("DURAND FRERES", "DURAND", "NOTPROVIDED", "VIR SEPA RECU /DE DURAND /MOTIF FA-24031"),
        ("DURAND FRERES", "DURAND FRERES LYON", None, "VIR DURAND FRERES LYON FA-24031"),
        ("Martin SARL", "Petit", None, "VIR PETIT LYON FA-24031"),
        (
            "ENTREPRISE GENERALE DURAND SUD",
            "ENTREPRISE GENERALE DURAND NORD",
            "ENTREPRISE GENERALE DURAND N",
            "FA-24031",
        ),
    ],
)
def test_who_is_called_just_like_another_customer_is_left_to_a_person_and_the_customer_himself_is_not(
    his, others, payer, label
):
    people = customers({"C1": his, "C2": others})
    row, _ = paid(81_237, label, HIS, OTHERS, counterparty=payer, customers=people)
    assert "other_payer" in row["evidence"] and not row["is_automatic"]
    for own in (his, his.upper()[:27]):  # as most banks cut it
        assert paid(81_237, "VIR FA-24031", HIS, OTHERS, counterparty=own, customers=people)[0]["is_automatic"]
    assert paid(81_237, f"VIR {his} FA-24031", HIS, OTHERS, customers=people)[0]["is_automatic"]


EUROPEAN = (
    ("+++{3}/{4}0/00197+++", "MARTIN", 100), ("QRR 00 00000 00000 00000 00{1} {2}7", "MARTIN", 100),
    ("VIITE {0}4", "MARTIN SARL", 100), ("KID: {0}3", "MARTIN SARL", 100),
    ("LASKU FA-{0}", "MARTIN", 100), ("FAKTURA FA-{0}", "MARTIN SARL", 100),
    ("CESSION DE CREANCE FA-{0}", "BNP PARIBAS FACTOR", 100), ("MANDAT 1187 BORD 45 FA-{0}", "DGFIP SGC MEAUX", 100),
    ("FACTURE FA-{0} ECHEANCE 2/3", "MARTIN SARL", 33), ("ACOMPTE 30% FA-{0}", "MARTIN SARL", 30),
    ("SOLDE FACTURE FA-{0}", "MARTIN SARL", 100), ("INV FA-{0} /OUR/", "MARTIN SARL", 100),
    ("FA-{0} RETENUE DE GARANTIE 5%", "MARTIN", 95), ("EREF+2026-77 SVWZ+RECHNUNG FA-{0} KD-NR 4711", "MARTIN", 100),
    ("VOTRE FACTURE N°{0}", "MARTIN SARL", 100), ("AGENT COMPTABLE MDT 334 FA-{0}", "MARTIN SARL", 100),
    ("FA-{0} USD 1200.00 COURS 1,0912 FRAIS OUR", "MARTIN", 100),
)  # fmt: skip
LEFT = (
    ("REMISE CB 0412345 DU 120326 15 OPERATIONS BRUT 1250,00 COM 12,50", None),
    ("VENTE MARTIN", "SCP DUBOIS NOTAIRES"), ("DGFIP MANDAT 1188 BORDEREAU 45", "DGFIP SGC MEAUX"),
    ("PAYOUT 1034567890123", "PAYPAL EUROPE SARL ET CIE"), ("STRIPE PAYOUT X9F2K1", "STRIPE TECHNOLOGY EUROPE LTD"),
    ("REMISE PRLV SEPA 2026-03-31 12 OPERATIONS", None), ("REMBOURSEMENT TROP PERCU", "MARTIN SARL"),
    ("LOYER MARS 2026", "MARTIN SARL"), ("SUBVENTION FSE 2026", "MARTIN SARL"), ("887766 MARTIN", "BOOKING.COM BV"),
    ("TICKET RESTO REMB 887", "EDENRED FRANCE"), ("AXA SINISTRE 2026-4411 FA-{0}", "AXA FRANCE IARD"),
    ("DOSSIER 4471 C/ MARTIN", "CARPA LYON"), ("DOUBLON VIREMENT DU 12/03 MERCI DE RESTITUER", "MARTIN SARL"),
)  # fmt: skip


def test_forty_wordings_of_europe_s_banks_pay_what_they_name_and_nothing_else_by_themselves():
    owed = ("C1", "FA-262415", 81_237, JAN), ("C1", "FA-262437", 5_500, FEB), ("C3", "FA-262491", 7_700, JAN)
    number = "262415"
    signs = number, number[:2], number[2:], number[:3], number[3:]
    for wording_, payer, share in EUROPEAN:
        cents = 81_237 * share // 100
        row, taken = paid(cents, wording_.format(*signs), *owed, counterparty=payer)
        assert (taken, row["is_automatic"]) == ({1: cents}, True), wording_
    for wording_, payer in LEFT:
        row, _ = paid(81_237, wording_.format(*signs), *owed, counterparty=payer)
        assert not row["is_automatic"], wording_
    row, taken = paid(79_737, "INV FA-262415 SHA CHARGES", *owed, counterparty="MARTIN", kind="other")
    assert (taken, row["difference"], row["is_automatic"]) == ({1: 81_237}, "bank_charges", False)


def test_what_a_doubtful_receipt_takes_makes_no_other_surer():
    people = customers({"C1": "SARL Imprimerie Morin", "C2": "SAS Imprimerie Morin"})
    owed = ("C1", "26001084", 154_340, JAN), ("C2", "26001085", 154_340, FEB)
    received = receipts(
        {"amount_cents": 150_000, "label": "VIR ELECTRICITE GARNIER FACT 26001084", "received_on": date(2026, 3, 1)},
        {"amount_cents": 154_340, "label": "VIR INST IMPRIMERIE MORIN"},
    )
    found = matched(received, items(*owed), customers=people)
    assert best(found)[1] == {1: 150_000} and not best(found)[0]["is_automatic"]
    assert not best(found, 2)[0]["is_automatic"]


def test_the_likeliest_explanation_stands_first_and_the_bar_asks_its_probability_alone():
    (book,) = books(1, 2, seed=410)
    told = labelled_matching(book).matches
    first = dict(told.filter(rank=1).select("receipt", "confidence").iter_rows())
    assert all(row["confidence"] <= first[row["receipt"]] for row in told.iter_rows(named=True))
    assert told.filter("is_automatic")["confidence"].min() >= 0.98
    row, _ = paid(81_200, "FA24031", ("C1", "FA24031", 81_237, JAN))
    assert (row["difference"], row["is_automatic"]) == ("rounding", row["confidence"] >= 0.98)


def test_a_firm_pays_for_its_group_only_where_the_company_lets_it():
    people = customers({"C1": "Durand Frères", "C2": "Durand"}, {"C1": "C2"}.items())
    told = {"counterparty": "DURAND", "customers": people}
    assert paid(81_237, "VIR FA-24031", HIS, OTHERS, **told)[0]["is_automatic"]
    alone = Tolerances(is_group_wide=False)
    received = receipts({"amount_cents": 81_237, "label": "VIR FA-24031", "counterparty": "DURAND"})
    assert not best(matched(received, items(HIS, OTHERS), customers=people, tolerances=alone))[0]["is_automatic"]


@pytest.mark.parametrize("payer", ["DGFIP", "SCP LEROY NOTAIRES", "STRIPE PAYMENTS EUROPE", "BNP PARIBAS FACTOR"])
def test_who_pays_for_many_is_not_taken_for_the_customer_he_paid_for_once(payer):
    once = learned("C1", counterparty=payer)
    owed = items(HIS, OTHERS)
    row, _ = best(matched(receipts({"amount_cents": 81_237, "counterparty": payer}), owed, payers=once))
    assert "for_others" in row["evidence"] and not row["is_automatic"]
    told = receipts({"amount_cents": 81_237, "counterparty": payer, "label": "FA-24031"})
    assert best(matched(told, owed, payers=once))[0]["is_automatic"]


def test_a_range_names_all_from_the_first_to_the_last():
    owed = [("C1", f"FA2026-{n:04d}", 10_000 + 37 * n, JAN) for n in range(114, 120)]
    total = sum(cents for _, _, cents, _ in owed[:4])
    for label in ("FACT FA2026-0114 A FA2026-0117", "FACTURES 114 AU 117", "FACT DU 114 AU 117", "FA2026-0114 à 117"):
        row, taken = paid(total, f"VIR MARTIN {label}", *owed)
        assert set(taken) == {1, 2, 3, 4} and row["is_automatic"] and row["evidence"][0] == "reference", label


def test_invoices_announced_by_the_ends_of_their_numbers_are_named():
    owed = [("C1", "2026-114", 100_000, JAN), ("C1", "2026-115", 20_000, FEB), ("C1", "2026-099", 5_000, JAN)]
    row, taken = paid(120_000, "VIR SEPA RECU /DE SARL MARTIN /MOTIF FACT 2026-114 ET 115 /REF X", *owed)
    assert set(taken) == {1, 2} and row["evidence"][0] == "reference" and row["is_automatic"]


def test_a_part_of_the_invoice_named_is_not_told_from_another_invoice_of_the_very_amount():
    owed = [("C1", "FA2026-18650", 334_448, JAN), ("C1", "FA2026-18649", 56_809, JAN)]
    row, _ = paid(56_809, "VIR MARTIN FACT FA2026-18650", *owed)
    assert not row["is_automatic"]
    stranger = {"amount_cents": 56_809, "label": "VIR TRESORERIE LYON"}  # of the very amount: it makes nobody surer
    told = matched(receipts({"amount_cents": 56_809, "label": "VIR MARTIN FACT FA2026-18650"}, stranger), items(*owed))
    assert not best(told)[0]["is_automatic"]


def test_of_two_invoices_named_one_that_has_the_amount_by_chance_is_left_to_a_person():
    owed = [("C1", "FA2026-114", 48_000, JAN), ("C1", "FA2026-115", 12_000, JAN), ("C1", "AV2026-9", -12_000, FEB)]
    for label in ("VIR MARTIN FACT FA2026-114 115", "VIR MARTIN FACT FA2026-114 ET FA2026-115"):
        row, _ = paid(48_000, label, *owed)
        assert not row["is_automatic"], label


def test_a_name_behind_other_words_is_perhaps_what_is_paid_for():
    people = customers({"C1": "Garage Roux Brest", "C2": "Dumont Pierre"})
    owed = ("C1", "475", 19_376, JAN), ("C2", "474", 19_376, JAN)
    row, _ = paid(19_376, "VIR GARAGE ROUX CHANTIER DUMONT PIERRE", *owed, customers=people)
    assert not row["is_automatic"]


def test_a_patronym_alone_and_the_amount_are_left_to_a_person():
    people = customers({"C4": "Boulangerie Blanc Metz"})
    row, taken = paid(4_990, "VIREMENT", ("C4", "FA26001", 4_990, JAN), customers=people, counterparty="SCI BLANC")
    assert taken == {1: 4_990} and not row["is_automatic"]


def test_dates_orders_streets_sums_and_cheques_are_no_documents():
    for text in ("NOTRE CDE 18930", "1094 RUE DE LYON", "BRUT 1240,00", "CHQ N° 1234567", "CONTRAT 52876"):
        assert not any(sign.isdigit() for sign in wording.without_other_numbers(text)), text
    assert wording.announced(["VIR MARTIN FACT 2026-114 ET 115 DU 12/03/2026"]) == {"2026", "114", "115"}
    assert wording.announced(["FACTURES OCTOBRE 10/2026", "CDE 114"]) == set()


def test_the_end_of_a_range_may_say_its_last_digits_only():
    assert list(wording.ranges(["FACT 2114 A 18", "FA5 à FA2", "DU 12/03/2026 AU 15/03/2026"])) == [(2114, 2118)]


def advised(cents, *lines, label="VIREMENT"):
    """What is made of a receipt of Martin's of whose documents, each of 1,000 and 600, an advice tells so much."""
    told = {"payer": "Martin", "paid_on": MAR, "payment_cents": cents}
    advices = [dict.fromkeys(ADVICES) | told | {"document": name, "amount_cents": paid} for name, paid in lines]
    received = receipts({"amount_cents": cents, "label": label, "counterparty": "MARTIN"})
    owed = items(("C1", "FA-24031", 100_000, JAN), ("C1", "FA-24032", 60_000, JAN))
    return best(matched(received, owed, advices=pl.DataFrame(advices, schema=ADVICES)))


@pytest.mark.parametrize("label", ["ANNULATION VIREMENT", "REMBOURSEMENT FA-24031", "DOUBLE PAIEMENT"])
def test_money_that_its_words_undo_is_not_applied_by_itself_though_an_advice_names_what_it_pays(label):
    row, taken = advised(100_000, ("FA-24031", 100_000), label=label)
    assert taken == {1: 100_000} and "undoes" in row["evidence"] and not row["is_automatic"]
    assert advised(100_000, ("FA-24031", 100_000))[0]["is_automatic"]


def test_an_advice_of_more_than_came_in_is_proposed_in_part_the_oldest_first_and_left_to_a_person():
    for amounts in ((None, None), (100_000, 60_000)):
        row, taken = advised(150_000, *zip(("FA-24031", "FA-24032"), amounts, strict=True))
        assert taken == {1: 100_000, 2: 50_000} and not row["is_automatic"]
