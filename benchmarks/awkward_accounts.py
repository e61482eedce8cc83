"""Invented accounts made to mislead: strangers in one account, forty invoices in one transfer, what comes back."""

from __future__ import annotations

from benchmarks.invented_accounts import Ledger, amount

NAMES = str.split(
    "ABELARD BESNARD CHAUVIN DELATTRE ETIENNE FOURNIER GUILLOU HAMELIN IMBERT JACQUET KERVELLA LAMBERT MARCHAND "
    "NOIRET OLLIVIER PASQUIER QUEMENER ROUSSEAU SCHMITT THEVENOT URBAIN VASSEUR WEISS YVON ZIEGLER BARBIER CORDIER "
    "DUFOUR FABRE GARNIER"
)
FIRST_NAMES = str.split("ANNE BRUNO CLAIRE DENIS ELISE FRANCK GILLES HELENE IRENE JULIEN KARINE LUCAS")
PRICES = (1_500, 2_000, 2_990, 4_500, 9_900)


def price(book: Ledger) -> int:
    """Of a small sale: every other one at a list price."""
    return book.rng.choice(PRICES) if book.rng.random() < 0.5 else amount(book.rng) // 10 + 1


def sells_to_anybody(book: Ledger, customer: str) -> None:
    """All strangers in one account, their names in the labels of both sides; one in ten doesn't pay, some pay twice."""
    for n in range(80):
        name = f"{book.rng.choice(NAMES)} {book.rng.choice(FIRST_NAMES)}"
        day, cents = 4 * n + book.rng.randrange(4), price(book)
        letter = book.letter() if book.rng.random() < 0.9 else None
        book.number += 1
        book.add("DIVERS", day, cents, "invoice", f"FA24-{book.number:05d}", f"Facture {name.title()}", letter)
        if letter:
            book.add("DIVERS", day + book.rng.randrange(60), -cents, "payment", "x", f"VIR DE {name}", letter)


def sells_to_nobody(book: Ledger, customer: str) -> None:
    """The same without a word on either side: where a price comes back, only days speak."""
    for n in range(80):
        day, cents = 4 * n + book.rng.randrange(4), price(book)
        letter = book.letter() if book.rng.random() < 0.9 else None
        book.invoice("COMPTOIR", day, cents, letter)
        if letter:
            book.add("COMPTOIR", day + book.rng.randrange(60), -cents, "payment", "x", "REMISE CHEQUES", letter)


def sells_to_regulars(book: Ledger, customer: str) -> None:
    """The same account, people who come back: one transfer a month for one to five sales, the name in both labels."""
    name = f"{NAMES[book.groups % len(NAMES)]} {book.rng.choice(FIRST_NAMES)}"
    for month in range(6):
        letter, total = book.letter() if book.rng.random() < 0.9 else None, 0
        for _ in range(book.rng.randrange(1, 6)):
            cents = price(book)
            total += cents
            book.number += 1
            day = 30 * month + book.rng.randrange(28)
            book.add("HABITUES", day, cents, "invoice", f"FA24-{book.number:05d}", f"Vente {name.title()}", letter)
        if letter:
            book.add("HABITUES", 30 * month + 35, -total, "payment", "x", f"VIR DE {name}", letter)


def pays_many(book: Ledger, customer: str) -> None:
    """One transfer for two to forty invoices of like amounts; every third leaves one or two out."""
    base = amount(book.rng) + 10_000
    day = 0
    for n in range(5):
        letter, count = book.letter(), book.rng.randrange(2, 41)
        left_out = set(book.rng.sample(range(count), min(count - 2, book.rng.randrange(1, 3)))) if n % 3 == 2 else set()
        total = 0
        for place in range(count):
            cents = base + book.rng.randrange(-base // 10, base // 10)
            is_paid = place not in left_out
            book.invoice(customer, day + place // 2, cents, letter if is_paid else None)
            total += cents if is_paid else 0
        day += count // 2 + 30
        book.payment(customer, day, total, letter)


def pays_at_once(book: Ledger, customer: str) -> None:
    """Two or three cheques of one day for all invoices of a month, none of which has an invoice's amount."""
    for month in range(6):
        letter, total, day = book.letter(), 0, 30 * month
        for place in range(book.rng.randrange(2, 7)):
            cents = amount(book.rng)
            total += cents
            book.invoice(customer, day + 4 * place, cents, letter)
        parts = book.rng.randrange(2, 4)
        for part in range(parts):
            share = total // parts + 7 * (part + 1) if part < parts - 1 else total
            total -= share
            book.payment(customer, day + 58, share, letter, "CHQ")


def is_bought_by_a_factor(book: Ledger, customer: str) -> None:
    """The factor's account: he pays lots of invoices of several customers, less his fee, some of them disputed."""
    for n in range(8):
        letter, total, fee = book.letter(), 0, 0
        for place in range(book.rng.randrange(3, 15)):
            cents = amount(book.rng)
            is_kept = book.rng.random() < 0.95
            book.number += 1
            label = f"CESSION {book.rng.choice(NAMES)}"
            document = f"FA24-{book.number:05d}"
            book.add(customer, 30 * n + place, cents, "invoice", document, label, letter if is_kept else None)
            total += cents if is_kept else 0
        fee = total // 80
        book.add(customer, 30 * n + 20, -fee, "other", f"L{n}", "COMMISSION AFFACTURAGE", letter)
        book.payment(customer, 30 * n + 20, total - fee, letter, "LOT")


def pays_in_advance(book: Ledger, customer: str) -> None:
    """Pays on the pro forma, weeks before the invoice; now and then the same amount twice."""
    cents = amount(book.rng)
    for n in range(book.rng.randrange(3, 9)):
        cents = cents if book.rng.random() < 0.2 else amount(book.rng)
        letter = book.letter()
        book.payment(customer, 25 * n, cents, letter, "PROFORMA")
        book.invoice(customer, 25 * n + book.rng.randrange(3, 40), cents, letter)


def bounces(book: Ledger, customer: str) -> None:
    """Cheques of one amount: some come back and are paid anew with the bank's fee, others don't."""
    cents = amount(book.rng)
    for n in range(6):
        letter, day = book.letter(), 40 * n
        book.invoice(customer, day, cents, letter)
        if book.rng.random() < 0.5:
            book.payment(customer, day + 30, cents, letter, "CHQ")
            continue
        returned, fee = book.letter(), book.rng.choice((1_250, 1_800))
        book.payment(customer, day + 30, cents, returned, "CHQ")
        book.add(customer, day + 35, cents, "returned_payment", "REJ", f"CHQ IMPAYE {customer}", returned)
        book.add(customer, day + 35, fee, "invoice", "FRAIS", "FRAIS IMPAYE", letter)
        book.payment(customer, day + 45, cents + fee, letter, "VIR")


def pays_round_sums(book: Ledger, customer: str) -> None:
    """Round payments on account that fit no invoice, until one day the account is square: one letter."""
    for n in range(4):
        letter, day, owed = book.letter(), 90 * n, 0
        for place in range(book.rng.randrange(3, 8)):
            cents = amount(book.rng)
            owed += cents
            book.invoice(customer, day + 5 * place, cents, letter)
        last = day + 40
        while owed > 40_000:
            part = min(book.rng.choice((20_000, 50_000, 100_000)), owed - 1)
            book.payment(customer, last, part, letter, "ACOMPTE")
            owed, last = owed - part, last + 4
        book.payment(customer, last, owed, letter, "SOLDE")


def is_credited(book: Ledger, customer: str) -> None:
    """Invoices credited in full and made anew, or credited in part and paid for the rest."""
    for n in range(book.rng.randrange(3, 8)):
        cents, day, letter = amount(book.rng) + 5_000, 30 * n, book.letter()
        document = book.invoice(customer, day, cents, letter)
        if book.rng.random() < 0.5:
            book.add(customer, day + 5, -cents, "credit_note", f"AV24-{n:03d}", f"AVOIR SUR {document}", letter)
            again = book.letter()
            book.invoice(customer, day + 6, cents, again)
            book.payment(customer, day + 40, cents, again)
        else:
            back = cents // 7
            book.add(customer, day + 5, -back, "credit_note", f"AV24-{n:03d}", f"AVOIR SUR {document}", letter)
            book.payment(customer, day + 40, cents - back, letter)


def spans_years(book: Ledger, customer: str) -> None:
    """Three years in one file, openings with their detail, payments of one year in the next."""
    for year in range(3):
        for n in range(5):
            letter, cents, day = book.letter(), amount(book.rng), 365 * year + 70 * n
            document = book.invoice(customer, day, cents, letter)
            book.payment(customer, day + book.rng.randrange(20, 90), cents, letter, document)
    cents = amount(book.rng)
    letter = book.letter()
    book.add(customer, 0, cents, "opening", "FA23-00999", "A NOUVEAU FA23-00999", letter)
    book.rows[-1]["is_opening"] = True
    book.payment(customer, 22, cents, letter)


def misses_a_month(book: Ledger, customer: str) -> None:
    """The same amount every month, without a word; a month is left unpaid, the later ones are paid on their day."""
    cents, missed = amount(book.rng), book.rng.randrange(2, 8)
    for month in range(12):
        letter = book.letter() if month != missed else None
        book.invoice(customer, 30 * month, cents, letter)
        if letter:
            book.payment(customer, 30 * month + 10 + book.rng.randrange(3), cents, letter)


AWKWARD = {
    "strangers with names": sells_to_anybody,
    "strangers without": sells_to_nobody,
    "regulars with names": sells_to_regulars,
    "forty at once": pays_many,
    "cheques at once": pays_at_once,
    "factor": is_bought_by_a_factor,
    "in advance": pays_in_advance,
    "bounced": bounces,
    "round sums": pays_round_sums,
    "credited": is_credited,
    "years": spans_years,
    "missed month": misses_a_month,
}
