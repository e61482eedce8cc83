"""The PDF of a letter: on A4, folded in three, its address shows in the window of a DL envelope and nothing else does.

The address stands on the right (NF Z 11-001): 108 mm from the left edge, 48 mm from the top, in a block of
82 × 31 mm that stays within the window however the sheet slides in its envelope.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ardoise.domain.correspondence.letters import COLUMNS
from ardoise.domain.correspondence.schedules import Schedule, tables_of
from ardoise.domain.correspondence.tables import Columns, LetterItem, credit_columns, days_late, text_of, text_table
from ardoise.domain.correspondence.wording import day, long_day
from ardoise.domain.money import with_currency as money
from ardoise.formats import payment_codes, typesetting
from ardoise.formats.letters.words import WORDS
from ardoise.formats.typesetting import Unrenderable

__all__ = ["LetterPage", "Unrenderable", "render", "render_each", "render_many"]

TEMPLATE = Path(__file__).with_name("letter.typ")


@dataclass(frozen=True)
class LetterPage:
    """Everything one letter says; immutable, and to one customer only.

    `body` is the text as it was frozen: paragraphs between empty lines. The paragraph that is the text table of
    `items` (domain.correspondence.tables) is drawn as a table, with its total, and so are those of the `credits` and
    of the `schedule`.
    """

    sender: tuple[str, ...]  # the creditor's name, address, telephone: one line each
    address: tuple[str, ...]  # the addressee's name and address, one line each
    language: str
    on: date
    place: str  # where it is written; "" leaves it out
    reference: str  # the customer's code
    subject: str
    body: str
    items: tuple[LetterItem, ...] = ()
    currency: str = "EUR"
    mentions: tuple[str, ...] = ()  # above the text, e.g. "Lettre recommandée avec avis de réception"
    enclosures: tuple[str, ...] = ()
    payment_code: str = ""  # what formats.payment_codes.payload says; "": no code is drawn
    online: str = ""  # the address at which this letter is read; "": none
    credits: tuple[LetterItem, ...] = ()  # shown apart, not deducted
    schedule: Schedule | None = None  # of a plan that the letter confirms


def render(page: LetterPage) -> bytes:
    """The letter as a PDF/A-2b."""
    return render_many([page])[0]


def render_many(pages: Sequence[LetterPage]) -> list[bytes]:
    """A PDF/A-2b per letter, in their order, all drawn by one child process."""
    return list(render_each(pages))


def render_each(pages: Sequence[LetterPage]) -> Iterator[bytes]:
    """The same, each as soon as it is drawn, while the child process goes on with the next."""
    contents = [{"letters": [content(page)], "date": [page.on.year, page.on.month, page.on.day]} for page in pages]
    return typesetting.draw_each(TEMPLATE, contents)


def content(page: LetterPage) -> dict[str, Any]:
    """What the typst template shows: texts in the reader's language, nothing left to compute."""
    words, language = WORDS[page.language], page.language
    dated = words["dated"] if page.place else words["undated"]
    return {
        "language": language,
        "words": words,
        "sender": list(page.sender),
        "address": [line for line in page.address if line.strip()],
        "dated": dated.format(place=page.place, date=long_day(page.on, language)),
        "reference": page.reference,
        "subject": page.subject,
        "mentions": list(page.mentions),
        "paragraphs": _paragraphs(page),
        "rows": [_row(item, page.currency, language) for item in page.items],
        "total": money(sum(item.open_cents for item in page.items), page.currency, language),
        "tables": {name: _table(table) for name, table in _tables(page).items()},
        "enclosures": list(page.enclosures),
        "code": payment_codes.drawing(page.payment_code),
        "online": page.online,
        "online_code": payment_codes.drawing(page.online),
    }


def _paragraphs(page: LetterPage) -> list[dict[str, Any]]:
    """The paragraphs, each a text, perhaps set in columns by spaces, or the name of the table that goes there."""
    drawn = {text_table(page.items, page.currency, page.language): "items"} if page.items else {}
    drawn |= {text_of(table): name for name, table in _tables(page).items()}
    paragraphs = (paragraph.strip("\n") for paragraph in page.body.split("\n\n"))
    return [
        {"text": text, "table": drawn.get(text, ""), "is_in_columns": bool(COLUMNS.search(text))}
        for text in paragraphs
        if text.strip()
    ]


def _tables(page: LetterPage) -> dict[str, Columns]:
    """The tables in three columns, by their names: the credits, or what a plan covers and its instalments."""
    told = {"credits": credit_columns(page.credits, page.currency, page.language)} if page.credits else {}
    planned = tables_of(page.schedule, page.currency, page.language) if page.schedule else {}
    return told | {f"planned_{name}": table for name, table in planned.items()}


def _table(table: Columns) -> dict[str, Any]:
    told = zip(table.rows, table.parts, strict=True)
    rows = [["\n".join(filter(None, (first, part))), *others] for (first, *others), part in told]
    return {"heads": list(table.heads), "rows": rows, "total": table.total, "amount": table.amount}


def _row(item: LetterItem, currency: str, language: str) -> list[str]:
    return [
        "\n".join(filter(None, (" ".join(item.document.split()) or "—", item.part))),
        day(item.document_on, language),
        day(item.due_on, language),
        days_late(item, language),
        money(item.open_cents, currency, language),
    ]
