"""The receipts of the workbench: what waits to be applied, by how sure its best explanation is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, TypedDict

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import RawSQL

from ardoise.actions.reconciliation.tolerances import setting_of
from ardoise.records import facts, settled
from ardoise.records.models import Company, Mark, MatchProposal, Movement, Reconciliation

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Left(TypedDict):
        left_cents: int

    Waiting = WithAnnotations[Movement, Left]

STATES = ("sure", "choice", "unidentified")
"""One explanation that may be applied by itself; others; nobody recognised."""
LATELY = timedelta(30)
MOVERS = ("import", "movement", "reconciliation", "difference", "mark", "matchproposal")
"""The kinds of thing whose events can change what waits, or how sure it is."""
ASIDE = "aside"
"""Marked by somebody as no customer's payment."""


def free(company: Company, among: QuerySet[Movement] | None = None) -> QuerySet[Waiting]:
    """The money that came in and is nobody's yet, whole or in part, with `left_cents`, of all movements or of some.
    Within the company's scope.

    By the words of `records/settled.py`, which say the same of the whole company.
    """
    left = RawSQL(settled.left(settled.MOVEMENT), [], output_field=BigIntegerField())  # noqa: S611 - our own words
    waits = RawSQL(settled.waits(settled.MOVEMENT), [], output_field=BooleanField())  # noqa: S611 - our own words
    rows = Movement.objects.filter(company=company) if among is None else among  # few of them, where looked for first
    return rows.filter(waits, company=company).annotate(left_cents=left).filter(left_cents__gt=0)


def left_of(company: Company, movement: Movement) -> int:
    """What of this receipt is nobody's yet; 0 where all of it is somebody's. Within the company's scope."""
    waiting = free(company).filter(pk=movement.pk).first()
    return waiting.left_cents if waiting else 0


def set_aside(company: Company) -> QuerySet[Movement]:
    """The movements marked as no customer's, with all of them `left_cents`. Within the company's scope."""
    marked = Mark.objects.filter(company=company, ended_at=None).values("movement")
    return Movement.objects.filter(pk__in=marked, company=company).annotate(left_cents=F("amount_cents"))


@dataclass(frozen=True)
class Standing:
    """Where the company's receipts stand: when the last was applied, how many wait, how many went by themselves.

    Of the receipts applied in the last LATELY that stand (what was taken back is in neither figure), `alone` were
    applied without anybody's click; what waits is in neither, and told beside them.
    """

    waiting: int
    at: datetime | None
    applied: int
    alone: int
    is_automatic: bool  # does the company let sure receipts go by themselves?

    @property
    def automatic(self) -> float | None:
        """The share of those applied lately that went by themselves; None where none was applied, or none may."""
        return self.alone / self.applied if self.is_automatic and self.applied else None


def standing(company: Company, at: datetime) -> Standing | None:
    """None where no bank has told of anything. Within the company's scope."""
    if not Movement.objects.filter(company=company).exists():
        return None
    applied = Reconciliation.objects.filter(company=company, kind="receipt", undone_at=None)
    last = applied.order_by("-at").values_list("at", flat=True).first()
    lately = applied.filter(at__gt=at - LATELY).values_list("is_automatic").annotate(n=Count("together", distinct=True))
    told = dict(lately.order_by())
    waiting = sum(count for rows in by_state(company).values() for _currency, count, _cents in rows)
    return Standing(waiting, last, sum(told.values()), told.get(True, 0), setting_of(company).is_automatic)


def by_state(company: Company) -> dict[str, list[tuple[str, int, int]]]:
    """State → per currency, how many receipts of the company wait, and how much is left of them.

    Kept in memory as long as nothing happens that could change it, in whichever process.
    """
    return counted(company.pk, facts.last_about(company.pk, MOVERS))


@lru_cache(maxsize=32)
def counted(company_id: int, seq: int) -> dict[str, list[tuple[str, int, int]]]:
    """The same as of an event of the company."""
    found: dict[str, list[tuple[str, int, int]]] = {state: [] for state in STATES}
    for state, currency, count, cents in settled.waiting(company_id).iter_rows():
        found[state].append((currency, count, cents))
    return found


def states_of(receipts: QuerySet[Waiting]) -> dict[str, list[tuple[str, int, int]]]:
    """The same of some receipts, all states at once."""
    sure = When(is_automatic=True, then=Value(1))
    best = MatchProposal.objects.filter(movement=OuterRef("pk"), rank=1, customer__isnull=False)
    is_sure = best.annotate(is_sure=Case(sure, default=Value(0))).values("is_sure")
    told = receipts.order_by().annotate(is_sure=Subquery(is_sure[:1])).values_list("is_sure", "currency")
    states = {1: "sure", 0: "choice", None: "unidentified"}
    found: dict[str, list[tuple[str, int, int]]] = {state: [] for state in STATES}
    for is_sure, currency, count, cents in told.annotate(n=Count("pk"), cents=Sum("left_cents")):
        found[states[is_sure]].append((currency, count, cents))
    return found


def in_state(receipts: QuerySet[Waiting], state: str) -> QuerySet[Waiting]:
    """Those of one of STATES."""
    best = MatchProposal.objects.filter(movement=OuterRef("pk"), rank=1, customer__isnull=False)
    if state == "unidentified":
        return receipts.filter(~Exists(best))
    is_sure = Exists(best.filter(is_automatic=True))
    return receipts.filter(is_sure) if state == "sure" else receipts.filter(Exists(best), ~is_sure)
