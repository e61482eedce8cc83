"""Invented FECs: a small book an accountant could draw, written in any dialect software gives it."""

from __future__ import annotations

from dataclasses import dataclass

NAMES = (
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib",
    "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate", "Montantdevise",
    "Idevise",
)  # fmt: skip


def line(journal, number, day, account, code, name, document, label, debit, credit, letter="", lettered_on=""):
    """One line of a FEC; amounts in cents."""
    journals = {"AN": "A nouveaux", "VE": "Ventes", "BQ": "Banque régionale", "OD": "Opérations diverses"}
    labels = {"4": "Clients", "5": "Banque", "7": "Prestations", "1": "Capital"}
    return [
        journal, journals.get(journal, journal), number, day, account, labels.get(account[:1], ""), code, name,
        document, day, label, debit, credit, letter, lettered_on, day, "", "",
    ]  # fmt: skip


def invoice(number, day, code, name, cents, letter=""):
    vat = cents // 6
    document, label = f"FA{number}", f"Facture été {number}"
    return [
        line("VE", f"VE{number}", day, "41100000", code, name, document, label, cents, 0, letter),
        line("VE", f"VE{number}", day, "70600000", "", "", document, label, 0, cents - vat),
        line("VE", f"VE{number}", day, "44571000", "", "", document, label, 0, vat),
    ]


def payment(number, day, code, name, cents, letter=""):
    return [
        line("BQ", f"BQ{number}", day, "51200000", "", "", f"R{number}", "Virement reçu", cents, 0),
        line("BQ", f"BQ{number}", day, "41100000", code, name, f"R{number}", "Virement reçu", 0, cents, letter),
    ]


def returned(number, day, code, name, cents):
    return [
        line("BQ", f"BQ{number}", day, "41100000", code, name, f"R{number}", "Rejet", cents, 0),
        line("BQ", f"BQ{number}", day, "51200000", "", "", f"R{number}", "Rejet", 0, cents),
    ]


def credit_note(number, day, code, name, cents):
    return [
        line("VE", f"VE{number}", day, "70600000", "", "", f"AV{number}", "Avoir", cents, 0),
        line("VE", f"VE{number}", day, "41100000", code, name, f"AV{number}", "Avoir", 0, cents),
    ]


def opening(day, code, name, cents):
    return [
        line("AN", "AN1", day, "41100000", code, name, "x", "Report", cents, 0),
        line("AN", "AN1", day, "10100000", "", "", "x", "Report", 0, cents),
    ]


BOOK = [
    *opening("20250101", "MARTIN", "Martin & Fils", 50_000),
    *invoice(1, "20250110", "MARTIN", "Martin & Fils", 120_060, "AA"),
    *invoice(2, "20250115", "DURAND", "Durand SARL", 1_234_56),
    *payment(3, "20250220", "MARTIN", "Martin & Fils", 120_060, "AA"),
    *credit_note(4, "20250301", "DURAND", "Durand SARL", 10_000),
    *returned(5, "20250305", "PETIT", "Petit Frères", 777),
]
"""Martin paid one of two, Durand got a credit note, Petit's transfer bounced."""


@dataclass(frozen=True)
class Dialect:
    """How a program writes a FEC."""

    separator: str = "\t"
    end: str = "\n"
    encoding: str = "utf-8"
    decimal: str = ","
    sign: str = "left"  # where the sign of an amount stands: left, right, or always (a plus too)
    width: int = 0  # amounts padded with zeros to so many digits
    is_padded: bool = False  # headers and values padded with blanks
    is_sided: bool = False  # Montant and Sens
    sides: tuple[str, str] = ("D", "C")
    has_trailing_separator: bool = False
    extra: tuple[str, ...] = ()  # DateRglt, ModeRglt, …
    is_cased: bool = True
    has_groups: bool = False  # blanks between thousands


def written(lines, dialect=Dialect()):
    """The lines as the bytes of a file."""
    names = [*NAMES, *dialect.extra]
    if dialect.is_sided:
        names[11:13] = ["Montant", "Sens"]
    if not dialect.is_cased:
        names = [name.lower() for name in names]
    rows = [names, *([*cells(row, dialect), *[""] * len(dialect.extra)] for row in lines)]
    if dialect.is_padded:
        rows = [[text.ljust(12) for text in row] for row in rows]
    tail = dialect.separator if dialect.has_trailing_separator else ""
    return "".join(dialect.separator.join(row) + tail + dialect.end for row in rows).encode(dialect.encoding)


def cells(row, dialect):
    """A line as texts."""
    row = list(row)
    debit, credit = row[11], row[12]
    if not dialect.is_sided:
        row[11:13] = [amount(debit, dialect), amount(credit, dialect)]
    elif credit:
        row[11:13] = [amount(credit, dialect), dialect.sides[1]]
    else:
        row[11:13] = [amount(debit, dialect), dialect.sides[0]]
    return row


def amount(cents, dialect):
    if isinstance(cents, str):
        return cents  # written as it stands: a fault of the file
    units, rest = divmod(abs(cents), 100)
    whole = f"{units:,}".replace(",", " ") if dialect.has_groups else str(units).rjust(dialect.width, "0")
    text = f"{whole}{dialect.decimal}{rest:02d}"
    if dialect.sign == "always":
        return f"{'-' if cents < 0 else '+'}{text}"
    if cents < 0:
        return f"{text}-" if dialect.sign == "right" else f"-{text}"
    return text
