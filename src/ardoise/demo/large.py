"""A large FEC for measuring: the same shape as the small firm's, written as a stream in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from heapq import heappop, heappush
from pathlib import Path
from random import Random
from typing import NamedTuple

from ardoise.demo.accounting import HEADER, euros, letter_code

LINES_PER_INVOICE = 5.235  # 3 or 4 for the invoice, 2 for nine payments in ten
RATES = (("701000", 200), ("706000", 100), ("707000", 55))


class Bill(NamedTuple):
    """An invoice that somebody will pay; ordered by the day of its payment."""

    paid_on: int
    document: int
    customer: int
    cents: int
    letter: str


def large(entries: int, seed: int, path: Path, year: int = 2025) -> Path:
    """Write one fiscal year of about so many lines, a third of them customers', and give the path back.

    Memory grows with the customers (one in a hundred lines) and the bills not yet paid, never with the lines.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\r\n")
        for chunk in _days(entries, Random(f"{seed}/large"), year):
            file.writelines(chunk)
    return path


def _days(entries: int, rng: Random, year: int) -> Iterator[list[str]]:
    """The lines of one day after another."""
    customers = max(20, entries // 100)
    bills_in_all = round(entries / LINES_PER_INVOICE)
    taken = [0] * customers
    waiting: list[Bill] = []
    number = document = 0
    first = date(year, 1, 1)
    for day in range(365):
        on = f"{first + timedelta(days=day):%Y%m%d}"
        lines: list[str] = []
        for _ in range(bills_in_all * (day + 1) // 365 - bills_in_all * day // 365):
            number, document = number + 1, document + 1
            bill = _bill(rng, day, document, taken)
            if bill.paid_on:
                heappush(waiting, bill)
            lines += _invoice(rng, number, on, bill, _on(first, bill.paid_on) if bill.letter else "")
        while waiting and waiting[0].paid_on <= day:
            number += 1
            lines += _payment(number, on, heappop(waiting))
        yield lines


def _bill(rng: Random, day: int, document: int, taken: list[int]) -> Bill:
    """A few customers buy most; nine bills in ten are paid, most about the thirtieth day."""
    customer = int(len(taken) * rng.random() ** 2)
    paid_on = day + 2 + int(rng.gammavariate(4, 10)) if rng.random() < 0.95 else 0
    letter = ""
    if 0 < paid_on < 365 and rng.random() < 0.97:
        letter = letter_code(taken[customer])
        taken[customer] += 1
    return Bill(paid_on, document, customer, 2_000 + int(rng.expovariate(1 / 90_000)), letter)


def _invoice(rng: Random, number: int, on: str, bill: Bill, lettered_on: str) -> list[str]:
    account, rate = RATES[bill.document % 3]
    net = (bill.cents * 1000 + (1000 + rate) // 2) // (1000 + rate)
    part = net // 4 if rng.random() < 0.55 else 0
    head = f"VE\tVentes\t{number}\t{on}\t"
    piece = f"F{bill.document:08d}\t{on}\tFacture F{bill.document:08d}\t"
    tail = f"\t\t\t{on}\t\t\r\n"
    lines = [
        f"{head}411000\tClients\tC{bill.customer:06d}\tClient inventé {bill.customer}\t{piece}"
        f"{euros(bill.cents)}\t0,00\t{bill.letter}\t{lettered_on}\t{on}\t\t\r\n",
        f"{head}{account}\tVentes\t\t\t{piece}0,00\t{euros(net - part)}{tail}",
        f"{head}445710\tTVA collectée\t\t\t{piece}0,00\t{euros(bill.cents - net)}{tail}",
    ]
    if part:
        lines.insert(2, f"{head}708500\tPorts et frais facturés\t\t\t{piece}0,00\t{euros(part)}{tail}")
    return lines


def _payment(number: int, on: str, bill: Bill) -> list[str]:
    head = f"BQ\tBanque\t{number}\t{on}\t"
    piece = f"R{bill.document:08d}\t{on}\tVirement F{bill.document:08d}\t"
    lettered_on = on if bill.letter else ""
    return [
        f"{head}512000\tBanque\t\t\t{piece}{euros(bill.cents)}\t0,00\t\t\t{on}\t\t\r\n",
        f"{head}411000\tClients\tC{bill.customer:06d}\tClient inventé {bill.customer}\t{piece}"
        f"0,00\t{euros(bill.cents)}\t{bill.letter}\t{lettered_on}\t{on}\t\t\r\n",
    ]


def _on(first: date, day: int) -> str:
    return f"{first + timedelta(days=day):%Y%m%d}"
