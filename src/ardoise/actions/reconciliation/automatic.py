"""Apply what was proposed: by itself where the company says so, many at once where a person does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Max, QuerySet, Sum
from django_scopes import scope

from ardoise.actions import rights
from ardoise.actions.days import business_date
from ardoise.actions.reconciliation.applying import Match, apply
from ardoise.actions.reconciliation.proposing import propose
from ardoise.actions.reconciliation.tolerances import setting_of
from ardoise.actions.refusals import Unfit
from ardoise.records.models import Company, MatchProposal, Reconciliation, User


@dataclass
class Outcome:
    """What was applied, and what was refused, each with its sentence."""

    applied: list[Reconciliation] = field(default_factory=list)
    refusals: list[tuple[MatchProposal, str]] = field(default_factory=list)


def match_of(proposal: MatchProposal) -> Match:
    """A proposal as somebody accepts it."""
    return Match(
        movement=proposal.movement,
        allocations={row["entry"]: row["cents"] for row in proposal.allocations},
        customer=proposal.customer,
        difference=proposal.difference if proposal.difference_cents else "",
        difference_cents=proposal.difference_cents,
        confidence_bp=proposal.confidence_bp,
        evidence=tuple(proposal.evidence),
    )


def accept(proposal: MatchProposal, by: User | None, at: datetime) -> list[Reconciliation]:
    """Applies one proposal."""
    return apply(match_of(proposal), by, at)


def refresh(company: Company, at: datetime) -> Outcome:
    """After an import: every receipt is explained anew, and what is sure is applied where the company lets it."""
    propose(company, business_date(company, at), at)
    return apply_automatic(company, at)


def apply_automatic(company: Company, at: datetime, by: User | None = None) -> Outcome:
    """Applies the proposals that the engine is sure of, the surest first; nothing where the company has not said so.

    Each is an act of its own. One that does not hold any more is left to a person.
    """
    rights.require(by, "reconcile", company)
    setting = setting_of(company)
    if not setting.is_automatic:
        return Outcome()
    with scope(company=company):
        sure = firsts(company, setting.automatic_from_bp)  # the bar as it is now, whichever it was explained by
        ordered = list(related(sure).order_by("-confidence_bp", "movement__booked_on", "movement"))
    return carry_out(ordered, by, at, is_automatic=True)


def bulk(company: Company, proposals: Iterable[int], by: User | None, at: datetime) -> Outcome:
    """Applies the proposals of these keys, in their order; each is an act of its own, refused with its sentence."""
    rights.require(by, "reconcile", company)
    with scope(company=company):
        found = related(MatchProposal.objects.filter(company=company)).in_bulk(list(proposals))
    return carry_out([found[key] for key in proposals if key in found], by, at, is_automatic=False)


def carry_out(proposals: Sequence[MatchProposal], by: User | None, at: datetime, is_automatic: bool) -> Outcome:
    """One after the other."""
    outcome = Outcome()
    for proposal in proposals:
        try:
            outcome.applied += apply(match_of(proposal), by, at, is_automatic)
        except (Unfit, rights.Refused, rights.Missing) as refusal:
            outcome.refusals.append((proposal, str(refusal)))
    return outcome


def related(proposals: QuerySet[MatchProposal]) -> QuerySet[MatchProposal]:
    """With all that applying asks."""
    return proposals.select_related("movement__company", "customer__company")


@dataclass(frozen=True)
class Above:
    """The first explanations of at least a confidence, looked at together: they may be tens of thousands."""

    count: int
    newest: int  # the highest key
    sums: list[tuple[str, int]]  # how much is received, by currency


def firsts(company: Company, confidence_bp: int) -> QuerySet[MatchProposal]:
    """The first explanations of at least that confidence, of those that may be applied by themselves: what has a rival,
    or what a person took back, nobody accepts without a look at it. Within the company's scope."""
    return MatchProposal.objects.filter(company=company, rank=1, is_automatic=True, confidence_bp__gte=confidence_bp)


def above(company: Company, confidence_bp: int) -> Above:
    """How many they are, and how much."""
    rows = firsts(company, confidence_bp).order_by().values_list("movement__currency")
    told = list(rows.annotate(n=Count("pk"), newest=Max("pk"), cents=Sum("movement__amount_cents")))
    newest = max((top for _currency, _n, top, _cents in told), default=0)
    return Above(sum(n for _c, n, _top, _cents in told), newest, sorted((c, cents) for c, _n, _top, cents in told))


def keys_above(company: Company, confidence_bp: int) -> list[int]:
    """Their keys, the surest first."""
    ordered = firsts(company, confidence_bp).order_by("-confidence_bp", "movement__booked_on", "movement")
    return list(ordered.values_list("pk", flat=True))


def sample(company: Company, confidence_bp: int, size: int = 3) -> list[MatchProposal]:
    """Some of them to look at before all are applied: always the least sure, the others by no order anybody chose."""
    asked = firsts(company, confidence_bp)
    least = asked.order_by("confidence_bp", "movement").values_list("pk", flat=True)[:1]
    mixed = asked.order_by(F("movement_id") * SCATTER % 2**32).values_list("pk", flat=True)[:size]
    chosen = list(dict.fromkeys([*least, *mixed]))[:size]
    found = related(MatchProposal.objects.all()).in_bulk(chosen)
    return [found[key] for key in chosen if key in found]


SCATTER = 2_654_435_761
"""Multiplied by it, keys that follow each other lie far apart (Knuth, The Art of Computer Programming, 6.4)."""
