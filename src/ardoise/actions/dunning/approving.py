"""A person accepts proposals, or takes one back while nothing has left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import IntegrityError
from django_scopes import scope

from ardoise.actions import correspondence, events, installation, rights
from ardoise.actions.dunning.facts import what_changed_for
from ardoise.records.models import Approval, Company, Message, Proposal, Run, User

AT_ONCE = 200  # proposals whose facts are looked at and whose statements are drawn together


@dataclass(frozen=True)
class Refusal:
    """A proposal that could not be approved; `reason` is a code of `domain.correspondence.reasons`."""

    proposal: Proposal
    reason: str


@dataclass
class Approved:
    """What became of the proposals: a message each, or a refusal with its reason."""

    messages: list[Message] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def approve(proposals: Iterable[Proposal], by: User | None, at: datetime) -> Approved:
    """One approval and one frozen message per proposal whose facts still hold; approving twice does nothing twice.

    The facts are looked at when the call begins with a proposal, and again, for good, when its message leaves.
    """
    outcome, waiting = Approved(), iter(proposals)
    installation.is_at_home(at)  # the database is known by name before it holds a first message
    while batch := list(islice(waiting, AT_ONCE)):
        companies = {proposal.company for proposal in batch}
        if len(companies) > 1:
            raise ValueError("Proposals of several companies cannot be approved together.")
        company = companies.pop()
        rights.require(by, "approve", company)
        with scope(company=company):
            _approve_batch(company, batch, by, at, outcome)
    return outcome


def _approve_batch(company: Company, batch: list[Proposal], by: User | None, at: datetime, outcome: Approved) -> None:
    """Looked at and drawn before any transaction opens; then each proposal is approved in one of its own."""
    asked = Proposal.objects.filter(pk__in=[proposal.pk for proposal in batch])
    whole = asked.select_related("run", "customer", "company", "approval__message").prefetch_related("items")
    found = {proposal.pk: proposal for proposal in whole}
    outcome.refusals += [Refusal(proposal, "replaced") for proposal in batch if proposal.pk not in found]
    present = [found[proposal.pk] for proposal in batch if proposal.pk in found]
    outcome.messages += [proposal.approval.message for proposal in present if hasattr(proposal, "approval")]
    new = [proposal for proposal in present if not hasattr(proposal, "approval")]
    reasons = _reasons_against(company, new, at)
    outcome.refusals += [Refusal(proposal, reasons[proposal.pk]) for proposal in new if reasons[proposal.pk]]
    good = [proposal for proposal in new if not reasons[proposal.pk]]
    for proposal, draft in zip(good, correspondence.preview_many(good), strict=True):
        _approve_one(proposal, draft, by, at, outcome)


def _reasons_against(company: Company, proposals: list[Proposal], at: datetime) -> dict[int, str]:
    """Why each may not be approved now: a reason's code, "" if it may."""
    today = business_date(company, at)
    by_run = {run: _untimely(run, today) for run in {proposal.run for proposal in proposals}}
    reasons = {proposal.pk: by_run[proposal.run] for proposal in proposals}
    timely = [proposal for proposal in proposals if not reasons[proposal.pk]]
    return reasons | what_changed_for(timely, today)


def _untimely(run: Run, today: date) -> str:
    if run.as_of > today:
        return "not_today"
    is_old = Run.objects.filter(company=run.company_id, policy=run.policy, as_of__gt=run.as_of).exists()
    return "old_run" if is_old else ""


def _approve_one(
    proposal: Proposal, draft: correspondence.Draft, by: User | None, at: datetime, outcome: Approved
) -> None:
    try:
        with events.act(proposal.company):
            result = _accepted(proposal.pk, draft, by, at)
    except IntegrityError:
        result = "already_said"
    if isinstance(result, Message):
        outcome.messages.append(result)
    else:
        outcome.refusals.append(Refusal(proposal, result))


def _accepted(proposal_id: int, draft: correspondence.Draft, by: User | None, at: datetime) -> Message | str:
    """The message, or why there is none; what it says is read again inside the transaction that writes it."""
    proposal = Proposal.objects.select_related("run", "customer", "company").filter(pk=proposal_id).first()
    if proposal is None:
        return "replaced"
    if message := Message.objects.filter(approval__proposal=proposal).first():
        return message
    if draft.obstacle:
        return draft.obstacle
    if draft.context != correspondence.context_of(proposal):
        return "replaced"
    approval = Approval.objects.create(company=proposal.company, proposal=proposal, by=by, at=at)
    message = correspondence.compose(approval, at, draft)
    said = {"level": proposal.level, "amount_cents": proposal.amount_cents, "message": message.sha256}
    events.record(proposal.company, "approved", by, at, proposal, customer=proposal.customer, after=said)
    return message


def business_date(company: Company, at: datetime) -> date:
    """The company's own date at that instant."""
    return at.astimezone(ZoneInfo(company.time_zone)).date()


def withdraw(approval: Approval, by: User | None, at: datetime) -> bool:
    """Take an approval back while its message still waits; False once a worker has it. The proposal is open again."""
    rights.require(by, "approve", approval.company)
    with events.act(approval.company):
        message = Message.objects.select_for_update().filter(approval=approval.pk, state="queued").first()
        if message is None:
            return False
        correspondence.unwrite(message, "withdrew", by, at)
    return True
