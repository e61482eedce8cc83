"""What the lists of Today show: the latest run as this person may see it, page by page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Count, F, Max, Model, Q, QuerySet, Sum

from ardoise.actions import dunning, nights, rights
from ardoise.actions.dunning.waiting import set_aside, undecided, unmade
from ardoise.actions.policies.assignment import policies_of
from ardoise.actions.reconciliation import listing, returning
from ardoise.actions.replies.unread import unread_of
from ardoise.desk.frame import clock
from ardoise.desk.frame.asked import once
from ardoise.desk.frame.inputs import key_of
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.rows import show
from ardoise.records.models import (
    Approval,
    Company,
    Customer,
    Entry,
    Import,
    InstalmentPlan,
    Message,
    PolicyVersion,
    Promise,
    Proposal,
    Run,
    Skip,
)

LINES = 100
STALE_DAYS = 31  # between the last entry read and today: a month of payments may be missing
PLACE = re.compile(r"(-?[0-9]{1,18})\.([0-9]{1,18})")


R = TypeVar("R", bound=Model)


@dataclass(frozen=True)
class Page:
    """Some lines of a list, how many there are in all, and where the next ones start."""

    lines: list[Any]
    count: int
    next_after: str


def latest_run(company: Company) -> Run | None:
    """The run whose lists are shown: that of the latest day, today or before."""
    return nights.runs().filter(as_of__lte=clock.today(company)).order_by("-as_of", "-at").first()


@once
def run_of(request: Request) -> Run | None:
    """The same, for the person's company."""
    run = latest_run(request.company)
    if run is not None:
        run.company = request.company  # known: nobody asks for it again
    return run


def proposals(request: Request, run: Run) -> QuerySet[Proposal]:
    """The proposals of a run that wait for a decision, most pressing first, narrowed as the address says."""
    waiting = undecided(run).select_related("customer")
    if level := request.GET.get("level"):
        waiting = waiting.filter(level=level)
    return searched(visible(waiting, request), request).order_by("-priority", "id")


def skips(request: Request, run: Run) -> QuerySet[Skip]:
    """The customers a run left in peace, those with most overdue first, narrowed as the address says."""
    left = Skip.objects.filter(run=run).select_related("customer")
    if reason := request.GET.get("reason"):
        left = left.filter(reason=reason)
    return searched(visible(left, request), request).order_by("-overdue_cents", "id")


def visible(rows: QuerySet[R], request: Request) -> QuerySet[R]:
    """Those of the customers this person may see."""
    if rights.role_may(request.role, "see_all"):
        return rows
    return rows.filter(customer__in=rights.customers(request.user, request.company))


def searched(rows: QuerySet[R], request: Request) -> QuerySet[R]:
    """Those whose customer's name or code holds every word that was typed."""
    for word in request.GET.get("q", "").split():
        rows = rows.filter(Q(customer__name__alike=word) | Q(customer__code__icontains=word))
    return rows


def page_of(rows: QuerySet[Any], field: str, after: str, count: int | None = None) -> Page:
    """The lines after a place in a list ordered by falling `field`, then by identity; counted unless it is known."""
    rest = rows
    if place := PLACE.fullmatch(after):
        figure, key = int(place[1]), int(place[2])
        rest = rows.filter(Q(**{f"{field}__lt": figure}) | Q(**{field: figure, "id__gt": key}))
    lines = list(rest[: LINES + 1])
    more = f"{getattr(lines[LINES - 1], field)}.{lines[LINES - 1].pk}" if len(lines) > LINES else ""
    return Page(lines[:LINES], rows.count() if count is None else count, more)


def counters(request: Request, run: Run | None) -> dict[str, Any]:
    """The figures above the lists."""
    doubtful = visible(Message.objects.filter(state="in_doubt", carrier=None), request).count()
    if run is None:
        return {"in_doubt": doubtful}
    waiting = totals(visible(undecided(run), request))
    aside = set_aside(Proposal.objects.filter(run=run, approval=None), run, is_wanted=True)
    approved = visible(Approval.objects.filter(proposal__run=run).annotate(customer=F("proposal__customer")), request)
    return {
        "in_doubt": doubtful,
        **waiting,
        "approved": approved.count(),
        "withheld": approved.filter(message__state="suppressed").count(),
        "set_aside": visible(aside, request).count(),
        "skipped": visible(Skip.objects.filter(run=run), request).count(),
        "unreachable": visible(Skip.objects.filter(run=run, reason="no_address"), request).count(),
    }


def totals(rows: QuerySet[Proposal]) -> dict[str, Any]:
    """How many proposals, how many a level, most first, and how much is claimed by currency; in one look."""
    levels: Counter[str] = Counter()
    cents: Counter[str] = Counter()
    told = rows.order_by().values_list("level", "currency").annotate(Count("pk"), Sum("amount_cents"))
    for level, currency, count, claimed in told:
        levels[level] += count
        cents[currency] += claimed
    return {"waiting": levels.total(), "levels": dict(levels.most_common()), "sums": sorted(cents.items())}


def sums(rows: QuerySet[Proposal] | QuerySet[Message]) -> list[tuple[str, int]]:
    """How much is claimed, currency by currency."""
    return list(rows.order_by().values_list("currency").annotate(Sum("amount_cents")).order_by("currency"))


def tallies(rows: QuerySet[Any], field: str) -> dict[str, int]:
    """How many lines per value of a field, most first."""
    return dict(rows.order_by().values_list(field).annotate(n=Count("pk")).order_by("-n"))


def freshness(request: Request, run: Run | None) -> dict[str, Any]:
    """How old the ledger and the list are, whether the list should be computed again, where the receipts stand."""
    ledgers = Import.objects.filter(state="done", kind__in=["fec", "open_items"])
    read = ledgers.aggregate(at=Max("ended_at"), last_on=Max("last_on"))
    today = clock.today(request.company)
    return {
        "read": read,
        "has_ledger": read["at"] is not None or Entry.objects.exists(),
        "is_old_day": run is not None and run.as_of < today,
        "is_stale": bool(read["last_on"]) and (today - read["last_on"]).days > STALE_DAYS,
        "is_overtaken": bool(run and read["at"] and read["at"] > run.at),
        "is_of_old_policy": run is not None and PolicyVersion.objects.filter(switched_on_at__gt=run.at).exists(),
        "cash": listing.standing(request.company, clock.now()) if rights.role_may(request.role, "see_all") else None,
    }


def with_what_is_to_do(lines: Sequence[Skip]) -> None:
    """Tell each line whose last level a person has still to carry out that it is so: it was not sent."""
    last = [line for line in lines if line.reason == "ladder_exhausted"]
    waiting = unmade([line.customer_id for line in last]) if last else set()
    for line in last:
        if line.customer_id in waiting:
            show(line, said_as="last_level_to_do")


def with_broken_promises(lines: Iterable[Proposal], run: Run) -> None:
    """Tell each line the last promise its customer did not keep: `broken_promise`, or None."""
    default = next(iter(policies_of(run.company).values()))
    given_up = run.as_of - timedelta(default.promise_grace_days)
    broken = Promise.objects.filter(
        customer__in=[line.customer_id for line in lines], ended_at=None, promised_on__lt=given_up
    ).order_by("promised_on")
    by_customer: dict[int, Promise | PlanBroken] = {promise.customer_id: promise for promise in broken}
    by_customer |= broken_plans(run, {line.customer_id for line in lines if line.customer_id})
    for line in lines:
        show(line, broken_promise=by_customer.get(line.customer_id))


def broken_plans(run: Run, customers: Collection[int]) -> dict[int, PlanBroken]:
    """By customer, the plan of which an instalment is not paid."""
    plans = InstalmentPlan.objects.filter(customer__in=customers, ended_at=None).values_list("customer_id", flat=True)
    whose = sorted(set(plans))
    if not whose:
        return {}
    judged = dunning.promises_judged(run.company, run.as_of, whose).values()
    told = dunning.plans_judged(run.company, run.as_of, whose, judged)
    by_code = dict(Customer.objects.filter(pk__in=whose).values_list("code", "pk"))
    broken = [row for row in told.values() if row["outcome"] == "broken" and not row["is_caught_up"]]
    return {by_code[row["customer"]]: PlanBroken(row["broken_on"]) for row in broken}


@dataclass(frozen=True)
class PlanBroken:
    """The first instalment that was not paid."""

    promised_on: date
    is_plan: bool = True


def with_returns(lines: Sequence[Proposal], run: Run) -> None:
    """Tell each line the day on which the bank last took a payment of its customer back: `returned_on`, or None."""
    back = returning.lately(run.company, [line.customer_id for line in lines], run.as_of)
    for line in lines:
        show(line, returned_on=back.get(line.customer_id))


def with_unread(lines: Sequence[Proposal], run: Run) -> None:
    """Tell each line whether its customer has written what nobody has read: `is_unread`."""
    unread = unread_of(run.company)
    for line in lines:
        show(line, is_unread=line.customer_id in unread)


def page_by_identity(rows: QuerySet[Any], after: str, count: int | None = None) -> Page:
    """The lines older than `after` in a list ordered newest first; counted unless it is known."""
    last = key_of(after)
    rest = rows if last is None else rows.filter(id__lt=last)
    lines = list(rest[: LINES + 1])
    more = str(lines[LINES - 1].pk) if len(lines) > LINES else ""
    return Page(lines[:LINES], rows.count() if count is None else count, more)
