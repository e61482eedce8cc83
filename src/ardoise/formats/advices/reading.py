"""What a reader of remittance advices hands on: one row per document, and what was wrong with the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ardoise.domain.bank import ADVICES
from ardoise.domain.ledger import Problem
from ardoise.domain.money import written
from ardoise.formats.faults import Faults
from ardoise.formats.messages import REFUSED, problem


def no_advices() -> pl.DataFrame:
    """The columns of ADVICES, without a row."""
    return pl.DataFrame(schema=ADVICES)


@dataclass(frozen=True)
class AdviceReading:
    """A remittance advice, read to its end."""

    format: str  # csv | xlsx | pdf | text | mail
    rows: int  # lines that name a document or an amount
    advices: pl.DataFrame = field(default_factory=no_advices)  # ADVICES
    problems: tuple[Problem, ...] = ()
    mapping: dict[str, str] = field(default_factory=dict)  # of a table: our word → its heading, as told or guessed
    is_opened: bool = True  # else nobody knows what stands in it: damaged, locked, a picture, of a kind we do not open

    @property
    def is_readable(self) -> bool:
        return not any(problem.is_fatal for problem in self.problems)


def refused(format: str, code: str, language: str, **parts: object) -> AdviceReading:
    """A reading that holds nothing but the sentence saying why."""
    told = problem(code, language, REFUSED, **parts)
    return AdviceReading(format, 0, problems=(told,), is_opened=code in ("not_an_advice", "empty"))


def gathered(
    format: str, rows: Sequence[dict[str, Any]], faults: Faults, mapping: dict[str, str] | None = None
) -> AdviceReading:
    """The rows as a reading; what each payment lists must make its total."""
    if not rows:
        faults.add("no_advice", None, None, is_fatal=True)
    payments = _payments(rows)
    _check_totals(payments, faults)
    _tell_payer_from_paid_for(payments)
    frame = pl.DataFrame([dict.fromkeys(ADVICES) | row for row in rows], schema=ADVICES, orient="row")
    return AdviceReading(format, len(rows), frame, faults.problems(), dict(mapping or {}))


def _payments(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows of each payment: those of one number, total and day."""
    payments: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        payments.setdefault((row.get("payment"), row.get("payment_cents"), row.get("paid_on")), []).append(row)
    return list(payments.values())


def _tell_payer_from_paid_for(payments: Sequence[list[dict[str, Any]]]) -> None:
    """One payment has one payer: several names beside its lines are those of the companies it is made for."""
    for lines in payments:
        names = {row.get("payer") for row in lines}
        total = lines[0].get("payment_cents")
        is_one = lines[0].get("payment") or (total and total == sum(row.get("amount_cents") or 0 for row in lines))
        if len(names) > 1 and is_one:
            for row in lines:
                row["payer"] = None


def _check_totals(payments: Sequence[list[dict[str, Any]]], faults: Faults) -> None:
    for lines in payments:
        total, amounts = lines[0].get("payment_cents"), [row.get("amount_cents") for row in lines]
        alone = sum(row.get("deducted_cents") or 0 for row in lines if row.get("document") is None)
        known = [cents for cents in amounts if cents is not None]
        if total is None or len(known) < sum(row.get("document") is not None for row in lines):
            continue
        if total not in (sum(known), sum(known) - alone):
            parts: dict[str, Any] = {
                "total": written(total, faults.language),
                "sum": written(sum(known), faults.language),
            }
            faults.add("advice_total", lines[0]["line"], None, **parts)
