"""A question to a customer about a receipt nobody recognises: what it speaks of, and whether it may still be asked."""

from __future__ import annotations

from datetime import date

from ardoise.actions.thanking import Paid
from ardoise.domain.dunning import Level
from ardoise.records import settled
from ardoise.records.models import Proposal, Question

QUESTION = "question"
LEVEL = Level(QUESTION, 1, tone=QUESTION)
RUNS = "questions"
"""The policy under which a day's questions stand: no run of dunning."""


def asked_about(proposal: Proposal) -> Paid | None:
    """What came in, and when: of the question that this proposal asks."""
    asked = Question.objects.filter(proposal=proposal).select_related("movement").first()
    return Paid(asked.movement.amount_cents, asked.movement.booked_on) if asked else None


def why_not(key: int, is_message: bool, as_of: date) -> str:
    """Why this proposal, or this message, asks nothing any more: the very receipt it speaks of was applied, or marked,
    meanwhile, whatever else of the customer's waits; "" where it still waits."""
    asked = "proposal__approval__message" if is_message else "proposal"
    question = Question.objects.filter(**{asked: key}, closed_at=None).first()
    if question is None:
        return "amount_changed"
    return "amount_changed" if settled.receipts(question.company_id, as_of, question.movement_id).is_empty() else ""
