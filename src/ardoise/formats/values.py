"""One value at a time, exactly: the amounts and dates that people and programs write. The slow, sure way."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

LARGEST_CENTS = 10**16
"""A hundred thousand billion: beyond it a figure is a mistake, and sums could overflow 64 bits."""

FIRST_YEAR, LAST_YEAR = 1950, 2199
"""No book is kept outside them: such a day is a mistake of the keyboard, or a filler."""

SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
CURRENCY = re.compile(r"(?i)\s*(?:€|eur(?:os?)?)\s*([)+-]?)$")
CURRENCY_FIRST = re.compile(r"(?i)^([(+-]?)\s*(?:€|eur(?:os?)?)(?![a-z])\s*")
NOTHING = ("", "-", "–", "—")
GROUPS = re.compile(r"\d{1,3}( \d{3})+")
PLAIN = re.compile(r"([0-9]*)(?:[.,]([0-9]*))?")
MARKED = {mark: re.compile(rf"\d{{1,3}}\{mark}\d{{3}}") for mark in ".,"}
THOUSANDTHS = {mark: re.compile(rf"(0+|\d{{4,}})\{mark}\d{{3}}") for mark in ".,"}
GROUPED = {".": re.compile(r"\d{1,3}(\.\d{3})+(\.\d{3}|,\d+)"), ",": re.compile(r"\d{1,3}(,\d{3})+(,\d{3}|\.\d+)")}
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
FRENCH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ].*)?")
WORDED_DAY = re.compile(r"(\d{1,2})(?:er)?[ ./-]*([^\W\d_]{3,9})\.?[ ./-]*(\d{4}|\d{2})")
WORDED_MONTH_FIRST = re.compile(r"([^\W\d_]{3,9})\.? (\d{1,2}),? (\d{4})")
MONTHS = {
    "jan": 1, "fev": 2, "fév": 2, "feb": 2, "mar": 3, "avr": 4, "apr": 4, "mai": 5, "may": 5, "jun": 6, "juin": 6,
    "jul": 7, "juil": 7, "aoû": 8, "aou": 8, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "déc": 12, "dec": 12,
}  # fmt: skip
"""How the names of months begin, French and English."""
COMPACT_FRENCH_DAY = re.compile(r"(\d{2})(\d{2})((?:19|20)\d{2})")


def all_cents(texts: Iterable[str]) -> dict[str, int]:
    """The cents of each amount of a column that is one.

    `0.000` or `1200.000` tells that `12.500` is no thousands, `1.234,56` or `1.234.567` that it is; so with the comma.
    """
    found = {text: cents(text) for text in texts}
    for mark in ".,":
        doubts = [text for text, value in found.items() if value is None and MARKED[mark].fullmatch(bare(text))]
        sure = [bare(text) for text, value in found.items() if value is not None] if doubts else []
        has_thousandths = any(map(THOUSANDTHS[mark].fullmatch, sure))
        if has_thousandths != any(map(GROUPED[mark].fullmatch, sure)):
            found |= {text: _decided(text, has_thousandths) for text in doubts}
    return {text: value for text, value in found.items() if value is not None}


def _decided(text: str, is_decimal: bool) -> int | None:
    """The cents of 12.500 once it is known what its mark is for."""
    sign, digits = signed(without_currency(text))
    whole, rest = re.split("[.,]", digits)
    value = rounded(whole, rest, False) if is_decimal else int(whole + rest) * 100
    return None if value is None else sign * value


def bare(text: str) -> str:
    """The digits and marks of an amount, its sign and currency aside."""
    return signed(without_currency(text))[1]


def cents(text: str) -> int | None:
    """Cents of an amount of a FEC: `1200,50`, `-12.5`, `12,00-`, `+000069,40`, `1 234,56`, `1.234,56`,
    `1'234.56`, `(12,00)`, `12,00 €`; None if not one.

    An empty text, or a dash alone, is nothing at all: 0. A single mark before exactly three digits is a doubt (12.500,
    12,500) where it could mark thousands, hence None.
    """
    written = SPACES.sub(" ", text.replace("−", "-")).strip()
    text = without_currency(written)
    if text in NOTHING:
        return 0 if text or not written else None  # a currency alone is no amount
    sign, digits = signed(text)
    number = ungrouped(digits)
    found = PLAIN.fullmatch(number) if number is not None else None
    if number is None or found is None or not any(found.groups(default="")):
        return None
    whole, decimals = found.group(1) or "0", found.group(2) or ""
    is_doubtful = digits == number and len(decimals) == 3 and 1 <= len(whole.lstrip("0")) <= 3
    value = rounded(whole, decimals, is_doubtful)
    return None if value is None or value >= LARGEST_CENTS else sign * value


def without_currency(text: str) -> str:
    """The amount without the euro before or behind it, inside its brackets too."""
    return CURRENCY.sub(r"\1", CURRENCY_FIRST.sub(r"\1", SPACES.sub(" ", text.replace("−", "-")).strip()))


def signed(text: str) -> tuple[int, str]:
    """The sign of an amount, wherever it stands, and the rest of it; between brackets it is negative."""
    if text[:1] == "(" and text[-1:] == ")" and text[1:2] not in ("+", "-"):
        return -1, text[1:-1].strip()
    if text[:1] in "+-" and text:
        return (-1 if text[0] == "-" else 1), text[1:].strip()
    if text[-1:] in "+-" and text:
        return (-1 if text[-1] == "-" else 1), text[:-1].strip()
    return 1, text


def ungrouped(text: str) -> str | None:
    """The number without its thousands marks; None when they stand where none can."""
    point, comma = text.rfind("."), text.rfind(",")
    decimal = "," if comma > point else "."
    group = "." if decimal == "," else ","
    if text.count(decimal) > 1 and group not in text:  # 1.234.567
        decimal, group = group, decimal
    whole, mark, rest = text.rpartition(decimal) if decimal in text else (text, "", "")
    if group in whole:
        if " " in whole or not GROUPS.fullmatch(whole.replace(group, " ")):
            return None
        whole = whole.replace(group, " ")
    if " " in whole and not GROUPS.fullmatch(whole):
        return None
    return whole.replace(" ", "") + mark + rest


def rounded(whole: str, decimals: str, is_doubtful: bool) -> int | None:
    """Cents of the digits; None when they say more than a cent. Noise of binary fractions is rounded away."""
    if is_doubtful:
        return None
    if not decimals[2:].strip("0"):
        return int(whole + decimals[:2].ljust(2, "0"))
    exact = Decimal(f"{whole}.{decimals}") * 100
    nearest = exact.to_integral_value(ROUND_HALF_UP)
    is_noise = len(decimals) > 8 and abs(exact - nearest) < Decimal("0.0001")
    return int(nearest) if is_noise else None


def day(text: str) -> date | None:
    """The day of a FEC: `20230131`, and what exports make of it (`2023-01-31`, `31/01/23`, `31012023`); None if not.

    `31012023` can't be mistaken: no month is the 19th or the 20th.
    """
    text = text.strip().removesuffix(".0")
    for pattern in (COMPACT_DAY, ISO_DAY):
        if (found := pattern.fullmatch(text)) and (on := day_of(*found.groups())):
            return on
    for pattern in (FRENCH_DAY, COMPACT_FRENCH_DAY):
        if found := pattern.fullmatch(text):
            return day_of(*reversed(found.groups()))
    return worded_day(text)


def worded_day(text: str) -> date | None:
    """The day of a text such as `15 mars 2024`, `15-Mar-24` or `Mar 15, 2024`."""
    if found := WORDED_DAY.fullmatch(text):
        of_month, month, year = found.groups()
    elif found := WORDED_MONTH_FIRST.fullmatch(text):
        month, of_month, year = found.groups()
    else:
        return None
    return day_of(year, str(month_of(month)), of_month)


def month_of(name: str) -> int:
    """The number of a month by its name, whole or short; 0 for another word."""
    return next((number for start, number in MONTHS.items() if name.casefold().startswith(start)), 0)


def day_of(year: str, month: str, day: str) -> date | None:
    """The day, None where the calendar has no such day or no book is that old."""
    try:
        told = int(year) + (2000 if len(year) == 2 else 0)
        return date(told, int(month), int(day)) if FIRST_YEAR <= told <= LAST_YEAR else None
    except ValueError:
        return None
