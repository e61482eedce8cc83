"""The PDF statement of account: what a customer owes, on paper that fits a window envelope.

Typst draws it in a child process with limits of time and memory and no network.
What is written on it goes in as JSON, never as markup.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ardoise.domain.correspondence.letters import Creditor as Creditor
from ardoise.domain.correspondence.wording import day, grouped_iban, long_day, money
from ardoise.domain.money import written
from ardoise.formats.statements.words import WORDS

SECONDS_MAX = 30  # for one statement; a batch gets one more second per statement
MEMORY_BYTES_MAX = 2 * 1024**3  # of address space: fonts and the compiler are mapped into it


class Unrenderable(Exception):  # noqa: N818
    """The statement could not be drawn; the message says why."""


@dataclass(frozen=True)
class Line:
    """One open item; negative: a credit or a payment that lowers the total."""

    document: str
    document_on: date | None
    due_on: date
    open_cents: int
    days_overdue: int
    label: str = ""


@dataclass(frozen=True)
class Statement:
    """Everything one customer's statement says; immutable, and nobody else's."""

    creditor: Creditor
    customer_code: str
    customer_name: str
    address: tuple[str, ...]
    language: str
    as_of: date
    currency: str
    lines: tuple[Line, ...]

    @property
    def total_cents(self) -> int:
        """What the lines add up to."""
        return sum(line.open_cents for line in self.lines)


def render(statement: Statement) -> bytes:
    """The statement as a PDF/A-2b."""
    return render_many([statement])[0]


def render_many(statements: Sequence[Statement]) -> list[bytes]:
    """A PDF per statement, in their order, all drawn by one child process."""
    if not statements:
        return []
    asked = json.dumps([content(statement) for statement in statements]).encode()
    drawn = _drawn_by_child(asked, SECONDS_MAX + len(statements))
    pages = _split(drawn)
    if len(pages) != len(statements):
        raise Unrenderable("The statements could not all be drawn: the renderer stopped before the end.")
    return pages


def content(statement: Statement) -> dict[str, Any]:
    """What the typst template shows: texts in the customer's language, nothing left to compute."""
    words, language, creditor = WORDS[statement.language], statement.language, statement.creditor
    return {
        "language": language,
        "words": words,
        "creditor": {
            "name": creditor.name,
            "address": list(creditor.address),
            "contact": [text for text in (creditor.phone, creditor.email) if text],
            "siren": f"SIREN {creditor.siren}" if creditor.siren else "",
            "iban": grouped_iban(creditor.iban),
            "bic": creditor.bic,
        },
        "customer": {"code": statement.customer_code, "name": statement.customer_name},
        "address": [statement.customer_name, *statement.address],
        "as_of": words["as_of"].format(date=long_day(statement.as_of, language)),
        "reference": f"{statement.customer_code} – {statement.as_of:%Y%m%d}",
        "currency": statement.currency,
        "lines": [_line(line, language) for line in statement.lines],
        "total": money(statement.total_cents, statement.currency, language),
        "overdue": money(_overdue_cents(statement), statement.currency, language),
        "date": [statement.as_of.year, statement.as_of.month, statement.as_of.day],
    }


def _line(line: Line, language: str) -> dict[str, str]:
    return {
        "document": line.document or "—",
        "label": line.label,
        "document_on": day(line.document_on, language),
        "due_on": day(line.due_on, language),
        "days": str(line.days_overdue) if line.days_overdue > 0 and line.open_cents > 0 else "",
        "amount": written(line.open_cents, language),
    }


def _overdue_cents(statement: Statement) -> int:
    """Overdue net of the credits listed: never more than the total, never below zero."""
    claimed = sum(line.open_cents for line in statement.lines if line.days_overdue > 0 or line.open_cents < 0)
    return max(0, claimed)


def _drawn_by_child(asked: bytes, seconds: int) -> bytes:
    try:
        child = subprocess.run(
            [sys.executable, "-m", "ardoise.formats.statements.child", str(seconds), str(MEMORY_BYTES_MAX)],
            input=asked,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise Unrenderable(f"The statement took more than {seconds} seconds to draw and was stopped.") from late
    if child.returncode != 0:
        last = child.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"status {child.returncode}"]
        raise Unrenderable(f"The statement could not be drawn: {last[0]}")
    return child.stdout


def _split(drawn: bytes) -> list[bytes]:
    """Length-prefixed pieces → pieces."""
    pieces, at = [], 0
    while at < len(drawn):
        size = int.from_bytes(drawn[at : at + 8], "big")
        pieces.append(drawn[at + 8 : at + 8 + size])
        at += 8 + size
    return pieces
