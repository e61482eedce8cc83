"""When a customer may be reached: a working day of theirs, outside the company's quiet hours, in the level's hours.

A colleague who is reminded of a dispute works on the company's days, wherever its customer is.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ardoise.actions.policies.assignment import policies_of
from ardoise.actions.policies.limits import limits_of
from ardoise.domain.dunning import Level
from ardoise.engine.calendar import is_working_day
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import Company, Customer, Message, Proposal

Place = tuple[str, ...]  # a country and a postcode, as the calendar asks for them
HERE: Place = ()  # the company's own
STEPS_MAX = 60  # half days looked at: more, and the hours leave no moment at all


def place_of(customer: Customer) -> Place:
    """Where they work."""
    return customer.country, customer.postcode


class Wait(NamedTuple):
    """Until when, and why: a reason's code."""

    until: datetime
    reason: str


class Hours:
    """The hours of a company, read when a round begins and again once anybody has acted."""

    def __init__(self, company: Company) -> None:
        self.zone = ZoneInfo(company.time_zone)
        self.read(company)

    def read(self, company: Company) -> None:
        """What the company says now."""
        limits = limits_of(company)
        self.quiet = limits.quiet_from, limits.quiet_until
        self.levels = {
            (name, key): level
            for name, policy in policies_of(company).items()
            for key, level in policy.known_as().items()
            if level.hour_from is not None or level.hour_until is not None
        }

    def wait_of(self, message: Message, at: datetime) -> Wait | None:
        """Why the message may not reach its customer now, and until when; None if it may."""
        if message.level not in INTERNAL:
            return self._wait(place_of(message.customer), self._level(message), at)
        wait = self._wait(HERE, None, at)
        return wait and Wait(wait.until, "colleague_off")

    def is_over(self, proposal: Proposal, at: datetime) -> bool:
        """May a reminder leave no more today, on a working day of its customer's?"""
        customer, today = proposal.customer, at.astimezone(self.zone).date()
        if not is_working_day(today, *place_of(customer)):
            return False
        wait = self._wait(place_of(customer), self.levels.get((proposal.policy, proposal.level)), at)
        return wait is not None and wait.until.astimezone(self.zone).date() > today

    def _wait(self, place: Place, level: Level | None, at: datetime) -> Wait | None:
        moment, first = at.astimezone(self.zone), ""
        for _ in range(STEPS_MAX):
            step = self._next(place, level, moment)
            if step is None:
                return Wait(moment, first) if first else None
            moment, reason = step
            first = first or reason
        return Wait(at + timedelta(1), first)

    def is_quiet(self, at: datetime) -> datetime | None:
        """When the quiet hours that stand at that moment end; None outside them."""
        begins, ends = self.quiet
        if begins is None or ends is None:
            return None
        local = at.astimezone(self.zone)
        now, today = local.time(), local.date()
        if begins < ends:
            return self._at(today, ends) if begins <= now < ends else None
        if now >= begins:
            return self._at(today + timedelta(1), ends)
        return self._at(today, ends) if now < ends else None

    def _next(self, place: Place, level: Level | None, moment: datetime) -> Wait | None:
        """The first obstacle that stands at a moment, and when it is over."""
        if not is_working_day(moment.date(), *place):
            return Wait(self._at(moment.date() + timedelta(1), time()), "day_off")
        if (until := self.is_quiet(moment)) is not None:
            return Wait(until, "quiet_hours")
        if level is not None and level.hour_from is not None and moment.hour < level.hour_from:
            return Wait(self._at(moment.date(), time(level.hour_from)), "quiet_hours")
        if level is not None and level.hour_until is not None and moment.hour >= level.hour_until:
            return Wait(self._at(moment.date() + timedelta(1), time()), "quiet_hours")
        return None

    def _level(self, message: Message) -> Level | None:
        """The level of a message, if any level has hours of its own."""
        if not self.levels:
            return None
        policy = Proposal.objects.filter(approval__message=message).values_list("policy", flat=True).first()
        return self.levels.get((policy or "", message.level))

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone)
