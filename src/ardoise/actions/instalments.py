"""An instalment plan agreed with a customer: recorded once, it takes the place of what was promised of its items.

It is confirmed in writing once, by the same outbox as everything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ardoise.actions import confirming, delivery, dunning, events, ledger, own_runs, rights, tasks
from ardoise.actions.correspondence import addressing
from ardoise.actions.days import business_date
from ardoise.actions.refusals import Unfit
from ardoise.actions.restraints import Noted, end, told
from ardoise.channels import EMAIL
from ardoise.domain.correspondence.reasons import in_words
from ardoise.domain.instalments import Instalments, wrong
from ardoise.records.correspondence import INSTALMENTS
from ardoise.records.models import (
    Customer,
    Entry,
    Instalment,
    InstalmentPlan,
    Message,
    PlanConfirmation,
    PlannedItem,
    Promise,
    Proposal,
    Task,
    User,
)

WISHES = ("plan_asked", "plan_wanted")
"""Subjects of the tasks that a plan answers."""

CHANNELS = ("email", "letter")
"""How a plan may be confirmed."""

UNSENT = ("suppressed", "failed")


def agree(
    customer: Customer, planned: Mapping[Entry, int | None], instalments: Instalments, noted: Noted
) -> InstalmentPlan:
    """The customer pays these items, each whole (None) or so many cents of it, by these dated instalments.

    They sum to the cent to what is planned. The same plan again is given back; another one about any of its items ends
    the plan before, and the promises that name them. Whoever asked for a plan has one: such tasks are done.
    """
    rights.require(noted.by, "restrain", customer.company)
    dated = sorted(instalments)
    with events.act(customer.company):
        parts = parts_of(customer, planned, noted.on)
        refuse_unsound(parts, dated, noted.on)
        standing = standing_about(customer, parts)
        if same := next((plan for plan in standing if is_same(plan, parts, dated)), None):
            return same
        for earlier in [*standing, *promises_about(customer, parts, noted.on)]:
            end(earlier, noted.by, noted.at, _("An instalment plan takes its place."))
        plan = store(customer, parts, dated, noted)
        asked = Task.objects.filter(company=customer.company, customer=customer, done_at=None, message=None)
        for task in asked.filter(Q(subject__in=WISHES) | Q(subject__startswith=f"{WISHES[1]}:")):
            tasks.close(task, noted.by, noted.at, _("An instalment plan was agreed."))
    return plan


Parts = Mapping[Entry, tuple[int, int]]
"""Each item's open cents, and those of them that are planned."""


def parts_of(customer: Customer, planned: Mapping[Entry, int | None], today: date) -> Parts:
    """What is open of each item, and what is planned of it; Unfit: more than is open, or nothing."""
    if any(entry.customer_id != customer.pk for entry in planned):
        raise rights.Missing(_("This item is not this customer's."))
    if not planned:
        raise Unfit(_("Tick at least one item."))
    items = ledger.items(customer.company, today, customer).select("entry", "open_cents")
    open_now: dict[int, int] = dict(items.iter_rows())
    found = {}
    for entry, cents in planned.items():
        whole = open_now.get(entry.pk, 0)
        if whole <= 0 or not 0 < (part := whole if cents is None else cents) <= whole:
            named = {"document": entry.document or entry.label}
            raise Unfit(_("%(document)s: plan an amount above zero and at most what is open of it.") % named)
        found[entry] = (whole, part)
    return found


def refuse_unsound(parts: Parts, instalments: Instalments, opened_on: date) -> None:
    """Unfit: several currencies, or instalments that are no plan of the whole amount."""
    currencies = {entry.currency for entry in parts}
    if len(currencies) > 1:
        raise Unfit(_("A plan is in one currency: tick items of one only."))
    total, language = sum(cents for _open, cents in parts.values()), "fr" if get_language() == "fr" else "en"
    if sentence := wrong(instalments, total, opened_on, currencies.pop(), language):
        raise Unfit(sentence)


def standing_about(customer: Customer, parts: Parts) -> list[InstalmentPlan]:
    """The plans that stand about any of these items."""
    plans = InstalmentPlan.objects.filter(customer=customer, ended_at=None, items__entry__in=list(parts))
    return list(plans.distinct().order_by("pk"))


def promises_about(customer: Customer, parts: Parts, today: date) -> list[Promise]:
    """The promises that stand and name any of these items; where nothing else is overdue, those that name none too:
    the money of an instalment is not to be taken for what was promised before."""
    named = Q(entry__in=list(parts)) | Q(entries__in=list(parts))
    items = ledger.items(customer.company, today, customer)
    late = items.filter((items["open_cents"] > 0) & (items["due_on"] < today))["entry"].to_list()
    if set(late) <= {entry.pk for entry in parts}:
        named |= Q(entry=None, entries=None)
    return list(Promise.objects.filter(named, customer=customer, ended_at=None).distinct().order_by("pk"))


def is_same(plan: InstalmentPlan, parts: Parts, instalments: Instalments) -> bool:
    """Does the plan spread the very same amounts over the same days?"""
    items = dict(plan.items.values_list("entry_id", "planned_cents"))
    days = list(plan.instalments.order_by("promised_on").values_list("promised_on", "amount_cents"))
    return items == {entry.pk: cents for entry, (_open, cents) in parts.items()} and days == list(instalments)


def store(customer: Customer, parts: Parts, instalments: Instalments, noted: Noted) -> InstalmentPlan:
    """Its rows and its event."""
    company, by, at = customer.company, noted.by, noted.at
    plan = InstalmentPlan.objects.create(
        company=company, customer=customer, amount_cents=sum(cents for _on, cents in instalments), note=noted.note,
        opened_on=noted.on, by=by, at=at, said_by=noted.speaker,
    )  # fmt: skip
    PlannedItem.objects.bulk_create(
        PlannedItem(company=company, plan=plan, entry=entry, open_cents=whole, planned_cents=cents)
        for entry, (whole, cents) in parts.items()
    )
    for on, cents in instalments:
        Instalment.objects.create(company=company, plan=plan, promised_on=on, amount_cents=cents)
    events.record(company, "agreed_plan", by, at, plan, customer, after=told(plan) | spelled(plan), words=plan.note)
    return plan


def spelled(plan: InstalmentPlan) -> dict[str, object]:
    """Its items and instalments in an event."""
    dated = plan.instalments.order_by("promised_on").values_list("pk", "promised_on", "amount_cents")
    return {
        "items": {str(entry): cents for entry, cents in plan.items.values_list("entry_id", "planned_cents")},
        "instalments": {str(pk): [on.isoformat(), cents] for pk, on, cents in dated},
    }


def reached_by(customer: Customer) -> list[str]:
    """By which channels a plan may be confirmed to whoever receives for the customer, the first one before others."""
    asked = [addressing.Asked(n, customer.pk, channel, "", INSTALMENTS) for n, channel in enumerate(CHANNELS)]
    found = addressing.addresses(customer.company, asked)
    return [channel for n, channel in enumerate(CHANNELS) if found[n]]


def propose_confirmation(plan: InstalmentPlan, by: User | None, at: datetime, channel: str = "") -> Proposal:
    """What would tell the customer of the plan, to look at before it leaves: prepared once, anew by another channel or
    on another day, and never where it left, may have left or waits to."""
    rights.require(by, "approve", plan.company)
    with events.act(plan.company):
        today = business_date(plan.company, at)
        kept = PlanConfirmation.objects.filter(plan=plan).select_related("proposal__run").first()
        channel = channel if channel in CHANNELS else kept.proposal.channel if kept else ""
        channel = channel or next(iter(reached_by(plan.customer)), CHANNELS[0])
        before = kept.proposal if kept else None
        if before and (is_told(before) or (before.run.as_of, before.channel, said(before)) == (today, channel, None)):
            return before
        proposal = prepared(plan, channel, today, at)
        PlanConfirmation.objects.update_or_create(plan=plan, company=plan.company, defaults={"proposal": proposal})
        if before and said(before) is None:
            before.run.delete()
        events.record(
            plan.company, "proposed_confirmation", by, at, plan, plan.customer, after={"channel": proposal.channel}
        )
    return proposal


def confirm(plan: InstalmentPlan, by: User | None, at: datetime, channel: str = "") -> Message:
    """The confirmation leaves by the outbox, once for each plan; Unfit, with the reason, where it may not."""
    proposal = propose_confirmation(plan, by, at, channel)
    is_off = proposal.channel != EMAIL and delivery.setting_of(plan.company, proposal.channel) is None
    if is_off and not is_told(proposal):
        raise Unfit(in_words("channel_off", "fr" if get_language() == "fr" else "en"))
    approved = dunning.approve([proposal], by, at)
    for refusal in approved.refusals:
        raise Unfit(in_words(refusal.reason, "fr" if get_language() == "fr" else "en"))
    return approved.messages[0]


def said(proposal: Proposal) -> Message | None:
    """The message of a proposal, if it was approved."""
    return Message.objects.filter(approval__proposal=proposal).first()


def is_told(proposal: Proposal) -> bool:
    """Is there a message that left, may have left, or waits to?"""
    message = said(proposal)
    return message is not None and message.state not in UNSENT


def prepared(plan: InstalmentPlan, channel: str, today: date, at: datetime) -> Proposal:
    """The proposal, in a run of its own; it claims nothing and lists nothing."""
    company, customer = plan.company, plan.customer
    run = own_runs.begin(company, f"{confirming.RUNS}{plan.pk}-", today, at)
    first = plan.instalments.order_by("promised_on").values_list("promised_on", flat=True)[0]
    entry = plan.items.select_related("entry").order_by("pk")[0].entry
    return Proposal.objects.create(
        company=company, run=run, customer=customer, level=INSTALMENTS, channel=channel,
        cycle=own_runs.cycle_of(customer), amount_cents=0, currency=entry.currency, oldest_due_on=first,
        days_overdue=0, reason=INSTALMENTS,
    )  # fmt: skip
