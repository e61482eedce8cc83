"""Invented receipts whose truth is known: each way of paying by itself, some of them on purpose awkward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

TODAY = date(2026, 6, 30)
FORMS = ("SARL", "SAS", "SA", "EURL", "SCI", "Ets", "")
KINDS = ("Boulangerie", "Garage", "Menuiserie", "Transports", "Pharmacie", "Imprimerie", "Maçonnerie", "Domaine",
         "Restaurant", "Électricité", "Plomberie", "Scierie", "Clinique", "Négoce", "Traiteur", "Hôtel")  # fmt: skip
STARTS = ("Bel", "Mont", "Val", "Roche", "Font", "Chante", "Haute", "Saint-", "Ville", "Clair", "Beau", "Cour")
ENDS = ("grave", "fort", "mesnil", "ière", "bois", "court", "lune", "pré", "vigne", "sault", "argues", "anne")


@dataclass
class World:
    """Items, receipts and truth that grow."""

    rng: Random
    items: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    truth: dict[int, dict[int, int]] = field(default_factory=dict)  # receipt → entry → cents settled
    names: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    payers: list[dict[str, Any]] = field(default_factory=list)
    number: int = 10_000
    withheld_bp: tuple[int, ...] = ()  # rates of withholding that the company has set

    def customer(self, noise: int = 4) -> str:
        """One more customer, with some items nobody pays here; half of them have paid from their account before."""
        code = f"C{len(self.names):05d}"
        words = [self.rng.choice(KINDS), self.rng.choice(STARTS) + self.rng.choice(ENDS), self.rng.choice(FORMS)]
        self.names[code] = " ".join(filter(None, words))
        if self.rng.random() < 0.5:
            self.payers.append({"kind": "iban", "value": iban_of(code), "customer": code, "times": 3, "refused": 0})
        usual = cents(self.rng)
        for _ in range(self.rng.randrange(noise * self.rng.choice((1, 1, 2, 8)) + 1)):
            amount = usual if self.rng.random() < 0.15 else cents(self.rng)
            self.invoice(code, amount, self.rng.randrange(5, 120))
        return code

    def invoice(self, code: str, amount: int, age: int) -> dict[str, Any]:
        """An item that many days old; a credit note where the amount is negative."""
        self.number += self.rng.randrange(1, 4)
        on = TODAY - timedelta(age)
        entry = len(self.items) + 1
        row = {
            "entry": entry, "line": entry, "customer": code, "customer_name": self.names[code],
            "document": f"FA26{self.number:06d}", "document_on": on, "booked_on": on, "due_on": on + timedelta(30),
            "kind": "invoice" if amount > 0 else "credit_note", "is_due_derived": False, "amount_cents": amount,
            "open_cents": amount, "currency": "EUR",
        }  # fmt: skip
        self.items.append(row)
        return row

    def pay(
        self, code: str, amount: int, settled: dict[int, int], told: str = "", age: int = 0, by: str | None = None,
        kind: str = "transfer",
    ) -> None:  # fmt: skip
        """A receipt as a bank writes it: the payer's name whole, cut, in the label only, or his account alone."""
        receipt = len(self.receipts) + 1
        name = written(by or self.names[code], self.rng)
        way = self.rng.random()
        known = any(row["customer"] == code for row in self.payers[-400:]) and by is None
        self.receipts.append(
            {
                "receipt": receipt, "received_on": TODAY - timedelta(age), "amount_cents": amount, "currency": "EUR",
                "kind": kind, "label": label_of(name, told, way),
                "counterparty": None if way < 0.25 else name,
                "counterparty_iban": iban_of(code) if known and self.rng.random() < 0.8 else None,
                "reference": f"B{self.rng.randrange(10**9)}",
            }
        )  # fmt: skip
        self.truth[receipt] = settled


def iban_of(code: str) -> str:
    return f"FR76300040000{code}000000000"


def label_of(name: str, told: str, way: float) -> str:
    """Where there is no name of its own, the label has it."""
    noise = ("VIR SEPA RECU /DE", "VIREMENT DE", "VIR INST RE", "RECU DE")[int(way * 16) % 4]
    return f"{noise} {name} /MOTIF {told}".strip() if way < 0.6 else f"VIR SEPA {told}".strip()


def written(name: str, rng: Random) -> str:
    """A name in capitals, cut at so many letters, without its form, or abbreviated."""
    way = rng.randrange(5)
    if way == 0:
        return name.upper()[:18].strip()
    if way == 1:
        return " ".join(word for word in name.split() if word not in FORMS).upper()
    if way == 2:
        first, *rest = name.split()
        return " ".join([first[:4], *rest]).upper()
    return name.upper()


def cents(rng: Random) -> int:
    """Between 20 and some thousand euros, one in five round."""
    amount = 2_000 + int(rng.expovariate(1 / 80_000))
    return amount // 1_000 * 1_000 if rng.random() < 0.2 else amount


def typed(number: str, rng: Random) -> str:
    """The number with one digit wrong, missing, or swapped with the next."""
    place, way = rng.randrange(5, len(number) - 1), rng.randrange(3)
    if way == 0:
        return number[:place] + str((int(number[place]) + 1 + rng.randrange(8)) % 10) + number[place + 1 :]
    if way == 1:
        return number[:place] + number[place + 1 :]
    return number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def full(rows: list[dict[str, Any]]) -> dict[int, int]:
    return {row["entry"]: row["open_cents"] for row in rows}


def total(rows: list[dict[str, Any]]) -> int:
    return sum(row["open_cents"] for row in rows)


def several(world: World, code: str, low: int, high: int) -> list[dict[str, Any]]:
    return [world.invoice(code, cents(world.rng), 110 - 9 * n) for n in range(world.rng.randrange(low, high))]


def names_number(world: World) -> None:
    """One invoice, its number in the label."""
    code = world.customer()
    row = world.invoice(code, cents(world.rng), 50)
    world.pay(code, row["open_cents"], full([row]), world.rng.choice(("FACT ", "", "F/")) + row["document"])


def says_nothing(world: World) -> None:
    """One invoice, not a word."""
    code = world.customer()
    row = world.invoice(code, cents(world.rng), 50)
    world.pay(code, row["open_cents"], full([row]))


def mistypes(world: World) -> None:
    """One invoice, its number with a typing error."""
    code = world.customer()
    row = world.invoice(code, cents(world.rng), 50)
    world.pay(code, row["open_cents"], full([row]), typed(row["document"], world.rng))


def names_several(world: World) -> None:
    """Two to six invoices, all numbers in the label."""
    code = world.customer()
    rows = world.rng.sample(several(world, code, 4, 10), world.rng.randrange(2, 5))
    world.pay(code, total(rows), full(rows), " ".join(row["document"] for row in rows))


def names_some(world: World) -> None:
    """Several invoices, of which the label, cut short, names the first ones only."""
    code = world.customer(0)
    rows = several(world, code, 4, 7)
    world.pay(code, total(rows), full(rows), " ".join(row["document"] for row in rows[:2]) + " ...")


def pays_by_month(world: World) -> None:
    """One transfer for all invoices of a month."""
    code = world.customer()
    month = [world.invoice(code, cents(world.rng), 88 - n) for n in range(0, world.rng.randrange(4, 16), 2)]
    world.invoice(code, cents(world.rng), 10)
    world.pay(code, total(month), full(month))


def pays_oldest(world: World) -> None:
    """One transfer for the oldest invoices, nothing named."""
    code = world.customer(0)
    rows = several(world, code, 6, 11)[: world.rng.randrange(2, 5)]
    world.pay(code, total(rows), full(rows))


def picks(world: World) -> None:
    """One transfer for some of the invoices, not the oldest, not neighbours, nothing named."""
    code = world.customer(0)
    rows = several(world, code, 9, 15)
    chosen = world.rng.sample(rows, 3)
    world.pay(code, total(chosen), full(chosen))


def clears(world: World) -> None:
    """The whole balance."""
    code = world.customer(0)
    rows = several(world, code, 3, 20)
    world.pay(code, total(rows), full(rows))


def nets(world: World) -> None:
    """Invoices less a credit note, half of the time named."""
    code = world.customer()
    rows = several(world, code, 3, 7)[:2]
    rows.append(world.invoice(code, -(total(rows) // world.rng.randrange(4, 12)), 40))
    world.pay(code, total(rows), full(rows), " ".join(r["document"] for r in rows) if world.rng.random() < 0.5 else "")


def deducts(world: World) -> None:
    """Two percent for early payment, half of the time named."""
    code = world.customer()
    row = world.invoice(code, cents(world.rng) + 5_000, 12)
    told = row["document"] if world.rng.random() < 0.5 else ""
    world.pay(code, row["open_cents"] - round(row["open_cents"] * 2 / 100), full([row]), told)


def rounds(world: World) -> None:
    """To the euro, half of the time named."""
    code = world.customer()
    row = world.invoice(code, cents(world.rng) // 100 * 100 + world.rng.randrange(1, 49), 45)
    told = row["document"] if world.rng.random() < 0.5 else ""
    world.pay(code, row["open_cents"] // 100 * 100, full([row]), told)


def loses_charges(world: World) -> None:
    """A foreign transfer, of which banks kept something; named."""
    code = world.customer()
    row = world.invoice(code, cents(world.rng) + 60_000, 45)
    world.pay(
        code,
        row["open_cents"] - world.rng.choice((1_000, 1_250, 1_500, 2_300)),
        full([row]),
        row["document"] + " /CHRG SHA",
    )


def withholds(world: World) -> None:
    """Five per cent kept back by law or contract, a rate that the company has set; the invoice is named."""
    code = world.customer()
    row = world.invoice(code, cents(world.rng) + 60_000, 45)
    words = world.rng.choice(("", " RG 5%", " RETENUE DE GARANTIE", " PRECOMPTE", " RETENUE A LA SOURCE 5%"))
    world.pay(code, row["open_cents"] - round(row["open_cents"] / 20), full([row]), row["document"] + words)


def pays_in_parts(world: World) -> None:
    """An invoice by two or three receipts, named."""
    code = world.customer()
    row = world.invoice(code, cents(world.rng) + 50_000, 80)
    left, parts = row["open_cents"], world.rng.randrange(2, 4)
    for n in range(parts):
        part = left if n == parts - 1 else row["open_cents"] // parts
        world.pay(code, part, {row["entry"]: part}, f"ACOMPTE {row['document']}", age=40 - 10 * n)
        left -= part


def pays_for_group(world: World) -> None:
    """A parent pays for its subsidiaries, half of the time naming the numbers."""
    parent = world.customer(1)
    rows = []
    for _ in range(2):
        child = world.customer(2)
        world.groups[child] = parent
        rows += [world.invoice(child, cents(world.rng), 60), world.invoice(child, cents(world.rng), 50)]
    rows = rows[:3]
    told = " ".join(row["document"] for row in rows) if world.rng.random() < 0.5 else ""
    world.pay(parent, total(rows), full(rows), told, by=world.names[parent])


def is_everybody(world: World) -> None:
    """A catch-all account: small sales, many alike; who pays is no customer, and names the number half of the time."""
    code = world.customer(0)
    world.names[code] = "Clients divers"
    rows = [world.invoice(code, world.rng.choice((1_500, 2_990, 4_500, cents(world.rng))), 1 + n) for n in range(60)]
    for row in world.rng.sample(rows, 6):
        told = row["document"] if world.rng.random() < 0.5 else ""
        stranger = f"M {world.rng.choice(STARTS)}{world.rng.choice(ENDS)} {world.rng.choice(ENDS)}"
        world.pay(code, row["open_cents"], full([row]), told, by=stranger)


def subscribes(world: World) -> None:
    """The same amount every month; the oldest is paid."""
    code = world.customer(0)
    amount = cents(world.rng)
    rows = [world.invoice(code, amount, 100 - 30 * n) for n in range(3)]
    world.pay(code, amount, full(rows[:1]))


def is_huge(world: World) -> None:
    """A customer of 5,000 open items: one named, one of an odd amount, three named, three picked without a word."""
    code = world.customer(0)
    rows = [world.invoice(code, cents(world.rng), 1 + n % 150) for n in range(5_000)]
    once = [row for row in rows if row["open_cents"] % 1_000]
    for told in (True, False):
        for count in (1, 3):
            chosen = world.rng.sample(once, count)
            world.pay(code, total(chosen), full(chosen), " ".join(r["document"] for r in chosen) if told else "")


def pays_ahead(world: World) -> None:
    """A round sum on account: nothing it could be for."""
    code = world.customer()
    world.pay(code, world.rng.choice((50_000, 100_000, 200_000, 150_000)), {}, "ACOMPTE")


def pays_what_is_not_here(world: World) -> None:
    """An invoice of another ledger, or not yet booked, by a customer who owes others; at times it is named."""
    code = world.customer(0)
    several(world, code, 3, 25)
    told = f"FA25{world.rng.randrange(10**6):06d}" if world.rng.random() < 0.3 else ""
    world.pay(code, cents(world.rng), {}, told)


def pays_twice(world: World) -> None:
    """The same invoice again a week later."""
    code = world.customer()
    row = world.invoice(code, cents(world.rng), 70)
    told = row["document"] if world.rng.random() < 0.7 else ""
    for again in (False, True):
        world.pay(code, row["open_cents"], {} if again else full([row]), told, age=20 - 7 * again)


def is_stranger(world: World) -> None:
    """Money of somebody who owes nothing."""
    code = world.customer()
    world.pay(code, cents(world.rng), {}, by=f"{world.rng.choice(STARTS)}{world.rng.choice(ENDS)} {world.rng.random()}")


def is_transposed(world: World) -> None:
    """One invoice, two digits of the amount swapped, its number named: the difference is no usual one."""
    code = world.customer()
    row = world.invoice(code, 123_456 + world.rng.randrange(9_000) * 10, 45)
    text = str(row["open_cents"])
    paid = int(text[:1] + text[2] + text[1] + text[3:])
    settled = {row["entry"]: min(paid, row["open_cents"])}
    world.pay(code, paid, settled, row["document"])


WAYS: dict[str, Callable[[World], None]] = {
    "one invoice, named": names_number, "one invoice, not a word": says_nothing,
    "one invoice, number mistyped": mistypes, "several, all named": names_several, "several, some named": names_some,
    "by month, not a word": pays_by_month, "oldest first, not a word": pays_oldest, "picked, not a word": picks,
    "whole balance": clears, "credit note netted": nets, "discount of 2 %": deducts, "rounded to the euro": rounds,
    "bank charges": loses_charges, "5 % withheld": withholds, "in parts, named": pays_in_parts,
    "group payer": pays_for_group,
    "catch-all account": is_everybody, "same amount each month": subscribes, "5,000 open items": is_huge,
    "on account": pays_ahead, "what is not here": pays_what_is_not_here,
    "paid twice": pays_twice, "a stranger": is_stranger, "amount mistyped": is_transposed,
}  # fmt: skip


def world_of(way: Callable[[World], None], times: int, seed: int) -> World:
    """So many customers who pay that way, among as many others who owe."""
    world = World(Random(f"{way.__name__}{seed}"), withheld_bp=(500,) if way is withholds else ())
    for _ in range(times):
        world.customer()
        way(world)
    return world


def worlds(times: int, seed: int = 1) -> Iterator[tuple[str, World]]:
    """Each way of paying by itself; the huge customer once in twenty."""
    for name, way in WAYS.items():
        yield name, world_of(way, max(1, times // 20) if way is is_huge else times, seed)


def mixed(times: int, seed: int = 1) -> World:
    """All ways in one book, the usual ones more often."""
    world = World(Random(seed))
    usual = [names_number] * 8 + [says_nothing] * 6 + [names_several] * 3 + [pays_by_month, clears, pays_oldest] * 2
    for _ in range(times):
        world.customer()
        world.rng.choice([*usual, *(way for way in WAYS.values() if way not in (is_huge, is_everybody, withholds))])(
            world
        )
    return world
