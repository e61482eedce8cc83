"""The customers' codes that receipts quote: who quotes one says who pays, and names no document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from ardoise.domain.payment_references import bare, quoted
from ardoise.engine.reconciliation.receipts import Payer

TEXTS = ("creditor_reference", "end_to_end_id", "label")
QUOTED = 2.5  # the logarithm of the odds that who quotes a customer's code is that customer
Row = dict[str, Any]


def codes_of(customers: Iterable[str], documents: pl.Series) -> dict[str, str]:
    """Bare code → customer: those that are one customer's, and no document's number."""
    codes: dict[str, str | None] = {}
    for customer in customers:
        code = bare(customer)
        codes[code] = None if code in codes else customer
    numbers = documents.str.to_uppercase().str.replace_all(r"[^0-9A-Z]+", "").unique()
    taken = set(numbers.filter(numbers.is_in(list(codes))).to_list())
    return {code: customer for code, customer in codes.items() if customer and code and code not in taken}


def in_own_numbers(items: pl.DataFrame) -> frozenset[str]:
    """The customers whose code is a part of their own documents' numbers, such as C00080-26-1."""
    customer, document = (pl.col(column).str.to_uppercase() for column in ("customer", "document"))
    holding = items.select("customer", "document").filter(document.str.contains(customer, literal=True))
    apart = (" " + word.str.replace_all(r"[^0-9A-Z]+", " ").str.strip_chars() + " " for word in (document, customer))
    own = holding.filter(next(apart).str.contains(next(apart), literal=True))
    return frozenset(own.get_column("customer").unique())


def without_codes(row: Row, codes: Mapping[str, str], kept: frozenset[str]) -> tuple[Row, list[Payer]]:
    """A row of RECEIPTS whose texts quote no customer's code any more, and whose it was: nobody's where two are.

    `kept`: customers whose code stays, since it may be a part of a document's number there.
    """
    told = {column: quoted(row[column], codes) for column in TEXTS if row[column]}
    customers = frozenset().union(*(found for found, _ in told.values()))
    if len(customers) != 1:
        return row, []
    (customer,) = customers
    left = {} if customer in kept else {c: text for c, (_, text) in told.items()}
    return row | left, [Payer(customer, QUOTED, "payer_code", True)]
