"""A person accepts proposals, or takes one back while nothing has left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import IntegrityError
from django.db.models import Q
from django_scopes import scope

from ardoise.actions import correspondence, events, installation, rights
from ardoise.actions.days import business_date
from ardoise.actions.dunning import braking, relatives
from ardoise.actions.dunning.facts import what_changed_for
from ardoise.actions.dunning.planning import renew
from ardoise.actions.dunning.waiting import is_overtaken
from ardoise.actions.obstacles import insist, is_busy
from ardoise.actions.questioning import QUESTION
from ardoise.actions.thanking import THANKS
from ardoise.engine.calendar import next_working_day
from ardoise.records import facts
from ardoise.records.correspondence import INSTALMENTS, INTERNAL, PERSONAL
from ardoise.records.models import Approval, Company, Customer, Message, Proposal, Run, User

AT_ONCE = 200  # proposals whose facts are looked at and whose statements are drawn together
TOGETHER = 20  # of these, written in one transaction
DAYS_TO_LEAVE = 3  # what was prepared on a Friday leaves on Monday; older words no longer say what is so
LONG_AGO = {
    PERSONAL: "words_long_ago",
    INSTALMENTS: "confirmed_long_ago",
    QUESTION: "question_long_ago",
    THANKS: "thanks_long_ago",
    **dict.fromkeys(INTERNAL, "asked_long_ago"),
}
"""Said of what is no reminder and waited too long; by its level."""
HARMLESS = facts.SAID | {"approved"}  # acts that change what is said to their own customer, and to nobody else
Written = tuple[Proposal, correspondence.Draft]


def is_too_old(as_of: date, today: date, customer: Customer) -> bool:
    """Were its words prepared too long before to leave today? Not on the first day that people work there since: it
    could not leave before (a long week-end: Christmas on a Friday, Easter)."""
    first = next_working_day(as_of + timedelta(1), customer.country, customer.postcode)
    return (today - as_of).days > DAYS_TO_LEAVE and today > first


def long_ago(as_of: date, today: date, customer: Customer, level: str) -> str:
    """Why words of that level prepared then leave no more today, a reason's code for each kind; "" where they may."""
    code = LONG_AGO.get(level, "prepared_long_ago")
    return f"{code}:{(today - as_of).days}" if is_too_old(as_of, today, customer) else ""


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


def approve(
    proposals: Iterable[Proposal],
    by: User | None,
    at: datetime,
    tell: Callable[[int], None] = lambda count: None,
) -> Approved:
    """One approval and one frozen message per proposal whose facts still hold; approving twice does nothing twice.

    The facts are looked at when the call begins with a proposal, and again, for good, when its message leaves.
    `tell(count)` hears how many are decided so far, outside any transaction.
    """
    outcome = Approved()
    installation.is_at_home(at)  # the database is known by name before it holds a first message
    for batch in relatives.in_batches(proposals, AT_ONCE):
        companies = {proposal.company for proposal in batch}
        if len(companies) > 1:
            raise ValueError("Proposals of several companies cannot be approved together.")
        company = companies.pop()
        rights.require(by, "approve", company)
        with scope(company=company):
            seen = facts.last_event()
            good = _refuse_unfit(company, batch, at, outcome)
            for some in _in_parts(good):
                _approve_some(company, some, seen, by, at, outcome)
                tell(len(outcome.messages) + len(outcome.refusals))
            _renew(company, batch, outcome, by, at)
    return outcome


def _in_parts(good: list[Proposal]) -> Iterator[list[Written]]:
    """The proposals with their drafts, a few at once; what leaves together stays together."""
    by_key = {proposal.pk: proposal for proposal in good}
    some: list[Written] = []
    for draft in correspondence.preview_each(good):
        if len(some) >= TOGETHER and draft.carrier_id is None:
            yield some
            some = []
        some.append((by_key[draft.context.proposal_id], draft))
    if some:
        yield some


def _renew(company: Company, batch: list[Proposal], outcome: Approved, by: User | None, at: datetime) -> None:
    """What was refused is no longer proposed as it was, where its facts have changed: the run says what holds now.

    A question about a receipt, taken back and approved again, is of no run of dunning.
    """
    refused = {refusal.proposal.pk for refusal in outcome.refusals}
    lost: dict[Run, list[int]] = {}
    for proposal in batch:
        is_todays = proposal.run.policy == Run.WHOLE and proposal.run.as_of == business_date(company, at)
        if proposal.pk in refused and is_todays:
            lost.setdefault(proposal.run, []).append(proposal.customer_id)
    for run, customers in lost.items():
        if not braking.is_braked(run):
            renew(run, customers, by, at)


def _refuse_unfit(company: Company, batch: list[Proposal], at: datetime, outcome: Approved) -> list[Proposal]:
    """Those that may be approved; of the others the outcome says why not, or that they were."""
    asked = Proposal.objects.filter(pk__in=[proposal.pk for proposal in batch])
    whole = asked.select_related("run", "customer", "company", "approval__message").prefetch_related("items")
    found = {proposal.pk: proposal for proposal in whole}
    outcome.refusals += [Refusal(proposal, "replaced") for proposal in batch if proposal.pk not in found]
    present = [found[proposal.pk] for proposal in batch if proposal.pk in found]
    outcome.messages += [proposal.approval.message for proposal in present if hasattr(proposal, "approval")]
    new = [proposal for proposal in present if not hasattr(proposal, "approval")]
    reasons = _reasons_against(company, new, at)
    outcome.refusals += [Refusal(proposal, reasons[proposal.pk]) for proposal in new if reasons[proposal.pk]]
    return [proposal for proposal in new if not reasons[proposal.pk]]


def _reasons_against(company: Company, proposals: list[Proposal], at: datetime) -> dict[int, str]:
    """Why each may not be approved now: a reason's code, "" if it may."""
    today = business_date(company, at)
    by_run = {run: _untimely(run, today) for run in {proposal.run for proposal in proposals}}
    reasons = {p.pk: by_run[p.run] or long_ago(p.run.as_of, today, p.customer, p.level) for p in proposals}
    timely = [proposal for proposal in proposals if not reasons[proposal.pk]]
    return reasons | what_changed_for(timely, today)


def _untimely(run: Run, today: date) -> str:
    if run.as_of > today:
        return "not_today"
    if braking.is_braked(run):
        return "braked"
    return "old_run" if is_overtaken(run, today) else ""


def _approve_some(
    company: Company, some: list[Written], seen: facts.Last, by: User | None, at: datetime, outcome: Approved
) -> None:
    """Together in one transaction; where the database refuses one, each in one of its own, so that only it is.

    Nothing is drawn meanwhile, and where others hold the database it is asked again: what is drawn is not lost.
    """

    def write() -> list[Message | str]:
        with events.act(company):
            return _accepted(some, seen, by, at)

    try:
        results = insist(write, is_busy)
    except IntegrityError:
        sheaves = _sheaves(some)
        if len(sheaves) > 1:
            for one in sheaves:
                _approve_some(company, one, seen, by, at, outcome)
            return
        results = ["already_said"] * len(some)
    for (proposal, _), result in zip(some, results, strict=True):
        if isinstance(result, Message):
            outcome.messages.append(result)
        else:
            outcome.refusals.append(Refusal(proposal, result))


def _sheaves(some: list[Written]) -> list[list[Written]]:
    """What leaves together, each for itself."""
    sheaves: dict[int, list[Written]] = {}
    for proposal, draft in some:
        sheaves.setdefault(draft.carrier_id or proposal.pk, []).append((proposal, draft))
    return list(sheaves.values())


def _accepted(some: list[Written], seen: facts.Last, by: User | None, at: datetime) -> list[Message | str]:
    """The messages, or why there is none; where anybody has acted since they were drawn, what they say is read again
    inside the transaction that writes it."""
    asked = Proposal.objects.filter(pk__in=[proposal.pk for proposal, _ in some])
    found = {p.pk: p for p in asked.select_related("run", "customer", "company", "approval__message")}
    braked = {run.pk for run in {proposal.run for proposal in found.values()} if braking.is_braked(run)}
    contexts = {draft.context.proposal_id: draft.context for _, draft in some}
    if found and _has_acted(some, seen):
        contexts = {c.proposal_id: c for c in correspondence.contexts_of(list(found.values()))}
    results = [_told_of(found.get(p.pk), draft, contexts.get(p.pk), braked) for p, draft in some]
    told = {p.pk: result for (p, _), result in zip(some, results, strict=True)}
    broken = {p.pk for one in _sheaves(some) if any(told[p.pk] is not None for p, _ in one) for p, _ in one}
    results = ["replaced" if told[p.pk] is None and p.pk in broken else told[p.pk] for p, _ in some]
    new = [(found[p.pk], draft) for (p, draft), result in zip(some, results, strict=True) if result is None]
    written = iter(_written(new, by, at))
    return [next(written) if result is None else result for result in results]


def _has_acted(some: list[Written], seen: facts.Last) -> bool:
    """Has anybody done anything since, but approve and send to others than these?"""
    since = facts.since(seen)
    return bool(since.verbs - HARMLESS or since.customers & {proposal.customer_id for proposal, _ in some})


def _told_of(
    proposal: Proposal | None, draft: correspondence.Draft, context: correspondence.Context | None, braked: set[int]
) -> Message | str | None:
    """The message there is, or why there can be none; None when one may be written."""
    if proposal is None:
        return "replaced"
    if hasattr(proposal, "approval"):
        message: Message = proposal.approval.message
        return message
    if proposal.run_id in braked:  # since the facts were looked at
        return "braked"
    return draft.obstacle or ("replaced" if draft.context != context else None)


def _written(new: list[Written], by: User | None, at: datetime) -> list[Message]:
    approvals = Approval.objects.bulk_create(Approval(company=p.company, proposal=p, by=by, at=at) for p, _ in new)
    drafts = [draft for _, draft in new]
    messages = correspondence.compose_many(list(zip(approvals, drafts, strict=True)), at)
    for (proposal, _), message in zip(new, messages, strict=True):
        said = {"level": proposal.level, "amount_cents": proposal.amount_cents, "message": message.sha256}
        events.record(proposal.company, "approved", by, at, proposal, customer=proposal.customer, after=said)
    return messages


def withdraw(approval: Approval, by: User | None, at: datetime) -> bool:
    """Take an approval back while not a byte of its message has left; False once it may have. The proposal is open
    again, and those of what was to leave in the same message. A worker that holds it finds it gone when it comes to it.
    """
    rights.require(by, "approve", approval.company)
    with events.act(approval.company):
        mine = Message.objects.filter(approval=approval.pk)
        asked = Q(approval=approval.pk) | Q(pk__in=mine.values("carrier")) | Q(carrier__in=mine.values("carrier"))
        held = list(Message.objects.select_for_update().filter(asked | Q(carrier__in=mine)).order_by("pk"))
        message = next((one for one in held if one.approval_id == approval.pk), None)
        if message is None or message.state not in correspondence.UNSAID:
            return False
        correspondence.unwrite(message, "withdrew", by, at)
    return True
