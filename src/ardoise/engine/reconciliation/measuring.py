"""What matching would have made of the payments that a ledger tells, against the letters it has: on any real book."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import polars as pl

from ardoise.domain.ledger import ITEMS
from ardoise.domain.parties import CUSTOMERS
from ardoise.domain.reconciliation import HABITS, PAYERS, RECEIPTS, TOLERANCES, Tolerances
from ardoise.engine.reconciliation.matching import Matching, match

BANDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)


@dataclass
class Tally:
    """Payments that bear a letter, and what was proposed for them."""

    payments: int = 0
    proposed: int = 0
    sound: int = 0  # takes only lines of the payment's own letter
    exact: int = 0  # takes all of them, of a letter with one payment; sound, of one with several
    promised: float = 0.0  # Σ of the confidences of what is proposed


@dataclass
class Replay:
    """The measures of a ledger: of all, of what is automatic, and by confidence."""

    every: Tally = field(default_factory=Tally)
    automatic: Tally = field(default_factory=Tally)
    bands: dict[float, Tally] = field(default_factory=lambda: defaultdict(Tally))


def replay(book: pl.DataFrame, by_name: bool = False, tolerances: Tolerances = TOLERANCES) -> Replay:
    """The letters of a BOOK hidden, its payments taken for receipts, all else for open items; then compared.

    The receipts know their customer, or with `by_name` only what the account is called.
    """
    is_payment = (pl.col("kind") == "payment").fill_null(False) & (pl.col("amount_cents") < 0)
    counted = book.filter(pl.col("amount_cents") != 0)
    receipts = receipts_told(counted.filter(is_payment), by_name)
    found = match(
        receipts, items_told(counted.filter(~is_payment)), customers_told(book), pl.DataFrame(schema=PAYERS),
        pl.DataFrame(schema=HABITS), tolerances,
    )  # fmt: skip
    return judged(found, counted, frozenset(receipts.get_column("receipt").to_list()))


def receipts_told(payments: pl.DataFrame, by_name: bool) -> pl.DataFrame:
    """RECEIPTS made of the payments of a ledger."""
    whose = {"counterparty": "customer_name"} if by_name else {"customer": "customer"}
    told = payments.select(
        "currency", "label", receipt="entry", received_on="booked_on", amount_cents=-pl.col("amount_cents"),
        kind=pl.lit("transfer"), **whose,
    )  # fmt: skip
    return pl.concat([pl.DataFrame(schema=RECEIPTS), told], how="diagonal").select(list(RECEIPTS))


def items_told(entries: pl.DataFrame) -> pl.DataFrame:
    """ITEMS: entries as if nothing had been lettered."""
    unlettered = entries.with_columns(
        open_cents="amount_cents", is_due_derived=pl.lit(False), settled_later_on=pl.lit(None, pl.Date)
    )
    return unlettered.select(list(ITEMS))


def customers_told(book: pl.DataFrame) -> pl.DataFrame:
    """CUSTOMERS as far as a ledger knows them."""
    named = book.group_by("customer").agg(pl.col("customer_name").drop_nulls().first()).sort("customer")
    return pl.concat([pl.DataFrame(schema=CUSTOMERS), named], how="diagonal")


def judged(found: Matching, book: pl.DataFrame, payments: frozenset[int]) -> Replay:
    """The first explanations against the letters; payments without letter aren't judged."""
    columns = ("entry", "customer", "letter", "import_id")
    letters = {row[0]: row[1:] for row in book.select(columns).iter_rows() if row[2] is not None}
    groups: dict[object, set[int]] = defaultdict(set)
    for entry, letter in letters.items():
        groups[letter].add(entry)
    taken: dict[int, set[int]] = defaultdict(set)
    for receipt, entry in found.allocations.filter(rank=1).select("receipt", "entry").iter_rows():
        taken[receipt].add(entry)
    told = Replay()
    firsts = {row["receipt"]: row for row in found.matches.filter(rank=1).iter_rows(named=True)}
    for payment in sorted(payments & letters.keys()):
        row = firsts.get(payment, {"is_automatic": False, "confidence": 0.0})
        tallies = [told.every, *([told.automatic] if row["is_automatic"] else [])]
        if taken[payment]:
            tallies.append(told.bands[max(band for band in BANDS if band <= row["confidence"])])
        for tally in tallies:
            count(tally, taken[payment], groups[letters[payment]], payments, row["confidence"])
    return told


def count(tally: Tally, taken: set[int], group: set[int], payments: frozenset[int], confidence: float) -> None:
    """One payment more."""
    is_sound = bool(taken) and taken <= group
    tally.payments += 1
    tally.proposed += bool(taken)
    tally.sound += is_sound
    tally.exact += taken == group - payments if len(group & payments) == 1 else is_sound
    tally.promised += confidence if taken else 0.0
