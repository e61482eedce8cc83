"""Disputes in words: reasons, stages, outcomes, and how long each reason may take to be answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ardoise.domain.calendar import add_working_days

REASONS = {
    "goods": {"fr": "Marchandise défectueuse ou erronée", "en": "Goods defective or wrong"},
    "service": {"fr": "Prestation non rendue ou non conforme", "en": "Service not rendered, or not as agreed"},
    "price": {"fr": "Prix", "en": "Price"},
    "quantity": {"fr": "Quantité", "en": "Quantity"},
    "delivery": {"fr": "Non livré, ou en retard", "en": "Not delivered, or late"},
    "administrative": {"fr": "Numéro de commande ou papiers manquants", "en": "Order number or papers missing"},
    "double_invoice": {"fr": "Facturé deux fois", "en": "Invoiced twice"},
    "other": {"fr": "Autre", "en": "Other"},
}
STAGES = {
    "new": {"fr": "Nouveau", "en": "New"},
    "waiting_resolver": {"fr": "Chez le résolveur", "en": "Waiting for the resolver"},
    "waiting_customer": {"fr": "Chez le client", "en": "Waiting for the customer"},
    "credit_note_to_issue": {"fr": "Avoir à établir", "en": "Credit note to issue"},
}
OUTCOMES = {
    "credit_note": {"fr": "Avoir établi", "en": "Credit note issued"},
    "rejected": {"fr": "Non fondé", "en": "Rejected"},
    "withdrawn": {"fr": "Retiré par le client", "en": "Withdrawn by the customer"},
    "partly_accepted": {"fr": "Accepté en partie", "en": "Partly accepted"},
}
ENDS = {
    "resolved": {"fr": "Résolu", "en": "Resolved"},
    "rejected": {"fr": "Non fondé", "en": "Rejected"},
}
"""The columns of the board in which what ended is: `ended_in` says which."""
VERDICTS = {"founded": "credit_note_to_issue", "unfounded": "waiting_customer", "unsure": "new"}
"""What whoever answers says of the customer → the stage at which it leaves the dispute."""
DAYS_TO_ANSWER = {
    "goods": 15,
    "service": 15,
    "price": 10,
    "quantity": 10,
    "delivery": 10,
    "administrative": 5,
    "double_invoice": 5,
    "other": 10,
}
"""Working days by reason, where the company has said nothing else."""


def ended_in(outcome: str) -> str:
    """Of ENDS: whether the customer was told that he owes it all the same, or it was settled otherwise."""
    return "rejected" if outcome == "rejected" else "resolved"


def deadline(reason: str, opened_on: date, days: Mapping[str, int]) -> date:
    """The working day by which a dispute of that reason should be answered; `days` are the company's own."""
    return add_working_days(opened_on, days.get(reason, DAYS_TO_ANSWER[reason]))
