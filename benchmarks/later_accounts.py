"""Invented accounts that took part in nothing: written after the rules and the fit, to see how both fare elsewhere."""

from __future__ import annotations

from benchmarks.awkward_accounts import FIRST_NAMES, NAMES
from benchmarks.invented_accounts import Ledger, amount


def pays_a_deposit(book: Ledger, customer: str) -> None:
    """Invoiced on order for 30 % and paid; then the whole, less a credit of the deposit, and the rest is paid."""
    for n in range(book.rng.randrange(2, 6)):
        whole, day = 10 * (amount(book.rng) + 5_000), 60 * n
        first, second = book.letter(), book.letter()
        deposit = whole * 3 // 10
        told = book.invoice(customer, day, deposit, first)
        book.payment(customer, day + book.rng.randrange(3, 15), deposit, first)
        book.invoice(customer, day + 40, whole, second)
        book.add(customer, day + 40, -deposit, "credit_note", f"AV{book.number}", f"REPRISE ACOMPTE {told}", second)
        book.payment(customer, day + 40 + book.rng.randrange(20, 50), whole - deposit, second)


def shares_with_an_insurer(book: Ledger, customer: str) -> None:
    """Each bill is paid by the insurer for 60 to 80 % and by the patient for the rest, weeks apart, in either order."""
    for n in range(book.rng.randrange(5, 12)):
        cents, day, letter = amount(book.rng), 11 * n, book.letter()
        part = cents * book.rng.choice((60, 65, 70, 80)) // 100
        book.invoice(customer, day, cents, letter)
        book.payment(customer, day + book.rng.randrange(5, 50), part, letter, "CPAM")
        book.payment(customer, day + book.rng.randrange(1, 60), cents - part, letter, "CB")


def pays_what_is_due(book: Ledger, customer: str) -> None:
    """Every fortnight one transfer for all that is older than thirty days, credit notes taken off at once."""
    items: list[tuple[int, int, str]] = []
    for n in range(40):
        cents, day = amount(book.rng), 4 * n + book.rng.randrange(4)
        items.append((day, cents, ""))
        if book.rng.random() < 0.12:
            items.append((day + 3, -(cents // 5), ""))
    for on in range(14, 240, 14):
        due = [item for item in items if (item[0] <= on - 30 if item[1] > 0 else item[0] <= on)]
        if sum(cents for _, cents, _ in due) <= 0:
            continue
        letter = book.letter()
        for item in due:
            items.remove(item)
            book.invoice(customer, item[0], item[1], letter)
        book.payment(customer, on, sum(cents for _, cents, _ in due), letter)
    for day, cents, _ in items:
        book.invoice(customer, day, cents, None)


def is_a_town(book: Ledger, customer: str) -> None:
    """A treasury: mandates of one to three invoices in no order, its number in the label, after one to three months."""
    left: list[tuple[int, int]] = [(6 * n, amount(book.rng)) for n in range(18)]
    mandate = book.rng.randrange(1_000, 8_000)
    while len(left) > 2:
        taken = book.rng.sample(left[:6], min(len(left), book.rng.choice((1, 1, 1, 2, 3))))
        letter, mandate = book.letter(), mandate + book.rng.randrange(1, 40)
        for item in taken:
            left.remove(item)
            book.invoice(customer, item[0], item[1], letter)
        on = max(day for day, _ in taken) + book.rng.randrange(30, 90)
        book.payment(customer, on, sum(cents for _, cents in taken), letter, f"MANDAT {mandate}")
    for day, cents in left:
        book.invoice(customer, day, cents, None)


def is_a_landlord(book: Ledger, customer: str) -> None:
    """All tenants in one account: rents and charges called on the first, paid in one or two parts, names in labels."""
    name = f"{NAMES[book.groups % len(NAMES)]} {book.rng.choice(FIRST_NAMES)}"
    rent, charges = 5_000 * book.rng.randrange(8, 20), 500 * book.rng.randrange(4, 20)
    for month in range(8):
        letter = book.letter() if month < 7 or book.rng.random() < 0.5 else None
        for cents, what in ((rent, "LOYER"), (charges, "CHARGES")):
            book.number += 1
            book.add("LOCATAIRES", 30 * month, cents, "invoice", f"Q{book.number}", f"{what} {name.title()}", letter)
        if letter:
            parts = [rent + charges] if book.rng.random() < 0.7 else [rent, charges]
            for n, cents in enumerate(parts):
                on = 30 * month + book.rng.randrange(3, 12) + 8 * n
                book.add("LOCATAIRES", on, -cents, "payment", "x", f"VIR DE {name}", letter)


def pays_net_of_its_own_bills(book: Ledger, customer: str) -> None:
    """Customer and supplier in one: each month its invoices are set off in an OD, and the rest is paid."""
    for month in range(9):
        letter, total = book.letter(), 0
        for n in range(book.rng.randrange(1, 5)):
            cents = amount(book.rng)
            total += cents
            book.invoice(customer, 30 * month + 5 * n, cents, letter)
        off = total * book.rng.randrange(20, 70) // 100
        book.add(customer, 30 * month + 29, -off, "other", f"OD{month}", "COMPENSATION FOURNISSEUR", letter)
        book.payment(customer, 30 * month + book.rng.randrange(35, 50), total - off, letter)


LATER = {
    "deposit": pays_a_deposit,
    "insurer": shares_with_an_insurer,
    "fortnight": pays_what_is_due,
    "town": is_a_town,
    "landlord": is_a_landlord,
    "set off": pays_net_of_its_own_bills,
}
