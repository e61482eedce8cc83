"""Amounts, dates and spans as the recipient reads them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ardoise.domain.money import NO_BREAK_SPACE

MONTHS = {
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
    ),
    "en": (
        "January February March April May June July August September October November December".split()  # noqa: SIM905
    ),
}


def day(on: date | None, language: str) -> str:
    """The short way, for tables: 23/11/2026 in French, 23 Nov 2026 in English; unknown is empty."""
    if on is None:
        return ""
    return f"{on:%d/%m/%Y}" if language == "fr" else f"{on.day} {MONTHS['en'][on.month - 1][:3]} {on.year}"


def long_day(on: date, language: str) -> str:
    """The long way, for sentences: 1er décembre 2026, 1 December 2026."""
    first = "1er" if language == "fr" and on.day == 1 else str(on.day)
    return f"{first} {MONTHS[language][on.month - 1]} {on.year}"


def percent(rate: Fraction, language: str) -> str:
    """12.15 → "12,15 %" in French, "12.15%" in English; two decimals at most are ever published."""
    figures = f"{float(rate):.2f}"
    return f"{figures.replace('.', ',')}{NO_BREAK_SPACE}%" if language == "fr" else f"{figures}%"


def grouped_iban(iban: str) -> str:
    """By fours, as on a bank's own papers."""
    bare = "".join(iban.split())
    return " ".join(bare[i : i + 4] for i in range(0, len(bare), 4))
