"""Structured references of Europe's payments: each proves itself by its check digits and holds its issuer's number.

ISO 11649 (RF), Belgium (+++123/4567/89012+++), Switzerland (QRR, 27 digits), Norway (KID) and Sweden (OCR), Finland and
Estonia (viite), Slovenia (SI12).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

BELGIAN = re.compile(r"(?<![\d/])(?:\+\+\+|\*\*\*)? ?(\d{3})/(\d{4})/(\d{5}) ?(?:\+\+\+|\*\*\*)?(?![\d/])")
SWISS = re.compile(r"(?<!\d)\d{2}(?: ?\d{5}){5}(?!\d)")
ANNOUNCED = re.compile(
    r"\b(?P<word>KID|OCR|VIITE(?:NUMERO|NUMBER|NRO|NR)?|SI ?12)(?:[ .:]*(?:NR|NO)\b)?[ .:-]*"
    r"(?P<number>\d(?:[ -]?\d){2,28}-?)"
)
"""A reference of few check digits is one only where a word says so."""
CARRIES = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)  # of the modulo 10, recursive
ISSUED_MIN = 6  # digits at the end of a reference that may be a document's number by themselves
AFTER_ZEROS = re.compile(r".*00([1-9]\d{3,})$")


def is_belgian(digits: str) -> bool:
    """Ten digits and what is left of them divided by 97, where nothing is left 97."""
    return len(digits) == 12 and int(digits[10:]) == (int(digits[:10]) % 97 or 97)


def is_swiss(digits: str) -> bool:
    """26 digits and their check digit, modulo 10 recursive; the form with a QR-IBAN."""
    carry = 0
    for digit in digits[:-1]:
        carry = CARRIES[(carry + int(digit)) % 10]
    return len(digits) == 27 and int(digits[-1]) == (10 - carry) % 10


def is_luhn(digits: str) -> bool:
    """Modulo 10: KID and OCR."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_eleven(digits: str) -> bool:
    """Modulo 11 with the weights 2 to 7: KID; a minus sign stands for ten."""
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(digits[:-1])))
    return "0123456789-".index(digits[-1]) == (11 - total % 11) % 11


def is_finnish(digits: str) -> bool:
    """Weights 7, 3, 1 from the right, filled up to the next ten."""
    total = sum(int(digit) * (7, 3, 1)[place % 3] for place, digit in enumerate(reversed(digits[:-1])))
    return digits[-1].isdigit() and (total + int(digits[-1])) % 10 == 0


def is_slovene(digits: str) -> bool:
    """Model 12: modulo 11 with the weights 2, 3, 4 … from the right; ten and eleven are 0."""
    total = sum(int(digit) * (2 + place) for place, digit in enumerate(reversed(digits[:-1])))
    check = 11 - total % 11
    return digits[-1].isdigit() and int(digits[-1]) == (0 if check > 9 else check)


def issued(reference: str) -> str:
    """The issuer's own digits in a reference without blanks: what the check digits leave; "" where none proves it."""
    digits = reference.removeprefix("SI12")
    if not re.fullmatch(r"\d{3,27}-?|\d{2,26}-", digits):
        return ""
    if is_belgian(digits):
        return digits[:10]
    if len(digits) == 27:
        return digits[:-1] if is_swiss(digits) else ""
    tests = (is_slovene,) if digits != reference else (is_finnish, is_eleven)
    is_proved = any(test(digits) for test in tests) or (digits == reference and digits.isdigit() and is_luhn(digits))
    return digits[:-1] if is_proved else ""


def numbers_issued(reference: str) -> frozenset[str]:
    """The documents that a structured reference may be made of: all the issuer's digits, or the last of them, behind a
    customer's number."""
    own = issued(reference)
    ends = {own[place:] for place in range(len(own) - ISSUED_MIN + 1) if own[place] != "0"}
    return frozenset({own.lstrip("0"), *ends, *AFTER_ZEROS.findall(own)} - {""})


def told_in(text: str) -> Iterator[tuple[str, str]]:
    """The references a text writes, as they are written and without blanks: each proved by its check digits."""
    capitals = text.upper()
    for found in BELGIAN.finditer(capitals):
        if is_belgian("".join(found.groups())):
            yield found.group(), "".join(found.groups())
    for found in SWISS.finditer(capitals):
        if is_swiss(digits := found.group().replace(" ", "")):
            yield found.group(), digits
    for found in ANNOUNCED.finditer(capitals):
        if told := announced(found["word"], found["number"]):
            yield found["number"], told


def announced(word: str, number: str) -> str:
    """The reference that a word announces, of as many groups of digits as its check digits prove; "" for none."""
    groups = re.split(r" ", number)
    for many in range(len(groups), 0, -1):
        digits = "".join(groups[:many])
        bare = re.sub(r"-(?=.)", "", digits)
        told = f"SI12{bare.rstrip('-')}" if word.startswith("SI") else bare
        if len(bare) > 2 and issued(told):
            return told
    return ""


def without_references(text: str) -> str:
    """A text in capitals without the structured references it writes: their groups of digits name no document."""
    for written, _ in told_in(text) if any(sign.isdigit() for sign in text) else ():
        text = text.replace(written, " ")
    return text
