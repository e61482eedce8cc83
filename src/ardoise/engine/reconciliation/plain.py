"""Receipts without a word of a payer nobody doubts, who owes the very amount once: the whole book at once, by joins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import polars as pl

from ardoise.domain.matching_odds import BOUNDS, KEPT, LUCKY
from ardoise.engine.lettering.candidates import UNITS
from ardoise.engine.reconciliation.accounts import columns_of
from ardoise.engine.reconciliation.choosing import Asked
from ardoise.engine.reconciliation.explaining import AHEAD, LEAST_OF_AMOUNT, MOST
from ardoise.engine.reconciliation.payers import CALLED_SO
from ardoise.engine.reconciliation.receipts import Payer

OTHERWISE = 1.1  # how strong, beside an item of the amount, are: nothing that fits (1), the oldest first (0.1)
PLAIN: dict[str, type] = {
    "receipt": int,
    "entry": int,
    "line": int,
    "document": str,
    "customer": str,
    "amount_cents": int,
    "confidence": float,
    "evidence": str,
    "payer": str,
    "apart": float,
    "doubt": str,
}
"""Receipts with the one item of their amount, how sure that is, and how the payer is known."""


def plainly_owed(
    asked: Sequence[Asked], items: pl.DataFrame, paid: pl.DataFrame, grouped: frozenset[str]
) -> pl.DataFrame:
    """PLAIN: where the payer has one item of the amount, one receipt claims it, and no other receipt may be his.

    The same as the search would find, which is left out where it can only find this. `paid`: the entries of NAMED.
    """
    wanted = pl.DataFrame(
        [
            (one.receipt.receipt, one.receipt.on, one.receipt.currency, one.receipt.cents, payer.customer,
             payer.score, payer.evidence)
            for one, payer in alone(asked, grouped)
        ],
        {"receipt": pl.Int64, "received": pl.Int64, "currency": pl.String, "cents": pl.Int64, "customer": pl.String,
         "score": pl.Float64, "payer": pl.String},
        orient="row",
    )  # fmt: skip
    if wanted.is_empty():
        return pl.DataFrame(schema=PLAIN)
    theirs = items.join(wanted, on="customer", how="semi").join(paid, on="entry", how="anti")
    owed = columns_of(theirs).filter(~pl.col("is_payment"))
    sized = owed.with_columns(size=pl.len().over("customer", "currency"))
    pairs = wanted.join(sized, on=["customer", "currency", "cents"])
    is_one = (pl.len().over("receipt") == 1) & (pl.len().over("entry") == 1)
    kept = pairs.filter(is_one, pl.col("on") <= pl.col("received") + AHEAD)
    return weighed(kept).select(list(PLAIN)).sort("receipt")


def alone(asked: Sequence[Asked], grouped: frozenset[str]) -> list[tuple[Asked, Payer]]:
    """The receipts of one payer that speak of nothing, where all receipts that may be his are such."""
    times = Counter(payer.customer for one in asked for payer in one.payers)
    found = [(one, one.payers[0]) for one in asked if is_plain(one)]
    plain = Counter(payer.customer for _, payer in found)
    return [
        (one, payer)
        for one, payer in found
        if times[payer.customer] == plain[payer.customer] and payer.customer not in grouped
    ]


def is_plain(one: Asked) -> bool:
    """One payer, surely called so, not a number nor a word nobody knows, no advice."""
    silent = not one.advice and not one.strange and one.receipt.is_silent
    if not silent or len(one.payers) != 1 or one.is_for_others or one.receipt.cents <= 0:
        return False
    (payer,) = one.payers
    return payer.score >= CALLED_SO and (not one.called or payer.customer in one.called)


def weighed(pairs: pl.DataFrame) -> pl.DataFrame:
    """How sure each is, as the search reckons it."""
    cents = pl.col("cents")
    unit = pl.coalesce(pl.when(cents % unit == 0).then(unit) for unit in UNITS)
    odds = (-(pl.col("size").clip(1) * unit / cents).log10()).clip(LEAST_OF_AMOUNT, MOST)
    item, both = 10.0**odds, 10.0 ** (odds + pl.col("score"))
    apart = both / (1 + both) * item / (item + OTHERWISE)
    told = pairs.with_columns(apart=apart, evidence=pl.lit("amount"), amount_cents=cents)
    doubt = pl.when(pl.col("apart") < LUCKY).then(pl.lit("luck"))
    return told.with_columns(confidence=((chance() * 10_000).floor() / 10_000).round(4), doubt=doubt)


def chance() -> pl.Expr:
    """`probability` of an amount over columns, by `apart`."""
    kept = KEPT["amount"]["amount"]
    return pl.coalesce(pl.when(pl.col("apart") >= bound).then(kept[place]) for place, bound in enumerate(BOUNDS))
