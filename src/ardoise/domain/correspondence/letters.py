"""A letter: what a level says to one customer, in words and in HTML, from one immutable context."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ardoise.domain.correspondence import gsm, packs
from ardoise.domain.correspondence.enclosures import Enclosures
from ardoise.domain.correspondence.fields import item_values, values
from ardoise.domain.correspondence.merging import always_says, merge
from ardoise.domain.correspondence.packs import LANGUAGES, TONES, Words, template
from ardoise.domain.correspondence.schedules import Schedule, tables_of
from ardoise.domain.correspondence.tables import (
    LetterItem,
    Member,
    html_apart,
    html_block,
    html_members,
    html_of,
    named_together,
    spoken_credits,
    text_apart,
    text_block,
    text_members,
    text_of,
)
from ardoise.domain.unseen import without

__all__ = [
    "LANGUAGES",
    "TONES",
    "Context",
    "Creditor",
    "Enclosures",
    "Letter",
    "LetterItem",
    "Member",
    "Schedule",
    "Words",
    "template",
    "typed",
    "write",
]

STATEMENT_ALONE = Enclosures(has_statement=True)
SUBJECT_MAX = 250  # characters: mail servers and the database take no more
TABLE = "\ue0ff"  # stands where the table of items goes; no value may hold it
APART = "\ue0fe"  # and this where the credits go that are not deducted, behind items told in a loop
INSTALMENTS = "\ue0fd"  # and this where those of a plan go
LINE_BREAK = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ue0fd-\ue0ff]")
"""Control characters, those that turn the order of what follows (amounts among it), and our own signs."""
LOOPED = re.compile(r"(?s).*\{%\s*endfor\s*%\}.*?(?=\n[ \t]*\n|\Z)")
"""A text up to the end of the paragraph in which its last loop ends."""
PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
COLUMNS = re.compile(r"\S {2,}\S[^\n]*\n[^\n]*\S {2,}\S")
"""Two lines that are set in columns by spaces."""


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
    channel: str = "email"
    key: str = ""  # the template the level names; "": its tone's
    contact_name: str = ""
    collector_name: str = ""
    papers: Enclosures = STATEMENT_ALONE
    paid_cents: int = 0  # of a thank-you
    paid_on: date | None = None
    online: str = ""  # the address at which the message can be read
    is_to_parent: bool = False  # the head of the customer's group reads it, perhaps with those about its other members
    credits: tuple[LetterItem, ...] = ()  # shown apart: they do not lower the total
    members: tuple[Member, ...] = ()  # of a group whose head reads one letter for all: whose the items are
    schedule: Schedule | None = None  # of a letter that confirms a plan, and claims nothing

    @property
    def total_cents(self) -> int:
        """What the items add up to: the claim, without interest."""
        return sum(item.open_cents for item in self.items)

    @property
    def listed(self) -> tuple[LetterItem, ...]:
        """What the letter speaks of: the items it claims, or those of the plan it confirms."""
        return self.schedule.items if self.schedule else self.items


@dataclass(frozen=True)
class Letter:
    """What the customer reads; `html` is empty where the channel takes plain words only."""

    subject: str
    body: str
    html: str


def write(context: Context, words: Words | None = None) -> Letter:
    """The letter in these words, else in those of the pack for this tone, kind of customer, channel and language.

    Raises Unmergeable where the words ask for a field that doesn't exist.
    """
    words = words or template(context.language, context.key or context.tone, context.customer_kind, context.channel)
    fields = _clean(values(context))
    member = f"{fields['customer_name']} ({fields['customer_code']})" if context.is_to_parent else ""
    fields |= {"items": f"{member}\n\n{TABLE}" if member else TABLE}
    member = member or _clean({"named": named_together(context.members, context.language)})["named"]
    items = [_clean(item) for item in item_values(context)]
    subject = LINE_BREAK.sub(" ", merge(words.subject, fields | {"items": ""}, items)).strip()
    subject = " – ".join(filter(None, (subject, member)))
    told = _with_credits(words.body, context)
    fields |= {"credits": APART, "instalments": INSTALMENTS if context.schedule else ""}
    body = "\n\n".join(_paragraphs(merge(told, fields, items))) + "\n"
    if context.channel in packs.PLAIN:
        return Letter(_cut(subject), _plain(context, body), "")
    shown, tables = _tables(context)
    for sign, block in shown.items():
        body = body.replace(sign, block)
    escaped = _paragraphs(merge(told, fields, items, html.escape))
    return Letter(_cut(subject), body, _html(escaped, tables, context))


def _with_credits(body: str, context: Context) -> str:
    """The words; where they tell the items in a loop of their own and no table, the credits that are not deducted
    follow it, so that the customer reads of them wherever the items are read."""
    is_told = not context.credits or context.channel in packs.PLAIN or always_says(body, "items")
    return body if is_told else LOOPED.sub(lambda found: found[0] + "\n\n{{credits}}", body, count=1)


def _tables(context: Context) -> tuple[dict[str, str], dict[str, str]]:
    """The items and the credits that are not deducted, for a plain-text reader and for the others; of several members,
    each under its own name."""
    currency, language, apart = context.currency, context.language, context.credits
    if context.schedule:
        signs = {"items": TABLE, "instalments": INSTALMENTS}
        told = {signs[name]: table for name, table in tables_of(context.schedule, currency, language).items()}
        return {s: text_of(table) for s, table in told.items()}, {s: html_of(table) for s, table in told.items()}
    if context.members:
        return (
            {TABLE: text_members(context.members, currency, language)},
            {TABLE: html_members(context.members, currency, language)},
        )
    listed = (context.items, apart, currency, language)
    return (
        {TABLE: text_block(*listed), APART: text_apart(apart, currency, language)},
        {TABLE: html_block(*listed), APART: html_apart(apart, currency, language)},
    )


def typed(subject: str, text: str, channel: str, language: str) -> Letter:
    """The letter a person typed, word for word: nothing in it is a field, columns stay columns in HTML."""
    clean = FORBIDDEN.sub(" ", without(text).replace("\r\n", "\n").replace("\r", "\n")).strip()
    if channel == "sms":
        return Letter(_cut(" ".join(subject.split())), gsm.written(" ".join(clean.split())), "")
    paragraphs = _paragraphs(clean)
    shown = [f"<pre>{html.escape(p)}</pre>" if COLUMNS.search(p) else _shown(html.escape(p)) for p in paragraphs]
    heading = _cut(LINE_BREAK.sub(" ", without(subject)).strip())
    return Letter(heading, "\n\n".join(paragraphs) + "\n", _page(shown, language))


def _clean(fields: dict[str, str]) -> dict[str, str]:
    """Values without what is forbidden in a letter or not seen in it."""
    return {name: FORBIDDEN.sub(" ", without(value)) for name, value in fields.items()}


def _paragraphs(text: str) -> list[str]:
    """What stands between empty lines; a paragraph that came out empty is left out."""
    return [paragraph.strip("\n") for paragraph in PARAGRAPH.split(text) if paragraph.strip()]


def _cut(subject: str) -> str:
    return subject if len(subject) <= SUBJECT_MAX else subject[: SUBJECT_MAX - 1] + "…"


def _plain(context: Context, body: str) -> str:
    """Words alone; a text message in the alphabet of telephones."""
    without = body.replace(TABLE, "").replace(INSTALMENTS, "").strip()
    if context.channel != "sms":
        credits = _clean({"said": spoken_credits(context.credits, context.currency, context.language)})["said"]
        return f"{without}\n" + (f"\n{credits}\n" if context.credits else "")
    member = f" ({context.customer_name})" if context.is_to_parent else ""
    return gsm.written(" ".join((without + member).split()))


def _html(paragraphs: list[str], tables: Mapping[str, str], context: Context) -> str:
    """The same paragraphs, already escaped; the items as a table, the address to read it at as a link."""
    shown = (tables.get(text.strip()) or _with_tables(_shown(text), tables) for text in paragraphs)
    if not context.online:
        return _page(shown, context.language)
    address = html.escape(context.online)
    link = f'<a href="{address}">{address}</a>'
    return _page((text.replace(address, link) for text in shown), context.language)


def _with_tables(text: str, tables: Mapping[str, str]) -> str:
    for sign, table in tables.items():
        text = text.replace(sign, f"</p>{table}<p>")
    return text


def _shown(text: str) -> str:
    return f"<p>{text}</p>".replace("\n", "<br>\n")


def _page(shown: Iterable[str], language: str) -> str:
    """In the reader's own colours, which may be dark: ink of ours on a ground of theirs could not be read."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark"></head>'
        '<body style="font-family: Georgia, serif; font-size: 15px; line-height: 1.45; max-width: 42em; '
        'overflow-wrap: anywhere">\n' + "\n".join(shown) + "\n</body></html>\n"
    )
