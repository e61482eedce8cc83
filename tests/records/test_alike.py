"""Names are found as people type them, on either database."""

from __future__ import annotations

import pytest

from ardoise.records.models import Customer


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("epicerie", True),
        ("ÉPICERIE", True),
        ("picerie d'œ", True),
        ("100%", True),
        ("100_", False),
        ("epicier", False),
        ("100", True),
        ("101", False),
        ("à 100", True),
    ],
)
def test_a_name_is_found_whatever_case_and_accents(in_company, typed, is_found):
    Customer.objects.filter(code="DURAND").update(name="Épicerie d'Œuvre à 100%")
    assert Customer.objects.filter(name__alike=typed).exists() is is_found


def test_signs_that_mean_something_to_a_database_are_looked_for_as_they_are(in_company):
    Customer.objects.filter(code="DURAND").update(name="PLAIN 100% BIO \\ 5")
    found = {typed: Customer.objects.filter(name__alike=typed).exists() for typed in ("100% b", "100_ b", "o \\ 5")}
    assert found == {"100% b": True, "100_ b": False, "o \\ 5": True}
