"""What is carried along a FEC, block by block: totals, open entries, and the receivable lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from ardoise.formats.faults import Faults
from ardoise.formats.fec import balance, receivables
from ardoise.formats.fec.blocks import Block
from ardoise.formats.fec.columns import Header, is_quoted
from ardoise.formats.fec.rows import Rows, rows_of
from ardoise.formats.fec.signs import Signs, TurnedError
from ardoise.formats.reading import LedgerReading, no_entries


@dataclass
class Book:
    """What is carried from block to block."""

    header: Header
    faults: Faults
    rows: int = 0
    sound: int = 0
    debit_cents: int = 0
    credit_cents: int = 0
    first_on: date | None = None
    last_on: date | None = None
    kept: list[pl.DataFrame] = field(default_factory=list)
    open_entries: pl.DataFrame | None = None
    completed: list[pl.DataFrame] = field(default_factory=list)  # evidence that came in a later block
    signs: Signs = field(default_factory=Signs)
    positive_cents: int = 0  # of the debits above nil

    def add(self, block: Block) -> None:
        """One more block of lines; the first of all may show quotes that the header has not."""
        if not self.rows:
            start = block.text.lstrip(b"\n")
            first = start[: start.find(b"\n")].decode(errors="replace")
            quoted = self.header.is_quoted or is_quoted(first, self.header.separator)
            self.header = replace(self.header, is_quoted=quoted)
        self.take(rows_of(block, self.header, self.faults))

    def take(self, rows: Rows) -> None:
        """Some more lines, typed; a TurnedError as soon as it is plain that the credits are written negative."""
        self.rows += rows.count
        if rows.frame.is_empty():
            return
        self._total(rows.frame)
        frame = receivables.with_evidence(rows.frame)
        self.signs.add(frame)
        if self.signs.is_sure and not self.header.are_credits_turned:
            raise TurnedError
        here = balance.by_entry(frame)
        entries = balance.spanning(balance.merged(self.open_entries, here))
        self._keep(frame.filter("is_receivable"), entries)
        if self.open_entries is not None:
            self.completed.append(_evidence(entries).join(self.open_entries, on=balance.KEY, how="semi"))
        self.open_entries = balance.still_open(entries)

    def reading(self, encoding: str) -> LedgerReading:
        """The file read to its end; a TurnedError where its credits turn out to be written negative."""
        self._judge()
        self._tell()
        entries = self._entries() if self.kept else no_entries()
        return LedgerReading(
            "fec", encoding, self.rows, entries, self.faults.problems(), *self._totals(), self.first_on, self.last_on
        )

    def _judge(self) -> None:
        """Are the credits what they seem? Told where they are turned, refused where nobody can say."""
        verdict = self.signs.verdict(self.debit_cents, self.credit_cents)
        if verdict == "turned" and not self.header.are_credits_turned:
            raise TurnedError
        if self.header.are_credits_turned and verdict == "plain":
            self.faults.add("negative_credits", None, "Credit")
        elif verdict != "plain":
            self.faults.add("unknown_credits", None, "Credit", is_fatal=True)

    def _totals(self) -> tuple[int, int]:
        """Debit and credit of the file; where each credit is a negative debit, what it stands for."""
        is_one_column = not self.signs.has_credits and self.debit_cents == 0
        return (self.positive_cents,) * 2 if is_one_column else (self.debit_cents, self.credit_cents)

    def _total(self, frame: pl.DataFrame) -> None:
        debit, credit, positive, first, last = frame.select(
            pl.col("debit_cents").sum(), pl.col("credit_cents").sum(),
            pl.col("debit_cents").clip(lower_bound=0).sum().alias("positive"),
            pl.col("booked_on").min().alias("first"), pl.col("booked_on").max().alias("last"),
        ).row(0)  # fmt: skip
        self.sound += frame.height
        self.debit_cents += debit
        self.credit_cents += credit
        self.positive_cents += positive
        self.first_on = min(self.first_on or first, first)
        self.last_on = max(self.last_on or last, last)

    def _keep(self, kept: pl.DataFrame, entries: pl.DataFrame) -> None:
        """The receivable lines with the evidence of their entry, which a later block may still complete."""
        if kept.height:
            kept = kept.drop(receivables.FLAGS).join(
                _evidence(entries), on=balance.KEY, how="left", maintain_order="left"
            )
            self.kept.append(receivables.entries_of(kept, self.faults))

    def _entries(self) -> pl.DataFrame:
        """All of them in one frame, block after block, so that no more than one block is held twice."""
        found = receivables.found_later(self.completed)
        self._each(lambda kept: receivables.completed(kept, found))
        trading = receivables.trading_journals(self.kept)
        self._each(lambda kept: receivables.openings(kept, trading))
        first_on = None if any(kept["is_opening"].any() for kept in self.kept) else self.first_on
        self._each(lambda kept: receivables.kinds(kept, first_on))
        return pl.concat(self.kept)

    def _each(self, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        for place, kept in enumerate(self.kept):
            self.kept[place] = change(kept)

    def _tell(self) -> None:
        if self.open_entries is not None:
            balance.tell(self.open_entries, self.rows, self.debit_cents, self.credit_cents, self.faults)
        if not self.rows:
            self.faults.add("no_rows", None, None, is_fatal=True)
        elif not self.sound:
            self.faults.add("nothing_kept", None, None, is_fatal=True, rows=self.rows)
        elif not self.kept:
            self.faults.add("no_receivables", None, None, is_fatal=True, rows=self.rows)


def _evidence(entries: pl.DataFrame) -> pl.DataFrame:
    return entries.select(*balance.KEY, *receivables.FLAGS)
