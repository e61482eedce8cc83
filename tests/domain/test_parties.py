"""What tells that a customer is a professional, and what doesn't."""

from __future__ import annotations

import polars as pl
import pytest

from ardoise.domain.parties import COMPANY_FORM, kind_told_by

NAMES = {
    "Durand SARL": True,
    "SAS Moreau": True,
    "MOREAU BATIMENT S.A.S.": True,
    "Petit S.A.R.L": True,
    "Müller GmbH": True,
    "Smith & Sons Ltd.": True,
    "Martin & Fils": False,
    "DE SA Maria": False,  # a surname
    "SCI des Lilas": False,  # a family's, often no professional
    "Sarlat Jeanne": False,
    "Sasha Incerti": False,
    "": False,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_company_s_legal_form_is_a_whole_word_of_its_name(name):
    assert (kind_told_by(name, "") == "professional") is NAMES[name]
    assert pl.Series([name]).str.contains(COMPANY_FORM).item() is NAMES[name]


def test_a_siren_tells_professionals_from_public_bodies():
    assert kind_told_by("Martin", "732829320") == "professional"
    assert kind_told_by("Commune d’Ornans", "212504297") == "public_body"
