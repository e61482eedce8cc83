"""The confirmation of an instalment plan: what it tells, and whether it may still be told."""

from __future__ import annotations

from datetime import date

from ardoise.domain.correspondence.schedules import Schedule
from ardoise.domain.correspondence.tables import PART, LetterItem, tell_part
from ardoise.domain.dunning import Level
from ardoise.domain.money import with_currency
from ardoise.records import book
from ardoise.records.correspondence import INSTALMENTS
from ardoise.records.models import InstalmentPlan, PlannedItem, Proposal

LEVEL = Level(INSTALMENTS, 1, tone=INSTALMENTS)
RUNS = "plan-"
"""How the policies under which confirmations stand begin, each with the key of its plan: no run of dunning."""

SILENCING = ("insolvent", "disputed", "blocked")
"""What forbids to write of a plan where it is about all of the customer, or about one of its items whole."""


def schedule_of(proposal: Proposal, language: str) -> Schedule | None:
    """What the plan spreads and its instalments, where the proposal confirms one."""
    if proposal.level != INSTALMENTS:
        return None
    plan = proposal.plan_confirmation.plan
    items = plan.items.select_related("entry").order_by("entry__due_on", "entry_id")
    dated = plan.instalments.order_by("promised_on").values_list("promised_on", "amount_cents")
    return Schedule(tuple(_told(item, language) for item in items), tuple(dated))


def _told(item: PlannedItem, language: str) -> LetterItem:
    """What the plan spreads of an item, and of what that is a part or the rest."""
    entry, cents = item.entry, item.planned_cents
    if cents < item.open_cents:
        part = PART[language].format(whole=with_currency(item.open_cents, entry.currency, language))
    else:
        part = tell_part(cents, 0, entry.amount_cents, entry.currency, language)
    on = entry.document_on or entry.booked_on
    return LetterItem(entry.document or entry.label, on, entry.due_on or on, cents, 0, part=part)


def why_not(key: int, is_message: bool, as_of: date) -> str:
    """Why a plan is not confirmed by this proposal, or this message, or no longer: it was ended, was broken or is
    paid; an insolvency, a dispute or a suspension; a reason's code, "" if it may be."""
    asked = "confirmation__proposal__approval__message" if is_message else "confirmation__proposal"
    standing = InstalmentPlan.objects.filter(**{asked: key}, ended_at=None)
    plan = standing.select_related("company", "customer").first()
    if plan is None or not _is_followed(plan, as_of):
        return "plan_over"
    planned = set(plan.items.values_list("entry_id", flat=True))
    blocks = book.blocks(plan.company_id, as_of, plan.customer_id).select("reason", "entry", "contested_cents")
    found = {
        reason for reason, entry, part in blocks.iter_rows() if entry is None or (entry in planned and part is None)
    }
    return next((reason for reason in SILENCING if reason in found), "")


def _is_followed(plan: InstalmentPlan, as_of: date) -> bool:
    """Is there still something to come of it, and nothing wanting?"""
    from ardoise.actions.dunning.promising import plans_judged, promises_judged  # which ask what this file tells

    company, whose = plan.company, [plan.customer_id]
    judged = plans_judged(company, as_of, whose, promises_judged(company, as_of, whose).values())
    return bool(judged[plan.pk]["outcome"] == "waiting")
