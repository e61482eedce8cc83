"""A question to a customer about a receipt nobody recognises: what it speaks of, and whether it may still be asked."""

from __future__ import annotations

from datetime import date

from ardoise.actions.thanking import Paid
from ardoise.domain.dunning import Level
from ardoise.records import settled
from ardoise.records.models import Customer, Proposal, Question

QUESTION = "question"
LEVEL = Level(QUESTION, 1, tone=QUESTION)
RUNS = "questions"
"""The policy under which a day's questions stand: no run of dunning."""


def asked_about(proposal: Proposal) -> Paid | None:
    """What came in, and when: of the question that this proposal asks."""
    asked = Question.objects.filter(proposal=proposal).select_related("movement").first()
    return Paid(asked.movement.amount_cents, asked.movement.booked_on) if asked else None


def why_not(customer: Customer, as_of: date) -> str:
    """Why nothing is asked any more: the receipt was applied, or marked, meanwhile; "" where one still waits."""
    waiting = Question.objects.filter(customer=customer, closed_at=None).values_list("movement", flat=True)
    is_free = any(not settled.receipts(customer.company_id, as_of, key).is_empty() for key in waiting)
    return "" if is_free else "amount_changed"
