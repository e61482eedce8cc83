"""A letter: what a level says to one customer, in words and in HTML, from one immutable context."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ardoise.domain.correspondence.charges import charge_sentences
from ardoise.domain.correspondence.merging import merge
from ardoise.domain.correspondence.tables import LetterItem, html_table, text_table
from ardoise.domain.correspondence.wording import grouped_iban, long_day, money

LANGUAGES = ("fr", "en")
PACKS = Path(__file__).parent / "packs"
"""A folder per language, a file per tone and kind of customer: the subject, an empty line, the body."""
TONES = ("courteous", "friendly", "firm", "formal")
LAST_REMINDER = {
    "fr": "Notre précédent courrier du {date} est resté sans suite.",
    "en": "Our previous message of {date} has remained unanswered.",
}
PAYMENT = {
    "fr": "Règlement par virement : IBAN {iban}\nRéférence à rappeler : {reference}\n"
    "Nos coordonnées bancaires ne changent jamais par courriel : en cas de doute, appelez-nous au numéro que vous "
    "connaissez déjà.",
    "en": "Payment by bank transfer: IBAN {iban}\nPlease quote: {reference}\n"
    "Our bank details never change by e-mail: if in doubt, call us on the number you already know.",
}
LINE_BREAK = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")


@dataclass(frozen=True)
class Creditor:
    """Who is owed the money and writes, and where to pay: of a letter and of the statement that goes with it."""

    name: str
    address: tuple[str, ...] = ()
    siren: str = ""
    phone: str = ""
    iban: str = ""
    bic: str = ""
    email: str = ""


@dataclass(frozen=True)
class Context:
    """All a letter may say, and of one customer only."""

    creditor: Creditor
    customer_code: str
    customer_name: str
    customer_kind: str  # unknown | professional | consumer | public_body
    address: tuple[str, ...]
    language: str
    tone: str  # one of TONES
    as_of: date
    currency: str
    items: tuple[LetterItem, ...]
    last_sent_on: date | None = None

    @property
    def total_cents(self) -> int:
        """What the items add up to: the claim, without interest."""
        return sum(item.open_cents for item in self.items)


@dataclass(frozen=True)
class Letter:
    """What the customer reads."""

    subject: str
    body: str
    html: str


def write(context: Context) -> Letter:
    """The letter of the pack for this tone, kind of customer and language."""
    subject, body = template(context.language, context.tone, context.customer_kind)
    fields = fields_of(context)
    return Letter(
        LINE_BREAK.sub(" ", merge(subject, fields)),
        _paragraphs(body, fields | {"items": text_table(context.items, context.currency, context.language)}),
        _html(body, fields, html_table(context.items, context.currency, context.language)),
    )


@cache
def template(language: str, tone: str, kind: str) -> tuple[str, str]:
    """Subject and body with their merge fields; a tone the pack doesn't know is written as the mildest.

    A kind it has no letter for is written to as one that nobody knows: the claim, and not a word of charges.
    """
    offered = (f"{tone}_{kind}", f"{tone}_unknown", f"friendly_{kind}", "friendly_unknown")
    found = next(path for name in offered if (path := PACKS / language / f"{name}.txt").is_file())
    subject, _, body = found.read_text(encoding="utf-8").partition("\n\n")
    return subject.strip(), body


def fields_of(context: Context) -> dict[str, str]:
    """Every merge field and its value, in the customer's language."""
    language, creditor = context.language, context.creditor
    due = [item.due_on for item in context.items if item.open_cents > 0]
    return {
        "customer_name": context.customer_name,
        "customer_code": context.customer_code,
        "customer_address": "\n".join(context.address),
        "creditor_name": creditor.name,
        "creditor_address": "\n".join(creditor.address),
        "creditor_siren": f"SIREN {creditor.siren}" if creditor.siren else "",
        "date": long_day(context.as_of, language),
        "total": money(context.total_cents, context.currency, language),
        "first_due_on": long_day(min(due, default=context.as_of), language),
        "last_reminder": LAST_REMINDER[language].format(date=long_day(context.last_sent_on, language))
        if context.last_sent_on
        else "",
        "payment": _payment(context),
        "charges": charge_sentences(context),
        "signature": "\n".join(filter(None, (creditor.name, creditor.phone))),
        "items": "",
    }


def _payment(context: Context) -> str:
    """How to pay; nothing where the company has told no account."""
    if not context.creditor.iban:
        return ""
    bic = f" – BIC {context.creditor.bic}" if context.creditor.bic else ""
    return PAYMENT[context.language].format(
        iban=grouped_iban(context.creditor.iban) + bic, reference=context.customer_code
    )


def _paragraphs(body: str, fields: dict[str, str]) -> str:
    """Merged paragraph by paragraph; one that comes out empty is left out."""
    written = (merge(paragraph, fields).strip("\n") for paragraph in body.strip().split("\n\n"))
    return "\n\n".join(paragraph for paragraph in written if paragraph.strip()) + "\n"


def _html(body: str, fields: dict[str, str], table: str) -> str:
    """The same paragraphs, escaped; the items as a table."""
    escaped = {name: html.escape(value) for name, value in fields.items()}
    draw: Callable[[str], str] = lambda text: merge(html.escape(text, quote=False), escaped).strip("\n")  # noqa: E731
    paragraphs = [table if text.strip() == "{{items}}" else draw(text) for text in body.strip().split("\n\n")]
    shown = [
        text if text is table else "<p>" + text.replace("\n", "<br>\n") + "</p>" for text in paragraphs if text.strip()
    ]
    return (
        '<!doctype html>\n<html><body style="font-family: Georgia, serif; font-size: 15px; line-height: 1.45; '
        'color: #1d2433; max-width: 42em">\n' + "\n".join(shown) + "\n</body></html>\n"
    )
