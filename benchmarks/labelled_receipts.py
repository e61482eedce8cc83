"""Invented books of a French firm and its bank's own labels, each with a trap: what may be applied, and what never.

One firm numbers its invoices in one way, sells from a price list, so that amounts come back, and its customers write
what they like. The labels go through the readers' own rules before they are matched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

TODAY = date(2026, 11, 20)
PATRONYMS = (
    "Martin", "Bernard", "Dubois", "Thomas", "Robert", "Richard", "Petit", "Durand", "Leroy", "Moreau", "Simon",
    "Laurent", "Lefèvre", "Michel", "Garcia", "David", "Bertrand", "Roux", "Vincent", "Fournier", "Morel",
    "Girard", "André", "Mercier", "Dupont", "Lambert", "Bonnet", "François", "Martinez", "Legrand", "Garnier",
    "Faure", "Rousseau", "Blanc", "Guérin", "Müller", "Henry", "Roussel", "Nicolas", "Perrin", "Morin",
    "Mathieu", "Clément", "Gauthier", "Dumont", "Lopez", "Fontaine", "Chevalier", "Robin", "Masson",
)  # fmt: skip
FIRST = ("Jean", "Marie", "Pierre", "Sophie", "Luc", "Anne", "Paul", "Claire", "Hervé", "Élodie", "Noël", "Chloé")
TRADES = (
    "Transports", "Menuiserie", "Boulangerie", "Garage", "Plomberie", "Maçonnerie", "Électricité", "Négoce",
    "Imprimerie", "Cabinet", "Pharmacie", "Traiteur", "Paysages", "Charpente", "Peinture", "Toitures",
)  # fmt: skip
TOWNS = ("Lyon", "Nantes", "Lille", "Brest", "Dijon", "Rennes", "Tours", "Metz")
FORMS = ("SARL", "SAS", "EURL", "SA", "SCI", "SASU")
SCHEMES: tuple[Callable[[int], str], ...] = (
    lambda n: f"2026-{n}", lambda n: f"FA2026-{n:04d}", lambda n: f"F26/{n:05d}", lambda n: f"FAC-2026-{n:05d}",
    lambda n: f"26{n:06d}", lambda n: f"FA{n}", lambda n: f"FV 2026 {n:04d}", lambda n: f"{n}",
)  # fmt: skip
"""How firms number invoices; each book has one."""
PRICES = (1_990, 4_500, 4_990, 12_000, 18_000, 24_000, 36_000, 48_000, 60_000, 96_000, 120_000, 150_000, 240_000)


@dataclass
class Ledger:
    """A firm's open items, what its bank brought, and what is true, as they grow."""

    rng: Random
    scheme: Callable[[int], str]
    number: int
    items: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    truth: dict[int, dict[int, int]] = field(default_factory=dict)
    ways: dict[int, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    payers: list[dict[str, Any]] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)  # entry → its running number
    withheld_bp: tuple[int, ...] = ()  # rates of withholding that the company has set

    def customer(self, name: str | None = None, others: int = 3) -> str:
        """One more customer, with a few items that nobody pays here."""
        code = f"411{len(self.names):04d}"
        self.names[code] = name or self.firm()
        for _ in range(self.rng.randrange(others + 1)):
            self.invoice(code)
        return code

    def firm(self) -> str:
        """A firm's name as a ledger writes it."""
        rng = self.rng
        words = [rng.choice(TRADES), rng.choice(PATRONYMS)]
        if rng.random() < 0.4:
            words.append(rng.choice(TOWNS))
        form = rng.choice(FORMS)
        return " ".join([form, *words] if rng.random() < 0.5 else [*words, form])

    def person(self, patronym: str | None = None) -> str:
        """A consumer's name."""
        title, first = self.rng.choice(("M.", "Mme", "")), self.rng.choice(FIRST)
        return f"{title} {patronym or self.rng.choice(PATRONYMS)} {first}".strip()

    def price(self) -> int:
        """An amount with VAT: of the price list, or worked out by the hour."""
        rng = self.rng
        if rng.random() < 0.35:
            return rng.choice(PRICES) * rng.choice((1, 1, 1, 2, 3))
        return int(rng.lognormvariate(10.6, 1.1)) * 12 // 10 + 1_200

    def invoice(self, code: str, cents: int | None = None, age: int | None = None) -> dict[str, Any]:
        """An item; a credit note where the amount is negative."""
        self.number += 1
        cents = self.price() if cents is None else cents
        on = TODAY - timedelta(self.rng.randrange(20, 150) if age is None else age)
        entry = len(self.items) + 1
        document = self.scheme(self.number) if cents > 0 else f"AV{self.scheme(self.number)}"
        row = {
            "entry": entry, "line": entry, "customer": code, "customer_name": self.names[code], "document": document,
            "document_on": on, "booked_on": on, "due_on": on + timedelta(30), "is_due_derived": False,
            "kind": "invoice" if cents > 0 else "credit_note", "amount_cents": cents, "open_cents": cents,
            "currency": "EUR",
        }  # fmt: skip
        self.items.append(row)
        self.numbers[entry] = self.number
        return row

    def several(self, code: str, count: int) -> list[dict[str, Any]]:
        """Invoices that follow each other."""
        first = self.rng.randrange(60, 110)
        return [self.invoice(code, age=first - 6 * n) for n in range(count)]

    def pay(self, way: str, name: str, cents: int, settled: dict[int, int], motif: str = "", style: int | None = None,
            on: date | None = None) -> None:  # fmt: skip
        """What the bank writes of a transfer, read by the rules of the readers."""
        self.write(way, label_of(name, motif, self.rng, style), cents, settled, on)

    def write(self, way: str, label: str, cents: int, settled: dict[int, int], on: date | None = None) -> None:
        """A movement with that label."""
        from ardoise.formats.bank.labels import kind_of, told_by

        told = told_by(label)
        receipt = len(self.receipts) + 1
        self.receipts.append(
            {
                "receipt": receipt, "received_on": on or TODAY - timedelta(self.rng.randrange(0, 12)),
                "amount_cents": cents, "currency": "EUR", "kind": kind_of(label) or "other", "label": label,
                "counterparty": told.counterparty, "counterparty_iban": told.counterparty_iban,
                "end_to_end_id": told.end_to_end_id, "creditor_reference": told.creditor_reference,
                "mandate": told.mandate,
            }
        )  # fmt: skip
        self.truth[receipt] = settled
        self.ways[receipt] = way

    def short(self, row: dict[str, Any]) -> str:
        """The running number alone."""
        return str(self.numbers[row["entry"]])


def plain(text: str) -> str:
    """Capitals without accents, as banks keep them."""
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).upper()


def label_of(name: str, motif: str, rng: Random, style: int | None = None) -> str:
    """One bank's way of writing it; some cut names at so many letters."""
    name, motif = plain(name).replace(".", ""), plain(motif)
    reference = f"{rng.randrange(10**9):09d}"
    styles = (
        f"VIR SEPA RECU /DE {name} /MOTIF {motif or 'NOTPROVIDED'} /REF {reference}",
        f"VIR INST {name} {motif}",
        f"VIREMENT EN VOTRE FAVEUR DE {name[:24]} {motif}",
        f"VIR RECU {reference}S DE: {name[:27]} MOTIF: {motif} REF: NOTPROVIDED",
        f"VIR {name[:20]} {motif}",
        f"VIR SEPA {name} {motif}"[:60],
        f"VIREMENT DE {name} REFERENCE : {motif or 'NOTPROVIDED'}",
        f"VIR INST RE {reference} DE: {name} MOTIF: {motif}",
        f"EVI {name} {motif}",
    )
    return " ".join(styles[rng.randrange(len(styles)) if style is None else style].split())


def full(rows: list[dict[str, Any]]) -> dict[int, int]:
    return {row["entry"]: row["open_cents"] for row in rows}


def total(rows: list[dict[str, Any]]) -> int:
    return sum(row["open_cents"] for row in rows)


def telling(book: Ledger, row: dict[str, Any]) -> str:
    """One invoice, as people write its number."""
    number, short = row["document"], book.short(row)
    day = f"{row['document_on']:%d/%m/%Y}"
    return book.rng.choice(
        (
            f"FACT {number}",
            f"FACTURE N {number}",
            f"FACTURE {short}",
            f"F.{short}",
            f"REGLT FACT {short} DU {day}",
            f"{number}",
            f"{number.replace('-', ' ').replace('/', ' ')}",
            f"VOTRE FACTURE {number} DU {day}",
            f"PAIEMENT {number.replace('-', '')}",
            f"FA {short} CDE {book.rng.randrange(1000, 9999)}",
        )
    )
