"""The statement line `:61:`: value day, booking day, side, amount, type, references."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ardoise.formats.bank import amounts, codes
from ardoise.formats.bank.labels import is_told
from ardoise.formats.faults import Faults

LINE = re.compile(
    r"(?P<value>\d{6})(?P<booked>\d{4})?(?P<mark>[RE]?[CD])(?P<funds>[A-Z])?\s*(?P<amount>[\d.,]{1,20})"
    r"(?P<type>[A-Z][A-Z0-9 ]{3})?(?P<rest>.*)"
)
REFERENCE_MAX = 16  # some banks write a name behind it
UNTOLD = frozenset({"N", "KREF+", "EREF+", "EREF", "NOT"})
SIDES = {"C": 1, "D": -1, "RC": -1, "RD": 1, "EC": 1, "ED": -1}
"""RC takes back a credit, RD a debit; E announces."""


def read(line: int, texts: list[str], faults: Faults) -> dict[str, Any] | None:
    """The words of a movement that its line tells; None, and told, when it has no day, side or amount."""
    first, more = texts[0], [text.strip() for text in texts[1:] if text.strip()]
    if re.fullmatch(r"\d{6}(?:\d{4})?[RE]?[CD][A-Z]?\s*", first) and more:
        first, more = first.strip() + more[0], more[1:]  # some banks break the line before the amount
    found = LINE.fullmatch(first.strip())
    cents = amounts.cents(found["amount"]) if found else None
    if found is None or cents is None:
        faults.add("bad_statement_line", line, "61", value=first)
        return None
    if found["amount"].isdigit():
        faults.add("no_decimal_comma", line, "61", value=found["amount"])
    value_on = amounts.two_digit_day(found["value"])
    if value_on is None:
        faults.add("bad_bank_date", line, "61", value=found["value"])
    customer, _, bank = found["rest"].partition("//")
    reference, name = customer[:REFERENCE_MAX].strip(), customer[REFERENCE_MAX:].strip()
    written = (found["type"] or "").strip()
    kind = codes.SWIFT.get(written[1:], "other")
    return {
        "line": line,
        "value_on": value_on,
        "booked_on": booked_day(found["booked"], value_on) or value_on,
        "amount_cents": SIDES[found["mark"]] * cents[0],
        "code": written or None,
        "kind": "return" if found["mark"] in ("RC", "RD") else kind,
        "reference": bank.strip() if is_told(bank) else None,
        "end_to_end_id": reference if is_told(reference) and reference not in UNTOLD else None,
        "extra": " ".join(filter(None, (name, *more))) or None,
    }


def booked_day(text: str | None, value_on: date | None) -> date | None:
    """The day of four digits, month and day, in the year that brings it nearest to the value day."""
    if not text or value_on is None:
        return None
    near: list[date] = []
    for year in (value_on.year - 1, value_on.year, value_on.year + 1):
        try:
            near.append(date(year, int(text[:2]), int(text[2:])))
        except ValueError:
            continue
    return min(near, key=lambda day: abs((day - value_on).days), default=None)
