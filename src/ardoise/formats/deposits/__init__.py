"""The slip that goes to the bank with cheques or bills: number, drawer and amount of each, and their total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ardoise.domain.correspondence.letters import Creditor
from ardoise.domain.correspondence.wording import day as short_day
from ardoise.domain.correspondence.wording import grouped_iban, long_day
from ardoise.domain.money import with_currency as money
from ardoise.domain.money import written
from ardoise.formats import typesetting
from ardoise.formats.deposits.words import WORDS

TEMPLATE = Path(__file__).with_name("deposit.typ")


@dataclass(frozen=True)
class Line:
    """One cheque or bill; `drawer` is who pays it: the drawer of a cheque, the drawee of a bill."""

    number: str
    drawer: str
    cents: int
    due_on: date | None = None  # of a bill


@dataclass(frozen=True)
class Deposit:
    """All that one slip says: what goes to which account on which day."""

    creditor: Creditor
    slip: str
    kind: str  # cheque | bill
    account: str  # IBAN, else the number as the bank writes it
    bank: str
    on: date
    currency: str
    language: str
    lines: tuple[Line, ...]

    @property
    def total_cents(self) -> int:
        """What the lines add up to."""
        return sum(line.cents for line in self.lines)


def render(deposit: Deposit) -> bytes:
    """The slip as a PDF/A-2b; `typesetting.Unrenderable` where it can't be drawn."""
    return typesetting.draw_many(TEMPLATE, [content(deposit)])[0]


def content(deposit: Deposit) -> dict[str, Any]:
    """What the template shows: texts, nothing left to compute."""
    language, creditor = deposit.language, deposit.creditor
    words = WORDS[language]
    return {
        "language": language,
        "words": words | {"title": words[deposit.kind], "drawer": words[f"drawer_{deposit.kind}"]},
        "is_bill": deposit.kind == "bill",
        "creditor": {
            "name": creditor.name,
            "address": list(creditor.address),
            "siren": f"SIREN {creditor.siren}" if creditor.siren else "",
        },
        "slip": deposit.slip,
        "on": long_day(deposit.on, language),
        "account": grouped_iban(deposit.account),
        "bank": deposit.bank,
        "currency": deposit.currency,
        "lines": [
            {
                "number": line.number,
                "drawer": line.drawer,
                "due_on": short_day(line.due_on, language) if line.due_on else "",
                "amount": written(line.cents, language),
            }
            for line in deposit.lines
        ],
        "count": str(len(deposit.lines)),
        "total": money(deposit.total_cents, deposit.currency, language),
        "date": [deposit.on.year, deposit.on.month, deposit.on.day],
    }
