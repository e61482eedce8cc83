"""A bank's free text is taken at its marks and nowhere else: a name is never guessed out of a sentence."""

from __future__ import annotations

import pytest
from tests.formats.bank.files import MARTIN

from ardoise.formats.bank.identifiers import creditor_reference_of, french_iban, iban_of, iban_of_parts
from ardoise.formats.bank.labels import kind_of, told_by


@pytest.mark.parametrize(
    ("label", "word", "told"),
    [
        (
            "VIR SEPA RECU /DE MARTIN ET FILS /MOTIF FACTURE F117 /REF NOTPROVIDED",
            "counterparty",
            "MARTIN ET FILS",
        ),
        ("VIR INST RECU DE MARTIN ET FILS REF 77", "counterparty", "MARTIN ET FILS"),
        ("VIR RECU 8612345678S DE: MARTIN ET FILS MOTIF: F2026-117 REF: X1", "counterparty", "MARTIN ET FILS"),
        ("VIR INST RE 812345678 DE: MARTIN ET FILS MOTIF:", "counterparty", "MARTIN ET FILS"),
        ("VIREMENT EN VOTRE FAVEUR DE MARTIN ET FILS FACT 2026-117", "counterparty", "MARTIN ET FILS"),
        ("VIREMENT DE MARTIN ET FILS SOLDE", "counterparty", "MARTIN ET FILS"),
        ("/FRM MARTIN ET FILS/EID F117/RNF REGLEMENT", "counterparty", "MARTIN ET FILS"),
        ("/ORDP//NAME/MARTIN ET FILS/REMI/F117", "counterparty", "MARTIN ET FILS"),
        (f"/CNTP/{MARTIN}/AGRIFRPP/MARTIN ET FILS///REMI/USTD//F117/", "counterparty", "MARTIN ET FILS"),
        (f"/CNTP/{MARTIN}/AGRIFRPP/MARTIN ET FILS///REMI/USTD//F117/", "counterparty_iban", MARTIN),
        ("EREF+F2026-117 MREF+M12 SVWZ+RECHNUNG", "end_to_end_id", "F2026-117"),
        ("EREF+F2026-117 MREF+M12 SVWZ+RECHNUNG", "mandate", "M12"),
        ("PRELEVEMENT EUROPEEN 12 DE: EDF ID: FR12ZZZ12 MOTIF: X MANDAT: M-77", "mandate", "M-77"),
        ("REJET PRLV SEPA /RSN AM04 /DE DURAND", "return_reason", "AM04"),
        ("RETOUR VIREMENT AC04 COMPTE CLOS", "return_reason", "AC04"),
        ("SEPA OVERBOEKING NAAM: MARTIN BV OMSCHRIJVING: F117", "counterparty", "MARTIN BV"),
        (f"OVERSCHRIJVING VAN {MARTIN} MARTIN", "counterparty_iban", MARTIN),
        ("OVERSCHRIJVING +++090/9337/55493+++", "creditor_reference", "090933755493"),
        ("PAIEMENT RF18 5390 0754 7034 MERCI", "creditor_reference", "RF18539007547034"),
    ],
)
def test_what_a_mark_announces_is_taken(label, word, told):
    assert getattr(told_by(label), word) == told


@pytest.mark.parametrize(
    ("label", "word"),
    [
        ("VIR SEPA MARTIN ET FILS FACTURE", "counterparty"),
        ("CARTE 12/03 BOULANGERIE DE LA GARE", "counterparty"),
        ("/IBAN/FR7630004008280001234567600/NAME/X", "counterparty_iban"),  # its check digits are wrong
        ("PAIEMENT RF19 5390 0754 7034", "creditor_reference"),  # so are these
        ("/EREF/NOTPROVIDED/REMI/X", "end_to_end_id"),
        ("OVERSCHRIJVING +++090/9337/55494+++", "creditor_reference"),  # and these
        (f"VAN {MARTIN} NAAR DE89370400440532013000", "counterparty_iban"),  # which of both?
        ("FACTURE AC04 DU 12/03", "return_reason"),  # a code that nothing calls a return
    ],
)
def test_what_no_mark_announces_is_left(label, word):
    assert getattr(told_by(label), word) is None


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("VIR SEPA RECU /DE X", "transfer"), ("PRLV SEPA EDF", "direct_debit"), ("REMISE CHEQUES 3", "cheque"),
        ("CHQ. 0000417", "cheque"), ("LCR 12/03", "bill"), ("CARTE 12/03", "card"), ("FRAIS TENUE", "charge"),
        ("REJET PRLV", "return"), ("LCR IMPAYEE MARTIN", "return"), ("CHQ N 1234567 SANS PROVISION", "return"),
        ("PRLV SEPA REJETE MARTIN", "return"), ("RETOUR IMPAYE CHEQUE", "return"), ("FRAIS IMPAYE LCR", "charge"),
        ("VIR SEPA EDF FACTURE IMPAYEE", "transfer"), ("PRLV EDF FACTURE REJETEE", "direct_debit"),
        ("AGIOS", "interest"), ("VERSEMENT ESPECES", "cash"), ("MERCI", None),
    ],
)  # fmt: skip
def test_the_first_words_say_what_it_is(label, kind):
    assert kind_of(label) == kind


def test_an_account_of_three_parts_makes_its_iban():
    """The IBAN printed on every French RIB specimen: bank 20041, branch 01005, account 0500013M026, key 06."""
    assert french_iban("20041", "01005", "0500013M026") == "FR1420041010050500013M02606"
    assert french_iban("2004", "01005", "0500013M026") is None


def test_identifiers_prove_themselves():
    assert iban_of("FR14 2004 1010 0505 0001 3M02 606") == "FR1420041010050500013M02606"
    assert iban_of("FR15 2004 1010 0505 0001 3M02 606") is None
    assert creditor_reference_of("RF18 5390 0754 7034") == "RF18539007547034"
    assert creditor_reference_of("302388292000011111111111111") == "302388292000011111111111111"


def test_our_own_account_in_a_label_is_never_the_other_side():
    assert told_by(f"DE {MARTIN} VERS DE89370400440532013000", "DE89370400440532013000").counterparty_iban == MARTIN


@pytest.mark.parametrize(
    ("written", "iban"),
    [
        ("37040044/0532013000", "DE89370400440532013000"),
        ("30004/00828/00012345676", "FR7630004008280001234567647"),
        ("30004008280001234567647", "FR7630004008280001234567647"),
        ("30004008280001234567648", None),  # its key is wrong
        ("517852257", None),
        ("FR7630004008280001234567647", None),  # it is one
    ],
)
def test_an_account_written_as_its_country_did_before_has_its_iban(written, iban):
    assert iban_of_parts(written) == iban
