"""How people pay, as banks tell it, each way with a trap in it; and the books that hold them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

from benchmarks import labelled_traps as traps
from benchmarks.labelled_receipts import FIRST, PATRONYMS, PRICES, SCHEMES, TODAY, TRADES, Ledger, full, telling, total


def one(book: Ledger) -> None:
    """One invoice, named in one of the ways people have."""
    code = book.customer()
    row = book.invoice(code)
    book.pay("one, named somehow", book.names[code], row["open_cents"], full([row]), telling(book, row))


def one_silent(book: Ledger) -> None:
    """One invoice, not a word."""
    code = book.customer()
    row = book.invoice(code)
    book.pay("one, not a word", book.names[code], row["open_cents"], full([row]))


def listed(book: Ledger) -> None:
    """Several invoices, the later ones by their ends alone."""
    code = book.customer()
    rows = book.several(code, 5)[: book.rng.randrange(2, 5)]
    first, rest = rows[0], rows[1:]
    sign = book.rng.choice((" ET ", "/", " ", ",", "+", " - ", "-"))
    motif = f"FACT {first['document']}{sign}" + sign.join(book.short(row) for row in rest)
    book.pay("several, by their ends", book.names[code], total(rows), full(rows), motif)


def ranged(book: Ledger) -> None:
    """From one number to another."""
    code = book.customer(others=1)
    rows = book.several(code, 6)[: book.rng.randrange(3, 6)]
    first, last = rows[0], rows[-1]
    motif = book.rng.choice(
        (
            f"FACT {first['document']} A {last['document']}",
            f"FACTURES {book.short(first)} A {book.short(last)}",
            f"FACT DU {book.short(first)} AU {book.short(last)}",
            f"{first['document']} AU {last['document']}",
            f"{first['document']} à {book.short(last)}",
        )
    )
    book.pay("a range", book.names[code], total(rows), full(rows), motif)


def clears(book: Ledger) -> None:
    """The whole balance, said so."""
    code = book.customer(others=0)
    rows = book.several(code, book.rng.randrange(2, 7))
    book.pay(
        "solde",
        book.names[code],
        total(rows),
        full(rows),
        book.rng.choice(("SOLDE", "SOLDE DE TOUT COMPTE", "SOLDE COMPTE")),
    )


def clears_one(book: Ledger) -> None:
    """The rest of an invoice, of which part was paid before: the very rest is open."""
    code = book.customer()
    row = book.invoice(code)
    row["open_cents"] = max(100, row["amount_cents"] * book.rng.choice((30, 50, 70)) // 100)
    book.pay("solde of one", book.names[code], row["open_cents"], full([row]), f"SOLDE {telling(book, row)}")


def pays_down(book: Ledger) -> None:
    """A part on account of an order that isn't invoiced yet; another invoice of his has that very amount."""
    code = book.customer()
    row = book.invoice(code, book.rng.choice((60_000, 120_000, 36_000)), 15)
    book.pay(
        "acompte, invoice alike",
        book.names[code],
        row["open_cents"],
        {},
        f"ACOMPTE DEVIS {book.rng.randrange(1000, 9999)}",
    )


def pays_part(book: Ledger) -> None:
    """A third of an invoice, named."""
    code = book.customer()
    row = book.invoice(code, 300_000 + book.rng.randrange(99_999))
    part = row["open_cents"] // 3
    book.pay("acompte on one", book.names[code], part, {row["entry"]: part}, f"1ER ACOMPTE {telling(book, row)}")


def nets(book: Ledger) -> None:
    """Two invoices less a credit note, all named."""
    code = book.customer()
    rows = book.several(code, 4)[:2]
    credit = book.invoice(code, -(total(rows) // book.rng.randrange(5, 12)), 30)
    rows.append(credit)
    a, b = rows[0], rows[1]
    motif = f"FACT {a['document']} {book.short(b)} - AVOIR {book.rng.choice((credit['document'], book.short(credit)))}"
    book.pay("less a credit note", book.names[code], total(rows), full(rows), motif)


def nets_silently(book: Ledger) -> None:
    """Two invoices less a credit note; only the invoices are named."""
    code = book.customer()
    rows = book.several(code, 4)[:2]
    rows.append(book.invoice(code, -(total(rows) // book.rng.randrange(5, 12)), 30))
    motif = f"FACT {rows[0]['document']} ET {rows[1]['document']}"
    book.pay("credit note untold", book.names[code], total(rows), full(rows), motif)


def deducts(book: Ledger) -> None:
    """Two per cent deducted in time."""
    code = book.customer()
    row = book.invoice(code, age=12)
    paid = row["open_cents"] - round(row["open_cents"] * 2 / 100)
    book.pay("discount", book.names[code], paid, full([row]), f"{telling(book, row)} ESC 2%", on=TODAY)


def charged(book: Ledger) -> None:
    """From abroad, less what banks kept."""
    code = book.customer(f"{book.rng.choice(PATRONYMS)} Trading Ltd")
    row = book.invoice(code, 150_000 + book.rng.randrange(99_999))
    paid = row["open_cents"] - book.rng.choice((1_200, 1_500, 2_050))
    book.pay("bank charges", book.names[code], paid, full([row]), f"{row['document']} FRAIS SHA", 0)


def pays_group(book: Ledger) -> None:
    """One payment for three companies of a group, known as one."""
    patronym = book.rng.choice(PATRONYMS)
    parent = book.customer(f"Holding {patronym} SAS", 1)
    rows = []
    for trade in book.rng.sample(TRADES, 3):
        child = book.customer(f"{trade} {patronym}", 2)
        book.groups[child] = parent
        rows.append(book.invoice(child))
    book.pay(
        "group, named", book.names[parent], total(rows), full(rows), "FACT " + " ".join(r["document"] for r in rows), 0
    )


def group_unknown(book: Ledger) -> None:
    """A holding that is no customer pays its subsidiary's invoice, which it names."""
    patronym = book.rng.choice(PATRONYMS)
    code = book.customer(f"{book.rng.choice(TRADES)} {patronym}", 2)
    row = book.invoice(code)
    book.pay("holding, named", f"HOLDING {patronym}", row["open_cents"], full([row]), f"FACT {row['document']}")


def wife_pays(book: Ledger) -> None:
    """A consumer's wife, of her own name, who names the invoice; somebody is called like her and owes other things."""
    code = book.customer(book.person(), 0)
    row = book.invoice(code)
    hers = book.rng.choice(PATRONYMS)
    book.customer(book.person(hers), 2)
    book.pay("wife, named", f"MME {hers} {book.rng.choice(FIRST)}", row["open_cents"], full([row]), telling(book, row))


def namesakes(book: Ledger) -> None:
    """Two customers of one name; the invoice is named."""
    name = f"{book.rng.choice(TRADES)} {book.rng.choice(PATRONYMS)}"
    one, other = book.customer(f"SARL {name}", 1), book.customer(f"{name} SARL", 1)
    row = book.invoice(one)
    book.invoice(other)
    book.pay("namesakes, named", name, row["open_cents"], full([row]), telling(book, row))


def twins(book: Ledger) -> None:
    """Two invoices of one amount, the second paid, its month told."""
    code = book.customer(others=1)
    cents = book.price()
    rows = [book.invoice(code, cents, age) for age in (95, 65, 35)]
    book.pay(
        "one of three alike, by month",
        book.names[code],
        cents,
        full([rows[1]]),
        f"ABONNEMENT {rows[1]['document_on']:%m/%Y}",
    )


def mistyped(book: Ledger) -> None:
    """The number with two digits swapped, perhaps another invoice's of his."""
    code = book.customer()
    row = book.invoice(code)
    text = row["document"]
    place = len(text) - 1 - book.rng.randrange(2)
    wrong = text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :]
    book.pay("number mistyped", book.names[code], row["open_cents"], full([row]), f"FACT {wrong}")


def rounded_up(book: Ledger) -> None:
    """More than the invoice, named: the rest is his."""
    code = book.customer()
    row = book.invoice(code, 40_000 + book.rng.randrange(9_999))
    book.pay("paid more, named", book.names[code], row["open_cents"] + 5_000, full([row]), telling(book, row))


def instalments(book: Ledger) -> None:
    """Three equal parts of one invoice, another invoice has the amount of a part."""
    code = book.customer()
    part = book.rng.choice(PRICES)
    row = book.invoice(code, 3 * part, 70)
    book.invoice(code, part, 50)
    for n in range(3):
        book.pay(
            "instalments, one alike",
            book.names[code],
            part,
            {row["entry"]: part},
            f"ECHEANCE {n + 1}/3 FACT {row['document']}",
            on=TODAY - timedelta(20 - 7 * n),
        )


WAYS: tuple[Callable[[Ledger], None], ...] = (
    one, one, one, one_silent, one_silent, listed, ranged, clears, clears_one, pays_down, pays_part, nets,
    nets_silently, deducts, charged, pays_group, group_unknown, wife_pays, namesakes, twins, mistyped,
    rounded_up, instalments, traps.wife_silent, traps.namesakes_silent, traps.subsidiary_alike, traps.internal,
    traps.refunded, traps.administration, traps.factored, traps.cards, traps.named_elsewhere,
    traps.stranger_named_elsewhere, traps.last_year, traps.address, traps.neighbour_mistyped, traps.twice,
    traps.unknown_named, traps.picks, traps.by_month, traps.debit, traps.stranger, traps.in_words,
    traps.twins_silent, traps.one_cheque, traps.cheques,
)  # fmt: skip


def books(count: int = 16, times: int = 3, seed: int = 0) -> Iterator[Ledger]:
    """So many firms, each with its way of numbering and every trap so many times, in any order."""
    for place in range(count):
        rng = Random(f"book {seed} {place}")
        scheme = SCHEMES[place % len(SCHEMES)]
        book = Ledger(rng, scheme, rng.choice((110, 900, 4_200, 18_500)))
        for _ in range(20):
            book.customer()
        for way in rng.sample(WAYS * times, len(WAYS) * times):
            way(book)
        yield book
