"""Accounts of nobody in particular, where prices repeat and some never pay: what looks settled there often is not.

Written on 29 November 2026 against rules and odds that had not seen them; one rule was mended by what they showed.
"""

from __future__ import annotations

from benchmarks.invented_accounts import Ledger, amount

PRICES = (2_990, 4_990, 5_990, 9_900, 12_000, 15_000, 24_000)
NAMES = ("MARCHAND", "ROUSSEL", "VIDAL", "CARON", "PEREZ", "RENARD", "GIRAUD", "LEMOINE", "AUBERT", "BARBIER", "COLIN",
         "FABRE", "GAILLARD", "HUET", "JOLY", "KLEIN", "LACROIX", "MEUNIER", "NOEL", "PICARD")  # fmt: skip


def sells_over_the_counter(book: Ledger, customer: str) -> None:
    """Sixty sales to unknown people in one account, most at a few prices; one in five is never paid."""
    for n in range(60):
        cents = book.rng.choice(PRICES) if book.rng.random() < 0.6 else amount(book.rng)
        day, letter = book.rng.randrange(300), book.letter() if book.rng.random() < 0.8 else None
        book.add(customer, day, cents, "invoice", f"T{n:04d}", "VENTE COMPTOIR", letter)
        if letter:
            book.add(customer, day + book.rng.randrange(60), -cents, "payment", "CB", "CARTE", letter)


def has_many_customers(book: Ledger, customer: str) -> None:
    """“Clients divers”: transfers name who pays, invoices only their number; three in ten are never paid."""
    for n in range(50):
        cents = book.rng.choice(PRICES) if book.rng.random() < 0.5 else amount(book.rng)
        day, letter = book.rng.randrange(300), book.letter() if book.rng.random() < 0.7 else None
        document = book.invoice(customer, day, cents, letter)
        book.rows[-1]["label"] = f"FACTURE {document}"
        if letter:
            told = f"VIR {book.rng.choice(NAMES)}"
            book.add(customer, day + book.rng.randrange(90), -cents, "payment", f"R{n}", told, letter)


def skips_a_month(book: Ledger, customer: str) -> None:
    """A subscription of which some months are never paid, the others in five to fifty days."""
    cents = book.rng.choice(PRICES)
    for month in range(12):
        letter = book.letter() if book.rng.random() < 0.8 else None
        book.invoice(customer, 30 * month, cents, letter)
        if letter:
            book.payment(customer, 30 * month + book.rng.randrange(5, 50), cents, letter)


def pays_before(book: Ledger, customer: str) -> None:
    """Paid on order, invoiced weeks later, beside invoices at list prices that stay open."""
    for n in range(10):
        cents, letter, day = amount(book.rng), book.letter(), 30 * n + book.rng.randrange(10)
        book.payment(customer, day, cents, letter)
        book.invoice(customer, day + book.rng.randrange(1, 25), cents, letter)
        if book.rng.random() < 0.3:
            book.invoice(customer, day + 2, book.rng.choice(PRICES), None)


def pays_by_instalments(book: Ledger, customer: str) -> None:
    """Two or three transfers for each invoice, its number told in half of them."""
    for n in range(8):
        letter, parts = book.letter(), [amount(book.rng) for _ in range(book.rng.randrange(2, 4))]
        document = book.invoice(customer, 40 * n, sum(parts), letter)
        for place, cents in enumerate(parts):
            told = document if book.rng.random() < 0.5 else ""
            book.payment(customer, 40 * n + 10 + 9 * place, cents, letter, told)


def is_corrected(book: Ledger, customer: str) -> None:
    """Payments booked twice, the second taken back by an entry."""
    for n in range(8):
        cents, letter, day = amount(book.rng), book.letter(), 35 * n
        book.invoice(customer, day, cents, letter)
        book.payment(customer, day + 20, cents, letter)
        if book.rng.random() < 0.5:
            second = book.letter()
            book.payment(customer, day + 20, cents, second)
            book.add(customer, day + 22, cents, "other", "OD", "ANNULATION DOUBLE SAISIE", second)


SCEPTICAL = {
    "counter": sells_over_the_counter,
    "many in one": has_many_customers,
    "skipped": skips_a_month,
    "before": pays_before,
    "transfers for one": pays_by_instalments,
    "corrected": is_corrected,
}
