"""The timeline of a customer on screen: the steps of actions/timeline, each with its drawing and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from ardoise.actions import ledger, timeline
from ardoise.actions.timeline import KINDS, Step
from ardoise.desk.frame import clock
from ardoise.desk.frame.requests import Request
from ardoise.desk.frame.tags import language
from ardoise.records.models import Customer

SHOWN = 25
DRAWINGS = {
    "messages": "mail",
    "calls": "phone",
    "replies": "tray",
    "promises": "handshake",
    "disputes": "scales",
    "peace": "pause",
    "payments": "check",
    "file": "edit",
    "approved": "check",
    "withdrew": "undo",
    "regathered": "refresh",
    "withdrawn": "undo",
    "reopened": "refresh",
    "import": "upload",
    "declared_insolvency": "building",
    "announced_payment": "calendar",
    "settled_dispute": "check",
    "ended_dispute": "check",
    "ended_promise": "check",
    "ended_block": "check",
    "overrode_policy": "ladder",
    "ended_override": "ladder",
    "added_contact": "people",
    "changed_contact": "people",
    "removed_contact": "people",
    "opted_out": "stop",
    "message_failed": "cross",
    "message_in_doubt": "question",
    "message_suppressed": "stop",
    "proof_deposit": "shield",
    "proof_delivery": "shield",
    "proof_bounce": "alert",
    "proof_returned": "alert",
    "returned_payment": "undo",
    "task_repair": "alert",
    "exported_evidence": "download",
    "brought_document": "file",
}
"""The drawing of a step: its own, else that of its kind."""


@dataclass(frozen=True)
class Line:
    """A step with its drawing and the address it leads to."""

    step: Step
    drawing: str
    url: str
    on: date  # the company's own day of it


@dataclass(frozen=True)
class Trail:
    """A page of the timeline, and what it was asked."""

    lines: tuple[Line, ...]
    after: str
    kind: str
    search: str
    is_later: bool

    @property
    def is_narrowed(self) -> bool:
        """Was only a part of the timeline asked for?"""
        return bool(self.kind or self.search)


def trail(request: Request, customer: Customer, told: ledger.Told | None = None) -> Trail:
    """The page the address asks for: latest first, of a kind, holding words, after a place; `told`: the customer's
    ledger, where it has been read."""
    kind, search = request.GET.get("of", ""), request.GET.get("words", "")[:200]
    kind, after = kind if kind in KINDS else "", request.GET.get("steps", "")
    page = timeline.page(customer, clock.today(request.company), language(), after, kind, search, SHOWN, told)
    zone = clock.zone(request.company)
    lines = tuple(
        Line(step, drawing_of(step), address_of(step), step.at.astimezone(zone).date()) for step in page.steps
    )
    return Trail(lines, page.after, kind, search, bool(after))


def drawing_of(step: Step) -> str:
    return DRAWINGS.get(step.code) or DRAWINGS[step.kind]


def address_of(step: Step) -> str:
    """What the step leads to; "" for one that is told whole."""
    return reverse(step.about, args=[step.key]) if step.about and step.key else ""
