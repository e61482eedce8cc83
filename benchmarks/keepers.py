"""Book-keepers and their ways: what becomes of careful letters in other hands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

Row = dict[str, Any]
Key = tuple[str, str]  # a customer and a letter of his

IN_ORDER_MAX = 8  # lines of one amount beyond which nobody goes by their order


def careful(rows: list[Row], rng: Random) -> list[Row]:
    """Every line with what it settles, by its number where there is one."""
    return rows


def in_order(rows: list[Row], rng: Random) -> list[Row]:
    """Of one amount, every other time, the first with the first, whatever the numbers say."""
    sides: dict[tuple[str, int], tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for lines in by_letter(rows).values():
        if len(lines) == 2:
            for row in lines:
                sides[row["customer"], abs(row["amount_cents"])][row["amount_cents"] < 0].append(row)
    told: dict[int, str] = {}
    for debits, credits_ in sides.values():
        if 1 < len(debits) <= IN_ORDER_MAX and rng.random() < 0.5:
            debits.sort(key=lambda row: row["line"])
            credits_.sort(key=lambda row: row["line"])
            for debit, credit in zip(debits, credits_, strict=True):
                told[credit["line"]] = debit["letter"]
    return [row | {"letter": told.get(row["line"], row["letter"])} for row in rows]


def when_square(rows: list[Row], rng: Random) -> list[Row]:
    """Of every other customer, all that stands between two moments of nothing owed under one letter."""
    told: dict[int, str] = {}
    for lines in by_customer(rows).values():
        owed, since = 0, []
        is_so = rng.random() < 0.5
        for row in lines:
            owed += row["amount_cents"]
            since.append(row)
            if owed == 0:
                letters = {one["letter"] for one in since}
                if is_so and None not in letters:
                    told |= {one["line"]: since[0]["letter"] for one in since}
                since = []
    return [row | {"letter": told.get(row["line"], row["letter"])} for row in rows]


def forgetful(rows: list[Row], rng: Random) -> list[Row]:
    """One letter in twelve forgotten, and all of the last month."""
    last = max(row["booked_on"] for row in rows) - timedelta(days=30)
    left = {
        key for key, lines in by_letter(rows).items()
        if rng.random() < 1 / 12 or max(row["booked_on"] for row in lines) > last
    }  # fmt: skip
    return [row | {"letter": None} if (row["customer"], row["letter"]) in left else row for row in rows]


def by_letter(rows: list[Row]) -> dict[Key, list[Row]]:
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if row["letter"]:
            groups[row["customer"], row["letter"]].append(row)
    return groups


def by_customer(rows: list[Row]) -> dict[str, list[Row]]:
    accounts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        accounts[row["customer"]].append(row)
    return accounts


KEEPERS: dict[str, Callable[[list[Row], Random], list[Row]]] = {
    "careful": careful,
    "in order": in_order,
    "when square": when_square,
    "forgetful": forgetful,
}


def kept(books: Iterator[tuple[str, list[Row]]], seed: int) -> Iterator[tuple[str, str, list[Row]]]:
    """Each book under each hand: its way of paying, the keeper, the rows."""
    for way, rows in books:
        for keeper, hand in KEEPERS.items():
            yield way, keeper, hand(rows, Random(f"{seed}/{way}/{keeper}"))
