"""Reminders decided: what a run proposes, what a person approves, what she takes back."""

from __future__ import annotations

from ardoise.actions.dunning.approving import Approved, Refusal, approve, withdraw
from ardoise.actions.dunning.facts import proposed, what_changed
from ardoise.actions.dunning.planning import plan
from ardoise.actions.dunning.promising import plans_judged, promises_judged, promises_told
from ardoise.actions.dunning.running import run

__all__ = [
    "Approved",
    "Refusal",
    "approve",
    "plan",
    "plans_judged",
    "promises_judged",
    "promises_told",
    "proposed",
    "run",
    "what_changed",
    "withdraw",
]
