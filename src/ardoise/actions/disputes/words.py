"""A dispute as its events tell it."""

from __future__ import annotations

from typing import Any

from ardoise.records.models import Dispute


def told(dispute: Dispute) -> dict[str, Any]:
    """What it is about, where it stands, how it ended; a resolver by name."""
    return {
        "reason": dispute.reason,
        "stage": dispute.stage,
        "outcome": dispute.outcome,
        "entry": dispute.entry_id,
        "items": {item.entry_id: item.contested_cents for item in dispute.items.all()},
        "resolver": dispute.resolver.username if dispute.resolver else dispute.resolver_email,
        "deadline_on": dispute.deadline_on,
        "grace_until_on": dispute.grace_until_on,
        "opened_on": dispute.opened_on,
        "note": dispute.note,
    }
