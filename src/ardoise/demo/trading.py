"""Two years of buying and paying: the movements of every customer, and which of them the accountant lettered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from ardoise.demo import scenes
from ardoise.demo.customers import Customer
from ardoise.domain import terms
from ardoise.domain.calendar import add_months, end_of_month, next_working_day, previous_working_day

MONTHS = 24
VAT = {"701": 200, "706": 100, "707": 55}  # thousandths: cellar equipment and wine, receptions, fine groceries


@dataclass(eq=False)
class Movement:
    """One line of the customer ledger, with what is needed to book it."""

    customer: Customer
    kind: str  # invoice | credit_note | payment | returned_payment | transfer | doubtful | shortfall
    on: date
    amount_cents: int
    due_on: date | None = None
    sales: tuple[tuple[str, int], ...] = ()  # (sales account, net cents) of an invoice or a credit note
    document: str = ""
    document_on: date | None = None
    label: str = ""
    about: list[Movement] = field(default_factory=list)  # the invoices a payment or a credit note speaks of
    currency: tuple[str, int] | None = None
    lettered_with: int | None = None  # number of its group
    lettered_on: date | None = None


@dataclass
class Book:
    """All movements, in order of day."""

    as_of: date
    movements: list[Movement] = field(default_factory=list)
    groups: int = 0

    def add(self, movement: Movement) -> Movement:
        self.movements.append(movement)
        return movement

    def letter(self, members: list[Movement], on: date) -> None:
        """The accountant puts one letter on them, unless she has not come to it yet."""
        if on > self.as_of or sum(m.amount_cents for m in members) != 0:
            return
        self.groups += 1
        for member in members:
            member.lettered_with, member.lettered_on = self.groups, on


def trade(seed: int, as_of: date, customers: list[Customer]) -> Book:
    """Everything the customers bought and paid in the 24 months up to `as_of`."""
    book = Book(as_of)
    for customer in customers:
        rng = Random(f"{seed}/{customer.code}")
        invoices = [book.add(invoice) for invoice in _invoices(rng, customer, as_of)]
        settle(rng, book, customer, invoices)
        if customer.scene:
            play(rng, book, customer, customer.scene)
    book.movements.sort(key=lambda m: (m.on, m.customer.code))
    number(book)
    return book


def _invoices(rng: Random, customer: Customer, as_of: date) -> list[Movement]:
    start = add_months(as_of.replace(day=1), -MONTHS)
    end = as_of - timedelta(days=100 if customer.scene else 0)
    days = (end - start).days
    count = round(customer.invoices_yearly * days / 365)
    on_days = sorted(previous_working_day(start + timedelta(days=rng.randrange(2, days))) for _ in range(count))
    return [
        invoice(rng, customer, day, int(customer.net_cents_typical * rng.lognormvariate(0, 0.45)) + 900)
        for day in on_days
    ]


def invoice(rng: Random, customer: Customer, on: date, net_cents: int) -> Movement:
    """An invoice of one or two rates of VAT."""
    main, other = rng.sample([*VAT], 2)
    part = net_cents * rng.randrange(10, 40) // 100 if rng.random() < 0.3 else 0
    sales = tuple((account, net) for account, net in ((main, net_cents - part), (other, part)) if net)
    gross = sum(net + vat_cents(account, net) for account, net in sales)
    return Movement(customer, "invoice", on, gross, terms.parse(customer.terms).due_on(on), sales)


def vat_cents(account: str, net_cents: int) -> int:
    """The VAT of a net amount at the account's rate, half up, away from zero."""
    sign = -1 if net_cents < 0 else 1
    return sign * ((abs(net_cents) * VAT[account] * 2 + 1000) // 2000)


def settle(rng: Random, book: Book, customer: Customer, invoices: list[Movement]) -> None:
    """Invoices that fall on the same payment day are paid by one transfer and lettered together."""
    batches: dict[date, list[Movement]] = defaultdict(list)
    for bill in invoices:
        day = payment_day(rng, customer, bill, book.as_of)
        if day is not None and day <= book.as_of:
            batches[day].append(bill)
        credit_note(rng, book, bill)
    for day, bills in sorted(batches.items()):
        pay(rng, book, customer, day, bills)


def payment_day(rng: Random, customer: Customer, bill: Movement, as_of: date) -> date | None:
    """When this customer pays this invoice; None: not in sight."""
    due_on = bill.due_on or bill.on
    age = 1 - (as_of - bill.on).days / (MONTHS * 31)
    habits: dict[str, Callable[[], int]] = {
        "prompt": lambda: rng.randrange(-6, 2),
        "ordinary": lambda: rng.randrange(-6, 10),
        "forgetful": lambda: rng.randrange(25, 75) if rng.random() < 0.22 else rng.randrange(0, 5),
        "late": lambda: rng.randrange(12, 42),
        "quarter_end": lambda: (quarter_end(due_on) - due_on).days,
        "deteriorating": lambda: int(75 * max(0.0, age) ** 2) + rng.randrange(0, 8),
        "debit": lambda: 0,
        "administrative": lambda: rng.randrange(0, 28),
    }
    late = habits[customer.habit]()
    if customer.habit in ("forgetful", "late") and rng.random() < 0.008:
        return None
    day = due_on + timedelta(days=late)
    if customer.habit in ("ordinary", "late") and customer.invoices_yearly > 8:  # pays twice a month
        day = day.replace(day=15) if day.day <= 15 else end_of_month(day)
    return next_working_day(max(day, bill.on + timedelta(days=1)))


def quarter_end(day: date) -> date:
    """The last day of that quarter."""
    return end_of_month(day.replace(day=1, month=(day.month + 2) // 3 * 3))


def credit_note(rng: Random, book: Book, bill: Movement) -> None:
    """Now and then part of an invoice is given back before it is paid."""
    on = next_working_day(bill.on + timedelta(days=rng.randrange(4, 14)))
    if rng.random() > 0.03 or on > book.as_of:
        return
    share = rng.choice((10, 15, 20, 30))
    sales = tuple((account, -(net * share // 100)) for account, net in bill.sales if net * share // 100)
    amount = sum(net + vat_cents(account, net) for account, net in sales)
    if amount:
        note = Movement(bill.customer, "credit_note", on, amount, sales=sales, about=[bill])
        bill.about.append(book.add(note))


def pay(rng: Random, book: Book, customer: Customer, day: date, bills: list[Movement]) -> None:
    """One transfer for several invoices, after whatever came before it; then the accountant letters the lot."""
    members = [*bills, *(note for bill in bills for note in bill.about if note.on <= day)]
    if sum(m.amount_cents for m in members) <= 0:
        return
    day = stumble(rng, book, customer, day, bills, members)
    if day > book.as_of:
        return
    members.append(payment(book, customer, day, -sum(m.amount_cents for m in members), bills))
    latest = max(m.on for m in members)
    book.letter(members, next_working_day(latest + timedelta(days=rng.randrange(0, 6))))


def stumble(
    rng: Random, book: Book, customer: Customer, day: date, bills: list[Movement], members: list[Movement]
) -> date:
    """The day the rest is paid, later if the bank took a debit back or only part came; a few euros may be let go."""
    due, chance = sum(m.amount_cents for m in members), rng.random()
    if customer.habit == "debit" and chance < 0.05:
        send_back(book, payment(book, customer, day, -due, bills), day + timedelta(days=6))
        return next_working_day(day + timedelta(days=26))
    if chance < 0.04:
        members.append(payment(book, customer, day, -(due * rng.randrange(30, 70) // 100), bills))
        return next_working_day(day + timedelta(days=rng.randrange(18, 45)))
    if chance < 0.055 and due > 50_000 and day < book.as_of - timedelta(days=30):
        short, let_go_on = rng.randrange(120, 1200), next_working_day(day + timedelta(days=20))
        members.append(book.add(Movement(customer, "shortfall", let_go_on, -short, about=bills)))
    return day


def payment(book: Book, customer: Customer, on: date, amount_cents: int, bills: list[Movement]) -> Movement:
    """Money received, with the invoices the payer quoted."""
    return book.add(Movement(customer, "payment", on, amount_cents, about=list(bills)))


def send_back(book: Book, paid: Movement, on: date) -> Movement | None:
    """The bank takes a direct debit back; None: it has not done so yet."""
    on = next_working_day(on)
    if on > book.as_of:
        return None
    returned = Movement(paid.customer, "returned_payment", on, -paid.amount_cents, about=paid.about)
    book.letter([paid, book.add(returned)], on)
    return returned


def play(rng: Random, book: Book, customer: Customer, scene: scenes.Scene) -> None:
    """What the customer left open for the day of the demo."""
    bills = []
    for days_overdue, net in scene.invoices:
        due_on = book.as_of - timedelta(days=days_overdue)
        on = previous_working_day(due_on - timedelta(days=terms.parse(customer.terms).days))
        bills.append(book.add(invoice(rng, customer, on, net)))
    if scene.foreign:
        bills[-1].currency = scene.foreign
    paid = bills[0].amount_cents - scene.short_cents if scene.short_cents else scene.paid_cents
    paid += sum(scene.plan.shares(bills[0].amount_cents)[: scene.plan.paid]) if scene.plan else 0
    if paid:
        quoted = bills[:1] if scene.short_cents else []
        payment(book, customer, previous_working_day(book.as_of - timedelta(days=8)), -paid, quoted)
    if scene.returned_days_ago is not None:
        debited = payment(book, customer, bills[0].due_on or bills[0].on, -bills[0].amount_cents, bills[:1])
        send_back(book, debited, previous_working_day(book.as_of - timedelta(days=scene.returned_days_ago)))
    if scene.is_doubtful:
        for bill in bills:
            make_doubtful(book, bill)


def make_doubtful(book: Book, bill: Movement) -> None:
    """The claim moves from 411 to 416; it stays the same document."""
    on = previous_working_day(book.as_of - timedelta(days=90))
    doubtful = book.add(Movement(bill.customer, "doubtful", on, bill.amount_cents, document_on=bill.on, about=[bill]))
    about = [bill, doubtful]
    out = book.add(Movement(bill.customer, "transfer", on, -bill.amount_cents, document_on=bill.on, about=about))
    book.letter([bill, out], on)


def number(book: Book) -> None:
    """Documents are numbered without a gap, in the order of their days; then everybody can quote them."""
    counts: dict[tuple[str, int], int] = defaultdict(int)
    for prefix, kind in (("F", "invoice"), ("AV", "credit_note"), ("REG", "payment"), ("REJ", "returned_payment")):
        for movement in (m for m in book.movements if m.kind == kind):
            counts[prefix, movement.on.year] += 1
            movement.document = f"{prefix}{movement.on.year % 100:02d}-{counts[prefix, movement.on.year]:05d}"
    for movement in book.movements:
        movement.document = movement.document or movement.about[0].document
        movement.document_on = movement.document_on or movement.on
        movement.label = label(movement)


def label(movement: Movement) -> str:
    """What the accountant wrote on the line."""
    quoted = " ".join(sorted(m.document for m in movement.about if m.kind == "invoice")[:4])
    means = "Prélèvement" if movement.customer.habit == "debit" else "Virement"
    return {
        "invoice": f"Facture {movement.document} {movement.customer.name}",
        "credit_note": f"Avoir {movement.document} sur {quoted}",
        "payment": f"{means} {movement.customer.name} {quoted}".rstrip(),
        "returned_payment": f"Rejet prélèvement {quoted} provision insuffisante",
        "transfer": f"Virement en douteux {quoted}",
        "doubtful": f"Client douteux {quoted}",
        "shortfall": f"Écart de règlement {quoted}",
    }[movement.kind][:200]
