"""The customers' codes that receipts quote: who quotes one says who pays, and names no document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from ardoise.domain.payment_references import may_be_quoted, quoted
from ardoise.engine.reconciliation.receipts import Payer

TEXTS = ("creditor_reference", "end_to_end_id", "label")
NOT_SIGNS = r"[^0-9A-Z]+"
QUOTED = 2.5  # the logarithm of the odds that who quotes a customer's code is that customer
Row = dict[str, Any]


def codes_of(customers: pl.Series, documents: pl.Series, rows: Iterable[Row]) -> dict[str, str]:
    """Bare code → customer, of the codes that these rows of RECEIPTS may quote: one customer's, no document's number.

    Without those that no row writes: all codes of a large book are many.
    """
    texts = {row[column] for row in rows for column in TEXTS if row[column]}
    written = {word for text in texts for word in may_be_quoted(text)}
    codes = customers.str.to_uppercase().str.replace_all(NOT_SIGNS, "").rename("code")
    asked = pl.DataFrame([customers, codes]).filter(codes.is_in(list(written)))
    told = asked.filter(pl.col("code").is_unique(), pl.col("code") != "")
    if told.is_empty():
        return {}
    numbers = documents.str.to_uppercase().str.replace_all(NOT_SIGNS, "")
    taken = numbers.filter(numbers.is_in(told["code"].to_list()))
    return dict(told.filter(~pl.col("code").is_in(taken.implode())).select("code", "customer").iter_rows())


def in_own_numbers(items: pl.DataFrame, quoted_: Iterable[str]) -> frozenset[str]:
    """Of some customers, those whose code is a part of their own documents' numbers, such as C00080-26-1."""
    asked = list(quoted_)
    if not asked:
        return frozenset()
    customer, document = (pl.col(column).str.to_uppercase() for column in ("customer", "document"))
    own = items.select("customer", "document").filter(pl.col("customer").is_in(asked))
    holding = own.filter(document.str.contains(customer, literal=True))
    apart = (" " + word.str.replace_all(NOT_SIGNS, " ").str.strip_chars() + " " for word in (document, customer))
    whole = holding.filter(next(apart).str.contains(next(apart), literal=True))
    return frozenset(whole.get_column("customer").unique())


def without_codes(row: Row, codes: Mapping[str, str], kept: frozenset[str]) -> tuple[Row, list[Payer]]:
    """A row of RECEIPTS whose texts quote no customer's code any more, and whose it was: nobody's where two are.

    `kept`: customers whose code stays, since it may be a part of a document's number there.
    """
    if not codes:
        return row, []
    told = {column: quoted(row[column], codes) for column in TEXTS if row[column]}
    customers = frozenset().union(*(found for found, _ in told.values()))
    if len(customers) != 1:
        return row, []
    (customer,) = customers
    left = {} if customer in kept else {c: text for c, (_, text) in told.items()}
    return row | left, [Payer(customer, QUOTED, "payer_code", True)]
