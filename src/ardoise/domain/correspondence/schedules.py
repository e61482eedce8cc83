"""What a letter confirms of an instalment plan: what it covers and its dated instalments, as two tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ardoise.domain.correspondence.tables import TOTAL, Columns, LetterItem, credit_columns
from ardoise.domain.correspondence.wording import day
from ardoise.domain.money import with_currency as money

HEADS = {"fr": ("Échéance", "Date", "Montant"), "en": ("Instalment", "Date", "Amount")}


@dataclass(frozen=True)
class Schedule:
    """A plan as a letter tells it: of each item what is planned, and each instalment's day and cents."""

    items: tuple[LetterItem, ...]  # `open_cents`: what the plan spreads of it; `part`: of what, where not of all
    instalments: tuple[tuple[date, int], ...]

    @property
    def total_cents(self) -> int:
        """What is paid by instalments."""
        return sum(cents for _on, cents in self.instalments)


def tables_of(schedule: Schedule, currency: str, language: str) -> dict[str, Columns]:
    """By field, the table of what the plan covers and that of its instalments."""
    rows = [
        (str(n), day(on, language), money(cents, currency, language))
        for n, (on, cents) in enumerate(schedule.instalments, 1)
    ]
    amount = money(schedule.total_cents, currency, language)
    return {
        "items": credit_columns(schedule.items, currency, language, TOTAL),
        "instalments": Columns(HEADS[language], rows, [""] * len(rows), TOTAL[language], amount),
    }
