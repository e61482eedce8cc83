"""Invented customer accounts whose letters are known: each way of paying by itself, some of them on purpose awkward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

FIRST = date(2024, 1, 1)


@dataclass
class Ledger:
    """Rows of ENTRIES that grow, with the letters a careful book-keeper would give."""

    rng: Random
    rows: list[dict[str, Any]] = field(default_factory=list)
    number: int = 1000
    groups: int = 0

    def letter(self) -> str:
        self.groups += 1
        return f"G{self.groups}"

    def add(
        self, customer: str, day: int, cents: int, kind: str, document: str, label: str, letter: str | None,
        number: str | None = None,
    ) -> None:  # fmt: skip
        """One line of the customer's account; `number` where it is one entry with others."""
        on = FIRST + timedelta(days=day)
        self.rows.append(
            {
                "journal": "BQ" if kind in ("payment", "returned_payment") else "VE", "booked_on": on,
                "document_on": on, "gl_account": "411000", "customer": customer, "customer_name": customer.title(),
                "document": document, "label": label, "amount_cents": cents, "currency": "EUR", "letter": letter,
                "kind": kind, "is_opening": False, "number": number,
            }
        )  # fmt: skip

    def invoice(self, customer: str, day: int, cents: int, letter: str | None) -> str:
        """An invoice, or a credit note where the amount is negative; its number."""
        self.number += 1
        document = f"FA24-{self.number:05d}"
        kind = "invoice" if cents > 0 else "credit_note"
        self.add(customer, day, cents, kind, document, f"Facture {customer.title()}", letter)
        return document

    def payment(self, customer: str, day: int, cents: int, letter: str | None, told: str = "") -> None:
        """A payment, whose label may tell what it pays."""
        self.number += 1
        label = f"VIR SEPA {customer} {told}".strip()
        self.add(customer, day, -cents, "payment", f"B{self.rng.randrange(100, 999)}", label, letter)


def amount(rng: Random) -> int:
    """Between 20 and some thousand euros, one in five a round one."""
    cents = 2_000 + int(rng.expovariate(1 / 80_000))
    return cents // 1_000 * 1_000 if rng.random() < 0.2 else cents


def pays_each(book: Ledger, customer: str) -> None:
    """Each invoice by its own transfer, without a word; one in ten isn't paid."""
    for n in range(book.rng.randrange(3, 15)):
        day, cents = 20 * n + book.rng.randrange(15), amount(book.rng)
        letter = book.letter() if book.rng.random() < 0.9 else None
        book.invoice(customer, day, cents, letter)
        if letter:
            book.payment(customer, day + book.rng.randrange(10, 75), cents, letter)


def pays_each_with_number(book: Ledger, customer: str) -> None:
    """The same, with the invoice number in the label, one in eight mistyped."""
    for n in range(book.rng.randrange(3, 15)):
        day, cents, letter = 15 * n + book.rng.randrange(15), amount(book.rng), book.letter()
        document = book.invoice(customer, day, cents, letter)
        if book.rng.random() < 0.12:
            place = book.rng.randrange(5, len(document))
            document = document[:place] + str((int(document[place]) + 3) % 10) + document[place + 1 :]
        book.payment(customer, day + book.rng.randrange(10, 75), cents, letter, f"FACT {document}")


def pays_by_month(book: Ledger, customer: str) -> None:
    """One transfer at the end of the next month for all invoices of a month, a credit note among them at times."""
    for month in range(10):
        letter, total = book.letter(), 0
        for n in range(book.rng.randrange(2, 9)):
            cents = amount(book.rng) * (-1 if n == 2 and book.rng.random() < 0.3 else 1)
            cents = cents if cents > 0 else -(total // 7)
            book.invoice(customer, 30 * month + 3 * n, cents, letter)
            total += cents
        book.payment(customer, 30 * month + 62, total, letter)


def subscribes(book: Ledger, customer: str) -> None:
    """The same amount every month, paid thirty to forty days later."""
    cents = amount(book.rng)
    for month in range(12):
        letter = book.letter() if month < 10 else None
        book.invoice(customer, 30 * month, cents, letter)
        if letter:
            book.payment(customer, 30 * month + book.rng.randrange(30, 40), cents, letter)


def pays_in_parts(book: Ledger, customer: str) -> None:
    """An invoice by two to four payments."""
    for n in range(book.rng.randrange(2, 6)):
        cents, letter = amount(book.rng) + 50_000, book.letter()
        book.invoice(customer, 70 * n, cents, letter)
        parts = book.rng.randrange(2, 5)
        for part in range(parts):
            share = cents // parts if part else cents - cents // parts * (parts - 1)
            book.payment(customer, 70 * n + 15 * (part + 1), share, letter)


def is_returned(book: Ledger, customer: str) -> None:
    """A direct debit that comes back, and is presented again."""
    for n in range(book.rng.randrange(1, 5)):
        cents, letter, returned = amount(book.rng), book.letter(), book.letter()
        book.invoice(customer, 60 * n, cents, letter)
        book.payment(customer, 60 * n + 20, cents, returned)
        book.add(customer, 60 * n + 24, cents, "returned_payment", "REJ", f"IMPAYE {customer}", returned)
        book.payment(customer, 60 * n + 40, cents, letter)


def picks(book: Ledger, customer: str) -> None:
    """One transfer for some of the invoices, not the oldest, not neighbours."""
    left: list[tuple[int, int]] = []
    for n in range(14):
        left.append((7 * n, amount(book.rng)))
    for day in (60, 95, 130):
        letter = book.letter()
        taken = book.rng.sample([item for item in left if item[0] < day], 3)
        for on, cents in taken:
            left.remove((on, cents))
            book.invoice(customer, on, cents, letter)
        book.payment(customer, day, sum(cents for _, cents in taken), letter)
    for on, cents in left:
        book.invoice(customer, on, cents, None)


def is_everybody(book: Ledger, customer: str) -> None:
    """A catch-all account: small sales to unknown people, many alike, paid the same day; some never lettered."""
    for n in range(150):
        cents = book.rng.choice([1_500, 2_000, 2_990, 4_500]) if book.rng.random() < 0.5 else amount(book.rng) // 10
        letter = book.letter() if book.rng.random() < 0.8 else None
        book.invoice(customer, 2 * n, cents, letter)
        if letter or book.rng.random() < 0.3:
            paid = cents if letter else amount(book.rng) // 10
            book.payment(customer, 2 * n + book.rng.randrange(2), paid, letter)


def shares_one_account(book: Ledger, customer: str) -> None:
    """All customers in account 411000, none with a code: half of the sales are of five amounts, a tenth isn't paid."""
    for n in range(60):
        cents = book.rng.choice([1_000, 1_500, 2_000, 5_000, 9_900]) if book.rng.random() < 0.5 else amount(book.rng)
        letter = book.letter() if book.rng.random() < 0.9 else None
        book.invoice("411000", 5 * n, cents, letter)
        if letter:
            book.payment("411000", 5 * n + book.rng.randrange(60), cents, letter)


def is_short_of_cents(book: Ledger, customer: str) -> None:
    """Paid a few cents less, the rest written off."""
    for n in range(book.rng.randrange(2, 6)):
        cents, letter, rest = amount(book.rng), book.letter(), book.rng.randrange(1, 5)
        book.invoice(customer, 40 * n, cents, letter)
        book.payment(customer, 40 * n + 30, cents - rest, letter)
        book.add(customer, 40 * n + 31, -rest, "other", "OD", "Différence de règlement", letter)


WAYS: dict[str, Callable[[Ledger, str], None]] = {
    "each": pays_each, "number": pays_each_with_number, "month": pays_by_month, "subscription": subscribes,
    "parts": pays_in_parts, "returned": is_returned, "picks": picks, "everybody": is_everybody,
    "cents": is_short_of_cents, "one account": shares_one_account,
}  # fmt: skip


def books(
    customers: int, seed: int = 1, ways: dict[str, Callable[[Ledger, str], None]] | None = None
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Per way of paying, the rows of so many customers, in the order in which they would be booked."""
    for name, way in (ways or WAYS).items():
        book = Ledger(Random(f"{seed}/{name}"))
        for n in range(customers):
            way(book, f"{name.upper()}{n}")
        rows = sorted(book.rows, key=lambda row: row["booked_on"])
        yield name, [row | {"line": line, "number": row["number"] or str(line)} for line, row in enumerate(rows, 2)]
