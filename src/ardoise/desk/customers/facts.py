"""What is known of one customer on a day: items, gauges, restraints, what comes next and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
from django.db.models import QuerySet

from ardoise.actions import dunning, ledger
from ardoise.actions.dunning.waiting import unmade
from ardoise.actions.instalments import UNSENT
from ardoise.desk.customers.words import DISPUTE_REASONS
from ardoise.domain import reasons
from ardoise.engine import kpis
from ardoise.engine.aging import age
from ardoise.engine.ledger import count_as_of
from ardoise.records.correspondence import INTERNAL
from ardoise.records.models import (
    Block,
    Customer,
    Dispute,
    Entry,
    Insolvency,
    InstalmentPlan,
    Message,
    PaymentNotice,
    Promise,
)
from ardoise.records.restraints import Restraint

RESTRAINTS: dict[str, type[Restraint]] = {
    "dispute": Dispute,
    "promise": Promise,
    "plan": InstalmentPlan,
    "payment_notice": PaymentNotice,
    "block": Block,
    "insolvency": Insolvency,
}
CLOSED_SHOWN = 300


@dataclass(frozen=True)
class Gauge:
    """The figures above the items, in one currency."""

    currency: str
    outstanding_cents: int
    overdue_cents: int
    unapplied_cents: int  # in credit: what follows together
    payments_cents: int  # received and not applied
    notes_cents: int  # credit notes and what else is in his favour
    oldest_days: int | None


@dataclass(frozen=True)
class NextStep:
    """What the policy says of the customer today: a level, or the reason why nothing leaves."""

    level: str
    reason: str
    sentence: str
    amount_cents: int
    currency: str
    policy: str
    assigned_by: str


def open_items(
    customer: Customer,
    as_of: date,
    restraints: Sequence[Standing] | None = None,
    told: ledger.Told | None = None,
) -> list[dict[str, Any]]:
    """The items open on the day, most late first, each with what restrains it; `restraints`: those that stand; `told`:
    his ledger, where it has been read."""
    items = age((told or ledger.read(customer.company, customer.pk)).items(as_of), as_of)
    held = by_entry(standing(customer, as_of) if restraints is None else restraints)
    return [
        item | {"restraints": held.get(item["entry"], []), "is_open": True}
        for item in items.sort("due_on", "entry", nulls_last=True).to_dicts()
    ]


@dataclass(frozen=True)
class Standing:
    """A restraint that nobody has ended: what it is about, and what has become of it."""

    restraint: Restraint
    kind: str
    contested: dict[Entry, int | None]  # its items, each with the cents contested (None: all); none: all they owe
    about: str = ""  # the reason of a dispute
    outcome: str = ""  # of a promise: waiting | kept | partly_kept | broken; of a plan: waiting | kept | broken;
    # of a block or a payment notice whose last day has passed: over
    plan: Mapping[str, Any] | None = None  # of a plan: its PLAN_OUTCOMES
    instalments: Sequence[Mapping[str, Any]] = ()  # of a plan: the PROMISE_OUTCOMES of its instalments, by day

    @property
    def currency(self) -> str:
        """That of its items; "" where it names none."""
        return next((entry.currency for entry in self.contested), "")

    @property
    def confirmation(self) -> Message | None:
        """Of a plan: the message by which it was confirmed in writing, if one was."""
        proposal = getattr(getattr(self.restraint, "confirmation", None), "proposal", None)
        return getattr(getattr(proposal, "approval", None), "message", None)

    @property
    def is_unconfirmed(self) -> bool:
        """Is it a plan that is followed, of which no confirmation left, may have left or waits to?"""
        return (
            self.kind == "plan"
            and self.outcome == "waiting"
            and (self.confirmation is None or self.confirmation.state in UNSENT)
        )

    @property
    def is_whole(self) -> bool:
        """Is it about all that the customer owes?"""
        return not self.contested


def standing(customer: Customer, as_of: date, read: ledger.Told | None = None) -> list[Standing]:
    """The restraints nobody has ended, latest first; `read`: his ledger, where it has been read."""
    found = [
        told(kind, restraint)
        for kind, model in RESTRAINTS.items()
        for restraint in with_items(kind, model.objects.filter(customer=customer, ended_at=None))
    ]
    is_judged = any(one.kind in ("promise", "plan") for one in found)
    judged = dunning.promises_judged(customer.company, as_of, [customer.pk], read) if is_judged else {}
    is_planned, company = any(one.kind == "plan" for one in found), customer.company
    plans = dunning.plans_judged(company, as_of, [customer.pk], judged.values()) if is_planned else {}
    weighed_each = (weighed(one, judged, plans, as_of) for one in found)
    return sorted(weighed_each, key=lambda one: one.restraint.at, reverse=True)


def weighed(one: Standing, judged: Mapping[int, Any], plans: Mapping[int, Any], as_of: date) -> Standing:
    """A restraint with what has become of it."""
    key, last = one.restraint.pk, getattr(one.restraint, "until_on", None)
    if last and last < as_of:
        return replace(one, outcome="over")
    if one.kind == "promise" and key in judged:
        return replace(one, outcome=str(judged[key]["outcome"]))
    if one.kind == "plan" and key in plans:
        own = sorted((row for row in judged.values() if row["plan"] == key), key=lambda row: row["promised_on"])
        return replace(one, outcome=str(plans[key]["outcome"]), plan=plans[key], instalments=own)
    return one


def with_items(kind: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """The restraints with what they are about, in as many questions however many they are."""
    named = {"dispute": ["items__entry"], "promise": ["entries"], "plan": ["items__entry"]}.get(kind, [])
    hidden = ["proof"] if kind == "payment_notice" else []
    told = ["confirmation__proposal__approval__message"] if kind == "plan" else []
    return rows.select_related("entry", "by", *told).prefetch_related(*named).defer(*hidden)


def told(kind: str, restraint: Any) -> Standing:
    """A restraint with its items."""
    contested: dict[Entry, int | None] = {restraint.entry: None} if restraint.entry else {}
    if kind == "dispute":
        contested |= {item.entry: item.contested_cents for item in restraint.items.all()}
        return Standing(restraint, kind, contested, str(DISPUTE_REASONS.get(restraint.reason, restraint.reason)))
    if kind == "promise":
        contested |= dict.fromkeys(restraint.entries.all())
    if kind == "plan":
        planned = restraint.items.all()
        contested |= {i.entry: i.planned_cents if i.planned_cents < i.open_cents else None for i in planned}
    return Standing(restraint, kind, contested)


def by_entry(restraints: Sequence[Standing]) -> dict[int, list[tuple[Standing, int | None]]]:
    """Entry → what restrains it, each with the part contested."""
    held: dict[int, list[tuple[Standing, int | None]]] = defaultdict(list)
    for one in restraints:
        for entry, cents in one.contested.items():
            held[entry.pk].append((one, cents))
    return held


def gauges(items: list[dict[str, Any]]) -> list[Gauge]:
    """One per currency in which something is open."""
    found = []
    for currency in sorted({item["currency"] for item in items}):
        mine = [item for item in items if item["currency"] == currency]
        late = [item for item in mine if item["open_cents"] > 0 and (item["days_overdue"] or 0) > 0]
        found.append(
            Gauge(
                currency,
                sum(item["open_cents"] for item in mine),
                sum(item["open_cents"] for item in late),
                -sum(item["open_cents"] for item in mine if item["open_cents"] < 0),
                -sum(item["open_cents"] for item in mine if item["open_cents"] < 0 and item["kind"] == "payment"),
                -sum(item["open_cents"] for item in mine if item["open_cents"] < 0 and item["kind"] != "payment"),
                max((item["days_overdue"] for item in late), default=None),
            )
        )
    return found


@dataclass(frozen=True)
class Past:
    """The closed entries, how many there are, and how late what was settled was: on average, by month."""

    paid: pl.DataFrame
    days_late: int | None
    by_month: list[tuple[date, int | None]]

    @property
    def count(self) -> int:
        """How many were closed."""
        return self.paid.height

    @property
    def closed(self) -> list[dict[str, Any]]:
        """The latest of them, latest first."""
        return self.paid.sort("booked_on", "entry", descending=True).head(CLOSED_SHOWN).to_dicts()


def past(told: ledger.Told, as_of: date, items: list[dict[str, Any]]) -> Past:
    """What was settled, and how late.

    `told`: the customer's ledger; `items`: those open on the day.
    """
    dated = told.book
    closed = count_as_of(dated, as_of).filter(~pl.col("entry").is_in([item["entry"] for item in items]))
    settled = kpis.settled_invoices(dated, as_of, told.settlements)
    paid = closed.join(settled.select("entry", "settled_on", "days_late"), on="entry", how="left")
    return Past(paid, kpis.average_days_late(settled, as_of), kpis.days_late_by_month(settled, as_of))


def next_step(customer: Customer, as_of: date, language: str, told: ledger.Told) -> NextStep:
    """The plan of this customer alone, from its ledger, by the same rule as the whole book's."""
    plan = dunning.proposed(customer.company, as_of, customer=customer, told=told)
    row = (plan.skips if plan.proposals.is_empty() else plan.proposals).row(0, named=True)
    is_to_do = row["reason"] == "ladder_exhausted" and unmade([customer.pk])
    sentence = reasons.say(language=language, **(row | ({"reason": "last_level_to_do"} if is_to_do else {})))
    level = "" if plan.proposals.is_empty() else row["level"]
    amount_cents = row.get("amount_cents", row.get("open_cents")) or 0
    under = (row.get("policy") or "", row.get("assigned_by") or "")
    return NextStep(level, row["reason"], sentence, amount_cents, row["currency"] or "EUR", *under)


def last_message(customer: Customer) -> Message | None:
    """The last of ours to the customer that left, may have left or stayed on this machine; by hand or of a level."""
    said = Message.objects.filter(customer=customer, state__in=("sent", "kept", "in_doubt", "sending"))
    return said.exclude(level__in=INTERNAL).order_by("-as_of", "-pk").first()
