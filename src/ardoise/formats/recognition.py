"""What a table or a text holds, of all that an import takes: told by its headings, and by what stands under them.

The same words stand over lists of several kinds (*Client*, *Facture*, *Montant*, *Payé*): one that could be two kinds
is sure of none, and somebody is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ardoise.formats import contacts, headings, open_items, printed, tables
from ardoise.formats.advices import mailed, pdfs, sheets
from ardoise.formats.bank.sheets import columns as bank
from ardoise.formats.cells import amounts, is_nothing
from ardoise.formats.detection import START_BYTES, kind_of, text_of
from ardoise.formats.fec.columns import bare

CERTAIN = {"fec": "fec", "fec-xml": "fec", "bank": "bank", "zip": "bank"}
"""What a file's first bytes tell → the kind of import."""

SAMPLE = 200  # rows looked at
PAGES = 3  # of a PDF
PAYING = re.compile(
    r"paidon|paidamount|amountpaid|netpaid|che(?:que|ck)date|(?:montant|net|somme)(?:paye|regle|verse|vire)|(?:date|montant|ref|reference|n|num|"
    r"numero|total)(?:du|de)?(?:paiement|reglement|virement|versement)|payment(?:date|no|num|ref|id|amount|total)|"
    r"remittance|(?:notre|our)payment"
)
"""In headings, bare: what only who pays tells of a document."""
OF_THEIRS = re.compile(r"(?:^|(?<=n))(?:votre|vos|your)(?:n|no|num|ref|doc|piece|facture|inv)")
TAKEN_OFF = re.compile(r"escompte|retenue|deduct|deduit|discount|withh|montantnet|netapayer|netamount|netpaye")
OF_PAYMENTS = re.compile(
    r"(?i)avis\s+de\s+(?:paiement|virement|r[èe]glement)|remittance|payment\s+advice|bordereau\s+de\s+(?:paiement|"
    r"r[èe]glement)|d[ée]tail\s+(?:du|de\s+votre|de\s+notre|des)\s+(?:paiement|r[èe]glement|virement)"
)
"""Above the headings: the title of an advice."""
MAIL = re.compile(
    r"(?im)^\s*(?:(?:de|from|objet|subject|sujet)\s*:|(?:bonjour|bonsoir|madame|monsieur|messieurs|chers?|ch[èe]re|dear|"
    r"hello|hi|good (?:morning|afternoon))\b)"
)
MAIL_WITHIN = 4_000
"""How a mail begins: its head, or a greeting."""
OWED = frozenset({"due_on", "open_amount", "letter", "debit", "credit", "gl_account", "journal"})
"""Columns that only a ledger or a list of open items has."""
OF_PEOPLE = frozenset(contacts.SPELLINGS) - {"customer", "customer_name", "customer_kind", "group", "country"}
OTHERS = (
    ("promises", r"promis|promesse"),
    ("disputes", r"contest|litige|dispute"),
    ("blocks", r"jusqu|^until|dateh$|suspendu|blocked"),
    ("cheques", r"(?:^|n|no|num|numero|du)che(?:que|ck)(?:n|no|num|number)?$|tire$|drawee|lcr$"),
)
"""Lists that no import takes, by a word of their headings."""


@dataclass(frozen=True)
class Recognised:
    """The kind of import a file most probably is (fec, open_items, contacts, bank, advices; "" for none), and whether
    that is sure; `like` names a list that is none of them."""

    kind: str
    is_sure: bool
    like: str = ""  # promises | disputes | blocks | cheques; of a paper: invoice | bank | claim | order | contract

    @property
    def may_be_advice(self) -> bool:
        """Is it an advice, or nothing that is surely something else?"""
        return not self.like and (self.kind == "advices" or not self.is_sure)


def of_file(path: Path) -> Recognised:
    """What a file is, by its content."""
    with path.open("rb") as stream:
        start = stream.read(START_BYTES)
    found, _name = kind_of(path, start)
    if found in CERTAIN:
        return Recognised(CERTAIN[found], is_sure=True)
    if found == "pdf":
        return of_paper(path)
    if found not in ("table", "xlsx"):
        return Recognised("", is_sure=False)
    if found == "table" and mailed.is_mail(start):
        return Recognised("advices", is_sure=True)
    table = tables.read(path)
    told = of_table(table)
    if not told.is_sure and is_below_a_head(path, table):
        return Recognised("bank", is_sure=True)
    is_text = found == "table" and not told.like and not (told.kind and table.is_even)
    if is_text and MAIL.search(text_of(start, None)[:MAIL_WITHIN]):
        return Recognised("advices", is_sure=True)
    return told if table.is_even else replace(told, is_sure=False)


def is_below_a_head(path: Path, table: tables.Table) -> bool:
    """Does a bank's list of movements begin below what was taken for its headings, the account and its balance?"""
    lower = tables.read(path, find=bank.header_of)
    return lower.header != table.header and bank.is_told(lower.header)


def of_paper(path: Path) -> Recognised:
    """What a PDF is, by the words of its first pages."""
    text = pdfs.text_of(path, PAGES, "plain")  # wide letters part words where they are laid out
    if not text:
        return Recognised("", is_sure=False)
    is_advice, like = printed.kind_of(text)
    return Recognised("" if like else "advices", is_advice, like)


def of_table(table: tables.Table) -> Recognised:
    """What a table is."""
    names = [headings.written_out(name).replace(" ", "") for name in table.header]
    advice, items, people = sheets.guess(table.header), open_items.guess(table.header), contacts.guess(table.header)
    is_advice = sheets.is_told(advice) and _has_amounts(table, advice)
    paying = _paying(table, names) if is_advice else 0
    if bank.is_told(table.header) and not paying:
        return Recognised("bank", is_sure=True)
    if like := _like_another(names, items, people):
        return Recognised("", is_sure=False, like=like)
    is_items = not open_items.missing(items)
    if is_advice or is_items:
        return _of_amounts(table, items, people, paying, is_advice, is_items)
    if contacts.missing(people):
        return Recognised("", is_sure=False)
    return Recognised("contacts", bool(OF_PEOPLE & people.keys()) or len(people) == len(table.header))


def _like_another(names: list[str], items: Mapping[str, str], people: Mapping[str, str]) -> str:
    """The list no import takes that the headings speak of; a ledger and a list of customers may speak of disputes."""
    like = next((kind for kind, words in OTHERS for name in names if re.search(words, name)), "")
    is_of_ours = "document" in items if like == "cheques" else OWED & items.keys() or OF_PEOPLE & people.keys()
    return "" if is_of_ours else like


def _of_amounts(
    table: tables.Table, items: Mapping[str, str], people: Mapping[str, str], paying: int, is_advice: bool,
    is_items: bool,
) -> Recognised:  # fmt: skip
    """A table with amounts: owed, or paid."""
    owed = OWED & items.keys()
    if is_items and "document" not in items and OF_PEOPLE & people.keys() and not owed - {"open_amount"}:
        return Recognised("contacts", is_sure=False)  # an amount per customer, beside addresses
    if not is_advice:
        return Recognised("open_items", bool(owed) or "document" in items)
    if not is_items:
        return Recognised("advices", paying > len(owed))
    several = len({text for text in table.column(items["customer"])[:SAMPLE] if not is_nothing(text)}) > 1
    if paying and not owed:  # a list of invoices tells what was paid of each, too
        is_list = {"amount", "paid"} <= items.keys() and (several or paying == 1)
        return Recognised("advices", not is_list)
    if owed and (not paying or (paying == 1 and "open_amount" in owed)):
        return Recognised("open_items", is_sure=True)
    return Recognised("open_items", several and not paying)


def _paying(table: tables.Table, names: list[str]) -> int:
    """How many of its headings, its title included, speak of a payment made for every line."""
    told = [PAYING, OF_THEIRS, TAKEN_OFF]
    found = sum(
        any(words.search(name) for words in told) and (not PAYING.search(name) or _is_filled(table, heading))
        for name, heading in zip(names, table.header, strict=True)
    )
    return found + bool(OF_PAYMENTS.search("\n".join(" ".join(row) for row in table.above)))


def _is_filled(table: tables.Table, heading: str) -> bool:
    """Does every row say something under it other than zero?"""
    cells = table.column(heading)[:SAMPLE]
    return all(not is_nothing(text) and bare(text).strip("0") for text in cells)


def _has_amounts(table: tables.Table, columns: Mapping[str, str]) -> bool:
    """Does what an advice would take for its amounts hold amounts? A column of yes and no is called *Payé* too."""
    texts = table.column(columns.get("amount") or columns["gross"])[:SAMPLE]
    filled = [text for text in texts if not is_nothing(text)]
    return not filled or any(cents is not None for cents in amounts(filled)[0])
