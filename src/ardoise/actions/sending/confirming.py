"""How the reminders of the day stand: confirmed by somebody, late since nobody confirms them, or still to leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ardoise.actions.days import business_date
from ardoise.actions.dunning.waiting import noted_last
from ardoise.actions.sending.hours import Hours
from ardoise.domain.worklist import send_state, waits_since
from ardoise.engine.calendar import is_working_day
from ardoise.records.models import Proposal, Run

BEFORE = 5
"""Runs looked back at: what waits longer is told to wait since the first of them."""


@dataclass(frozen=True)
class Send:
    """How a reminder stands; since when it might have left, and whether its hours are over for today."""

    state: str  # late | future, of domain/worklist.py
    since_on: date
    is_over: bool


def unconfirmed(run: Run, waiting: Sequence[Proposal], at: datetime) -> dict[int, Send]:
    """By proposal, how those of a run stand that nobody has decided; each comes with its customer."""
    today, hours = business_date(run.company, at), Hours(run.company)
    days = runs_before(run, today)
    left = left_undecided(days, [proposal.customer_id for proposal in waiting])
    found = {}
    for proposal in waiting:
        said, customer = (proposal.level, proposal.cycle), proposal.customer
        told = (
            (
                one.as_of,
                key == run.pk or left.get((key, customer.pk)) == said,
                is_working_day(one.as_of, customer.country, customer.postcode),
            )
            for key, one in days.items()
        )
        since, is_over = waits_since(today, told), hours.is_over(proposal, at)
        found[proposal.pk] = Send(send_state(False, since, today, is_over), since, is_over)
    return found


def runs_before(run: Run, today: date) -> dict[int, Run]:
    """The runs of days before today, latest first, the run itself among them where it is one."""
    before = Run.objects.filter(company=run.company_id, policy=run.policy, as_of__lte=run.as_of, as_of__lt=today)
    return {one.pk: one for one in before.only("as_of", "at").order_by("-as_of")[:BEFORE]}


def left_undecided(runs: dict[int, Run], customers: list[int]) -> dict[tuple[int, int], tuple[str, int]]:
    """By run and customer, the level and cycle that was proposed and that nobody approved nor set aside."""
    if not runs:
        return {}
    noted = noted_last(customers, min(run.at for run in runs.values()))
    proposed = Proposal.objects.filter(run__in=list(runs), customer__in=customers, approval=None)
    return {
        (key, customer): (level, cycle)
        for key, customer, level, cycle in proposed.values_list("run_id", "customer_id", "level", "cycle")
        if customer not in noted or noted[customer] <= runs[key].at
    }
