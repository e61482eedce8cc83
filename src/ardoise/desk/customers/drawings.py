"""What the file of a customer draws: how late what they owe is, and how late they paid, month after month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from ardoise.desk.aged_balance.question import bounds_of
from ardoise.desk.aged_balance.rows import APART, Part, label_of, parts
from ardoise.desk.frame.tags import LOCALES, language
from ardoise.engine.aging import bucket_names
from ardoise.records.models import Company

TALL = 28  # of the whole drawing, from the latest month to the earliest, in its units
WIDE = 10  # of a month


@dataclass(frozen=True)
class Month:
    """A month as a bar: its place, its height, and what it says."""

    words: str
    days: int | None
    x: int
    y: str
    height: str


@dataclass(frozen=True)
class Year:
    """Its months, late ones above the line of the due date and early ones below it, and where that line stands."""

    months: list[Month]
    due: str


def lateness(items: list[dict[str, Any]], company: Company) -> list[Part]:
    """What is owed in the company's currency, by the buckets of its aged balance; credits stand apart and aside."""
    bounds = bounds_of(company.buckets)
    sums = dict.fromkeys(bucket_names(bounds), 0)
    for item in items:
        if item["open_cents"] > 0 and item["currency"] == company.currency:
            late = item["days_overdue"] or 0
            place = 0 if late <= 0 else 1 + sum(late > bound for bound in bounds)
            sums[list(sums)[place]] += item["open_cents"]
    return parts([(name, label_of(name), cents) for name, cents in sums.items()] + [(APART, "", 0)])


def year(told: list[tuple[date, int | None]]) -> Year | None:
    """The months side by side, the latest at the right; none where nothing was settled in any."""
    known = [days for _first, days in told if days is not None]
    if not known:
        return None
    latest, earliest = max(*known, 0, 0), -min(*known, 0, 0)
    scale = TALL / max(latest + earliest, 1)
    due = latest * scale
    found = []
    for place, (first, days) in enumerate(told):
        height = max(abs(days) * scale, 1.5) if days is not None else 0
        words = format_date(first, "MMM y", locale=LOCALES[language()])
        top = due - height if (days or 0) > 0 else due
        found.append(Month(words, days, place * WIDE, f"{top + 1:.1f}", f"{height:.1f}"))
    return Year(found, f"{due + 1:.1f}")
