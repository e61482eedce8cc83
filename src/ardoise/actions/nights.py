"""The run of each working day, by itself: once per company and day, whichever process comes first."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_scopes import scope, scopes_disabled

from ardoise.actions import dunning, sending_domain
from ardoise.actions.days import business_date
from ardoise.actions.imports.locks import Busy, alone
from ardoise.domain.calendar import is_working_day
from ardoise.records.models import Company, Entry, Import, Run

Clock = Callable[[], datetime]
LOG = logging.getLogger(__name__)

HOUR = 5  # of the company's own day: before anybody comes, after the books of the evening
CALM = timedelta(hours=1)  # after the last import: contacts and bank statements come with a ledger
PATIENCE = timedelta(minutes=15)  # before a run that failed is tried again
FAILED: dict[int, datetime] = {}
"""When this process last failed at a company's run."""


def run_nights(clock: Clock) -> int:
    """The run of the day for each company that has none yet; how many were made. One that fails stops no other."""
    made = 0
    for company in waiting(clock()):
        try:
            made += run_night(company, clock)
        except Busy:
            continue
        except Exception:
            FAILED[company.pk] = clock()
            LOG.exception("The run of company %s failed", company.pk)
    return made


def waiting(at: datetime) -> list[Company]:
    """The companies with a ledger whose day has begun and has no run."""
    with scopes_disabled():
        kept = list(Company.objects.filter(Exists(Entry.objects.filter(company=OuterRef("pk")))).order_by("pk"))
        return [company for company in kept if is_due(company, at)]


def is_due(company: Company, at: datetime) -> bool:
    """Is it a working day, late enough, without a run, with books that have come to rest, and not after a failure?"""
    here = at.astimezone(ZoneInfo(company.time_zone))
    if here.hour < HOUR or not is_working_day(here.date()):
        return False
    if (failed_at := FAILED.get(company.pk)) and at - failed_at < PATIENCE:
        return False
    with scope(company=company):
        if Import.objects.filter(Q(ended_at__gt=at - CALM) | Q(state__in=["waiting", "running"])).exists():
            return False
        return not runs().filter(as_of=here.date()).exists()


def runs() -> QuerySet[Run]:
    """The runs of dunning: what is said beside the ladder has runs of its own (`own_runs`)."""
    return Run.objects.filter(policy=Run.WHOLE)


def run_night(company: Company, clock: Clock) -> bool:
    """The run of the day, unless another process made it first."""
    with alone(company.pk, wait=False, about="-plan"):
        if not is_due(company, clock()):
            return False
        look_at_domain(company, clock())
        dunning.run(company, business_date(company, clock()), None, clock())
    return True


def look_at_domain(company: Company, at: datetime) -> None:
    """The domain mail leaves from, looked at again; a failure of that holds no run back."""
    try:
        with scope(company=company):
            sending_domain.refresh(company, at)
    except Exception:
        LOG.exception("The sending domain of company %s could not be looked at", company.pk)
