"""A person accepts proposals, or takes one back while nothing has left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django_scopes import scope

from ardoise.actions import correspondence, events, installation, rights
from ardoise.actions.dunning.facts import policy_of, what_changed
from ardoise.records.models import Approval, Company, Message, Proposal, Run, User

AT_ONCE = 50  # statements drawn by one child process before their approvals are written


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
    """One approval and one frozen message per proposal whose facts still hold; approving twice does nothing twice."""
    outcome, waiting = Approved(), iter(proposals)
    installation.is_at_home()  # the database is known by name before it holds a first message
    while batch := list(islice(waiting, AT_ONCE)):
        companies = {proposal.company for proposal in batch}
        if len(companies) > 1:
            raise ValueError("Proposals of several companies cannot be approved together.")
        company = companies.pop()
        rights.require(by, "approve", company)
        with scope(company=company):
            for proposal, draft in _drafts(batch):
                _approve_one(proposal, draft, by, at, outcome)
    return outcome


def _drafts(batch: list[Proposal]) -> Iterator[tuple[Proposal, correspondence.Draft]]:
    """Drawn before any transaction opens: nothing slow happens while the database waits."""
    still = Proposal.objects.filter(pk__in=[proposal.pk for proposal in batch]).select_related("run", "customer")
    found = {proposal.pk: proposal for proposal in still}
    present = [found.get(proposal.pk, proposal) for proposal in batch]
    return zip(present, correspondence.preview_many(present), strict=True)


def _approve_one(
    proposal: Proposal, draft: correspondence.Draft, by: User | None, at: datetime, outcome: Approved
) -> None:
    try:
        with transaction.atomic():
            result = _accepted(proposal.pk, draft, by, at)
    except IntegrityError:
        result = "already_said"
    if isinstance(result, Message):
        outcome.messages.append(result)
    else:
        outcome.refusals.append(Refusal(proposal, result))


def _accepted(proposal_id: int, draft: correspondence.Draft, by: User | None, at: datetime) -> Message | str:
    """The message, or why there is none; everything is looked at again inside the transaction that writes it."""
    proposal = Proposal.objects.select_related("run", "customer", "company").filter(pk=proposal_id).first()
    if proposal is None:
        return "replaced"
    if message := Message.objects.filter(approval__proposal=proposal).first():
        return message
    if reason := refusal(proposal, draft, at):
        return reason
    approval = Approval.objects.create(company=proposal.company, proposal=proposal, by=by, at=at)
    message = correspondence.compose(approval, at, draft)
    events.record(
        proposal.company,
        "approved",
        by,
        at,
        proposal,
        customer=proposal.customer,
        after={"level": proposal.level, "amount_cents": proposal.amount_cents, "message": message.sha256},
    )
    return message


def refusal(proposal: Proposal, draft: correspondence.Draft, at: datetime) -> str:
    """Why a proposal may not be approved now: a reason's code, "" if it may."""
    today = business_date(proposal.company, at)
    if not is_latest(proposal.run):
        return "old_run"
    if proposal.run.as_of > today:
        return "not_today"
    if draft.context != correspondence.context_of(proposal):
        return "replaced"
    if reason := draft.obstacle:
        return reason
    items = dict(proposal.items.values_list("entry_id", "open_cents"))
    return what_changed(proposal.customer, today, policy_of(proposal.run.policy), proposal.level, items)


def is_latest(run: Run) -> bool:
    """No later day has been planned since."""
    return not Run.objects.filter(company=run.company_id, policy=run.policy, as_of__gt=run.as_of).exists()


def business_date(company: Company, at: datetime) -> date:
    """The company's own date at that instant."""
    return at.astimezone(ZoneInfo(company.time_zone)).date()


def withdraw(approval: Approval, by: User | None, at: datetime) -> bool:
    """Take an approval back while its message still waits; False once a worker has it. The proposal is open again."""
    rights.require(by, "approve", approval.company)
    with scope(company=approval.company), transaction.atomic():
        message = Message.objects.select_for_update().filter(approval=approval.pk, state="queued").first()
        if message is None:
            return False
        correspondence.unwrite(message, "withdrew", by, at)
    return True
