"""Several proposals set aside at once, for today or until a day: their customers are left in peace."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from ardoise.actions import correspondence, events, restraints, rights
from ardoise.actions.days import business_date
from ardoise.actions.dunning.approving import Refusal
from ardoise.actions.dunning.waiting import is_overtaken, set_aside
from ardoise.actions.refusals import Unfit
from ardoise.records.models import Block, Company, Proposal, User


@dataclass
class PutOff:
    """What became of the proposals: their customer left in peace, or a refusal with its reason."""

    blocks: list[Block] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def put_off(proposals: Sequence[Proposal], until_on: date, note: str, by: User | None, at: datetime) -> PutOff:
    """No reminder to these customers until the end of that day: a block of each, for the same reason.

    A reminder that is only to stay today is put off until today: the next run finds its customer on the same rung.
    In one transaction; what was approved or noted meanwhile is refused, each by itself, and the others are done.
    """
    if not proposals:
        raise Unfit(_("Tick at least one line."))
    company = proposals[0].company
    rights.require(by, "restrain", company)
    done, today = PutOff(), business_date(company, at)
    why = restraints.Noted(note, today, by, at)
    with events.act(company):
        found, noted = standing(company, proposals)
        noted |= in_peace(found.values(), until_on)
        old = {run.pk for run in {proposal.run for proposal in found.values()} if is_overtaken(run, today)}
        for proposal in proposals:
            if refused := why_not(found.get(proposal.pk), noted, old):
                done.refusals.append(Refusal(proposal, refused))
            else:
                done.blocks.append(restraints.block(proposal.customer, until_on, why))
    return done


def standing(company: Company, proposals: Sequence[Proposal]) -> tuple[dict[int, Proposal], set[int]]:
    """These proposals as they are now, by key; and the keys of those about whose customer something was noted since."""
    asked = Proposal.objects.filter(company=company, pk__in=[proposal.pk for proposal in proposals])
    found = {proposal.pk: proposal for proposal in asked.select_related("run", "approval__message")}
    runs = {proposal.run for proposal in found.values()}
    return found, {key for run in runs for key in set_aside(asked, run, is_wanted=True).values_list("pk", flat=True)}


def in_peace(proposals: Collection[Proposal], until_on: date) -> set[int]:
    """The keys of those whose customer is left in peace for longer already, whenever that was said: it stays so."""
    longer = Block.objects.filter(Q(until_on=None) | Q(until_on__gt=until_on), entry=None, ended_at=None)
    asked = {proposal.customer_id for proposal in proposals}
    whose = set(longer.filter(customer__in=asked).values_list("customer_id", flat=True))
    return {proposal.pk for proposal in proposals if proposal.customer_id in whose}


def why_not(proposal: Proposal | None, noted: Collection[int], old: Collection[int]) -> str:
    """Why it can be put off no more: a code of `domain.correspondence.reasons`; "" where it waits."""
    if proposal is None:
        return "replaced"
    if hasattr(proposal, "approval"):
        waits = proposal.approval.message.state in correspondence.UNSAID
        return "approved_already" if waits else "said_already"
    if proposal.run_id in old:
        return "old_run"
    return "noted_already" if proposal.pk in noted else ""
