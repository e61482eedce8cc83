"""The header of a FEC: which column stands where, under any of the spellings software gives it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ardoise.formats.values import cents, day

SPELLINGS = {
    "journalcode": "journal",
    "journallib": "journal_label",
    "ecriturenum": "number",
    "ecrituredate": "booked_on",
    "comptenum": "gl_account",
    "comptelib": "account_label",
    "compauxnum": "auxiliary",
    "compteauxnum": "auxiliary",
    "compauxlib": "auxiliary_label",
    "compteauxlib": "auxiliary_label",
    "pieceref": "document",
    "piecedate": "document_on",
    "ecriturelib": "label",
    "debit": "debit",
    "credit": "credit",
    "montant": "amount",
    "sens": "side",
    "ecriturelet": "letter",
    "datelet": "lettered_on",
    "validdate": "valid_on",
    "montantdevise": "foreign_amount",
    "idevise": "foreign_currency",
    "daterglt": "paid_on",
    "moderglt": "paid_by",
    "natop": "nature",
    "idclient": "client",
    "datelimitreglmt": "due_on",
    "dateecheance": "due_on",
    "datedecheance": "due_on",
    "dateech": "due_on",
    "echeance": "due_on",
}
"""Name in the file, without case, accents, blanks or marks → our word."""

OFFICIAL = {
    "journal": "JournalCode",
    "journal_label": "JournalLib",
    "number": "EcritureNum",
    "booked_on": "EcritureDate",
    "gl_account": "CompteNum",
    "account_label": "CompteLib",
    "auxiliary": "CompAuxNum",
    "auxiliary_label": "CompAuxLib",
    "document": "PieceRef",
    "document_on": "PieceDate",
    "label": "EcritureLib",
    "debit": "Debit",
    "credit": "Credit",
    "amount": "Montant",
    "side": "Sens",
    "letter": "EcritureLet",
    "lettered_on": "DateLet",
    "due_on": "DateEcheance",
    "foreign_amount": "Montantdevise",
    "foreign_currency": "Idevise",
}
"""Our word → the name of LPF art. A47 A-1, for the columns we read. The due date is one that some software adds."""

ESSENTIAL = ("booked_on", "gl_account")
WANTED = ("journal", "number", "auxiliary", "document", "document_on", "letter")
SEPARATORS = "\t|;,"
FEWEST_NAMES = 5
LOOKED_AT = 20
ORDER = (
    "journal", "journal_label", "number", "booked_on", "gl_account", "account_label", "auxiliary", "auxiliary_label",
    "document", "document_on", "label", "debit", "credit", "letter", "lettered_on", "valid_on", "foreign_amount",
    "foreign_currency",
)  # fmt: skip
"""The columns of LPF art. A47 A-1, in its order."""
MOST_FIELDS = 23  # with those of cash accounting, and a separator at the end
ACCOUNT_NUMBER = re.compile(r"[A-Z]?[1-9]\d\d")


@dataclass(frozen=True)
class Header:
    """Where each column stands, and what separates them."""

    separator: str
    fields: int  # columns of the file, a last one without a name aside
    separators: int  # as the header line has them
    places: dict[str, int]  # our word → position
    repeated: tuple[str, ...] = ()
    are_credits_turned: bool = False  # written negative, read as credits
    is_quoted: bool = False  # each field stands between quotes
    is_told: bool = True  # False: the file has none, the official order is taken

    @property
    def has_side(self) -> bool:
        """The form with Montant and Sens, where Debit and Credit are not both there."""
        return not {"debit", "credit"} <= self.places.keys() and {"amount", "side"} <= self.places.keys()

    @property
    def least(self) -> int:
        """The fewest fields of a line that says all it must."""
        amounts = ("amount", "side") if self.has_side else ("debit", "credit")
        return 1 + max(self.places[word] for word in (*ESSENTIAL, *amounts))

    @property
    def missing(self) -> tuple[str, ...]:
        """The columns without which nothing can be read, by their official name."""
        lacking = [OFFICIAL[word] for word in ESSENTIAL if word not in self.places]
        if not self.has_side and not {"debit", "credit"} <= self.places.keys():
            form = ("amount", "side") if {"amount", "side"} & self.places.keys() else ("debit", "credit")
            lacking += [OFFICIAL[word] for word in form if word not in self.places]
        return tuple(lacking)

    @property
    def absent(self) -> tuple[str, ...]:
        """The columns we would have liked, by their official name."""
        return tuple(OFFICIAL[word] for word in WANTED if word not in self.places)


def header_among(lines: Sequence[str]) -> int | None:
    """The place of the header among the first lines: titles, or what a spreadsheet noted, may stand above it."""
    filled = [place for place, line in enumerate(lines[:LOOKED_AT]) if line.strip()]
    return next((place for place in filled if header_of(lines[place])), None)


def headless(lines: Sequence[str]) -> Header | None:
    """The official order of columns, where the first line is an entry already and the file has no header."""
    first = next((line for line in lines if line.strip()), "")
    for separator in SEPARATORS:
        cells = [cell.strip('" ') for cell in first.split(separator)]
        if not len(ORDER) <= len(cells) <= MOST_FIELDS:
            continue
        told = dict(zip(ORDER, cells, strict=False))
        amounts = cents(told["debit"]), cents(told["credit"])
        is_moved = None not in amounts and bool(told["debit"] or told["credit"])
        if is_moved and day(told["booked_on"]) and ACCOUNT_NUMBER.match(told["gl_account"]):
            places = {word: place for place, word in enumerate(ORDER)}
            count = len(cells)
            return Header(separator, count, count - 1, places, is_quoted=is_quoted(first, separator), is_told=False)
    return None


def header_of(line: str) -> Header | None:
    """The header in a first line, or None when it names no FEC."""
    found = [_split(line, separator) for separator in SEPARATORS]
    best = max(found, key=lambda header: len(header.places))
    return best if len(best.places) >= FEWEST_NAMES and {"gl_account", "booked_on"} & best.places.keys() else None


def _split(line: str, separator: str) -> Header:
    cells = line.split(separator)
    named = cells[:-1] if not cells[-1].strip() else cells
    words = [SPELLINGS.get(bare(cell)) for cell in named]
    places: dict[str, int] = {}
    repeated = []
    for place, word in enumerate(words):
        if word in places:
            repeated.append(named[place].strip())
        elif word is not None:
            places[word] = place
    return Header(separator, len(named), len(cells) - 1, places, tuple(repeated), is_quoted=is_quoted(line, separator))


def is_quoted(line: str, separator: str) -> bool:
    """Does each field that is not empty stand between quotes?"""
    cells = [cell.strip() for cell in line.split(separator) if cell.strip()]
    return bool(cells) and all(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells)


def bare(name: str) -> str:
    """A column's name without case, accents, blanks, quotes or marks."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", letters.lower())
