"""Receipts by the hundred thousand against ten times as many items: seeded, each receipt pays one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from benchmarks.invented_receipts import ENDS, FORMS, KINDS, STARTS, TODAY, cents

ITEMS_PER_RECEIPT, ITEMS_PER_CUSTOMER = 10, 25


@dataclass(frozen=True)
class Scale:
    """A large book; `truth` is the entry each receipt pays, in their order."""

    receipts: Any
    items: Any
    customers: Any
    truth: Any


def scale(size: int, told: str) -> Scale:
    """So many receipts that tell a structured `reference`, a number in the `label`, or the payer's `name` alone."""
    import polars as pl

    from ardoise.domain.ledger import ITEMS
    from ardoise.domain.parties import CUSTOMERS
    from ardoise.domain.reconciliation import RECEIPTS

    rng = Random(7)
    many = size * ITEMS_PER_RECEIPT
    names = [name_of(rng) for _ in range(max(1, many // ITEMS_PER_CUSTOMER))]
    whose = [rng.randrange(len(names)) for _ in range(many)]
    asked = [cents(rng) for _ in range(many)]
    days = [TODAY - timedelta(rng.randrange(5, 150)) for _ in range(many)]
    items = pl.DataFrame(
        {
            "entry": range(1, many + 1), "line": range(1, many + 1), "customer": [f"C{n:06d}" for n in whose],
            "customer_name": [names[n] for n in whose], "document": [f"FA26{n:07d}" for n in range(1, many + 1)],
            "document_on": days, "booked_on": days, "due_on": [day + timedelta(30) for day in days],
            "amount_cents": asked, "open_cents": asked,
        }
    ).with_columns(kind=pl.lit("invoice"), currency=pl.lit("EUR"))  # fmt: skip
    paid = rng.sample(range(many), size)
    receipts = pl.DataFrame(
        {
            "receipt": range(1, size + 1), "amount_cents": [asked[n] for n in paid],
            "creditor_reference": [f"FA26{n + 1:07d}" if told == "reference" else None for n in paid],
            "label": [label_of(names[whose[n]], n, told) for n in paid],
            "counterparty": [None if told == "label" else names[whose[n]].upper()[:25] for n in paid],
        }
    ).with_columns(received_on=pl.lit(TODAY), currency=pl.lit("EUR"), kind=pl.lit("transfer"))  # fmt: skip
    customers = pl.DataFrame({"customer": [f"C{n:06d}" for n in range(len(names))], "customer_name": names})

    def whole(frame: pl.DataFrame, schema: dict[str, Any]) -> pl.DataFrame:
        return pl.concat([pl.DataFrame(schema=schema), frame], how="diagonal").select(list(schema))

    truth = pl.Series([n + 1 for n in paid])
    return Scale(whole(receipts, RECEIPTS), whole(items, ITEMS), whole(customers, CUSTOMERS), truth)


def name_of(rng: Random) -> str:
    """Some hundred thousand different firms."""
    middle = rng.choice("bcdfglmnprstv") + rng.choice("aeiou") + rng.choice(ENDS)
    words = (rng.choice(KINDS), rng.choice(STARTS) + rng.choice(ENDS), middle, rng.choice(FORMS))
    return " ".join(filter(None, words))


def label_of(name: str, n: int, told: str) -> str:
    return f"VIR SEPA RECU /DE {name.upper()[:20]} /MOTIF FACT FA26{n + 1:07d}" if told == "label" else "VIR SEPA"


def amounts(many: int) -> list[tuple[list[int], int]]:
    """A hundred times so many odd amounts, and what four of them make."""
    rng = Random(7)
    drawn = [[rng.randrange(1_000, 1_000_000) for _ in range(many)] for _ in range(100)]
    return [(one, sum(rng.sample(one, 4))) for one in drawn]
