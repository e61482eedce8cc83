"""Receipts that look like a payment of what they don't pay, or of which nobody can tell what they pay."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.labelled_receipts import FIRST, PATRONYMS, PRICES, TODAY, TOWNS, TRADES, Ledger, full, total


def wife_silent(book: Ledger) -> None:
    """A consumer's wife, not a word; a firm that bears her name owes the same amount."""
    code = book.customer(book.person(), 0)
    row = book.invoice(code, book.rng.choice(PRICES))
    hers = book.rng.choice(PATRONYMS)
    other = book.customer(f"{book.rng.choice(TRADES)} {hers}", 1)
    book.invoice(other, row["open_cents"])
    book.pay("wife, silent, a namesake owes it", f"MME {hers} {book.rng.choice(FIRST)}", row["open_cents"], full([row]))


def namesakes_silent(book: Ledger) -> None:
    """Two customers of one name, of whom both owe the amount."""
    name = f"{book.rng.choice(TRADES)} {book.rng.choice(PATRONYMS)}"
    one, other = book.customer(f"SARL {name}", 1), book.customer(f"SAS {name}", 1)
    row = book.invoice(one)
    book.invoice(other, row["open_cents"])
    book.pay("namesakes, silent", f"{name}", row["open_cents"], full([row]))


def subsidiary_alike(book: Ledger) -> None:
    """A customer unknown here, whose name is like another customer's, who owes the very amount."""
    patronym, trade = book.rng.choice(PATRONYMS), book.rng.choice(TRADES)
    code = book.customer(f"{trade} {patronym} {book.rng.choice(TOWNS)}", 0)
    row = book.invoice(code, book.rng.choice(PRICES))
    stranger = book.rng.choice(
        (f"{book.rng.choice(FIRST)} {patronym}", f"{book.rng.choice(TRADES)} {patronym}", f"SCI {patronym}")
    )
    book.pay("a stranger of that name", stranger, row["open_cents"], {})


def twins_silent(book: Ledger) -> None:
    """Two invoices of one amount, the younger paid, not a word."""
    code = book.customer(others=1)
    cents = book.price()
    rows = [book.invoice(code, cents, age) for age in (95, 35)]
    book.pay("one of two alike, silent", book.names[code], cents, full([rows[1]]))


def internal(book: Ledger) -> None:
    """Between our own accounts; some customer owes that very amount."""
    row = book.rng.choice(book.items)
    label = book.rng.choice(
        (
            "VIR SEPA RECU /DE ARDOISE SAS /MOTIF VIREMENT INTERNE",
            "VIREMENT DE COMPTE A COMPTE",
            "VIR CPTE A CPTE 00020 ARDOISE",
            "VIR ARDOISE SAS TRESORERIE",
        )
    )
    book.write("internal transfer", label, abs(row["open_cents"]), {})


def refunded(book: Ledger) -> None:
    """A supplier, who is a customer as well, gives back; he owes other things, once that very amount."""
    code = book.customer(others=2)
    row = book.invoice(code)
    cents = row["open_cents"] if book.rng.random() < 0.5 else book.price()
    motif = book.rng.choice(("REMBOURSEMENT AVOIR 88123", "REMBT TROP PERCU", "RBT NOTRE AVOIR", "REMBOURSEMENT"))
    book.pay("supplier's refund", book.names[code], cents, {}, motif)


def administration(book: Ledger) -> None:
    """The State and insurers give back."""
    label = book.rng.choice(
        (
            "VIR DGFIP REMBOURSEMENT TVA 3517",
            "VIR SEPA RECU /DE CPAM DU RHONE /MOTIF IJSS 2026 1142",
            "VIR AXA FRANCE SINISTRE 2026-1187",
            "VIR SEPA URSSAF RHONE ALPES REMBT",
            "VIR SEPA RECU /DE TRESORERIE MUNICIPALE LYON /MOTIF MANDAT 1187 BORD 114",
        )
    )
    row = book.rng.choice([row for row in book.items if row["open_cents"] > 0])
    book.write("administration", label, row["open_cents"] if book.rng.random() < 0.5 else book.price(), {})


def factored(book: Ledger) -> None:
    """A factor finances: no customer's payment."""
    who = book.rng.choice(("BPCE FACTOR", "CA LEASING FACTORING EUROFACTOR", "BIBBY FACTOR"))
    told, contract = book.rng.randrange(1000, 99999), book.rng.randrange(1000, 99999)
    label = f"VIR SEPA RECU /DE {who} /MOTIF FINANCEMENT {told} CTR {contract}"
    row = book.rng.choice([row for row in book.items if row["open_cents"] > 0])
    book.write("factor", label, row["open_cents"] if book.rng.random() < 0.3 else book.price() * 4, {})


def cheques(book: Ledger) -> None:
    """A slip of cheques of three customers; its number, and that of a cheque."""
    rows = [book.invoice(book.customer()) for _ in range(3)]
    label = f"REM CHQ N {book.rng.randrange(10**6, 10**7)} 3 CHQ"
    book.write("slip of cheques", label, total(rows), full(rows))


def one_cheque(book: Ledger) -> None:
    """A cheque, whose own number is the end of somebody else's invoice."""
    row = book.invoice(book.customer())
    other = book.rng.choice(book.items)
    label = f"REMISE CHEQUE N°{book.short(other)} 1 CHEQUE"
    book.write("one cheque, a number of its own", label, row["open_cents"], full([row]))


def cards(book: Ledger) -> None:
    """A day's card payments, less commission."""
    label = f"REMISE CB {TODAY:%d%m} CONTRAT {book.rng.randrange(10**6, 10**7)} BRUT 1240,00 COM 8,68"
    book.write("cards of a day", label, book.price(), {})


def named_elsewhere(book: Ledger) -> None:
    """Who pays names his own order, whose number is that of another customer's invoice."""
    code = book.customer()
    row, other = book.invoice(code), book.invoice(book.customer())
    motif = f"NOTRE CDE {book.rng.choice((other['document'], book.short(other)))}"
    book.pay("his order, our number of another", book.names[code], row["open_cents"], full([row]), motif)


def stranger_named_elsewhere(book: Ledger) -> None:
    """A stranger's order number is that of a customer's invoice, of another amount."""
    other = book.invoice(book.customer())
    cents = book.price() + 1
    who = f"{book.rng.choice(TRADES)} {book.rng.choice(TOWNS)}ais"
    book.pay("a stranger, our number", who, cents, {}, f"CDE {book.short(other)} CONTRAT {book.rng.randrange(10**5)}")


def last_year(book: Ledger) -> None:
    """An invoice of last year, paid late, whose running number is one of this year's of his, of another amount."""
    code = book.customer()
    row = book.invoice(code)
    motif = f"FACT {row['document'].replace('2026', '2025').replace('26', '25')}"
    if motif.endswith(row["document"]):
        motif = f"FACT 2025 {book.short(row)}"
    book.pay(
        "last year's number",
        book.names[code],
        max(600, row["open_cents"] + book.rng.choice((1_200, -1_200, 30_000, -600))),
        {},
        motif,
    )


def address(book: Ledger) -> None:
    """Numbers that are none of ours: a street, a postal code, a day, a contract; the amount is one invoice's."""
    code = book.customer()
    row, other = book.invoice(code), book.invoice(code)
    motif = book.rng.choice(
        (f"{book.short(other)} RUE DE LYON 69003", f"CLIENT {book.short(other)}", f"{TODAY:%Y%m%d}", "TEL 0478123456")
    )
    book.pay("numbers of nothing", book.names[code], row["open_cents"], full([row]), motif)


def neighbour_mistyped(book: Ledger) -> None:
    """He names the neighbour of the invoice he pays: the amount tells."""
    code = book.customer()
    rows = [book.invoice(code), book.invoice(code)]
    if total(rows[:1]) == total(rows[1:]):
        rows[1]["open_cents"] += 600
    book.pay(
        "the neighbour named", book.names[code], rows[0]["open_cents"], full(rows[:1]), f"FACT {rows[1]['document']}"
    )


def twice(book: Ledger) -> None:
    """Paid again: a second invoice of his has that very amount, or none has."""
    code = book.customer()
    row = book.invoice(code)
    if book.rng.random() < 0.5:
        book.invoice(code, row["open_cents"])
    motif = f"FACT {row['document']}"
    book.pay("twice, first", book.names[code], row["open_cents"], full([row]), motif, on=TODAY - timedelta(9))
    book.pay("twice, again", book.names[code], row["open_cents"], {}, motif, on=TODAY)


def unknown_named(book: Ledger) -> None:
    """He pays an invoice of another firm of ours, and owes that very amount here."""
    code = book.customer()
    row = book.invoice(code, book.rng.choice(PRICES))
    book.pay(
        "another's invoice named, amount here",
        book.names[code],
        row["open_cents"],
        {},
        f"FACT XB{book.rng.randrange(10**4, 10**5)}",
    )


def picks(book: Ledger) -> None:
    """Three of many from a price list, not a word."""
    code = book.customer(others=0)
    rows = [book.invoice(code, book.rng.choice(PRICES), 100 - 5 * n) for n in range(12)]
    chosen = book.rng.sample(rows, 3)
    book.pay("three of a price list, silent", book.names[code], total(chosen), full(chosen))


def by_month(book: Ledger) -> None:
    """A month's invoices, the month told; another set of his would fit as well at times."""
    code = book.customer(others=0)
    rows = [book.invoice(code, book.rng.choice(PRICES), age) for age in (75, 72, 68, 45, 42, 38, 12)]
    month = rows[3].get("document_on").month
    chosen = [row for row in rows if row["document_on"].month == month]
    book.pay("a month of a price list", book.names[code], total(chosen), full(chosen), f"RELEVE {month:02d} 2026")


def debit(book: Ledger) -> None:
    """Our own direct debits come in as one sum."""
    rows = [book.invoice(book.customer()) for _ in range(4)]
    book.write(
        "our direct debits in one sum",
        f"PRLV SEPA REMISE {book.rng.randrange(10**5)} NB 4 ARDOISE",
        total(rows),
        full(rows),
    )


def stranger(book: Ledger) -> None:
    """Somebody whom nobody knows, the amount is one customer's alone."""
    row = book.invoice(book.customer())
    book.pay(
        "a stranger, the amount alone",
        f"{book.rng.choice(('ASL', 'COOP', 'UNION'))} {book.rng.choice(TOWNS)}",
        row["open_cents"],
        {},
    )


def in_words(book: Ledger) -> None:
    """The patronym of another customer stands in what he writes."""
    other = book.customer(book.person(), 1)
    row = book.invoice(other)
    code = book.customer(others=0)
    mine = book.invoice(code, row["open_cents"])
    book.pay(
        "another's name in the words",
        book.names[code],
        mine["open_cents"],
        full([mine]),
        f"CHANTIER {book.names[other]}",
    )
