"""What a reader of ledgers hands on: entries, problems, and the totals of the whole file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from ardoise.domain.ledger import ENTRIES, Problem
from ardoise.formats.messages import REFUSED, problem
from ardoise.formats.parts import Parts

Progress = Callable[[int, int], None]
"""Called with the bytes read so far and the bytes of the file."""


def no_entries() -> pl.DataFrame:
    """The columns of ENTRIES, without a row."""
    return pl.DataFrame(schema=ENTRIES)


@dataclass(frozen=True)
class LedgerReading:
    """A ledger file, read to its end: receivable entries, and what was wrong with the rest."""

    format: str  # fec | fec-xml | csv | xlsx; for what isn't a ledger: its name, such as camt or zip
    encoding: str | None
    rows: int  # lines of the file below the header, blank ones aside
    parts: Parts = field(default_factory=Parts)  # ENTRIES, frame after frame, in the order of the file
    problems: tuple[Problem, ...] = ()
    debit_cents: int = 0  # of the whole file, not of the receivable lines only
    credit_cents: int = 0
    first_on: date | None = None
    last_on: date | None = None
    advances: Mapping[str, int] = field(default_factory=dict)  # customer → cents held on 4191, in no entry

    @cached_property
    def entries(self) -> pl.DataFrame:
        """ENTRIES in one frame: memory grows with them, which it does not where one goes through `parts`."""
        whole = self.parts.whole()
        return no_entries() if whole is None else whole

    @property
    def is_readable(self) -> bool:
        return not any(problem.is_fatal for problem in self.problems)

    @cached_property
    def customers(self) -> int:
        """How many customers the entries name."""
        named = [part.get_column("customer").unique() for part in self.parts]
        return pl.concat(named).n_unique() if named else 0


def refused(format: str, code: str, language: str, encoding: str | None = None, **parts: object) -> LedgerReading:
    """A reading that holds nothing but the sentence saying why."""
    fault = problem(code, language, REFUSED, **parts)
    return LedgerReading(format, encoding, 0, problems=(fault,))
