"""The receipts of the workbench: what waits to be applied, by how sure its best explanation is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ardoise.actions.reconciliation.tolerances import setting_of
from ardoise.records.models import Company, Mark, MatchProposal, Movement, Reconciliation, Sighting

STATES = ("sure", "choice", "unidentified")
"""One explanation surer than the company asks; others; nobody recognised."""
LATELY = timedelta(30)
ASIDE = "aside"
"""Marked by somebody as no customer's payment."""


def free(company: Company) -> QuerySet[Movement]:
    """The money that came in and is nobody's yet, whole or in part, with `left_cents`. Within the company's scope.

    Row by row what `records/settled.py` says of the whole company.
    """
    postings = Reconciliation.objects.filter(movement=OuterRef("pk"), is_posting=True, undone_at=None)
    in_hand = Movement.objects.filter(shown_by=OuterRef("pk"))
    left = (
        F("amount_cents")
        + total_of(postings, "movement", "payment__amount_cents")
        - total_of(in_hand, "shown_by", "amount_cents")
    )
    there = Movement.objects.filter(company=company, amount_cents__gt=0, booking=None)
    marked, returned = (
        Mark.objects.filter(movement=OuterRef("pk"), ended_at=None),
        Movement.objects.filter(return_of=OuterRef("pk")),
    )
    told = Exists(Sighting.objects.filter(movement=OuterRef("pk")))
    whole = Reconciliation.objects.filter(movement=OuterRef("shown_by"), is_posting=True, undone_at=None)
    standing = there.filter(~Exists(marked), ~Exists(returned)).filter(~Q(instrument="") | (told & ~Exists(whole)))
    return standing.annotate(left_cents=left).filter(left_cents__gt=0)


def set_aside(company: Company) -> QuerySet[Movement]:
    """The movements marked as no customer's, with all of them `left_cents`. Within the company's scope."""
    marked = Mark.objects.filter(movement=OuterRef("pk"), ended_at=None)
    return Movement.objects.filter(Exists(marked), company=company).annotate(left_cents=F("amount_cents"))


@dataclass(frozen=True)
class Standing:
    """Where the company's receipts stand: when the last was applied, how many wait, how many went by themselves."""

    waiting: int
    at: datetime | None
    automatic: float | None  # of the receipts applied in the last LATELY; None: the company lets none go by itself


def standing(company: Company, at: datetime) -> Standing | None:
    """None where no bank has told of anything. Within the company's scope."""
    if not Movement.objects.filter(company=company).exists():
        return None
    applied = Reconciliation.objects.filter(company=company, kind="receipt", undone_at=None)
    last = applied.order_by("-at").values_list("at", flat=True).first()
    lately = applied.filter(at__gt=at - LATELY).values_list("is_automatic").annotate(n=Count("together", distinct=True))
    told = dict(lately.order_by())
    is_lettered = setting_of(company).is_automatic and sum(told.values())
    share = told.get(True, 0) / sum(told.values()) if is_lettered else None
    return Standing(free(company).count(), last, share)


def total_of(rows: QuerySet, whose: str, field: str) -> Coalesce:
    """The sum of the field over each row's own, 0 where there is none."""
    sums = rows.order_by().values(whose).annotate(cents=Sum(field)).values("cents")
    return Coalesce(Subquery(sums, output_field=BigIntegerField()), 0)


def in_state(receipts: QuerySet[Movement], company: Company, state: str) -> QuerySet[Movement]:
    """Those of one of STATES."""
    surely = setting_of(company).automatic_from_bp
    best = MatchProposal.objects.filter(movement=OuterRef("pk"), rank=1, customer__isnull=False)
    if state == "unidentified":
        return receipts.filter(~Exists(best))
    is_sure = Exists(best.filter(confidence_bp__gte=surely))
    return receipts.filter(is_sure) if state == "sure" else receipts.filter(Exists(best), ~is_sure)
