"""What the address asks of the aged balance. What makes no sense is said, and the usual answer given."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ardoise.desk.frame import clock
from ardoise.desk.frame.requests import Request
from ardoise.engine.aging import Grouping
from ardoise.records.models import Company

GROUPINGS: dict[Grouping, str | Lazy] = {
    "customer": gettext_lazy("Customer"),
    "group": gettext_lazy("Group"),
    "collector": gettext_lazy("Collector"),
    "segment": gettext_lazy("Segment"),
    "salesperson": gettext_lazy("Salesperson"),
}
BOUNDS_MOST = 8


@dataclass(frozen=True)
class Question:
    """One aged balance, and which of its rows."""

    as_of: date
    bounds: tuple[int, ...]
    by: Grouping
    net: bool
    currency: str
    q: str = ""
    bucket: str = ""
    sort: str = "-total"
    page: int = 1
    held: bool = False  # what is disputed, promised or insolvent beside the buckets
    complaints: tuple[str, ...] = field(default=())

    @property
    def buckets_text(self) -> str:
        """The bounds as they are typed."""
        return ", ".join(map(str, self.bounds))


def asked(request: Request) -> Question:
    """The question of an address."""
    company, wanted = request.company, request.GET
    complaints: list[str] = []
    page = wanted.get("page", "")
    return Question(
        as_of=day_asked(wanted.get("as_of", ""), clock.today(company), complaints),
        bounds=bounds_asked(wanted.get("buckets", ""), company, complaints),
        by=next((one for one in GROUPINGS if one == wanted.get("by")), "customer"),
        net=wanted.get("net") == "1",
        currency=wanted.get("currency", "")[:3] or company.currency,
        q=wanted.get("q", "").strip(),
        bucket=wanted.get("bucket", ""),
        sort=wanted.get("sort", "-total"),
        held=wanted.get("held") == "1",
        page=max(int(page), 1) if page.isdecimal() and len(page) < 8 else 1,
        complaints=tuple(complaints),
    )


def day_asked(text: str, today: date, complaints: list[str]) -> date:
    """A past day or today."""
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        complaints.append(_("“%(day)s” is no date: write it as 2026-11-23. Shown as of today.") % {"day": text})
        return today
    if day > today:
        complaints.append(_("That day is still to come: what will be paid by then is not known. Shown as of today."))
        return today
    return day


def bounds_asked(text: str, company: Company, complaints: list[str]) -> tuple[int, ...]:
    """The bounds typed, else those of the company."""
    if not text:
        return bounds_of(company.buckets)
    try:
        return bounds_of(text)
    except ValueError:
        complaints.append(
            _("“%(text)s” are no buckets: write rising days, such as 30, 60, 90. The usual ones are shown.")
            % {"text": text}
        )
        return bounds_of(company.buckets)


def bounds_of(text: str) -> tuple[int, ...]:
    """Rising days out of a text such as "30,60,90"; anything else is a ValueError."""
    bounds = tuple(int(part) for part in text.replace(";", ",").replace(" ", ",").split(",") if part)
    if not bounds or len(bounds) > BOUNDS_MOST or list(bounds) != sorted({b for b in bounds if 0 < b < 10_000}):
        raise ValueError(text)
    return bounds
