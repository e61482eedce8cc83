"""What a reader of bank files hands on: statements, movements, and what was wrong with the rest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from ardoise.domain.bank import MOVEMENTS, STATEMENTS
from ardoise.domain.ledger import Problem
from ardoise.formats.messages import REFUSED, problem


def no_statements() -> pl.DataFrame:
    """The columns of STATEMENTS, without a row."""
    return pl.DataFrame(schema=STATEMENTS)


def no_movements() -> pl.DataFrame:
    """The columns of MOVEMENTS, without a row."""
    return pl.DataFrame(schema=MOVEMENTS)


@dataclass(frozen=True)
class StatementReading:
    """A bank file, read to its end: statements and their movements, and what was wrong with the rest."""

    format: str  # camt.053 | camt.054 | camt.052 | mt940 | mt942 | cfonb120 | cfonb240 | ofx | csv | xlsx
    encoding: str | None
    rows: int  # bookings of the file, those left out included
    statements: pl.DataFrame = field(default_factory=no_statements)  # STATEMENTS
    movements: pl.DataFrame = field(default_factory=no_movements)  # MOVEMENTS
    problems: tuple[Problem, ...] = ()
    is_whole: bool = True  # false: the file is cut or damaged, and what follows the damage was not read
    mapping: dict[str, str] = field(default_factory=dict)  # of a table: our word → its heading, as told or guessed

    @property
    def is_readable(self) -> bool:
        return not any(problem.is_fatal for problem in self.problems)

    def without_rows(self, problems: tuple[Problem, ...]) -> StatementReading:
        """The same file, of which nothing can be used."""
        return replace(self, statements=no_statements(), movements=no_movements(), problems=problems)


def refused(format: str, code: str, language: str, encoding: str | None = None, **parts: object) -> StatementReading:
    """A reading that holds nothing but the sentence saying why."""
    fault = problem(code, language, REFUSED, **parts)
    return StatementReading(format, encoding, 0, problems=(fault,))
