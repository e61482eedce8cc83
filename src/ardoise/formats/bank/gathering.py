"""Gathers what a bank file holds, statement by statement, and checks that each adds up and follows the one before."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ardoise.domain.bank import MOVEMENTS, STATEMENTS
from ardoise.domain.ledger import Problem
from ardoise.domain.money import written
from ardoise.formats.bank.labels import Told, kind_of, told_by
from ardoise.formats.bank.reading import StatementReading, no_movements
from ardoise.formats.faults import Faults

ROWS_PER_FRAME = 20_000
LABEL_MAX = 1_000
"""Signs of a label that are kept: what a bank says, and not what fills memory."""
CURRENCY = re.compile(r"[A-Z]{3}")
INSTRUMENTS = frozenset({"cheque", "bill", "direct_debit", "transfer"})
FILLED_BY_LABEL = (
    "counterparty", "counterparty_iban", "end_to_end_id", "mandate", "creditor_reference", "return_reason",
)  # fmt: skip


@dataclass
class Gathering:
    """The statements and movements of one file, as they come."""

    faults: Faults
    statements: list[dict[str, Any]] = field(default_factory=list)
    rows: int = 0  # bookings, those left out included
    is_whole: bool = True
    has_balances: bool = False  # a final statement of this format opens and closes with one, or it is told
    sum_cents: int = 0  # of the open statement
    is_complete: bool = True  # no booking of the open statement was left out
    is_open: bool = False
    batch: list[tuple[Any, ...]] = field(default_factory=list)
    frames: list[pl.DataFrame] = field(default_factory=list)

    @property
    def statement(self) -> dict[str, Any]:
        """The statement being read."""
        return self.statements[-1]

    def open(self, line: int, is_final: bool = True, **known: Any) -> dict[str, Any]:
        """Begin a statement; the one before is closed."""
        self.close()
        self.statements.append(
            dict.fromkeys(STATEMENTS) | {"statement": len(self.statements), "line": line, "is_final": is_final} | known
        )
        self.statement["currency"] = self._currency(line, self.statement["currency"])
        self.sum_cents, self.is_complete, self.is_open = 0, True, True
        return self.statement

    def add(self, line: int, amount_cents: int, is_counted: bool = True, **known: Any) -> None:
        """One movement of the open statement; what its label tells fills what nothing else told."""
        row: dict[str, Any] = dict.fromkeys(MOVEMENTS) | {"kind": "other"} | known
        if row["kind"] == "other" and row["label"]:
            row["kind"] = kind_of(row["label"]) or "other"
        if row["kind"] == "other" and row["code"]:
            row["kind"] = kind_of(row["code"]) or "other"
        if row["kind"] in INSTRUMENTS and amount_cents < 0 and row["label"] and kind_of(row["label"]) == "return":
            row["kind"] = "return"  # the bank's code says what came back, its words that it did
        told = told_by(row["label"], self.statement["account"]) if row["label"] else Told()
        for word in FILLED_BY_LABEL:
            is_fee = word == "return_reason" and row["kind"] in ("charge", "interest")  # of a return, not one itself
            if row[word] is None and not is_fee:
                row[word] = getattr(told, word)
        if row["return_reason"] and row["kind"] in ("transfer", "direct_debit", "cheque", "bill", "card", "other"):
            row["kind"] = "return"
        row["label"] = row["label"][:LABEL_MAX] if row["label"] else None
        row |= {"line": line, "statement": len(self.statements) - 1, "amount_cents": amount_cents}
        row["currency"] = self._currency(line, row["currency"]) or self.statement["currency"]
        self.batch.append(tuple(row[word] for word in MOVEMENTS))
        self.sum_cents += amount_cents if is_counted else 0
        if len(self.batch) >= ROWS_PER_FRAME:
            self._flush()

    def leave_out(self) -> None:
        """A booking that can't be read: the statement's sum proves nothing any more."""
        self.is_complete = False

    def close(self) -> None:
        """End the open statement: what it opens with and its movements must make what it closes with."""
        if not self.is_open:
            return
        self.is_open = False
        self.statement["currency"] = self._currency(self.statement["line"], self.statement["currency"])
        opening, closing = self.statement["opening_cents"], self.statement["closing_cents"]
        if opening is None or closing is None:
            self._tell_missing(opening, closing)
            return
        if not self.is_complete:
            return
        if opening + self.sum_cents != closing:
            parts: dict[str, Any] = {
                "opening": in_figures(opening), "movements": in_figures(self.sum_cents),
                "closing": in_figures(closing), "difference": in_figures(closing - opening - self.sum_cents),
            }  # fmt: skip
            self.faults.add("unbalanced_statement", self.statement["line"], None, **self._name(self.statement), **parts)

    def _tell_missing(self, opening: int | None, closing: int | None) -> None:
        """That a statement of a format which has both balances can't be checked."""
        if self.has_balances and self.is_whole and self.statement["is_final"]:
            neither = opening is None and closing is None
            code = "no_balances" if neither else "no_closing" if closing is None else "no_opening"
            self.faults.add(code, self.statement["line"], None)

    def reading(self, format: str, encoding: str | None, mapping: Mapping[str, str] | None = None) -> StatementReading:
        """All of it, at the end of the file."""
        self.close()
        self._flush()
        self._tell_gaps()
        if not self.statements and not self.faults.has_fatal:
            self.faults.add("no_statement", None, None, is_fatal=True, kind=format.upper())
        problems: tuple[Problem, ...] = self.faults.problems()
        statements = pl.DataFrame(self.statements, schema=STATEMENTS, orient="row")
        movements = pl.concat(self.frames) if self.frames else no_movements()
        found = StatementReading(
            format, encoding, self.rows, statements, movements, problems, self.is_whole, dict(mapping or {})
        )
        return found if found.is_readable else found.without_rows(problems)

    def _currency(self, line: int, told: str | None) -> str | None:
        """The code of a currency; what is none is told and not kept."""
        if told is None or CURRENCY.fullmatch(told):
            return told
        self.faults.add("bad_bank_currency", line, None, value=told)
        return None

    def _flush(self) -> None:
        if self.batch:
            self.frames.append(pl.DataFrame(self.batch, schema=MOVEMENTS, orient="row"))
            self.batch = []

    def _tell_gaps(self) -> None:
        """A statement of an account opens with what the one before closed with; else days are missing between."""
        closed: dict[tuple[str, str | None], dict[str, Any]] = {}
        for statement in sorted(self.statements, key=_day_and_place):
            account = (statement["account"] or "", statement["currency"])
            before = closed.get(account)
            opening = statement["opening_cents"]
            if before and statement["is_final"] and opening is not None and opening != before["closing_cents"]:
                self.faults.add(
                    "statement_gap", statement["line"], None, **self._name(statement),
                    before=in_figures(before["closing_cents"]), opening=in_figures(opening),
                )  # fmt: skip
            if statement["is_final"] and statement["closing_cents"] is not None:
                closed[account] = statement

    def _name(self, statement: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "account": statement["account"] or "?",
            "number": statement["number"] or str(statement["statement"] + 1),
        }


def in_figures(cents: int) -> Callable[[str], str]:
    """An amount, written as each reader's language does."""
    return lambda language: written(cents, language)


def _day_and_place(statement: Mapping[str, Any]) -> tuple[str, int]:
    day = statement["from_on"] or statement["to_on"]
    return (day.isoformat() if day else "", statement["statement"])
