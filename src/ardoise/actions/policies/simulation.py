"""What would leave on a day if a policy said something else: computed by the rule of the real run, stored nowhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import polars as pl
from django_scopes import scope

from ardoise.actions import rights, thanking
from ardoise.actions.dunning import braking
from ardoise.actions.dunning.facts import gathered, planned
from ardoise.actions.policies.assignment import Assigned, assigned
from ardoise.actions.policies.costs import OF_A_LINE, cost_of
from ardoise.actions.policies.limits import limits_of
from ardoise.actions.policies.versions import to_hold
from ardoise.actions.replies.unread import unread_of
from ardoise.domain import policies as words
from ardoise.domain.assignment import OVERRIDES
from ardoise.domain.dunning import Policy
from ardoise.engine.dunning import Plan
from ardoise.records import book
from ardoise.records.models import Company, Customer, PolicyVersion, User

NAMED = 50  # customers named of each kind of difference
SAID = ["customer", "customer_name", "level", "channel", "amount_cents", "currency", "policy"]


def simulate(
    version: PolicyVersion,
    as_of: date,
    is_everybody: bool,
    by: User | None,
    at: datetime,
    tell: Callable[[int], None] = lambda percent: None,
) -> dict[str, Any]:
    """What would leave that day with this version switched on, and what differs from today; as JSON holds it.

    With `is_everybody` as if every customer were under it, else as the rules assign. What would make that run stop,
    and today's, the brake of the real run says.
    """
    company = version.company
    rights.require(by, "see_all", company)
    with scope(company=company):
        trial, limits = words.stored(to_hold(version)), limits_of(company)
        today, tried = assigned(company), assigned(company, trial)  # who tries has all the rules of today
        facts = gathered(company, as_of, book.history(company.pk), tried)
        tell(30)
        now = planned(facts, today)
        tell(60)
        then = planned(facts, everybody(trial) if is_everybody else tried)
        tell(90)
        told = lines(company, then, as_of, {trial.name: trial, **tried.policies})
        return {
            "as_of": as_of.isoformat(),
            "policy": trial.name,
            "is_everybody": is_everybody,
            "lines": told,
            "count": then.proposals.height,
            "count_now": now.proposals.height,
            **by_itself(company, then),
            "thanks": thanks(company, then, as_of, {trial.name: trial, **tried.policies}),
            "brake": braking.foresee(company, as_of, then, facts.customers, at),
            "is_braked_now": bool(braking.foresee(company, as_of, now, facts.customers, at)),
            "sums": sums(then.proposals),
            "cost_micros": sum(line["cost_micros"] for line in told),
            "under": then.proposals.filter(policy=trial.name).height + then.skips.filter(policy=trial.name).height,
            "contacts": contacts(then),
            "contacts_max": limits.contacts_max,
            "contacts_days": limits.contacts_days,
            "skips": dict(then.skips["reason"].value_counts().sort("count", descending=True).iter_rows()),
            **differences(now, then, trial),
        }


def by_itself(company: Company, plan: Plan) -> dict[str, int]:
    """How many would leave with nobody's approval, as the run approves them, and how many more a person would confirm
    since their customer's own words wait unread."""
    found = plan.proposals.filter("is_automatic")["customer"]
    unread = Customer.objects.filter(pk__in=unread_of(company)).values_list("code", flat=True)
    held = int(found.is_in(list(unread)).sum())
    return {"automatic": len(found) - held, "unread": held}


def everybody(trial: Policy) -> Assigned:
    """All customers under it, whatever the rules say."""
    nobody = pl.DataFrame(schema=OVERRIDES)
    return Assigned({trial.name: trial}, (), nobody, trial.name, {})


def lines(company: Company, plan: Plan, as_of: date, under: dict[str, Policy]) -> list[dict[str, Any]]:
    """What would leave, by policy, level, channel and currency, with what the channel costs."""
    added = plan.proposals.group_by(OF_A_LINE, maintain_order=True).agg(
        pl.len().alias("count"), pl.col("amount_cents").sum()
    )
    rows = added.sort("policy", "count", descending=[False, True]).to_dicts()
    costs = [cost_of(company, plan, row, as_of, under.get(row["policy"])) for row in rows]
    return [row | {"cost_micros": cost} for row, cost in zip(rows, costs, strict=True)]


def thanks(company: Company, plan: Plan, as_of: date, under: dict[str, Policy]) -> int:
    """How many words of thanks the run would add, by the rule by which it does."""
    thankful = [name for name, policy in under.items() if policy.thanks]
    at_peace = plan.skips.filter(pl.col("policy").is_in(thankful), pl.col("reason").is_in(thanking.AT_PEACE))
    codes = set(at_peace["customer"].to_list())
    if not codes:
        return 0
    reminded = thanking.reminded(Customer.objects.filter(company=company).values_list("pk", flat=True), as_of)
    return len(thanking.earned([message for message in reminded if message.customer.code in codes], as_of))


def sums(proposals: pl.DataFrame) -> dict[str, int]:
    """How much is claimed, by currency."""
    return dict(proposals.group_by("currency").agg(pl.col("amount_cents").sum()).sort("currency").iter_rows())


def contacts(plan: Plan) -> dict[str, int]:
    """Of the customers who would be written to: how many have then had so many contacts within the days that count,
    calls and those of other companies that face the same debtor included."""
    counted = plan.proposals["contacts_count"].value_counts().sort("contacts_count")
    return {str(times): count for times, count in counted.iter_rows()}


def differences(now: Plan, then: Plan, trial: Policy) -> dict[str, Any]:
    """Who would newly be written to, who no longer, who at another level or by another channel; a few by name. A level
    of the trial that is only called otherwise is the same."""
    called = {name: trial.levels[place].key for name, place in trial.places().items()}
    before, after = now.proposals.select(SAID), then.proposals.select(SAID)
    newly = after.join(before, on="customer", how="anti")
    gone = before.join(after, on="customer", how="anti")
    both = after.join(before, on="customer", suffix="_now")
    known = pl.when(pl.col("policy") == trial.name).then(pl.col("level_now").replace(called)).otherwise("level_now")
    moved = both.filter((pl.col("level") != known) | (pl.col("channel") != pl.col("channel_now")))
    reasons = then.skips.select("customer", "reason")
    told = {
        "newly": newly,
        "gone": gone.join(reasons, on="customer", how="left"),
        "moved": moved,
    }
    counts = {f"{kind}_count": rows.height for kind, rows in told.items()}
    named = {kind: rows.sort("amount_cents", descending=True).head(NAMED).to_dicts() for kind, rows in told.items()}
    return counts | named | {"same_count": both.height - moved.height}
