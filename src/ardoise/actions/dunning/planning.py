"""One computation of the plan, stored: one run per company, policy and date."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

import polars as pl
from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django_scopes import scope

from ardoise.actions import events, handovers, rights
from ardoise.actions.days import business_date
from ardoise.actions.dunning.facts import (
    alone,
    gathered,
    items_of,
    listed_by_customer,
    planned,
    proposed,
    what_changed_for,
)
from ardoise.actions.dunning.waiting import undecided
from ardoise.actions.dunning.withheld import reopen
from ardoise.actions.policies.assignment import assigned
from ardoise.actions.thanking import THANKS
from ardoise.domain.dunning import Policy
from ardoise.engine import dunning
from ardoise.records import book
from ardoise.records.models import Approval, Company, Proposal, ProposalItem, Run, Skip, User
from ardoise.records.writing import insert

TOLD = ("customer", "level", "channel")


def plan(
    company: Company,
    as_of: date,
    by: User | None,
    at: datetime,
    policy: Policy | None = None,
    tell: Callable[[int], None] = lambda percent: None,
    judge: Callable[[Run, datetime], object] = lambda run, at: None,
) -> Run:
    """Whom to remind on that day and why, whom not and why.

    Everybody is under the policy the company's rules assign, or all under `policy`. Run again the same day it
    replaces what nobody has approved yet; approved proposals stay as they are, but for those withheld since their level
    goes by another channel now.
    `tell(percent)` hears the progress, outside the transaction that writes; `judge(run, at)` is asked inside it, so
    that nobody meets a run of which it has not been said whether it may go.
    """
    rights.require(by, "plan", company)
    with scope(company=company):
        tell(5)
        under = alone(policy) if policy else assigned(company)
        found = proposed(company, as_of, today=business_date(company, at), under=under)
        tell(60)
        with events.act(company):
            run, _ = Run.objects.update_or_create(
                company=company,
                policy=Run.WHOLE,
                as_of=as_of,
                defaults={"at": at, "by": by, "computed_with": under.told},
            )
            reopen(run, at)
            _replace(run, found)
            handovers.follow_names(run, under.policies)
            handovers.end_decided(run, at)
            events.record(company, "planned", by, at, run, after={"as_of": as_of, **run.figures})
            judge(run, at)
    return run


def renew(run: Run, customers: Collection[int], by: User | None, at: datetime) -> int:
    """What holds now of these customers instead of what today's run proposed: another reminder, or none and why.

    What is approved or set aside stays, but for what `plan` undoes of it too, and so does what would be proposed as it
    was. For how many it was another; those of whom the run proposes nothing are among them.
    """
    with scope(company=run.company):
        under = assigned(run.company)
        facts = gathered(
            run.company, run.as_of, book.history(run.company_id, sorted(customers)), under, sorted(customers)
        )
        found = planned(facts, under)
        with events.act(run.company):
            reopen(run, at, customers)
            whose = _other(undecided(run).filter(customer__in=customers), found, run.as_of)
            whose += _unproposed(run, customers, found)
            if whose:
                _replace(run, found, whose)
                handovers.follow_names(run, under.policies)
                events.record(run.company, "renewed", by, at, run, after={"as_of": run.as_of, "customers": whose})
    return len(whose)


def _other(waiting: QuerySet[Proposal], found: dunning.Plan, as_of: date) -> list[int]:
    """The keys of the customers of whom the plan proposes something else than what waits, or nothing; a thank-you,
    which no plan proposes, goes when there is nothing to thank for."""
    levels = {code: (level, channel) for code, level, channel in found.proposals.select(TOLD).iter_rows()}
    items = listed_by_customer(found.items)
    told = list(waiting.select_related("company", "customer", "run").prefetch_related("items"))
    thanks = what_changed_for([proposal for proposal in told if proposal.level == THANKS], as_of)

    def is_other(proposal: Proposal) -> bool:
        if proposal.pk in thanks:
            return bool(thanks[proposal.pk])
        now = (levels.get(proposal.customer.code), items.get(proposal.customer.code, {}))
        return now != ((proposal.level, proposal.channel), items_of(proposal))

    return sorted(proposal.customer_id for proposal in told if is_other(proposal))


def _unproposed(run: Run, customers: Collection[int], found: dunning.Plan) -> list[int]:
    """The keys of those of whom the run proposes nothing, and the plan does or gives another reason why not."""
    told = set(Proposal.objects.filter(run=run, customer__in=customers).values_list("customer_id", flat=True))
    was = dict(Skip.objects.filter(run=run, customer__in=customers).values_list("customer_id", "reason"))
    now: dict[str, str] = dict(found.skips.select("customer", "reason").iter_rows())
    codes = book.names(run.company_id, sorted(customers)).select("customer_id", "customer")
    asked = {key: code for key, code in codes.iter_rows() if key in set(customers) - told}
    return sorted(key for key, code in asked.items() if code not in now or now[code] != was.get(key))


def _replace(run: Run, found: dunning.Plan, whose: Sequence[int] | None = None) -> None:
    """The plan's rows instead of the run's, but for customers somebody has already approved; of some, or of all."""
    _forget_unapproved(run, whose)
    codes = book.names(run.company_id, whose).select("customer_id", "customer")
    done = list(Approval.objects.filter(proposal__run=run).values_list("proposal__customer_id", flat=True))
    new = [
        frame.join(codes, on="customer").filter(~pl.col("customer_id").is_in(done))
        for frame in (found.proposals, found.items, found.skips)
    ]
    _store_proposals(run, new[0])
    _store_items(run, new[1], whose)
    _store_skips(run, new[2])
    run.figures = run.figures | figures(run)
    run.save(update_fields=["figures"])


def _forget_unapproved(run: Run, whose: Sequence[int] | None) -> None:
    if whose is not None:
        ProposalItem.objects.filter(proposal__run=run, proposal__approval=None, proposal__customer__in=whose).delete()
        Proposal.objects.filter(run=run, approval=None, customer__in=whose).delete()
        Skip.objects.filter(run=run, customer__in=whose).delete()
        return
    ProposalItem.objects.filter(proposal__run=run, proposal__approval=None).delete()
    Skip.objects.filter(run=run).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM records_proposal WHERE run_id = %s AND id NOT IN (SELECT proposal_id FROM records_approval)",
            [run.pk],
        )


def _store_proposals(run: Run, proposals: pl.DataFrame) -> None:
    insert(
        Proposal,
        proposals.sort("priority", "customer", descending=[True, False]).select(
            pl.lit(run.company_id).alias("company_id"),
            pl.lit(run.pk).alias("run_id"),
            "customer_id",
            "level",
            "channel",
            "cycle",
            "amount_cents",
            "currency",
            "oldest_due_on",
            "days_overdue",
            "reason",
            "last_sent_on",
            pl.col("last_level").fill_null(""),
            "priority",
            "policy",
            pl.col("assigned_by").fill_null("").str.slice(0, 100),
            pl.col("is_automatic").fill_null(False),
        ),
    )


def _store_items(run: Run, items: pl.DataFrame, whose: Sequence[int] | None) -> None:
    waiting = Proposal.objects.filter(run=run, approval=None)
    rows = (waiting if whose is None else waiting.filter(customer__in=whose)).values_list("id", "customer_id")
    proposals = pl.DataFrame(list(rows), schema={"proposal_id": pl.Int64, "customer_id": pl.Int64}, orient="row")
    insert(
        ProposalItem,
        items.join(proposals, on="customer_id", maintain_order="left").select(
            pl.lit(run.company_id).alias("company_id"),
            "proposal_id",
            pl.col("entry").alias("entry_id"),
            "due_on",
            "open_cents",
            "days_overdue",
            pl.col("interest_cents").fill_null(0),
            "is_apart",
            "planned_cents",
        ),
    )


def _store_skips(run: Run, skips: pl.DataFrame) -> None:
    insert(
        Skip,
        skips.select(
            pl.lit(run.company_id).alias("company_id"),
            pl.lit(run.pk).alias("run_id"),
            "customer_id",
            "reason",
            pl.col("open_cents", "overdue_cents").fill_null(0),
            "on",
            "days",
            pl.col("level").fill_null(""),
            pl.col("note").fill_null("").str.slice(0, 300),
            "policy",
            pl.col("assigned_by").fill_null("").str.slice(0, 100),
        ),
    )


def figures(run: Run) -> dict[str, object]:
    """What a run says of itself, what was approved of it before included: how many proposals and how much by currency,
    how many skips by reason."""
    proposals = Proposal.objects.filter(run=run).order_by()
    amounts = proposals.values_list("currency").annotate(cents=Sum("amount_cents")).order_by("currency")
    skips = Skip.objects.filter(run=run).order_by().values_list("reason").annotate(count=Count("pk")).order_by("reason")
    return {"proposals": proposals.count(), "amount_cents": dict(amounts), "skips": dict(skips)}
