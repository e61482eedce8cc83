"""Firms that book-keepers know: wholesale, hotel, wine, rents, school, web shop, sick fund, building, garage, agency.

The rules of lettering were mended looking at firms like these, so they flatter; `firms_at_work` were written after.
"""

from __future__ import annotations

from collections import defaultdict

from benchmarks.firms import YEAR_END, Customer, Firm, Program

Item = tuple[int, int, str]  # day, cents, document


def sells_wholesale(firm: Firm) -> None:
    """All of a month 45 days after its end, but for what waits for the next; credit notes netted; some by invoice."""
    for to in firm.customers(40):
        is_by_month, day, months = firm.likely(0.7), firm.rng.randrange(20), defaultdict(list)
        while day < YEAR_END:
            cents = firm.amount(firm.rng.choice((20_000, 90_000)))
            months[day // 30].append((day, cents, f"FA{firm.document():06d}"))
            if firm.likely(0.06):
                months[day // 30].append((day + 2, -(cents // firm.rng.choice((2, 3, 5))), f"AV{firm.document():06d}"))
            day += firm.rng.randrange(1, firm.rng.choice((6, 10, 25)))
        held: list[Item] = []
        for month, sold in sorted(months.items()):
            kept = [item for item in [*held, *sold] if not is_by_month or not firm.likely(0.03)]
            held = [item for item in [*held, *sold] if item not in kept]
            batches = [kept] if is_by_month else [[item] for item in kept if item[1] > 0]
            for batch in batches:
                total = sum(item[1] for item in batch)
                on = month * 30 + 75 if is_by_month else batch[0][0] + firm.rng.randrange(25, 55)
                group = firm.letter(on) if total > 0 else None
                settle(firm, to, batch, group)
                if group:
                    firm.payment(to, on, total, group, f"VRT {to.name}")
        settle(firm, to, held, None)


def settle(firm: Firm, to: Customer, items: list[Item], group: int | None) -> None:
    """Book these invoices and credit notes under one letter."""
    for day, cents, document in items:
        firm.sale(to, day, cents, group, document, f"{'Facture' if cents > 0 else 'Avoir'} {document} {to.name}")


def keeps_a_hotel(firm: Firm) -> None:
    """411000 without code, names in labels: cards, cheques, transfers, deposits with the balance on leaving."""
    guests = Customer("411000", "", "CLIENTS DIVERS")
    for day in range(45, YEAR_END):
        for _ in range(firm.rng.choice((0, 1, 1, 2, 3))):
            who, way, number = firm.person(), firm.rng.random(), firm.document()
            cents = firm.rng.choice((7_900, 8_900, 9_900, 17_800)) if firm.likely(0.55) else firm.amount(15_000, 0.4)
            group = firm.letter(day + 35) if firm.likely(0.93) else None
            firm.sale(guests, day, cents, group, f"{number:05d}", f"Facture {number} {who}")
            if group and way < 0.4:
                firm.payment(guests, day + firm.rng.choice((0, 0, 1)), cents, group, f"CB {who}")
            elif group and way < 0.9:
                firm.payment(
                    guests, day + firm.rng.randrange(1, 35), cents, group, f"{firm.rng.choice(('VIR', 'CHQ'))} {who}"
                )
            elif group:
                firm.payment(guests, day - firm.rng.randrange(5, 40), cents * 3 // 10, group, f"Acompte {who}")
                firm.payment(guests, day, cents - cents * 3 // 10, group, f"CB solde {who}")


def draws_bills(firm: Firm) -> None:
    """A bill of exchange for each month, on 413; what comes back unpaid is paid by transfer."""
    for to in firm.customers(40):
        months: dict[int, list[Item]] = defaultdict(list)
        day = firm.rng.randrange(15)
        while day < YEAR_END:
            months[day // 30].append((day, firm.amount(50_000), f"F{firm.document()}"))
            day += firm.rng.randrange(6, 30)
        for month, items in months.items():
            on, total = 30 * month + 30 + firm.rng.randrange(8), sum(item[1] for item in items)
            group = firm.letter(on)
            settle(firm, to, items, group)
            if not group:
                continue
            firm.transfer(to, on, -total, group, f"LCR {to.name}", "41300000", f"LCR{month:02d}")
            back, later = on + 35, on + 40 + firm.rng.randrange(25)
            if firm.likely(0.06) and later <= YEAR_END:
                again = firm.letter()
                firm.payment(to, back, -total, again, f"IMPAYE LCR {to.name}")
                firm.payment(to, later, total, again, f"VIR {to.name}")


def grows_wine(firm: Firm) -> None:
    """Payments that bear the invoice's number, one in twelve another one; openings without detail."""
    for to in firm.customers(80):
        for _ in range(firm.rng.choice((0, 0, 1, 2))):
            cents, on = firm.amount(80_000), firm.rng.randrange(3, 70)
            group = firm.letter() if firm.likely(0.8) else None
            firm.book("AN", 0, [(to, cents, group, "S.A.N.")], "x", "89000000")
            if group:
                firm.payment(to, on, cents, group, to.name, f"2{firm.rng.randrange(10**5):05d}")
        day, price = firm.rng.randrange(90), firm.amount(40_000)
        while day < YEAR_END:
            cents, number = price if firm.likely(0.3) else firm.amount(60_000), firm.document()
            on = day + max(0, int(firm.rng.gauss(50, 25)))
            group = firm.letter(on) if firm.likely(0.9) else None
            firm.sale(to, day, cents, group, f"24{number:04d}", to.name)
            if group and firm.likely(0.06):
                firm.sale(to, day + 2, -cents, group, f"24{firm.document():04d}", f"AVOIR {to.name}")
            elif group:
                told = number if firm.likely(0.92) else number + firm.rng.choice((-1, 1, 10, 100))
                firm.payment(to, on, cents, group, to.name, f"24{told:04d}")
            day += firm.rng.randrange(4, 90)


def lets_flats(firm: Firm) -> None:
    """Rent and charges, a part of it by the family fund, some late by months."""
    for to in firm.customers(50, firm.person):
        rent = firm.rng.randrange(400, 1_200) * 100 + firm.rng.choice((0, 3_000, 5_500))
        fund, is_late = firm.rng.choice((0, 0, 0, firm.rng.randrange(5_000, 30_000))), firm.likely(0.15)
        for month in range(12):
            day, late = 30 * month, is_late and firm.likely(0.4)
            on = day + firm.rng.randrange(6, 12) + (firm.rng.randrange(20, 60) if late else 0)
            group = firm.letter(on)
            firm.sale(to, day, rent, group, f"L24{month + 1:02d}", f"LOYER {month + 1:02d}/2024 {to.name}")
            if group and fund:
                firm.payment(to, day + 5, fund, group, f"VIR CAF {month + 1:02d}24")
            if group:
                firm.payment(to, on, rent - fund, group, f"VIR {to.name} LOYER")


def is_paid_by_a_factor(firm: Firm) -> None:
    """The factor as a customer: one transfer for three to forty invoices, less his fee; some wait."""
    factor = Customer("41190000", "FACTO", "FACTOR")
    pending = [(day, firm.amount(200_000, 0.1), f"FC{firm.document():05d}") for day in range(YEAR_END)]
    while pending:
        count = firm.rng.randrange(3, 40)
        items, pending = pending[:count], pending[count:]
        waiting = [item for item in items[1:-1] if firm.likely(0.04)]
        kept, on = [item for item in items if item not in waiting], items[-1][0] + firm.rng.randrange(4, 9)
        group, total = firm.letter(on), sum(item[1] for item in kept)
        settle(firm, factor, kept, group)
        settle(firm, factor, waiting, None)
        if group:
            fee = total * 123 // 10_000
            firm.payment(factor, on, total - fee, group, "VIR FACTOR")
            firm.transfer(factor, on, -fee, group, "COMMISSION FACTOR", "62200000")


def keeps_a_school(firm: Firm) -> None:
    """Families in one account, ten equal instalments by cheque, names in labels; some stop paying."""
    families, deposits = Customer("411100", "", "FAMILLES"), defaultdict(list)
    for _ in range(120):
        who, cents, parts = firm.person(), firm.rng.choice((95_000, 120_000, 138_000)), firm.rng.choice((1, 3, 10, 10))
        day, group = firm.rng.randrange(10, 40), None if firm.likely(0.1) else firm.letter()
        firm.sale(families, day, cents, group, f"S{firm.document()}", f"SCOLARITE {who}")
        for n in range(parts if group else max(0, parts - 3)):
            part = cents // parts if n < parts - 1 else cents - cents // parts * (parts - 1)
            deposits[(day + 10 + 30 * n) // 7 * 7].append((families, -part, group, f"CHQ {who}"))
    for day, cheques in sorted(deposits.items()):
        firm.book("BQ", day, cheques, f"REM{day}", "51200000")


def runs_a_web_shop(firm: Firm) -> None:
    """One account; the processor pays after two days all orders of a day, less refunds and his commission."""
    orders = Customer("411WEB", "", "CLIENTS INTERNET")
    for day in range(YEAR_END - 3):
        group, total, count = firm.letter(), 0, firm.rng.choice((0, 2, 4, 6, 9))
        for _ in range(count):
            cents = firm.rng.choice((1_990, 2_990, 3_990, 5_980)) if firm.likely(0.5) else firm.amount(6_000, 0.1)
            number, total = 100_000 + firm.document(), total + cents
            firm.sale(orders, day, cents, group, f"CMD{number}", f"COMMANDE {number} {firm.person()}")
        if total > 3_500 and firm.likely(0.15):
            total -= 1_990
            firm.sale(orders, day, -1_990, group, f"AV{firm.document()}", f"REMBOURSEMENT {firm.person()}")
        if total:
            fee = total * 19 // 1_000 + 25 * count
            firm.payment(orders, day + 2, total - fee, group, "PAYOUT")
            firm.transfer(orders, day + 2, -fee, group, "COMMISSION PSP", "62700000")


def bills_a_sick_fund(firm: Firm) -> None:
    """A nurse: lots of 4 to 50 bills of like amounts in one transfer, some rejected; patients pay their part."""
    fund, day, lot = Customer("41100000", "CPAM", "CPAM"), 0, 300
    while day < YEAR_END - 20:
        group, total, lot, is_told = firm.letter(), 0, lot + 1, firm.likely(0.4)
        for _ in range(firm.rng.randrange(4, 50)):
            cents = firm.rng.choice((2_650, 2_500, 1_260, 755)) if firm.likely(0.7) else firm.rng.randrange(500, 9_000)
            is_rejected, number = firm.likely(0.02), firm.document()
            told = f"LOT {lot}" if is_told else firm.person()
            firm.sale(fund, day, cents, None if is_rejected else group, f"{number:06d}", f"FSE {number} {told}")
            total, day = total + (0 if is_rejected else cents), day + firm.likely(0.3)
        firm.payment(
            fund, day + firm.rng.randrange(3, 8), total, group, f"VIR CPAM LOT {lot}" if is_told else "VIR CPAM"
        )
        day += 1
    for to in firm.customers(40, firm.person):
        for _ in range(firm.rng.randrange(1, 6)):
            day, cents = firm.rng.randrange(YEAR_END - 40), firm.rng.choice((2_650, 2_500, 5_000, 795))
            group = firm.letter() if firm.likely(0.9) else None
            firm.sale(to, day, cents, group, f"{firm.document():06d}", f"FSE {to.name}")
            if group:
                firm.payment(to, day + firm.rng.randrange(30), cents, group, firm.rng.choice(("CHEQUE", "CB")))


def builds(firm: Firm) -> None:
    """Progress bills, 5 % of some held back on 4117, a share of common costs taken off."""
    for to in firm.customers(25):
        day, whole, is_held = firm.rng.randrange(30), firm.amount(3_000_000, 0.3), firm.likely(0.5)
        for step in range(firm.rng.randrange(3, 9)):
            cents, document = whole * firm.rng.randrange(6, 20) // 100, f"SIT{firm.document()}"
            on = day + int(firm.rng.gauss(50, 10))
            group, held = firm.letter(on), cents // 20 if is_held else 0
            shared = cents * 15 // 1_000 if firm.likely(0.3) else 0
            firm.sale(to, day, cents, group, document, f"SITUATION {step + 1} {to.name}")
            if held:
                guarantee = Customer("41170000", to.code, to.name)
                parts = [(to, -held, group, f"RG SIT {step + 1}"), (guarantee, held, None, f"RG SIT {step + 1}")]
                firm.book("OD", day, parts, document, "47100000")
            if group and shared:
                firm.transfer(to, on, -shared, group, "COMPTE PRORATA", "60800000")
            if group:
                firm.payment(to, on, cents - held - shared, group, f"VIR {to.name}")
            day += firm.rng.randrange(25, 40)


def mends_cars(firm: Firm) -> None:
    """411DIV: cards within days, transfers that tell FACT 0301, cheques; companies by the month."""
    divers, firm.number = Customer("411DIV", "", "CLIENTS DIVERS"), 200
    for day in range(YEAR_END - 30):
        for _ in range(firm.rng.choice((0, 1, 2, 3))):
            cents = firm.amount(25_000, 0.1) if firm.likely(0.8) else firm.rng.choice((4_900, 7_900, 11_900))
            number, way, group = firm.document(), firm.rng.random(), firm.letter() if firm.likely(0.95) else None
            firm.sale(divers, day, cents, group, f"{number:04d}", f"FACT {number:04d}")
            if group:
                told = "CB" if way < 0.45 else f"FACT {number:04d}" if way < 0.7 else "CHEQUE"
                on = day + (firm.rng.choice((0, 1, 1, 2)) if way < 0.45 else firm.rng.randrange(25))
                firm.payment(divers, on, cents, group, told)
    for to in firm.customers(15):
        for month in range(12):
            days = sorted(30 * month + firm.rng.randrange(28) for _ in range(firm.rng.randrange(1, 9)))
            items = [(day, firm.amount(30_000, 0.1), f"{firm.document():04d}") for day in days]
            on = 30 * month + 60 + firm.rng.randrange(4)
            group = firm.letter(on)
            settle(firm, to, items, group)
            if group:
                firm.payment(to, on, sum(item[1] for item in items), group, f"VIR {to.name}")


def works_as_an_agency(firm: Firm) -> None:
    """Prepaid, paid in part, paid twice and refunded, credited in part, never paid."""
    for to in firm.customers(40):
        day = firm.rng.randrange(30)
        while day < YEAR_END - 60:
            cents, document, way = firm.amount(60_000, 0.3), f"FA-{firm.document():04d}", firm.rng.random()
            group, on = firm.letter(), day + firm.rng.randrange(20, 50)
            if 0.1 <= way < 0.2:
                group = None
            firm.sale(to, day, cents, group, document, f"{to.name} {document}")
            if way < 0.1:
                firm.payment(to, on, cents, group, f"VIR {to.name} {document}")
                twice = firm.letter()
                firm.payment(to, on + firm.rng.randrange(1, 6), cents, twice, f"VIR {to.name} {document}")
                firm.payment(to, on + firm.rng.randrange(8, 30), -cents, twice, f"REMBT TROP PERCU {to.name}")
            elif way < 0.15:
                firm.payment(to, on, cents // 3, None, f"VIR {to.name} acompte {document}")
            elif 0.2 <= way < 0.3:
                firm.payment(to, max(0, day - firm.rng.randrange(3, 30)), cents, group, f"VIR {to.name} DEVIS")
            elif 0.3 <= way < 0.4:
                credit = cents // firm.rng.choice((4, 5, 10))
                firm.sale(to, day + 10, -credit, group, f"AV-{firm.document():04d}", f"Avoir s/ {document}")
                firm.payment(to, on, cents - credit, group, f"VIR {to.name}")
            elif group:
                firm.payment(to, on, cents, group, f"VIR {to.name} {document if firm.likely(0.4) else ''}".strip())
            day += firm.rng.randrange(5, 40)


IN_TRADE = {
    "wholesale by the month": (sells_wholesale, Program()),
    "a hotel, 411000": (keeps_a_hotel, Program(";", letters="AA")),
    "bills of exchange on 413": (draws_bills, Program(letters="AAA", scope="file")),
    "a wine grower": (grows_wine, Program("|", letters="AA", is_dated=False)),
    "a landlord": (lets_flats, Program()),
    "paid by a factor": (is_paid_by_a_factor, Program(letters="AA")),
    "a school, 411100": (keeps_a_school, Program(letters="AAA", scope="file", is_dated=False)),
    "a web shop, 411WEB": (runs_a_web_shop, Program(letters="AA", is_dated=False)),
    "a sick fund": (bills_a_sick_fund, Program(is_signed=True, is_dated=False)),
    "a builder, guarantees on 4117": (builds, Program()),
    "a garage, 411DIV": (mends_cars, Program(letters="AA", is_dated=False)),
    "an agency": (works_as_an_agency, Program("\t", "cp1252")),
}
