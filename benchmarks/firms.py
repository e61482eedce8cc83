"""Invented firms whose whole books are written as a program would export them: FEC bytes, and the letters known.

A firm is one function that books what happens to it; a program is how its FEC looks. `benchmarks.lettering --firms`
reads these bytes as any FEC, hides the letters and prints what is found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

FIRST = date(2024, 1, 1)
YEAR_END = 364
HEADS = [
    "JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib", "CompAuxNum",
    "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit", "EcritureLet", "DateLet", "ValidDate",
    "Montantdevise", "Idevise",
]  # fmt: skip
JOURNALS = {"VE": "VENTES", "BQ": "BANQUE", "OD": "OPERATIONS DIVERSES", "AN": "A NOUVEAUX", "CA": "CAISSE"}
SURNAMES = [
    "ARNAUD", "BAILLY", "CARPENTIER", "DUMAS", "ESTEVE", "FERRAND", "GAUTHIER", "HUBERT", "ISNARD", "JULIEN",
    "KELLER", "LECLERCQ", "MALLET", "NICOLAS", "OLIVIER", "PREVOST", "QUENTIN", "RIVIERE", "SAUNIER", "TEXIER",
    "ULMANN", "VALENTIN", "WAGNER", "XAVIER", "ZANETTI", "BOUVIER", "CHEVALIER", "DELORME", "FAURE",
]  # fmt: skip
FIRST_NAMES = [
    "MARIE", "PAUL", "JEANNE", "LOUIS", "SOPHIE", "PIERRE", "ALICE", "HUGO", "EMMA", "JULES", "NINA", "LEON",
    "CHLOE", "ADAM", "LINA", "NOE",
]  # fmt: skip
TRADES = [
    "BATIMENT", "TRANSPORTS", "PEINTURE", "MENUISERIE", "GARAGE", "CONSEIL", "NEGOCE", "DISTRIBUTION", "SERVICES",
    "PISCINES",
]  # fmt: skip
FORMS = ("SARL ", "SAS ", "SA ", "EURL ", "ETS ", "")


class Customer(NamedTuple):
    """An account of customers: without a code where many share it."""

    account: str
    code: str
    name: str


class Line(NamedTuple):
    """One line of an entry; `group` numbers the letter it belongs to."""

    day: int
    journal: str
    entry: int
    customer: Customer
    document: str
    label: str
    cents: int
    group: int | None
    foreign: str


@dataclass
class Firm:
    """Its books, growing."""

    rng: Random
    lines: list[Line] = field(default_factory=list)
    entries: int = 0
    groups: int = 0
    number: int = 0

    def letter(self, day: int = 0) -> int | None:
        """A new letter for what ends that day; none after the year."""
        self.groups += 1
        return self.groups if day <= YEAR_END else None

    def document(self) -> int:
        self.number += 1
        return self.number

    def amount(self, mean: int = 60_000, round_ones: float = 0.2) -> int:
        """Fifteen euros and more, some to the ten euros."""
        cents = 1_500 + int(self.rng.expovariate(1 / mean))
        return cents // 1_000 * 1_000 if self.rng.random() < round_ones else cents

    def likely(self, chance: float) -> bool:
        return self.rng.random() < chance

    def company(self) -> str:
        return f"{self.rng.choice(FORMS)}{self.rng.choice(SURNAMES)} {self.rng.choice(TRADES)}"

    def person(self) -> str:
        return f"{self.rng.choice(SURNAMES)} {self.rng.choice(FIRST_NAMES)}"

    def customers(self, count: int, named: Callable[[], str] | None = None) -> list[Customer]:
        """So many, each with a code."""
        return [Customer("41100000", f"C{n:05d}", (named or self.company)()) for n in range(count)]

    def book(
        self, journal: str, day: int, parts: Sequence[tuple[Customer, int, int | None, str]], document: str,
        against: str, foreign: str = "",
    ) -> None:  # fmt: skip
        """One entry: lines of customers, each with its letter and label, against one account of the ledger."""
        if day > 2 * YEAR_END or not parts:
            return
        self.entries += 1
        other = (Customer(against, "", ""), -sum(part[1] for part in parts), None, parts[0][3])
        for customer, cents, group, label in [*parts, other]:
            told = foreign if customer is not other[0] else ""
            self.lines.append(Line(day, journal, self.entries, customer, document, label, cents, group, told))

    def sale(self, to: Customer, day: int, cents: int, group: int | None, document: str, label: str) -> None:
        self.book("VE", day, [(to, cents, group, label)], document, "70600000")

    def payment(
        self, of: Customer, day: int, cents: int, group: int | None, label: str, document: str = "", at: str = "BQ"
    ) -> None:
        """Money received; taken back where the amount is negative."""
        self.book(at, day, [(of, -cents, group, label)], document, "53000000" if at == "CA" else "51200000")

    def transfer(
        self, of: Customer, day: int, cents: int, group: int | None, label: str, against: str = "65800000",
        document: str = "OD",
    ) -> None:  # fmt: skip
        """An entry of the book-keeper's own."""
        self.book("OD", day, [(of, cents, group, label)], document, against)


@dataclass(frozen=True)
class Program:
    """How a FEC looks: its bytes, its letters and the order of its lines."""

    separator: str = "\t"
    encoding: str = "utf-8"
    letters: str = "A"  # the first of each account, or of the file
    scope: str = "customer"  # within which letters differ: customer, year, file
    is_dated: bool = True
    is_signed: bool = False  # one amount and its sense instead of debit and credit
    is_shuffled: bool = False
    journals: tuple[str, ...] = ("VE", "BQ", "OD", "AN", "CA")
    corrects_by_minus: bool = False  # a credit note is a negative debit


class Book(NamedTuple):
    """A FEC, and the true groups as numbers of its lines."""

    content: bytes
    groups: list[list[int]]


def written(firm: Firm, program: Program) -> Book:
    """The firm's lines as the program exports them."""
    lines = sorted(firm.lines, key=lambda line: line.day)
    letters = named(lines, program)
    last = ends(lines)
    if program.is_shuffled:
        firm.rng.shuffle(lines)
    heads = [head for head in HEADS if not (program.is_signed and head == "Credit")]
    if program.is_signed:
        heads[heads.index("Debit")] = "Montant"
        heads.insert(heads.index("Montant") + 1, "Sens")
    rows, groups = [program.separator.join(heads)], defaultdict(list)
    for number, line in enumerate(lines, 2):
        rows.append(program.separator.join(cells(line, program, letters, last)))
        if line.group:
            groups[line.group].append(number)
    return Book(("\r\n".join(rows) + "\r\n").encode(program.encoding, "replace"), list(groups.values()))


def cells(line: Line, program: Program, letters: dict[int, str], last: dict[int, int]) -> Iterator[str]:
    """The cells of one line."""
    on, journal = dated(line.day), program.journals[list(JOURNALS).index(line.journal)]
    kind = "CLIENTS" if line.customer.account.startswith("41") else "COMPTE"
    yield from (journal, JOURNALS[line.journal], str(line.entry), on, line.customer.account)
    yield from (kind if line.customer.code else line.customer.name or kind, line.customer.code)
    yield from (line.customer.name if line.customer.code else "", line.document, on, line.label)
    yield from sides(line, program)
    letter = letters.get(line.group or 0, "")
    yield from (letter, dated(last[line.group or 0]) if letter and program.is_dated else "", on)
    yield from (line.foreign, "USD" if line.foreign else "")


def sides(line: Line, program: Program) -> tuple[str, str]:
    """Debit and credit, or amount and sense."""
    size = f"{abs(line.cents) / 100:.2f}".replace(".", ",")
    if program.is_signed:
        return size, "D" if line.cents > 0 else "C"
    if program.corrects_by_minus and line.journal == "VE" and line.cents < 0:
        return f"-{size}", "0,00"
    return (size, "0,00") if line.cents > 0 else ("0,00", size)


def dated(day: int) -> str:
    return f"{FIRST + timedelta(days=day):%Y%m%d}"


def ends(lines: Sequence[Line]) -> dict[int, int]:
    """Per group, the day of its last line."""
    return {line.group: line.day for line in lines if line.group}


def named(lines: Sequence[Line], program: Program) -> dict[int, str]:
    """Per group its letter, in the order in which they were square; used anew as the program does."""
    last, owner = ends(lines), {line.group: line.customer for line in lines if line.group}
    counts: dict[tuple[object, ...], int] = defaultdict(int)
    names = {}
    for group in sorted(last, key=lambda group: (last[group], group)):
        year = last[group] // 366 if program.scope == "year" else 0
        key = () if program.scope == "file" else (owner[group], year)
        names[group] = spelled(counts[key], program.letters)
        counts[key] += 1
    return names


def spelled(rank: int, first: str) -> str:
    """The how-manieth letter after the first: A, B … Z, BA; or a number."""
    if first.isdecimal():
        return str(int(first) + rank)
    digits = ""
    while rank or not digits:
        digits, rank = chr(65 + rank % 26) + digits, rank // 26
    return digits.rjust(len(first), "A")
