"""Who does one line of the day: the customer's collector, unless it was handed over to a colleague."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ardoise.actions import events, rights
from ardoise.actions.refusals import Unfit
from ardoise.domain.dunning import Policy
from ardoise.records.models import (
    Company,
    Customer,
    Dispute,
    Entry,
    Handover,
    Instalment,
    Membership,
    Message,
    Promise,
    Proposal,
    Reply,
    Run,
    Skip,
    Task,
    User,
)

WORDS_MAX = 120


@dataclass(frozen=True)
class Matter:
    """What a line is about, whatever row tells it today."""

    customer: int
    kind: str  # of Handover.KINDS
    row: int = 0
    level: str = ""


@dataclass(frozen=True)
class Workload:
    """Whose lines a list shows: those of these people, or everybody's (None)."""

    company: Company
    people: Collection[int] | None = None

    def customers(self) -> Q:
        """Rows about the customers these people look after."""
        return Q() if self.people is None else Q(customer__collector__in=self.people)

    def of(self, kind: str) -> Q:
        """The rows of that kind which are theirs to do: of their customers, but for what was handed to somebody else;
        and what was handed to them."""
        if self.people is None:
            return Q()
        handed = standing(self.company).filter(kind=kind, customer=OuterRef("customer"), **WHICH.get(kind, ROW))
        return Q(Exists(handed.filter(to__in=self.people))) | (self.customers() & ~Q(Exists(handed)))


ROW: dict[str, OuterRef] = {"row": OuterRef("pk")}
WHICH = {"reminder": {"row": OuterRef("cycle"), "level": OuterRef("level")}, "decide": {}}
"""How a row of the kind is the one that was handed over, where that is not its identity."""


def able(company: Company) -> QuerySet[User]:
    """Those of the company who may do a line of the day."""
    here = {"memberships__company": company, "memberships__role__in": rights.VERBS["send"]}
    return User.objects.filter(is_active=True, **here)


def standing(company: Company) -> QuerySet[Handover]:
    """What is handed over and neither given back nor to somebody who may not do it any more."""
    may = Membership.objects.filter(company=company, role__in=rights.VERBS["send"], user__is_active=True)
    return Handover.objects.filter(company=company, ended_at=None, to__in=may.values("user"))


def held(company: Company, matters: Iterable[Matter]) -> dict[Matter, Handover]:
    """Of these, what somebody has in the place of the collector."""
    asked = set(matters)
    found = standing(company).filter(customer__in={matter.customer for matter in asked}).select_related("to", "by")
    told = {Matter(one.customer_id, one.kind, one.row, one.level): one for one in found}
    return {matter: one for matter, one in told.items() if matter in asked}


OPEN: dict[str, tuple[type[Model], Q]] = {
    "task": (Task, Q(done_at=None)),
    "reply": (Reply, Q(state="new")),
    "proposal": (Proposal, Q(approval=None)),
    "dispute": (Dispute, Q(ended_at=None)),
    "promise": (Promise, Q(ended_at=None)),
    "instalment": (Instalment, Q(plan__ended_at=None)),
    "entry": (Entry, Q(kind="returned_payment")),
    "message": (Message, Q(state__in=("in_doubt", "failed"))),
    "decide": (Customer, Q()),
}
"""What the lines of a list are called → their rows, and which of them are not over."""
KINDS = {"proposal": "reminder", "instalment": "plan", "entry": "returned"}

Chosen = Mapping[str, Collection[int]]  # what the lines are called → the identities of their rows


def matters(company: Company, chosen: Chosen, by: User | None) -> list[tuple[Any, Customer, Matter]]:
    """The rows of these lines which are not over, each with its customer, whom this person may see, and its matter."""
    seen, found = rights.customers(by, company), []
    for name, keys in chosen.items():
        table, is_open = OPEN[name]
        rows: QuerySet[Any] = table._base_manager.filter(is_open, company=company, pk__in=keys)
        if name == "decide":
            found += [(row, row, matter_of(name, row, row)) for row in rows.filter(pk__in=seen)]
            continue
        path = "plan__customer" if name == "instalment" else "customer"
        for row in rows.filter(**{f"{path}__in": seen}).select_related(path):
            customer = row.plan.customer if name == "instalment" else row.customer
            found.append((row, customer, matter_of(name, row, customer)))
    return found


def matter_of(name: str, row: Any, customer: Customer) -> Matter:
    """What the row is about: of a reminder its level of this climb, of an instalment the plan."""
    if isinstance(row, Proposal):
        return Matter(customer.pk, "reminder", row.cycle, row.level)
    if isinstance(row, Instalment):
        return Matter(customer.pk, "plan", row.plan_id)
    return Matter(customer.pk, KINDS.get(name, name), 0 if name == "decide" else row.pk)


@dataclass
class Handed:
    """What came of handing several lines over."""

    done: int = 0
    same: int = 0  # theirs already
    over: int = 0  # decided meanwhile, or of nobody this person may see
    faster: list[User | None] = field(default_factory=list)  # who handed one over since the page was shown


def hand_over(
    company: Company, chosen: Chosen, to: User, words: str, by: User | None, at: datetime,
    seen_at: datetime | None = None,
) -> Handed:  # fmt: skip
    """These lines of the day are `to`'s from now on, and why; the customers stay their collector's.

    To the collector, they are given back. What a colleague handed over since `seen_at` stays as they did.
    """
    rights.require(by, "send", company)
    why = fit(company, to, words)
    told = Handed()
    with events.act(company):
        found = matters(company, chosen, by)
        told.over = sum(len(set(keys)) for keys in chosen.values()) - len(found)
        theirs = {matter: one.to_id for matter, one in held(company, [matter for *_row, matter in found]).items()}
        moved = moved_since(company, by, seen_at)
        for row, customer, matter in found:
            if matter in moved:
                told.faster.append(moved[matter])
            elif to.pk == theirs.get(matter, customer.collector_id):
                told.same += 1
            else:
                end(matter, by, at)
                if to.pk != customer.collector_id:
                    give(company, matter, to, why, by, at)
                after = said_of(matter, row) | {"for": to.get_full_name() or to.username}
                events.record(company, "handed_over", by, at, row, customer, after=after, words=why)
                theirs[matter] = to.pk
                told.done += 1
    return told


def fit(company: Company, to: User, words: str) -> str:
    """Why, in one line; refused where there is no reason, or this person may not do the work."""
    if not Membership.objects.filter(company=company, user=to).exists():
        raise rights.Missing(_("This person does not work for the company."))
    if not rights.may(to, "send", company):
        raise Unfit(_("This person may read but not do this work: choose somebody who may."))
    if not (why := " ".join(words.split())[:WORDS_MAX]):
        raise Unfit(_("Say in a few words why."))
    return why


def moved_since(company: Company, by: User | None, seen_at: datetime | None) -> dict[Matter, User | None]:
    """What somebody else handed over or gave back since then, each with who."""
    if seen_at is None:
        return {}
    told: dict[Matter, User | None] = {}
    late = Handover.objects.filter(Q(at__gt=seen_at) | Q(ended_at__gt=seen_at), company=company)
    for one in late.select_related("by", "ended_by").order_by("pk"):
        who = one.ended_by if one.ended_at and one.ended_at > seen_at else one.by
        if who is None or who != by:
            told[Matter(one.customer_id, one.kind, one.row, one.level)] = who
    return told


def give(company: Company, matter: Matter, to: User, words: str, by: User | None, at: datetime) -> None:
    """Write down that somebody has it in the collector's place. Inside the caller's transaction."""
    Handover.objects.create(
        company=company, customer_id=matter.customer, kind=matter.kind, row=matter.row, level=matter.level,
        to=to, by=by, at=at, words=words,
    )  # fmt: skip


def said_of(matter: Matter, row: Any) -> dict[str, str]:
    """What an event tells of it."""
    subject = row.subject if isinstance(row, Task) and not row.message_id else ""
    return {"kind": matter.kind, "level": matter.level, "subject": subject}


def end(matter: Matter, by: User | None, at: datetime) -> bool:
    """Nobody has it in the collector's place any more."""
    open_now = Handover.objects.filter(customer=matter.customer, kind=matter.kind, row=matter.row, level=matter.level)
    return bool(open_now.filter(ended_at=None).update(ended_at=at, ended_by=by))


def give_back(company: Company, chosen: Chosen, by: User | None, at: datetime) -> int:
    """These lines are their collector's again; how many were not."""
    rights.require(by, "send", company)
    with events.act(company):
        back = [told for told in matters(company, chosen, by) if end(told[2], by, at)]
        for row, customer, matter in back:
            events.record(company, "gave_back", by, at, row, customer, after=said_of(matter, row))
    return len(back)


def follow_names(run: Run, policies: Mapping[str, Policy]) -> None:
    """A reminder that was handed over stays with the colleague where its level is only called otherwise by now. Inside
    the transaction of the run."""
    handed = Handover.objects.filter(company=run.company, kind="reminder", ended_at=None).order_by("-pk")
    proposed = Proposal.objects.filter(run=run, customer__in=handed.values("customer"))
    now = {(one.customer_id, one.cycle): one for one in proposed}
    for one in handed:
        proposal = now.get((one.customer_id, one.row))
        known = policies[proposal.policy].known_as().get(one.level) if proposal else None
        if proposal and known and known.key == proposal.level != one.level:
            same = {"customer": one.customer_id, "kind": "reminder", "row": one.row, "level": known.key}
            if Handover.objects.filter(**same, ended_at=None).exists():  # handed over anew under that name
                Handover.objects.filter(pk=one.pk).update(ended_at=run.at)
            else:
                Handover.objects.filter(pk=one.pk).update(level=known.key)


def end_decided(run: Run, at: datetime) -> None:
    """Of whom the run has nothing overdue to decide, nothing is handed over any more: what comes again is another
    matter. Inside the transaction of the run."""
    left = Skip.objects.filter(run=run, overdue_cents__gt=0).values("customer")
    Handover.objects.filter(company=run.company, kind="decide", ended_at=None).exclude(customer__in=left).update(
        ended_at=at
    )
