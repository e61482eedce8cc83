"""The PDF statement of account: what a customer owes, on paper that fits a window envelope.

Typst draws it in a child process with limits of time and memory and no network.
What is written on it goes in as JSON, never as markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ardoise.domain.correspondence.letters import Creditor as Creditor
from ardoise.domain.correspondence.tables import APART
from ardoise.domain.correspondence.wording import day, grouped_iban, long_day
from ardoise.domain.money import with_currency as money
from ardoise.domain.money import written
from ardoise.domain.payment_references import payment_reference, with_documents
from ardoise.formats import payment_codes, typesetting
from ardoise.formats.statements.words import WORDS
from ardoise.formats.typesetting import Unrenderable

__all__ = ["Creditor", "Line", "Statement", "Unrenderable", "content", "render", "render_each", "render_many"]

TEMPLATE = Path(__file__).with_name("statement.typ")


@dataclass(frozen=True)
class Line:
    """One open item; negative: a credit or a payment that lowers the total."""

    document: str
    document_on: date | None
    due_on: date
    open_cents: int
    days_overdue: int
    label: str = ""
    part: str = ""  # of a line claimed in part: of what, and why


@dataclass(frozen=True)
class Statement:
    """Everything one customer's statement says; immutable, and nobody else's.

    For the head of a group, one statement of several members: each has its own, with its own payment code, since a bank
    tells apart only what is paid under a reference of its own; the head's says what they come to.
    """

    creditor: Creditor
    customer_code: str
    customer_name: str
    address: tuple[str, ...]
    language: str
    as_of: date
    currency: str
    lines: tuple[Line, ...]
    online: str = ""  # the address at which the message it goes with is read; "": none
    credits: tuple[Line, ...] = ()  # shown apart: they do not lower the total
    members: tuple[Statement, ...] = ()  # of the group whose head this one is made out to, which has no lines then

    @property
    def total_cents(self) -> int:
        """What the lines add up to, or the members' statements."""
        return sum(line.open_cents for line in self.lines) + sum(member.total_cents for member in self.members)


def render(statement: Statement) -> bytes:
    """The statement as a PDF/A-2b."""
    return render_many([statement])[0]


def render_many(statements: Sequence[Statement]) -> list[bytes]:
    """A PDF per statement, in their order, all drawn by one child process."""
    return list(render_each(statements))


def render_each(statements: Sequence[Statement]) -> Iterator[bytes]:
    """The same, each as soon as it is drawn, while the child process goes on with the next."""
    return typesetting.draw_each(TEMPLATE, [content(statement) for statement in statements])


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
        "reference": reference(statement),
        "currency": statement.currency,
        "lines": [_line(line, language) for line in statement.lines],
        "total": money(statement.total_cents, statement.currency, language),
        "overdue_name": words["overdue_net" if _nets_credits(statement) else "overdue"],
        "credits": [_line(credit, language) for credit in statement.credits],
        "credits_told": APART[language],
        "credits_total": money(sum(credit.open_cents for credit in statement.credits), statement.currency, language),
        "overdue": money(_overdue_cents(statement), statement.currency, language),
        "code": payment_codes.drawing(payment_code(statement)),
        "online": statement.online,
        "online_code": payment_codes.drawing(statement.online),
        "members": [content(member) for member in statement.members],
        "date": [statement.as_of.year, statement.as_of.month, statement.as_of.day],
    }


def reference(statement: Statement) -> str:
    """What the payer is asked to quote, the same in every letter."""
    return payment_reference(statement.customer_code)


def payment_code(statement: Statement) -> str:
    """What the payment code tells a banking app: the total of this statement; "" where there is none to pay.

    A machine writes it: it quotes the documents too, where all have room.
    """
    if statement.members:
        return ""
    documents = [line.document for line in statement.lines]
    told = with_documents(reference(statement), documents, payment_codes.TEXT_MAX)
    return payment_codes.payload(statement.creditor, statement.total_cents, statement.currency, told)


def _line(line: Line, language: str) -> dict[str, str]:
    return {
        "document": line.document or "—",
        "label": line.label,
        "part": line.part,
        "document_on": day(line.document_on, language),
        "due_on": day(line.due_on, language),
        "days": str(line.days_overdue) if line.days_overdue > 0 and line.open_cents > 0 else "",
        "amount": written(line.open_cents, language),
    }


def _nets_credits(statement: Statement) -> bool:
    """Do credits lower what is claimed?"""
    return any(line.open_cents < 0 for line in statement.lines) or any(map(_nets_credits, statement.members))


def _overdue_cents(statement: Statement) -> int:
    """Overdue net of the credits listed: never more than the total, never below zero."""
    claimed = sum(line.open_cents for line in statement.lines if line.days_overdue > 0 or line.open_cents < 0)
    return max(0, claimed) + sum(_overdue_cents(member) for member in statement.members)
