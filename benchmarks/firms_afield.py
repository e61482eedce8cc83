"""More of them: abroad, for the State, by headquarters, through a factor, by subscription."""

from __future__ import annotations

from benchmarks.firms import YEAR_END, Customer, Firm, Program
from benchmarks.firms_at_work import (
    collects_dues,
    corrects_itself,
    debits_by_batch,
    keeps_two_years,
    opens_without_references,
    pays_what_is_due,
    sells_at_the_counter,
    sets_off,
    takes_advances,
)


def sells_abroad(firm: Firm) -> None:
    """In dollars: one transfer for one to three invoices, charges taken on the way, a difference of exchange each."""
    for to in firm.customers(30):
        day, owed = firm.rng.randrange(30), []
        while day < YEAR_END:
            dollars = firm.amount(400_000, 0.5)
            owed.append((day, dollars, round(dollars / (1.04 + firm.rng.random() / 12)), f"EXP{firm.document():05d}"))
            day += firm.rng.randrange(8, 40)
        while owed:
            taken, owed = owed[: (count := firm.rng.choice((1, 1, 1, 2, 3)))], owed[count:]
            on = taken[-1][0] + int(firm.rng.gauss(45, 10))
            group = firm.letter(on)
            for when, dollars, cents, document in taken:
                firm.book(
                    "VE",
                    when,
                    [(to, cents, group, f"Invoice {document}")],
                    document,
                    "70790000",
                    f"{dollars / 100:.2f}".replace(".", ","),
                )
            if not group:
                continue
            rate, charges = 1.04 + firm.rng.random() / 12, firm.rng.choice((0, 0, 0, 1_250, 1_800))
            got = round(sum(item[1] for item in taken) / rate) - charges
            told = f" {taken[0][3]}" if firm.likely(0.4) else ""
            firm.payment(to, on, got, group, f"TRF {to.name}{told}")
            if charges:
                firm.transfer(to, on, -charges, group, "FRAIS BANCAIRES", "62700000")
            if firm.likely(0.5):
                for _, dollars, cents, document in taken:
                    firm.transfer(
                        to,
                        on,
                        round(dollars / rate) - cents,
                        group,
                        f"ECART DE CHANGE {document}",
                        "66600000",
                        document,
                    )
                rest = (
                    sum(item[2] for item in taken)
                    - got
                    - charges
                    + sum(round(item[1] / rate) - item[2] for item in taken)
                )
                if rest:
                    firm.transfer(to, on, -rest, group, "ARRONDI")
            else:
                firm.transfer(
                    to, on, got + charges - sum(item[2] for item in taken), group, "ECART DE CHANGE", "66600000"
                )


def works_for_the_state(firm: Firm) -> None:
    """Mandates for one to four invoices, less a penalty at times; numbers in half of the labels."""
    for to in firm.customers(
        35, lambda: "COMMUNE DE " + firm.rng.choice(("VERNON", "LANGRES", "APT", "NYONS", "REDON"))
    ):
        owed, day = [], firm.rng.randrange(30)
        while day < YEAR_END:
            owed.append((day, firm.amount(120_000, 0.3), f"2024-{firm.document():05d}"))
            day += firm.rng.randrange(3, 30)
        while owed:
            taken, owed = owed[: (count := firm.rng.choice((1, 1, 2, 3, 4)))], owed[count:]
            on = taken[-1][0] + firm.rng.randrange(20, 45)
            group, total = firm.letter(on), sum(item[1] for item in taken)
            for when, cents, document in taken:
                firm.sale(to, when, cents, group, document, f"FACTURE {document} {to.name}")
            penalty = min(firm.amount(5_000, 0.5), total // 2) if firm.likely(0.07) else 0
            if not group:
                continue
            told = (
                " ".join(f"FA {item[2]}" for item in taken) if firm.likely(0.5) else f"BORD {firm.rng.randrange(900)}"
            )
            firm.payment(to, on, total - penalty, group, f"DRFIP MANDAT {firm.rng.randrange(9_000)} {told}"[:60])
            if penalty:
                firm.transfer(to, on + firm.rng.choice((0, 0, 6)), -penalty, group, "PENALITES DE RETARD", "67100000")


def rebates_dealers(firm: Firm) -> None:
    """A month at once less 2 % of discount, cents written off, a rebate at year's end taken off the next payment."""
    for to in firm.customers(35):
        has_discount, turnover, day, month = firm.likely(0.4), 0, firm.rng.randrange(6), []
        rebate = 0
        while day < YEAR_END:
            month.append((day, firm.amount(40_000, 0.1), f"FV{firm.document():06d}"))
            day += firm.rng.randrange(2, 12)
            if day // 30 == month[0][0] // 30 and day < YEAR_END:
                continue
            on = (month[0][0] // 30 + 2) * 30 + firm.rng.randrange(0, 6)
            kept = [item for n, item in enumerate(month) if n == 0 or not firm.likely(0.03)]
            group, total = firm.letter(on), sum(item[1] for item in kept)
            for item in month:
                firm.sale(to, item[0], item[1], group if item in kept else None, item[2], f"FACTURE {item[2]}")
            discount = total * 2 // 100 if has_discount else 0
            cents = firm.rng.randrange(-4, 5) if firm.likely(0.1) else 0
            if group and month[0][0] > 180 and not rebate and turnover:
                rebate = min(turnover * 3 // 100, total // 2)
                firm.sale(to, on - 8, -rebate, group, f"AV{firm.document():06d}", "RFA ANNUELLE")
                total -= rebate
            if group:
                firm.payment(to, on, total - discount - cents, group, f"VIR {to.name}", f"VIR{on}")
                if discount:
                    firm.book("BQ", on, [(to, -discount, group, "ESCOMPTE 2 %")], f"VIR{on}", "66500000")
                if cents:
                    firm.transfer(to, on + firm.rng.choice((0, 2)), -cents, group, "ECART DE REGLEMENT")
            turnover, month = turnover + total, []


def pays_round_sums(firm: Firm) -> None:
    """Builders' customers who pay round sums on account of each bill and the rest at the end."""
    for to in firm.customers(40, firm.person):
        day = firm.rng.randrange(60)
        while day < YEAR_END - 90:
            cents, group, document, on = (
                firm.amount(500_000, 0.2) + 50_000,
                firm.letter(),
                f"D{firm.document():04d}",
                day,
            )
            firm.sale(to, day, cents, group, document, f"FACTURE {document} {to.name}")
            left = cents
            while left > 0:
                on += firm.rng.randrange(6, 25)
                part = (
                    left
                    if left < 60_000 or firm.likely(0.4)
                    else min(left, firm.rng.choice((50_000, 100_000, 150_000, 200_000)))
                )
                firm.payment(to, on, part, group, f"{'CHQ' if firm.likely(0.5) else 'VIR'} {to.name}")
                left -= part
            day = max(on, day) + firm.rng.randrange(-20, 60)


def pays_for_its_stores(firm: Firm) -> None:
    """Headquarters pay for four stores; the book-keeper moves each part from their account to the store's."""
    for n in range(10):
        name = firm.company()
        head = Customer("41100000", f"H{n:03d}", f"{name} SIEGE")
        stores = [Customer("41100000", f"H{n:03d}{store}", f"{name} MAGASIN {store}") for store in range(1, 5)]
        for month in range(11):
            on, whole, moved = 30 * month + 62, 0, firm.letter(30 * month + 66)
            parts = []
            for store in stores:
                items = [
                    (30 * month + firm.rng.randrange(28), firm.amount(50_000)) for _ in range(firm.rng.randrange(1, 5))
                ]
                group, total = firm.letter(on + 4), sum(cents for _, cents in items)
                for day, cents in sorted(items):
                    firm.sale(store, day, cents, group, f"F{firm.document():05d}", f"{store.name} F{firm.number:05d}")
                parts += [(head, total, moved, f"VIRT {store.name}"), (store, -total, group, "REGLEMENT SIEGE")]
                whole += total
            if moved:
                firm.payment(head, on, whole, moved, f"VIR {head.name}")
                for n_part in range(0, len(parts), 2):
                    firm.book("OD", on + firm.rng.choice((0, 4)), parts[n_part : n_part + 2], "OD", "58000000")


def rents_software(firm: Firm) -> None:
    """Subscriptions of few prices, by card or by transfer, failures, upgrades with what is left credited."""
    for to in firm.customers(70):
        price, is_card, lag = (
            firm.rng.choice((1_900, 4_900, 9_900, 19_900)),
            firm.likely(0.6),
            firm.rng.randrange(8, 40),
        )
        day = firm.rng.randrange(120)
        while day < YEAR_END:
            on = day + (firm.rng.randrange(0, 2) if is_card else max(1, lag + firm.rng.randrange(-4, 8)))
            document, left = str(1000 + firm.document()), 0
            if firm.likely(0.04):
                left, price = price * firm.rng.randrange(1, 29) // 30, firm.rng.choice((4_900, 9_900, 19_900))
            due = price - left
            group = None if due <= 0 or firm.likely(0.03) else firm.letter(on)
            if left:
                firm.sale(to, day, -left, group, str(1000 + firm.document()), "Credit memo")
            firm.sale(to, day, price, group, document, to.name)
            if group:
                firm.payment(to, on, due, group, "Payment", "" if is_card else str(firm.rng.randrange(100, 9999)))
            day += 30


def assigns_to_a_factor(firm: Firm) -> None:
    """One line of cession for one to six invoices; some come back and are paid by the customer."""
    for to in firm.customers(30):
        batch: list[tuple[int, int, str]] = []
        day = firm.rng.randrange(8)
        while day < YEAR_END - 60:
            batch.append((day, firm.amount(120_000, 0.1), f"FC{firm.document():05d}"))
            day += firm.rng.randrange(1, 20)
            if firm.likely(0.5):
                continue
            group, on = firm.letter(), batch[-1][0] + firm.rng.randrange(1, 5)
            for when, cents, document in batch:
                firm.sale(to, when, cents, group, document, f"{to.name} {document}")
            firm.transfer(to, on, -sum(item[1] for item in batch), group, f"CESSION BORD {on}", "46700000", f"BORD{on}")
            back = firm.rng.choice(batch)
            if firm.likely(0.08):
                again, later = firm.letter(), on + firm.rng.randrange(30, 50)
                firm.transfer(to, later, back[1], again, f"DEFINANCEMENT {back[2]}", "46700000", back[2])
                firm.payment(to, later + firm.rng.randrange(3, 10), back[1], again, f"VIR {to.name}")
            batch = []


FIRMS = {
    "treasuries pay what is due": (pays_what_is_due, Program(letters="1", scope="file", is_dated=False)),
    "a counter, 411DIVERS": (sells_at_the_counter, Program(";", letters="AA", is_dated=False)),
    "direct debits by the batch": (
        debits_by_batch,
        Program(letters="AAA", scope="file", journals=("70", "20", "90", "00", "53")),
    ),
    "advances on 4191": (takes_advances, Program("|", "cp1252")),
    "openings without references": (opens_without_references, Program(is_signed=True)),
    "set off, wrong customer": (sets_off, Program(letters="AA")),
    "dues of an association": (collects_dues, Program(scope="file", letters="AAA", is_dated=False)),
    "two years in one file": (keeps_two_years, Program("\t", "cp1252", scope="year", is_shuffled=True)),
    "corrections by minus": (corrects_itself, Program(letters="AA", is_dated=False, corrects_by_minus=True)),
    "dollars": (sells_abroad, Program(journals=("VTE", "BNP", "ODG", "RAN", "CAI"))),
    "mandates of the State": (works_for_the_state, Program(is_shuffled=True)),
    "dealers, discount and rebate": (rebates_dealers, Program(letters="AA")),
    "round sums": (pays_round_sums, Program("|", letters="AA", is_dated=False)),
    "headquarters": (pays_for_its_stores, Program(letters="1", scope="file")),
    "subscriptions": (rents_software, Program(letters="1", scope="file", is_dated=False)),
    "a factor": (assigns_to_a_factor, Program("\t", "utf-8-sig")),
}
