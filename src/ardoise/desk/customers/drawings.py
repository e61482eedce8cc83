"""What the file of a customer draws: how late what they owe is, and how late they paid, month after month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from ardoise.desk.aged_balance.question import Question, bounds_of
from ardoise.desk.aged_balance.rows import APART, Part, label_of, parts
from ardoise.desk.frame.tags import LOCALES, language
from ardoise.engine.aging import bucket_names
from ardoise.records.models import Company

TALL = 28  # of the tallest month, in units of the drawing
WIDE = 10  # of a month


@dataclass(frozen=True)
class Month:
    """A month as a bar: its place, its height, and what it says."""

    words: str
    days: int | None
    x: int
    y: str
    height: str


def lateness(items: list[dict], company: Company) -> list[Part]:
    """What is owed in the company's currency, by the buckets of its aged balance; credits stand apart and aside."""
    bounds = bounds_of(company.buckets)
    question = Question(date.min, bounds, "customer", False, company.currency)
    sums = dict.fromkeys(bucket_names(bounds), 0)
    for item in items:
        if item["open_cents"] > 0 and item["currency"] == company.currency:
            late = item["days_overdue"] or 0
            place = 0 if late <= 0 else 1 + sum(late > bound for bound in bounds)
            sums[list(sums)[place]] += item["open_cents"]
    return parts(question, [(name, label_of(name), cents) for name, cents in sums.items()] + [(APART, "", 0)])


def months(told: list[tuple[date, int | None]]) -> list[Month]:
    """The months side by side, the latest at the right; none where nothing was settled in any."""
    if all(days is None for _first, days in told):
        return []
    tallest = max(*(abs(days or 0) for _first, days in told), 1)
    found = []
    for place, (first, days) in enumerate(told):
        height = max(TALL * abs(days or 0) / tallest, 1.5) if days is not None else 0
        words = format_date(first, "MMM y", locale=LOCALES[language()])
        found.append(Month(words, days, place * WIDE, f"{TALL - height:.1f}", f"{height:.1f}"))
    return found
