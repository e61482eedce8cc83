"""What was to leave as one message for several accounts, of which some dropped out at the last minute: prepared anew.

All is undone in the transaction that saw it, and today's run proposes there what holds now of each account; then what
is left is approved again, as its person had approved it account by account. Killed in between, its proposals stand in
the list of the day and wait for a person.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db import OperationalError

from ardoise.actions import correspondence, events, rights
from ardoise.actions.dunning import braking, planning
from ardoise.actions.dunning.approving import approve, is_too_old
from ardoise.actions.dunning.facts import items_of
from ardoise.actions.dunning.waiting import is_overtaken
from ardoise.actions.replies.unread import unread_of
from ardoise.records.models import Message, Proposal, Run

LOG = logging.getLogger(__name__)
SISTER = "sister_changed:"


class Anew:
    """A message and what it carries, while it may still be prepared anew."""

    def __init__(self, message: Message, carried: Sequence[Message]) -> None:
        self.whole = [message, *carried]
        self.by = message.approval.by
        self.proposals = {one.pk: one.approval.proposal for one in self.whole}
        self.left: list[Proposal] = []
        self.told: dict[int, str] = {}
        self.run: Run | None = None  # the run whose list proposes what is left

    def drops_out(self, reasons: Mapping[int, str], today: date) -> bool:
        """May some of it still leave, the others dropping out?"""
        self.left = [p for key, p in self.proposals.items() if reasons.get(key, "").startswith(SISTER)]
        self.told = {key: reason.replace(SISTER, "sister_left:") for key, reason in reasons.items()}
        self.run = _run(self.whole[0], today) if self.left else None
        return self.run is not None

    def unwrite(self, at: datetime, today: date) -> None:
        """Undone, each with why, and proposed as it stands now; inside the transaction in which no byte of it has
        left."""
        correspondence.unwrite(self.whole[0], "regathered", None, at, self.told)
        if self.run is None or self.run.as_of != today:  # a list of a day that is over is looked at once it is approved
            return
        propose(self.run, [proposal.customer_id for proposal in self.proposals.values()], at)

    def approve(self, at: datetime) -> str:
        """What is left, approved again by whoever had approved it."""
        try:
            approve(list(self._again()), self.by, at)
        except rights.Refused as refused:
            LOG.warning("What is left for one reader of several accounts waits for an approval: %s", refused)
        except Exception:  # others wait to be sent: the proposals stand in the list of the day
            LOG.exception("What is left for one reader of several accounts could not be prepared")
        return "queued"

    def _again(self) -> Iterator[Proposal]:
        """The same proposals; of a later run those that say the same, by themselves only where that run would too. None
        to whoever has written meanwhile."""
        customers = [proposal.customer_id for proposal in self.left]
        standing = Proposal.objects.filter(run=self.run, customer__in=customers).prefetch_related("items")
        found = {one.customer_id: one for one in standing.select_related("run", "company", "customer")}
        for key in unread_of(self.whole[0].company, customers):
            found.pop(key, None)
        for was in self.left:
            now = found.get(was.customer_id)
            if now and (now == was or (_said(now) == _said(was) and (self.by or now.is_automatic))):
                yield now


def by_another_channel(message: Message, at: datetime, today: date) -> None:
    """What was withheld since its level goes by another channel stands at once by that one in the list of its day; in
    the transaction that withheld it."""
    run = message.approval.proposal.run
    if run.policy == Run.WHOLE and run.as_of == today and not braking.is_braked(run):
        propose(run, [message.customer_id], at)


def propose(run: Run, customers: Collection[int], at: datetime) -> None:
    """What holds now of these customers in the list of today's run; where that fails, what was proposed stands, and is
    looked at once it is approved: others wait to be sent."""
    try:
        with events.act(run.company):
            planning.renew(run, customers, None, at)
    except OperationalError:
        raise
    except Exception:
        LOG.exception("What holds now of customers %s could not be proposed", [*customers])


def _said(proposal: Proposal) -> tuple[object, ...]:
    return (proposal.policy, proposal.level, proposal.channel, proposal.currency, items_of(proposal))


def _run(message: Message, today: date) -> Run | None:
    """The run that can propose it today: its own while no later one is there, else that of today, unless it is braked.

    None: too old, or overtaken by a run of a day that is over; all of it waits for the next one.
    """
    own = message.approval.proposal.run
    if is_too_old(message.as_of, today, message.customer):
        return None
    if not is_overtaken(own, today):
        return own
    todays = Run.objects.filter(company=own.company_id, policy=own.policy, as_of=today).first()
    return todays if todays and not braking.is_braked(todays) else None
