"""Are the credits of a file written negative, so that debit + credit is nil and not debit − credit?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from ardoise.formats.fec.balance import KEY
from ardoise.formats.fec.receivables import identity

SURE = 50
"""So many entries that balance only with their credits turned, and none otherwise, settle it before the end."""

Verdict = Literal["plain", "turned", "unknown"]


class TurnedError(Exception):
    """The credits are written negative: the file is to be read again with its credits turned."""


@dataclass
class Signs:
    """What the signs of the amounts tell, block by block."""

    has_positive: bool = False  # among the credits
    has_negative: bool = False
    plain: int = 0  # entries with negative credits, or beside them, that balance as they are written
    turned: int = 0  # entries that balance only with their credits turned

    def add(self, frame: pl.DataFrame) -> None:
        """One more block; entries are asked only where a credit is negative."""
        credit = pl.col("credit_cents")
        lowest, highest = frame.select(credit.min().alias("lowest"), credit.max().alias("highest")).row(0)
        self.has_positive |= highest > 0
        self.has_negative |= lowest < 0
        if lowest < 0:
            named = frame.with_columns(pl.col("journal", "number").str.strip_chars(), identity())
            sums = named.group_by(KEY).agg(pl.col("debit_cents").sum(), credit.sum())
            debit = pl.col("debit_cents")
            is_plain, is_opposed = (debit == credit) & (debit != 0), (debit == -credit) & (debit != 0)
            plain, turned = sums.select(is_plain.sum().alias("plain"), is_opposed.sum().alias("turned")).row(0)
            self.plain, self.turned = self.plain + plain, self.turned + turned

    @property
    def is_sure(self) -> bool:
        """Is it plain before the end of the file that its credits are written negative?"""
        return self.turned >= SURE and not self.plain and not self.has_positive

    @property
    def has_credits(self) -> bool:
        return self.has_positive or self.has_negative

    def verdict(self, debit_cents: int, credit_cents: int) -> Verdict:
        """How the credits are written: the totals of the file decide, else most of its entries."""
        if not self.has_negative or debit_cents == credit_cents:
            return "plain"
        if debit_cents + credit_cents == 0:
            return "turned"
        if self.has_positive:
            return "unknown" if self.turned > self.plain else "plain"
        return "turned" if self.turned > self.plain else "plain" if self.plain > self.turned else "unknown"
