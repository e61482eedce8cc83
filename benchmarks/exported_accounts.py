"""Invented accounts of what firms export every day: remittances that tell numbers, orders, bills, subscriptions."""

from __future__ import annotations

from benchmarks.invented_accounts import Ledger, amount


def tells_what_he_pays(book: Ledger, customer: str) -> None:
    """A transfer for one to five invoices in no order, most of their numbers in the label; some stay unpaid."""
    pool: list[tuple[int, int]] = [(7 * n, amount(book.rng)) for n in range(book.rng.randrange(6, 24))]
    while pool:
        taken = book.rng.sample(pool[:8], min(len(pool), book.rng.choice((1, 2, 2, 3, 4, 5))))
        letter = book.letter() if book.rng.random() < 0.9 else None
        told = [book.invoice(customer, day, cents, letter) for day, cents in taken]
        pool = [item for item in pool if item not in taken]
        if letter:
            kept = told if book.rng.random() < 0.6 else told[:-1] or told
            on = max(day for day, _ in taken) + book.rng.randrange(5, 50)
            book.payment(customer, on, sum(cents for _, cents in taken), letter, " ".join(kept))


def names_his_order(book: Ledger, customer: str) -> None:
    """Orders delivered in one to three invoices of prices alike, paid one by one or at once, all naming the order; in
    one of six, an invoice stays open for a complaint.
    """
    prices = [amount(book.rng) // 100 * 100 + 5_000 for _ in range(3)]
    for n in range(book.rng.randrange(5, 12)):
        order, day = f"CDE{40_000 + 37 * n + book.rng.randrange(30)}", 25 * n
        bills = [(day + 3 * m, book.rng.choice(prices)) for m in range(book.rng.choice((1, 2, 3)))]
        is_at_once, whole = book.rng.random() < 0.6, book.letter()
        for m, (on, cents) in enumerate(bills):
            is_open = m and book.rng.random() < 0.16
            letter = None if is_open else whole if is_at_once else book.letter()
            book.number += 1
            label = f"Facture {customer.title()} {order}"
            book.add(customer, on, cents, "invoice", f"FA24-{book.number:05d}", label, letter)
            bills[m] = (on, 0) if is_open else (on, cents)
            if letter and not is_at_once:
                book.payment(customer, on + book.rng.randrange(20, 40), cents, letter, order)
        paid = sum(cents for _, cents in bills)
        if is_at_once and paid:
            book.payment(customer, day + book.rng.randrange(25, 40), paid, whole, order)


def leaves_for_next_time(book: Ledger, customer: str) -> None:
    """A transfer a month for the invoices of the month before but for one in twelve, which goes with the next."""
    waiting: list[tuple[int, int]] = []
    for month in range(10):
        sold = sorted((30 * month + book.rng.randrange(28), amount(book.rng)) for _ in range(book.rng.randrange(1, 8)))
        left = [item for item in sold if book.rng.random() < 1 / 12]
        paid, waiting = waiting + [item for item in sold if item not in left], left
        letter = book.letter()
        for day, cents in paid:
            book.invoice(customer, day, cents, letter)
        if paid:
            book.payment(customer, 30 * month + book.rng.randrange(33, 70), sum(c for _, c in paid), letter)
    for day, cents in waiting:
        book.invoice(customer, day, cents, None)


def is_drawn_by_the_month(book: Ledger, customer: str) -> None:
    """A subscription by direct debit; one in ten is taken back, and drawn with the next month."""
    price, owed = book.rng.choice((1_990, 2_990, 3_990, 5_940)), []
    for month in range(12):
        day, owed = 30 * month, [*owed, 30 * month]
        if book.rng.random() < 0.1 and month < 11:
            failed = book.letter()
            book.payment(customer, day + 4, price * len(owed), failed, "PRLV")
            on = day + 4 + book.rng.randrange(2, 9)
            book.add(customer, on, price * len(owed), "returned_payment", "REJET", "REJET PRLV", failed)
            continue
        letter = book.letter()
        for on in owed:
            book.invoice(customer, on, price, letter)
        book.payment(customer, day + 4, price * len(owed), letter, "PRLV")
        owed = []


def goes_to_the_doubtful(book: Ledger, customer: str) -> None:
    """Each by itself; one in eight moves to the doubtful account in the end, where some of it is paid."""
    for n in range(book.rng.randrange(3, 12)):
        day, cents, letter = 20 * n, amount(book.rng), book.letter()
        book.invoice(customer, day, cents, letter)
        if book.rng.random() < 0.875:
            book.payment(customer, day + book.rng.randrange(10, 75), cents, letter)
            continue
        is_paid, claim = book.rng.random() < 0.4, book.letter()
        book.add(customer, 345, -cents, "other", "OD", f"DOUTEUX {customer}", letter)
        book.add(customer, 345, cents, "invoice", "OD", f"DOUTEUX {customer}", claim if is_paid else None)
        book.rows[-1]["gl_account"] = "416000"
        if is_paid:
            book.payment(customer, 345 + book.rng.randrange(10, 60), cents, claim)
            book.rows[-1]["gl_account"] = "416000"


EXPORTED = {
    "remittance told": tells_what_he_pays,
    "orders": names_his_order,
    "next time": leaves_for_next_time,
    "drawn": is_drawn_by_the_month,
    "doubtful": goes_to_the_doubtful,
}
