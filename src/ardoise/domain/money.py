"""Money: whole cents and a currency, said the French or the English way."""

from __future__ import annotations

from decimal import Decimal

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}


def decimal_text(cents: int) -> str:
    """The machine's way, exact and ungrouped: 69021 → "690.21"."""
    sign, units = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{units // 100}.{units % 100:02d}"


def cents_of(text: str) -> int:
    """Cents of a machine amount ("690.21", "690"); a third decimal or anything else is a ValueError."""
    value = Decimal(text) * 100
    if value != value.to_integral_value() or not value.is_finite():
        raise ValueError(f"“{text}” is not an amount in whole cents, such as 690.21")
    return int(value)


def written(cents: int, language: str = "fr") -> str:
    """The reader's way: 1234567 → "12 345,67" in French, "12,345.67" in English; a true minus sign."""
    units, rest = divmod(abs(cents), 100)
    sign = "\u2212" if cents < 0 else ""
    if language == "fr":
        return f"{sign}{units:,}".replace(",", NARROW_SPACE) + f",{rest:02d}"
    return f"{sign}{units:,}.{rest:02d}"


def with_currency(cents: int, currency: str, language: str = "fr") -> str:
    """1234567 EUR → "12 345,67 €" in French, "€12,345.67" in English; an unknown currency keeps its code."""
    return beside(written(cents, language), currency, language)


def beside(figures: str, currency: str, language: str) -> str:
    """Figures with the sign of their currency on the side where the language has it."""
    symbol = SYMBOLS.get(currency, currency)
    if language == "fr":
        return f"{figures}{NO_BREAK_SPACE}{symbol}"
    if len(symbol) > 1:
        return f"{symbol}{NO_BREAK_SPACE}{figures}"
    return f"\u2212{symbol}{figures[1:]}" if figures.startswith("\u2212") else f"{symbol}{figures}"
