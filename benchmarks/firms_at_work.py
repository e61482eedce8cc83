"""Firms written on 29 November 2026 with no look at the rules: who pays for whom, from what, and what goes wrong.

Each books its year; a letter is what a careful book-keeper would give.
"""

from __future__ import annotations

from benchmarks.firms import YEAR_END, Customer, Firm


def pays_what_is_due(firm: Firm) -> None:
    """Treasuries that pay on the 1st and the 15th what is due by then, terms of 30 to 60 days mixed, some disputed."""
    for to in firm.customers(40):
        is_told, owed, day = firm.likely(0.3), [], firm.rng.randrange(12)
        while day < YEAR_END:
            document = f"INV/2024/{firm.document():05d}"
            due = day + firm.rng.choice((30, 30, 45, 60))
            cents = firm.amount(firm.rng.choice((20_000, 120_000)))
            owed.append([due + (30 if firm.likely(0.05) else 0), day, cents, document])
            if firm.likely(0.06):
                owed.append(
                    [due, day + 5, -(cents // firm.rng.choice((2, 3, 5, 10))), f"RINV/2024/{firm.document():05d}"]
                )
            day += firm.rng.randrange(2, 25)
        for run in range(15, 2 * YEAR_END, 15):
            paid = [item for item in owed if run - 15 < item[0] <= run]
            total = sum(item[2] for item in paid)
            if total <= 0:
                paid = []
            group = firm.letter(run) if paid else None
            for item in owed:
                if run - 15 < item[0] <= run:
                    firm.sale(to, item[1], item[2], group, item[3], f"{item[3]} {to.name}")
            if paid and group:
                told = " ".join(item[3][-5:] for item in paid) if is_told else ""
                firm.payment(
                    to, run, total, group, f"BNK1/{run} {to.name} {told}".strip(), f"BNK1/2024/{firm.document():04d}"
                )


def sells_at_the_counter(firm: Firm) -> None:
    """One account 411DIVERS: a lump of cards each day, of cheques each week, cash by ticket, transfers of people."""
    divers = Customer("411DIVERS", "", "CLIENTS DIVERS")
    cheques: list[tuple[int, int]] = []
    for day in range(YEAR_END - 10):
        cards, card_group = 0, firm.letter()
        for _ in range(firm.rng.choice((0, 0, 1, 2, 3, 4))):
            cents = (
                firm.rng.choice((1_290, 2_490, 3_500, 4_900, 7_500)) if firm.likely(0.4) else firm.amount(12_000, 0.1)
            )
            way, document, who = firm.rng.random(), f"T{firm.document():05d}", firm.person()
            if way < 0.45:
                cards += cents
                firm.sale(divers, day, cents, card_group, document, f"Ticket {document}")
            elif way < 0.6:
                cheques.append((cents, firm.number))
                firm.sale(divers, day, cents, -1, document, f"Ticket {document} {who}")
            elif way < 0.75:
                group = firm.letter()
                firm.sale(divers, day, cents, group, document, f"Ticket {document}")
                firm.payment(divers, day, cents, group, f"ESPECES {document}", at="CA")
            elif way < 0.93:
                group, told = firm.letter(), f" {document}" if firm.likely(0.3) else ""
                firm.sale(divers, day, cents, group, document, f"Facture {document} {who}")
                firm.payment(divers, day + firm.rng.randrange(1, 10), cents, group, f"VIR {who}{told}")
            else:
                firm.sale(divers, day, cents, None, document, f"Facture {document} {who}")
        if cards:
            firm.payment(divers, day + firm.rng.choice((0, 1, 1)), cards, card_group, "REMISE CB")
        if day % 7 == 6 and cheques:
            group, total = firm.letter(), sum(cents for cents, _ in cheques)
            firm.lines = [line._replace(group=group) if line.group == -1 else line for line in firm.lines]
            firm.payment(divers, day, total, group, f"REMISE CHEQUES {len(cheques)}")
            cheques = []
    firm.lines = [line._replace(group=None) if line.group == -1 else line for line in firm.lines]


def debits_by_batch(firm: Firm) -> None:
    """A bill a month, one direct debit for all of them; what comes back is paid by transfer, with a fee or without."""
    customers = [(to, firm.amount(25_000, 0.5) if firm.likely(0.6) else 0) for to in firm.customers(70, firm.person)]
    for month in range(12):
        drawn, day = [], 30 * month
        for to, fixed in customers:
            cents, group = fixed or firm.amount(20_000), firm.letter(day + 8)
            firm.sale(to, day, cents, group, f"F{firm.document():06d}", f"Facture {firm.number} {to.name}")
            drawn.append((to, -cents, group, "PRLV SEPA"))
        firm.book("BQ", day + 8, drawn, f"PRLV{month + 1:02d}", "51200000")
        for to, cents, _, _ in drawn:
            if firm.likely(0.05):
                fee, back, later = (
                    firm.rng.choice((0, 0, 1_200, 1_500)),
                    day + 8 + firm.rng.randrange(2, 9),
                    firm.rng.randrange(5, 30),
                )
                group = firm.letter(back + later) if firm.likely(0.85) else None
                firm.payment(to, back, cents, group, f"REJET PRLV {to.name}")
                if fee:
                    firm.sale(to, back + 1, fee, group, f"F{firm.document():06d}", "Frais de rejet")
                if group:
                    firm.payment(to, back + later, fee - cents, group, firm.rng.choice(("VIR ", "CHQ ")) + to.name)


def takes_advances(firm: Firm) -> None:
    """A deposit on 4191 with the order, moved to 411 with the invoice; the rest paid at once or in two parts."""
    for to in firm.customers(45):
        held, day = Customer("41910000", to.code, to.name), firm.rng.randrange(60)
        while day < YEAR_END - 40:
            cents, document, part = firm.amount(150_000, 0.4), f"FA{firm.document():05d}", firm.rng.choice((0, 3, 4, 5))
            deposit, on = cents * part // 10, day + firm.rng.randrange(10, 40)
            rest, paid = cents - deposit, on + firm.rng.randrange(5, 50)
            group = firm.letter(paid + 30)
            if deposit:
                firm.book("BQ", day, [(held, -deposit, None, f"ACOMPTE {to.name}")], "", "51200000")
                firm.lines[-1] = firm.lines[-1]._replace(customer=Customer("51200000", "", ""))
            firm.sale(to, on, cents, group, document, f"Facture {document} {to.name}")
            if deposit:
                firm.book("OD", on, [(to, -deposit, group, f"REPRISE ACOMPTE {document}")], document, "41910000")
            if firm.likely(0.2) and group:
                first = rest * firm.rng.randrange(3, 7) // 10
                firm.payment(to, paid, first, group, f"VIR {to.name}")
                firm.payment(to, paid + firm.rng.randrange(3, 30), rest - first, group, f"VIR {to.name} SOLDE")
            elif group:
                firm.payment(to, paid, rest, group, f"VIR {to.name}" + (f" {document}" if firm.likely(0.4) else ""))
            day += firm.rng.randrange(20, 90)


def opens_without_references(firm: Firm) -> None:
    """Openings line by line that lost their numbers; transfers for some of them and for invoices of the year."""
    for to in firm.customers(50):
        items: list[tuple[int, int, str, str]] = []
        for _ in range(firm.rng.randrange(0, 6)):
            items.append(
                (0, firm.amount(70_000), "AN", f"A NOUVEAU {to.name}" if firm.likely(0.5) else "Solde anterieur")
            )
        day = firm.rng.randrange(5, 30)
        while day < YEAR_END:
            document = f"{firm.document():06d}"
            items.append((day, firm.amount(70_000), document, f"FACT {document}"))
            day += firm.rng.randrange(10, 60)
        paid_to = 25
        while items:
            taken, items = items[: (count := firm.rng.choice((1, 1, 1, 2, 3)))], items[count:]
            paid_to = max(paid_to + firm.rng.randrange(2, 15), taken[-1][0] + firm.rng.randrange(15, 50))
            group = firm.letter(paid_to) if firm.likely(0.93) else None
            for on, cents, document, label in taken:
                firm.book(
                    "VE" if on else "AN", on, [(to, cents, group, label)], document, "70600000" if on else "89000000"
                )
            if group:
                firm.payment(to, paid_to, sum(item[1] for item in taken), group, f"CHQ {firm.rng.randrange(10**7):07d}")


def sets_off(firm: Firm) -> None:
    """Customers who are suppliers, too; payments booked to the wrong customer and moved; balances cleared."""
    customers = firm.customers(45)
    for to in customers:
        day, is_supplier = firm.rng.randrange(30), firm.likely(0.35)
        while day < YEAR_END - 50:
            cents, document = firm.amount(80_000), f"FC{firm.document():05d}"
            on, group = day + int(firm.rng.gauss(40, 10)), firm.letter()
            firm.sale(to, day, cents, group, document, f"{to.name} {document}")
            if is_supplier and firm.likely(0.6):
                own = min(cents, firm.amount(30_000))
                firm.transfer(to, on, -own, group, f"COMPENSATION {to.name}", "40100000")
                if cents > own:
                    firm.payment(to, on + firm.rng.randrange(0, 12), cents - own, group, f"VIR {to.name}")
            elif firm.likely(0.06):
                wrong, moved = firm.rng.choice(customers), firm.letter()
                firm.payment(wrong, on, cents, moved, f"VIR {to.name}")
                later = on + firm.rng.randrange(1, 40)
                firm.book(
                    "OD",
                    later,
                    [(wrong, cents, moved, f"ERREUR {to.name}"), (to, -cents, group, f"ERREUR {wrong.name}")],
                    "OD",
                    "47100000",
                )
            else:
                firm.payment(to, on, cents, group, f"VIR {to.name}")
            day += firm.rng.randrange(8, 60)


def collects_dues(firm: Firm) -> None:
    """An association: dues of three prices in one account, paid by cheque, by platform lumps, by one for a family."""
    members, lump = Customer("411ADH", "", "ADHERENTS"), []
    for day in range(0, 300, 3):
        for _ in range(firm.rng.randrange(0, 6)):
            surname, cents, way = (
                firm.rng.choice(("DURIF", "PETIOT", "NAVARRO", "SOLER", "GRAS", "POMMIER"))
                if firm.likely(0.2)
                else firm.person().split()[0],
                firm.rng.choice((2_500, 4_000, 6_000)),
                firm.rng.random(),
            )
            label = f"COTISATION {surname} {firm.person().split()[1]}"
            if way < 0.35:
                firm.sale(members, day, cents, -1, f"A{firm.document():04d}", label)
                lump.append(cents)
            elif way < 0.5:
                group, other = firm.letter(), firm.rng.choice((2_500, 4_000))
                firm.sale(members, day, cents, group, f"A{firm.document():04d}", label)
                firm.sale(
                    members,
                    day,
                    other,
                    group,
                    f"A{firm.document():04d}",
                    f"COTISATION {surname} {firm.person().split()[1]}",
                )
                firm.payment(members, day + firm.rng.randrange(0, 20), cents + other, group, f"CHQ {surname}")
            else:
                group = firm.letter() if firm.likely(0.92) else None
                firm.sale(members, day, cents, group, f"A{firm.document():04d}", label)
                if group:
                    firm.payment(
                        members,
                        day + firm.rng.randrange(0, 25),
                        cents,
                        group,
                        f"CHQ {label.removeprefix('COTISATION ')}",
                    )
        if day % 15 == 0 and lump:
            group = firm.letter()
            firm.lines = [line._replace(group=group) if line.group == -1 else line for line in firm.lines]
            firm.payment(members, day + 2, sum(lump), group, "VIR HELLOASSO")
            lump = []
    firm.lines = [line._replace(group=None) if line.group == -1 else line for line in firm.lines]


def keeps_two_years(firm: Firm) -> None:
    """Two years in one file, the second opening what the first left open, each with its number; instalments."""
    for to in firm.customers(35, firm.person):
        day = firm.rng.randrange(60)
        while day < 2 * YEAR_END:
            cents, document, parts = (
                firm.amount(70_000, 0.4),
                f"{firm.document():05d}",
                firm.rng.choice((1, 1, 1, 2, 3)),
            )
            dates = [day + 30 * n + firm.rng.randrange(4, 25) for n in range(parts)]
            group = firm.letter() if dates[-1] < 2 * YEAR_END else None
            crosses = day < 366 <= dates[-1]
            if crosses and parts > 1:
                dates, parts = dates[:1], 1
            crosses = day < 366 <= dates[-1]
            firm.sale(to, day, cents, None if crosses else group, document, f"Facture {document}")
            if crosses:
                firm.book("AN", 366, [(to, cents, group, f"Facture {document}")], document, "89000000")
            for n, on in enumerate(dates if group else ()):
                part = cents // parts if n < parts - 1 else cents - cents // parts * (parts - 1)
                firm.payment(to, on, part, group, f"Reglement {document}" if firm.likely(0.3) else "Reglement client")
            day += firm.rng.randrange(15, 110)


def corrects_itself(firm: Firm) -> None:
    """Invoices reversed by a minus and made anew, the wrong amount, the wrong customer; payments booked twice."""
    customers = firm.customers(40)
    for to in customers:
        day = firm.rng.randrange(25)
        while day < YEAR_END - 50:
            cents, document, way, group = (
                firm.amount(60_000, 0.3),
                f"F24{firm.document():04d}",
                firm.rng.random(),
                firm.letter(),
            )
            on = day + int(firm.rng.gauss(35, 12)) if firm.likely(0.9) else day + 80
            if way < 0.12:
                wrong, again = (to if firm.likely(0.5) else firm.rng.choice(customers)), firm.letter()
                mistaken = cents if wrong is not to else cents + firm.rng.choice((900, 1_000, 9_000, -450))
                firm.sale(wrong, day, mistaken, again, document, f"{wrong.name}")
                firm.sale(wrong, day + firm.rng.randrange(0, 6), -mistaken, again, document, f"ANNULATION {document}")
                document = f"F24{firm.document():04d}"
            firm.sale(to, day + 1, cents, group, document, to.name)
            firm.payment(to, max(day + 1, on), cents, group, f"VIR {to.name}", f"B{firm.rng.randrange(10**4)}")
            if way > 0.94:
                twice = firm.letter()
                firm.payment(to, max(day + 1, on), cents, twice, f"VIR {to.name}", f"B{firm.rng.randrange(10**4)}")
                firm.payment(
                    to, max(day + 1, on) + firm.rng.randrange(1, 30), -cents, twice, "ANNULATION DOUBLE SAISIE"
                )
            day += firm.rng.randrange(6, 45)
