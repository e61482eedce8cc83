"""Invented cash application problems, in the form of the third party's benchmark: any seed, any size, truth included.

Own names, own amounts, the same kinds of awkwardness: numbers mistyped, cut or of another system, names abbreviated,
part payments, discounts, deductions, credit notes, payments made twice, too high, in advance or of nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

FIRST = date(2025, 3, 15)
ONES = """
    Amber Birch Cedar Delta Ember Frost Granite Harbor Indigo Juniper Keystone Lunar Mistral Nordic Opal Prime Quartz
""".split()  # noqa: SIM905
TWOS = "Field Gate Light Mount Peak Ridge Stone Water Wind Wood".split()  # noqa: SIM905
TRADES = """
    Bakery Catering Chemicals Engineering Foods Freight Furniture Hotels Insurance Machinery Motors Optics Paper
    Textiles
""".split()  # noqa: SIM905
FORMS = ["Ltd", "Inc", "Corp", "Co", "LLC", "Group", "Partners", "Services", "Systems", "Industries"]
SHORT = {"Engineering": "Eng", "Services": "Svcs", "Systems": "Sys", "Industries": "Ind", "Insurance": "Ins"}


@dataclass
class World:
    """A problem that grows."""

    rng: Random
    invoices: list[dict[str, Any]] = field(default_factory=list)
    payments: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    truth: list[dict[str, Any]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def invoice(self, customer: str, on: date, amount: float | None = None) -> dict[str, Any]:
        """One more invoice, unnumbered as yet."""
        row = {
            "customer_id": customer, "customer_name": self.names[customer], "invoice_date": on,
            "due_date": on + timedelta(self.rng.choice((30, 45, 60, 90))), "amount": amount or price(self.rng),
            "description": "Services",
        }  # fmt: skip
        self.invoices.append(row)
        return row

    def payment(self, on: date, customer: str, amount: float) -> dict[str, Any]:
        """A payment by this customer, his name written somehow."""
        name = self.names[customer]
        payer = written(name, self.rng) if self.rng.random() < 0.4 else name
        method = self.rng.choice(("CHECK", "WIRE", "ACH", "EFT"))
        told = {
            "CHECK": f"CK# {self.rng.randrange(1000, 1200)}", "ACH": f"ACH {payer}",
            "WIRE": "Wire Ref: " + "".join(self.rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=10)),
            "EFT": f"EFT-{self.rng.randrange(10**7, 10**8)}",
        }[method]  # fmt: skip
        row = {
            "payment_date": on, "payer_name": payer, "amount": round(amount, 2), "method": method,
            "reference_info": told,
        }  # fmt: skip
        self.payments.append(row)
        return row

    def tell(self, payment: dict[str, Any], invoice: dict[str, Any] | None, amount: float, memo: str = "") -> None:
        """A remittance line; its number is written when all are known."""
        self.lines.append({"payment": payment, "invoice": invoice, "amount": round(amount, 2), "memo": memo})

    def apply(self, payment: dict[str, Any], invoice: dict[str, Any], amount: float, kind: str) -> None:
        """What is true."""
        self.truth.append({"payment": payment, "invoice": invoice, "amount": round(amount, 2), "kind": kind})


def problem(seed: int, size: int) -> dict[str, Any]:
    """A problem of about so many invoices."""
    rng = Random(seed)
    world = World(rng)
    people(world, max(5, size * 45 // 100))
    kinds = list(KINDS)
    while len(world.invoices) < size:
        KINDS[rng.choice(kinds)](world, rng.choice(list(world.names)), FIRST + timedelta(rng.randrange(110)))
    return numbered(world)


def people(world: World, count: int) -> None:
    """Firms, and divisions of some of them under almost the same name."""
    rng, names = world.rng, []
    while len(names) < count * 2 // 3:
        one = rng.choice(ONES) + (rng.choice(TWOS).lower() if rng.random() < 0.3 else " " + rng.choice(TWOS))
        name = f"{one} {rng.choice(TRADES)}" + (f" {rng.choice(FORMS)}" if rng.random() < 0.7 else "")
        if name not in names:
            names.append(name)
    names += [f"{rng.choice(names)} Division {n}" for n in range(len(names) + 1, count + 1)]
    world.names = {f"CUST-{n:03d}": name for n, name in enumerate(names, 1)}


def price(rng: Random) -> float:
    """Three significant figures; the same ones come back."""
    return round(rng.choice((1.25, 4.99, 8.51, 17.0)) * 100) if rng.random() < 0.12 else float(
        f"{10 ** rng.uniform(2, 5.2):.3g}"
    )  # fmt: skip


def written(name: str, rng: Random) -> str:
    """The name as a bank may have it: in capitals, cut, abbreviated, its initials, split."""
    words = name.split(" Division ")[0].split()
    tail = f" Division {name.split(' Division ')[1]}" if " Division " in name and rng.random() < 0.6 else ""
    way = rng.randrange(6)
    if way == 0:
        return " ".join(words).upper() + tail
    if way == 1 and len(words) > 2:
        return " ".join(words[:-1]) + tail
    if way == 2:
        return " ".join([*words[:-1], SHORT.get(words[-1], words[-1][:4])]) + tail
    if way == 3 and len(words) > 2:
        return "".join(word[0] for word in words if word not in FORMS[:5]) + rng.choice(("", " Inc", " Corp"))
    if way == 4:
        return " ".join([words[0][0], *words[1:]]) + tail
    return " ".join([*words[:1], *(SHORT.get(word, word) for word in words[1:])]) + tail


def single(world: World, who: str, on: date) -> None:
    invoice = world.invoice(who, on)
    payment = world.payment(paid(world, on), who, invoice["amount"])
    world.tell(payment, invoice, invoice["amount"])
    world.apply(payment, invoice, invoice["amount"], "simple_1to1")


def silent(world: World, who: str, on: date) -> None:
    invoice = world.invoice(who, on)
    world.apply(world.payment(paid(world, on), who, invoice["amount"]), invoice, invoice["amount"], "no_remittance")


def several(world: World, who: str, on: date) -> None:
    invoices = [world.invoice(who, on + timedelta(world.rng.randrange(20))) for _ in range(world.rng.randrange(2, 5))]
    amounts = [row["amount"] for row in invoices]
    last = world.rng.random() < 0.25
    if last:
        amounts[-1] = round(amounts[-1] * world.rng.choice((0.3, 0.39, 0.4, 0.5, 0.62, 0.8)), 2)
    payment = world.payment(paid(world, on) + timedelta(20), who, sum(amounts))
    for invoice, amount in zip(invoices, amounts, strict=True):
        world.tell(payment, invoice, amount)
        world.apply(payment, invoice, amount, "multi_invoice")


def partly(world: World, who: str, on: date) -> None:
    invoice = world.invoice(who, on)
    amount = round(invoice["amount"] * world.rng.choice((0.26, 0.28, 0.3, 0.4, 0.47, 0.5, 0.61, 0.66, 0.72)), 2)
    payment = world.payment(paid(world, on), who, amount)
    memo = world.rng.choice(
        ("Progress payment #2", "Installment 1 of 4", "Partial payment per agreement", "Pmt on acct")
    )
    world.tell(payment, invoice, amount, memo)
    world.apply(payment, invoice, amount, "partial_payment")


def discounted(world: World, who: str, on: date) -> None:
    invoice = world.invoice(who, on)
    rate = world.rng.choice((1.0, 1.5, 2.0, 2.5, 3.0))
    amount = round(invoice["amount"] * (1 - rate / 100), 2)
    payment = world.payment(on + timedelta(world.rng.randrange(2, 12)), who, amount)
    memo = world.rng.choice((f"{rate}% discount taken", f"Net {100 - rate:g} terms", "Early payment terms applied"))
    world.tell(payment, invoice, amount, memo)
    world.apply(payment, invoice, amount, "discount_taken")


def deducted(world: World, who: str, on: date) -> None:
    invoice = world.invoice(who, on)
    kept = round(invoice["amount"] * world.rng.uniform(0.03, 0.18), 2)
    payment = world.payment(paid(world, on), who, invoice["amount"] - kept)
    world.tell(payment, invoice, invoice["amount"] - kept, f"Deduction: Damaged goods (-${kept})")
    world.apply(payment, invoice, invoice["amount"] - kept, "short_pay_deduction")


def credited(world: World, who: str, on: date) -> None:
    invoice = world.invoice(who, on)
    credit = world.invoice(who, on + timedelta(8), -round(invoice["amount"] * world.rng.uniform(0.1, 0.4), 2))
    payment = world.payment(paid(world, on) + timedelta(10), who, invoice["amount"] + credit["amount"])
    for row, memo in ((invoice, "Less credit"), (credit, "Credit applied")):
        world.tell(payment, row, row["amount"], memo)
        world.apply(payment, row, row["amount"], "credit_memo")


def overpaid(world: World, who: str, on: date) -> None:
    invoice = world.invoice(who, on)
    amount = round(invoice["amount"] * world.rng.uniform(1.03, 1.15), 2)
    payment = world.payment(paid(world, on), who, amount)
    world.tell(payment, invoice, amount, "Payment on account")
    world.apply(payment, invoice, invoice["amount"], "overpayment")


def twice(world: World, who: str, on: date) -> None:
    invoice = world.invoice(who, on)
    first = paid(world, on)
    for payment in [world.payment(first + timedelta(n * 3), who, invoice["amount"]) for n in range(2)]:
        world.tell(payment, invoice, invoice["amount"])
        if payment["payment_date"] == first:
            world.apply(payment, invoice, invoice["amount"], "duplicate_payment")


def unknown(world: World, who: str, on: date) -> None:
    """Nothing it could be for, with or without a word; and an invoice nobody pays."""
    payment = world.payment(on, who, price(world.rng))
    if world.rng.random() < 0.5:
        world.tell(payment, None, payment["amount"], "Advance payment")
    if world.rng.random() < 0.5:
        world.invoice(who, on)


KINDS = {
    "single": single, "single again": single, "silent": silent, "several": several, "several again": several,
    "partly": partly, "discounted": discounted, "deducted": deducted, "credited": credited, "overpaid": overpaid,
    "twice": twice, "unknown": unknown,
}  # fmt: skip


def paid(world: World, on: date) -> date:
    return on + timedelta(world.rng.randrange(7, 65))


def numbered(world: World) -> dict[str, Any]:
    """The problem with its numbers, in the order of days, as JSON would have it."""
    for n, row in enumerate(sorted(world.invoices, key=lambda r: r["invoice_date"]), 1):
        row["invoice_id"] = f"INV-{n:05d}"
    for n, row in enumerate(sorted(world.payments, key=lambda r: r["payment_date"]), 1):
        row["payment_id"] = f"PMT-{n:05d}"
    lines = [
        {
            "remittance_id": f"REM-{n:05d}", "payment_id": line["payment"]["payment_id"], "amount": line["amount"],
            "invoice_ref": garbled(line["invoice"], world.rng), "memo": line["memo"],
        }
        for n, line in enumerate(world.lines, 1)
    ]  # fmt: skip
    truth = [
        {
            "payment_id": one["payment"]["payment_id"], "invoice_id": one["invoice"]["invoice_id"],
            "applied_amount": one["amount"], "match_type": one["kind"],
        }
        for one in world.truth
    ]  # fmt: skip
    return {
        "invoices": [dated(row) for row in world.invoices], "payments": [dated(row) for row in world.payments],
        "remittance_lines": lines, "ground_truth": {"applications": truth},
    }  # fmt: skip


def dated(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}


def garbled(invoice: dict[str, Any] | None, rng: Random) -> str:
    """The invoice's number as the payer writes it: one in four not quite."""
    if invoice is None:
        return f"INV-{rng.randrange(90_000, 99_999)}"
    number = invoice["invoice_id"]
    digits = number.removeprefix("INV-")
    way = rng.randrange(24)
    place = rng.randrange(len(digits) - 1)
    return {
        0: f"INV-{int(digits)}", 1: f"Invoice #{int(digits)}", 2: f"PO-{rng.randrange(10_000, 99_999)}",
        3: "INV-" + digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :],
        4: "INV-" + digits[:place] + str(rng.randrange(10)) + digits[place + 1 :],
    }.get(way, number)  # fmt: skip
