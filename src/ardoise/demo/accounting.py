"""The books: balanced accounting entries from movements, and one fiscal year of them as a FEC."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ardoise.demo.trading import Book, Movement, vat_cents
from ardoise.domain.calendar import end_of_month, next_working_day

HEADER = (
    "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t"
    "PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise"
)
JOURNALS = {
    "AN": "À nouveaux", "VE": "Ventes", "BQ": "Banque", "AC": "Achats", "OD": "Opérations diverses", "SA": "Salaires"
}  # fmt: skip
ACCOUNTS = {
    "101000": "Capital", "120000": "Résultat de l'exercice", "401000": "Fournisseurs", "411000": "Clients",
    "416000": "Clients douteux ou litigieux", "421000": "Personnel, rémunérations dues",
    "445660": "TVA déductible", "445710": "TVA collectée", "512000": "Banque", "607000": "Achats de marchandises",
    "641000": "Rémunérations du personnel", "658000": "Charges diverses de gestion courante",
    "701000": "Ventes de produits finis (20 %)", "706000": "Prestations de services (10 %)",
    "707000": "Ventes de marchandises (5,5 %)",
}  # fmt: skip
SUPPLIERS = (
    ("F00001", "Tonnellerie du Bois Joli"),
    ("F00002", "Verrerie de la Sarcelle"),
    ("F00003", "Cartonnages Ussonne"),
)


@dataclass(frozen=True)
class Line:
    """One line of an entry; amount positive in debit."""

    account: str
    amount_cents: int
    movement: Movement | None = None
    auxiliary: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Entry:
    """Lines that add up to nothing, of one journal, on one day, about one document."""

    journal: str
    on: date
    document: str
    document_on: date
    label: str
    lines: tuple[Line, ...]


def entries_of(book: Book) -> list[Entry]:
    """Everything booked, customers' side and the rest of the firm's life, in order of day."""
    booked = [entry for movement in book.movements for entry in _booked(movement)]
    return sorted([*booked, *_household(book)], key=lambda entry: entry.on)


def fiscal_year(book: Book, entries: list[Entry], year: int) -> Iterator[str]:
    """One year's FEC, line by line: what the year before left open in detail, then the year."""
    until = min(date(year, 12, 31), book.as_of)
    letters = letters_of(book.movements, until)
    yield HEADER
    of_year = [*_opening(book, entries, year), *(e for e in entries if e.on.year == year)]
    for number, entry in enumerate(of_year, 1):
        for line in entry.lines:
            yield _written(entry, line, number, letters, until)


def letters_of(movements: Iterable[Movement], until: date) -> dict[int, str]:
    """Group → code: AA, AB… within each customer, as far as the accountant had come by that day."""
    codes: dict[int, str] = {}
    taken: dict[str, int] = defaultdict(int)
    first = date(until.year, 1, 1)
    lettered = (m for m in movements if m.lettered_on and first <= m.lettered_on <= until)
    for movement in sorted(lettered, key=lambda m: (m.lettered_on or m.on, m.lettered_with or 0)):
        group = movement.lettered_with or 0
        if group not in codes:
            codes[group] = letter_code(taken[movement.customer.code])
            taken[movement.customer.code] += 1
    return codes


def letter_code(rank: int) -> str:
    """0 → AA, 1 → AB, … 26 → BA, 676 → AAA."""
    code, rank = "", rank + 26
    while True:
        code, rank = chr(65 + rank % 26) + code, rank // 26 - 1
        if rank < 0:
            return code


def _booked(movement: Movement) -> Iterator[Entry]:
    """The entry of one movement; a transfer to 416 is booked with its other half."""
    if movement.kind == "doubtful":
        return
    journal = {"invoice": "VE", "credit_note": "VE", "payment": "BQ", "returned_payment": "BQ"}.get(movement.kind, "OD")
    yield Entry(
        journal,
        movement.on,
        movement.document,
        movement.document_on or movement.on,
        movement.label,
        (Line("411000", movement.amount_cents, movement), *_other_side(movement)),
    )


def _other_side(movement: Movement) -> tuple[Line, ...]:
    if movement.kind in ("invoice", "credit_note"):
        sales = [Line(f"{account}000", -net) for account, net in movement.sales]
        vat = sum(vat_cents(account, net) for account, net in movement.sales)
        return (*sales, Line("445710", -vat)) if vat else tuple(sales)
    if movement.kind == "transfer":
        doubtful = movement.about[1]
        return (Line("416000", doubtful.amount_cents, doubtful),)
    return (Line("658000" if movement.kind == "shortfall" else "512000", -movement.amount_cents),)


def _household(book: Book) -> Iterator[Entry]:
    """The capital, and each month what is bought, paid and owed to the staff."""
    sold: dict[date, int] = defaultdict(int)
    for movement in book.movements:
        sold[end_of_month(movement.on)] += sum(net for _, net in movement.sales)
    start = min(sold)
    yield _plain("OD", start.replace(day=1), "Apport en capital", ("512000", 30_000_000), ("101000", -30_000_000))
    for day, net in sorted(sold.items()):
        if day > book.as_of:
            continue
        supplier = SUPPLIERS[day.month % len(SUPPLIERS)]
        bought, wages = net * 58 // 100, net * 21 // 100
        gross = bought + bought // 5
        yield _plain(
            "AC",
            day,
            f"Achats {supplier[1]}",
            ("607000", bought),
            ("445660", bought // 5),
            ("401000", -gross),
            aux=supplier,
        )
        yield _plain("SA", day, f"Salaires {day:%m/%Y}", ("641000", wages), ("421000", -wages))
        paid_on = next_working_day(day + timedelta(days=30))
        if paid_on <= book.as_of:
            yield _plain("BQ", paid_on, f"Virement {supplier[1]}", ("401000", gross), ("512000", -gross), aux=supplier)
            yield _plain("BQ", paid_on, f"Virement salaires {day:%m/%Y}", ("421000", wages), ("512000", -wages))


def _plain(journal: str, on: date, label: str, *lines: tuple[str, int], aux: tuple[str, str] = ("", "")) -> Entry:
    written = tuple(Line(account, cents, None, aux if account == "401000" else ("", "")) for account, cents in lines)
    return Entry(journal, on, f"{journal}{on:%y%m}", on, label, written)


def _opening(book: Book, entries: list[Entry], year: int) -> Iterator[Entry]:
    """The à-nouveau entry: customers' open items one by one, the other balance sheet accounts in total."""
    first = date(year, 1, 1)
    balances: dict[tuple[str, tuple[str, str]], int] = defaultdict(int)
    for entry in (e for e in entries if e.on < first):
        for line in (line for line in entry.lines if line.movement is None):
            account = line.account if line.account < "6" else "120000"
            balances[account, line.auxiliary] += line.amount_cents
    totals = [Line(account, cents, None, aux) for (account, aux), cents in sorted(balances.items()) if cents]
    open_lines = [
        Line("416000" if m.kind == "doubtful" else "411000", m.amount_cents, m)
        for m in book.movements
        if m.on < first and not (m.lettered_on and m.lettered_on < first)
    ]
    if totals:
        yield Entry("AN", first, "AN", first, "À nouveau", (*totals, *open_lines))


def _written(entry: Entry, line: Line, number: int, letters: dict[int, str], until: date) -> str:
    movement = line.movement
    letter = letters.get(movement.lettered_with or 0, "") if movement else ""
    aux = (movement.customer.code, movement.customer.name) if movement else line.auxiliary
    piece, piece_on, label = (
        (movement.document, movement.document_on or movement.on, movement.label)
        if movement
        else (entry.document, entry.document_on, entry.label)
    )
    foreign = movement.currency if movement and movement.currency else None
    return "\t".join(
        (
            entry.journal,
            JOURNALS[entry.journal],
            str(number),
            f"{entry.on:%Y%m%d}",
            line.account,
            ACCOUNTS[line.account],
            *aux,
            piece,
            f"{piece_on:%Y%m%d}",
            label,
            euros(max(0, line.amount_cents)),
            euros(max(0, -line.amount_cents)),
            letter,
            f"{movement.lettered_on:%Y%m%d}" if movement and movement.lettered_on and letter else "",
            f"{min(end_of_month(entry.on), until):%Y%m%d}",
            euros(foreign[1]) if foreign else "",
            foreign[0] if foreign else "",
        )
    )


def euros(cents: int) -> str:
    """1234 → "12,34"."""
    return f"{cents // 100},{cents % 100:02d}"
