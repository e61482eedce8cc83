"""Small FECs an accountant could draw, written as text and brought in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.cast import CUSTOMERS

AT = datetime(2026, 1, 15, 8, tzinfo=UTC)

HEADER = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t"
    "PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise"
)


@dataclass(frozen=True)
class Line:
    """One line of the customer ledger: a positive amount is owed to us."""

    document: str
    customer: str
    on: str  # ISO
    cents: int
    letter: str = ""
    lettered_on: str = ""
    journal: str = "VE"
    name: str = ""


def sale(document: str, customer: str, on: str, cents: int, letter: str = "", lettered_on: str = "", **more) -> Line:
    return Line(document, customer, on, cents, letter, lettered_on, **more)


def receipt(document: str, customer: str, on: str, cents: int, letter: str = "", lettered_on: str = "") -> Line:
    return Line(document, customer, on, -cents, letter, lettered_on, "BQ")


def opening(document: str, customer: str, on: str, cents: int, letter: str = "", lettered_on: str = "") -> Line:
    return Line(document, customer, on, cents, letter, lettered_on, "AN")


def write(path: Path, *lines: Line) -> Path:
    """A FEC in which each line has its counterpart."""
    text = [HEADER]
    for line in lines:
        day, amount = line.on.replace("-", ""), f"{abs(line.cents) // 100},{abs(line.cents) % 100:02d}"
        sides = (amount, "0,00") if line.cents > 0 else ("0,00", amount)
        name = line.name or CUSTOMERS.get(line.customer, line.customer)
        start = f"{line.journal}\tJournal\t{line.document}\t{day}\t"
        text.append(
            f"{start}411000\tClients\t{line.customer}\t{name}\t{line.document}\t{day}\tPièce {line.document}\t"
            f"{sides[0]}\t{sides[1]}\t{line.letter}\t{line.lettered_on.replace('-', '')}\t{day}\t\t"
        )
        other = {"VE": "706000", "BQ": "512000", "AN": "890000"}[line.journal]
        text.append(
            f"{start}{other}\tContrepartie\t\t\t{line.document}\t{day}\tPièce {line.document}\t"
            f"{sides[1]}\t{sides[0]}\t\t\t{day}\t\t"
        )
    path.write_text("\n".join(text) + "\n", "utf-8")
    return path


def bring(company, path, by=None, kind="fec", source="compta", at=AT, **options):
    """Receives and carries out; gives the import as it ended."""
    from ardoise.actions import imports

    received = imports.receive(company, path, kind, source, options, by, at)
    return imports.carry_out(received.pk, at)


def open_by_document(company, as_of):
    """Document → cents open on the day."""
    from ardoise.actions import ledger

    return dict(ledger.items(company, as_of).select("document", "open_cents").iter_rows())
