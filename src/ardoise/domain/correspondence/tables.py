"""The items of a letter, aligned for a plain-text reader and as an HTML table for the others."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ardoise.domain.correspondence.wording import day
from ardoise.domain.money import with_currency as money


@dataclass(frozen=True)
class LetterItem:
    """An item the letter lists; negative: a credit."""

    document: str
    document_on: date | None
    due_on: date
    open_cents: int
    days_overdue: int
    interest_cents: int = 0
    formal_notice_on: date | None = None  # when it was first claimed by formal notice; None: never yet
    part: str = ""  # what `tell_part` says of it, claimed in part
    planned_cents: int = 0  # of it, what a plan spreads over instalments


@dataclass(frozen=True)
class Columns:
    """A table in its reader's language: headings, rows, what is said under each row ("": nothing), its total."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    parts: Sequence[str]
    total: str
    amount: str


@dataclass(frozen=True)
class Member:
    """A member of a group in the one letter that its head reads: whose account, what to quote, what it owes."""

    code: str
    name: str
    reference: str
    items: tuple[LetterItem, ...]
    credits: tuple[LetterItem, ...] = ()

    @property
    def total_cents(self) -> int:
        """What its items add up to."""
        return sum(item.open_cents for item in self.items)


CONTESTED = {
    "fr": "sur {rest} ; {contested} contestés, non réclamés",
    "en": "of {rest}; {contested} contested, not claimed",
}
PLANNED = {
    "fr": "sur {rest} ; {planned} échelonnés, non réclamés",
    "en": "of {rest}; {planned} payable by instalments, not claimed",
}
BOTH = {
    "fr": "sur {rest} ; {contested} contestés, {planned} échelonnés, non réclamés",
    "en": "of {rest}; {contested} contested, {planned} payable by instalments, not claimed",
}
PART = {"fr": "partie de {whole}", "en": "part of {whole}"}
REST = {"fr": "reste dû sur {whole}", "en": "remainder of {whole}"}

HEADS = {
    "fr": ("Pièce", "Date", "Échéance", "Retard", "Montant"),
    "en": ("Document", "Date", "Due", "Late", "Amount"),
}
TOTAL = {"fr": "Total", "en": "Total"}
SUBTOTAL = {"fr": "Sous-total", "en": "Subtotal"}
MEMBERS_TOTAL = {"fr": "Total des {n} comptes : {amount}", "en": "Total of the {n} accounts: {amount}"}
AND_OTHERS = {"fr": "{names} et {n} autres", "en": "{names} and {n} others"}
NAMED_MAX = 3
MEMBER = {
    "fr": "{name} ({code}) – référence à rappeler : {reference}",
    "en": "{name} ({code}) – please quote: {reference}",
}
CREDIT_HEADS = {"fr": ("Pièce", "Date", "Montant"), "en": ("Document", "Date", "Amount")}
CREDIT_TOTAL = {"fr": "Total à votre crédit", "en": "Total in your favour"}
APART = {
    "fr": "Avoirs et règlements non imputés, à votre disposition et non déduits du montant réclamé (dites-nous sur "
    "quelles factures les imputer) :",
    "en": "Credit notes and unapplied payments in your favour, not deducted from the amount claimed (tell us which "
    "invoices to set them against):",
}
"""What stands above the credits that do not lower the claim."""
SPOKEN = {
    "fr": "À savoir : {amount} à son crédit ({documents}) ne sont pas déduits de ce montant ; demandez sur quelles "
    "factures les imputer.",
    "en": "To know: {amount} in their favour ({documents}) is not deducted from this amount; ask which invoices to set "
    "it against.",
}
"""The same for whoever telephones."""
DAYS = {"fr": "{} j", "en": "{} d"}
CELL = "padding: 4px 5px; border-bottom: 1px solid #c9ced8"
FRAME = "border-collapse: collapse; font-size: 14px; min-width: 60%"


def tell_part(
    open_cents: int, contested_cents: int, whole_cents: int, currency: str, language: str, planned_cents: int = 0
) -> str:
    """What is said of an item claimed in part: how much of it is contested or payable by instalments, else of what it
    is the rest; of a credit listed in part, of what; else ""."""
    if open_cents <= 0:
        return PART[language].format(whole=money(whole_cents, currency, language)) if whole_cents < open_cents else ""
    if contested_cents > 0 or planned_cents > 0:
        told = {"rest": open_cents + contested_cents + planned_cents}
        told |= {"contested": contested_cents, "planned": planned_cents}
        words = PLANNED if contested_cents <= 0 else CONTESTED if planned_cents <= 0 else BOTH
        return words[language].format(**{name: money(cents, currency, language) for name, cents in told.items()})
    return REST[language].format(whole=money(whole_cents, currency, language)) if whole_cents > open_cents else ""


def text_members(members: Sequence[Member], currency: str, language: str) -> str:
    """Each member's table under its name and what to quote for it, with its subtotal; then the total of all."""
    blocks = [
        f"{_member(member, language)}\n\n{text_block(member.items, member.credits, currency, language, SUBTOTAL)}"
        for member in members
    ]
    return "\n\n".join([*blocks, _members_total(members, currency, language)])


def html_members(members: Sequence[Member], currency: str, language: str) -> str:
    """The same for those who read HTML; every value escaped."""
    blocks = [
        f"<p><strong>{html.escape(_member(member, language))}</strong></p>\n"
        + html_block(member.items, member.credits, currency, language, SUBTOTAL)
        for member in members
    ]
    total = html.escape(_members_total(members, currency, language))
    return "\n".join([*blocks, f"<p><strong>{total}</strong></p>"])


def _member(member: Member, language: str) -> str:
    name = " ".join(member.name.split())
    return MEMBER[language].format(name=name, code=member.code, reference=member.reference)


def named_together(members: Sequence[Member], language: str) -> str:
    """The members as a subject names them: three by name, of more the first two and how many others."""
    names = [" ".join(member.name.split()) for member in members]
    if len(names) <= NAMED_MAX:
        return ", ".join(names)
    return AND_OTHERS[language].format(names=", ".join(names[: NAMED_MAX - 1]), n=len(names) - NAMED_MAX + 1)


def _members_total(members: Sequence[Member], currency: str, language: str) -> str:
    amount = money(sum(member.total_cents for member in members), currency, language)
    return MEMBERS_TOTAL[language].format(n=len(members), amount=amount)


def text_block(
    items: Sequence[LetterItem],
    credits: Sequence[LetterItem],
    currency: str,
    language: str,
    total: Mapping[str, str] = TOTAL,
) -> str:
    """The table of items; under it the credits that stand apart, if any, with the sentence that says so."""
    table = text_table(items, currency, language, total)
    if not credits:
        return table
    return "\n\n".join([table, text_apart(credits, currency, language)])


def html_block(
    items: Sequence[LetterItem],
    credits: Sequence[LetterItem],
    currency: str,
    language: str,
    total: Mapping[str, str] = TOTAL,
) -> str:
    """The same for those who read HTML; every value escaped."""
    table = html_of(_columns(items, currency, language, total))
    return f"{table}\n{html_apart(credits, currency, language)}" if credits else table


def text_apart(credits: Sequence[LetterItem], currency: str, language: str) -> str:
    """The credits that stand apart, under the sentence that says so."""
    return "\n\n".join([APART[language], credit_table(credits, currency, language)])


def html_apart(credits: Sequence[LetterItem], currency: str, language: str) -> str:
    """The same for those who read HTML; every value escaped."""
    table = html_of(credit_columns(credits, currency, language))
    return f"<p>{html.escape(APART[language])}</p>\n{table}"


def spoken_credits(credits: Sequence[LetterItem], currency: str, language: str) -> str:
    """The credits that stand apart as one sentence of a call's script, without their sign."""
    amount = money(-sum(credit.open_cents for credit in credits), currency, language)
    documents = ", ".join(credit_cells(credit, currency, language)[0] for credit in credits)
    return SPOKEN[language].format(amount=amount, documents=documents)


def text_table(items: Sequence[LetterItem], currency: str, language: str, total: Mapping[str, str] = TOTAL) -> str:
    """Columns aligned by spaces, amounts on the right, the total under them."""
    return text_of(_columns(items, currency, language, total))


def credit_table(credits: Sequence[LetterItem], currency: str, language: str) -> str:
    """The same of credits, which are neither due nor late."""
    return text_of(credit_columns(credits, currency, language))


def _columns(items: Sequence[LetterItem], currency: str, language: str, total: Mapping[str, str]) -> Columns:
    rows, parts = [_cells(item, currency, language) for item in items], [item.part for item in items]
    return Columns(HEADS[language], rows, parts, total[language], _total(items, currency, language))


def credit_columns(
    credits: Sequence[LetterItem], currency: str, language: str, total: Mapping[str, str] = CREDIT_TOTAL
) -> Columns:
    """What is neither due nor late, in three columns."""
    rows, parts = [credit_cells(credit, currency, language) for credit in credits], [credit.part for credit in credits]
    return Columns(CREDIT_HEADS[language], rows, parts, total[language], _total(credits, currency, language))


def days_late(item: LetterItem, language: str) -> str:
    """12 days late → "12 j"; a credit and what is not late say nothing."""
    return DAYS[language].format(item.days_overdue) if item.days_overdue > 0 and item.open_cents > 0 else ""


def _cells(item: LetterItem, currency: str, language: str) -> tuple[str, ...]:
    document, on, amount = credit_cells(item, currency, language)
    return (document, on, day(item.due_on, language), days_late(item, language), amount)


def credit_cells(credit: LetterItem, currency: str, language: str) -> tuple[str, str, str]:
    """What a table says of a credit: which, of which day, how much."""
    return (
        " ".join(credit.document.split()) or "—",
        day(credit.document_on, language),
        money(credit.open_cents, currency, language),
    )


def _total(items: Sequence[LetterItem], currency: str, language: str) -> str:
    return money(sum(item.open_cents for item in items), currency, language)


def text_of(table: Columns) -> str:
    """Columns aligned by spaces, amounts on the right, the total under them."""
    heads, rows = table.heads, table.rows
    foot = (table.total, *([""] * (len(heads) - 2)), table.amount)
    widths = [max(len(row[i]) for row in [heads, *rows, foot]) for i in range(len(heads))]
    said = [f"\n  {part}" if part else "" for part in ("", *table.parts)]
    lines = [_line(row, widths) + under for row, under in zip([heads, *rows], said, strict=True)]
    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([lines[0], rule, *lines[1:], rule, _line(foot, widths)])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    sides = _sides(len(cells))
    placed = (text.ljust(w) if s == "left" else text.rjust(w) for text, w, s in zip(cells, widths, sides, strict=True))
    return "  ".join(placed).rstrip()


def _sides(columns: int) -> list[str]:
    """The amount is on the right, and beside it the days late where there is a place for them."""
    return ["left"] * (3 if columns > 3 else 2) + ["right"] * (2 if columns > 3 else 1)


def html_of(table: Columns) -> str:
    """The same for those who read HTML; every value escaped."""
    heads, sides = table.heads, _sides(len(table.heads))
    head = "".join(f'<th style="{CELL}; text-align: {s}">{text}</th>' for text, s in zip(heads, sides, strict=True))
    body = "\n".join(_row(row, sides, under) for row, under in zip(table.rows, table.parts, strict=True))
    foot = (
        f'<tr><th colspan="{len(heads) - 1}" style="{CELL}; text-align: left">{table.total}</th>'
        f'<th style="{CELL}; text-align: right; white-space: nowrap">{html.escape(table.amount)}</th></tr>'
    )
    return f'<table style="{FRAME}">\n<tr>{head}</tr>\n{body}\n{foot}\n</table>'


def _row(cells: Sequence[str], sides: Sequence[str], part: str = "") -> str:
    cell = "padding: 4px 5px 0" if part else CELL
    drawn = (
        f'<td style="{cell}; text-align: {side}; white-space: nowrap">{html.escape(text)}</td>'
        for text, side in zip(cells, sides, strict=True)
    )
    under = f'\n<tr><td colspan="{len(cells)}" style="{CELL}; padding-top: 0">{html.escape(part)}</td></tr>'
    return "<tr>" + "".join(drawn) + "</tr>" + (under if part else "")
