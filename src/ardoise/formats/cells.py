"""A column of texts as days or amounts: how they are written is decided over the whole column, a doubt is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from ardoise.formats.values import COMPACT_DAY, GROUPS, ISO_DAY, LARGEST_CENTS, day_of, rounded, worded_day

DAY = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})(?:[ T]\d{1,2}:\d{2}.*)?")
SERIAL = re.compile(r"([2-7]\d{4})(?:[.,]\d+)?")  # 1954 to 2119, as a spreadsheet counts days
SERIAL_EPOCH = date(1899, 12, 30)
CURRENCY = re.compile(r"(?i)€|\$|£|\b(eur|euros?|usd|gbp|chf)\b")
BLANKS = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
NUMBER = re.compile(r"\d*(?:[ .,]\d+)*[.,]?")
EXPONENT = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d{1,2}")
SPREADSHEET_EXPONENT = re.compile(r"E[+-]\d{2}$")
DEBIT_MARK = re.compile(r"(?i)(?<=[\d)])\s*(db|dr|dt|d)$")
CREDIT_MARK = re.compile(r"(?i)\s*\b(cr|c)$|(?<=[\d)])\s*(cr|ct|c)$")
NOTHING = {"", "-", "–", "—", "nan", "nat", "none", "null", "n/a", "#n/a"}


@dataclass(frozen=True)
class Doubt:
    """A value that says nothing, that can be read in two ways, or that says more than a cent."""

    index: int
    value: str
    kind: Literal["nothing", "ambiguous", "rounded"]


def is_nothing(text: str) -> bool:
    """An empty cell, under any of the names programs give it."""
    return text.strip().lower() in NOTHING


# days


def order_of(columns: Iterable[Sequence[str]]) -> str | None:
    """`dmy` or `mdy`, by the values that can be only one of them; None when none tells, or when they disagree."""
    votes = set()
    for text in (text for column in columns for text in column):
        if found := DAY.fullmatch(text.strip()):
            first, mark, second = int(found[1]), found[2], int(found[3])
            if mark == "." or first > 12:
                votes.add("dmy")
            elif second > 12:
                votes.add("mdy")
    return votes.pop() if len(votes) == 1 else None


def days(texts: Sequence[str], order: str | None) -> tuple[list[date | None], list[Doubt]]:
    """The days of a column, None for an empty cell, and the values that are none or could be two."""
    found: list[date | None] = []
    doubts = []
    for index, text in enumerate(texts):
        readings = day_readings(text.strip(), order)
        found.append(readings.pop() if len(readings) == 1 else None)
        if found[-1] is None and not is_nothing(text):
            doubts.append(Doubt(index, text, "ambiguous" if readings else "nothing"))
    return found, doubts


def day_readings(text: str, order: str | None) -> set[date]:
    """Every day the text can be."""
    text = text.removesuffix(".0")
    for pattern in (ISO_DAY, COMPACT_DAY):
        if found := pattern.fullmatch(text):
            return _days([(found[1], found[2], found[3])])
    if found := SERIAL.fullmatch(text):
        return {SERIAL_EPOCH + timedelta(days=int(found[1]))}
    if on := worded_day(text):
        return {on}
    if not (found := DAY.fullmatch(text)):
        return set()
    first, second, year = found[1], found[3], found[4] if len(found[4]) == 4 else f"20{found[4]}"
    dmy, mdy = (year, second, first), (year, first, second)
    orders = {"dmy": [dmy], "mdy": [mdy]}.get(order or "", [dmy, mdy])
    return _days(orders)


def _days(parts: Iterable[tuple[str, str, str]]) -> set[date]:
    return {day for year, month, of_month in parts if (day := day_of(year, month, of_month))}


# amounts


def amounts(texts: Sequence[str]) -> tuple[list[int | None], list[Doubt]]:
    """The cents of a column, None for an empty cell, and the values to tell. Beyond the cent: half up, and told."""
    parts = [parts_of(text) for text in texts]
    mark = decimal_mark(number for part in parts if part is not None for number in [part[1]])
    found: list[int | None] = []
    doubts = []
    for index, (text, part) in enumerate(zip(texts, parts, strict=True)):
        readings = amount_readings(part[1], mark) if part else set()
        found.append(part[0] * readings.pop() if part and len(readings) == 1 else None)
        if found[-1] is None and not is_nothing(text):
            doubts.append(Doubt(index, text, "ambiguous" if readings else "nothing"))
        elif part and found[-1] is not None and not _is_whole(part[1], mark):
            doubts.append(Doubt(index, text, "rounded"))
    return found, doubts


def parts_of(text: str) -> tuple[int, str] | None:
    """(sign, digits and marks) of an amount: `(12.00)`, `12.00-`, `− 12 €`; None if it is none."""
    if is_nothing(text):
        return None
    text = BLANKS.sub(" ", CURRENCY.sub(" ", text.replace("−", "-"))).strip()
    if EXPONENT.fullmatch(text):
        if _is_cut(text):
            return None
        text = format(Decimal(text), "f")
    sign = -1 if CREDIT_MARK.search(text) else 1
    text = DEBIT_MARK.sub("", CREDIT_MARK.sub("", text))
    if text.startswith("(") and text.endswith(")"):
        sign, text = -sign, text[1:-1].strip()
    elif text[:1] in ("+", "-"):
        sign, text = (-sign if text[0] == "-" else sign), text[1:].strip()
    elif text[-1:] in ("+", "-"):
        sign, text = (-sign if text[-1] == "-" else sign), text[:-1].strip()
    return (sign, text) if NUMBER.fullmatch(text) and any(c.isdigit() for c in text) else None


def _is_cut(text: str) -> bool:
    """Has a narrow column left off digits of an amount? 1.23E+04 of a spreadsheet may have been 12,345.67."""
    if not SPREADSHEET_EXPONENT.search(text):
        return False
    mantissa, _, exponent = text.partition("E")
    return int(exponent) + 2 > len(mantissa.partition(".")[2])


def decimal_mark(numbers: Iterable[str]) -> str | None:
    """The decimal mark of a column, by the values that prove one; None when none does, or when they disagree."""
    votes = {mark for number in numbers if (mark := _mark_told(number))}
    return votes.pop() if len(votes) == 1 else None


def _mark_told(number: str) -> str | None:
    """The decimal mark that this number alone proves."""
    marks = [c for c in number if c in ".,"]
    if not marks:
        return None
    if len(set(marks)) == 2:
        return marks[-1]
    other = "," if marks[0] == "." else "."
    if len(marks) > 1:
        return other
    whole, _, rest = number.partition(marks[0])
    is_group = len(rest) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
    return None if is_group else marks[0]


def amount_readings(number: str, mark: str | None) -> set[int]:
    """Every amount the digits can be, the column's decimal mark being known or not."""
    told = _mark_told(number)
    marks = {told} if told else {mark} if mark else {".", ","}
    found = set()
    for decimal in marks:
        whole, point, rest = number.rpartition(decimal) if decimal in number else (number, "", "")
        group = "," if decimal == "." else "."
        whole = whole.replace(group, " ")
        if (" " in whole and not GROUPS.fullmatch(whole)) or (rest and point and not rest.isdecimal()):
            continue
        value = _cents(whole.replace(" ", "") or "0", rest if point else "")
        if value < LARGEST_CENTS:
            found.add(value)
    return found


def _cents(whole: str, decimals: str) -> int:
    return int((Decimal(f"{whole}.{decimals or '0'}") * 100).to_integral_value(ROUND_HALF_UP))


def _is_whole(number: str, mark: str | None) -> bool:
    """Does the number stop at the cent, but for the noise of binary fractions?"""
    decimal = _mark_told(number) or mark
    _, point, rest = number.rpartition(decimal) if decimal and decimal in number else (number, "", "")
    return not point or rounded("0", rest, False) is not None


def references(texts: Sequence[str]) -> list[str]:
    """Identifiers as they were before a spreadsheet made numbers of them: `2960623488.0` → `2960623488`."""
    plain = [text.strip() for text in texts]
    filled = [text for text in plain if not is_nothing(text)]
    is_float = bool(filled) and all(re.fullmatch(r"\d+\.0", text) for text in filled)
    return ["" if is_nothing(text) else text.removesuffix(".0") if is_float else text for text in plain]
