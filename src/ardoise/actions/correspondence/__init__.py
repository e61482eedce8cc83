"""Letters composed: exactly what will leave, shown before and frozen after."""

from __future__ import annotations

from ardoise.actions.correspondence.composing import (
    compose,
    fingerprint,
    is_whole,
    release,
    unwrite,
)
from ardoise.actions.correspondence.drafting import Draft, Paper, context_of, preview, preview_many, recipient_of

__all__ = [
    "Draft",
    "Paper",
    "compose",
    "context_of",
    "fingerprint",
    "is_whole",
    "preview",
    "preview_many",
    "recipient_of",
    "release",
    "unwrite",
]
