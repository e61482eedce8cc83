"""Amounts as people type them, in French, in English, and as this desk writes them itself."""

from __future__ import annotations

import pytest

from ardoise.desk.frame.inputs import cents_typed
from ardoise.domain.money import written


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1234,5", 123_450),
        ("1 234,50", 123_450),
        ("1\u202f234\u00a0567,89", 123_456_789),
        ("2,785.20", 278_520),
        ("2.785,20", 278_520),
        ("1,234,567", 123_456_700),
        ("1.234.567,8", 123_456_780),
        ("-12.30", -1_230),
        ("690", 69_000),
    ],
)
def test_an_amount_is_read_the_french_and_the_english_way(typed, cents):
    assert cents_typed(typed) == cents


@pytest.mark.parametrize("typed", ["", "12OO,50", "1,2,3", "1,23.45", "1.234", "1,200", "12,345.6789", "€12", "1e9"])
def test_what_could_be_read_in_two_ways_or_in_none_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011 - which of two refuses it is no matter
        cents_typed(typed)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("cents", [1, -1, 99, -123_456, 278_520, 123_456_789, 99_999_999_999])
def test_an_amount_offered_comes_back_as_it_was(language, cents):
    assert cents_typed(written(cents, language)) == cents
