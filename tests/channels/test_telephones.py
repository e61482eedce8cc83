"""Telephone numbers as people type them."""

from __future__ import annotations

import pytest

from ardoise.channels.telephones import read, read_mobile, shown
from ardoise.domain import postal


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033 6 12 34 56 78", "+33612345678"),
        ("01-42-00-00-00", "+33142000000"),
        ("0692 12 34 56", "+262692123456"),
        ("0696 12 34 56", "+596696123456"),
        ("+32 470 12 34 56", "+32470123456"),
        ("01 23 45 67 89 poste 12", "+33123456789"),
    ],
)
def test_a_french_number_is_read_however_it_is_typed(typed, number):
    assert read(typed) == (number, "")


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("0470 12 34 56", "BE", "+32470123456"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("612 34 56 78", "ES", "+34612345678"),
        ("079 123 45 67", "CH", "+41791234567"),
    ],
)
def test_a_number_of_another_country_is_read_its_own_way(typed, country, number):
    assert read(typed, country) == (number, "")


@pytest.mark.parametrize("typed", ["06 12 34 56", "06 12 34 56 78 9", "Mme Durand", "12", "06+12345678", "+00000000"])
def test_what_is_no_number_says_what_was_typed(typed):
    reading = read(typed)
    assert reading.number == "" and reading.wrong == f"not_a_phone:{typed}"


def test_nothing_typed_is_said_to_be_missing():
    assert read(" ") == ("", "phone_missing")


def test_a_text_message_needs_a_mobile_where_it_can_be_told():
    assert read_mobile("07 56 00 00 01").number == "+33756000001"
    assert read_mobile("01 42 00 00 00").wrong == "not_a_mobile:+33142000000"
    assert read_mobile("+12125550123").number == "+12125550123"  # there a mobile looks like any other


def test_a_number_is_shown_in_groups():
    assert shown("+33612345678") == "+33 6 12 34 56 78"


def test_an_address_on_one_line_is_found_again():
    lines = ["Martin & Fils", "12, rue de l’Église", "75002 PARIS"]
    assert postal.lines_of(postal.on_one_line(lines)) == lines
    assert postal.is_whole(lines) and not postal.is_whole(lines[:2])
