"""Structured references of Europe's payments, each proved by its check digits."""

from __future__ import annotations

import pytest

from ardoise.domain.creditor_references import issued, numbers_issued, told_in, without_references


@pytest.mark.parametrize(
    ("reference", "own"),
    [
        ("090933755493", "0909337554"),  # Belgium
        ("000000000097", "0000000000"),  # nothing left of 97 is written 97
        ("210000000003139471430009017", "21000000000313947143000901"),  # Switzerland
        ("1234567897", "123456789"),  # Finland
        ("12345678903", "1234567890"),  # Norway, modulo 10
        ("123456785", "12345678"),  # Norway, modulo 11
        ("SI121234567890120", "123456789012"),  # Slovenia
    ],
)
def test_a_reference_is_made_of_what_its_check_digits_leave(reference, own):
    assert issued(reference) == own
    proved = [digit for digit in "0123456789" if issued(reference[:-1] + digit) == own]
    assert reference[-1] in proved and len(proved) <= 3, "one last digit for each way of proving it"


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("VIREMENT +++090/9337/55493+++ MERCI", "090933755493"),
        ("COMMUNICATION 090/9337/55493", "090933755493"),
        ("QRR 21 00000 00003 13947 14300 09017", "210000000003139471430009017"),
        ("VIITE 12345 67897", "1234567897"),
        ("INNBETALING KID: 12345678903 TAKK", "12345678903"),
        ("NAKAZILO SI12 1234567890120", "SI121234567890120"),
    ],
)
def test_a_text_tells_its_references_and_their_groups_of_digits_name_nothing_else(label, told):
    assert [reference for _, reference in told_in(label)] == [told]
    assert not any(sign.isdigit() for sign in without_references(label).replace("SI12", ""))


@pytest.mark.parametrize(
    "label", ["FACT 090/9337/55494", "KID 12345678902", "TEL 12345678903", "VIITE", "SI12", "KID 7"]
)
def test_what_no_check_digit_proves_or_no_word_announces_is_no_reference(label):
    assert list(told_in(label)) == []


def test_the_document_stands_behind_a_customer_s_number():
    told = numbers_issued("00044710026027476")
    assert {"4471002602747", "2602747", "602747"} <= told and "02747" not in told
    assert "4917" in numbers_issued("0004471000049170")
