"""Letters composed: exactly what will leave, shown before and frozen after."""

from __future__ import annotations

from ardoise.actions.correspondence.composing import (
    Contents,
    compose,
    compose_many,
    contents_of,
    fingerprint,
    is_whole,
    release,
    unwrite,
)
from ardoise.actions.correspondence.drafting import (
    UNSAID,
    Context,
    Draft,
    context_of,
    contexts_of,
    preview,
    preview_each,
    preview_many,
    recipient_of,
)
from ardoise.actions.correspondence.history import LEFT, left_on
from ardoise.actions.correspondence.papers import Paper, Planned
from ardoise.actions.templates.words import Chosen

__all__ = [
    "LEFT",
    "UNSAID",
    "Chosen",
    "Contents",
    "Context",
    "Draft",
    "Paper",
    "Planned",
    "compose",
    "compose_many",
    "contents_of",
    "context_of",
    "contexts_of",
    "fingerprint",
    "is_whole",
    "left_on",
    "preview",
    "preview_each",
    "preview_many",
    "recipient_of",
    "release",
    "unwrite",
]
