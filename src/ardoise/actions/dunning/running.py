"""A day's run, as the night does it: plan, brake, approve what the policy says needs nobody, open what people do."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime

from django_scopes import scope

from ardoise.actions import disputes, thanking
from ardoise.actions.days import business_date
from ardoise.actions.dunning import braking, chores, relatives
from ardoise.actions.dunning.approving import approve
from ardoise.actions.dunning.planning import plan
from ardoise.domain.reasons import day_written
from ardoise.law.refusals import RefusalError
from ardoise.records.models import Company, Run, User

Tell = Callable[[int], None]
LOG = logging.getLogger(__name__)


def run(company: Company, as_of: date, by: User | None, at: datetime, tell: Tell = lambda percent: None) -> Run:
    """The run of that day, braked if it left the corridor, else its automatic levels approved.

    Run again the same day nothing is done twice: what was approved stays, tasks are opened once, who has not answered a
    dispute in time is written to once. A day to come is refused (RefusalError): its run would open tasks too early, and
    stand in the way of that day's own.
    """
    if as_of > (today := business_date(company, at)):
        raise not_yet(as_of, today)
    done = plan(company, as_of, by, at, tell=lambda percent: tell(percent * 7 // 10), judge=braking.weigh)
    with scope(company=company):
        chores.open_chores(done, at)
        thanking.thank(done)
    tell(80)
    approve_automatic(done, at)
    if as_of == today:
        remind_resolvers(company, at)
    return done


def not_yet(as_of: date, today: date) -> RefusalError:
    """Why a coming day has no run, and what tells of it without doing anything."""
    return RefusalError(
        fr=f"Le {day_written(as_of, 'fr')} n’est pas encore venu (nous sommes le {day_written(today, 'fr')}) : la "
        "campagne d’un jour se fait ce jour-là. Pour voir ce qu’elle proposerait, sans rien faire : "
        f"ardoise plan --as-of {as_of}",
        en=f"{day_written(as_of, 'en')} is still to come (today is {day_written(today, 'en')}): the run of a day is "
        f"made on that day. To see what it would propose, without doing anything: ardoise plan --as-of {as_of}",
    )


def approve_automatic(run: Run, at: datetime) -> int:
    """Approves what needs nobody's approval, unless the run is braked; how many messages that made."""
    with scope(company=run.company):
        if braking.is_braked(run):
            return 0
        keys = relatives.brought_together(run.company, braking.automatic(run))
        return len(approve(relatives.of_keys(keys), None, at).messages)


def remind_resolvers(company: Company, at: datetime) -> None:
    """Who has not answered a dispute in time hears of it, once; a failure of that takes nothing from the run."""
    try:
        with scope(company=company):
            disputes.remind(company, at)
    except Exception:
        LOG.exception("The resolvers of company %s could not be reminded", company.pk)
