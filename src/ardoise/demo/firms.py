"""The invented firm: everything its accountant would hand over, from a seed and a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ardoise.demo import accounting, bank, contacts, identity, restraints, trading
from ardoise.demo.customers import Customer, draw

SIREN = "001847367"


@dataclass(frozen=True)
class Paths:
    """Where the firm's files were written; the FECs oldest first."""

    fecs: tuple[Path, ...]
    contacts: Path
    restraints: Path
    statements: Path  # of its bank account


@dataclass(frozen=True)
class Firm:
    """A regional supplier of cellars, hotels and tables, that exists nowhere."""

    seed: int
    as_of: date
    customers: list[Customer] = field(repr=False)
    book: trading.Book = field(repr=False)
    name: str = "Les Ateliers du Chai"
    siren: str = SIREN
    address: str = "14 quai des Futailles"
    postcode: str = "33000"
    city: str = "Bordeaux"
    phone: str = "05 36 49 12 40"
    iban: str = identity.french_iban("99999", "00042", "00001847364")
    bic: str = "XXXXFR21XXX"
    sender_name: str = "Les Ateliers du Chai, service comptabilité"
    sender_email: str = "comptabilite@ateliers-du-chai.example"
    terms: str = "30 jours"

    def write(self, folder: Path) -> Paths:
        """Two FECs, the contacts, the restraints, the bank's statements; older files of these names are replaced."""
        folder.mkdir(parents=True, exist_ok=True)
        entries = accounting.entries_of(self.book)
        fecs = tuple(self._write_year(folder, entries, year) for year in (self.as_of.year - 1, self.as_of.year))
        paths = Paths(fecs, folder / "contacts.csv", folder / "restraints.json", folder / "releves.camt.053.xml")
        paths.contacts.write_bytes(contacts.written(self.customers))
        paths.restraints.write_bytes(restraints.written(self.seed, self.book))
        paths.statements.write_bytes(bank.written(self.seed, self.book, entries, self.iban, self.bic))
        return paths

    def _write_year(self, folder: Path, entries: list[accounting.Entry], year: int) -> Path:
        closed_on = min(date(year, 12, 31), self.as_of)
        path = folder / f"{self.siren}FEC{closed_on:%Y%m%d}.txt"
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(f"{line}\r\n" for line in accounting.fiscal_year(self.book, entries, year))
        return path


def firm(seed: int = 1, as_of: date = date(2026, 6, 30), customers: int = 300) -> Firm:
    """The firm on that day; the same seed and day give the same bytes."""
    drawn = draw(seed, customers)
    return Firm(seed, as_of, drawn, trading.trade(seed, as_of, drawn))
