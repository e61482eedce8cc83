"""Telephone numbers as people type them, made into the one way networks read them (ITU-T E.164)."""

from __future__ import annotations

import re
from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

OVERSEAS = ("GP", "MQ", "GF", "RE", "YT", "PM")
"""Where France dials as at home and the network knows another calling code."""
LONGEST = 40
EXTENSION = re.compile(r"(?i)[\s,;(/-]*\bposte\b\W*(\d{1,7})\W*$")
"""As French offices write it; the tables know ext. and x only."""


class Reading(NamedTuple):
    """The number as +33612345678, or why it is none: a code of domain/correspondence/reasons.py."""

    number: str
    wrong: str = ""


def read(text: str, country: str = "FR") -> Reading:
    """A number of that country, or one that tells its own by + or 00."""
    shown = " ".join(text.split())
    if not shown:
        return Reading("", "phone_missing")
    found = _found(shown, country)
    if found is None:
        return Reading("", f"not_a_phone:{shown[:LONGEST]}")
    return Reading(phonenumbers.format_number(found, PhoneNumberFormat.E164))


def read_mobile(text: str, country: str = "FR") -> Reading:
    """The same for a text message: a number known to be of a fixed line is refused."""
    reading = read(text, country)
    if reading.number and _is_fixed(phonenumbers.parse(reading.number)):
        return Reading("", f"not_a_mobile:{reading.number}")
    return reading


def shown(number: str) -> str:
    """The number as people read it, in groups; what is none is shown as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return number


def _is_fixed(number: PhoneNumber) -> bool:
    kind: int = phonenumbers.number_type(number)
    return kind == PhoneNumberType.FIXED_LINE


def _found(text: str, country: str) -> PhoneNumber | None:
    """The first reading that is a number in use, else the first that could be: new ranges come before our tables."""
    readings = [reading for region in _regions(country) if (reading := _parsed(text, region)) is not None]
    in_use = (reading for reading in readings if phonenumbers.is_valid_number(reading))
    return next(in_use, next((reading for reading in readings if phonenumbers.is_possible_number(reading)), None))


def _regions(country: str) -> tuple[str, ...]:
    code = country.strip().upper() or "FR"
    return ("FR", *OVERSEAS) if code == "FR" else (code,)


def _parsed(text: str, region: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(EXTENSION.sub(r" ext. \1", text), region)
    except NumberParseException:
        return None
