"""Invented accounts as everyday programs and trades write them: batches, bills of exchange, payouts, plans.

Written without looking at the rules that letter them.
"""

from __future__ import annotations

from benchmarks.invented_accounts import Ledger, amount


def pays_through_outstanding(book: Ledger, customer: str) -> None:
    """A payment of its own entry for one to six invoices; its memo names them until it is cut; parts stay open."""
    day = 0
    for n in range(book.rng.randrange(4, 9)):
        letter, is_part = book.letter(), book.rng.random() < 0.1
        total, told = 0, []
        for _ in range(1 if is_part else book.rng.randrange(1, 7)):
            cents = amount(book.rng)
            told.append(book.invoice(customer, day, cents, None if is_part else letter))
            total += cents
            day += book.rng.randrange(1, 9)
        memo = " ".join(told)[:30] if book.rng.random() < 0.7 else ""
        paid = total * 2 // 3 if is_part else total
        on = day + book.rng.randrange(20, 50)
        book.add(customer, on, -paid, "payment", f"PBNK1/{n:03d}", f"PBNK1 {memo}", None if is_part else letter)


def is_lettered_when_square(book: Ledger, customer: str) -> None:
    """Each invoice is paid by itself, and all since the account was last square gets one letter."""
    events: list[tuple[int, int]] = []
    for n in range(book.rng.randrange(6, 14)):
        cents, day = amount(book.rng), 18 * n + book.rng.randrange(18)
        events += [(day, cents), (day + book.rng.randrange(5, 45), -cents)]
    owed, letter = 0, book.letter()
    for day, cents in sorted(events, key=lambda one: (one[0], -one[1])):
        if cents > 0:
            book.invoice(customer, day, cents, letter)
        else:
            book.payment(customer, day, -cents, letter)
        owed += cents
        letter = letter if owed else book.letter()


def subscribes_unevenly(book: Ledger, customer: str) -> None:
    """The same amount monthly: some pay a quarter in advance, some two or three months late at once."""
    cents, month = amount(book.rng), 0
    style = book.rng.choice(("advance", "late", "mixed"))
    while month < 18:
        count = {"advance": 3, "late": book.rng.randrange(1, 4), "mixed": book.rng.choice((1, 1, 1, 2))}[style]
        letter = book.letter() if month < 16 else None
        for place in range(count):
            book.invoice(customer, 30 * (month + place), cents, letter)
        if letter:
            paid_on = 30 * month - 5 if style == "advance" else 30 * (month + count - 1) + book.rng.randrange(5, 25)
            book.payment(customer, max(paid_on, 0), count * cents, letter)
        month += count


def remits_many(book: Ledger, customer: str) -> None:
    """A supermarket: one transfer for up to two hundred invoices, less rebates; some wait for the next."""
    left: list[tuple[int, int, str]] = []
    for n in range(2):
        letter, total = book.letter(), 0
        for place in range(book.rng.randrange(40, 200)):
            cents, day = 5_000 + int(book.rng.expovariate(1 / 30_000)), 45 * n + place // 5
            is_late = book.rng.random() < 0.03
            if is_late:
                left.append((day, cents, ""))
                continue
            book.invoice(customer, day, cents, letter)
            total += cents
        for _ in range(book.rng.randrange(2, 7)):
            back = total // book.rng.randrange(60, 300)
            what = book.rng.choice(("RISTOURNE", "PENALITE LOGISTIQUE", "LITIGE PRIX", "COOP COMMERCIALE"))
            book.add(customer, 45 * n + 42, -back, "other", f"ND{book.rng.randrange(9999)}", what, letter)
            total -= back
        for day, cents, _ in left if n else ():
            book.invoice(customer, day, cents, letter if day < 45 else None)
            total += cents if day < 45 else 0
        book.payment(customer, 45 * n + 75, total, letter, "REMISE")


def is_debited_in_batches(book: Ledger, customer: str) -> None:
    """A direct debit a month, one line of the bank for all customers; some come back and are paid by transfer."""
    for month in range(10):
        letter, total = book.letter(), 0
        for _ in range(book.rng.randrange(1, 4)):
            cents = amount(book.rng)
            book.invoice(customer, 30 * month + book.rng.randrange(25), cents, letter)
            total += cents
        on, batch, label = 30 * month + 35, f"LOT{month:02d}", f"PRLV SEPA LOT {month + 1:02d}"
        if book.rng.random() < 0.12:
            returned = book.letter()
            book.add(customer, on, -total, "payment", batch, label, returned, batch)
            book.add(customer, on + 4, total, "returned_payment", "R", "REJET PRLV PROVISION", returned)
            book.add(customer, on + 20, -total, "payment", "VIR", f"VIR {customer}", letter)
            continue
        book.add(customer, on, -total, "payment", batch, label, letter, batch)


def closes_the_till(book: Ledger, customer: str) -> None:
    """A shop's takings of each day: cash the same day, cards the next, cheques by the week's end."""
    for day in range(60):
        letter, cents = book.letter(), 30_000 + int(book.rng.expovariate(1 / 90_000))
        cash, cheques = cents * book.rng.randrange(5, 30) // 100, cents * book.rng.randrange(0, 25) // 100
        book.add(customer, day, cents, "invoice", f"Z{day:03d}", f"Z DE CAISSE {day:03d}", letter)
        book.add(customer, day, -cash, "payment", "CAI", "ESPECES", letter)
        book.add(customer, day + 1, -(cents - cash - cheques), "payment", "CB", "REMISE CB", letter)
        if cheques:
            book.add(customer, day + 6 - day % 7, -cheques, "payment", "CHQ", "REMISE CHEQUES", letter)


def pays_by_plan(book: Ledger, customer: str) -> None:
    """Large invoices in three to ten equal monthly parts, two plans at a time, small invoices paid meanwhile."""
    for n in range(2):
        parts, each, letter = book.rng.randrange(3, 11), amount(book.rng) + 3_000, book.letter()
        start = 60 * n + book.rng.randrange(20)
        document = book.invoice(customer, start, parts * each, letter)
        for part in range(parts):
            told = f"{document} {part + 1}/{parts}" if book.rng.random() < 0.5 else "ECHEANCE"
            book.payment(customer, start + 30 * (part + 1), each, letter, told)
        small, other = amount(book.rng), book.letter()
        book.invoice(customer, start + 40, small, other)
        book.payment(customer, start + 75, small, other)


def is_refunded(book: Ledger, customer: str) -> None:
    """Paid, then credited: the money goes back by itself, or is taken off the next payment."""
    for n in range(book.rng.randrange(2, 6)):
        day, cents, letter, second = 70 * n, amount(book.rng) + 8_000, book.letter(), book.letter()
        back = cents if book.rng.random() < 0.3 else cents // book.rng.randrange(3, 9)
        is_back, is_by_number = book.rng.random() < 0.5, back == cents and n % 2 == 0
        document = book.invoice(customer, day, cents, letter)
        book.payment(customer, day + 25, cents, second if is_by_number else letter)
        credited = letter if is_by_number else second
        book.add(customer, day + 33, -back, "credit_note", f"AV-{book.number}", f"AVOIR {document}", credited)
        if is_back:
            book.add(customer, day + 41, back, "payment", "RBT", f"VIR REMBOURSEMENT {customer}", second)
        else:
            more = back + amount(book.rng)
            book.invoice(customer, day + 36, more, second)
            book.payment(customer, day + 66, more - back, second)


def begins_with_openings(book: Ledger, customer: str) -> None:
    """Openings of last year, one line for each invoice or rest of one, without number; then the year's own."""
    for _ in range(book.rng.randrange(1, 5)):
        letter, cents = book.letter() if book.rng.random() < 0.85 else None, amount(book.rng)
        book.add(customer, 0, cents, "opening", "x", "Report exercice précédent", letter)
        book.rows[-1]["is_opening"] = True
        if letter and book.rng.random() < 0.7:
            book.payment(customer, book.rng.randrange(5, 80), cents, letter)
        elif letter:
            book.payment(customer, book.rng.randrange(5, 40), cents // 3, letter)
            book.payment(customer, book.rng.randrange(41, 80), cents - cents // 3, letter)
    for n in range(book.rng.randrange(2, 8)):
        letter, cents, day = book.letter(), amount(book.rng), 30 * n + book.rng.randrange(25)
        book.invoice(customer, day, cents, letter)
        book.payment(customer, day + book.rng.randrange(20, 70), cents, letter)


def pays_in_dollars(book: Ledger, customer: str) -> None:
    """Invoiced in dollars, kept in euros: paid at another day's rate, the difference booked, one or two invoices."""
    for n in range(book.rng.randrange(3, 8)):
        letter, total = book.letter(), 0
        for _ in range(book.rng.choice((1, 1, 2))):
            cents = amount(book.rng) + 20_000
            total += cents
            book.invoice(customer, 30 * n + book.rng.randrange(20), cents, letter)
        rest = total * book.rng.randrange(-300, 300) // 10_000
        book.payment(customer, 30 * n + 50, total + rest, letter, "SWIFT")
        if rest:
            what = "GAIN DE CHANGE" if rest > 0 else "PERTE DE CHANGE"
            book.add(customer, 30 * n + 50, rest, "other", "OD", what, letter)


def pays_by_bill(book: Ledger, customer: str) -> None:
    """A bill of exchange for the month's invoices; one in five comes back with a fee, and is paid by transfer."""
    for month in range(8):
        letter, total, told = book.letter(), 0, []
        for _ in range(book.rng.randrange(1, 5)):
            cents = amount(book.rng)
            total += cents
            told.append(book.invoice(customer, 30 * month + book.rng.randrange(25), cents, letter))
        on = 30 * month + 30
        book.add(customer, on, -total, "payment", f"LCR{month:03d}", f"LCR {customer} ECH {on + 30}", letter)
        if book.rng.random() < 0.2:
            again, fee = book.letter(), book.rng.choice((0, 1_500, 2_300))
            book.add(customer, on + 33, total, "returned_payment", f"LCR{month:03d}", "LCR IMPAYEE", again)
            if fee:
                book.add(customer, on + 33, fee, "other", "FRAIS", "FRAIS SUR IMPAYE", again)
            book.payment(customer, on + 33 + book.rng.randrange(5, 30), total + fee, again)


def is_lettered_in_part(book: Ledger, customer: str) -> None:
    """Small letters for what is paid in part and stays open, capitals once it is whole."""
    for n in range(book.rng.randrange(3, 9)):
        cents, day, is_whole = amount(book.rng) + 10_000, 25 * n, book.rng.random() < 0.7
        letter = book.letter() if is_whole else book.letter().lower()
        book.invoice(customer, day, cents, letter)
        first = cents * book.rng.randrange(20, 80) // 100
        book.payment(customer, day + 20, first, letter)
        if is_whole:
            book.payment(customer, day + 20 + book.rng.randrange(10, 60), cents - first, letter)


def keeps_a_guarantee(book: Ledger, customer: str) -> None:
    """A builder's customer: 95 % a month later, the guarantee of 5 % a year later; the last ones still held."""
    for n in range(book.rng.randrange(4, 10)):
        cents, day = 20 * (amount(book.rng) + 10_000), 50 * n
        letter = book.letter() if day < 300 else None
        document = book.invoice(customer, day, cents, letter)
        book.payment(customer, day + book.rng.randrange(28, 50), cents - cents // 20, letter, f"SITUATION {n + 1}")
        if letter:
            book.payment(customer, day + 365 + book.rng.randrange(20), cents // 20, letter, f"RG {document}")


def sells_on_the_web(book: Ledger, customer: str) -> None:
    """One account for all orders: a payout a week, line by line with the orders' numbers; some unpaid."""
    for n in range(40):
        letter, order = book.letter(), f"{100_000 + 40 * book.groups + n}"
        cents, day = book.rng.choice((1_990, 2_990, 4_900, amount(book.rng) // 5)), 3 * n + book.rng.randrange(3)
        is_paid = book.rng.random() < 0.96
        book.number += 1
        document = f"W{book.number:06d}"
        name = "WEB"
        book.add(name, day, cents, "invoice", document, f"Commande {order}", letter if is_paid else None)
        if not is_paid:
            continue
        if book.rng.random() < 0.06:
            book.add(name, day + 4, -cents, "credit_note", f"A{document}", f"Annulation commande {order}", letter)
            continue
        on = day + 7 - day % 7
        book.add(name, on, -cents, "payment", f"PO{on}", f"PAYOUT {on} CMD {order}", letter, f"PO{on}")


def pays_whatever(book: Ledger, customer: str) -> None:
    """Payments on account that have nothing to do with the invoices, to the cent or round; a few invoices are paid."""
    is_round = book.rng.random() < 0.5
    for n in range(25):
        cents, letter = amount(book.rng), book.letter() if n % 5 == 0 else None
        cents = cents // 1_000 * 1_000 + 1_000 if is_round else cents
        book.invoice(customer, 9 * n, cents, letter)
        if letter:
            book.payment(customer, 9 * n + book.rng.randrange(20, 40), cents, letter)
        elif n % 2:
            other = amount(book.rng)
            other = other // 1_000 * 1_000 + 1_000 if is_round else other
            book.payment(customer, 9 * n + book.rng.randrange(9), other, None, "ACOMPTE")


def begins_with_a_sum(book: Ledger, customer: str) -> None:
    """One opening for all that was owed, at times one for what was paid too much; paid off line by line, or not all."""
    letter = book.letter()
    parts = [amount(book.rng) for _ in range(book.rng.randrange(2, 5))]
    too_much = amount(book.rng) // 9 if book.rng.random() < 0.4 else 0
    is_paid = book.rng.random() < 0.7
    for cents in [sum(parts), -too_much] if too_much else [sum(parts)]:
        book.add(customer, 0, cents, "opening", "x", "Report exercice précédent", letter if is_paid else None)
        book.rows[-1]["is_opening"] = True
    parts[-1] -= too_much
    for n, cents in enumerate(parts if is_paid else parts[1:]):
        if cents > 0:
            book.payment(customer, 10 + 15 * n, cents, letter if is_paid else None)
        elif cents < 0:
            book.add(customer, 10 + 15 * n, -cents, "payment", "RBT", "REMBOURSEMENT", letter if is_paid else None)
    for n in range(book.rng.randrange(2, 6)):
        own, cents = book.letter(), amount(book.rng)
        document = book.invoice(customer, 20 * n, cents, own)
        book.payment(customer, 20 * n + book.rng.randrange(20, 70), cents, own, document if n % 2 else "")


EVERYDAY = {
    "one opening": begins_with_a_sum,
    "whatever": pays_whatever,
    "outstanding": pays_through_outstanding,
    "lettered when square": is_lettered_when_square,
    "uneven subscription": subscribes_unevenly,
    "two hundred lines": remits_many,
    "debit batches": is_debited_in_batches,
    "till": closes_the_till,
    "plan": pays_by_plan,
    "refunded": is_refunded,
    "openings": begins_with_openings,
    "dollars": pays_in_dollars,
    "bills": pays_by_bill,
    "lettered in part": is_lettered_in_part,
    "guarantee": keeps_a_guarantee,
    "web shop": sells_on_the_web,
}
