"""Text messages: how long they are, whom they reach, what they cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ardoise.channels import sms
from ardoise.channels.outcomes import NotSent, Parcel
from ardoise.channels.settings import Setting
from ardoise.domain.correspondence import gsm
from ardoise.domain.correspondence.gsm import BASIC, EXTENDED


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("é" * 160, "GSM-7", 160, 1),
        ("€" * 80, "GSM-7", 160, 1),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),  # the € is not cut: one unit of the first part stays empty
        ("ê" + "a" * 69, "UCS-2", 70, 1),
        ("ê" + "a" * 70, "UCS-2", 71, 2),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
    ],
)
def test_a_text_is_counted_as_the_network_counts_it(text, alphabet, units, parts):
    assert sms.count(text) == (alphabet, units, parts)


@given(st.text(max_size=600))
def test_every_part_holds_what_it_may(text):
    counted = sms.count(text)
    limit = 153 if counted.alphabet == "GSM-7" else 67
    assert counted.parts >= 1 and (counted.parts - 1) * (limit - 1) <= counted.units <= max(160, counted.parts * limit)
    assert (counted.alphabet == "GSM-7") == all(sign in BASIC | EXTENDED for sign in text)


def test_typography_alone_costs_no_second_part():
    letter = "Bonjour, votre facture de 1\u202f545,67\u00a0€ reste impayée… Merci de l’acquitter."
    assert sms.count(letter).alphabet == "UCS-2"
    assert sms.count(gsm.written(letter)).alphabet == "GSM-7"


def parcel(to="06 12 34 56 78", body="Bonjour"):
    return Parcel("<1@a.example>", "x", to, "fr", "", body, "", ())


def test_it_leaves_to_the_number_as_networks_write_it():
    assert sms.written(parcel())["to"] == "+33612345678"


@pytest.mark.parametrize(
    ("to", "body", "reason"),
    [
        ("01 42 00 00 00", "Bonjour", "not_a_mobile:+33142000000"),
        ("demain", "Bonjour", "not_a_phone:demain"),
        ("0612345678", "a" * 2000, "sms_too_long:14"),
        ("0612345678", " ", "sms_too_long:1"),
    ],
)
def test_what_cannot_leave_is_refused_for_good(to, body, reason):
    with pytest.raises(NotSent) as refused:
        sms.written(parcel(to, body))
    assert str(refused.value) == reason and refused.value.is_final


def test_each_part_is_paid_for():
    assert sms.cost_of(Setting("sms", "provider", cost_micros=45_000), "a" * 161) == 90_000
