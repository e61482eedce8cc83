"""A day's run, as the night does it: plan, brake, approve what the policy says needs nobody, open what people do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django_scopes import scope

from ardoise.actions import thanking
from ardoise.actions.dunning import braking, chores
from ardoise.actions.dunning.approving import approve
from ardoise.actions.dunning.planning import plan
from ardoise.records.models import Company, Proposal, Run, User

Tell = Callable[[int], None]


def run(company: Company, as_of: date, by: User | None, at: datetime, tell: Tell = lambda percent: None) -> Run:
    """The run of that day, braked if it left the corridor, else its automatic levels approved.

    Run again the same day nothing is done twice: what was approved stays, tasks are opened once.
    """
    done = plan(company, as_of, by, at, tell=lambda percent: tell(percent * 7 // 10))
    with scope(company=company):
        braking.weigh(done, at)
        chores.open_chores(done, at)
        thanking.thank(done, at)
    tell(80)
    approve_automatic(done, at)
    return done


def approve_automatic(run: Run, at: datetime) -> int:
    """Approves what needs nobody's approval, unless the run is braked; how many messages that made."""
    with scope(company=run.company):
        if braking.is_braked(run):
            return 0
        waiting = Proposal.objects.filter(pk__in=braking.automatic(run)).select_related("run", "company", "customer")
        return len(approve(waiting.order_by("-priority", "id"), None, at).messages)
