"""Telephone numbers as people type them, made into the one way networks read them (ITU-T E.164)."""

from __future__ import annotations

import re
from typing import NamedTuple

CALLING_CODES = {
    "FR": "33", "MC": "377", "GP": "590", "MQ": "596", "GF": "594", "RE": "262", "YT": "262", "PM": "508",
    "NC": "687", "PF": "689", "BE": "32", "LU": "352", "CH": "41", "DE": "49", "AT": "43", "ES": "34", "PT": "351",
    "IT": "39", "NL": "31", "GB": "44", "IE": "353", "DK": "45", "SE": "46", "NO": "47", "FI": "358", "PL": "48",
    "CZ": "420", "SK": "421", "HU": "36", "RO": "40", "BG": "359", "GR": "30", "HR": "385", "SI": "386", "EE": "372",
    "LV": "371", "LT": "370", "MT": "356", "CY": "357", "MA": "212", "DZ": "213", "TN": "216", "SN": "221",
    "CI": "225", "US": "1", "CA": "1",
}  # fmt: skip
"""Country → what stands before its numbers, for a number typed the way its own country does."""

KEEPS_ITS_ZERO = {"IT", "CI"}
WITHOUT_ZERO = {"MC", "PM", "NC", "PF", "LU", "ES", "PT", "DK", "NO", "PL", "CZ", "EE", "LV", "GR", "MT", "CY", "TN",
                "SN", "US", "CA"}  # fmt: skip
OVERSEAS = {"0590": "590", "0690": "590", "0691": "590", "0696": "596", "0697": "596", "0596": "596", "0594": "594",
            "0694": "594", "0262": "262", "0692": "262", "0693": "262", "0269": "262", "0639": "262"}  # fmt: skip
"""How numbers of the French overseas departments begin when dialled from France."""

MOBILE = re.compile(r"\+(?:33[67]\d{8}|590(?:690|691)\d{6}|596(?:696|697)\d{6}|594694\d{6}|262(?:692|693|639)\d{6})")
FRENCH = re.compile(r"\+(?:33|590|596|594|262)")
FRENCH_LENGTH = 9  # digits after the calling code
E164 = re.compile(r"\+[1-9]\d{6,14}")


class Reading(NamedTuple):
    """The number as +33612345678, or why it is none: a code of domain/correspondence/reasons.py."""

    number: str
    wrong: str = ""


def read(text: str, country: str = "FR") -> Reading:
    """A number of that country, or one that tells its own by + or 00; blanks, dots, dashes, slashes and (0) pass."""
    shown = " ".join(text.split())
    if not shown:
        return Reading("", "phone_missing")
    typed = re.sub(r"[\s.\-/\u00a0\u202f]", "", shown.replace("(0)", "")).replace("(", "").replace(")", "")
    if re.search(r"[^\d+]", typed) or "+" in typed[1:]:
        return Reading("", f"not_a_phone:{shown[:40]}")
    number = _international(typed, country)
    if not E164.fullmatch(number) or (FRENCH.match(number) and not is_french(number)):
        return Reading("", f"not_a_phone:{shown[:40]}")
    return Reading(number)


def read_mobile(text: str, country: str = "FR") -> Reading:
    """The same for a text message: a French number must be a mobile's; of others nobody can tell."""
    reading = read(text, country)
    if reading.number and FRENCH.match(reading.number) and not MOBILE.fullmatch(reading.number):
        return Reading("", f"not_a_mobile:{reading.number}")
    return reading


def is_french(number: str) -> bool:
    """Has it the nine digits of a French number, the first one not a zero?"""
    found = FRENCH.match(number)
    rest = number[found.end() :] if found else ""
    return len(rest) == FRENCH_LENGTH and rest[0] != "0"


def _international(typed: str, country: str) -> str:
    """With its + and its calling code; "" where the country's is not known."""
    if typed.startswith("+"):
        return typed
    if typed.startswith("00"):
        return "+" + typed[2:]
    if country == "FR" and typed[:4] in OVERSEAS:
        return f"+{OVERSEAS[typed[:4]]}{typed[1:]}"
    code = CALLING_CODES.get(country)
    if code is None:
        return ""
    is_dialled_with_zero = country not in KEEPS_ITS_ZERO | WITHOUT_ZERO
    if is_dialled_with_zero and not typed.startswith("0"):
        return ""
    return f"+{code}{typed[1:] if is_dialled_with_zero else typed}"
