"""What is carried along a FEC, block by block: totals, open entries, and the receivable lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import polars as pl

from ardoise.domain.ledger import BILL_ACCOUNTS
from ardoise.domain.money import with_currency
from ardoise.formats.faults import Faults
from ardoise.formats.fec import balance, receivables
from ardoise.formats.fec.blocks import Block
from ardoise.formats.fec.columns import Header, is_quoted
from ardoise.formats.fec.rows import Rows, rows_of
from ardoise.formats.fec.signs import Signs, TurnedError
from ardoise.formats.parts import Parts, Store
from ardoise.formats.reading import LedgerReading

ENTRY = ("journal", "number", "identity")
BILLS = BILL_ACCOUNTS[0]
NAMED = 3
"""So many customers a sentence about many names."""
LEARNT_MAX = 16
"""So many frames of evidence are kept apart before they are made one."""


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
    kept: Store = field(default_factory=Store)
    has_told: bool = False  # among the kept: lines of openings, as a journal or a label says
    has_coded: bool = False  # as only the code of a journal says
    open_entries: pl.DataFrame | None = None
    learnt: list[pl.DataFrame] = field(default_factory=list)  # evidence about entries that more than a block tells of
    signs: Signs = field(default_factory=Signs)
    positive_cents: int = 0  # of the debits above nil
    aside: Counter[tuple[str, str]] = field(default_factory=Counter)  # as receivables.aside tells

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
        self.aside.update(receivables.aside(rows.frame))
        self.signs.add(rows.frame)
        if self.signs.is_sure and not self.header.are_credits_turned:
            raise TurnedError
        lines, runs, entries = balance.by_entry(rows.frame)
        touched = balance.spanning(balance.touched(self.open_entries, entries))
        self._learn(touched)
        self._keep(lines.filter(receivables.IS_RECEIVABLE), runs)
        self.open_entries = balance.still_open(touched)

    def reading(self, encoding: str) -> LedgerReading:
        """The file read to its end; a TurnedError where its credits turn out to be written negative."""
        self._judge()
        self._tell()
        self._tell_aside()
        parts, problems = self._parts(), self.faults.problems()
        days = (self.first_on, self.last_on)
        return LedgerReading("fec", encoding, self.rows, parts, problems, *self._totals(), *days, self._advances())

    def _tell_aside(self) -> None:
        """Advances on orders and bills stand on accounts of their own: a person is to know before writing."""
        for code, held in (("advances", self._advances()), ("bills", self._bills())):
            if held:
                most = sorted(held, key=lambda customer: (-held[customer], customer))[:NAMED]
                amount = with_currency(sum(held.values()), receivables.CURRENCY, self.faults.language)
                self.faults.add(code, None, None, count=len(held), amount=amount, customers=", ".join(most))

    def _advances(self) -> dict[str, int]:
        """Customer → cents received on orders and not used up."""
        return {customer: cents for (account, customer), cents in self.aside.items() if account != BILLS and cents > 0}

    def _bills(self) -> dict[str, int]:
        """Customer → cents of bills of exchange that were handed over and not yet paid in."""
        return {customer: -cents for (account, customer), cents in self.aside.items() if account == BILLS and cents < 0}

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

    def _learn(self, touched: pl.DataFrame) -> None:
        """The evidence of entries that an earlier or a later block may complete."""
        if touched.height:
            self.learnt.append(touched.select(*balance.KEY, *receivables.FLAGS))
        if len(self.learnt) > LEARNT_MAX:
            self.learnt = [receivables.found_later(self.learnt)]

    def _keep(self, kept: pl.DataFrame, runs: pl.DataFrame) -> None:
        """The receivable lines with the evidence of their entry, which another block may still complete."""
        if kept.height:
            told = runs.select(pl.col(*ENTRY, *receivables.FLAGS).gather(kept.get_column("run")))
            entries = receivables.entries_of(kept.with_columns(told), self.faults)
            self.has_told |= bool(entries.get_column("is_opening_told").any())
            self.has_coded |= bool(entries.get_column("is_opening_code").any())
            self.kept.add(entries)

    def _parts(self) -> Parts:
        """ENTRIES of what was kept, part after part, now that all the evidence is there."""
        found = receivables.found_later(self.learnt)
        whole = Parts(self.kept).changed(partial(receivables.completed, found=found))
        trading = receivables.trading_journals(whole) if self.has_coded else set()
        opened = whole.changed(partial(receivables.openings, trading=trading))
        has_openings = (self.has_told or self.has_coded) and any(part["is_opening"].any() for part in opened)
        return opened.changed(partial(receivables.kinds, first_on=None if has_openings else self.first_on))

    def _tell(self) -> None:
        if self.open_entries is not None:
            balance.tell(self.open_entries, self.rows, self.debit_cents, self.credit_cents, self.faults)
        if not self.rows:
            self.faults.add("no_rows", None, None, is_fatal=True)
        elif not self.sound:
            self.faults.add("nothing_kept", None, None, is_fatal=True, rows=self.rows)
        elif not self.kept.height:
            self.faults.add("no_receivables", None, None, is_fatal=True, rows=self.rows)
