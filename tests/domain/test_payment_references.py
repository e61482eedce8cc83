"""One rule for the reference that letters ask for and that payments are told by."""

from __future__ import annotations

import pytest

from ardoise.domain.payment_references import bare, payment_reference, quoted, with_documents

CODES = {"C00080": "C00080", "411080": "411080", "DURAND": "DURAND", "411ATEL": "411-ATEL", "C42": "C42"}


@pytest.mark.parametrize("code", CODES.values())
def test_what_a_letter_asks_to_quote_is_recognised(code):
    reference = payment_reference(code)
    for text in (f"VIR SEPA RECU {reference} SOLDE", reference.lower(), with_documents(reference, ["FA-1"], 140)):
        customers, rest = quoted(text, {bare(other): other for other in CODES.values()})
        assert customers == {code} and bare(code) not in bare(rest)


def test_a_code_that_could_be_anything_is_told_by_the_word_before_it_alone():
    for text in ("VIR 411080", "VIR DURAND", "C42", "CLIENT 4110", "", "CLIENT"):
        assert quoted(text, CODES) == (frozenset(), text)


def test_a_code_for_banking_apps_holds_only_the_signs_that_every_bank_passes_on():
    assert with_documents("C00080", ["Réf_12 n°7", "<b>&"], 140) == "C00080 Ref 12 n 7 b"
    assert with_documents("C00080", ["##", "FA-1"], 140) == "C00080"  # nothing would be left to tell it by


def test_documents_are_named_all_or_none():
    assert with_documents("C00080", ["FA-1", "FA-2"], 16) == "C00080 FA-1 FA-2"
    for documents in (["FA-1", "FA-22"], ["FA-1", ""], ["FA-1", "FA-1"]):
        assert with_documents("C00080", documents, 16) == "C00080"
