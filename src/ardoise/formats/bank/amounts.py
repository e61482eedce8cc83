"""The amounts and days of bank files, exactly: decimals of XML and SWIFT, overpunched signs of CFONB."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from ardoise.formats.values import LARGEST_CENTS

DECIMAL = re.compile(r"[+-]?\d{1,20}(?:[.,]\d{0,20})?|[+-]?[.,]\d{1,20}")
OVERPUNCHED = re.compile(r"(\d*)([\dA-R{}])")
POSITIVE, NEGATIVE = "{ABCDEFGHI", "}JKLMNOPQR"
DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*|Z|[+-]\d{2}:\d{2})?", re.S)


def cents(text: str | None) -> tuple[int, bool] | None:
    """(cents, is it exact to the cent) of `1200.5`, `1200,`, `-3.20`; rounded half up beyond; None if not an amount."""
    found = DECIMAL.fullmatch((text or "").strip())
    if found is None:
        return None
    exact = Decimal(found[0].replace(",", ".")) * 100
    whole = exact.to_integral_value(ROUND_HALF_UP)
    return (int(whole), whole == exact) if abs(whole) < LARGEST_CENTS else None


def overpunched(text: str, decimals: int = 2) -> int | None:
    """Cents of digits whose last one carries the sign: `0000000116527E` is 11652.75, `…201J` is −20.11."""
    found = OVERPUNCHED.fullmatch(text.strip())
    if found is None or decimals > 4:
        return None
    digits, last = found.groups()
    sign = -1 if last in NEGATIVE else 1
    unit = next((marks.index(last) for marks in (POSITIVE, NEGATIVE) if last in marks), None)
    value = int(digits + str(last if unit is None else unit))
    scaled = Decimal(value).scaleb(2 - decimals).to_integral_value(ROUND_HALF_UP)
    return sign * int(scaled) if scaled < LARGEST_CENTS else None


def iso_day(text: str | None) -> date | None:
    """The day of `2026-04-07`, with or without its hour; None if not one."""
    return _day(text)


@lru_cache(maxsize=4_096)
def _day(text: str | None) -> date | None:
    """The same; a statement has few days and many movements."""
    found = DAY.fullmatch((text or "").strip())
    return _date(int(found[1]), int(found[2]), int(found[3])) if found else None


def two_digit_day(text: str, order: str = "ymd") -> date | None:
    """The day of six digits, `ymd` as SWIFT or `dmy` as CFONB writes it; the century is that of 1970 to 2069."""
    if not re.fullmatch(r"[0-9]{6}", text):
        return None
    parts = dict(zip(order, (int(text[i : i + 2]) for i in (0, 2, 4)), strict=True))
    return _date(parts["y"] + (1900 if parts["y"] >= 70 else 2000), parts["m"], parts["d"])


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
